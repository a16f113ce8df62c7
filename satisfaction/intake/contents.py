"""What a definition expects of a delivery: fields and questions, whichever file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from satisfaction.definitions.checks import Unique
from satisfaction.definitions.fields import Consent, Field, Reference
from satisfaction.intake.columns.consents import consent_details

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.definitions.checks import Check
    from satisfaction.definitions.survey import Survey
    from satisfaction.definitions.table import TableContract


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Fields, questions and checks of one kind of delivery.

    Attributes
    ----------
    definition : str
        Name of the survey or table.
    fields : mapping of str to Field
        With purpose, caller and date of a consent as fields of their own.
    survey : Survey or None
        The questionnaire; None for a table that has no questions.
    checks : tuple of Check
        The definition's checks, and one for each reference that is declared unique.
    """

    definition: str
    fields: Mapping[str, Field]
    survey: Survey | None
    checks: tuple[Check, ...]
    other_columns: Literal["refuse", "ignore"]
    refuse_above: float

    @property
    def columns(self) -> Mapping[str, bool]:
        """Column of the delivery to whether it is required, in the order of the definition."""
        parts = [*self.fields.values(), *(self.survey.questions.values() if self.survey else ())]
        required: dict[str, bool] = {}
        for part in parts:
            required[part.column] = required.get(part.column, False) or part.required
        return required

    @property
    def says(self) -> Mapping[str, str]:
        """Reason code of each check to its sentence."""
        return {check.reason: check.says for check in self.checks}


def survey_contents(survey: Survey) -> Contents:
    """Return what a file of returns holds."""
    fields = _with_details(survey.fields)
    if survey.weights.column:
        # Without its weight a respondent stands for nobody; no estimate could use the row.
        weight = fields[survey.weights.column]
        fields = {
            **fields,
            survey.weights.column: weight.model_copy(update={"may_be_blank": False}),
        }
    return Contents(
        definition=survey.survey,
        fields=fields,
        survey=survey,
        checks=_with_unique_references(fields, survey.checks),
        other_columns=survey.other_columns,
        refuse_above=survey.refuse_above,
    )


def table_contents(contract: TableContract) -> Contents:
    """Return what a file of another table holds."""
    fields = _with_details(contract.fields)
    return Contents(
        definition=contract.table,
        fields=fields,
        survey=None,
        checks=_with_unique_references(fields, contract.checks),
        other_columns=contract.other_columns,
        refuse_above=contract.refuse_above,
    )


def _with_details(fields: Mapping[str, Field]) -> Mapping[str, Field]:
    every: dict[str, Field] = {}
    for name, field in fields.items():
        optional = field.may_be_blank or not field.required
        every[name] = field.model_copy(update={"may_be_blank": optional})
        if isinstance(field, Consent):
            every |= consent_details(name, field)
    return every


def _with_unique_references(
    fields: Mapping[str, Field], checks: tuple[Check, ...]
) -> tuple[Check, ...]:
    stated = {check.fields for check in checks if isinstance(check, Unique)}
    added = tuple(
        Unique(
            kind="unique",
            fields=(name,),
            reason="duplicate_reference",
            says=f"The reference in `{field.column}` stands on an earlier row.",
            then="reject",
        )
        for name, field in fields.items()
        if isinstance(field, Reference) and field.unique and (name,) not in stated
    )
    return (*checks, *added)
