"""Contracts of the tables beside the returns, with the levels of the survey at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.definitions.fieldwork_tables import COMPARED
from satisfaction.definitions.library import load_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.definitions.fields import Field
    from satisfaction.definitions.survey import Survey
    from satisfaction.definitions.table import TableContract

_TEMPLATE = "crime-records"


def records_contract(survey: Survey) -> TableContract:
    """Return the contract of the crime records: the survey's, or one made to match it.

    A survey that names no contract gets the shipped one with its own fields for all that it
    compares, so that :func:`satisfaction.victim_profile` can count them.
    """
    if survey.records:
        return load_table(survey.records)
    template = load_table(_TEMPLATE)
    plan = survey.weights
    names = dict.fromkeys((*COMPARED, *plan.strata, *survey.dimensions, *plan.margins))
    own = {name: survey.fields[name] for name in names if name in survey.fields}
    kept = {name: field for name, field in template.fields.items() if name not in COMPARED}
    fields = {**kept, **_apart(own, {field.column for field in kept.values()})}
    return template.model_copy(update={"table": f"{survey.survey}-records", "fields": fields})


def _apart(fields: Mapping[str, Field], taken: set[str]) -> Mapping[str, Field]:
    """Return fields under columns that are not taken."""
    return {
        name: field.model_copy(update={"column": f"REC_{field.column}"})
        if field.column in taken
        else field
        for name, field in fields.items()
    }
