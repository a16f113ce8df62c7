"""What a configuration names, read: the delivery, and what a quarter or a month is made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from satisfaction.contractor import read_inspection_log
from satisfaction.definitions.library import load_rules, load_survey
from satisfaction.errors import UsageError
from satisfaction.intake.engines import is_embedded
from satisfaction.intake.returns import read_returns
from satisfaction.ledger import Ledger
from satisfaction.periods import parse_period
from satisfaction.workflow.crime_records import CrimeRecords
from satisfaction.workflow.fieldwork import read_fieldwork
from satisfaction.workflow.fieldwork_files import with_records
from satisfaction.workflow.inputs import QuarterInputs
from satisfaction.workflow.patterns import matching_files
from satisfaction.workflow.profiling import profile_source

if TYPE_CHECKING:
    from collections.abc import Callable

    from satisfaction.contractor import InspectionLog
    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.exclusions import ExclusionAudit
    from satisfaction.intake.delivery import Delivery
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns
    from satisfaction.workflow.config import QuarterConfig
    from satisfaction.workflow.fieldwork import Fieldwork
    from satisfaction.workflow.inputs import ProfileOf


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Configured:
    """A delivery with what is made from it."""

    delivery: Delivery
    inputs: QuarterInputs


def read_configured(config: QuarterConfig, key: PseudonymKey) -> Configured:
    """Read every file that the configuration names.

    Raises
    ------
    UsageError
        If the period does not fit the survey.
    DataRefusedError
        If a file cannot be used.
    """
    survey, rules = load_survey(config.survey), load_rules(config.rules or None)
    period = _period(config, survey)
    delivery = _delivery(config, key)
    inputs = QuarterInputs(
        returns=delivery.returns,
        period=period,
        profile_of=_profiles(config, survey),
        fieldwork=_fieldwork(config, survey, key, delivery.returns),
        audit=_audit(config, survey, period, rules, key),
        settings=config.settings,
        focus_groups=config.focus_groups,
        notes=_path(config.inputs.notes),
        actions=_path(config.inputs.actions),
        inspections=_inspections(config, key),
        rules=rules,
    )
    return Configured(delivery=delivery, inputs=inputs)


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


def _audit(
    config: QuarterConfig, survey: Survey, period: Period | None, rules: Rules, key: PseudonymKey
) -> Callable[[], ExclusionAudit] | None:
    records = _records(config)
    if records is None or period is None:
        return None
    return partial(records.audit, survey, period=period, rules=rules, key=key)


def _fieldwork(
    config: QuarterConfig, survey: Survey, key: PseudonymKey, returns: Returns
) -> Fieldwork:
    paths = {
        name: matching_files(getattr(config.inputs, name))
        for name in ("frame", "issued", "outcomes")
        if getattr(config.inputs, name)
    }
    work = read_fieldwork(**paths, survey=survey, key=key)
    records = _records(config)
    # Rows are joined here only: what another engine holds describes nobody, the frame may.
    if records is None or not records.is_here or config.settings.describe != "recorded":
        return work
    return with_records(
        work, matching_files(config.inputs.records), survey, key=key, returns=returns
    )


def _profiles(config: QuarterConfig, survey: Survey) -> ProfileOf | None:
    records = _records(config)
    return profile_source(survey, records=records) if records is not None else None


def _records(config: QuarterConfig) -> CrimeRecords | None:
    """Return where the crime records are; tables of another engine are not looked for as files."""
    given = config.inputs
    if not given.records:
        return None
    names = matching_files(given.records) if is_embedded(given.engine) else given.records
    return CrimeRecords(names=tuple(names), engine=given.engine)
