"""Stratified, clustered and two-stage samples against R: estimates, covariances, tests, models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from satisfaction.numerics.association import association_test
from satisfaction.numerics.design import Design, degrees_of_freedom
from satisfaction.numerics.design_effects import design_effects
from satisfaction.numerics.domain_means import domain_means
from satisfaction.numerics.intervals import korn_graubard_interval, logit_interval, mean_interval
from satisfaction.numerics.linearisation import mean_scores, ratio_scores, total_scores
from satisfaction.numerics.ordinal import fit_ordinal
from satisfaction.numerics.regression import (
    Regression,
    fit_survey_grades,
    fit_survey_line,
    fit_survey_logit,
)
from satisfaction.numerics.score_intervals import arcsine_interval
from satisfaction.numerics.variance import covariance

if TYPE_CHECKING:
    from types import SimpleNamespace

    import numpy.typing as npt

    from satisfaction.numerics.association import Association
    from satisfaction.numerics.hypothesis_tests import DesignTest

API = ("strat", "clus1", "clus2", "srs", "strat_cal", "clus1_cal", "clus2_cal")
TWO = ("full", "no_fpc", "elements", "raked", "calibrated", "post_stratified")
R = dict[str, Any]
Samples = "dict[str, SimpleNamespace]"


def largest_error(ours: npt.ArrayLike, theirs: npt.ArrayLike) -> float:
    expected = np.asarray(theirs, dtype=float)
    gap = np.asarray(ours, dtype=float).reshape(expected.shape) - expected
    return float(np.abs(gap).max() / np.abs(expected).max())


def assert_same(estimates: np.ndarray, joint: np.ndarray, expected: R) -> None:
    assert largest_error(estimates, expected["est"]) < 1e-12
    assert largest_error(joint, expected["vcov"]) < 1e-10


def assert_domains(y: np.ndarray, design: Design, domains: np.ndarray, expected: R) -> None:
    """Compare both kernels with R."""
    codes = np.unique(domains, return_inverse=True)[1]
    size = int(codes.max()) + 1
    means = mean_scores(y, weights=design.weights, domains=codes, n_domains=size)
    assert_same(means.estimates, covariance(means.scores, design), expected)
    short = domain_means(y, design, domains=codes, n_domains=size, joint=True)
    assert short.covariance is not None
    assert_same(short.estimates, short.covariance, expected)
    errors = np.sqrt(np.diag(np.atleast_2d(expected["vcov"])))
    assert largest_error(short.standard_errors, errors) < 1e-10


def assert_whole(y: np.ndarray, design: Design, expected: R) -> None:
    assert_domains(y, design, np.zeros(design.n_rows), expected)


def assert_test(ours: DesignTest, theirs: R) -> None:
    assert ours.statistic == pytest.approx(theirs["statistic"], rel=1e-9)
    freedom = np.atleast_1d(theirs["parameter"])
    assert [ours.df, ours.df_denominator][: len(freedom)] == pytest.approx(freedom, rel=1e-9)
    assert ours.p_value == pytest.approx(theirs["p"], rel=1e-8, nan_ok=True)


def assert_all_tests(ours: Association, theirs: R) -> None:
    assert_test(ours.rao_scott, theirs["F"])
    assert ours.chi_square == pytest.approx(theirs["Chisq"]["statistic"], rel=1e-10)
    assert ours.rao_scott_first_order.df == theirs["Chisq"]["parameter"]
    assert ours.rao_scott_first_order.p_value == pytest.approx(theirs["Chisq"]["p"], rel=1e-8)
    assert_test(ours.wald, theirs["Wald"])
    assert_test(ours.adjusted_wald, theirs["adjWald"])
    # R's root finder stops at 1e-8.
    assert ours.saddlepoint.p_value == pytest.approx(theirs["saddlepoint"]["p"], rel=1e-6)


def assert_regression(ours: Regression, theirs: R) -> None:
    assert largest_error(ours.coefficients, theirs["coef"]) < 1e-9
    assert largest_error(ours.covariance, theirs["vcov"]) < 1e-9
    assert ours.df == theirs["df"]


def assert_term(model: Regression, positions: list[int], r: R) -> None:
    by_f, by_chi_square = model.test(positions), model.test(positions, df=np.inf)
    assert by_f.statistic == pytest.approx(r["term_F"]["statistic"], rel=1e-8)
    assert [by_f.df, by_f.df_denominator] == [r["term_F"]["df"], r["term_F"]["ddf"]]
    assert by_f.p_value == pytest.approx(r["term_F"]["p"], rel=1e-8)
    assert by_chi_square.statistic == pytest.approx(r["term_chisq"]["statistic"], rel=1e-8)
    assert by_chi_square.p_value == pytest.approx(r["term_chisq"]["p"], rel=1e-8)


def assert_intervals(p: float, se: float, n: int, df: float, r: R, *, beta: bool = True) -> None:
    """Compare intervals with svyciprop; its "beta" takes n of the whole calibrated design."""
    for method, found in (
        ("xlogit", logit_interval(p, se, df)),
        ("mean", mean_interval(p, se, df)),
        ("asin", arcsine_interval(p, se, df)),
        ("beta", korn_graubard_interval(p, se, n, df)),
    ):
        if method != "beta" or beta:
            assert [p, se, found.lower, found.upper] == pytest.approx(r[method], rel=1e-10)


@pytest.mark.parametrize("name", API)
def test_weights_and_degrees_of_freedom_of_the_api_samples(
    api: Samples, r_numbers: R, name: str
) -> None:
    design, r = api[name].design, r_numbers[name]
    assert design.weights.sum() == pytest.approx(r["weights_sum"], rel=1e-12)
    assert (design.weights**2).sum() == pytest.approx(r["weights_sumsq"], rel=1e-11)
    assert degrees_of_freedom(design) == r["degf"]
    assert degrees_of_freedom(design, api[name].stype == 0) == r["degf_domain"]


@pytest.mark.parametrize("name", API)
def test_means_and_totals_of_the_api_samples(api: Samples, r_numbers: R, name: str) -> None:
    s, r = api[name], r_numbers[name]
    y = np.column_stack([s.api00, s.awards, s.enroll])
    # svymean(na.rm = TRUE) leaves out a row for all variables if one is missing.
    y[np.isnan(y).any(axis=1)] = np.nan
    assert_whole(y, s.design, r["mean"])
    totals = total_scores(
        np.column_stack([s.awards, s.schwide]),
        weights=s.design.weights,
        domains=np.zeros(len(y), dtype=int),
        n_domains=1,
    )
    assert_same(totals.estimates, covariance(totals.scores, s.design), r["total"])


@pytest.mark.parametrize("name", API)
def test_domains_of_the_api_samples_and_their_joint_covariance(
    api: Samples, r_numbers: R, name: str
) -> None:
    s, r = api[name], r_numbers[name]
    assert_domains(s.awards, s.design, s.stype, r["by_stype_aw"])
    assert_domains(s.api00, s.design, s.awards, r["by_awards_api00"])
    assert_domains(s.enroll, s.design, s.stype, r["by_stype_enroll"])


@pytest.mark.parametrize("name", API)
def test_ratios_of_the_api_samples(api: Samples, r_numbers: R, name: str) -> None:
    s, r = api[name], r_numbers[name]["ratio"]
    both = ~(np.isnan(s.tested) | np.isnan(s.enroll))
    ratio = ratio_scores(
        np.where(both, s.tested, 0.0), np.where(both, s.enroll, 0.0), weights=s.design.weights
    )
    error = np.sqrt(covariance(ratio.scores, s.design)[0, 0])
    assert ratio.estimates[0] == pytest.approx(r["est"], rel=1e-12)
    assert error == pytest.approx(r["se"], rel=1e-10)


@pytest.mark.parametrize("name", API)
def test_design_effects_of_the_api_samples(api: Samples, r_numbers: R, name: str) -> None:
    s, r = api[name], r_numbers[name]
    y, everybody = np.column_stack([s.api00, s.awards]), np.zeros(len(s.api00), dtype=int)
    found = domain_means(y, s.design, domains=everybody, n_domains=1)
    for replacement, key in ((False, "deff"), (True, "deff_replace")):
        effects = design_effects(
            y,
            found.standard_errors,
            weights=s.design.weights,
            domains=everybody,
            n_domains=1,
            replacement=replacement,
        )
        assert largest_error(effects, [r[key]]) < 1e-10


@pytest.mark.parametrize("name", API)
def test_intervals_for_shares_of_the_api_samples(api: Samples, r_numbers: R, name: str) -> None:
    s, r = api[name], r_numbers[name]
    for codes, key in ((np.zeros(len(s.awards), dtype=int), "ciprop"), (-1, "ciprop_domain")):
        domain = np.where(s.stype == 0, 0, -1) if isinstance(codes, int) else codes
        found = domain_means(s.awards, s.design, domains=domain, n_domains=1)
        own_n = key == "ciprop" or not name.endswith("_cal")
        assert_intervals(
            found.estimates[0, 0],
            found.standard_errors[0, 0],
            found.counts[0, 0],
            found.df[0, 0],
            r[key],
            beta=own_n,
        )


@pytest.mark.parametrize("name", API)
def test_tests_of_association_of_the_api_samples(api: Samples, r_numbers: R, name: str) -> None:
    s = api[name]
    ours = association_test(s.awards.astype(int), s.stype.astype(int), s.design)
    assert_all_tests(ours, r_numbers[name]["chisq"])


@pytest.mark.parametrize("name", API)
def test_regressions_of_the_api_samples(api: Samples, r_numbers: R, name: str) -> None:
    s, r = api[name], r_numbers[name]
    types = (s.stype[:, None] == [1, 2]).astype(float)
    x = np.column_stack([np.ones(len(s.ell)), s.ell, s.meals, types])
    logit = fit_survey_logit(s.awards, x, s.design)
    assert_regression(logit, r["glm"])
    assert_regression(fit_survey_line(s.api00, x, s.design), r["gaussian"])
    assert_term(logit, [3, 4], r)


@pytest.mark.parametrize(
    ("rule", "r_name"),
    [("centre", "adjust"), ("certainty", "certainty"), ("average", "average")],
)
def test_strata_of_one_unit_follow_the_rules_of_r(
    api: Samples, r_numbers: R, rule: Any, r_name: str
) -> None:
    s, r = api["strat"], r_numbers[f"lonely_{r_name}"]
    first = [np.flatnonzero(s.stype == code) for code in range(3)]
    rows = np.concatenate([first[0], first[1][:1], first[2][:9]])
    plan = {"strata": s.design.strata[rows], "population": s.design.population}
    base = s.design.weights[rows]
    design = Design(weights=base, single_unit=rule, **plan)
    y = np.column_stack([s.api00, s.awards])[rows]
    assert_whole(y, design, r["mean"])
    assert_domains(s.awards[rows], design, s.stype[rows], r["by"])
    totals = base[:, None] * np.column_stack([s.awards, s.schwide])[rows]
    assert_same(totals.sum(axis=0), covariance(totals, design), r["total"])
    calibrated = Design(
        weights=np.array(r["calibrated_weights"]),
        base_weights=base,
        calibration=np.column_stack([np.ones(len(rows)), s.schwide[rows]]),
        single_unit=rule,
        **plan,
    )
    assert_whole(y, calibrated, r["calibrated"])


@pytest.mark.parametrize("name", TWO)
def test_means_totals_and_domains_of_the_two_stage_sample(
    two_stage: SimpleNamespace, r_numbers: R, name: str
) -> None:
    s, design, r = two_stage, two_stage.designs[name], r_numbers[f"two_{name}"]
    assert_whole(s.y, design, r["mean_y"])
    assert_whole(s.z, design, r["mean_z"])
    scores = design.weights * s.x
    assert_same(scores.sum(), covariance(scores, design), r["total"])
    assert_domains(s.y, design, s.dom, r["by_dom"])
    assert_domains(s.z, design, s.sex, r["by_sex"])


@pytest.mark.parametrize("name", TWO)
def test_degrees_of_freedom_of_the_two_stage_sample_and_its_domains(
    two_stage: SimpleNamespace, r_numbers: R, name: str
) -> None:
    s, design, r = two_stage, two_stage.designs[name], r_numbers[f"two_{name}"]
    assert degrees_of_freedom(design) == r["degf"]
    codes = np.unique(s.dom, return_inverse=True)[1]
    found = domain_means(s.y, design, domains=codes, n_domains=5)
    np.testing.assert_array_equal(found.df[:, 0], r["degf_domain"])
    single = [degrees_of_freedom(design, (codes == k) & ~np.isnan(s.y)) for k in range(5)]
    np.testing.assert_array_equal(single, r["degf_domain"])


@pytest.mark.parametrize("name", TWO)
def test_design_effects_and_intervals_of_the_two_stage_sample(
    two_stage: SimpleNamespace, r_numbers: R, name: str
) -> None:
    s, design, r = two_stage, two_stage.designs[name], r_numbers[f"two_{name}"]
    everybody = np.zeros(s.n, dtype=int)
    found = domain_means(s.y, design, domains=everybody, n_domains=1)
    for replacement, key in ((False, "deff"), (True, "deff_replace")):
        effects = design_effects(
            s.y,
            found.standard_errors,
            weights=design.weights,
            domains=everybody,
            n_domains=1,
            replacement=replacement,
        )
        assert effects[0, 0] == pytest.approx(r[key], rel=1e-10)
    calibrated = name in {"raked", "calibrated", "post_stratified"}
    n = s.n if calibrated else found.counts[0, 0]
    error = found.standard_errors[0, 0]
    assert_intervals(found.estimates[0, 0], error, n, found.df[0, 0], r["ciprop"])


@pytest.mark.parametrize("name", TWO)
def test_tests_of_association_of_the_two_stage_sample(
    two_stage: SimpleNamespace, r_numbers: R, name: str
) -> None:
    s, design, r = two_stage, two_stage.designs[name], r_numbers[f"two_{name}"]
    assert_all_tests(association_test(s.sat.astype(int), s.sex.astype(int), design), r["chisq"])
    answered = np.where(np.isnan(s.y), -1, s.y).astype(int)
    ours, theirs = association_test(answered, s.age.astype(int), design), r["chisq_missing"]
    assert_test(ours.rao_scott, theirs["F"])
    assert ours.rao_scott_first_order.p_value == pytest.approx(theirs["Chisq"]["p"], rel=1e-8)
    # R quotes Pearson's statistic on all rows, answered or not.
    on_all_rows = ours.chi_square * s.n / ours.n
    assert on_all_rows == pytest.approx(theirs["Chisq"]["statistic"], rel=1e-10)


@pytest.mark.parametrize("name", TWO)
def test_regressions_of_the_two_stage_sample(
    two_stage: SimpleNamespace, r_numbers: R, name: str
) -> None:
    s, design, r = two_stage, two_stage.designs[name], r_numbers[f"two_{name}"]
    logit = fit_survey_logit(s.y, s.model, design)
    assert_regression(logit, r["glm"])
    assert_regression(fit_survey_line(s.z, s.model, design), r["gaussian"])
    assert_term(logit, [3, 4], r)


@pytest.mark.parametrize("name", TWO)
def test_the_ordinal_model_of_the_two_stage_sample(
    two_stage: SimpleNamespace, r_numbers: R, name: str
) -> None:
    s, design, r = two_stage, two_stage.designs[name], r_numbers[f"two_{name}"]["olr"]
    fit = fit_survey_grades(s.sat - s.sat.min(), s.model[:, 1:], design)
    assert largest_error(fit.coefficients, r["clm"]) < 1e-10
    assert largest_error(fit.covariance, r["vcov"]) < 1e-9
    assert fit.df == r["df"]
    # svyolr puts the coefficients first and has a Hessian by finite differences.
    cuts = fit.n_thresholds
    order = np.r_[cuts : len(fit.coefficients), :cuts]
    assert largest_error(fit.covariance[np.ix_(order, order)], r["svyolr_vcov"]) < 1e-4


def test_copenhagen_housing_satisfaction_equals_clm(
    r_numbers: R, housing: dict[str, np.ndarray]
) -> None:
    columns = [
        (housing[name][:, None] == np.unique(housing[name])[1:]).astype(float)
        for name in ("Infl", "Type", "Cont")
    ]
    r = r_numbers["housing"]
    fit = fit_ordinal(housing["Sat"].astype(int) - 1, np.hstack(columns), weights=housing["Freq"])
    assert largest_error(np.concatenate([fit.thresholds, fit.coefficients]), r["coef"]) < 1e-11
    assert largest_error(fit.inverse_information, r["vcov"]) < 1e-9
    assert fit.log_likelihood == pytest.approx(r["log_likelihood"], rel=1e-12)
    # Venables and Ripley (2002), chapter 7, print 0.566, 1.289, -0.572, -0.366, -1.091, 0.360.
    printed = [0.566, 1.289, -0.572, -0.366, -1.091, 0.360]
    np.testing.assert_allclose(fit.coefficients, printed, atol=0.0006)
