"""What a funnel says, and which mark stands for what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.charts.describe import caption, flag_note, subtitle
from satisfaction.charts.labels import category_label, period_words, question_label
from satisfaction.charts.palette import DISSATISFIED, NEITHER, SATISFIED
from satisfaction.charts.records import amount, records_of
from satisfaction.charts.theme import FigureText
from satisfaction.charts.wording import counted, inside_sentence, listed, percent

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.charts.readings import Reading
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.funnel_result import Funnel


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How an area is drawn."""

    name: str
    symbol: str
    colour: str
    size: int
    is_filled: bool


def mark_of(result: Funnel, beyond: float, side: float) -> Mark:
    """Return the mark: circles inside, triangles outside, filled beyond the outer limits."""
    if not beyond:
        return Mark(
            name="Within the limits", symbol="circle", colour=NEITHER, size=8, is_filled=False
        )
    is_good = (side > 0) == (result.table["statistic"].iloc[0] == "satisfied")
    is_outer = beyond == result.limits[1]
    return Mark(
        name=f"{'Above' if side > 0 else 'Below'} the {level_words(beyond)} limit",
        symbol="triangle-up" if side > 0 else "triangle-down",
        colour=SATISFIED if is_good else DISSATISFIED,
        size=13 if is_outer else 11,
        is_filled=is_outer,
    )


def level_words(level: float) -> str:
    """Return a limit's level, for example ``99.9%``."""
    return f"{100 * level:g}%"


def funnel_finding(result: Funnel) -> str:
    """Return which areas lie beyond the outer limits, and how many beyond the inner ones."""
    shown = result.table[result.table["beyond"].notna()]
    inner, outer = result.limits
    if shown.empty:
        return "Too few answers to hold any area against the overall rate"
    overall = f"the overall {percent(result.target, 1)} {shown['statistic'].iloc[0]}"
    far = shown[shown["beyond"] == outer]
    near = int((shown["beyond"] == inner).sum())
    expected = (1 - inner) * len(shown)
    chance = f"chance alone puts about {expected:.0f} of {len(shown)} there"
    if far.empty and not near:
        return f"No area differs from {overall} by more than chance explains"
    if far.empty:
        beyond = f"{counted(near, 'area')} beyond the {level_words(inner)} limits"
        return f"No area clearly differs from {overall}; {beyond}, and {chance}"
    return f"{_sides(far)} {overall} by more than chance explains ({level_words(outer)} limits)"


def _sides(far: pd.DataFrame) -> str:
    parts = []
    for side, word in ((-1, "below"), (1, "above")):
        names = far.loc[far["side"] == side, "level"].astype(str).tolist()
        if names:
            parts.append(f"{listed(names)} {'is' if len(names) == 1 else 'are'} {word}")
    return " and ".join(parts)


def funnel_text(result: Funnel, found: tuple[Reading, ...], survey: Survey | None) -> FigureText:
    """Return the words of the figure."""
    title = funnel_finding(result)
    first = result.table.iloc[0]
    question = question_label(str(first["question"]), str(first["measure"]), survey)
    grouping = inside_sentence(category_label(str(first["group"])))
    unit = f"{question} by {grouping}; share {first['statistic']}, per cent"
    outside = result.table[result.table["beyond"] > 0]
    named = "; ".join(
        f"{row['level']} {percent(amount(row, 'estimate'), 1)}, "
        f"{'above' if amount(row, 'side') > 0 else 'below'} the "
        f"{level_words(amount(row, 'beyond'))} limit"
        for row in records_of(outside)
    )
    inner, outer = (level_words(level) for level in result.limits)
    return FigureText(
        title=title,
        subtitle=subtitle(unit, found, period_words(result.provenance.period)),
        caption=caption(
            result.provenance,
            survey,
            f"Solid lines: {inner} limits; dashed: {outer}. Areas are not ranked: between the "
            "lines they differ no more than chance explains.",
            "Triangles lie outside, filled ones beyond the outer limits.",
            flag_note(tuple(r for r in found if not r.is_shown)),
        ),
        alt=(
            f"Funnel plot of {counted(len(found), 'area')} against their effective bases. {title}. "
            f"Overall {percent(result.target, 1)}. Outside the limits: {named or 'none'}."
        ),
        needs_attention=bool((result.table["beyond"] == result.limits[1]).any()),
    )
