"""The qualitative part of a Crime Data Quality Report, from files to table, page and workbook."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from satisfaction.charts.wording import listed
from satisfaction.disclosure import protect
from satisfaction.errors import UsageError
from satisfaction.estimates import quality_indicators
from satisfaction.ledger.identity import definition_mark
from satisfaction.periods import parse_period
from satisfaction.reports.quality_report import quality_page
from satisfaction.reports.quality_table import quality_csv, quality_table, write_workbook
from satisfaction.workflow.config import Inputs
from satisfaction.workflow.configured import read_configured
from satisfaction.workflow.keys import lasting_key, run_key
from satisfaction.workflow.outputs import staged_folder, write_text
from satisfaction.workflow.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.definitions.rules import Rules
    from satisfaction.disclosure import Audience
    from satisfaction.estimates import QualityIndicators
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.workflow.config import QuarterConfig
    from satisfaction.workflow.inputs import QuarterInputs


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QualityRun:
    """A finished export.

    Attributes
    ----------
    indicators : QualityIndicators
        Protected for the audience.
    table : pandas.DataFrame
        The tidy table, as written.
    written : tuple of pathlib.Path
        Page, CSV and workbook.
    """

    indicators: QualityIndicators
    table: pd.DataFrame
    written: tuple[Path, ...]

    def summary(self) -> dict[str, object]:
        """Return the run as plain values, for machines."""
        return {
            "period": self.indicators.provenance.period,
            "rows": len(self.table),
            "withheld": int((self.table["flag"] == "withheld").sum()),
            "not_done": list(self.indicators.not_done),
            "written": [str(path) for path in self.written],
        }

    def __str__(self) -> str:
        found = self.summary()
        lines = [f"{found['rows']:,} indicators, of which {found['withheld']:,} are withheld."]
        lines += [f"  (not done: {text})" for text in self.indicators.not_done]
        return "\n".join([*lines, "", "Written:", *(f"  {path}" for path in self.written)])


def run_quality_report(
    config: QuarterConfig,
    *,
    audience: Audience = "internal",
    out: Path | None = None,
    key: PseudonymKey | None = None,
    quiet: bool = False,
) -> QualityRun:
    """Write the indicators of a quarter as page, CSV and workbook.

    Parameters
    ----------
    config : QuarterConfig
        The same as of the quarter.
    audience : {"internal", "external"}
        Everything is protected for it, in one call.
    out : Path, optional
        Folder; by default the configuration's.
    key : PseudonymKey, optional
        By default the one in the configuration's key file, else one of this run.
    quiet : bool
        Show no progress.

    Raises
    ------
    UsageError
        If the survey has no period, or the configuration is wrong.
    DataRefusedError
        If a file cannot be used, or the period has no interview.
    """
    progress = Progress(quiet=quiet)
    with progress.step("Read and weigh the returns"):
        inputs = read_configured(_needed(config), key or _key(config)).inputs
        if inputs.period is None:
            raise UsageError(
                "A Crime Data Quality Report is by month, and the survey has no date of interview. "
                "Add the field `interviewed_on` to the definition."
            )
        found = quality_indicators(
            inputs.best(inputs.year),
            period=inputs.period,
            where=inputs.published_groups,
            rules=inputs.rules,
        )
    with progress.step(f"Protect the indicators for an {audience} audience"):
        safe = protect_indicators(found, audience=audience, rules=inputs.rules)
    with progress.step("Write page, table and workbook"):
        return _write(safe, inputs, audience, Path(out or config.out))


def protect_indicators(
    found: QualityIndicators, *, audience: Audience, rules: Rules
) -> QualityIndicators:
    """Return the indicators without small counts and what they would follow from.

    Notes
    -----
    The second call protects the whole table at once: it alone is what the safety rests on. The
    first, without the rows that rest on too few answers, only says what is bound to be withheld, so
    that the search starts near its end: with 32 boroughs by month seconds in the place of minutes.
    """
    is_shown = found.table["flag"] != "hidden"
    shown = replace(found, table=found.table[is_shown].reset_index(drop=True))
    first = protect(shown, audience=audience, rules=rules).table["suppressed"].to_numpy()
    gone = ~is_shown.to_numpy()
    gone[is_shown] = first
    flag = found.table["flag"].astype("str").mask(gone, "hidden")
    near = replace(found, table=found.table.assign(flag=flag))
    return protect(near, audience=audience, rules=rules)


def _needed(config: QuarterConfig) -> QuarterConfig:
    """Return the configuration with the files that indicators rest on, and no others."""
    given = config.inputs
    inputs = Inputs(
        returns=given.returns, ledger=given.ledger, records=given.records, engine=given.engine
    )
    settings = config.settings.model_copy(update={"describe": "self-defined"})
    return config.model_copy(update={"inputs": inputs, "settings": settings, "focus_groups": None})


def _key(config: QuarterConfig) -> PseudonymKey:
    """Return the key of the quarter; a new one is not kept, since no reference is written."""
    return lasting_key(Path(config.key_file))[0] if config.key_file else run_key(None)


def _write(
    found: QualityIndicators, inputs: QuarterInputs, audience: Audience, out: Path
) -> QualityRun:
    survey = inputs.returns.survey
    name = f"quality-report-{parse_period(found.provenance.period).slug}"
    name += "-external" if audience == "external" else ""
    table = quality_table(found, survey=survey, version=definition_mark(survey)[:12])
    notes = _notes(found, inputs)
    page = quality_page(
        found, table, survey=survey, audience=audience, notes=notes, csv_name=f"{name}.csv"
    )
    with staged_folder(out) as folder:
        write_text(folder / f"{name}.html", page)
        # The mark by which spreadsheets know UTF-8.
        write_text(folder / f"{name}.csv", "\ufeff" + quality_csv(table))
        write_workbook(folder / f"{name}.xlsx", table, (*found.not_done, *notes))
    written = tuple(out / f"{name}{end}" for end in (".html", ".csv", ".xlsx"))
    return QualityRun(indicators=found, table=table, written=written)


def _notes(found: QualityIndicators, inputs: QuarterInputs) -> tuple[str, ...]:
    smallest, flagged = (
        inputs.rules.number("suppression", name) for name in ("hidden_below", "flagged_below")
    )
    weighted = "weighted to the victim profile" if inputs.profile_of else "not weighted"
    groups = inputs.published_groups or {}
    covered = "; ".join(f"{n.replace('_', ' ')}: {', '.join(v)}" for n, v in groups.items())
    return (
        (
            f"Shares of valid answers, {weighted}; {found.confidence:.0%} intervals in brackets. "
            "Satisfied, neither and dissatisfied add up to 100%."
        ),
        *([f"Only {covered}."] if covered else []),
        (
            f"A dash is withheld: fewer than {smallest:.0f} answers, or a count that would give "
            f"somebody away. An asterisk marks fewer than {flagged:.0f} answers."
        ),
        (
            "Where intervals overlap no order is claimed; no difference on this page has been "
            "tested. A month of a borough, where it is shown, is indicative."
        ),
        *(caveat.text for caveat in found.caveats),
        *inputs.weights_note,
        f"Made from {listed([s.name for s in found.provenance.sources], at_most=20)}.",
    )
