"""A profile check from files to the record that it leaves."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from satisfaction import __version__
from satisfaction.definitions.library import load_rules, load_survey, read_document, survey_origin
from satisfaction.errors import DataRefusedError, UsageError, name_list
from satisfaction.exclusions import audit_exclusions
from satisfaction.periods import parse_period
from satisfaction.reports.check_record import CheckDocument, check_json, check_page
from satisfaction.requirements import state_requirements
from satisfaction.workflow.check_inputs import CheckFiles, checksums
from satisfaction.workflow.config import Settings
from satisfaction.workflow.crime_records import CrimeRecords
from satisfaction.workflow.evidence import check_evidence
from satisfaction.workflow.fieldwork import read_fieldwork
from satisfaction.workflow.fieldwork_files import with_records
from satisfaction.workflow.inputs import QuarterInputs
from satisfaction.workflow.keys import run_key
from satisfaction.workflow.loading import load_profile, load_returns
from satisfaction.workflow.outputs import staged_folder, write_text
from satisfaction.workflow.period_checks import check_quarter
from satisfaction.workflow.profiling import profile_source
from satisfaction.workflow.progress import Progress

if TYPE_CHECKING:
    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.periods import Period
    from satisfaction.representativeness import ProfileCheck
    from satisfaction.requirements import RequirementsStatement
    from satisfaction.tables.profile import Profile
    from satisfaction.tables.returns import Returns
    from satisfaction.workflow.inputs import ProfileOf
    from satisfaction.workflow.period_checks import PeriodCheck

# A level that nobody has is a finding of a check; only who publishes has to refuse it.
CHECK_SETTINGS = Settings(unreachable="set aside")
_LIBRARIES = ("numpy", "pandas", "scipy")


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
    settings: Settings = CHECK_SETTINGS,
    run_stamp: str | None = None,
    quiet: bool = True,
) -> CheckRun:
    """Read the files, check the sample against the profile, and gather what the record says.

    The same check as that of a quarter: with returns and crime records of a year also of the
    rolling year and of the quarters before, and respondents are described as on the crime record
    (like with like). With the frame alone they are so described where only the quarter is checked.

    Parameters
    ----------
    files : CheckFiles
    survey : str or Path
    period : str
    settings : Settings
        As those of a quarter: with the same, both give the same verdicts. All of them are kept in
        the record.
    run_stamp : str, optional
        Date and time for the record; everything else depends on files, settings and versions only.
    quiet : bool
        Show no progress.

    Raises
    ------
    UsageError
        If a file is not there, or neither a profile of the period nor crime records are given.
    DataRefusedError
        If a profile was counted for another survey, or the period has no interview.
    """
    progress = Progress(quiet=quiet)
    definition, key, when = load_survey(survey), run_key(files.key_file), parse_period(period)
    inputs_of_record = checksums(files)
    with progress.step("Validate the returns"):
        loaded = load_returns(files.returns, survey=str(survey), key=key)
        profile_of = _profiles(files, definition, when)
        inputs = _inputs(files, loaded.returns, when, profile_of, settings, key)
    found = check_quarter(inputs, profile_of, when, step=progress.step, earlier=files.history)
    with progress.step("Requirements"):
        statement = _requirements(inputs, found)
    document = CheckDocument(
        check=found.check,
        exhibits=found.health.named,
        requirements=statement,
        survey=definition,
        period=period,
        inputs=inputs_of_record,
        settings=_settings(survey, files, found.check, inputs),
        rules=inputs.rules,
        not_done=(
            *found.not_done,
            *_files_missing(files),
            *_history_notes(inputs, found, files),
            *found.health.not_done,
        ),
        versions=program_versions(),
        run_stamp=run_stamp or datetime.now(tz=UTC).isoformat(timespec="seconds"),
    )
    return CheckRun(check=found.check, document=document, rejected=loaded.rejected)


def write_check(run: CheckRun, out: Path) -> tuple[Path, ...]:
    """Write ``record.json`` and ``record.html`` to the folder ``out``, both or none."""
    texts = {"record.json": check_json(run.document), "record.html": check_page(run.document)}
    with staged_folder(out) as folder:
        for name, text in texts.items():
            write_text(folder / name, text)
    return tuple(out / name for name in texts)


def _inputs(
    files: CheckFiles,
    returns: Returns,
    period: Period,
    profile_of: ProfileOf,
    settings: Settings,
    key: PseudonymKey,
) -> QuarterInputs:
    rules, survey = _rules(files), returns.survey
    work = read_fieldwork(
        frame=files.frame, issued=files.issued, outcomes=files.outcomes, survey=survey, key=key
    )
    audit = partial(
        audit_exclusions, list(files.records), survey, period=period, rules=rules, key=key
    )
    described = files.records if settings.describe == "recorded" else ()
    return QuarterInputs(
        returns=returns,
        period=period,
        profile_of=profile_of,
        fieldwork=with_records(work, described, survey, key=key, returns=returns),
        audit=audit if files.records else None,
        settings=settings,
        rules=rules,
    )


def _rules(files: CheckFiles) -> Rules:
    if len(files.rules) > 1:
        raise UsageError(f"{len(files.rules)} rulebooks were given; a check goes by one.")
    return load_rules(files.rules[0] if files.rules else None)


def _profiles(files: CheckFiles, survey: Survey, period: Period) -> ProfileOf:
    """Return what gives the profile of a period; a profile that says none is the quarter's."""
    given: dict[str, Profile] = {}
    for path in files.profile:
        profile = load_profile(path, survey)
        label = profile.provenance.period or str(period)
        if label in given:
            raise UsageError(f"{path.name} is a second profile of {label}. Give one for a period.")
        given[label] = profile
    if given and str(period) not in given and not files.records:
        raise DataRefusedError(
            f"{', '.join(path.name for path in files.profile)}: counted for "
            f"{name_list(list(given))}, not for '{period}'. Count one with `satisfaction profile`, "
            "or give the crime records."
        )
    records = CrimeRecords(names=files.records) if files.records else None
    found = profile_source(survey, records=records, given=given)
    found(period)
    return found


def _requirements(inputs: QuarterInputs, found: PeriodCheck) -> RequirementsStatement | None:
    """Hold the quarter against the rulebook; None for a survey that is not of victims of crime."""
    if not inputs.returns.survey.records:
        return None
    return state_requirements(
        inputs.interviews(inputs.period),
        issued=inputs.fieldwork.issued,
        outcomes=inputs.fieldwork.outcomes,
        found=check_evidence(found.check, found.health.exclusions),
        rules=inputs.rules,
        period=str(inputs.period),
    )


def _history_notes(inputs: QuarterInputs, found: PeriodCheck, files: CheckFiles) -> tuple[str, ...]:
    """Return why the history or the rolling year is shorter than asked for, where there is any."""
    alone = found.check.table["period"].nunique() == 1
    return () if files.history or alone else inputs.weights_note


def _files_missing(files: CheckFiles) -> list[str]:
    told = {
        "records": "who was excluded, and whether that was necessary",
        "frame": "whether a difference comes from how victims and respondents were described",
        "issued": "whether a difference comes from whom was drawn or from who answered",
        "outcomes": "what became of those who were drawn",
    }
    return [
        f"Without the {role} file it cannot be told {what}."
        for role, what in told.items()
        if not getattr(files, role) and not (role == "frame" and files.records)
    ]


def _settings(
    survey: str | Path, files: CheckFiles, check: ProfileCheck, inputs: QuarterInputs
) -> dict[str, object]:
    """Return what a re-run needs, and what was used."""
    origin, given = survey_origin(survey), str(survey)
    return {
        "survey": Path(given).name if origin.file == Path(given).name else given,
        "definition": {
            "file": origin.file,
            "sha256": origin.sha256,
            "name": inputs.returns.survey.survey,
        },
        "rulebook": _rulebook(files),
        "asked": inputs.settings.model_dump(mode="json"),
        "tolerance_points": check.tolerance.points * 100,
        "ratio_low": check.tolerance.ratio_low,
        "ratio_high": check.tolerance.ratio_high,
        "confidence": check.confidence,
        "critical_value": check.critical_value,
        "respondents_described": check.basis,
    }


def _rulebook(files: CheckFiles) -> dict[str, str]:
    used = read_document("", files.rules[0] if files.rules else "rules")
    return {"file": used.file, "sha256": used.sha256}


def program_versions() -> dict[str, str]:
    """Return what a run was made with."""
    libraries = {name: version(name) for name in _LIBRARIES}
    return {"satisfaction": __version__, "python": platform.python_version(), **libraries}
