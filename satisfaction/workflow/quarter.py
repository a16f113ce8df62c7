"""A quarter from files to pack."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from satisfaction.errors import SatisfactionError
from satisfaction.workflow.analysis import analyse
from satisfaction.workflow.attention import needs_attention
from satisfaction.workflow.commentary import commentary_of
from satisfaction.workflow.configured import read_configured
from satisfaction.workflow.dissatisfaction import PAGE, Dissatisfaction, study_page
from satisfaction.workflow.finished import FinishedSteps, finished_steps
from satisfaction.workflow.inputs import QuarterInputs
from satisfaction.workflow.keys import lasting_key, run_key
from satisfaction.workflow.outputs import staged_folder, write_text
from satisfaction.workflow.pack import quarter_pack, quarter_record
from satisfaction.workflow.progress import Progress
from satisfaction.workflow.validation import write_delivery

if TYPE_CHECKING:
    from satisfaction.definitions.rules import Rules
    from satisfaction.intake.delivery import Delivery, DeliveryReport
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.workflow.config import QuarterConfig
    from satisfaction.workflow.inputs import QuarterInputs
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
    key, is_new = (key, False) if key else _key(config)
    with progress.step("Validate the returns"):
        configured = read_configured(config, key)
    delivery, inputs = configured.delivery, configured.inputs
    finished = FinishedSteps() if is_new else _finished(config, key, inputs, progress)
    try:
        results = analyse(replace(inputs, finished=finished), step=progress.step)
    except SatisfactionError:
        # The same files would be refused again.
        finished.clear()
        raise
    attention = needs_attention(delivery.report, results)
    stamp = run_stamp or datetime.now(tz=UTC).isoformat(timespec="seconds")
    with progress.step("Write the pack and the record"):
        written = _write(config, delivery, results, inputs.rules, stamp, key if is_new else None)
    finished.clear()
    if is_new:
        progress.say("  made  a pseudonym key; keep it private, and keep it: it joins the quarters")
    return QuarterRun(results=results, report=delivery.report, attention=attention, written=written)


def _finished(
    config: QuarterConfig, key: PseudonymKey, inputs: QuarterInputs, progress: Progress
) -> FinishedSteps:
    return finished_steps(config, key, (inputs.returns.survey, inputs.rules), say=progress.say)


def _key(config: QuarterConfig) -> tuple[PseudonymKey, bool]:
    return lasting_key(Path(config.key_file)) if config.key_file else (run_key(None), False)


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
        quarter_pack(
            results,
            delivery.report,
            rules,
            title=config.title,
            out=folder / pack,
            commentary=commentary_of(config),
        )
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
