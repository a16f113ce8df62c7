"""A sample plan from files, written as one that a draw can read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from satisfaction.definitions.library import load_survey
from satisfaction.errors import DataRefusedError
from satisfaction.intake.pseudonyms import default_key
from satisfaction.reports.record import result_json
from satisfaction.results import Caveat, Provenance
from satisfaction.sampling import SamplePlan, plan_sample
from satisfaction.sampling.settings import Allowed
from satisfaction.tables.spreadsheets import csv_of
from satisfaction.workflow.fieldwork import read_fieldwork
from satisfaction.workflow.keys import key_from
from satisfaction.workflow.loading import load_profile
from satisfaction.workflow.outputs import staged_folder, write_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_FORMAT = "satisfaction-plan/1"
_TABLES = ("table", "strata", "groups", "levels", "rates")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFiles:
    """Files that a plan rests on; None where one is not given."""

    profile: Path
    frame: Path | None = None
    issued: Path | None = None
    outcomes: Path | None = None
    last_frame: Path | None = None
    key_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTargets:
    """What the plan is to reach; as the arguments of :func:`satisfaction.plan_sample`."""

    interviews: float | None = None
    precision: float | None = None
    area_minimum: float = 0
    budget: int | None = None
    response_rate: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Planned:
    """A plan, and how many rows of its files were rejected on the way in."""

    plan: SamplePlan
    rejected: int


def plan_from_files(
    files: PlanFiles, *, survey: str, period: str | None, targets: PlanTargets
) -> Planned:
    """Read the files and plan the sample."""
    definition = load_survey(survey)
    key = key_from(files.key_file) or default_key()
    now = read_fieldwork(
        frame=[files.frame] if files.frame else [],
        issued=[files.issued] if files.issued else [],
        outcomes=[files.outcomes] if files.outcomes else [],
        survey=definition,
        key=key,
    )
    last_frame = [files.last_frame] if files.last_frame else []
    last = read_fieldwork(frame=last_frame, survey=definition, key=key)
    plan = plan_sample(
        load_profile(files.profile, definition, period=period),
        survey=definition,
        frame=now.frame,
        issued=now.issued,
        outcomes=now.outcomes,
        last_frame=last.frame,
        interviews=targets.interviews,
        precision=targets.precision,
        area_minimum=targets.area_minimum,
        budget=targets.budget,
        response_rate=targets.response_rate,
    )
    return Planned(plan=plan, rejected=now.rejected + last.rejected)


def write_plan(plan: SamplePlan, out: Path) -> None:
    """Write ``sample_plan.json``, which a draw reads, and ``sample_plan.csv``, a row a stratum."""
    content = {
        **json.loads(result_json(plan)),
        "format": _FORMAT,
        "survey": plan.provenance.survey,
    }
    text = json.dumps(content, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    with staged_folder(out) as folder:
        write_text(folder / "sample_plan.json", text + "\n")
        write_text(folder / "sample_plan.csv", csv_of(plan.strata))


def read_plan(path: Path) -> SamplePlan:
    """Read a plan that :func:`write_plan` wrote.

    Raises
    ------
    DataRefusedError
        If the file is missing or no plan.
    """
    if not path.is_file():
        raise DataRefusedError(
            f"There is no file '{path.name}'. Make a plan with `satisfaction sample-plan --out`."
        )
    content = _content(path)
    if content is None or content.get("format") != _FORMAT:
        raise DataRefusedError(
            f"{path.name} is no sample plan of this version. Make one with "
            "`satisfaction sample-plan --out`."
        )
    plan = _plan(content)
    if plan is None:
        raise DataRefusedError(
            f"{path.name} is damaged or was changed by hand. Make the plan again with "
            "`satisfaction sample-plan --out`."
        )
    return plan


def _plan(content: Mapping[str, Any]) -> SamplePlan | None:
    """Return the plan, None if a part of it is missing or of another type."""
    try:
        return _rebuilt(content)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _rebuilt(content: Mapping[str, Any]) -> SamplePlan:
    tables = {name: pd.DataFrame(content[name]) for name in _TABLES}
    return SamplePlan(
        provenance=Provenance(
            survey=content["survey"], period=content["period"], method=content["method"]
        ),
        caveats=tuple(Caveat(**caveat) for caveat in content["caveats"]),
        infeasible=tuple(Caveat(**caveat) for caveat in content["infeasible"]),
        fields=tuple(content["fields"]),
        dimensions=tuple(content["dimensions"]),
        tolerance=Allowed(**content["tolerance"]),
        confidence=content["confidence"],
        **tables,
    )


def _content(path: Path) -> Mapping[str, Any] | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None
