"""What a reader of a cascade must know, and what the files given cannot tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.representativeness.cascade_clusters import are_clusters_told
from satisfaction.representativeness.like_with_like import (
    EXCLUDED,
    JOINED,
    UNKNOWN,
    UNKNOWN_OR_EXCLUDED,
    is_among,
)
from satisfaction.results import Caveat

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from satisfaction.representativeness.like_with_like import Traced
    from satisfaction.tables.profile import Profile

_CODE = "cannot-tell"
_TOTALS_AGREE = 0.005
_NO_REASONS = (
    "Whom the exclusions cost cannot be told: the profile has no reasons for exclusion. Count it "
    "from crime records with a field of exclusions."
)
_NO_SAMPLE = (
    "Whether victims are lost when the sample is drawn or when the contractor calls cannot be "
    "told: both are one step. Give the issued sample."
)
_NO_OUTCOMES = (
    "Whether those not interviewed were never reached or declined cannot be told. Give the contact "
    "outcomes."
)
_NO_RECORDS = (
    "Whether an excluded victim was interviewed cannot be told without the crime records row by "
    "row. Give them."
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Given:
    """The tables that a cascade was given, and what could be traced through them."""

    frame: pd.DataFrame | None
    issued: pd.DataFrame | None
    outcomes: pd.DataFrame | None
    records: pd.DataFrame | None
    traced: Traced | None
    clusters: tuple[str, ...] = ()


def what_cannot_be_told(
    profile: Profile, dimensions: Sequence[str], given: Given
) -> tuple[Caveat, ...]:
    """Return one sentence for each question that stays open, and what would answer it."""
    untraced = _untraced(dimensions, given.traced)
    open_questions = {
        _NO_REASONS: "exclusion" not in profile.table,
        _NO_SAMPLE: given.issued is None,
        _NO_OUTCOMES: given.issued is not None and given.outcomes is None,
        _NO_RECORDS: given.records is None,
        _self_defined(untraced): bool(untraced),
        _no_clusters(given.clusters): _are_clusters_missing(given),
    }
    return tuple(Caveat(code=_CODE, text=text) for text, holds in open_questions.items() if holds)


def cascade_caveats(profile: Profile, given: Given) -> tuple[Caveat, ...]:
    """Return what was found on the way that a reader must know."""
    found = [_scope(profile), _frame(profile, given.frame)]
    if given.traced:
        found += [_lost(given.traced), *_not_theirs(given.traced), *_excluded(given.traced)]
        if given.outcomes is not None:
            found += _outcomes(given.traced, given.outcomes)
    return (*(caveat for caveat in found if caveat), *profile.caveats)


def _untraced(dimensions: Sequence[str], traced: Traced | None) -> list[str]:
    known = traced.recorded if traced else ()
    return [name for name in dimensions if name not in known]


def _self_defined(names: Sequence[str]) -> str:
    return (
        f"For {', '.join(names)} the respondents' own answers are set against the crime records, "
        "not like with like: part of a difference may come from how it was recorded. Give the "
        "frame or the crime records, read with the same key."
    )


def _are_clusters_missing(given: Given) -> bool:
    traced = given.traced
    if traced is None or not traced.is_issued:
        return False
    return not are_clusters_told(traced.rows, given.clusters)


def _no_clusters(names: Sequence[str]) -> str:
    return (
        f"Whether a loss between eligible and interviewed is beyond chance cannot be told: the "
        f"sample is clustered by {', '.join(names)}, and the tables do not give it for everybody "
        "issued. Give the issued sample or the frame with that field."
    )


def _scope(profile: Profile) -> Caveat | None:
    covered = int(profile.in_scope("recorded")["victims"].sum())
    left_out = profile.victims - covered
    if not left_out:
        return None
    return Caveat(
        code="outside-survey",
        text=f"{left_out:,} recorded victims whom the survey does not cover (such as those too "
        f"young for it) are left out: {left_out / profile.victims:.1%} of {profile.victims:,}.",
    )


def _frame(profile: Profile, frame: pd.DataFrame | None) -> Caveat | None:
    """Say where frame and profile do not count the same eligible victims."""
    if frame is None or "exclusion" not in profile.table:
        return None
    eligible = int(profile.among("eligible")["victims"].sum())
    return _when(
        abs(len(frame) - eligible) > _TOTALS_AGREE * max(eligible, 1),
        "frame-not-profile",
        f"The frame has {len(frame):,} victims, the profile {eligible:,} eligible ones: they are "
        "not of the same report dates or exclusions. Shares of the eligible are the profile's.",
    )


def _lost(traced: Traced) -> Caveat | None:
    counts = traced.joins.set_index("reason")["interviews"]
    total, joined = int(counts.sum()), int(counts[JOINED])
    lost = "; ".join(f"{n:,} {reason}" for reason, n in counts.items() if n and reason != JOINED)
    return _when(
        joined < total,
        "not-traced",
        f"{total - joined:,} of {total:,} interviews ({(total - joined) / max(total, 1):.1%}) are "
        f"not in the cascade: {lost}.",
    )


def _excluded(traced: Traced) -> list[Caveat | None]:
    excluded = int(traced.joins.loc[traced.joins["reason"] == EXCLUDED, "interviews"].sum())
    return [
        _when(
            excluded,
            "excluded-interviewed",
            f"{excluded:,} interviews are of victims whom the crime records exclude. Find out why "
            "they were called.",
        ),
        _when(
            traced.excluded,
            "excluded-issued",
            f"{traced.excluded:,} victims were issued whom the crime records exclude; they are "
            "left out of every step.",
        ),
    ]


def _not_theirs(traced: Traced) -> list[Caveat | None]:
    counts = traced.joins.set_index("reason")["interviews"]
    return [
        _when(
            traced.shared,
            "shared-references",
            f"{traced.shared:,} victims issued share their crime reference with another victim; "
            "they cannot be told apart and are left out.",
        ),
        _when(
            _mostly_unknown(counts, int(counts[JOINED])),
            "key-or-period",
            "Most interviews cannot be traced. Read all tables with one pseudonym key, and check "
            "that they are of one period.",
        ),
    ]


def _mostly_unknown(counts: pd.Series, joined: int) -> bool:
    return int(counts.get(UNKNOWN, 0)) + int(counts.get(UNKNOWN_OR_EXCLUDED, 0)) > joined


def _outcomes(traced: Traced, outcomes: pd.DataFrame) -> list[Caveat | None]:
    """Set the contractor's word against the interviews that arrived and were accepted."""
    said = outcomes.loc[outcomes["outcome"].astype("str") == "interviewed", "crime"]
    crimes, there = traced.rows["crime"], (traced.interview >= 0).to_numpy()
    claimed = is_among(crimes, said)
    missing, surprising = int((claimed & ~there).sum()), int((there & ~claimed).sum())
    return [
        _when(
            missing,
            "interviews-not-accepted",
            f"{missing:,} victims have the outcome 'interviewed' and no accepted interview of the "
            "period (rejected, or in another delivery); here they count as not interviewed.",
        ),
        _when(
            surprising,
            "interviews-without-outcome",
            f"{surprising:,} interviews are of victims whose outcome is another than "
            "'interviewed'.",
        ),
    ]


def _when(holds: object, code: str, text: str) -> Caveat | None:
    return Caveat(code=code, text=text) if holds else None
