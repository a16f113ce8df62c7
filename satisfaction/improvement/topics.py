"""What the focus groups are to talk about, and what the survey knows of each topic."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING, Literal

import pandas as pd

if TYPE_CHECKING:
    from satisfaction.improvement.protocols import DriversLike, VerbatimsLike

Kind = Literal["leading driver", "severe but rare", "own words, coded", "own words, a term"]

COLUMNS = (
    "topic", "label", "kind", "share", "share_lower", "share_upper", "reach", "reach_lower",
    "reach_upper", "penalty", "penalty_lower", "penalty_upper", "base", "low_base", "evidence",
)  # fmt: skip
_HIDDEN = "hidden"
_NO_CODE = "(no code)"
_WITHOUT_LEADERS = 0.75
# They tell the sides apart, and name nothing to talk about.
_NO_TOPIC = ("no", "not", "never", "nothing", "nobody", "none", "nor", "neither", "without")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FoundTopics:
    """Topics, and how many terms were left out.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a topic: see :class:`satisfaction.improvement.guide.DiscussionGuide`.
    terms_left_out : int
        Terms that no driver covers beyond those taken.
    """

    table: pd.DataFrame
    terms_left_out: int


def find_topics(
    drivers: DriversLike, verbatims: VerbatimsLike | None, *, most_terms: int
) -> FoundTopics:
    """Return the leading set, drivers as severe but rarer, and words that no driver covers."""
    rare = severe_but_rare(drivers.table)
    rows = [
        *_driver_rows(drivers, drivers.table["leading"].astype(bool), "leading driver"),
        *_driver_rows(drivers, drivers.table["driver"].isin(rare), "severe but rare"),
    ]
    left_out = 0
    if verbatims is not None:
        asked = set(drivers.table["driver"])
        terms = _terms(verbatims)
        left_out = max(len(terms) - most_terms, 0)
        rows += _code_rows(verbatims, asked) + _term_rows(terms.head(most_terms), verbatims)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return FoundTopics(table=table, terms_left_out=left_out)


def severe_but_rare(table: pd.DataFrame) -> tuple[str, ...]:
    """Return drivers that do not lead because few rated them poor, not because it went with little.

    The penalty is clear of zero and no smaller than that of the median leading driver, and the
    reach is below that of every leading driver. Where nothing leads, the penalty is among the
    largest quarter and the reach below the median.
    """
    leading = table["leading"].astype(bool)
    if leading.any():
        least = float(table.loc[leading, "penalty"].median())
        rarest = float(table.loc[leading, "reach"].min())
    else:
        least = float(table["penalty"].quantile(_WITHOUT_LEADERS))
        rarest = float(table["reach"].median())
    severe = (table["penalty"] >= least) & (table["penalty_lower"] > 0)
    found = table[~leading & severe & (table["reach"] < rarest)]
    return tuple(found.sort_values("penalty", ascending=False, kind="stable")["driver"])


def _driver_rows(drivers: DriversLike, chosen: pd.Series, kind: Kind) -> list[dict[str, object]]:
    names = [n for n in COLUMNS if n in drivers.table and n not in ("label", "kind", "base")]
    return [
        {
            "topic": row["driver"],
            "label": row["label"],
            "kind": kind,
            "base": row["base"],
            **{name: row[name] for name in names},
            "evidence": _driver_words(row, drivers),
        }
        for row in drivers.table[chosen].to_dict("records")
    ]


def _driver_words(row: dict[object, object], drivers: DriversLike) -> str:
    def share(name: str, decimals: int = 0) -> str:
        low, mid, high = (100 * float(str(row[f"{name}{e}"])) for e in ("_lower", "", "_upper"))
        return f"{mid:.{decimals}f}% ({low:.{decimals}f} to {high:.{decimals}f})"

    low, mid, high = (100 * float(str(row[f"penalty{e}"])) for e in ("_lower", "", "_upper"))
    return (
        f"{share('reach')} of respondents rated it poor ({int(str(row['low_base'])):,} of "
        f"{int(str(row['base'])):,} asked, unweighted). Share of dissatisfaction associated with "
        f"poor ratings: {share('share')}. A poor rating goes with a chance of being dissatisfied "
        f"that is {mid:.0f} points higher ({low:.0f} to {high:.0f}). "
        f"{drivers.confidence:.0%} intervals."
    )


def _code_rows(verbatims: VerbatimsLike, asked: set[str]) -> list[dict[str, object]]:
    """Return codes whose question no driver is, the most mentioned first."""
    codes = verbatims.codes
    if codes.empty:
        return []
    open_ones = ~codes["driver"].isin(asked) & (codes["flag"] != _HIDDEN)
    rows = codes[open_ones & (codes["code"] != _NO_CODE)]
    return [
        {
            "topic": row["code"],
            "label": row["label"],
            "kind": "own words, coded",
            "share": row["share"],
            "share_lower": row["lower"],
            "share_upper": row["upper"],
            "base": verbatims.bases[0],
            "low_base": row["mentions"],
            "evidence": (
                f"Spoken of by {100 * row['share']:.0f}% ({100 * row['lower']:.0f} to "
                f"{100 * row['upper']:.0f}) of the {verbatims.bases[0]:,} {verbatims.between[0]} "
                f"respondents who said anything in their own words ({int(row['mentions']):,} of "
                "them, unweighted). No driver of the analysis asks about it."
            ),
        }
        for row in rows.sort_values("share", ascending=False, kind="stable").to_dict("records")
    ]


def _terms(verbatims: VerbatimsLike) -> pd.DataFrame:
    """Return terms that no code covers and that the first side clearly mentions more often."""
    own = verbatims.table[verbatims.table["side"] == verbatims.between[0]]
    open_ones = own["term"].isin(verbatims.uncovered.get("term", pd.Series(dtype="str")))
    found = own[open_ones & ~own["term"].isin(_NO_TOPIC)]
    return found.sort_values("z", ascending=False, kind="stable")


def _term_rows(terms: pd.DataFrame, verbatims: VerbatimsLike) -> list[dict[str, object]]:
    first, second = verbatims.between
    return [
        {
            "topic": row["term"],
            "label": row["term"],
            "kind": "own words, a term",
            "share": row["share"],
            "base": verbatims.bases[0],
            "low_base": row["respondents"],
            "evidence": (
                f"Mentioned by {100 * row['share']:.0f}% of the {verbatims.bases[0]:,} {first} "
                f"respondents who said anything, {100 * row['other_share']:.0f}% of the "
                f"{verbatims.bases[1]:,} {second} ones; odds {_times(row)} as high. A word tells "
                "nothing of what was meant by it."
            ),
        }
        for row in terms.to_dict("records")
    ]


def _times(row: dict[object, object]) -> str:
    mid, low, high = (exp(float(str(row[name]))) for name in ("log_odds", "lower", "upper"))
    return f"{mid:.1f} times ({low:.1f} to {high:.1f})"
