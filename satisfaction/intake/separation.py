"""Accepted rows from rejected ones, each rejected row with its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.fields import Category, Reference, Text, Verbatim
from satisfaction.errors import ContractError
from satisfaction.intake.columns.codes import is_open
from satisfaction.intake.columns.conversion import Fault
from satisfaction.intake.contracts import contents_schema, failures
from satisfaction.intake.pseudonyms import pseudonymise
from satisfaction.intake.reasons import sentence_of
from satisfaction.intake.refusals import refusal
from satisfaction.intake.screening import any_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from satisfaction.intake.contents import Contents
    from satisfaction.intake.loading import Loaded
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.intake.screening import Screened

WITHHELD = "(withheld: the respondent's own words)"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Separated:
    """A delivery parted in two.

    Attributes
    ----------
    accepted : pandas.DataFrame
        The trusted table.
    rejects : pandas.DataFrame
        ``file``, ``row``, ``reason``, ``why``, then the rejected rows as they came, with references
        as pseudonyms and free text withheld.
    rejected_by, flagged_by : mapping of str to int
        Reason to rejected rows (a row can have several), and to accepted rows flagged.
    """

    accepted: pd.DataFrame
    rejects: pd.DataFrame
    rejected_by: Mapping[str, int]
    flagged_by: Mapping[str, int]


def separate(
    screened: Screened, loaded: Loaded, contents: Contents, key: PseudonymKey
) -> Separated:
    """Take out the rejected rows and let the contract confirm the rest.

    Raises
    ------
    ContractError
        If no row passed.
    """
    parts = separate_block(screened, loaded, contents, key)
    if parts.accepted.empty:
        raise none_passed(loaded.name, len(parts.rejects), contents, parts.rejected_by)
    return parts


def separate_block(
    screened: Screened, loaded: Loaded, contents: Contents, key: PseudonymKey
) -> Separated:
    """Do as :func:`separate` for some rows of a delivery, of which none may pass."""
    faults = (*screened.faults, *_unfit(screened, contents))
    rejected = any_of([fault.rows for fault in faults], len(screened.frame))
    return Separated(
        accepted=_accepted(screened.frame, rejected, contents),
        rejects=_rejects(faults, rejected, loaded, contents, key),
        rejected_by=_rows_by_reason(faults),
        flagged_by={
            reason: int(np.count_nonzero(mask & ~rejected))
            for reason, mask in screened.flags.items()
        },
    )


def none_passed(
    file: str, rows: int, contents: Contents, counts: Mapping[str, int]
) -> ContractError:
    """Return the error for a delivery of which every row was rejected."""
    faults = [
        f"{count:,} rows: {reason}: {sentence_of(reason, contents.says)}"
        for reason, count in counts.items()
    ]
    head = f"None of the {rows:,} rows passed."
    return ContractError(refusal(file, contents, [head, *faults]), faults=faults)


def _unfit(screened: Screened, contents: Contents) -> list[Fault]:
    """Return what the contract finds in rows that conversion and checks let pass."""
    places = np.flatnonzero(~screened.rejected)
    found = failures(screened.frame.iloc[places], contents_schema(contents))
    if found.empty:
        return []
    rows = np.zeros(len(screened.frame), dtype=np.bool_)
    rows[places[found["position"].to_numpy(int)]] = True
    return [Fault(reason="contract_not_met", column="", rows=rows)]


def _rows_by_reason(faults: tuple[Fault, ...]) -> dict[str, int]:
    reasons = dict.fromkeys(fault.reason for fault in faults)
    return {reason: int(_with_reason(faults, reason).sum()) for reason in reasons}


def _with_reason(faults: tuple[Fault, ...], reason: str) -> npt.NDArray[np.bool_]:
    masks = [fault.rows for fault in faults if fault.reason == reason]
    return any_of(masks, len(masks[0]))


def _accepted(
    frame: pd.DataFrame, rejected: npt.NDArray[np.bool_], contents: Contents
) -> pd.DataFrame:
    kept = frame[~rejected].reset_index(drop=True) if rejected.any() else frame
    return kept.assign(**{name: _seen(kept[name], contents) for name in _open(contents)})


def _open(contents: Contents) -> list[str]:
    fields = contents.fields.items()
    return [n for n, field in fields if isinstance(field, Category) and is_open(field)]


def _seen(column: pd.Series, contents: Contents) -> pd.Series:
    """Drop levels that only rejected rows had; unknown levels stay."""
    field = contents.fields[str(column.name)]
    unknown = {*getattr(field, "not_answered", {}).values(), getattr(field, "blank", "")}
    seen = {*column.cat.remove_unused_categories().cat.categories, *unknown}
    return column.cat.set_categories([level for level in column.cat.categories if level in seen])


def _rejects(
    faults: tuple[Fault, ...],
    rejected: npt.NDArray[np.bool_],
    loaded: Loaded,
    contents: Contents,
    key: PseudonymKey,
) -> pd.DataFrame:
    places = np.flatnonzero(rejected)
    reasons, sentences = _words_of_rows(faults, places, contents)
    head = pd.DataFrame(
        {
            "file": loaded.file.iloc[places].to_numpy(),
            "row": loaded.row[places],
            "reason": pd.array(reasons, dtype="str"),
            "why": pd.array(sentences, dtype="str"),
        }
    )
    came = _without_identity(loaded.text.iloc[places].reset_index(drop=True), contents, key)
    return pd.concat([head, came], axis=1)


def _words_of_rows(
    faults: tuple[Fault, ...], places: npt.NDArray[np.intp], contents: Contents
) -> tuple[list[str], list[str]]:
    reasons: list[dict[str, None]] = [{} for _ in places]
    sentences: list[list[str]] = [[] for _ in places]
    for fault in faults:
        where = f"`{fault.column}`: " if fault.column else ""
        sentence = where + sentence_of(fault.reason, contents.says)
        for place in np.flatnonzero(fault.rows[places]):
            reasons[place][fault.reason] = None
            sentences[place].append(sentence)
    return ["; ".join(codes) for codes in reasons], [" ".join(told) for told in sentences]


def _without_identity(text: pd.DataFrame, contents: Contents, key: PseudonymKey) -> pd.DataFrame:
    """Return the cells with references as pseudonyms and free text withheld."""
    changed = {}
    for name, field in contents.fields.items():
        if field.column not in text:
            continue
        if isinstance(field, Reference) and field.pseudonym:
            changed[field.column] = pseudonymise(text[field.column], key, name)
        elif isinstance(field, Text | Verbatim):
            is_blank = text[field.column].str.strip() == ""
            changed[field.column] = text[field.column].where(is_blank, WITHHELD)
    return text.assign(**changed)
