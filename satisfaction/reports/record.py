"""The machine-readable record of a quarter: what was found, from which files, by which settings."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pydantic import BaseModel

from satisfaction.reports.tabulation import published
from satisfaction.tables.profile import Profile
from satisfaction.tables.returns import Returns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.results import Result

FORMAT = "satisfaction-record/1"

_APART = frozenset({"provenance", "caveats"})


def record_of(
    results: Sequence[Result],
    *,
    survey: Survey,
    period: str,
    settings: Mapping[str, object],
    run_stamp: str,
    versions: Mapping[str, str],
) -> str:
    """Return the record as JSON text: the same results always give the same text.

    Parameters
    ----------
    results : sequence of Result
        Tables become lists of records, numbers unrounded, missing ones null; hidden estimates have
        no numbers. Returns themselves are never written.
    survey : Survey
    period : str
    settings : mapping of str to object
        Settings with their source and confidence, as from :func:`settings_of`.
    run_stamp : str
        When and where the run was made: the only part that differs between two equal runs.
    versions : mapping of str to str
        Name and version of the package and of what it rests on.

    Returns
    -------
    str
        JSON with sorted keys and a final newline.
    """
    content = {
        "format": FORMAT,
        "survey": {"name": survey.survey, "title": survey.title, "mode": survey.mode},
        "period": period,
        "run": run_stamp,
        "versions": dict(versions),
        "settings": _plain(settings),
        "sources": _sources(results),
        "results": [_result(result) for result in results],
    }
    return json.dumps(content, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def result_json(result: Result) -> str:
    """Return one result as JSON text, as it stands in a record."""
    content = _result(result)
    return json.dumps(content, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)


def settings_of(rules: Rules) -> dict[str, object]:
    """Return every rule's settings with their source, how sure they are and what they rest on."""
    return {
        name: {
            "says": rule.says,
            "settings": dict(rule.settings),
            "source": rule.source,
            "confidence": rule.confidence,
            "standing": rule.standing,
            "unverified": list(rule.unverified),
        }
        for name, rule in rules.rules.items()
    }


def _sources(results: Sequence[Result]) -> list[dict[str, object]]:
    found = {(s.name, s.sha256): s for result in results for s in result.provenance.sources}
    return [
        {"name": source.name, "sha256": source.sha256, "rows": source.rows}
        for _, source in sorted(found.items())
    ]


def _result(result: Result) -> dict[str, object]:
    parts = {
        field.name: _plain(_content(result, field.name))
        for field in fields(result)
        if field.name not in _APART and not isinstance(getattr(result, field.name), Returns)
    }
    return {
        "type": type(result).__name__,
        "period": result.provenance.period,
        "method": result.provenance.method,
        "caveats": [{"code": caveat.code, "text": caveat.text} for caveat in result.caveats],
        **({"queries": list(queries)} if (queries := result.provenance.queries) else {}),
        **parts,
    }


def _content(result: Result, name: str) -> object:
    """Return a field; of a profile's cells only how complete they are, since cells are small."""
    if isinstance(result, Profile) and name == "table":
        return result.coverage
    return getattr(result, name)


def _plain(value: object) -> object:
    """Return ``value`` as JSON has it."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case pd.DataFrame():
            return _records(value)
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            return _composed(value)


def _composed(value: object) -> object:
    """Return a mapping, definition or dataclass by its parts; anything else as text."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, np.generic):
        return _plain(value.item())
    return None if value is pd.NA or value is pd.NaT else str(value)


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    return [
        {str(name): _plain(value) for name, value in record.items()}
        for record in published(frame).to_dict("records")
    ]
