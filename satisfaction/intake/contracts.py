"""Contracts of trusted tables, built from definitions; the only place that calls Pandera."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.fields import Category, Consent, Count, Date, Number, Reference
from satisfaction.definitions.levels import dimension_of
from satisfaction.errors import ContractError
from satisfaction.intake.columns.codes import code_lists, is_open
from satisfaction.intake.columns.consents import CONSENT_LEVELS
from satisfaction.intake.columns.quantities import whole_dtype
from satisfaction.intake.contents import survey_contents, table_contents

# Pandera imports Spark's pandas where Spark is installed, here and at its first validation; that
# warns of pandas 3, for which it is not used.
with warnings.catch_warnings(action="ignore", category=FutureWarning):
    import pandera.pandas as pa
    from pandera.errors import SchemaError, SchemaErrors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.definitions.fields import Field
    from satisfaction.definitions.survey import Survey
    from satisfaction.definitions.table import TableContract
    from satisfaction.intake.contents import Contents


def schema(survey: Survey) -> pa.DataFrameSchema:
    """Return the Pandera schema of trusted returns of ``survey``.

    Strict: exactly these columns; categories with exactly the levels of the definition; ranges,
    blanks and uniqueness. The wording of each question is in the column's ``metadata`` and
    ``description``. The table that :func:`satisfaction.read_returns` gives fits it.

    Parameters
    ----------
    survey : Survey

    Returns
    -------
    pandera.pandas.DataFrameSchema

    Examples
    --------
    >>> from satisfaction.definitions.library import load_survey
    >>> schema(load_survey("user-satisfaction-2007")).columns["overall"].metadata["column"]
    'Q21'
    """
    return contents_schema(survey_contents(survey))


def table_schema(contract: TableContract) -> pa.DataFrameSchema:
    """Return the Pandera schema of a trusted table that fits ``contract``."""
    return contents_schema(table_contents(contract))


def contents_schema(contents: Contents) -> pa.DataFrameSchema:
    """Return the Pandera schema of a trusted table with these fields, questions and checks."""
    columns: dict[str, pa.Column] = {}
    for name, field in contents.fields.items():
        columns |= _field_columns(name, field)
    if contents.survey:
        columns |= {
            name: _question_column(contents.survey, name) for name in contents.survey.questions
        }
    flags = {f"flag_{c.reason}": pa.Column(bool) for c in contents.checks if c.then == "flag"}
    place = {"file": pa.Column(pa.Category), "row": pa.Column(np.int64, pa.Check.ge(1))}
    return pa.DataFrameSchema(
        {**columns, **flags, **place},
        strict=True,
        name=contents.definition,
        unique_column_names=True,
    )


def failures(frame: pd.DataFrame, contract: pa.DataFrameSchema) -> pd.DataFrame:
    """Check ``frame`` in one lazy pass and return where it fails.

    The result has ``position`` (rows from 0), ``column`` and ``check``, and no value of the table.

    Raises
    ------
    ContractError
        If columns are missing, superfluous or of another type: a table that no row can mend.
    """
    cases = _failure_cases(frame.reset_index(drop=True), contract)
    if cases is None:
        return pd.DataFrame({"position": np.array([], int), "column": [], "check": []})
    # A wrong type is reported for single rows too, and only another table mends it.
    whole_table = cases["index"].isna() | cases["check"].astype(str).str.startswith("dtype")
    if whole_table.any():
        raise _does_not_fit(cases[whole_table], contract)
    found = cases.rename(columns={"index": "position"}).astype({"position": int})
    return found[["position", "column", "check"]].drop_duplicates(ignore_index=True)


def _failure_cases(frame: pd.DataFrame, contract: pa.DataFrameSchema) -> pd.DataFrame | None:
    """Return Pandera's cases without their values, or None if there are none."""
    try:
        with warnings.catch_warnings(action="ignore", category=FutureWarning):
            contract.validate(frame, lazy=True)
    except (SchemaErrors, SchemaError) as error:
        # What is raised from them, if anything, is raised outside: they hold respondents' values.
        cases = error.failure_cases
    else:
        return None
    kept: pd.DataFrame = cases[["column", "check", "index"]]
    return kept


def _does_not_fit(cases: pd.DataFrame, contract: pa.DataFrameSchema) -> ContractError:
    names = cases["column"].fillna("").astype(str)
    known = names.isin(list(contract.columns))
    faults = [
        f"`{column}` is not what the contract asks for ({check})."
        for column, check in zip(names[known], cases["check"][known], strict=True)
    ]
    missing_or_more = int((~known).sum())
    if missing_or_more:
        faults.append(f"{missing_or_more} columns are missing or not in the contract.")
    return ContractError(
        f"The table does not fit the contract '{contract.name}': {' '.join(faults[:5])} "
        "Read it with satisfaction.read_returns().",
        faults=faults,
    )


def _field_columns(name: str, field: Field) -> dict[str, pa.Column]:
    match field:
        case Category():
            return {n: _column(field, d) for n, d in _category_dtypes(name, field)}
        case Count():
            return _count_columns(name, field)
        case _:
            return {name: _plain_column(field)}


def _plain_column(field: Field) -> pa.Column:
    match field:
        case Reference():
            checks = None if field.may_be_blank else pa.Check.ne("")
            return _column(field, str, checks, unique=field.unique and not field.may_be_blank)
        case Date():
            return _column(field, "datetime64[us]", nullable=field.may_be_blank)
        case Number():
            checks = pa.Check.in_range(*field.range) if field.range else None
            return _column(field, float, checks, nullable=field.may_be_blank)
        case Consent():
            return _column(field, _levels(CONSENT_LEVELS))
        case _:
            return _column(field, str)


def _count_columns(name: str, field: Count) -> dict[str, pa.Column]:
    number = _column(
        field,
        whole_dtype(field),
        pa.Check.in_range(*field.range),
        nullable=field.may_be_blank or bool(field.not_answered),
    )
    if not field.classify:
        return {name: number}
    bands = _levels(dimension_of(name, field).all_levels)
    return {name: _column(field, bands), f"{name}_years": number}


def _category_dtypes(name: str, field: Category) -> list[tuple[str, object]]:
    if is_open(field):
        return [(name, pa.Category)]
    return [(name + entry.suffix, _levels(entry.levels)) for entry in code_lists(name, field)]


def _column(
    field: Field,
    dtype: object,
    checks: pa.Check | None = None,
    *,
    nullable: bool = False,
    unique: bool = False,
) -> pa.Column:
    return pa.Column(
        dtype,
        checks,
        nullable=nullable,
        unique=unique,
        description=field.text or None,
        metadata={"column": field.column, "text": field.text, "kind": field.kind},
    )


def _question_column(survey: Survey, name: str) -> pa.Column:
    question = survey.questions[name]
    return pa.Column(
        _levels(survey.scale_of(name).labels),
        description=question.text,
        title=question.label or None,
        metadata={"column": question.column, "text": question.text, "scale": question.scale},
    )


def _levels(levels: Sequence[str]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(dict.fromkeys(levels), dtype="str"))
