"""The contractor's review from files: review, visit pack, and the pack computed again."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from satisfaction.contractor import read_inspection_log, review_contractor
from satisfaction.contractor.log import SHEETS
from satisfaction.contractor.settings import ContractorSettings
from satisfaction.definitions.library import load_rules
from satisfaction.errors import UsageError
from satisfaction.intake.tables import read_table
from satisfaction.reports.visit_record import (
    FORMAT,
    VisitDocument,
    visit_content,
    visit_json,
    visit_markdown,
    visit_page,
)
from satisfaction.tables.spreadsheets import csv_of
from satisfaction.workflow.check_inputs import input_file
from satisfaction.workflow.checking import program_versions
from satisfaction.workflow.keys import run_key
from satisfaction.workflow.loading import load_returns
from satisfaction.workflow.outputs import staged_folder, write_text
from satisfaction.workflow.record_differences import read_record
from satisfaction.workflow.visit_differences import VisitVerification, compare_records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from satisfaction.contractor import ContractorReview
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.reports.check_record import InputFile
    from satisfaction.reports.visit_record import VisitKind

RECORD, PAGE, MARKDOWN, ACTIONS = "record.json", "record.html", "record.md", "actions.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractorFiles:
    """Where the tables are; None and empty where one was not given."""

    log: Path
    returns: tuple[Path, ...] = ()
    outcomes: Path | None = None
    issued: Path | None = None
    key_file: Path | None = None

    def by_role(self) -> Iterator[tuple[str, Path]]:
        """Yield each data file with its part; a folder of sheets by its files, never the key."""
        if self.log.is_dir():
            found = (p for n in SHEETS for p in sorted(self.log.glob(f"inspection_{n}.*")))
            yield from (("log", path) for path in found)
        else:
            yield "log", self.log
        for path in self.returns:
            yield "returns", path
        for role, one in (("outcomes", self.outcomes), ("issued", self.issued)):
            if one is not None:
                yield role, one


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReviewRun:
    """A review, its input files, and how many rows of the returns were rejected."""

    review: ContractorReview
    inputs: tuple[InputFile, ...]
    survey: str
    period: str
    rejected: int


def review_from_files(
    files: ContractorFiles, *, on: date, survey: str = "", period: str | None = None
) -> ReviewRun:
    """Read log, returns, outcomes and issued sample with one key, and review.

    Raises
    ------
    UsageError
        If a file is not there, or returns are given without their survey.
    ContractError
        If the log has faults: all of them at once.
    """
    if files.returns and not survey:
        raise UsageError("Name the survey of the returns (--survey).")
    inputs = tuple(input_file(role, path) for role, path in files.by_role())
    _refuse_same_names(inputs)
    key = run_key(files.key_file)
    log = read_inspection_log(files.log, key=key)
    returns, rejected = None, 0
    if files.returns:
        loaded = load_returns(files.returns, survey=survey, period=period, key=key)
        returns, rejected = loaded.returns, loaded.rejected
    review = review_contractor(
        log,
        returns,
        on=on,
        outcomes=_table(files.outcomes, "contact-outcomes", key),
        issued=_table(files.issued, "issued-sample", key),
        settings=ContractorSettings.from_rules(load_rules()),
    )
    return ReviewRun(
        review=review, inputs=inputs, survey=survey, period=period or "", rejected=rejected
    )


def _refuse_same_names(inputs: tuple[InputFile, ...]) -> None:
    """Refuse two files of one name: a record names them, and they would lie in one folder."""
    names = [file.name for file in inputs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UsageError(
            f"{', '.join(twice)}: more than one file has this name, so that the record could not "
            "say which is which. Rename one."
        )


def visit_document(
    run: ReviewRun, kind: VisitKind, *, visit: str = "", run_stamp: str | None = None
) -> VisitDocument:
    """Return the document of an agenda, or of the report of ``visit``."""
    settings = {f.name: getattr(run.review.settings, f.name) for f in fields(ContractorSettings)}
    return VisitDocument(
        kind=kind,
        visit=visit,
        review=run.review,
        inputs=run.inputs,
        settings={
            "on": f"{run.review.on:%Y-%m-%d}", "survey": run.survey, "period": run.period,
            "review": settings,
        },
        rules=load_rules(),
        versions=program_versions(),
        run_stamp=run_stamp or datetime.now(tz=UTC).isoformat(timespec="seconds"),
    )  # fmt: skip


def write_visit(document: VisitDocument, out: Path) -> tuple[Path, ...]:
    """Write record, page, Markdown and actions to the folder ``out``, all or none."""
    texts = {
        RECORD: visit_json(document),
        PAGE: visit_page(document),
        MARKDOWN: visit_markdown(document),
        ACTIONS: csv_of(document.review.actions, spare_numbers=False),
    }
    with staged_folder(out) as folder:
        for name, text in texts.items():
            write_text(folder / name, text)
    return tuple(out / name for name in texts)


def verify_visit(record: Path, *, folder: Path | None = None, key_file: Path) -> VisitVerification:
    """Compare checksums, review again, and compare value by value.

    Parameters
    ----------
    record : Path
        ``record.json`` of an agenda or report.
    folder : Path, optional
        Where the files are; by default beside the record.
    key_file : Path
        The key that the record was made with: interviewers are pseudonyms.

    Raises
    ------
    DataRefusedError
        If the file is no such record.
    UsageError
        If a file that it names is not there.
    """
    recorded = read_record(
        record, form=FORMAT, what="visit", made_by="`satisfaction contractor agenda` or `report`"
    )
    place = folder or record.parent
    settings = recorded["settings"]
    run = review_from_files(
        _files_of(recorded, place, key_file),
        on=date.fromisoformat(settings["on"]),
        survey=settings["survey"],
        period=settings["period"] or None,
    )
    document = visit_document(
        run, recorded["kind"], visit=recorded["visit"], run_stamp=recorded["run"]
    )
    return compare_records(recorded, json.loads(json.dumps(visit_content(document))))


def _files_of(recorded: dict[str, Any], place: Path, key_file: Path) -> ContractorFiles:
    named: dict[str, list[Path]] = {}
    for entry in recorded["inputs"]:
        named.setdefault(entry["role"], []).append(place / entry["name"])
    logs = named["log"]
    is_folder = logs[0].suffix != ".xlsx" or logs[0].name.startswith("inspection_")
    return ContractorFiles(
        log=place if is_folder else logs[0],
        returns=tuple(named.get("returns", ())),
        outcomes=next(iter(named.get("outcomes", ())), None),
        issued=next(iter(named.get("issued", ())), None),
        key_file=key_file,
    )


def _table(path: Path | None, contract: str, key: PseudonymKey) -> pd.DataFrame | None:
    return None if path is None else read_table(path, contract, key=key).frame
