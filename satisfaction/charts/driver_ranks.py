"""Ranks of drivers: how often each stood at each rank when the survey is drawn again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go
from plotly.colors import sample_colorscale

from satisfaction.charts.describe import spoken
from satisfaction.charts.driver_words import drivers_caption, drivers_subtitle
from satisfaction.charts.palette import INK, PAPER, text_on
from satisfaction.charts.records import Record, amount, records_of
from satisfaction.charts.theme import SMALL_SIZE, FigureText, finished, lines, literal
from satisfaction.charts.wording import counted, inside_sentence, listed, percent

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.definitions.survey import Survey
    from satisfaction.drivers.result import Drivers

_FIRST = 5
_ROW, _NARROW_ROW = 27.0, 36.0
_LEAST_TOLD = 0.01
_ROUNDING = 1e-9
# How much of the width the names take.
_NAMES, _NARROW_NAMES = 0.34, 0.42
# One hue whose lightness alone tells the chance, so that it reads in greyscale.
_SHADES = ("#ffffff", "#f7ddc5", "#eab68a", "#d27a2c", "#a44a0a", "#6e2f03")


def draw_driver_ranks(
    result: Drivers, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw one row a driver and one column a rank; a frame round the ranks that it may have."""
    chances = _chances(result, narrow=narrow)
    records = records_of(result.table)
    figure = go.Figure(_cells(chances))
    _add_texts(figure, chances)
    _add_frames(figure, records, len(chances.columns))
    row = _NARROW_ROW if narrow else _ROW
    _set_axes(figure, chances, records, narrow=narrow)
    return finished(
        figure, _text(result, records, survey), height=row * len(records), narrow=narrow, foot=24
    )


def _chances(result: Drivers, *, narrow: bool) -> pd.DataFrame:
    """Return drivers by ranks; on a phone, ranks after the fifth together."""
    order = result.table["driver"]
    found = result.rank_chances.pivot_table(index="driver", columns="rank", values="chance")
    found = found.loc[list(order)]
    if not narrow or found.shape[1] <= _FIRST + 1:
        return found.set_axis([str(rank) for rank in found.columns], axis="columns")
    kept = found.iloc[:, :_FIRST].set_axis([str(k + 1) for k in range(_FIRST)], axis="columns")
    return kept.assign(**{f"{_FIRST + 1}+": found.iloc[:, _FIRST:].sum(axis="columns")})


def _cells(chances: pd.DataFrame) -> go.Heatmap:
    return go.Heatmap(
        z=chances.to_numpy().tolist(),
        x=list(range(chances.shape[1])),
        y=list(range(len(chances))),
        colorscale=[[k / (len(_SHADES) - 1), shade] for k, shade in enumerate(_SHADES)],
        zmin=0,
        zmax=1,
        showscale=False,
        xgap=1,
        ygap=1,
        hoverinfo="skip",
    )


def _add_texts(figure: go.Figure, chances: pd.DataFrame) -> None:
    """Write each chance in its cell, in the colour that stands out; none below one per cent."""
    told = [
        (row, column, float(value))
        for row, values in enumerate(chances.to_numpy())
        for column, value in enumerate(values)
        if value >= _LEAST_TOLD
    ]
    for colour in sorted({text_colour(value) for _, _, value in told}):
        held = [one for one in told if text_colour(one[2]) == colour]
        figure.add_trace(
            go.Scatter(
                x=[column for _, column, _ in held],
                y=[row for row, _, _ in held],
                mode="text",
                text=[_told(value) for _, _, value in held],
                textfont={"size": SMALL_SIZE - 1, "color": colour},
                name="Chance, per cent",
                hoverinfo="skip",
            )
        )


def _told(chance: float) -> str:
    """Return a chance in per cent; only what always happened is a hundred."""
    told = f"{chance * 100:.0f}"
    return ">99" if told == "100" and chance < 1 - _ROUNDING else told


def text_colour(chance: float) -> str:
    """Return the colour of the text in a cell of this chance."""
    return text_on(shade_of(chance))


def shade_of(chance: float) -> str:
    """Return the colour that a cell of this chance is filled with."""
    # A sum of shares can be one and a rounding.
    (parts,) = sample_colorscale(list(_SHADES), [min(chance, 1.0)], colortype="tuple")
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


def _add_frames(figure: go.Figure, records: list[Record], columns: int) -> None:
    """Frame the interval of each driver's rank."""
    for row, record in enumerate(records):
        first, last = int(amount(record, "rank_lower")), int(amount(record, "rank_upper"))
        figure.add_shape(
            type="rect", x0=min(first, columns) - 1.5, x1=min(last, columns) - 0.5,
            y0=row - 0.44, y1=row + 0.44, line={"color": INK, "width": 1.5}, fillcolor=None,
        )  # fmt: skip


def _set_axes(
    figure: go.Figure, chances: pd.DataFrame, records: list[Record], *, narrow: bool
) -> None:
    size = chances.shape[1]
    part = _NARROW_NAMES if narrow else _NAMES
    names = size * part / (1 - part)
    figure.update_xaxes(
        range=[-0.5 - names, size - 0.5], tickvals=list(range(size)), side="top", showgrid=False,
        ticktext=list(chances.columns), ticks="", title={"text": "Rank", "standoff": 4},
    )  # fmt: skip
    figure.update_yaxes(
        range=[len(records) - 0.5, -0.5],
        showticklabels=False,
        showgrid=False,
        ticks="",
        tickvals=[],
    )
    for row, record in enumerate(records):
        figure.add_annotation(
            text=_label(record, 18 if narrow else 34), x=-0.7, xanchor="right", y=row,
            yanchor="middle", align="right", showarrow=False,
            font={"size": SMALL_SIZE, "color": INK},
        )  # fmt: skip
    figure.update_layout(margin={"l": 12, "r": 12, "t": 46}, plot_bgcolor=PAPER)


def _label(record: Record, width: int) -> str:
    text = lines(str(record["label"]), width)
    return f"<b>{text}</b>" if record["leading"] else text


def _finding(result: Drivers, records: list[Record]) -> str:
    """Return whether one driver is surely first, or how many could be."""
    if result.main:
        top = next(r for r in records if r["driver"] == result.main)
        return f"{top['label']} is first in {_of_draws(top)} of draws"
    could = [r for r in records if int(amount(r, "rank_lower")) == 1]
    names = [str(r["label"]) for r in could]
    said = listed([*names[:1], *(inside_sentence(name) for name in names[1:])])
    if len(could) == 1:
        return f"{said} is first in {_of_draws(could[0])} of draws, not surely so"
    return f"No driver is surely first: {counted(len(could), 'driver')} may be ({said})"


def _of_draws(record: Record) -> str:
    """Return how often a driver was first; never rounded up to always."""
    chance = amount(record, "first")
    return percent(chance) if chance in {0.0, 1.0} else percent(min(chance, 0.999), 1)


def _text(result: Drivers, records: list[Record], survey: Survey | None) -> FigureText:
    title = _finding(result, records)
    return FigureText(
        title=title,
        subtitle=drivers_subtitle("Chance of each rank by share, per cent of draws", result),
        caption=drivers_caption(
            result,
            survey,
            f"Chances from {result.bootstraps:,} draws of the survey; below one per cent the "
            f"cell is empty. Frames are {result.confidence:.0%} intervals of the rank. Leading "
            "drivers in bold.",
        ),
        alt=f"Table of shaded cells, one row a driver. {title}. Interval of the rank: "
        f"{spoken([str(r['label']) for r in records], [_span(r) for r in records])}",
        needs_attention=any(bool(r["leading"]) for r in records),
    )


def _span(record: Record) -> str:
    return literal(
        f"{int(amount(record, 'rank_lower'))} to {int(amount(record, 'rank_upper'))}, among the "
        f"first five in {percent(amount(record, 'among_first_five'))}"
    )
