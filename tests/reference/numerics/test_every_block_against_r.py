"""The rest of the synthetic reference, block by block; nothing in it is left uncompared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.stats import t as student

from satisfaction.numerics.association import Association, association_test
from satisfaction.numerics.design_effects import design_effects
from satisfaction.numerics.domain_means import DomainEstimates, domain_means
from satisfaction.numerics.intervals import korn_graubard_interval, logit_interval, mean_interval
from satisfaction.numerics.kish import kish_design_effect
from satisfaction.numerics.linearisation import total_scores
from satisfaction.numerics.regression import Regression, fit_survey_grades, fit_survey_logit
from satisfaction.numerics.score_intervals import arcsine_interval, likelihood_interval
from satisfaction.numerics.variance import covariance

if TYPE_CHECKING:
    from types import SimpleNamespace

    from satisfaction.numerics.design import Design
    from satisfaction.numerics.hypothesis_tests import DesignTest

FULL = ("D", "Dn", "RK", "PS")
SHORT = ("RK4", "PV", "PC", "CL", "CG", "CR")
DOMAINS = ("victim_group", "gender", "ethnicity", "age", "quarter", "borough")
R = dict[str, Any]


def listed(values: Any) -> np.ndarray:
    return np.array(list(values.values()) if isinstance(values, dict) else values, dtype=float)


def largest_error(ours: Any, theirs: Any) -> float:
    expected = listed(theirs)
    gap = np.asarray(ours, dtype=float).reshape(expected.shape) - expected
    return float(np.abs(gap).max() / np.abs(expected).max())


def estimated(
    y: np.ndarray, design: Design, codes: np.ndarray | None = None, *, joint: bool = False
) -> DomainEstimates:
    domains = np.zeros(design.n_rows, dtype=int) if codes is None else codes
    return domain_means(y, design, domains=domains, n_domains=int(domains.max()) + 1, joint=joint)


def assert_normal_and_t_limits(estimates: np.ndarray, errors: np.ndarray, r: R) -> None:
    """Compare limits; a limit near zero has few digits, so relative to the largest."""
    for key, df in (("ci_normal", np.inf), ("ci_t", r.get("df"))):
        if key in r:
            limits = mean_interval(estimates, errors, df)
            ours = np.column_stack([limits.lower.ravel(), limits.upper.ravel()])
            assert largest_error(ours, np.reshape(r[key], (-1, 2))) < 1e-10


def assert_block(found: DomainEstimates, r: R) -> None:
    assert largest_error(found.estimates, r["est"]) < 1e-11
    assert largest_error(found.standard_errors, r["se"]) < 1e-10
    assert_normal_and_t_limits(found.estimates.ravel(), found.standard_errors.ravel(), r)
    if "vcov" in r:
        assert found.covariance is not None
        assert largest_error(found.covariance, np.atleast_2d(r["vcov"])) < 1e-10


@pytest.mark.parametrize("block", [*FULL, *SHORT])
def test_questions_and_their_joint_covariance(
    survey: SimpleNamespace, designs: dict[str, Design], reference: R, block: str
) -> None:
    y = np.column_stack([survey.answers[name] for name in ("q1", "q2", "q3", "q4")])
    assert_block(estimated(y, designs[block], joint=True), reference[block]["overall"])


@pytest.mark.parametrize("block", FULL)
def test_scales_with_missing_answers_and_distributions(
    survey: SimpleNamespace, designs: dict[str, Design], reference: R, block: str
) -> None:
    design, r = designs[block], reference[block]
    grades = (survey.answers["sat"][:, None] == np.arange(1, 6)).astype(float)
    ages = (survey.codes["age"][:, None] == np.arange(7)).astype(float)
    assert_block(estimated(survey.answers["q5"], design, joint=True), r["q5_na"])
    assert_block(estimated(grades, design, joint=True), r["sat_dist"])
    found = estimated(ages, design, joint=True)
    assert largest_error(found.estimates, r["age_dist"]["est"]) < 1e-11
    if block in {"D", "Dn"}:
        assert_block(found, r["age_dist"])
    else:
        # Raked or post-stratified to age: no variance is left, and R's is rounding.
        assert found.standard_errors.max() < 1e-9
        assert listed(r["age_dist"]["se"]).max() < 1e-9


@pytest.mark.parametrize("block", FULL)
def test_totals_with_their_limits(
    survey: SimpleNamespace, designs: dict[str, Design], reference: R, block: str
) -> None:
    design, r = designs[block], reference[block]["totals"]
    totals = total_scores(
        np.column_stack([survey.answers["q1"], survey.answers["q4"]]),
        weights=design.weights,
        domains=np.zeros(survey.n, dtype=int),
        n_domains=1,
    )
    joint = covariance(totals.scores, design)
    assert largest_error(totals.estimates, r["est"]) < 1e-11
    assert largest_error(joint, r["vcov"]) < 1e-10
    errors = np.sqrt(np.diag(joint))
    assert largest_error(errors, r["se"]) < 1e-10
    assert_normal_and_t_limits(totals.estimates[0], errors, r)


@pytest.mark.parametrize("block", FULL)
@pytest.mark.parametrize("by", DOMAINS)
def test_domains_with_their_limits(
    survey: SimpleNamespace, designs: dict[str, Design], reference: R, block: str, by: str
) -> None:
    found = estimated(survey.answers["q1"], designs[block], survey.codes[by], joint=True)
    assert_block(found, reference[block][f"by_{by}"])


@pytest.mark.parametrize("block", SHORT)
def test_ethnic_groups_with_their_limits(
    survey: SimpleNamespace, designs: dict[str, Design], reference: R, block: str
) -> None:
    found = estimated(survey.answers["q1"], designs[block], survey.codes["ethnicity"], joint=True)
    assert_block(found, reference[block]["by_ethnicity"])


@pytest.mark.parametrize("block", FULL)
@pytest.mark.parametrize("name", ["diff_ethnicity", "diff_quarter", "diff_vg"])
def test_limits_and_p_values_of_differences(reference: R, block: str, name: str) -> None:
    r = reference[block][name]
    estimates, errors = listed(r["est"]), listed(r["se"])
    assert_normal_and_t_limits(estimates, errors, r)
    ours = 2 * student.sf(np.abs(estimates / errors), r["df"])
    np.testing.assert_allclose(ours, np.atleast_1d(r["p_t"]), rtol=1e-10)


@pytest.mark.parametrize("block", FULL)
def test_design_effects_equal_deff(
    survey: SimpleNamespace, designs: dict[str, Design], reference: R, block: str
) -> None:
    design, r, everybody = designs[block], reference[block], np.zeros(survey.n, dtype=int)
    four = np.column_stack([survey.answers[name] for name in ("q1", "q2", "q3", "q4")])
    for y, key, replacement in (
        (four, "overall", False),
        (survey.answers["q5"], "q5_na", False),
        (survey.answers["q1"], "q1_deff_replace", True),
    ):
        effects = design_effects(
            y,
            estimated(y, design).standard_errors,
            weights=design.weights,
            domains=everybody,
            n_domains=1,
            replacement=replacement,
        )
        assert largest_error(effects.ravel(), np.atleast_1d(r[key]["deff"])) < 1e-10
    assert_block(estimated(survey.answers["q1"], design, joint=True), r["q1_deff_replace"])


def assert_ciprop(r: R, p: float, se: float, *, methods: tuple[str, ...]) -> None:
    n, df = r["n"], r["df"]
    limits = {
        "mean": (mean_interval(p, se, df), 1e-10),
        "beta": (korn_graubard_interval(p, se, n, df), 1e-10),
        "asin": (arcsine_interval(p, se, df), 1e-10),
        "xlogit": (logit_interval(p, se, df), 1e-10),
        # Through svyglm, whose steps stop at 1e-8.
        "logit": (logit_interval(p, se, df), 5e-9),
        # Through a profile of the likelihood that is interpolated.
        "likelihood": (likelihood_interval(p, se, df), 1e-5),
    }
    for method in methods:
        found, tolerance = limits[method]
        theirs = [r[method]["lo"], r[method]["hi"]]
        assert [found.lower, found.upper] == pytest.approx(theirs, rel=tolerance), method


ALL_METHODS = ("mean", "beta", "asin", "xlogit", "logit", "likelihood")


@pytest.mark.parametrize("block", FULL)
def test_all_intervals_of_svyciprop(
    survey: SimpleNamespace, designs: dict[str, Design], reference: R, block: str
) -> None:
    for question in ("q1", "q4", "q5"):
        r = reference[block][f"ciprop_{question}"]
        found = estimated(survey.answers[question], designs[block])
        p, se = found.estimates[0, 0], found.standard_errors[0, 0]
        methods = tuple(m for m in ALL_METHODS if m in r and r[m]["lo"] is not None)
        for method in methods:
            assert [p, r[method]["se"] or se] == pytest.approx([r[method]["est"], se], rel=1e-8)
        assert found.df[0, 0] == r["df"]
        assert_ciprop(r, p, se, methods=methods)


@pytest.mark.parametrize("block", SHORT)
def test_intervals_of_the_short_blocks(reference: R, block: str) -> None:
    r = reference[block]["ciprop_q1"]
    assert_ciprop(r, r["mean"]["est"], r["mean"]["se"], methods=("mean", "beta", "logit"))


@pytest.mark.parametrize("block", FULL)
def test_intervals_of_ethnic_groups(
    survey: SimpleNamespace, designs: dict[str, Design], reference: R, block: str
) -> None:
    found = estimated(survey.answers["q1"], designs[block], survey.codes["ethnicity"])
    for at, r in enumerate(reference[block]["domain_ciprop_ethnicity"].values()):
        assert found.estimates[at, 0] == pytest.approx(r["mean"]["est"], rel=1e-11)
        assert found.standard_errors[at, 0] == pytest.approx(r["mean"]["se"], rel=1e-10)
        assert found.df[at, 0] == r["df"]
        known = ("mean", "beta", "logit") if r["logit"]["lo"] is not None else ("mean", "beta")
        assert_ciprop(r, r["mean"]["est"], r["mean"]["se"], methods=known)


def assert_test(ours: DesignTest, theirs: R) -> None:
    assert ours.statistic == pytest.approx(theirs["statistic"], rel=1e-9)
    freedom = np.atleast_1d(theirs["parameter"])
    assert [ours.df, ours.df_denominator][: len(freedom)] == pytest.approx(freedom, rel=1e-9)
    assert ours.p_value == pytest.approx(theirs["p"], rel=1e-8)


def assert_association(ours: Association, theirs: R) -> None:
    assert_test(ours.rao_scott, theirs["F"])
    assert ours.chi_square == pytest.approx(theirs["Chisq"]["statistic"], rel=1e-10)
    assert ours.rao_scott_first_order.df == theirs["Chisq"]["parameter"]
    assert ours.rao_scott_first_order.p_value == pytest.approx(theirs["Chisq"]["p"], rel=1e-8)
    if "lincom" in theirs:
        # Without CompQuadForm R's "lincom" is its saddlepoint; its root finder stops at 1e-8.
        assert ours.chi_square == pytest.approx(theirs["lincom"]["statistic"], rel=1e-10)
        assert ours.saddlepoint.p_value == pytest.approx(theirs["lincom"]["p"], rel=1e-6)
        assert_test(ours.wald, theirs["Wald"])
        assert_test(ours.adjusted_wald, theirs["adjWald"])


@pytest.mark.parametrize("block", FULL)
@pytest.mark.parametrize("pair", ["q1_ethnicity", "q1_victim_group", "sat_gender", "q4_borough"])
def test_tests_of_association_equal_svychisq(
    survey: SimpleNamespace, designs: dict[str, Design], reference: R, block: str, pair: str
) -> None:
    question, by = pair.split("_", 1)
    answers = survey.answers[question].astype(int)
    ours = association_test(answers, survey.codes[by], designs[block])
    assert_association(ours, reference[block]["chisq"][pair])


@pytest.mark.parametrize("block", FULL)
@pytest.mark.parametrize("name", ["glm_q1", "glm_q1_trend", "glm_q1_gender_interaction"])
def test_regressions_with_their_tests_and_limits(
    survey: SimpleNamespace,
    designs: dict[str, Design],
    reference: R,
    model_matrices: dict[str, np.ndarray],
    block: str,
    name: str,
) -> None:
    r = reference[block][name]
    ours = fit_survey_logit(survey.answers["q1"], model_matrices[name], designs[block])
    assert largest_error(ours.coefficients, r["coef"]) < 1e-10
    assert largest_error(ours.standard_errors, r["se"]) < 1e-9
    assert largest_error(ours.covariance, r["vcov"]) < 1e-9
    assert ours.df == r["df_resid"]
    ratios = ours.coefficients / ours.standard_errors
    assert largest_error(ratios, r["t"]) < 1e-9
    np.testing.assert_allclose(2 * student.sf(np.abs(ratios), ours.df), r["p"], rtol=1e-6)
    limits = ours.intervals()
    assert largest_error(np.column_stack([limits.lower, limits.upper]), r["ci_wald_t"]) < 1e-9


@pytest.mark.parametrize("block", FULL)
def test_the_test_of_a_term_equals_reg_term_test(
    survey: SimpleNamespace,
    designs: dict[str, Design],
    reference: R,
    model_matrices: dict[str, np.ndarray],
    block: str,
) -> None:
    r = reference[block]["regTermTest_ethnicity"]
    model = fit_survey_logit(survey.answers["q1"], model_matrices["glm_q1"], designs[block])
    # Intercept, six ages, one gender; then five ethnic groups.
    ours = model.test(range(8, 13))
    assert [ours.df, ours.df_denominator] == [r["df"], r["ddf"]]
    # Fitted with R's default tolerance; the public samples compare to 1e-8.
    assert [ours.statistic, ours.p_value] == pytest.approx([r["F"], r["p"]], rel=1e-6)


@pytest.fixture(scope="module")
def grades_model(
    survey: SimpleNamespace,
    designs: dict[str, Design],
    model_matrices: dict[str, np.ndarray],
) -> Regression:
    x = model_matrices["glm_q1"][:, 1:]
    return fit_survey_grades(survey.answers["sat"] - 1, x, designs["RK"])


def test_ordinal_coefficients_equal_clm(grades_model: Regression, reference: R) -> None:
    exact = reference["RK"]["clm_sat"]
    assert exact["max_grad"] < 1e-10
    np.testing.assert_allclose(grades_model.coefficients, listed(exact["coef"]), rtol=1e-10)


def test_the_ordinal_sandwich_equals_svyolr_as_far_as_its_optimiser_goes(
    grades_model: Regression, reference: R
) -> None:
    r = reference["RK"]["olr_sat"]
    order = np.r_[4:20, :4]
    theirs = np.concatenate([listed(r["coef"]), listed(r["zeta"])])
    assert np.abs(grades_model.coefficients[order] - theirs).max() < 1e-4
    assert largest_error(grades_model.standard_errors[order], r["se"]) < 1e-4
    assert largest_error(grades_model.covariance[np.ix_(order, order)], r["vcov"]) < 1e-4


@pytest.mark.parametrize("block", [*FULL, *SHORT])
def test_sums_and_effective_size_of_the_weights(
    designs: dict[str, Design], reference: R, block: str
) -> None:
    w, r = designs[block].weights, reference[block]
    kish = kish_design_effect(w)
    ours = {
        "kish_deff": kish,
        "n_eff": len(w) / kish,
        "w_sum": w.sum(),
        "w_sumsq": (w**2).sum(),
        "w_min": w.min(),
        "w_max": w.max(),
        "w_cv": w.std(ddof=1) / w.mean(),
    }
    for name, value in ours.items():
        if name in r:
            assert value == pytest.approx(r[name], rel=1e-10), name


def test_rakes_default_tolerance_leaves_the_estimates_within_1e_7(reference: R) -> None:
    exact, loose = reference["RK"], reference["RKd"]
    worst = reference["max_rel_diff_rake_default_vs_exact"]
    assert worst < 1e-8
    for name in ("kish_deff", "w_sum", "w_min", "w_max"):
        assert loose[name] == pytest.approx(exact[name], rel=1e-7)
    assert largest_error(listed(loose["overall"]["est"]), exact["overall"]["est"]) < 1e-7
    assert largest_error(listed(loose["by_ethnicity"]["se"]), exact["by_ethnicity"]["se"]) < 1e-6
