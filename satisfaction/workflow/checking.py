"""A profile check from files to the record that it leaves."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from satisfaction import __version__
from satisfaction.definitions.library import load_rules, load_survey, read_document, survey_origin
from satisfaction.reports.check_record import CheckDocument, check_json, check_page
from satisfaction.representativeness import check_profile
from satisfaction.weighting import weight
from satisfaction.workflow.check_inputs import CheckFiles, checksums
from satisfaction.workflow.fieldwork import Fieldwork, read_fieldwork
from satisfaction.workflow.keys import run_key
from satisfaction.workflow.loading import load_profile, load_returns
from satisfaction.workflow.outputs import staged_folder, write_text
from satisfaction.workflow.sample_health import SampleTables, examine_sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.representativeness import ProfileCheck
    from satisfaction.tables.profile import Profile
    from satisfaction.tables.returns import Returns

_LIBRARIES = ("numpy", "pandas", "scipy")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CheckInputs:
    """The trusted tables of one check."""

    returns: Returns
    profile: Profile
    fieldwork: Fieldwork
    period: str
    rules: Rules


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CheckRun:
    """A finished check.

    Attributes
    ----------
    check : ProfileCheck
    document : CheckDocument
        What the record says.
    rejected : int
        Rows of the returns that were rejected.
    """

    check: ProfileCheck
    document: CheckDocument
    rejected: int


def run_check(
    files: CheckFiles,
    *,
    survey: str | Path,
    period: str,
    tolerance_points: float | None = None,
    run_stamp: str | None = None,
) -> CheckRun:
    """Read the files, check the sample against the profile, and gather what the record says.

    Where the frame is given, respondents are described as on the crime record (like with like).

    Parameters
    ----------
    files : CheckFiles
    survey : str or Path
    period : str
    tolerance_points : float, optional
        By default the rulebook's.
    run_stamp : str, optional
        Date and time for the record; everything else depends on files, settings and versions only.
    """
    definition, rules = load_survey(survey), load_rules()
    key = run_key(files.key_file)
    loaded = load_returns(files.returns, survey=str(survey), period=period, key=key)
    inputs = CheckInputs(
        returns=loaded.returns,
        profile=load_profile(files.profile, definition, period=period),
        fieldwork=read_fieldwork(
            frame=_some(files.frame), issued=_some(files.issued), outcomes=_some(files.outcomes),
            key=key,
        ),
        period=period,
        rules=rules,
    )  # fmt: skip
    check = check_profile(
        inputs.returns,
        inputs.profile,
        tolerance=None if tolerance_points is None else tolerance_points / 100,
        recorded=inputs.fieldwork.frame,
        history=files.history,
        rules=rules,
    )
    health = examine_sample(_tables(inputs))
    document = CheckDocument(
        check=check,
        exhibits=health.named,
        survey=definition,
        period=period,
        inputs=checksums(files),
        settings=_settings(survey, definition, check, tolerance_points),
        rules=rules,
        not_done=(*_files_missing(files), *health.not_done),
        versions=_versions(),
        run_stamp=run_stamp or datetime.now(tz=UTC).isoformat(timespec="seconds"),
    )
    return CheckRun(check=check, document=document, rejected=loaded.rejected)


def write_check(run: CheckRun, out: Path) -> tuple[Path, ...]:
    """Write ``record.json`` and ``record.html`` to the folder ``out``, both or none."""
    texts = {"record.json": check_json(run.document), "record.html": check_page(run.document)}
    with staged_folder(out) as folder:
        for name, text in texts.items():
            write_text(folder / name, text)
    return tuple(out / name for name in texts)


def _tables(inputs: CheckInputs) -> SampleTables:
    return SampleTables(
        returns=inputs.returns,
        weighted=lambda: weight(inputs.returns, inputs.profile, unreachable="set aside").returns,
        profile=inputs.profile,
        fieldwork=inputs.fieldwork,
        period=inputs.period,
        rules=inputs.rules,
    )


def _some(path: Path | None) -> Sequence[Path]:
    return [path] if path else []


def _files_missing(files: CheckFiles) -> list[str]:
    told = {
        "frame": "whether a difference comes from how victims and respondents were described",
        "issued": "whether a difference comes from whom was drawn or from who answered",
        "outcomes": "what became of those who were drawn",
    }
    return [
        f"Without the {role} file it cannot be told {what}."
        for role, what in told.items()
        if getattr(files, role) is None
    ]


def _settings(
    survey: str | Path, definition: Survey, check: ProfileCheck, points: float | None
) -> dict[str, object]:
    """Return what a re-run needs, and what was used."""
    origin, rulebook = survey_origin(survey), read_document("", "rules")
    given = str(survey)
    return {
        "survey": Path(given).name if origin.file == Path(given).name else given,
        "definition": {"file": origin.file, "sha256": origin.sha256, "name": definition.survey},
        "rulebook": {"file": rulebook.file, "sha256": rulebook.sha256},
        "tolerance_points_given": points,
        "tolerance_points": check.tolerance.points * 100,
        "ratio_low": check.tolerance.ratio_low,
        "ratio_high": check.tolerance.ratio_high,
        "confidence": check.confidence,
        "critical_value": check.critical_value,
        "respondents_described": check.basis,
    }


def _versions() -> dict[str, str]:
    libraries = {name: version(name) for name in _LIBRARIES}
    return {"satisfaction": __version__, "python": platform.python_version(), **libraries}
