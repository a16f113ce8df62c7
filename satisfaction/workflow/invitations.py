"""The lists for whoever calls, written whole or not at all: references only."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.definitions.library import load_survey, load_table
from satisfaction.errors import ColumnNotFoundError, DataRefusedError, UsageError
from satisfaction.intake.accepted import is_accepted
from satisfaction.intake.contents import survey_contents, table_contents
from satisfaction.intake.loading import load_tables
from satisfaction.reports.record import result_json
from satisfaction.tables.spreadsheets import begins_formula
from satisfaction.workflow.focus_groups import LOG
from satisfaction.workflow.outputs import staged_folder, write_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np

    from satisfaction.definitions.survey import Survey
    from satisfaction.focus_groups import FocusGroups

LIST, WORKBOOK, CONTACT_LOG = "invitations.csv", "invitations.xlsx", "contact_log.csv"
RECORD, WORDS = "focus_groups.json", "focus_groups.txt"
_EVENTS = {"participant": "LST", "reserve": "RSV"}
_COLUMNS = ("group", "role", "place", "status", "safe_contact")


def write_groups(
    groups: FocusGroups,
    out: Path,
    *,
    survey: str,
    returns_files: Sequence[Path],
    log: Path | None = None,
) -> list[Path]:
    """Write the lists, the contact log with the new rows, the record and the explanation.

    Raises
    ------
    UsageError
        If caller or support contact is missing, or the returns hold pseudonyms only.
    DataRefusedError
        If a reference begins like a formula of a spreadsheet.
    """
    _refuse_unready(groups, returns_files)
    people = _with_references(groups, load_survey(survey), returns_files)
    texts = {
        LIST: _csv(_list_of(people, groups)),
        CONTACT_LOG: _csv(_log_of(people, groups, log)),
        RECORD: result_json(groups) + "\n",
        WORDS: groups.explain() + "\n",
    }
    with staged_folder(out) as staging:
        for name, text in texts.items():
            write_text(staging / name, text)
        _write_workbook(_list_of(people, groups), staging / WORKBOOK)
    return [out / name for name in (LIST, WORKBOOK, CONTACT_LOG, RECORD, WORDS)]


def safe_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if begins_formula(text) else text


def _refuse_unready(groups: FocusGroups, returns_files: Sequence[Path]) -> None:
    if not groups.caller:
        raise UsageError(
            "Say who will call (--caller): a list may go only to whom the victims agreed to be "
            "called by."
        )
    if not groups.support_contact:
        raise UsageError(
            "Name the service that a participant can turn to (--support-contact): nobody is called "
            "without one."
        )
    if any(is_accepted(path) for path in returns_files):
        raise UsageError(
            "Accepted returns hold pseudonyms only, by which no caller finds anybody. Give the "
            "deliveries as they came."
        )


def _with_references(
    groups: FocusGroups, survey: Survey, returns_files: Sequence[Path]
) -> pd.DataFrame:
    """Return the people with the references that the delivery has at their file and row."""
    loaded = load_tables(list(returns_files), survey_contents(survey))
    places = pd.MultiIndex.from_arrays([loaded.file.astype("str"), loaded.row])
    frame = groups.invitations.frame
    wanted = pd.MultiIndex.from_arrays([frame["file"].astype("str"), frame["row"]])
    found = places.get_indexer(wanted)
    if (found < 0).any():
        raise DataRefusedError("The returns are not those that the groups were chosen from.")
    columns = {}
    for name in ("interview", "crime"):
        field = survey.fields.get(name)
        if field is not None:
            columns[name] = loaded.text[field.column].to_numpy(object)[found]
    _refuse_formulas(columns)
    return frame.assign(**columns)


def _refuse_formulas(columns: dict[str, np.ndarray]) -> None:
    for name, cells in columns.items():
        count = sum(begins_formula(str(cell)) for cell in cells)
        if count:
            raise DataRefusedError(
                f"{count} references of '{name}' begin with a character that a spreadsheet takes "
                "for a formula. Have the delivery corrected: a changed reference would find nobody."
            )


def _list_of(people: pd.DataFrame, groups: FocusGroups) -> pd.DataFrame:
    """Return the list: references, places, how to call, whom to turn to."""
    references = [name for name in ("interview", "crime") if (people[name] != "").any()]
    table = people[[*_COLUMNS, *references]].assign(
        purpose=groups.purpose,
        called_by=groups.caller,
        support_contact=groups.support_contact,
        round=groups.round,
    )
    cells = {str(name): table[name].astype("str").map(safe_cell) for name in table}
    return pd.DataFrame(cells)


def _log_of(people: pd.DataFrame, groups: FocusGroups, log: Path | None) -> pd.DataFrame:
    """Return the log as it was, then a row for everybody who is new on the list or called up."""
    contract = load_table(LOG)
    new = people[people["status"] != "stays"]
    if "crime" not in new or (new["crime"] == "").any():
        raise ColumnNotFoundError(
            "The contact log names people by crime reference, and the survey holds none."
        )
    cells = {
        "crime": new["crime"], "interview": new["interview"], "on": groups.on,
        "event": new["role"].map(_EVENTS), "round": safe_cell(groups.round),
        "group": new["group"], "place": new["place"], "safe_contact": "",
    }  # fmt: skip
    columns = {name: field.column for name, field in contract.fields.items()}
    rows = pd.DataFrame(cells).astype("str").rename(columns=columns)[list(columns.values())]
    if log is None:
        return rows
    before = load_tables(log, table_contents(contract)).text
    return pd.concat([before.reindex(columns=rows.columns, fill_value=""), rows], ignore_index=True)


def _csv(table: pd.DataFrame) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(table.columns)
    writer.writerows(table.to_numpy(object).tolist())
    return stream.getvalue()


def _write_workbook(table: pd.DataFrame, path: Path) -> None:
    options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs=options) as writer:
        # A fixed time makes equal lists equal files.
        writer.book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
        table.to_excel(writer, sheet_name="invitations", index=False)
