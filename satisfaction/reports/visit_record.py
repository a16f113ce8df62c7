"""The record of a visit to the contractor: agenda before, report after; page, Markdown, JSON."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import pandas as pd

from satisfaction.charts import chart
from satisfaction.contractor.agenda import visit_account, visit_plan
from satisfaction.reports.page import figure_json, render_page
from satisfaction.reports.record import result_json, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from satisfaction.contractor.result import ContractorReview
    from satisfaction.definitions.rules import Rules
    from satisfaction.reports.check_record import InputFile

FORMAT = "satisfaction-visit/1"
RULES_USED = ("monitoring", "attempts")
SIGN_OFF = ("inspected_by", "signed", "date", "agreed_by_contractor")
VisitKind = Literal["agenda", "report"]
_TITLES = {
    "agenda": "Visit to the contractor: agenda",
    "report": "Visit to the contractor: report",
}
_FIGURES = ("monitoring", "findings", "interviewers", "calendar")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VisitDocument:
    """Everything that the record of a visit holds.

    Attributes
    ----------
    kind : {"agenda", "report"}
    visit : str
        Number of the visit that a report is about; empty for an agenda.
    review : ContractorReview
    inputs : sequence of InputFile
    settings : mapping of str to object
        What the run was asked for.
    run_stamp : str
        The only part that differs between two equal runs.
    """

    kind: VisitKind
    visit: str
    review: ContractorReview
    inputs: Sequence[InputFile]
    settings: Mapping[str, object]
    rules: Rules
    versions: Mapping[str, str]
    run_stamp: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """A heading with its table as texts; ``empty`` is said where it has no row."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Figure:
    """A figure of the page."""

    anchor: str
    words: Mapping[str, str]
    wide: Markup
    narrow: Markup
    height: int


def visit_content(document: VisitDocument) -> dict[str, object]:
    """Return the record as plain values: what :func:`visit_json` writes and a re-run compares."""
    rules = settings_of(document.rules)
    review = replace(document.review, fieldwork=None)
    fieldwork = document.review.fieldwork
    peers = fieldwork.peers if fieldwork else None
    content: dict[str, object] = {
        "format": FORMAT,
        "kind": document.kind,
        "visit": document.visit,
        "run": document.run_stamp,
        "versions": dict(document.versions),
        "inputs": [
            {"role": f.role, "name": f.name, "sha256": f.sha256, "bytes": f.bytes}
            for f in document.inputs
        ],
        "settings": {
            **document.settings,
            "rules": {n: rules[n] for n in RULES_USED if n in rules},
        },
        "parts": [
            {"heading": p.heading, "columns": list(p.columns), "rows": [list(r) for r in p.rows]}
            for p in document_parts(document)
        ],
        "results": [json.loads(result_json(review))],
        "sign_off": dict.fromkeys(SIGN_OFF, ""),
    }
    if peers is not None:
        tables = {"interviewers": peers.interviewers, "marks": peers.marks, "icc": peers.variance}
        content["fieldwork"] = {n: json.loads(_table_json(t)) for n, t in tables.items()}
    return content


def visit_json(document: VisitDocument) -> str:
    """Return the record as JSON text: equal runs give equal text apart from ``run``."""
    content = visit_content(document)
    return json.dumps(content, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def visit_markdown(document: VisitDocument) -> str:
    """Return the record as Markdown, for the file."""
    lines = [f"# {visit_title(document)}", "", f"On {document.review.on:%Y-%m-%d}.", ""]
    for part in document_parts(document):
        lines += [f"## {part.heading}", ""]
        if not part.rows:
            lines += [part.empty, ""]
            continue
        lines += [f"| {' | '.join(part.columns)} |", f"|{'---|' * len(part.columns)}"]
        lines += [f"| {' | '.join(map(_cell, row))} |" for row in part.rows]
        lines.append("")
    lines += ["## Read with care", ""]
    lines += [f"- {caveat.text}" for caveat in document.review.caveats]
    lines += ["", "## Decision and signature", ""]
    lines += [f"- {name.replace('_', ' ').capitalize()}: ____________" for name in SIGN_OFF]
    lines += ["", "## Files", ""]
    lines += [f"- {f.role}: {f.name}, sha256 `{f.sha256}`" for f in document.inputs]
    lines += ["", "To check it: `satisfaction contractor verify record.json`."]
    return "\n".join(lines) + "\n"


def visit_page(document: VisitDocument) -> str:
    """Return the record as one self-contained page."""
    content: dict[str, object] = {
        "title": visit_title(document),
        "on": f"{document.review.on:%Y-%m-%d}",
        "document": document,
        "parts": document_parts(document),
        "figures": _figures(document.review),
        "sign_off": [name.replace("_", " ").capitalize() for name in SIGN_OFF],
        "used": [document.rules.rules[n] for n in RULES_USED if n in document.rules.rules],
    }
    return render_page("visit_record.html.j2", content)


def visit_title(document: VisitDocument) -> str:
    """Return the title of the page."""
    return f"{_TITLES[document.kind]} {document.visit}".strip()


def document_parts(document: VisitDocument) -> tuple[Part, ...]:
    """Return the tables of an agenda or a report, in order."""
    review = document.review
    plan = visit_plan(review)
    listen = _part("Whom to listen to, and why", plan.listen, "Nobody stands out.")
    records = _part("Records to see", plan.records, "Nothing is due.")
    actions = _part("Open actions", plan.actions, "No action is open.")
    if document.kind == "agenda":
        return (listen, records, actions)
    account = visit_account(review, document.visit)
    return (
        _part("The visit", account.visit, ""),
        _part("Findings and actions", account.findings, "Nothing was found."),
        _part("Still open from earlier visits", account.open_before, "Nothing is open."),
        _part("Monitoring against the floor", _monitoring(review), "The log has no week."),
        _part("Interviews listened to", _listening(review), "Nothing was listened to."),
        _part("Matters for attention", review.table, "None."),
    )


def _monitoring(review: ContractorReview) -> pd.DataFrame:
    names = ["site", "weeks", "weeks_below", "completed", "validated", "needed", "shortfall"]
    return review.monitoring[names]


def _listening(review: ContractorReview) -> pd.DataFrame:
    heard = review.listening[review.listening["heard"] > 0]
    return heard[["item", "heard", "none", "minor", "major", "critical", "pairs", "agreed"]]


def _part(heading: str, table: pd.DataFrame, empty: str) -> Part:
    names = tuple(str(name).replace("_", " ") for name in table.columns)
    rows = tuple(tuple(map(_text, row)) for row in table.itertuples(index=False, name=None))
    return Part(heading=heading, columns=names, rows=rows, empty=empty)


def _text(value: object) -> str:
    match value:
        case pd.Timestamp():
            return f"{value:%Y-%m-%d}"
        case bool():
            return "yes" if value else "no"
        case float():
            return "" if math.isnan(value) else f"{value:,.2f}".rstrip("0").rstrip(".")
        case _:
            return "" if value is None or str(value) in ("NaT", "<NA>") else str(value)


def _cell(text: str) -> str:
    """Return ``text`` so that Markdown takes it for words: no mark-up, no new cell."""
    for character in "\\`*_[]<>|":
        text = text.replace(character, f"\\{character}")
    return " ".join(text.split())


def _figures(review: ContractorReview) -> list[_Figure]:
    empty = {
        "monitoring": review.weekly.empty,
        "findings": review.findings.empty,
        "interviewers": review.fieldwork is None or review.fieldwork.peers is None,
        "calendar": review.calendar.empty,
    }
    return [_figure(review, kind) for kind in _FIGURES if not empty[kind]]


def _figure(review: ContractorReview, kind: str) -> _Figure:
    wide, narrow = (chart(review, kind=kind, narrow=narrow) for narrow in (False, True))
    return _Figure(
        anchor=f"figure-{kind}",
        words=wide.layout.meta,
        wide=figure_json(wide),
        narrow=figure_json(narrow),
        height=int(wide.layout.meta["bare"]["height"]),
    )


def _table_json(table: pd.DataFrame) -> str:
    text: str = table.to_json(orient="records", double_precision=12)
    return text
