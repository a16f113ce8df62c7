"""What weights leave unsaid in the figures made with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from satisfaction.results import Caveat
    from satisfaction.tables.returns import Returns

_OF_WEIGHTS = ("margins-missed",)


def weights_caveats(returns: Returns) -> tuple[Caveat, ...]:
    """Return what every figure of weighted returns has to say beside it: a bias of the weights.

    :func:`satisfaction.weight` puts it on the returns; no interval covers it, so it stands with
    estimates, gaps, changes, trends and models.
    """
    if not returns.weighting:
        return ()
    return tuple(caveat for caveat in returns.caveats if caveat.code in _OF_WEIGHTS)
