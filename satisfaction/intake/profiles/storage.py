"""A victim profile as a Parquet file, and back, exactly."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from satisfaction.definitions.dimensions import Dimension
from satisfaction.errors import DataRefusedError
from satisfaction.results import Caveat, Provenance, SourceFile
from satisfaction.tables.profile import Profile

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEY = b"satisfaction.profile"
_FORMAT = 1


def write_profile(profile: Profile, path: str | Path) -> Path:
    """Write a profile to a Parquet file that appears whole or not at all; return the path.

    The same profile gives the same bytes.
    """
    target = Path(path)
    table = pa.Table.from_pandas(profile.table, preserve_index=False)
    about = json.dumps(_about(profile), sort_keys=True, ensure_ascii=False).encode()
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), _KEY: about})
    handle, partial = tempfile.mkstemp(dir=target.parent, suffix=".partial")
    os.close(handle)
    try:
        pq.write_table(table, partial, compression="zstd")
        Path(partial).replace(target)
    finally:
        Path(partial).unlink(missing_ok=True)
    return target


def read_profile(path: str | Path) -> Profile:
    """Read a profile that :func:`write_profile` wrote.

    Raises
    ------
    DataRefusedError
        If the file is missing, damaged, or no profile.
    """
    source = Path(path)
    if not source.is_file():
        raise DataRefusedError(f"There is no file '{source.name}'. Make it with victim_profile().")
    table = _read_table(source)
    about = (table.schema.metadata or {}).get(_KEY) if table is not None else None
    if table is None or about is None:
        raise DataRefusedError(
            f"{source.name} is no victim profile, or it is damaged. Make it with victim_profile()."
        )
    return _profile(table, json.loads(about))


def _read_table(path: Path) -> pa.Table | None:
    try:
        return pq.read_table(path)
    except (pa.ArrowException, OSError):
        return None


def _about(profile: Profile) -> Mapping[str, object]:
    return {
        "format": _FORMAT,
        "provenance": asdict(profile.provenance),
        "caveats": [asdict(caveat) for caveat in profile.caveats],
        "reported_from": _iso(profile.reported_from),
        "reported_to": _iso(profile.reported_to),
        "period_basis": profile.period_basis,
        "unit": profile.unit,
        "dimensions": [asdict(dimension) for dimension in profile.dimensions.values()],
        "names": list(profile.dimensions),
    }


def _profile(table: pa.Table, about: Mapping[str, Any]) -> Profile:
    provenance = dict(about["provenance"])
    sources = tuple(SourceFile(**source) for source in provenance.pop("sources"))
    queries = tuple(provenance.pop("queries", ()))
    dimensions = [_dimension(entry) for entry in about["dimensions"]]
    return Profile(
        table=table.to_pandas(),
        provenance=Provenance(**provenance, sources=sources, queries=queries),
        caveats=tuple(Caveat(**caveat) for caveat in about["caveats"]),
        reported_from=_day(about["reported_from"]),
        reported_to=_day(about["reported_to"]),
        period_basis=about["period_basis"],
        unit=about["unit"],
        dimensions=dict(zip(about["names"], dimensions, strict=True)),
    )


def _dimension(entry: Mapping[str, Any]) -> Dimension:
    parts: dict[str, Any] = {
        name: tuple(v) if isinstance(v, list) else v for name, v in entry.items()
    }
    return Dimension(**parts)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
