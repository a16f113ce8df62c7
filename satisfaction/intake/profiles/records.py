"""Count the victims in crime records: the profile that a sample must reflect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.definitions.levels import dimensions_of
from satisfaction.definitions.library import load_survey, load_table
from satisfaction.definitions.survey import Survey
from satisfaction.definitions.table import TableContract
from satisfaction.errors import DataRefusedError, DefinitionError, name_list
from satisfaction.intake.profiles.cells import count_victims
from satisfaction.intake.profiles.counting import count_repeats
from satisfaction.intake.profiles.days import choose_days
from satisfaction.intake.profiles.plan import plan_profile, report_window
from satisfaction.intake.profiles.record_tables import align_records
from satisfaction.intake.profiles.relations import open_records
from satisfaction.results import Caveat, Provenance
from satisfaction.tables.profile import Profile
from satisfaction.tables.returns import with_open_levels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from satisfaction.definitions.dimensions import Dimension
    from satisfaction.definitions.survey import PeriodBasis
    from satisfaction.intake.profiles.cells import Cells
    from satisfaction.intake.profiles.days import CountedDays
    from satisfaction.intake.profiles.plan import ProfilePlan, ReportWindow
    from satisfaction.intake.profiles.record_tables import Records
    from satisfaction.intake.profiles.relations import RecordSource
    from satisfaction.periods import Period


def victim_profile(
    records: RecordSource | Sequence[RecordSource],
    survey: Survey | str | Path,
    *,
    period: str | Period | None = None,
    period_basis: PeriodBasis | None = None,
    contract: TableContract | str | Path | None = None,
) -> Profile:
    """Count recorded victims by the survey's strata, dimensions and reasons for exclusion.

    Counting runs in DuckDB, or in the engine of the table that is given; only the columns that are
    counted are read. Interviews of a period belong to crimes reported some weeks before, so by
    default the report dates counted are those that the survey's interview window implies.

    Parameters
    ----------
    records : path, glob pattern, folder, table, or a list or tuple of these
        Parquet, CSV (also gzipped), XLSX, SPSS or Stata files; a folder of Parquet files; a pandas
        DataFrame; a DuckDB relation, Spark frame or Ibis table.
    survey : Survey, str or pathlib.Path
        The definition, its name, or the path of its file.
    period : str or Period, optional
        Such as ``"2007/08 Q3"``. Without it every record counts.
    period_basis : {"interview", "report"}, optional
        Whether ``period`` is that of the interviews or of the reports; the survey's own setting by
        default.
    contract : TableContract, str or pathlib.Path, optional
        Contract of the records; the one that the survey names by default.

    Returns
    -------
    Profile
        Counts of victims; unknown values are levels, and what could not be read is in ``.caveats``.

    Raises
    ------
    DefinitionError
        If there is no contract of the records, or it lacks a dimension of the survey.
    ContractError
        If columns are missing, or more than the contract's ``refuse_above`` of a column cannot be
        read.
    DataRefusedError
        If a file cannot be read, or no victim was reported in the period.
    """
    definition = survey if isinstance(survey, Survey) else load_survey(survey)
    agreed = contract_of(definition, contract)
    window = report_window(definition, period, period_basis)
    plan = plan_profile(definition, agreed, dated=window is not None)
    found = align_records(open_records(records, list(plan.columns.values())), plan)
    days = choose_days(found, plan, window)
    cells = count_victims(found, plan, within=days.within)
    if cells.table.empty:
        raise no_victims(window, found.rows)
    dimensions = _dimensions(plan, cells)
    caveats = (*found.caveats, *days.caveats, *cells.caveats, *_repeated(found, plan, days))
    return Profile(
        table=cells.table,
        provenance=provenance_of(definition, agreed, window, found),
        caveats=(*caveats, *_differing(dimensions, definition), *basis_caveat(window)),
        reported_from=window.first if window else None,
        reported_to=window.last if window else None,
        period_basis=period_basis or definition.period_basis,
        unit=agreed.unit,
        dimensions=dimensions,
    )


def contract_of(survey: Survey, contract: TableContract | str | Path | None) -> TableContract:
    """Return the contract of the records: the one given, or the one that the survey names."""
    if isinstance(contract, TableContract):
        return contract
    name = contract or survey.records
    if not name:
        raise DefinitionError(
            f"The survey '{survey.survey}' names no contract of crime records, so there is nothing "
            "to count victims by. Add `records:` to the definition, or give contract=.",
            file=survey.survey,
            key="records",
        )
    return load_table(name)


def _dimensions(plan: ProfilePlan, cells: Cells) -> Mapping[str, Dimension]:
    return {n: with_open_levels(d, cells.table[n]) for n, d in plan.dimensions.items()}


def provenance_of(
    survey: Survey, contract: TableContract, window: ReportWindow | None, found: Records
) -> Provenance:
    """Return where counts of records came from."""
    when = f", {window.says}" if window else ", whenever reported"
    return Provenance(
        survey=survey.survey,
        period=str(window.period) if window else "",
        method=f"Count of crime records, one count being {contract.unit}{when}.",
        sources=found.sources,
        queries=tuple(dict.fromkeys(found.table.asked)),
    )


def no_victims(window: ReportWindow | None, rows: int) -> DataRefusedError:
    """Return the error of a period without victims."""
    what = f" {window.says}" if window else ""
    return DataRefusedError(
        f"No victim in {rows:,} crime records was counted{what}. Check the period and the files."
    )


def _repeated(found: Records, plan: ProfilePlan, days: CountedDays) -> list[Caveat]:
    repeats = {
        name: count_repeats(found.table, (name,), within=days.within) for name in plan.unique
    }
    return [
        Caveat(
            code="records_repeat",
            text=f"{rows:,} records repeat a reference in `{plan.columns[name]}`, which the "
            "contract says is unique; each was counted.",
        )
        for name, rows in repeats.items()
        if rows
    ]


def _differing(dimensions: Mapping[str, Dimension], survey: Survey) -> list[Caveat]:
    """Say which levels only the survey or only the records have."""
    caveats = []
    for name, known in dimensions_of(survey.fields).items():
        if name not in dimensions or known.is_open:
            continue
        apart = sorted(set(known.levels) ^ set(dimensions[name].levels))
        if apart:
            text = f"'{name}': survey and crime records do not share the levels {name_list(apart)}."
            caveats.append(Caveat(code="levels_differ", text=text))
    return caveats


def basis_caveat(window: ReportWindow | None) -> list[Caveat]:
    """Say so where victims reported in the period itself are counted."""
    if window is None or window.basis == "interview":
        return []
    first, last = window.days
    text = (
        "The profile counts victims reported in the period itself, while interviews made in it "
        f"are of victims reported {first} to {last} days before: these are not the same victims."
    )
    return [Caveat(code="period_basis", text=text)]
