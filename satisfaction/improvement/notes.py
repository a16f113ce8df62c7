"""Coded notes of focus groups, held against the drivers of the survey."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.errors import ContractError, UsageError, did_you_mean
from satisfaction.improvement.agreement import against_drivers
from satisfaction.improvement.matrix import theme_matrix
from satisfaction.improvement.saturation import saturation
from satisfaction.intake.tables import read_table
from satisfaction.results import Caveat, Provenance, Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from satisfaction.improvement.protocols import DriversLike
    from satisfaction.intake.loading import TableSource
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.results import SourceFile

CONTRACT = "focus-group-notes"
_LONGEST_THEME = 60
_LONGEST_RUN = 6
_STILL_NEW = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GroupNotes:
    """Coded notes that fit their contract.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row a passage and theme: ``round``, ``group``, ``theme``, ``driver``, ``quote`` (a
        pseudonym), ``sentiment``.
    sources : tuple of SourceFile
    """

    frame: pd.DataFrame
    sources: tuple[SourceFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GroupFindings(Result):
    """What focus groups said, beside what the survey found.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a driver of the analysis, and one for each theme that belongs to none:
        ``subject``, ``label``, ``theme`` (empty for a driver), ``in_survey`` (``leading``, ``not
        leading``, ``not analysed`` or ``not asked``), ``share`` with ``share_lower`` and
        ``share_upper`` (of the survey), ``groups`` (that spoke of it), ``groups_negative`` and
        ``groups_positive`` (in which such passages were in the majority), ``passages``, and
        ``verdict``: ``confirms``, ``contradicts``, ``adds``, ``divided``, ``one group only``,
        ``not raised`` or ``no more than the survey``.
    matrix : pandas.DataFrame
        One row a theme and group: ``theme``, ``driver``, ``group``, ``passages``, ``negative``,
        ``positive``, ``mood`` (``negative``, ``positive``, ``mixed`` or empty where not heard).
    saturation : pandas.DataFrame
        Themes heard after each group: ``groups_heard``, ``group``, ``new``, ``themes`` in the order
        held; ``average``, ``average_new``, ``fewest``, ``most`` over all orders.
    groups : int
    fewest_groups : int
        Groups that must say a thing before it counts.
    """

    matrix: pd.DataFrame
    saturation: pd.DataFrame
    groups: int
    fewest_groups: int

    def having(self, verdict: str) -> tuple[str, ...]:
        """Return the labels of one verdict."""
        return tuple(self.table.loc[self.table["verdict"] == verdict, "label"])


def read_notes(source: TableSource, *, key: PseudonymKey | None = None) -> GroupNotes:
    """Read coded notes by ``schemas/tables/focus_group_notes.yaml``.

    Raises
    ------
    ContractError
        If a row does not fit, or a theme is no short name: all faults at once.
    """
    delivery = read_table(source, CONTRACT, key=key)
    faults = [
        f"Row {', '.join(str(int(row)) for row in rows)}: {why}"
        for why, rows in delivery.rejects.groupby("why", sort=False)["row"]
    ]
    frame = delivery.frame
    theme = frame["theme"].astype("str")
    wrong = theme.eq("") | (theme.str.len() > _LONGEST_THEME)
    wrong |= theme.str.contains(rf"\d{{{_LONGEST_RUN},}}|@|[\"“”]", regex=True)
    if wrong.any():
        rows = ", ".join(str(int(row)) for row in frame.loc[wrong, "row"].head(5))
        faults.append(
            f"Row {rows}: the theme is blank, longer than {_LONGEST_THEME} characters, or holds a "
            "quotation, an address or a long number. Give a short name; words stay in the "
            "transcript."
        )
    if faults:
        raise ContractError(
            f"The coded notes have {len(faults)} fault(s); nothing was taken in.\n  "
            + "\n  ".join(faults),
            faults=faults,
        )
    columns = ["round", "group", "theme", "driver", "quote", "sentiment"]
    return GroupNotes(frame=frame[columns], sources=delivery.report.files)


def compare_notes(
    notes: GroupNotes | TableSource,
    drivers: DriversLike,
    *,
    groups: int | Sequence[int] | None = None,
    fewest_groups: int = 2,
) -> GroupFindings:
    """Say where focus groups confirm, contradict or add to the drivers of the survey.

    Parameters
    ----------
    notes : GroupNotes, str, pathlib.Path or pandas.DataFrame
    drivers : Drivers
    groups : int or sequence of int, optional
        How many groups were held, or their numbers in order; by default those in the notes. A group
        that brought no theme counts only if it is named here.
    fewest_groups : int
        Groups that must say a thing before it confirms, contradicts or adds.

    Returns
    -------
    GroupFindings

    Raises
    ------
    UsageError
        If a driver of the notes is none of the survey, or a group of the notes is not among
        ``groups``.

    Notes
    -----
    Verdicts count groups, never participants or passages: groups explain, they do not measure how
    common a thing is. In a group the majority of passages with a side decides its mood. A leading
    driver is confirmed where at least ``fewest_groups`` speak of it mostly negatively and these
    outnumber those that speak of it mostly positively; contradicted where it is the other way
    round.
    """
    given = notes if isinstance(notes, GroupNotes) else read_notes(notes)
    if fewest_groups < 1:
        raise UsageError(f"fewest_groups={fewest_groups}; expected 1 or more.")
    _refuse_drivers(given.frame, drivers)
    held = _held(given.frame, groups)
    table = against_drivers(given.frame, drivers, fewest=fewest_groups)
    curve = saturation(given.frame, held)
    return GroupFindings(
        table=table,
        provenance=Provenance(
            survey=drivers.provenance.survey,
            period=drivers.provenance.period,
            method=(
                f"{len(held)} focus groups, {given.frame['theme'].nunique()} themes. A verdict "
                f"needs {fewest_groups} groups of one mind, by the majority of passages in each."
            ),
            sources=(*given.sources, *drivers.provenance.sources),
        ),
        caveats=_caveats(curve, held),
        matrix=theme_matrix(given.frame, held),
        saturation=curve,
        groups=len(held),
        fewest_groups=fewest_groups,
    )


def _refuse_drivers(frame: pd.DataFrame, drivers: DriversLike) -> None:
    known = {*drivers.table["driver"], *drivers.not_analysed.get("driver", ())}
    named = frame["driver"].astype("str")
    strange = ~named.isin([*known, ""])
    if strange.any():
        first = named[strange].iloc[0]
        near = did_you_mean(first, known)
        raise UsageError(
            f"{int(strange.sum())} passages name a driver that the analysis does not have.{near} "
            f"It has: {', '.join(sorted(known))}. Leave the driver blank for a theme that belongs "
            "to none."
        )


def _held(frame: pd.DataFrame, groups: int | Sequence[int] | None) -> list[int]:
    heard = sorted({int(group) for group in frame["group"]})
    if groups is None:
        return heard
    held = list(range(1, groups + 1)) if isinstance(groups, int) else list(groups)
    missing = [group for group in heard if group not in held]
    if missing or len(set(held)) != len(held):
        raise UsageError(
            f"The notes hold {len(heard)} groups, {len(missing)} of which are not among the "
            f"{len(held)} said to have been held. Give each group once."
        )
    return held


def _caveats(curve: pd.DataFrame, held: Sequence[int]) -> tuple[Caveat, ...]:
    last = float(curve["average_new"].iloc[-1])
    found = [
        Caveat(
            code="not-a-sample",
            text=(
                "Participants were chosen and agreed to come: the groups explain, they do not say "
                "how many victims think so."
            ),
        )
    ]
    if len(held) > 1 and last >= _STILL_NEW:
        text = (
            f"The last group still brought {last:.1f} new themes on average over all orders: more "
            "groups would probably bring more."
        )
        found.append(Caveat(code="not-saturated", text=text))
    return tuple(found)
