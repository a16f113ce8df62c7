"""Crime records, frame, issued sample and contact outcomes, as force and contractor keep them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.fields import Category, Count, Date, Field, Reference
from satisfaction.definitions.fieldwork_tables import table_like
from satisfaction.synthesis.columns import BLANK, Column, column, numbered
from satisfaction.synthesis.encoding import has_trait, texts_of, trait_of, unknown_text
from satisfaction.synthesis.exclusions import approval_shares
from satisfaction.synthesis.fieldwork import outcome_labels, sending_days

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.synthesis.exclusions import Exclusions
    from satisfaction.synthesis.fieldwork import Contacts
    from satisfaction.synthesis.sampling import Draw
    from satisfaction.synthesis.types import Integers
    from satisfaction.synthesis.victims import Victims
    from satisfaction.synthesis.world import World

_RECORDED = {
    "age": "recorded_age",
    "gender": "recorded_gender",
    "ethnicity": "recorded_ethnicity",
    "observed_ethnicity": "appearance",
}
_APPROVERS = 25
_REFERENCE_DIGITS = 8
_LATEST_APPROVAL = 35


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recorded:
    """What crime records are written from.

    Attributes
    ----------
    before : int
        Victims of earlier blocks, whose references come first.
    """

    victims: Victims
    exclusions: Exclusions
    world: World
    before: int = 0


def record_table(
    recorded: Recorded, rows: Integers | None = None, *, contract: str = ""
) -> pd.DataFrame:
    """Return crime records or, by the name of its contract, the frame for ``rows``."""
    world = recorded.world
    agreed = table_like(contract, world.records) if contract else world.records
    taken = np.arange(len(recorded.victims)) if rows is None else rows
    return pd.DataFrame(
        {f.column: _cells(name, f, taken, recorded) for name, f in agreed.fields.items()},
        copy=False,
    )


def issued_table(draw: Draw, recorded: Recorded) -> pd.DataFrame:
    """Return the issued sample: sent month by month, some days before the calls fall due."""
    world = recorded.world
    fields = table_like("issued-sample", world.records).fields
    due = recorded.victims.due[draw.issued]
    labels, month, _ = world.calendar.months(due)
    sent = sending_days(due, world)
    own = {
        "batch": column(labels, month),
        "issued_on": column(world.calendar.written(_form(fields["issued_on"])), sent),
        "base_weight": column([f"{w:.6f}" for w in draw.base_weight], np.arange(len(month))),
    }
    return pd.DataFrame(
        {
            field.column: own[name].to_series()
            if name in own
            else _cells(name, field, draw.issued, recorded)
            for name, field in fields.items()
        },
        copy=False,
    )


def outcome_table(draw: Draw, contacts: Contacts, recorded: Recorded) -> pd.DataFrame:
    """Return the final outcome of everybody issued."""
    fields = table_like("contact-outcomes", recorded.world.records).fields
    outcome, last = fields["outcome"], fields["last_attempt_on"]
    codes = tuple(outcome.levels) if isinstance(outcome, Category) else outcome_labels()
    written = recorded.world.calendar.written(_form(last))
    most = int(contacts.attempts.max(initial=0))
    own = {
        "attempts": column([str(number) for number in range(most + 1)], contacts.attempts),
        "outcome": column(codes, contacts.outcome),
        "last_attempt_on": column(written, contacts.last_day),
    }
    return pd.DataFrame(
        {
            field.column: own[name].to_series()
            if name in own
            else _cells(name, field, draw.issued, recorded)
            for name, field in fields.items()
        },
        copy=False,
    )


def _cells(name: str, field: Field, rows: Integers, recorded: Recorded) -> pd.Series:
    """Return one column of a table whose rows are victims."""
    if name == "crime" or (isinstance(field, Reference) and field.unique):
        last = recorded.before + len(recorded.victims)
        digits = max(_REFERENCE_DIGITS, len(str(last)))
        return numbered("S", recorded.before + rows + 1, digits)
    return _column(name, field, rows, recorded).to_series()


def _column(name: str, field: Field, rows: Integers, recorded: Recorded) -> Column:
    victims, world = recorded.victims, recorded.world
    if name in _reasons(recorded) and isinstance(field, Category):
        codes = {label: code for code, label in reversed(list(field.levels.items()))}
        words = [codes[label] for label in recorded.exclusions.labels]
        return column(words, _reasons(recorded)[name][rows])
    if name in ("exclusion_by", "exclusion_on"):
        return _approval(name, field, rows, recorded)
    if isinstance(field, Date):
        return column(world.calendar.written(field.format), victims.reported[rows])
    if isinstance(field, Category | Count) and (has_trait(name, victims) or name in _RECORDED):
        return _trait(name, field, rows, recorded)
    if isinstance(field, Count):
        return column((str(max(field.range[0], 1)),), np.zeros(len(rows), dtype=np.int8))
    return column(("",), np.zeros(len(rows), dtype=np.int8))


def _reasons(recorded: Recorded) -> Mapping[str, Integers]:
    """Return the victims' reasons by the fields that hold them: the first, then the second."""
    records, exclusions = recorded.world.records, recorded.exclusions
    return dict(
        zip(
            (records.excluded, *records.also_excluded),
            (exclusions.reason, exclusions.second),
            strict=False,
        )
    )


def _trait(name: str, field: Category | Count, rows: Integers, recorded: Recorded) -> Column:
    victims, world = recorded.victims, recorded.world
    words = texts_of(name, field, world)
    source = _RECORDED.get(name)
    codes = getattr(victims, source) if source else trait_of(name, victims)
    unknown = unknown_text(field) or ""
    if name == "gender":
        # An unknown gender has a code of its own where the contract has one.
        codes = np.where(codes == BLANK, len(words), codes)
    blank = codes[rows] if field.may_be_blank else np.where(codes < 0, len(words), codes)[rows]
    return column((*words, unknown), blank)


def _approval(name: str, field: Field, rows: Integers, recorded: Recorded) -> Column:
    """Return who approved an exclusion, or when; a few are missing."""
    world, victims = recorded.world, recorded.victims
    # The last place is that of the eligible, who are blank in any case.
    missing = np.array([*approval_shares(world)[name], 0.0])
    share = missing[recorded.exclusions.reason]
    everybody = len(victims)
    lost = world.streams.happens(f"{name}/missing", share, everybody)
    blank = (recorded.exclusions.eligible | lost)[rows]
    if isinstance(field, Date):
        later = world.streams.integers(name, 1, _LATEST_APPROVAL, everybody)
        words = world.calendar.written(field.format, extra=_LATEST_APPROVAL)
        return column(words, (victims.reported + later)[rows]).blanked(blank)
    who = world.streams.integers(name, 0, _APPROVERS - 1, everybody)
    return column([f"P{7000 + 31 * n}" for n in range(_APPROVERS)], who[rows]).blanked(blank)


def _form(field: Field) -> str:
    return field.format if isinstance(field, Date) else "%Y-%m-%d"
