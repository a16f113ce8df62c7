"""Estimates and joint covariances on ten designs against R's svymean, svytotal and svyby."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from satisfaction.numerics.design import degrees_of_freedom
from satisfaction.numerics.linearisation import DomainMeans, contrast, mean_scores, ratio_scores
from satisfaction.numerics.variance import covariance

if TYPE_CHECKING:
    from types import SimpleNamespace

    from satisfaction.numerics.design import Design

FULL = ("D", "Dn", "RK", "PS")
ALL = (*FULL, "RK4", "PV", "PC", "CL", "CG", "CR")
DOMAINS = ("victim_group", "gender", "ethnicity", "age", "quarter")


def relative_to_largest(ours: np.ndarray, theirs: object) -> float:
    expected = np.asarray(theirs, dtype=float)
    return float(np.abs(ours - expected).max() / np.abs(expected).max())


def means_of(values: np.ndarray, design: Design, codes: np.ndarray | None = None) -> DomainMeans:
    domains = np.zeros(design.n_rows, dtype=int) if codes is None else codes
    return mean_scores(
        values, weights=design.weights, domains=domains, n_domains=int(domains.max()) + 1
    )


@pytest.mark.parametrize("block", ALL)
def test_overall_means_and_covariance_equal_svymean(
    survey: SimpleNamespace, designs: dict[str, Design], reference: dict[str, Any], block: str
) -> None:
    design, expected = designs[block], reference[block]["overall"]
    answers = np.column_stack([survey.answers[name] for name in ("q1", "q2", "q3", "q4")])
    means = means_of(answers, design)
    assert relative_to_largest(means.estimates[0], list(expected["est"].values())) < 1e-11
    assert relative_to_largest(covariance(means.scores, design), expected["vcov"]) < 1e-10


@pytest.mark.parametrize("block", ALL)
def test_degrees_of_freedom_equal_degf(
    designs: dict[str, Design], reference: dict[str, Any], block: str
) -> None:
    assert degrees_of_freedom(designs[block]) == reference[block]["degf"]


@pytest.mark.parametrize("block", ALL)
def test_joint_covariance_of_ethnic_groups_equals_r(
    survey: SimpleNamespace, designs: dict[str, Design], reference: dict[str, Any], block: str
) -> None:
    design, expected = designs[block], reference[block]["by_ethnicity"]
    means = means_of(survey.answers["q1"], design, survey.codes["ethnicity"])
    assert relative_to_largest(means.estimates.ravel(), list(expected["est"].values())) < 1e-11
    assert relative_to_largest(covariance(means.scores, design), expected["vcov"]) < 1e-10


@pytest.mark.parametrize("block", FULL)
@pytest.mark.parametrize("by", DOMAINS)
def test_joint_covariance_of_other_domains_equals_r(
    survey: SimpleNamespace,
    designs: dict[str, Design],
    reference: dict[str, Any],
    block: str,
    by: str,
) -> None:
    design, expected = designs[block], reference[block][f"by_{by}"]
    means = means_of(survey.answers["q1"], design, survey.codes[by])
    assert relative_to_largest(means.estimates.ravel(), list(expected["est"].values())) < 1e-11
    assert relative_to_largest(covariance(means.scores, design), expected["vcov"]) < 1e-10


@pytest.mark.parametrize("block", FULL)
def test_standard_errors_of_boroughs_equal_svyby(
    survey: SimpleNamespace, designs: dict[str, Design], reference: dict[str, Any], block: str
) -> None:
    design, expected = designs[block], reference[block]["by_borough"]
    means = means_of(survey.answers["q1"], design, survey.codes["borough"])
    errors = np.sqrt(np.diag(covariance(means.scores, design)))
    np.testing.assert_allclose(errors, list(expected["se"].values()), rtol=1e-10)


@pytest.mark.parametrize("block", FULL)
def test_a_question_with_missing_answers_equals_svymean_na_rm(
    survey: SimpleNamespace, designs: dict[str, Design], reference: dict[str, Any], block: str
) -> None:
    design, expected = designs[block], reference[block]["q5_na"]
    means = means_of(survey.answers["q5"], design)
    assert means.counts[0, 0] == 4857
    assert means.estimates[0, 0] == pytest.approx(expected["est"]["q5"], rel=1e-11)
    assert relative_to_largest(covariance(means.scores, design), expected["vcov"]) < 1e-10


@pytest.mark.parametrize("block", FULL)
def test_shares_of_a_scale_that_sum_to_one_equal_svymean(
    survey: SimpleNamespace, designs: dict[str, Design], reference: dict[str, Any], block: str
) -> None:
    design, expected = designs[block], reference[block]["sat_dist"]
    grades = (survey.answers["sat"][:, None] == np.arange(1, 6)).astype(float)
    means = means_of(grades, design)
    assert relative_to_largest(means.estimates[0], list(expected["est"].values())) < 1e-11
    assert relative_to_largest(covariance(means.scores, design), expected["vcov"]) < 1e-10


@pytest.mark.parametrize("block", FULL)
def test_totals_equal_svytotal(
    survey: SimpleNamespace, designs: dict[str, Design], reference: dict[str, Any], block: str
) -> None:
    design, expected = designs[block], reference[block]["totals"]
    answers = np.column_stack([survey.answers["q1"], survey.answers["q4"]])
    scores = design.weights[:, None] * answers
    np.testing.assert_allclose(scores.sum(axis=0), list(expected["est"].values()), rtol=1e-11)
    assert relative_to_largest(covariance(scores, design), expected["vcov"]) < 1e-10


CONTRASTS = {
    "diff_ethnicity": ("ethnicity", [[0, 1, 0, 0, -1, 0], [1, 0, 0, 0, -1, 0]]),
    "diff_quarter": ("quarter", [[-1, 0, 0, 1], [-0.3, -0.1, 0.1, 0.3]]),
    "diff_vg": ("victim_group", [[1, -1, 0, 0, 0]]),
}


@pytest.mark.parametrize("block", FULL)
@pytest.mark.parametrize("name", CONTRASTS)
def test_differences_and_the_quarterly_slope_equal_svycontrast(
    survey: SimpleNamespace,
    designs: dict[str, Design],
    reference: dict[str, Any],
    block: str,
    name: str,
) -> None:
    by, matrix = CONTRASTS[name]
    design, expected = designs[block], reference[block][name]
    means = means_of(survey.answers["q1"], design, survey.codes[by])
    found = contrast(means.estimates, covariance(means.scores, design), np.array(matrix))
    assert relative_to_largest(found.estimates, list(expected["est"].values())) < 1e-11
    assert relative_to_largest(found.covariance, expected["vcov"]) < 1e-10


@pytest.mark.parametrize("block", FULL)
def test_group_against_all_takes_the_overlap_into_account(
    survey: SimpleNamespace, designs: dict[str, Design], reference: dict[str, Any], block: str
) -> None:
    design, expected = designs[block], reference[block]["group_vs_all"]
    q1, black = survey.answers["q1"], survey.levels["ethnicity"].index("black")
    group = means_of(q1, design, np.where(survey.codes["ethnicity"] == black, 0, -1))
    everybody = means_of(q1, design)
    found = contrast(
        np.array([group.estimates[0, 0], everybody.estimates[0, 0]]),
        covariance(np.column_stack([group.scores, everybody.scores]), design),
        np.array([1.0, -1.0]),
    )
    assert found.estimates[0] == pytest.approx(expected["est"], rel=1e-11)
    assert found.standard_errors[0] == pytest.approx(expected["se"], rel=1e-10)


@pytest.mark.parametrize("block", FULL)
def test_a_mean_as_a_ratio_of_totals_equals_svymean(
    survey: SimpleNamespace, designs: dict[str, Design], reference: dict[str, Any], block: str
) -> None:
    design, expected = designs[block], reference[block]["by_gender"]
    inside = (survey.codes["gender"] == 0).astype(float)
    ratio = ratio_scores(survey.answers["q1"] * inside, inside, weights=design.weights)
    assert ratio.estimates[0] == pytest.approx(expected["est"]["female"], rel=1e-11)
    assert relative_to_largest(covariance(ratio.scores, design), [expected["vcov"][0][0]]) < 1e-10


@pytest.mark.parametrize("question", ["q1", "q2"])
def test_160_domains_of_the_raked_design_equal_svyby(
    survey: SimpleNamespace,
    designs: dict[str, Design],
    r_domains: dict[str, np.ndarray],
    question: str,
) -> None:
    design, rows = designs["RK"], r_domains["question"] == question
    codes = survey.codes["borough"] * 5 + survey.codes["victim_group"]
    means = means_of(survey.answers[question], design, codes)
    errors = np.sqrt(np.diag(covariance(means.scores, design)))
    groups = [survey.levels["victim_group"].index(g) for g in r_domains["victim_group"][rows]]
    at = (r_domains["borough"][rows].astype(int) - 1) * 5 + np.array(groups)
    np.testing.assert_array_equal(means.counts[at, 0], r_domains["n"][rows])
    np.testing.assert_allclose(means.estimates[at, 0], r_domains["est"][rows], rtol=1e-11)
    np.testing.assert_allclose(errors[at], r_domains["se"][rows], rtol=1e-10)
    df = [degrees_of_freedom(design, codes == code) for code in at]
    np.testing.assert_array_equal(df, r_domains["df"][rows])
