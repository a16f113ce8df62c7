"""Weighted logit and its design-based covariance against R's svyglm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from satisfaction.numerics.logit import coefficient_scores, fit_logit
from satisfaction.numerics.variance import covariance

if TYPE_CHECKING:
    from types import SimpleNamespace

    from satisfaction.numerics.design import Design


@pytest.mark.parametrize("block", ["D", "Dn", "RK", "PS"])
@pytest.mark.parametrize("model", ["glm_q1", "glm_q1_trend", "glm_q1_gender_interaction"])
def test_coefficients_and_sandwich_equal_svyglm(
    survey: SimpleNamespace,
    designs: dict[str, Design],
    reference: dict[str, Any],
    model_matrices: dict[str, np.ndarray],
    block: str,
    model: str,
) -> None:
    design, r = designs[block], reference[block][model]
    x, y = model_matrices[model], survey.answers["q1"]
    fit = fit_logit(y, x, weights=design.weights)
    scores = coefficient_scores(fit, x, y, weights=design.weights)
    ours, theirs = covariance(scores, design), np.array(r["vcov"])
    assert fit.converged
    np.testing.assert_allclose(fit.coefficients, list(r["coef"].values()), rtol=1e-9, atol=1e-12)
    assert np.abs(ours - theirs).max() < 1e-9 * np.abs(theirs).max()
