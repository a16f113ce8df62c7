"""A document into a frozen model; every fault as a sentence with file, key and line."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from satisfaction.definitions.faults import definition_error
from satisfaction.definitions.sentences import faults_in

if TYPE_CHECKING:
    from satisfaction.definitions.documents import Document


class Definition(BaseModel):
    """Base of every part of a definition file: frozen, unknown keys refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False
    )


Model = TypeVar("Model", bound=Definition)


def parse_model(document: Document, model: type[Model]) -> Model:
    """Return ``document`` as ``model``.

    Raises
    ------
    DefinitionError
        With file, key and line of the first fault, and up to four more in its text.
    """
    try:
        return model.model_validate(document.content)
    except ValidationError as error:
        details = error.errors(include_url=False)
    raise definition_error(document, tuple(faults_in(model, details)))
