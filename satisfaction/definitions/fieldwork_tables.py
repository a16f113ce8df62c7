"""Contracts of frame, issued sample and contact outcomes, with the levels of a force's records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.definitions.fields import Category, Count
from satisfaction.definitions.library import load_table

if TYPE_CHECKING:
    from satisfaction.definitions.fields import Field
    from satisfaction.definitions.survey import Survey
    from satisfaction.definitions.table import TableContract

COMPARED = ("user_group", "area", "age", "gender", "ethnicity")
# The shipped contracts of the fieldwork have the levels of these records.
_SHIPPED = "crime-records"


def fieldwork_contract(name: str, survey: Survey | None) -> TableContract:
    """Return the contract ``name`` of the fieldwork as a survey has it.

    A force whose crime records have other user groups, bands or codes has them in its frame and
    issued sample, too: the survey names the contract of its records, and the levels are that one's.
    """
    if survey is None or survey.records in ("", _SHIPPED):
        return load_table(name)
    return table_like(name, load_table(survey.records))


def table_like(name: str, records: TableContract) -> TableContract:
    """Return the shipped contract ``name`` with the levels that ``records`` has.

    Categories and counts that the records lack are left out.
    """
    shipped = load_table(name)
    fields = {
        key: _with_levels(field, records.fields.get(key))
        for key, field in shipped.fields.items()
        if key not in COMPARED or key in records.fields
    }
    return shipped.model_copy(update={"fields": fields})


def _with_levels(field: Field, theirs: Field | None) -> Field:
    if isinstance(field, Category | Count) and isinstance(theirs, Category | Count):
        return theirs.model_copy(update={"column": field.column})
    return field
