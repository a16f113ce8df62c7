"""Load definitions: by name from ``schemas/``, or from a file of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from satisfaction.definitions.agreement import (
    classification_faults,
    records_faults,
    routing_faults,
)
from satisfaction.definitions.faults import Fault, refuse_document
from satisfaction.definitions.parsing import parse_model
from satisfaction.definitions.rules import Rules, missing_settings
from satisfaction.definitions.shelf import load_classification, read_document
from satisfaction.definitions.survey import Survey
from satisfaction.definitions.table import TableContract
from satisfaction.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = [
    "Origin",
    "load_classification",
    "load_rules",
    "load_survey",
    "load_table",
    "read_document",
    "survey_origin",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Which file a definition came from, for the record."""

    file: str
    sha256: str


def load_survey(name: str | Path) -> Survey:
    """Load a survey definition.

    Parameters
    ----------
    name : str or pathlib.Path
        Name of a shipped definition, such as ``"user-satisfaction-2007"``, or the path of a YAML
        file. Files that it names (``records``, ``classify``) are looked for beside it.

    Returns
    -------
    Survey
        Frozen; equal files give equal surveys.

    Raises
    ------
    DefinitionError
        If there is no such definition, or it is at fault: with file, key and line.

    Examples
    --------
    >>> load_survey("user-satisfaction-2007").outcome
    'overall'
    """
    document = read_document("surveys", name)
    survey = parse_model(document, Survey)
    refuse_document(document, classification_faults(survey.fields))
    refuse_document(document, (*routing_faults(survey), *_records_faults(survey)))
    return survey


def load_table(name: str | Path) -> TableContract:
    """Load the contract of a table by name from ``schemas/tables/``, or from a file."""
    document = read_document("tables", name)
    contract = parse_model(document, TableContract)
    refuse_document(document, classification_faults(contract.fields))
    return contract


def load_rules(path: str | Path | None = None) -> Rules:
    """Load the rulebook's settings: the shipped ones, or a force's own file.

    Raises
    ------
    DefinitionError
        If the file is at fault, or lacks a setting that the shipped one has.
    """
    if path is None:
        return _shipped_rules()
    document = read_document("", path)
    rules = parse_model(document, Rules)
    refuse_document(document, missing_settings(rules, _shipped_rules()))
    return rules


def survey_origin(name: str | Path) -> Origin:
    """Return the file name and checksum of a survey definition."""
    document = read_document("surveys", name)
    return Origin(file=document.file, sha256=document.sha256)


@cache
def _shipped_rules() -> Rules:
    return parse_model(read_document("", "rules"), Rules)


def _records_faults(survey: Survey) -> Iterator[Fault]:
    if not survey.records:
        return
    try:
        contract = load_table(survey.records)
        file = read_document("tables", survey.records).file
    except DefinitionError as error:
        yield Fault(path=("records",), says=str(error))
    else:
        yield from records_faults(survey, contract, file)
