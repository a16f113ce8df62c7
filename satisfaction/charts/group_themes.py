"""What focus groups spoke of: themes by group, and whether further groups bring more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import caption, spoken
from satisfaction.charts.palette import BAND, DISSATISFIED, GRID, INK, NEITHER, PAPER, SATISFIED
from satisfaction.charts.records import records_of
from satisfaction.charts.rows import Cell, Column, Row, Scale, row_figure
from satisfaction.charts.theme import FigureText, finished, literal
from satisfaction.charts.wording import counted, inside_sentence, listed, number, sentence_case

if TYPE_CHECKING:
    from satisfaction.charts.records import Record
    from satisfaction.charts.rows import RowFigure
    from satisfaction.definitions.survey import Survey
    from satisfaction.improvement.notes import GroupFindings

_MOODS = {
    "negative": (DISSATISFIED, "diamond"),
    "positive": (SATISFIED, "circle"),
    "mixed": (NEITHER, "square"),
}
_LEAST, _MOST = 9, 24
_NAMED = 3


def draw_theme_matrix(
    result: GroupFindings, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw a row a theme and a column a group; a mark where the group spoke of it."""
    themes = list(dict.fromkeys(result.matrix["theme"]))
    groups = list(dict.fromkeys(int(g) for g in result.matrix["group"]))
    by_theme = {t: records_of(result.matrix[result.matrix["theme"] == t]) for t in themes}
    heard = {t: sum(int(str(r["passages"])) > 0 for r in by_theme[t]) for t in themes}
    rows = [Row(label=sentence_case(t)) for t in themes]
    column = Column(
        header="Groups", cells=tuple(Cell(value=f"{heard[t]} of {len(groups)}") for t in themes)
    )
    laid = row_figure(rows, [column], _group_scale(groups), narrow=narrow)
    for mood in _MOODS:
        _add_mood(laid, by_theme, groups, mood)
    text = _matrix_text(result, heard, survey)
    return finished(laid.figure, text, height=laid.height, narrow=narrow)


def _group_scale(groups: list[int]) -> Scale:
    return Scale(
        title="Group, in the order held",
        lowest=-0.6,
        highest=len(groups) - 0.4,
        ticks=tuple(map(float, range(len(groups)))),
        labels=tuple(map(str, groups)),
    )


def _add_mood(
    laid: RowFigure, by_theme: dict[str, list[Record]], groups: list[int], mood: str
) -> None:
    cells = [
        (place, record)
        for place, records in enumerate(by_theme.values())
        for record in records
        if record["mood"] == mood
    ]
    if not cells:
        return
    colour, symbol = _MOODS[mood]
    counts = [int(str(record["passages"])) for _, record in cells]
    laid.figure.add_trace(
        go.Scatter(
            x=[groups.index(int(str(record["group"]))) for _, record in cells],
            y=[laid.centres[place] for place, _ in cells],
            mode="markers",
            name=f"Mostly {mood}",
            marker={
                "symbol": symbol, "color": colour, "opacity": 1,
                "size": [min(_LEAST + 3 * (count - 1), _MOST) for count in counts],
            },
            hovertext=[
                literal(f"{r['theme']}, group {r['group']}: {counted(n, 'passage')}, {mood}")
                for (_, r), n in zip(cells, counts, strict=True)
            ],
            hoverinfo="text",
        )
    )  # fmt: skip


def themes_finding(result: GroupFindings) -> str:
    """Return what the groups confirm, contradict and add."""
    parts = []
    for verdict, words in (
        ("confirms", "confirm"), ("contradicts", "contradict"), ("adds", "add"),
    ):  # fmt: skip
        names = [inside_sentence(name) for name in result.having(verdict)]
        if names:
            parts.append(f"{words} {listed(names, at_most=_NAMED)}")
    if not parts:
        return f"No theme was shared by {counted(result.fewest_groups, 'group')} or more"
    return f"The groups {'; '.join(parts)}"


def _matrix_text(result: GroupFindings, heard: dict[str, int], survey: Survey | None) -> FigureText:
    title = themes_finding(result)
    return FigureText(
        title=title,
        subtitle=f"{counted(len(heard), 'theme')} in {counted(result.groups, 'focus group')}; "
        "passages, not people",
        caption=caption(
            result.provenance,
            survey,
            "Diamonds: mostly negative. Circles: mostly positive. Squares: neither. Larger marks: "
            "more passages.",
            *(c.text for c in result.caveats),
        ),
        alt=f"Matrix of themes by focus group. {title}. Groups that spoke of each theme: "
        f"{spoken(list(heard), [str(count) for count in heard.values()])}",
    )


def draw_saturation(
    result: GroupFindings, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw themes heard after each group: the order held, the mean and the range of all orders."""
    curve = result.saturation
    heard = curve["groups_heard"].tolist()
    figure = go.Figure()
    figure.add_trace(
        go.Scatter(
            x=[*heard, *reversed(heard)], y=[*curve["most"], *reversed(curve["fewest"].tolist())],
            mode="none", fill="toself", fillcolor=BAND, hoverinfo="skip", name="All orders",
        )
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=heard, y=curve["average"].tolist(), mode="lines+markers", name="Mean of all orders",
            line={"color": INK, "width": 2.5}, marker={"size": 7, "color": INK, "opacity": 1},
        )
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=heard, y=curve["themes"].tolist(), mode="lines+markers", name="Order held",
            line={"color": SATISFIED, "width": 1.5, "dash": "dot"},
            marker={
                "size": 9, "symbol": "square", "color": PAPER, "opacity": 1,
                "line": {"color": SATISFIED, "width": 2},
            },
        )
    )  # fmt: skip
    figure.update_xaxes(
        range=[0.7, len(heard) + 0.3], tickvals=heard, showgrid=False, showline=True,
        title={"text": "Groups heard", "standoff": 6}, ticks="outside",
    )  # fmt: skip
    figure.update_yaxes(
        range=[0, max(curve["most"]) * 1.08 + 0.5], title={"text": "Themes"}, gridcolor=GRID
    )
    figure.update_layout(margin={"l": 12, "r": 16, "t": 8})
    text = _saturation_text(result, survey)
    return finished(figure, text, height=240 if narrow else 300, narrow=narrow)


def _saturation_text(result: GroupFindings, survey: Survey | None) -> FigureText:
    curve = result.saturation
    themes, last = int(curve["themes"].iloc[-1]), float(curve["average_new"].iloc[-1])
    once = round(last * result.groups)
    title = (
        f"The last of {counted(result.groups, 'group')} brought {number(last, 1)} new themes on "
        f"average: {once} of {counted(themes, 'theme')} were heard in one group only"
    )
    orders = [f"{k}: {number(v, 1)}" for k, v in enumerate(curve["average"], start=1)]
    return FigureText(
        title=title,
        subtitle="Themes heard after each group",
        caption=caption(
            result.provenance,
            survey,
            "Solid: mean over all orders of the groups. Band: the fewest and the most of any "
            "order. Dotted squares: the order in which they were held.",
        ),
        alt=f"Curve of themes heard as groups are added. {title}. Mean after {'; '.join(orders)}.",
        needs_attention=False,
    )
