"""Tests of a distribution against known shares, as chisq.test and svygofchisq have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from satisfaction.numerics.goodness import goodness_of_fit, rao_scott_goodness
from satisfaction.numerics.linearisation import mean_scores
from satisfaction.numerics.variance import covariance

if TYPE_CHECKING:
    from types import SimpleNamespace

    from satisfaction.numerics.design import Design

DIMENSIONS = ("age", "gender", "ethnicity")


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_plain_goodness_of_fit_equals_chisq_test(
    representativeness: dict[str, Any], dimension: str
) -> None:
    r = representativeness[dimension]
    ours = goodness_of_fit(np.array(r["n"]), expected_shares=np.array(r["N"]))
    assert ours.df == r["df"]
    assert ours.chi_square == pytest.approx(r["chisq"], rel=1e-11)
    assert ours.p_value == pytest.approx(r["p"], rel=1e-10)
    np.testing.assert_allclose(ours.pearson_residuals, r["pearson_resid"], rtol=1e-11)
    np.testing.assert_allclose(ours.adjusted_residuals, r["std_resid"], rtol=1e-11)
    assert ours.cohen_w == pytest.approx(r["cohen_w"], rel=1e-11)
    assert ours.cramers_v == pytest.approx(r["cramers_v_gof"], rel=1e-11)
    assert ours.dissimilarity == pytest.approx(r["dissimilarity"], rel=1e-11)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_rao_scott_goodness_of_fit_equals_svygofchisq(
    survey: SimpleNamespace,
    designs: dict[str, Design],
    reference: dict[str, Any],
    population: dict[str, np.ndarray],
    dimension: str,
) -> None:
    design, r = designs["D"], reference["D"]["gof"][dimension]
    levels = np.arange(len(survey.levels[dimension]))
    means = mean_scores(
        (survey.codes[dimension][:, None] == levels).astype(float),
        weights=design.weights,
        domains=np.zeros(survey.n, dtype=int),
        n_domains=1,
    )
    ours = rao_scott_goodness(
        means.estimates[0],
        covariance(means.scores, design),
        expected_shares=population[dimension],
        n=float(design.weights.sum()),
        df_design=4995,
    )
    assert ours.chi_square == pytest.approx(r["statistic"], rel=1e-10)
    assert [ours.scale, ours.df] == pytest.approx(r["parameter"], rel=1e-10)
    assert ours.p_value == pytest.approx(r["p"], rel=1e-8)
    assert ours.p_value < ours.p_value_f < 1e-6
