"""Contracts of the tables beside the returns, with the levels of the survey at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.definitions.fields import Category, Count
from satisfaction.definitions.library import load_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.definitions.fields import Field
    from satisfaction.definitions.survey import Survey
    from satisfaction.definitions.table import TableContract

_TEMPLATE = "crime-records"
_COMPARED = ("user_group", "area", "age", "gender", "ethnicity")


def records_contract(survey: Survey) -> TableContract:
    """Return the contract of the crime records: the survey's, or one made to match it.

    A survey that names no contract gets the shipped one with its own fields for all that it
    compares, so that :func:`satisfaction.victim_profile` can count them.
    """
    if survey.records:
        return load_table(survey.records)
    template = load_table(_TEMPLATE)
    plan = survey.weights
    names = dict.fromkeys((*_COMPARED, *plan.strata, *survey.dimensions, *plan.margins))
    own = {name: survey.fields[name] for name in names if name in survey.fields}
    kept = {name: field for name, field in template.fields.items() if name not in _COMPARED}
    fields = {**kept, **_apart(own, {field.column for field in kept.values()})}
    return template.model_copy(update={"table": f"{survey.survey}-records", "fields": fields})


def table_like(name: str, records: TableContract) -> TableContract:
    """Return the shipped contract ``name`` with the levels that ``records`` has.

    Categories and counts that the records lack are left out.
    """
    shipped = load_table(name)
    fields = {
        key: _with_levels(field, records.fields.get(key))
        for key, field in shipped.fields.items()
        if key not in _COMPARED or key in records.fields
    }
    return shipped.model_copy(update={"fields": fields})


def _apart(fields: Mapping[str, Field], taken: set[str]) -> Mapping[str, Field]:
    """Return fields under columns that are not taken."""
    return {
        name: field.model_copy(update={"column": f"REC_{field.column}"})
        if field.column in taken
        else field
        for name, field in fields.items()
    }


def _with_levels(field: Field, theirs: Field | None) -> Field:
    if isinstance(field, Category | Count) and isinstance(theirs, Category | Count):
        return theirs.model_copy(update={"column": field.column})
    return field
