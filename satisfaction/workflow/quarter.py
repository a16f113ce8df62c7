"""A quarter from files to pack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from satisfaction.contractor import read_inspection_log
from satisfaction.definitions.library import load_rules, load_survey
from satisfaction.errors import UsageError
from satisfaction.exclusions import audit_exclusions
from satisfaction.intake.returns import read_returns
from satisfaction.ledger import Ledger
from satisfaction.periods import parse_period
from satisfaction.workflow.analysis import analyse
from satisfaction.workflow.attention import needs_attention
from satisfaction.workflow.dissatisfaction import PAGE, Dissatisfaction, study_page
from satisfaction.workflow.fieldwork import read_fieldwork
from satisfaction.workflow.fieldwork_files import with_records
from satisfaction.workflow.inputs import QuarterInputs
from satisfaction.workflow.keys import lasting_key, run_key
from satisfaction.workflow.outputs import staged_folder, write_text
from satisfaction.workflow.pack import quarter_pack, quarter_record
from satisfaction.workflow.patterns import matching_files
from satisfaction.workflow.profiling import profile_source
from satisfaction.workflow.progress import Progress
from satisfaction.workflow.validation import write_delivery

if TYPE_CHECKING:
    from collections.abc import Callable

    from satisfaction.contractor import InspectionLog
    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.exclusions import ExclusionAudit
    from satisfaction.intake.delivery import Delivery, DeliveryReport
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns
    from satisfaction.workflow.config import QuarterConfig
    from satisfaction.workflow.fieldwork import Fieldwork
    from satisfaction.workflow.inputs import ProfileOf
    from satisfaction.workflow.results import QuarterResults


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QuarterRun:
    """A finished quarter.

    Attributes
    ----------
    results : QuarterResults
    report : DeliveryReport
    attention : tuple of str
        What somebody has to look into.
    written : tuple of pathlib.Path
        Files, the pack first.
    """

    results: QuarterResults
    report: DeliveryReport
    attention: tuple[str, ...]
    written: tuple[Path, ...]

    def summary(self) -> dict[str, object]:
        """Return the run as plain values, for machines."""
        return {
            "period": str(self.results.period or ""),
            "rows_in": self.report.rows_in,
            "accepted": self.report.accepted,
            "rejected": self.report.rejected,
            "attention": list(self.attention),
            "skipped": list(self.results.skipped),
            "written": [str(path) for path in self.written],
        }

    def __str__(self) -> str:
        lines = [str(self.report), "", _heading(len(self.attention))]
        lines += [f"  - {sentence}" for sentence in self.attention]
        lines += [f"  (not done: {sentence})" for sentence in self.results.skipped]
        lines += ["", "Written:", *(f"  {path}" for path in self.written)]
        return "\n".join(lines)


def run_quarter(
    config: QuarterConfig,
    *,
    key: PseudonymKey | None = None,
    run_stamp: str | None = None,
    quiet: bool = False,
) -> QuarterRun:
    """Validate, check, weight, estimate and write the pack.

    Parameters
    ----------
    config : QuarterConfig
        With absolute paths, as :func:`satisfaction.workflow.config.read_config` gives it.
    key : PseudonymKey, optional
        By default the one in the configuration's key file.
    run_stamp : str, optional
        Date and time for the record; everything else depends on input, settings and version only.
    quiet : bool
        Show no progress.

    Raises
    ------
    UsageError
        If the period, a file or the configuration is wrong.
    DataRefusedError
        If a file cannot be used, or the period has no interview.
    """
    progress = Progress(quiet=quiet)
    survey, rules = load_survey(config.survey), load_rules(config.rules or None)
    period = _period(config, survey)
    key, is_new = (key, False) if key else _key(config)
    with progress.step("Validate the returns"):
        delivery = _delivery(config, key)
        fieldwork = _fieldwork(config, survey, key, delivery.returns)
    inputs = QuarterInputs(
        returns=delivery.returns,
        period=period,
        profile_of=_profiles(config, survey),
        fieldwork=fieldwork,
        audit=_audit(config, survey, period, rules, key),
        settings=config.settings,
        focus_groups=config.focus_groups,
        notes=_path(config.inputs.notes),
        actions=_path(config.inputs.actions),
        inspections=_inspections(config, key),
        rules=rules,
    )
    results = analyse(inputs, step=progress.step)
    attention = needs_attention(delivery.report, results)
    stamp = run_stamp or datetime.now(tz=UTC).isoformat(timespec="seconds")
    with progress.step("Write the pack and the record"):
        written = _write(config, delivery, results, rules, stamp, key if is_new else None)
    if is_new:
        progress.say("  made  a pseudonym key; keep it private, and keep it: it joins the quarters")
    return QuarterRun(results=results, report=delivery.report, attention=attention, written=written)


def _period(config: QuarterConfig, survey: Survey) -> Period | None:
    dated = "interviewed_on" in survey.fields
    if dated and not config.period:
        raise UsageError(
            'The configuration gives no period. Write the quarter as period = "2007/08 Q3".'
        )
    if config.period and not dated:
        raise UsageError(
            "The configuration gives a period, but the survey has no field 'interviewed_on' to "
            "tell it by. Leave the period out, or add the date of interview to the definition."
        )
    return parse_period(config.period) if config.period else None


def _delivery(config: QuarterConfig, key: PseudonymKey) -> Delivery:
    """Return what the contractor delivered, from its files or from the ledger."""
    if config.inputs.ledger:
        return Ledger(config.inputs.ledger).as_delivery(survey=config.survey)
    return read_returns(matching_files(config.inputs.returns), config.survey, key=key)


def _path(given: str) -> Path | None:
    return Path(given) if given else None


def _inspections(config: QuarterConfig, key: PseudonymKey) -> InspectionLog | None:
    path = _path(config.inputs.inspections)
    return read_inspection_log(path, key=key) if path else None


def _key(config: QuarterConfig) -> tuple[PseudonymKey, bool]:
    return lasting_key(Path(config.key_file)) if config.key_file else (run_key(None), False)


def _audit(
    config: QuarterConfig, survey: Survey, period: Period | None, rules: Rules, key: PseudonymKey
) -> Callable[[], ExclusionAudit] | None:
    if not config.inputs.records or period is None:
        return None
    records = matching_files(config.inputs.records)
    return partial(audit_exclusions, records, survey, period=period, rules=rules, key=key)


def _fieldwork(
    config: QuarterConfig, survey: Survey, key: PseudonymKey, returns: Returns
) -> Fieldwork:
    paths = {
        name: matching_files(getattr(config.inputs, name))
        for name in ("frame", "issued", "outcomes")
        if getattr(config.inputs, name)
    }
    work = read_fieldwork(**paths, key=key)
    records = config.inputs.records if config.settings.describe == "recorded" else ()
    return with_records(work, matching_files(records), survey, key=key, returns=returns)


def _profiles(config: QuarterConfig, survey: Survey) -> ProfileOf | None:
    if not config.inputs.records:
        return None
    return profile_source(survey, records=matching_files(config.inputs.records))


def _write(
    config: QuarterConfig,
    delivery: Delivery,
    results: QuarterResults,
    rules: Rules,
    run_stamp: str,
    new_key: PseudonymKey | None,
) -> tuple[Path, ...]:
    out = Path(config.out)
    slug = results.period.slug if results.period else "all"
    pack, record = f"board-pack-{slug}.html", f"record-{slug}.json"
    with staged_folder(out) as folder:
        write_delivery(delivery, folder)
        quarter_pack(results, delivery.report, rules, title=config.title, out=folder / pack)
        write_text(
            folder / record, quarter_record(results, delivery.report, config, rules, run_stamp)
        )
        if study := _study(results):
            write_text(folder / PAGE, study_page(study, results.survey, rules))
        if new_key:
            # Only now: a quarter that was refused leaves nothing behind.
            new_key.keep(config.key_file)
    names = (pack, record, "accepted.parquet", "rejects.csv", "report.json")
    return tuple(out / name for name in (*names, *([PAGE] if results.drivers else [])))


def _study(results: QuarterResults) -> Dissatisfaction | None:
    """Return what was found of dissatisfied victims, if there are drivers."""
    if results.drivers is None:
        return None
    return Dissatisfaction(
        drivers=results.drivers, segments=results.segments, verbatims=results.verbatims
    )


def _heading(count: int) -> str:
    if not count:
        return "Nothing needs attention."
    return f"{count} thing{'s' if count > 1 else ''} need{'' if count > 1 else 's'} attention:"
