"""What a reader of the drivers must know: caveats, and how the figures were made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.periods import parse_period
from satisfaction.results import Caveat, Provenance

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from satisfaction.drivers.model import DriverModel
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns


def caveats(model: DriverModel, *, unanswered: int, left_out: pd.DataFrame) -> list[Caveat]:
    """Return what every reader must know about these drivers."""
    found = [
        Caveat(
            code="same-interview",
            text=(
                "Ratings and the overall judgement come from the same interview, so shares are "
                "likely to be somewhat too large; their order is steadier than their size."
            ),
        )
    ]
    if unanswered:
        text = f"{unanswered} respondents gave no overall judgement: not in the model."
        found.append(Caveat(code="outcome-not-answered", text=text))
    if model.fit.separated:
        text = "Some answers foretell the outcome perfectly; their effects are not bounded."
        found.append(Caveat(code="separated", text=text))
    if len(left_out):
        names = ", ".join(left_out["label"])
        why = str(left_out["why"].iloc[0])
        found.append(Caveat(code="not-analysed", text=f"Not analysed, since {why}: {names}."))
    return found


def flip_caveats(flips: Sequence[str], table: pd.DataFrame) -> list[Caveat]:
    """Return a caveat where other reasonable choices would change who leads."""
    if not flips:
        return []
    labels = dict(zip(table["driver"], table["label"], strict=True))
    text = (
        f"Membership of the leading set depends on choices that could have been made otherwise "
        f"(cuts, controls, missing answers) for: {', '.join(map(labels.__getitem__, flips))}."
    )
    return [Caveat(code="sensitive", text=text)]


def provenance(
    returns: Returns,
    controls: Sequence[str],
    period: str | Period | None,
    *,
    confidence: float,
    bootstraps: int,
) -> Provenance:
    """Return where the figures came from and how they were made."""
    weighting = returns.weighting
    adjusted = ", ".join(controls).replace("_", " ") or "nothing"
    weights = "logit without weights"
    if weighting or returns.survey.weights.column:
        weights = f"weighted logit ({weighting.method if weighting else 'delivered weights'})"
    return Provenance(
        survey=returns.survey.survey,
        period=str(parse_period(period)) if period is not None else "",
        method=(
            f"Attributable shares from a {weights} of being dissatisfied on low and top "
            f"ratings, adjusted for {adjusted}; design-based {confidence:.0%} intervals; ranks "
            f"from {bootstraps:,} bootstrap replicates within strata; second opinion by Shapley "
            "values of the low ratings."
        ),
        sources=returns.sources,
    )
