"""The tables of a profile check's record: what every column is called and how it is written."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.reports.check_columns import STATISTICS, named_headings
from satisfaction.reports.headings import headings_of
from satisfaction.reports.page import csv_link
from satisfaction.reports.tabulation import DataTable, Heading, csv_text, data_table, published
from satisfaction.reports.views import Choice, views_of
from satisfaction.representativeness.cascade_result import Cascade
from satisfaction.representativeness.history import History
from satisfaction.representativeness.impact import Impact
from satisfaction.representativeness.propensity_result import ResponsePropensity
from satisfaction.representativeness.recorded import RecordedComparison
from satisfaction.representativeness.result import ProfileCheck
from satisfaction.sampling.result import SamplePlan

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.results import Result


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShownTable:
    """A table of the page with the file that goes with it."""

    title: str
    table: DataTable
    csv: str
    csv_name: str


def shown_tables(result: Result, anchor: str) -> tuple[ShownTable, ...]:
    """Return every table of ``result`` for the page, the main one first."""
    if isinstance(result, SamplePlan):
        # Its own table has thousands of draw cells: the groups and the levels are for people.
        return tuple(
            _shown(view.heading, view.table, view.headings, f"{anchor}-{number}.csv")
            for number, view in enumerate(views_of(result, Choice()), start=1)
        )
    main = _shown("Data", result.table, headings_of(result), f"{anchor}.csv")
    others = [
        _shown(title, frame, named_headings(columns), f"{anchor}-{number}.csv")
        for number, (title, frame, columns) in enumerate(_others(result), start=2)
        if not frame.empty
    ]
    return (main, *others)


def _shown(title: str, frame: pd.DataFrame, headings: tuple[Heading, ...], name: str) -> ShownTable:
    open_frame = published(frame)
    written = open_frame.assign(
        **{
            column: list(map(_decimal, open_frame[column]))
            for column in STATISTICS
            if column in open_frame
        }
    )
    return ShownTable(
        title=title,
        table=data_table(written, headings),
        csv=csv_link(csv_text(open_frame)),
        csv_name=name,
    )


def _decimal(value: object) -> str:
    """Return three decimals; whole numbers as they are, a dash for none."""
    amount = float(str(value))
    if math.isnan(amount):
        return "\N{EN DASH}"
    return f"{amount:,.0f}" if amount.is_integer() else f"{amount:,.3f}"


def _others(result: Result) -> list[tuple[str, pd.DataFrame, str]]:
    """Return title, frame and columns of the tables beside the main one."""
    match result:
        case ProfileCheck():
            return _of_check(result)
        case History():
            return [
                ("What lasts", result.runs, ("dimension level kind direction quarters since until "
                 "pooled_difference lower upper")),
                ("Unknown shares by quarter", result.coverage, ("period dimension profile_unknown "
                 "profile_drift sample_unknown sample_drift")),
            ]  # fmt: skip
        case Cascade():
            return _of_cascade(result)
        case ResponsePropensity():
            return _of_propensity(result)
        case RecordedComparison():
            return [("Shares", result.levels, ("dimension level recorded_share told_share "
                     "difference lower upper agreement"))]  # fmt: skip
        case _:
            return []


def _of_cascade(result: Cascade) -> list[tuple[str, pd.DataFrame, str]]:
    return [
        ("How many are left at each stage", result.stages,
         "stage victims retention_unweighted of_recorded"),
        ("Where each level is lost", result.summary,
         "dimension level share_first share_last difference costs_at cost"),
        ("Is the issued sample a random draw?", result.draw,
         "dimension chi_square df p_value p_adjusted verdict"),
        ("How interviews were traced to crime records", result.joins, "reason interviews share"),
    ]  # fmt: skip


def _of_propensity(result: ResponsePropensity) -> list[tuple[str, pd.DataFrame, str]]:
    return [
        ("Partial indicators by variable", result.variables,
         "part variable unconditional unconditional_se conditional"),
        ("Partial indicators by level", result.levels, ("part variable level issued responded rate "
         "unconditional conditional p_adjusted stands_out")),
        ("Over all victims: read the CV, R is near 1 whatever happens", result.population,
         "population victims interviews mean r cv"),
    ]  # fmt: skip


def _of_check(check: ProfileCheck) -> list[tuple[str, pd.DataFrame, str]]:
    verdict = "respondents profile_share sample_share difference lower upper verdict direction"
    return [
        ("Unknowns, and who described whom", check.coverage, ("period dimension profile_unknown "
         "sample_unknown profile_source sample_source")),
        ("Power: would a true shortfall of 3 points beyond the tolerance be found?", check.table,
         "period dimension level respondents power_effect power_share power detectable"),
        ("Goodness of fit, design-weighted (Rao and Scott)", check.goodness, ("period "
         "dimension rao_scott_chi_square rao_scott_f rao_scott_df rao_scott_df_denominator "
         "rao_scott_p_value mean_design_effect weighted_cohen_w weighted_cramers_v "
         "weighted_dissimilarity")),
        ("Goodness of fit, respondents counted one each", check.goodness, ("period dimension "
         "chi_square df p_value cohen_w cramers_v dissimilarity")),
        ("Residuals", check.residuals, ("period dimension level pearson_residual adjusted_residual "
         "design_residual")),
        ("Respondents as they described themselves (secondary: unlike things)",
         check.self_described, f"period dimension level {verdict}"),
        ("Within user groups (a secondary family of verdicts)", check.within_groups,
         f"user_group dimension level {verdict} base_to_settle"),
    ]  # fmt: skip


@headings_of.register(Impact)
def _(result: Impact) -> tuple[Heading, ...]:
    interval = f"{result.confidence:.0%} interval"
    return (
        Heading(column="statistic", label="Figure", form="words"),
        Heading(column="other_level", label="Compared with", form="words"),
        Heading(column="weighted", label="Weighted"),
        Heading(column="other", label="Without"),
        Heading(column="difference", label="Change, points", form="points"),
        Heading(column="lower", label=f"{interval}, from", form="points"),
        Heading(column="upper", label="to", form="points"),
        Heading(column="base", label="Base", form="count"),
        Heading(column="flag", label="Note", form="words"),
    )


@headings_of.register(History)
def _(result: History) -> tuple[Heading, ...]:
    del result
    return named_headings(
        "period dimension level respondents profile_share sample_share difference lower upper "
        "tolerance_lower tolerance_upper verdict direction"
    )


@headings_of.register(Cascade)
def _(result: Cascade) -> tuple[Heading, ...]:
    del result
    return named_headings(
        "dimension level step count_before count_after share_before share_after difference lower "
        "upper retention_ratio ratio_lower ratio_upper unknown_after weight values stands_out"
    )


@headings_of.register(ResponsePropensity)
def _(result: ResponsePropensity) -> tuple[Heading, ...]:
    del result
    return named_headings("part issued responded mean r r_se r_lower r_upper cv cv_se")


@headings_of.register(RecordedComparison)
def _(result: RecordedComparison) -> tuple[Heading, ...]:
    del result
    return named_headings(
        "dimension interviews both_known agreement kappa recorded_unknown told_unknown"
    )
