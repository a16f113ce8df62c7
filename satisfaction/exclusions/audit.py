"""Audit the exclusions: from crime records, or from counts already made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.definitions.library import load_rules
from satisfaction.exclusions.age_rules import age_counts
from satisfaction.exclusions.authority import authority_of
from satisfaction.exclusions.documents import document_table, name_reasons
from satisfaction.exclusions.notes import notes_on
from satisfaction.exclusions.rates import rate_table
from satisfaction.exclusions.reasons import authority_table, reason_table, step_table
from satisfaction.exclusions.result import ExclusionAudit
from satisfaction.exclusions.settings import settings_of
from satisfaction.exclusions.verdict import with_verdicts
from satisfaction.exclusions.without import without_table
from satisfaction.intake.profiles.exclusion_counts import count_exclusions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import PeriodBasis, Survey
    from satisfaction.definitions.table import TableContract
    from satisfaction.exclusions.settings import AuditSettings
    from satisfaction.intake.profiles.relations import RecordSource
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.periods import Period
    from satisfaction.results import Provenance
    from satisfaction.tables.exclusions import ExclusionCounts


def audit_exclusions(
    records: RecordSource | Sequence[RecordSource],
    survey: Survey | str | Path,
    *,
    period: str | Period | None = None,
    period_basis: PeriodBasis | None = None,
    contract: TableContract | str | Path | None = None,
    rules: Rules | None = None,
    key: PseudonymKey | None = None,
) -> ExclusionAudit:
    """Audit who is excluded from the survey, by which reason and on whose authority.

    Each reason is held against the rulebook: its authority, how many victims it removed alone and
    together with others, whether it reaches further than the rule, whether approver and date are on
    the record, and which victims it removes more often than others. For discretionary and
    operational reasons the audit says what the eligible would be without them; a reason of
    safeguarding is never offered as a saving.

    Parameters
    ----------
    records, survey, period, period_basis, contract
        As for :func:`satisfaction.victim_profile`. The contract names the reasons in ``excluded``
        and, where a victim can have several, ``also_excluded``; it may have the fields ``age``,
        ``exclusion_by`` and ``exclusion_on``.
    rules : Rules, optional
        The force's own rulebook.
    key : PseudonymKey, optional
        Lists records whose approval is not in order by a pseudonym made with this key, at most 500
        and only from records that are read here. Without it only counts leave the engine.

    Returns
    -------
    ExclusionAudit

    Raises
    ------
    DefinitionError
        If the contract names no reasons for exclusion, or the rulebook an authority unheard of.
    ContractError, DataRefusedError
        As for the profile.

    Notes
    -----
    The records are all victims, not a sample. The intervals say how far a rate could lie from the
    process behind it if victims were excluded independently of one another: what another quarter
    of the same practice would show. Rates: Wilson (1927). Ratios: share among the excluded over
    share among the recorded, Clopper and Pearson (1934). Flags: false discovery rate over all
    reasons and levels together, Benjamini and Hochberg (1995).
    """
    counts = count_exclusions(
        records,
        survey,
        period=period,
        period_basis=period_basis,
        contract=contract,
        key=key,
    )
    return audit_counts(counts, rules=rules)


def audit_counts(counts: ExclusionCounts, *, rules: Rules | None = None) -> ExclusionAudit:
    """Audit counts that :func:`count_exclusions` made: the same, without reading anything."""
    rulebook = rules or load_rules()
    settings = settings_of(rulebook)
    authorities = {reason: authority_of(reason, rulebook) for reason in counts.used}
    levels = rate_table(counts, settings)
    documents = document_table(counts)
    reasons = _joined(reason_table(counts, authorities), levels, documents, counts, settings)
    return ExclusionAudit(
        table=with_verdicts(reasons, settings),
        provenance=_provenance(counts, settings),
        caveats=(*counts.caveats, *notes_on(counts, reasons, settings)),
        levels=levels,
        without=without_table(counts, authorities),
        undocumented=documents,
        references=name_reasons(counts.references, counts),
        steps=step_table(counts, reasons),
        by_authority=authority_table(counts, authorities),
        victims=counts.victims,
        excluded=int(counts.by_reasons[counts.by_reasons.index > 0].sum()),
        tells_overlap=counts.tells_overlap,
        confidence=settings.confidence,
        ratio_flagged=settings.ratio_flagged,
        false_flags=settings.false_flags,
    )


def _joined(
    reasons: pd.DataFrame,
    levels: pd.DataFrame,
    documents: pd.DataFrame,
    counts: ExclusionCounts,
    settings: AuditSettings,
) -> pd.DataFrame:
    """Return the reasons with what each of the parts found."""
    ages = age_counts(counts, youngest=settings.youngest)
    higher = levels[levels["flag"] == "higher"].groupby("reason").size()
    doubt = documents[["unreadable_date", "before_report", "too_late"]].sum(axis="columns")
    papers = pd.DataFrame(
        {
            "no_approver": documents["no_approver"],
            "no_date": documents["no_date"],
            "date_in_doubt": doubt.where(documents["no_date"].notna()),
            "undocumented": documents["undocumented"],
        }
    ).set_index(documents["reason"])
    joined = reasons.join(ages, on="reason").join(papers, on="reason")
    flagged = reasons["reason"].map(higher).fillna(0).astype(int)
    return joined.assign(levels_higher=flagged)


def _provenance(counts: ExclusionCounts, settings: AuditSettings) -> Provenance:
    method = (
        f"{counts.provenance.method} The records are all victims: the {settings.confidence:.0%} "
        "intervals say what another period of the same practice could show. A level is flagged "
        f"where its rate is beyond chance more than {settings.ratio_flagged:g} times the overall "
        f"rate (false discovery rate {settings.false_flags:.0%})."
    )
    return replace(counts.provenance, method=method)
