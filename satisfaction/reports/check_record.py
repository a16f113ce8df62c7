"""The documented process of a profile check: a record for machines and a page for people."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from satisfaction.charts.labels import period_words
from satisfaction.exclusions.result import ExclusionAudit
from satisfaction.reports.check_bases import open_levels
from satisfaction.reports.check_tables import ShownTable, shown_tables
from satisfaction.reports.exhibits import DrawnExhibit, Exhibit, draw_exhibits
from satisfaction.reports.page import figure_json, render_page
from satisfaction.reports.record import result_json, settings_of
from satisfaction.reports.requirements import STANDINGS, standing_by_part
from satisfaction.representativeness.result import ProfileCheck

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.requirements.result import RequirementsStatement, ResponseRates
    from satisfaction.results import Caveat, Result

FORMAT = "satisfaction-profile-check/3"
RULES_USED = (
    "user_groups", "ethnicity_gap", "ethnicity_codes", "not_stated", "profile_check",
    "profile_coverage", "suppression",
)  # fmt: skip
SIGN_OFF = ("checked_by", "signed", "date", "decision")


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """A file that the check was made from: its part in it, its name, checksum and size."""

    role: str
    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CheckDocument:
    """Everything that the record of one check holds.

    Attributes
    ----------
    check : ProfileCheck
    exhibits : sequence of (str, Result)
        Further results by name, in the order of the page; each becomes a part of the record and a
        section of the page.
    requirements : RequirementsStatement or None
        Which rules are met, with the response rates where they could be told.
    inputs : sequence of InputFile
    settings : mapping of str to object
        What the run was asked for.
    not_done : sequence of str
        What could not be told, and why.
    versions : mapping of str to str
    run_stamp : str
        The only part that differs between two equal runs.
    """

    check: ProfileCheck
    exhibits: Sequence[tuple[str, Result]]
    requirements: RequirementsStatement | None
    survey: Survey
    period: str
    inputs: Sequence[InputFile]
    settings: Mapping[str, object]
    rules: Rules
    not_done: Sequence[str]
    versions: Mapping[str, str]
    run_stamp: str

    @property
    def results(self) -> list[tuple[str, Result]]:
        """Every result by name, the check first; its history, if any, stands for itself."""
        history = self.check.history
        return [
            ("profile check", replace(self.check, history=None)),
            *([("history", history)] if history else []),
            *((name, _without_references(result)) for name, result in self.exhibits),
            *([("response rates", rates)] if (rates := self._rates) else []),
        ]

    @property
    def _rates(self) -> ResponseRates | None:
        return self.requirements.rates if self.requirements else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Section:
    """One figure of the page with its tables."""

    anchor: str
    heading: str
    words: Mapping[str, str]
    wide: Markup
    narrow: Markup
    height: int
    tables: tuple[ShownTable, ...]
    caveats: tuple[Caveat, ...]


def check_content(document: CheckDocument) -> dict[str, object]:
    """Return the record as plain values: what :func:`check_json` writes and a re-run compares."""
    return {
        "format": FORMAT,
        "survey": {
            "name": document.survey.survey,
            "title": document.survey.title,
            "mode": document.survey.mode,
        },
        "period": document.period,
        "run": document.run_stamp,
        "versions": dict(document.versions),
        "inputs": [
            {"role": f.role, "name": f.name, "sha256": f.sha256, "bytes": f.bytes}
            for f in document.inputs
        ],
        "settings": {**document.settings, "rules": _rules_used(document.rules)},
        "verdicts": _verdicts(document.check),
        "not_done": list(document.not_done),
        "results": [
            {"name": name, **json.loads(result_json(result))}
            for name, result in (*document.results, *_stated(document))
        ],
        "sign_off": dict.fromkeys(SIGN_OFF, ""),
    }


def check_json(document: CheckDocument) -> str:
    """Return the record as JSON text: equal runs give equal text apart from ``run``."""
    content = check_content(document)
    return json.dumps(content, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def check_page(document: CheckDocument) -> str:
    """Return the record as one self-contained page: method, findings, figures, tables, sign-off."""
    exhibits = [Exhibit(result=result) for _, result in document.results]
    drawn = draw_exhibits(exhibits, document.survey)
    sections = [_section(exhibit, number) for number, exhibit in enumerate(drawn, start=1)]
    content: dict[str, object] = {
        "title": "Profile check: does the sample reflect the victims?",
        "period": period_words(document.period),
        "document": document,
        "check": document.check,
        "verdicts": {period_words(p): n for p, n in _verdicts(document.check).items()},
        "outside": _outside(document.check),
        "open": open_levels(document.check),
        "sections": sections,
        "standing": standing_by_part(document.requirements),
        "standings": STANDINGS,
        "findings": [(s.heading, s.words["title"], s.anchor) for s in sections],
        "used": [(n, document.rules.rules[n]) for n in _names_used(document.rules)],
        "methods": [(d.heading, d.exhibit.result.provenance.method) for d in drawn],
    }
    return render_page("check_record.html.j2", content)


def _section(drawn: DrawnExhibit, number: int) -> _Section:
    result = drawn.exhibit.result
    anchor = f"figure-{number}"
    # A further figure of the same result has its tables under the first; a period has its own.
    shows_tables = drawn.is_first or isinstance(result, ProfileCheck)
    if isinstance(result, ProfileCheck):
        result = _of_period(result, drawn.exhibit.period)
    return _Section(
        anchor=anchor,
        heading=drawn.heading,
        words=drawn.words,
        wide=figure_json(drawn.wide),
        narrow=figure_json(drawn.narrow),
        height=int(drawn.wide.layout.meta["bare"]["height"]),
        tables=shown_tables(result, anchor) if shows_tables else (),
        caveats=result.caveats if drawn.is_first else (),
    )


def _of_period(check: ProfileCheck, period: str) -> ProfileCheck:
    """Return the rows of one period in every table of a check."""
    names = ("table", "goodness", "residuals", "coverage", "within_groups", "self_described")
    frames = {name: getattr(check, name) for name in names}
    kept = {n: f[f["period"] == period] if "period" in f else f for n, f in frames.items()}
    return replace(check, **kept)


def _without_references(result: Result) -> Result:
    """Return an audit without its list of single exclusions: a record names nobody."""
    if isinstance(result, ExclusionAudit):
        return replace(result, references=result.references.iloc[:0])
    return result


def _stated(document: CheckDocument) -> list[tuple[str, Result]]:
    """Return the requirements without the rates, which stand for themselves."""
    statement = document.requirements
    if statement is None:
        return []
    # Breaches by row: pseudonyms are of a key, and differ from run to run without one.
    breaches = statement.breaches.drop(columns="interview", errors="ignore")
    return [("requirements", replace(statement, rates=None, breaches=breaches))]


def _verdicts(check: ProfileCheck) -> dict[str, dict[str, int]]:
    """Count the verdicts of each period, the quarter first."""
    return {
        str(period): {str(name): int(n) for name, n in rows["verdict"].value_counts().items()}
        for period, rows in check.table.groupby("period", sort=False)
    }


def _outside(check: ProfileCheck) -> list[dict[str, object]]:
    rows = check.table[check.table["verdict"] == "outside"]
    worded = rows.assign(period=rows["period"].map(period_words))
    return [{str(k): v for k, v in row.items()} for row in worded.to_dict("records")]


def _names_used(rules: Rules) -> list[str]:
    return [name for name in RULES_USED if name in rules.rules]


def _rules_used(rules: Rules) -> dict[str, object]:
    stated = settings_of(rules)
    return {name: stated[name] for name in _names_used(rules)}
