"""How much larger the design makes a variance than simple random sampling would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import EstimationError
from satisfaction.numerics.answers import as_columns, check_rows
from satisfaction.numerics.sums import sum_by

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray, IntArray


def design_effects(
    y: FloatArray,
    standard_errors: FloatArray,
    *,
    weights: FloatArray,
    domains: IntArray,
    n_domains: int,
    replacement: bool = False,
) -> FloatArray:
    r"""Give design effects of means in domains.

    :math:`se^2 / \bigl(\hat S^2 / n \cdot (1 - n / \hat N)\bigr)` with :math:`\hat S^2 =
    \frac{n}{n-1} \sum w_i (y_i - \bar y)^2 / \hat N`; the last factor only without replacement.

    Parameters
    ----------
    y : (n, q) float array
        Variables; NaN leaves the base. One variable may be given as ``(n,)``.
    standard_errors : (d, q) float array
        Design-based standard errors of the means.
    weights : (n,) float array
        Weights that sum to the population.
    domains : (n,) int array
        Domain of each row, from 0; -1 for none.
    n_domains : int
        Number of domains.
    replacement : bool
        Whether to compare with simple random sampling with replacement (Kish's deft squared).

    Returns
    -------
    (d, q) float array
        NaN where there is no variance to compare with, or, without replacement, where the weights
        sum to less than the answers: they are not scaled to a population.

    Raises
    ------
    EstimationError
        If the shapes do not fit.

    Notes
    -----
    Kish (1965). R: ``svymean(..., deff = TRUE)`` and ``deff = "replace"``.

    Examples
    --------
    >>> import numpy as np
    >>> design_effects(
    ...     np.array([0.0, 1.0, 1.0, 1.0]),
    ...     np.array([[0.25]]),
    ...     weights=np.full(4, 2.0),
    ...     domains=np.zeros(4, dtype=int),
    ...     n_domains=1,
    ...     replacement=True,
    ... ).round(12).tolist()
    [[1.0]]
    """
    values = as_columns(y)
    check_rows(values, weights, domains, n_domains)
    if standard_errors.shape != (n_domains, values.shape[1]):
        raise EstimationError(
            f"There are {standard_errors.shape} standard errors for {n_domains} domains and "
            f"{values.shape[1]} variables; expected one for each pair."
        )
    simple = np.column_stack(
        [_simple_variance(column, weights, domains, n_domains, replacement) for column in values.T]
    )
    effects: FloatArray = np.divide(
        standard_errors**2, simple, out=np.full(simple.shape, np.nan), where=simple > 0
    )
    return effects


def _simple_variance(
    column: FloatArray,
    weights: FloatArray,
    domains: IntArray,
    n_domains: int,
    replacement: bool,  # noqa: FBT001 - passed on by position once
) -> FloatArray:
    """Return the variance of each domain's mean under simple random sampling; NaN for none."""
    rows = ~np.isnan(column) & (domains >= 0) & (weights != 0)
    codes, values, shares = domains[rows], column[rows], weights[rows]
    n = np.bincount(codes, minlength=n_domains).astype(np.float64)
    total = sum_by(codes, shares, n_domains)
    some = np.where(total > 0, total, np.nan)
    means = sum_by(codes, shares * values, n_domains) / some
    squares = sum_by(codes, shares * (values - means[codes]) ** 2, n_domains)
    variance = squares / some / np.where(n > 1, n - 1, np.nan)
    if not replacement:
        variance = variance * np.where(some >= n, 1 - n / some, np.nan)
    return variance
