"""Every borough against the whole force: the results that all borough pages are cut from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from satisfaction.errors import EstimationError, UsageError, did_you_mean
from satisfaction.estimates import change, estimate, gap
from satisfaction.periods import parse_period
from satisfaction.workflow.estimation import periods_compared
from satisfaction.workflow.noting import noted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from satisfaction.disclosure import PublishedTable
    from satisfaction.estimates import Change, Estimates
    from satisfaction.periods import Period
    from satisfaction.results import Result
    from satisfaction.tables.returns import Returns
    from satisfaction.workflow.inputs import QuarterInputs

AREA, GROUP = "area", "user_group"
_BOTH = ("satisfied", "dissatisfied")
# One share of a small table: each further one would have to be hidden among the same few people.
_ONE = ("satisfied",)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BoroughFamily:
    """Results with a row for every borough, and the force's own that stand beside them.

    All are of the same people: the rolling twelve months of the published user groups, and the
    quarters and the year before. So every count ties in with every other, and protecting the
    family as a whole protects each borough's page against all the others and the force's.

    Attributes
    ----------
    results : mapping of str to Result
        ``gap: MEASURE`` for each measure; ``measures``, ``change``, ``series`` and ``groups`` by
        borough; each with ``force `` before it for the force. What could not be made is not there.
    boroughs : tuple of str
    skipped : tuple of str
        What could not be made, and why.
    """

    results: Mapping[str, Result]
    boroughs: tuple[str, ...]
    skipped: tuple[str, ...]

    def chosen(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return the boroughs of these names, all faults at once; every borough where none is.

        Raises
        ------
        UsageError
            If the survey has no such borough.
        """
        known = {name.casefold(): name for name in self.boroughs}
        wrong = [name for name in names if name.casefold() not in known]
        if wrong:
            said = "; ".join(f"'{n}'.{did_you_mean(n, self.boroughs)}".rstrip(".") for n in wrong)
            raise UsageError(
                f"The returns have no interview in the borough {said}. They have: "
                f"{', '.join(self.boroughs)}."
            )
        return tuple(dict.fromkeys(known[name.casefold()] for name in names)) or self.boroughs


def told_before(family: BoroughFamily, earlier: Sequence[PublishedTable]) -> BoroughFamily:
    """Return the family without user groups within boroughs, where those of other months are out.

    Two twelve months that overlap differ by a quarter: a handful of victims of each user group in
    each borough, whom the two together would give away.
    """
    if "groups" not in family.results:
        return family
    year = parse_period(str(family.results["groups"].table["period"].iloc[0]))
    crossed = f"{AREA} x {GROUP}"
    periods = {
        str(period)
        for told in earlier
        for table in told.frames.values()
        if "group" in table and "period" in table
        for period in table.loc[table["group"].astype("str") == crossed, "period"]
    }
    others = [p for p in map(parse_period, sorted(periods)) if _overlap(p, year)]
    if not others:
        return family
    kept = {name: r for name, r in family.results.items() if not name.endswith("groups")}
    text = (
        f"User groups within boroughs were told for the {others[-1]} already; they are told again "
        "when no month is in both."
    )
    return replace(family, results=kept, skipped=(*family.skipped, text))


def _overlap(one: Period, other: Period) -> bool:
    """Return whether two different periods share a month."""
    return str(one) != str(other) and one.start <= other.end and other.start <= one.end


def borough_family(inputs: QuarterInputs, period: Period) -> BoroughFamily:
    """Estimate every borough beside the whole force.

    Parameters
    ----------
    inputs : QuarterInputs
    period : Period
        A quarter, or a month; the figures are of the twelve months that end with it.

    Raises
    ------
    UsageError
        If the survey has no boroughs.
    DataRefusedError
        If there is no interview in the twelve months.
    """
    if AREA not in inputs.returns.frame:
        raise UsageError(f"The survey has no field '{AREA}', so there are no boroughs to show.")
    notes: list[str] = []
    year = period.rolling_year
    months = inputs.best(year)
    found: dict[str, Result | None] = dict(_levels(inputs, months, year))
    found |= _changes(inputs, period, notes)
    if period.kind == "quarter" or period.end == inputs.quarters[-1].end:
        found |= _quarters(inputs)
    else:
        notes.append("Quarters are shown in the editions that end with one.")
    results = {name: result for name, result in found.items() if result is not None}
    levels = results["measures"].table["level"].astype("str")
    return BoroughFamily(
        results=results, boroughs=tuple(dict.fromkeys(levels)), skipped=tuple(notes)
    )


def _levels(inputs: QuarterInputs, months: Returns, year: Period) -> dict[str, Result]:
    survey, where, rules = months.survey, inputs.published_groups, inputs.rules
    found: dict[str, Result] = {
        f"gap: {measure}": _gap(inputs, months, year, measure) for measure in survey.measures
    }
    for name, by in (("force measures", None), ("measures", AREA)):
        found[name] = _with(estimate(months, by=by, period=year, where=where, rules=rules), _BOTH)
    if GROUP in months.frame:
        for name, crossed in (("force groups", GROUP), ("groups", [AREA, GROUP])):
            table = estimate(
                months, measure=survey.outcome, by=crossed, period=year, where=where, rules=rules
            )
            found[name] = _with(table, _ONE)
    return found


def _gap(inputs: QuarterInputs, months: Returns, year: Period, measure: str) -> Result:
    found = gap(
        months,
        measure=measure,
        by=AREA,
        against="everyone",
        period=year,
        where=inputs.published_groups,
        rules=inputs.rules,
    )
    return replace(found, table=_rows(found.table, _BOTH))


def _changes(inputs: QuarterInputs, period: Period, notes: list[str]) -> dict[str, Result | None]:
    def changed(by: str | None) -> Change:
        before, after = periods_compared(inputs, period)
        if after.kind != "rolling":
            raise EstimationError("that needs twenty-four months of interviews.")
        found = change(
            inputs.history,
            measure=inputs.returns.survey.outcome,
            between=(before, after),
            by=by,
            where=inputs.published_groups,
            rules=inputs.rules,
        )
        return replace(found, table=_rows(found.table, _ONE))

    whole = noted(notes, "No change was tested", lambda: changed(None))
    return {"force change": whole, "change": changed(AREA) if whole else None}


def _quarters(inputs: QuarterInputs) -> dict[str, Result]:
    outcome = inputs.returns.survey.outcome
    return {
        name: _with(
            estimate(
                inputs.history,
                measure=outcome,
                by=by,
                every="quarter",
                where=inputs.published_groups,
                rules=inputs.rules,
            ),
            _ONE,
        )
        for name, by in (("force series", None), ("series", AREA))
    }


def _with(result: Estimates, statistics: Sequence[str]) -> Estimates:
    return replace(result, table=_rows(result.table, statistics))


def _rows(table: pd.DataFrame, statistics: Sequence[str]) -> pd.DataFrame:
    """Return the rows of some shares; levels outside the published groups have nobody in them."""
    kept = table["statistic"].isin(statistics)
    if "base" in table:
        kept &= table["base"] > 0
    return table[kept].reset_index(drop=True)
