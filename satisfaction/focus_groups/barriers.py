"""The rules that stand between a dissatisfied respondent and an invitation, in their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.fields import Consent
from satisfaction.errors import ColumnNotFoundError
from satisfaction.focus_groups.sieve import Barrier

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.focus_groups.candidates import Dissatisfied
    from satisfaction.focus_groups.kinds import Kinds
    from satisfaction.focus_groups.log import Contacts
    from satisfaction.focus_groups.settings import FocusLimits

    Bools = npt.NDArray[np.bool_]

# Reasons on such authority are about the survey, not about the victim's safety or will.
_HARMLESS = ("operational", "discretionary")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asking:
    """Who asks whom for what, and when.

    Attributes
    ----------
    consent : str
        Name of the survey's field of consent.
    purpose, caller : str
        ``caller`` is empty where each may be called by whoever they agreed to.
    on : pandas.Timestamp
        Day on which invitations go out.
    since : pandas.Timestamp
        Contacts after this day are too recent.
    """

    consent: str
    purpose: str
    caller: str
    on: pd.Timestamp
    since: pd.Timestamp
    limits: FocusLimits


def consent_field(survey: Survey) -> str:
    """Return the name of the field that holds consent to be called again.

    Raises
    ------
    ColumnNotFoundError
        If the survey has none.
    """
    found = [name for name, field in survey.fields.items() if isinstance(field, Consent)]
    if not found:
        raise ColumnNotFoundError(
            "The survey has no field of kind 'consent', so that nobody agreed to be called again "
            "and nobody may be. Ask for it with its purpose, caller and date, and add it to the "
            "definition."
        )
    return found[0]


def barriers_of(
    people: Dissatisfied,
    asking: Asking,
    *,
    contacts: Contacts,
    kinds: Kinds,
    own_is_formed: bool,
    excluded: Bools | None,
) -> list[Barrier]:
    """Return every rule with whom it bars; the order is that in which they are counted."""
    return [
        *_consent(people.frame, asking),
        *_since(contacts, asking, excluded),
        *_protection(people.frame, asking.limits, contacts, kinds, own_is_formed=own_is_formed),
    ]


def excluded_since(
    records: pd.DataFrame | None, people: Dissatisfied, rules: Rules
) -> Bools | None:
    """Return whose crime record now has a reason to leave them alone; None without records.

    Every reason counts but those on operational or discretionary authority, such as having been
    interviewed.

    Raises
    ------
    ColumnNotFoundError
        If the records hold no crime or no reason.
    """
    if records is None:
        return None
    names = [name for name in records if str(name).startswith("exclusion")]
    reasons = [n for n in names if isinstance(records[n].dtype, pd.CategoricalDtype)]
    if "crime" not in records or not reasons:
        raise ColumnNotFoundError(
            "The crime records need 'crime' and 'exclusion'. Read them by the survey's contract of "
            "crime records."
        )
    settings = rules.rules["exclusions"].settings
    harmless = {reason for reason, authority in settings.items() if authority in _HARMLESS}
    nothing = {"eligible", "no further reason"}
    barred = np.zeros(len(records), dtype=np.bool_)
    for name in reasons:
        barred |= ~records[name].astype("str").isin(harmless | nothing).to_numpy(dtype=np.bool_)
    return np.isin(people.crime, records.loc[barred, "crime"].to_numpy(object))


def _consent(frame: pd.DataFrame, asking: Asking) -> Iterator[Barrier]:
    name, limits = asking.consent, asking.limits
    agreed = (frame[name].astype("str") == "yes").to_numpy(dtype=np.bool_)
    yield Barrier(
        name="did not agree",
        says="Did not agree to be called again, or gave no answer.",
        bars=~agreed,
    )
    yield Barrier(
        name="other purpose",
        says="Agreed to be called for another purpose, or for none that was written down.",
        bars=agreed & ~_says(frame, f"{name}_purpose", asking.purpose),
    )
    if asking.caller:
        yield Barrier(
            name="other caller",
            says="Agreed to be called by somebody else, or by nobody who was written down.",
            bars=agreed & ~_says(frame, f"{name}_by", asking.caller),
        )
    days = frame.get(f"{name}_on")
    dated = _none(frame) if days is None else days.notna().to_numpy(dtype=np.bool_)
    yield Barrier(
        name="no date of consent",
        says="Agreed on a day that was not written down, so that it may have run out.",
        bars=agreed & ~dated,
    )
    oldest = asking.on - pd.DateOffset(months=limits.consent_months)
    valid = dated if days is None else days.between(oldest, asking.on).to_numpy(dtype=np.bool_)
    yield Barrier(
        name="consent run out",
        says=f"Agreed more than {limits.consent_months} months before the day of invitation, or "
        "after it.",
        bars=agreed & dated & ~valid,
    )


def _since(contacts: Contacts, asking: Asking, excluded: Bools | None) -> Iterator[Barrier]:
    yield Barrier(
        name="opted out",
        says="Withdrew or asked not to be contacted since; that overrides any consent.",
        bars=contacts.opted_out,
    )
    yield Barrier(
        name="contacted lately",
        says=f"Was contacted for a group after {asking.since.date()}.",
        bars=contacts.contacted,
    )
    yield Barrier(
        name="sensitive since",
        says="The case has become sensitive.",
        bars=contacts.sensitive,
    )
    if excluded is not None:
        yield Barrier(
            name="excluded since",
            says="The crime record now gives a reason to leave the victim alone.",
            bars=excluded,
        )
    yield Barrier(name="died", says="Has died.", bars=contacts.died)
    yield Barrier(
        name="not safe",
        says="It was found not to be safe to contact them.",
        bars=contacts.unsafe,
    )
    if asking.limits.safe_contact_required:
        yield Barrier(
            name="no safe contact",
            says="No instruction on safe contact is held.",
            bars=~contacts.has_instruction,
        )


def _protection(
    frame: pd.DataFrame,
    limits: FocusLimits,
    contacts: Contacts,
    kinds: Kinds,
    *,
    own_is_formed: bool,
) -> Iterator[Barrier]:
    years = frame.get("age_years")
    too_young = contacts.under_age.copy()
    if years is not None:
        too_young |= years.lt(limits.youngest).fillna(value=False).to_numpy(dtype=np.bool_)
    yield Barrier(
        name="under age",
        says=f"Is younger than {limits.youngest}: no child sits in a group of adults.",
        bars=too_young,
    )
    if years is not None:
        yield Barrier(
            name="age not known",
            says="Gave no age, so that it cannot be ruled out that they are a child.",
            bars=years.isna().to_numpy(dtype=np.bool_) & ~too_young,
        )
    yield Barrier(
        name="protected case",
        says="Victim of domestic abuse, a sexual offence, stalking or an offence against a child: "
        "never in a group, but by a specialist service.",
        bars=kinds.is_barred,
    )
    if kinds.own and not own_is_formed:
        yield Barrier(
            name="no group of their own",
            says=f"Victims of {kinds.own} sit in a group of their own, and none is formed.",
            bars=kinds.is_own,
        )


def _says(frame: pd.DataFrame, column: str, wanted: str) -> Bools:
    if column not in frame:
        return _none(frame)
    said = frame[column].astype("str").str.strip().str.casefold()
    return (said == wanted.strip().casefold()).to_numpy(dtype=np.bool_)


def _none(frame: pd.DataFrame) -> Bools:
    return np.zeros(len(frame), dtype=np.bool_)
