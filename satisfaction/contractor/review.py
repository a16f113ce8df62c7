"""The verb: an inspection log, with or without returns, reviewed on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.contractor.fieldwork import review_fieldwork
from satisfaction.contractor.findings import (
    actions_of,
    finding_matters,
    findings_summary,
    findings_table,
)
from satisfaction.contractor.listening import listening_matters, listening_scores
from satisfaction.contractor.log import InspectionLog, read_inspection_log
from satisfaction.contractor.matters import LISTEN, LOOK, Matter, matters_table
from satisfaction.contractor.monitoring import (
    monitoring_by_site,
    monitoring_matters,
    weekly_monitoring,
)
from satisfaction.contractor.notes import review_caveats
from satisfaction.contractor.papers import (
    certificate_matters,
    security_matters,
    training_calendar,
    training_matters,
    untrained_matters,
)
from satisfaction.contractor.result import ContractorReview
from satisfaction.contractor.settings import ContractorSettings
from satisfaction.contractor.visits import visit_matters, visits_table
from satisfaction.contractor.working import sampling_matters, sampling_table
from satisfaction.definitions.library import load_rules
from satisfaction.results import Provenance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from satisfaction.contractor.fieldwork import Fieldwork
    from satisfaction.contractor.log import LogSource
    from satisfaction.tables.returns import Returns

_METHOD = (
    "Dates of the inspection log against {on}; interviews validated against the floor of rule 25. "
    "Each interviewer against peers with victims of the same sort (logit on the case mix), "
    "ordinary variation between interviewers allowed for (beta-binomial, winsorised), several "
    "marks put together by Simes' rule, at most {level:.0%} of those named expected to be named "
    "wrongly (Benjamini and Hochberg). Share of variance by the method of moments."
)


def review_contractor(
    log: InspectionLog | LogSource,
    returns: Returns | None = None,
    *,
    on: date,
    outcomes: pd.DataFrame | None = None,
    issued: pd.DataFrame | None = None,
    case_mix: Sequence[str] | None = None,
    settings: ContractorSettings | None = None,
) -> ContractorReview:
    """Review the contractor on a day.

    Parameters
    ----------
    log : InspectionLog, str, pathlib.Path or mapping
        As :func:`read_inspection_log` gives or takes it. To join interviewers to their interviews,
        read log and returns with the same key.
    returns : Returns, optional
        Interviews of the period looked at; without them nothing is told about interviewers.
    on : datetime.date
        The day on which things are overdue or not.
    outcomes, issued : pandas.DataFrame, optional
        Trusted tables ``contact-outcomes`` and ``issued-sample`` of the same period and key.
    case_mix : sequence of str, optional
        Categories by which interviewers' victims may differ; by default user group, age, gender,
        ethnicity and how the crime was reported, those that the survey has.
    settings : ContractorSettings, optional
        By default the rulebook's floors and the package's defaults.

    Returns
    -------
    ContractorReview

    Raises
    ------
    ContractError
        If the log has faults: all of them at once.
    ColumnNotFoundError
        If a category of the case mix is not in the survey.
    """
    trusted = log if isinstance(log, InspectionLog) else read_inspection_log(log)
    chosen = settings or ContractorSettings.from_rules(load_rules())
    day = pd.Timestamp(on)
    fieldwork = None
    if returns is not None:
        fieldwork = review_fieldwork(
            returns, outcomes=outcomes, issued=issued, case_mix=case_mix, settings=chosen
        )
    visits = visits_table(trusted, day)
    weekly = weekly_monitoring(trusted, chosen)
    weekly = weekly[weekly["week"] <= day].reset_index(drop=True)
    sites = monitoring_by_site(weekly, chosen.confidence)
    scores = listening_scores(trusted, day, chosen.confidence)
    findings = findings_table(trusted, day)
    never = _never_reviewed(trusted, fieldwork, day)
    working = sampling_table(trusted)
    active = _active(fieldwork)
    matters = matters_table(
        [
            *visit_matters(visits, day, chosen),
            *monitoring_matters(sites, chosen),
            *certificate_matters(trusted, day, chosen),
            *training_matters(trusted, day, chosen, active),
            *untrained_matters(trusted, active),
            *security_matters(trusted, day, chosen),
            *finding_matters(findings, day, chosen),
            *listening_matters(scores, trusted, day, chosen),
            *sampling_matters(working),
            *_fieldwork_matters(fieldwork, never),
        ]
    )
    return ContractorReview(
        table=matters, on=on, visits=visits, weekly=weekly, monitoring=sites, listening=scores,
        never_reviewed=never, findings=findings, finding_counts=findings_summary(findings),
        calendar=training_calendar(trusted, day, chosen), sampling=working,
        actions=actions_of(findings), fieldwork=fieldwork, absent=trusted.absent, settings=chosen,
        provenance=Provenance(
            survey=returns.survey.survey if returns else "", period="",
            method=_METHOD.format(on=f"{on:%Y-%m-%d}", level=chosen.false_discoveries),
            sources=(*trusted.sources, *(returns.sources if returns else ())),
        ),
        caveats=review_caveats(trusted, fieldwork, weekly),
    )  # fmt: skip


def _active(fieldwork: Fieldwork | None) -> set[str] | None:
    """Return interviewers with interviews; None where that is not known."""
    if fieldwork is None or fieldwork.peers is None:
        return None
    return set(fieldwork.peers.interviewers["interviewer"])


def _never_reviewed(
    log: InspectionLog, fieldwork: Fieldwork | None, on: pd.Timestamp
) -> pd.DataFrame:
    """Return who held interviews and was neither listened to nor monitored when new."""
    columns = ["interviewer", "interviews"]
    if fieldwork is None or fieldwork.peers is None:
        return pd.DataFrame(columns=columns)
    listened, training = log["listening"], log["training"]
    heard = set(listened.loc[listened["listened_on"] <= on, "interviewer"])
    heard |= set(training.loc[training["first_monitored_on"] <= on, "interviewer"])
    people = fieldwork.peers.interviewers
    never = people[~people["interviewer"].isin(heard)]
    return (
        never[columns]
        .sort_values("interviews", ascending=False, kind="stable")
        .reset_index(drop=True)
    )


def _fieldwork_matters(fieldwork: Fieldwork | None, never: pd.DataFrame) -> Iterator[Matter | None]:
    """Yield whom to listen to and why, and what of the fieldwork does not add up."""
    for row in never.to_dict("records"):
        yield Matter(
            topic="interviewer", subject=str(row["interviewer"]), status=LISTEN,
            text=f"never listened to, {row['interviews']} interviews",
        )  # fmt: skip
    if fieldwork is None:
        return
    if fieldwork.peers is not None:
        yield from _standing_out(fieldwork)
    for row in fieldwork.days.to_dict("records"):
        yield Matter(
            topic="interviewer", subject=str(row["interviewer"]), status=LOOK,
            text=f"{row['interviews']} interviews of {row['minutes']:.0f} minutes in all on one "
            f"day, {row['day']:%Y-%m-%d}",
        )  # fmt: skip
    odd = fieldwork.reconciliation
    for row in odd[odd["should_be_zero"] & (odd["victims"] > 0)].to_dict("records"):
        yield Matter(
            topic="reconciliation", subject="sample", status=LOOK,
            text=f"{row['victims']:,} of {row['of']:,}: {row['what']}",
        )  # fmt: skip


def _standing_out(fieldwork: Fieldwork) -> Iterator[Matter]:
    peers = fieldwork.peers
    if peers is None:
        return
    named = peers.marks[peers.marks["named"]]
    for row in peers.interviewers[peers.interviewers["listen"]].to_dict("records"):
        own = named[named["interviewer"] == row["interviewer"]]
        why = "; ".join(
            f"{m['mark']} in {m['count']} of {m['base']}, {m['expected']:.1f} expected"
            for m in own.to_dict("records")
        )
        yield Matter(
            topic="interviewer", subject=str(row["interviewer"]), status=LISTEN,
            text=f"unlike peers with the same sort of victims: {why}",
        )  # fmt: skip
