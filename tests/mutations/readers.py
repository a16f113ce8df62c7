"""A broken file read as the package reads it, and what a reader of the results would see."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import satisfaction as sat
from satisfaction.contractor.log import SHEETS, read_inspection_log
from satisfaction.definitions.library import (
    load_classification,
    load_rules,
    load_survey,
    load_table,
)
from satisfaction.improvement.notes import read_notes
from satisfaction.improvement.plan_table import read_plan as read_actions
from satisfaction.intake.accepted import is_accepted, read_accepted
from satisfaction.intake.profiles.records import victim_profile
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.intake.returns import read_returns
from satisfaction.intake.tables import read_table
from satisfaction.reports.commentary import read_commentary
from satisfaction.representativeness.past import past_check
from satisfaction.workflow.commentary import commentary_of
from satisfaction.workflow.config import QuarterConfig, read_config
from satisfaction.workflow.record_differences import read_record, values_of
from satisfaction.workflow.sample_planning import read_plan

from . import base

if TYPE_CHECKING:
    from collections.abc import Callable

    from satisfaction.definitions.survey import Survey
    from satisfaction.intake.delivery import DeliveryReport

_TABLES = ("frame", "issued sample", "contact outcomes", "contact log")
KEY = PseudonymKey(bytes(range(32)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of a file that was not refused.

    ``rows`` is what the package says came in; None where that cannot be compared. ``told`` is
    everything that would be shown or logged.
    """

    outcome: str
    rows: int | None = None
    told: str = ""


@cache
def _survey() -> Survey:
    return load_survey(base.SURVEY)


@cache
def _sound_table() -> Path:
    path = Path(tempfile.mkdtemp(prefix="mutations-")) / "table.csv"
    path.write_bytes(base.csv_bytes(base.rows()))
    return path


def _returns(path: Path) -> Reading:
    delivery = read_returns(path, _survey(), key=KEY)
    kept, refused = len(delivery.returns.frame), len(delivery.rejects)
    told = (str(delivery), repr(delivery), repr(delivery.returns), delivery._repr_html_())
    return _counted(delivery.report, kept, refused, told)


def _contract_table(path: Path) -> Reading:
    delivery = read_table(path, "crime-records", key=KEY)
    told = (str(delivery), repr(delivery), delivery._repr_html_())
    return _counted(delivery.report, len(delivery.frame), len(delivery.rejects), told)


def _counted(report: DeliveryReport, kept: int, refused: int, told: tuple[str, ...]) -> Reading:
    if report.rows_in != kept + refused:
        return Reading(outcome="WRONG COUNT", rows=report.rows_in)
    outcome = "rows rejected" if refused else "accepted"
    shown = "\n".join((*told, str(report.to_dict()), report.table.to_string()))
    return Reading(outcome=outcome, rows=report.rows_in, told=shown)


def _by_contract(contract: str) -> Callable[[Path], Reading]:
    def reading(path: Path) -> Reading:
        delivery = read_table(path, contract, key=KEY)
        told = (str(delivery), repr(delivery), delivery._repr_html_())
        return _counted(delivery.report, len(delivery.frame), len(delivery.rejects), told)

    return reading


def _action_plan(path: Path) -> Reading:
    """Read a plan, which is whole or refused; a row of it is an action and may be shown as one."""
    plan = read_actions(path)
    return Reading(outcome="accepted", rows=len(plan.history), told=str(plan.absent))


def _notes(path: Path) -> Reading:
    notes = read_notes(path, key=KEY)
    return Reading(outcome="accepted", rows=len(notes.frame), told=str(notes.sources))


def _sheet_of_log(sheet: str) -> Callable[[Path], Reading]:
    """Return a reader of one sheet, as a file by itself or in a workbook."""

    def reading(path: Path) -> Reading:
        is_book = path.suffix == ".xlsx"
        log = read_inspection_log(path if is_book else {sheet: path}, key=KEY)
        return Reading(outcome="accepted", rows=len(log[sheet]), told=repr(log))

    return reading


def _commentary(path: Path) -> Reading:
    """Read the analyst's words; whatever they are, the page must get no tag that runs."""
    pages = read_commentary(commentary_of(QuarterConfig.model_construct(), path))
    shown = " ".join(map(str, pages.values())).casefold()
    harmful = any(tag in shown for tag in ("<script", "<img", "<iframe", 'href="javascript'))
    return Reading(outcome="WRONG COUNT" if harmful else "accepted")


def _records(path: Path) -> Reading:
    profile = victim_profile(path, _survey())
    told = " ".join(caveat.text for caveat in profile.caveats) + str(profile.provenance)
    return Reading(outcome="accepted", told=told)


def _defined_survey(path: Path) -> Reading:
    """Load a definition; one that is sound must also read a delivery, or refuse it."""
    survey = load_survey(path)
    delivery = read_returns(_sound_table(), survey, key=KEY)
    return Reading(outcome="accepted", told=str(delivery) + repr(survey))


def _defined_table(path: Path) -> Reading:
    contract = load_table(path)
    delivery = read_table(_sound_table(), contract, key=KEY)
    return Reading(outcome="accepted", told=str(delivery))


def _log(path: Path) -> Reading:
    return Reading(outcome="accepted", told=repr(read_inspection_log(path, key=KEY)))


def _accepted(path: Path) -> Reading:
    if not is_accepted(path):
        return Reading(outcome="refused")
    returns = read_accepted(path, _survey())
    return Reading(outcome="accepted", rows=len(returns.frame), told=repr(returns))


def _record(path: Path) -> Reading:
    content = read_record(path, form="satisfaction check-profile 1", what="x", made_by="y")
    return Reading(outcome="accepted", told=str(len(values_of(content))))


def _ledger(path: Path) -> Reading:
    folder = path.parent / "ledger"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(path, folder / "catalogue.sqlite")
    ledger = sat.Ledger(folder)
    deliveries, proof = ledger.deliveries, ledger.verify()
    told = " ".join(map(str, deliveries)) + str(proof)
    return Reading(outcome="faults told" if proof.faults else "accepted", told=told)


def _silently(read: Callable[[Path], object]) -> Callable[[Path], Reading]:
    def reading(path: Path) -> Reading:
        return Reading(outcome="accepted", told=repr(read(path)))

    return reading


READERS: dict[str, Callable[[Path], Reading]] = {
    "returns": _returns,
    "contract": _contract_table,
    **{name: _by_contract(name.replace(" ", "-")) for name in _TABLES},
    "action plan": _action_plan,
    "notes": _notes,
    **{f"log {sheet}": _sheet_of_log(sheet) for sheet in SHEETS},
    "commentary": _commentary,
    "records": _records,
    "log": _log,
    "survey": _defined_survey,
    "table": _defined_table,
    "classification": _silently(load_classification),
    "rules": _silently(load_rules),
    "config": _silently(read_config),
    "record": _record,
    "past record": _silently(past_check),
    "plan": _silently(read_plan),
    "accepted": _accepted,
    "ledger": _ledger,
    "key": _silently(PseudonymKey.from_file),
}
