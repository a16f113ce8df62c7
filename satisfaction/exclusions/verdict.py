"""What is to be done about each reason, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.exclusions.authority import DROPPABLE, NOT_STATED
from satisfaction.exclusions.result import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from satisfaction.exclusions.result import ReasonVerdict
    from satisfaction.exclusions.settings import AuditSettings

_UNSTATED, _WIDER, _JUSTIFY, _FINE = VERDICTS


def with_verdicts(table: pd.DataFrame, settings: AuditSettings) -> pd.DataFrame:
    """Return the reasons with ``verdict`` and ``why``."""
    rows = [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]
    found = [_grounds(row, settings) for row in rows]
    return table.assign(
        verdict=[_gravest(grounds) for grounds in found],
        why=[_said(one, row) for one, row in zip(found, rows, strict=True)],
    )


def _gravest(grounds: Mapping[ReasonVerdict, list[str]]) -> ReasonVerdict:
    return next((verdict for verdict in VERDICTS if grounds.get(verdict)), _FINE)


def _said(grounds: Mapping[ReasonVerdict, list[str]], row: Mapping[str, object]) -> str:
    """Return all grounds; a few exclusions without approval are told even where tolerated."""
    found = [why for one in grounds.values() for why in one]
    lacking = _lacking(row)
    tolerated = [f"{lacking}: tolerated"] if lacking and lacking not in found else []
    return "; ".join([*found, *tolerated])


def _grounds(
    row: Mapping[str, object], settings: AuditSettings
) -> Mapping[ReasonVerdict, list[str]]:
    """Return what speaks for each verdict, the gravest first."""
    unstated = ["the rulebook names no authority"] if row["authority"] == NOT_STATED else []
    return {_UNSTATED: unstated, _WIDER: _wider(row, settings), _JUSTIFY: _open(row, settings)}


def _wider(row: Mapping[str, object], settings: AuditSettings) -> list[str]:
    floor, beyond, wrong = (_number(row, n) for n in ("age_floor", "beyond_rule", "cannot_apply"))
    found = []
    if floor > settings.youngest:
        many = f": {beyond:,.0f} victims in between" if beyond >= 0 else ""
        found.append(f"excludes below {floor:.0f}, the rule below {settings.youngest}{many}")
    if wrong > 0:
        found.append(f"{_victims(wrong)} {floor:.0f} or older{_alone(row)}")
    return found


def _alone(row: Mapping[str, object]) -> str:
    alone = _number(row, "wrong_alone")
    return f", {alone:,.0f} of them for no other reason" if alone >= 0 else ""


def _victims(number: float) -> str:
    return "1 victim is" if number == 1 else f"{number:,.0f} victims are"


def _open(row: Mapping[str, object], settings: AuditSettings) -> list[str]:
    found = []
    if row["authority"] == "discretionary":
        found.append("discretionary: somebody's choice")
    if row["authority"] in (*DROPPABLE, NOT_STATED) and _number(row, "levels_higher") > 0:
        many = int(_number(row, "levels_higher"))
        found.append(f"{many} level{'s' * (many > 1)} excluded more than others")
    return [*found, *_unproven(row, settings)]


def _unproven(row: Mapping[str, object], settings: AuditSettings) -> list[str]:
    """Return what is missing of the record of the exclusion."""
    found = []
    lacks, removed = _number(row, "undocumented"), _number(row, "removed")
    if lacks > settings.tolerated * removed:
        found.append(_lacking(row))
    if _number(row, "date_in_doubt") > settings.tolerated * removed:
        found.append(f"{_number(row, 'date_in_doubt'):,.0f} dates cannot be right")
    if not _number(row, "age_floor") < 0 and _number(row, "age_unknown") > (
        settings.tolerated * removed
    ):
        found.append(f"{_number(row, 'age_unknown'):,.0f} have no age on the record")
    return found


def _lacking(row: Mapping[str, object]) -> str:
    lacks = _number(row, "undocumented")
    return f"{lacks:,.0f} of {_number(row, 'removed'):,.0f} lack approver or date" if lacks else ""


def _number(row: Mapping[str, object], name: str) -> float:
    """Return a number of the row; -1 where it is missing, so that no comparison holds."""
    value = float(str(row[name]))
    return value if value == value else -1.0  # noqa: PLR0124 - NaN is not equal to itself
