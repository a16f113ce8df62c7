"""The action plan as a file: read, added to, reviewed; a row that was written is never lost."""

from __future__ import annotations

import os
import tempfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.definitions.library import load_table
from satisfaction.errors import EstimationError, UsageError
from satisfaction.estimates import change, estimate
from satisfaction.improvement import (
    action_plan,
    add_actions,
    review_actions,
    set_baselines,
)
from satisfaction.improvement.plan import plan_of
from satisfaction.improvement.plan_table import CONTRACT, empty_history, plan_text
from satisfaction.improvement.versions import rows_of
from satisfaction.periods import parse_period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from satisfaction.estimates import Change, Estimates
    from satisfaction.improvement import ActionPlan, Added
    from satisfaction.tables.returns import Returns

    Row = Mapping[str, object]

_SUFFIXES = (".csv", ".xlsx")
_BOM = chr(0xFEFF)


def load_actions(
    path: Path, *, as_at: date, due_within: int = 30, returns: Returns | None = None
) -> ActionPlan:
    """Read a plan; with returns also the measure of each action by quarter."""
    plan = action_plan(path, as_at=as_at, due_within=due_within)
    if returns is None:
        return plan
    return action_plan(
        path, as_at=as_at, due_within=due_within, series=measure_series(plan, returns)
    )


def measure_series(plan: ActionPlan, returns: Returns) -> dict[str, Estimates]:
    """Estimate the measure of each action by quarter; one that cannot be is left out."""
    found = {}
    for row in rows_of(plan.table):
        if row["measure"]:
            try:
                found[str(row["action"])] = estimate(
                    returns, measure=str(row["measure"]), every="quarter", where=_where(row)
                )
            except EstimationError:
                continue
    return found


def add_to_file(path: Path, table: Path, *, on: date, by: str = "") -> Added:
    """Add a table of actions to a plan's file, which is begun if it is not there."""
    _refuse_suffix(path)
    plan = _plan_or_none(path, on)
    found = add_actions(plan, table, on=on, by=by)
    _write(path, plan, found.plan)
    return found


def baseline_to_file(
    path: Path,
    returns: Returns,
    *,
    period: str,
    on: date,
    actions: Sequence[str] = (),
    by: str = "",
) -> ActionPlan:
    """Record the level of the measure of each action that has none yet, or of those named."""
    _refuse_suffix(path)
    plan = action_plan(path, as_at=on)
    wanted = [
        row
        for row in rows_of(plan.table)
        if (row["action"] in actions if actions else row["measure"] and pd.isna(row["baseline"]))  # type: ignore[call-overload]
    ]
    found = {
        str(row["action"]): estimate(
            returns, measure=str(row["measure"]) or None, period=period, where=_where(row)
        )
        for row in wanted
    }
    after = set_baselines(plan, found, on=on, by=by)
    _write(path, plan, after)
    return after


def review_to_file(
    path: Path,
    returns: Returns,
    *,
    on: date,
    period: str | None = None,
    actions: Sequence[str] = (),
    by: str = "",
) -> ActionPlan:
    """Test the change of each measure whose review is due, or of the actions named; record it.

    Raises
    ------
    UsageError
        If none is due, or an action has no baseline or no period to compare with.
    """
    _refuse_suffix(path)
    plan = action_plan(path, as_at=on)
    rows = [row for row in rows_of(plan.table) if _is_wanted(row, actions, on)]
    missing = set(actions) - {str(row["action"]) for row in rows}
    if missing or not rows:
        raise UsageError(
            f"{len(missing)} of the actions named are not in the plan."
            if missing
            else f"No review is due by {on}. Name the actions to review all the same."
        )
    changes = {str(row["action"]): _change(row, returns, period) for row in rows}
    after = review_actions(plan, changes, on=on, by=by)
    _write(path, plan, after)
    return after


def _is_wanted(row: Row, actions: Sequence[str], on: date) -> bool:
    if actions:
        return row["action"] in actions
    due = row["review_on"]
    is_due = isinstance(due, pd.Timestamp) and due <= pd.Timestamp(on)
    return is_due and row["review"] != "done" and bool(row["baseline_period"])


def _change(row: Row, returns: Returns, period: str | None) -> Change:
    before, after = str(row["baseline_period"]), period or str(row["review_period"])
    if not before or not after:
        raise UsageError(
            f"Action '{row['action']}' has no "
            f"{'baseline period' if not before else 'period of review'}. Record a baseline with "
            "`satisfaction actions baseline`, and give the period to compare with by --period."
        )
    between = (str(parse_period(before)), str(parse_period(after)))
    return change(returns, between=between, measure=str(row["measure"]) or None, where=_where(row))


def _where(row: Row) -> dict[str, str] | None:
    return {str(row["group"]): str(row["level"])} if row["group"] else None


def _plan_or_none(path: Path, on: date) -> ActionPlan:
    if path.exists():
        return action_plan(path, as_at=on)
    return plan_of(empty_history(), as_at=on, series={})


def _refuse_suffix(path: Path) -> None:
    if path.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"'{path.name}' is neither a .csv nor an .xlsx file, which a plan is.")
    columns = [field.column for field in load_table(CONTRACT).fields.values()]
    if path.exists() and path.suffix.lower() == ".csv":
        head = path.read_bytes().split(b"\n", 1)[0].decode("utf-8", "replace").strip()
        if head.removeprefix(_BOM).split(",") != columns:
            raise UsageError(
                f"'{path.name}' is a table of its own, not a history that this package began. "
                f"Begin one: `satisfaction actions add NEW.csv --from {path.name}`."
            )


def _write(path: Path, before: ActionPlan, after: ActionPlan) -> None:
    """Write the rows that are new, whole or not at all; those before stay byte for byte in CSV."""
    added = len(after.history) - len(before.history)
    if not added:
        return
    new = plan_text(after.history.iloc[len(before.history) :])
    if path.suffix.lower() == ".csv":
        old = path.read_bytes() if path.exists() else b""
        _replace(path, _appended(old, new))
    else:
        _replace_workbook(path, plan_text(after.history))


def _appended(old: bytes, new: pd.DataFrame) -> bytes:
    if not old:
        text = _BOM + new.to_csv(index=False, lineterminator="\r\n")
        return text.encode("utf-8")
    end = b"" if old.endswith(b"\n") else b"\r\n"
    return old + end + new.to_csv(index=False, header=False, lineterminator="\r\n").encode("utf-8")


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".actions-", dir=path.parent)
    staged = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        staged.replace(path)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise


def _replace_workbook(path: Path, text: pd.DataFrame) -> None:
    content = BytesIO()
    options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    with pd.ExcelWriter(content, engine="xlsxwriter", engine_kwargs=options) as writer:
        text.to_excel(writer, sheet_name="actions", index=False)
    _replace(path, content.getvalue())
