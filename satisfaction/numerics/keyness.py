"""Keyness: which terms one group uses more than another, shrunk towards what both use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from satisfaction.errors import EstimationError
from satisfaction.numerics.replicate_weights import replicate_weights

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from satisfaction.numerics.arrays import FloatArray, IntArray
    from satisfaction.numerics.design import Design


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Keyness:
    """Log-odds ratios of terms with their precision.

    Attributes
    ----------
    log_odds : (k,) float array
        Above zero for terms of the first group.
    standard_errors, z_scores, p_values : (k,) float arrays
        p-values are two-sided, of a normal distribution.
    """

    log_odds: FloatArray
    standard_errors: FloatArray
    z_scores: FloatArray
    p_values: FloatArray


def log_odds_ratios(counts: FloatArray, totals: FloatArray, *, prior_total: float) -> FloatArray:
    r"""Return the log-odds ratio of each term with an informative Dirichlet prior.

    With :math:`y_{gw}` the count of term :math:`w` in group :math:`g`, :math:`n_g` the total and
    :math:`\alpha_w = \alpha_0 (y_{1w} + y_{2w}) / (n_1 + n_2)`,

    .. math:: \delta_w = \log \frac{y_{1w} + \alpha_w}{n_1 + \alpha_0 - y_{1w} - \alpha_w}
              - \log \frac{y_{2w} + \alpha_w}{n_2 + \alpha_0 - y_{2w} - \alpha_w} .

    Parameters
    ----------
    counts : (2, k, ...) float array
        Weighted count of each term in each group; further axes are samples of their own.
    totals : (2, ...) float array
        What the counts are out of. With documents counted once a term, the documents.
    prior_total : float
        How much the prior is worth, in the unit of ``totals``; above 0.

    Returns
    -------
    (k, ...) float array
        NaN for a term that nobody uses.

    Notes
    -----
    Monroe, Colaresi and Quinn (2008), equations 15 and 16; R: ``tidylo::bind_log_odds`` and
    ``quanteda.textstats`` have the same with other priors. Documents counted once make the
    Dirichlet one of two categories, a beta prior.

    Examples
    --------
    >>> import numpy as np
    >>> log_odds_ratios(np.array([[8.0], [2.0]]), np.array([20.0, 20.0]), prior_total=4.0).round(4)
    array([1.4351])
    """
    _check(totals, prior_total)
    first, second = counts
    prior = prior_total * (first + second) / totals.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(
            _log_odds(first + prior, totals[0] + prior_total)
            - _log_odds(second + prior, totals[1] + prior_total)
        )


def log_odds_errors(counts: FloatArray, totals: FloatArray, *, prior_total: float) -> FloatArray:
    r"""Return the standard error of each log-odds ratio for independent documents.

    :math:`\sqrt{1 / (y_{1w} + \alpha_w) + 1 / (y_{2w} + \alpha_w)}`, in the notation of
    :func:`log_odds_ratios`; infinite for a term that nobody uses.

    Parameters
    ----------
    counts, totals, prior_total
        As in :func:`log_odds_ratios`.

    Returns
    -------
    (k, ...) float array

    Notes
    -----
    Monroe, Colaresi and Quinn (2008), equation 20.

    Examples
    --------
    >>> import numpy as np
    >>> log_odds_errors(np.array([[8.0], [2.0]]), np.array([20.0, 20.0]), prior_total=4.0).round(4)
    array([0.6667])
    """
    _check(totals, prior_total)
    prior = prior_total * (counts[0] + counts[1]) / totals.sum(axis=0)
    with np.errstate(divide="ignore"):
        return np.asarray(np.sqrt((1 / (counts + prior)).sum(axis=0)))


def keyness(
    presence: csr_array,
    groups: IntArray,
    rows: IntArray,
    design: Design,
    *,
    prior_total: float,
    bootstraps: int,
    seed: int,
) -> Keyness:
    """Compare what the documents of two groups mention, under the sampling design.

    Weights are scaled to a mean of 1 over the documents. The standard error is the larger of two:
    that of a stratified bootstrap over respondents, which knows weights, strata and clusters, and
    the analytic one of independent documents, which knows that a term that a group never used was
    merely not used yet (no bootstrap sample could show it).

    Parameters
    ----------
    presence : (m, k) sparse array
        1 where a document mentions a term.
    groups : (m,) int array
        0 or 1 for each document.
    rows : (m,) int array
        Row of each document in the design.
    design : Design
        With all rows of the sample, also of those who wrote nothing.
    prior_total : float
        Documents that the prior is worth.
    bootstraps : int
        At least 2.
    seed : int

    Returns
    -------
    Keyness

    Raises
    ------
    EstimationError
        If a group has no document, or there are fewer than two bootstraps.

    Notes
    -----
    Rescaling bootstrap of Rao and Wu (1988), see
    :func:`satisfaction.numerics.replicate_weights.replicate_weights`.
    """
    if bootstraps < 2:  # noqa: PLR2004 - a spread needs two
        raise EstimationError(f"{bootstraps} bootstraps give no spread; at least 2 are needed.")
    scale = 1 / design.weights[rows].mean()
    counts, totals = _sums(presence, groups, scale * design.weights[rows, None])
    log_odds = log_odds_ratios(counts, totals, prior_total=prior_total)[:, 0]
    samples = []
    for block in replicate_weights(design, replicates=bootstraps, seed=seed):
        # Calibration may leave a few weights of a sample below zero, which no count can be.
        drawn, sizes = _sums(presence, groups, scale * np.maximum(block[rows], 0.0))
        samples.append(log_odds_ratios(drawn, np.maximum(sizes, 1.0), prior_total=prior_total))
    # A term that a sample lost altogether has the same odds in both groups: none.
    spread = np.nan_to_num(np.hstack(samples), nan=0.0).std(axis=1, ddof=1)
    analytic = log_odds_errors(counts, totals, prior_total=prior_total)[:, 0]
    errors = np.maximum(spread, analytic)
    z_scores = log_odds / errors
    return Keyness(
        log_odds=log_odds,
        standard_errors=errors,
        z_scores=z_scores,
        p_values=2 * ndtr(-np.abs(z_scores)),
    )


def _check(totals: FloatArray, prior_total: float) -> None:
    if not np.all(totals > 0):
        raise EstimationError("A group without documents cannot be compared.")
    if not prior_total > 0:
        raise EstimationError(f"The prior must be worth something; {prior_total:g} is not above 0.")


def _log_odds(count: FloatArray, total: FloatArray) -> FloatArray:
    return np.asarray(np.log(count) - np.log(total - count))


def _sums(
    presence: csr_array, groups: IntArray, weights: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return counts (2, k, b) and totals (2, b) under each column of weights (m, b)."""
    of_group = [np.where((groups == group)[:, None], weights, 0.0) for group in (0, 1)]
    counts = [presence.T @ part for part in of_group]
    return np.stack(counts), np.stack([part.sum(axis=0) for part in of_group])
