"""Every rule with its status: met, not met, or cannot be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.definitions.library import load_rules
from satisfaction.requirements import fieldwork, interviews, questionnaire
from satisfaction.requirements.evidence import Evidence, untold
from satisfaction.requirements.response_rates import response_rates
from satisfaction.requirements.result import RequirementsStatement
from satisfaction.requirements.subject import Subject
from satisfaction.results import Provenance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from satisfaction.definitions.rules import Rule, Rules
    from satisfaction.tables.returns import Returns

_TESTS: Mapping[str, Callable[[Subject], Evidence]] = {
    "response_scale": questionnaire.response_scale,
    "satisfied": questionnaire.satisfied,
    "dissatisfied": questionnaire.dissatisfied,
    "base": interviews.base,
    "measures": questionnaire.measures,
    "user_groups": interviews.user_groups,
    "series_breaks": questionnaire.series_breaks,
    "interview_window": interviews.window,
    "mode": interviews.mode,
    "ethnicity_codes": questionnaire.ethnicity_codes,
    "not_stated": interviews.not_stated,
    "eligible_age": interviews.youngest,
    "recontact": interviews.recontact,
    "dispositions": fieldwork.response,
    "attempts": fieldwork.attempts,
}
_NOT_EXAMINED = "Nothing in the data that were given shows it."


def state_requirements(
    returns: Returns,
    *,
    period: str = "",
    issued: pd.DataFrame | None = None,
    outcomes: pd.DataFrame | None = None,
    found: Mapping[str, Evidence] | None = None,
    rules: Rules | None = None,
) -> RequirementsStatement:
    """Hold a period against every rule of the rulebook that data can show.

    Parameters
    ----------
    returns : Returns
        Interviews of the period.
    period : str
        Label of the period, for the statement's heading.
    issued, outcomes : pandas.DataFrame, optional
        As :func:`satisfaction.intake.tables.read_table` gives them; for response rates and
        attempts.
    found : mapping of str to Evidence, optional
        What other results say about a rule, by its name: the profile check about
        ``profile_check``, the exclusion audit about ``exclusions``. These stand over the tests of
        the data.
    rules : Rules, optional

    Returns
    -------
    RequirementsStatement
        A rule that nothing shows is ``cannot be told``: silence is never taken for compliance.
    """
    rulebook = rules or load_rules()
    rates = None
    if issued is not None and outcomes is not None:
        rates = response_rates(issued, outcomes, rules=rulebook, period=period)
    subject = Subject(returns=returns, rules=rulebook, rates=rates)
    told = {name: test(subject) for name, test in _TESTS.items() if name in rulebook.rules}
    told |= found or {}
    rows = [_row(name, rule, told.get(name)) for name, rule in rulebook.rules.items()]
    table = pd.DataFrame(rows).sort_values("number", kind="stable").reset_index(drop=True)
    return RequirementsStatement(
        table=table,
        provenance=Provenance(
            survey=returns.survey.survey,
            period=period,
            method=(
                f"{len(returns):,} interviews held against {len(table)} rules of the rulebook. "
                "Only a rule of high confidence that an official text demands is a requirement."
            ),
            sources=returns.sources,
        ),
        caveats=rates.caveats if rates else (),
        breaches=interviews.window_breaches(subject),
        rates=rates,
    )


def _row(name: str, rule: Rule, evidence: Evidence | None) -> dict[str, object]:
    said = evidence or untold(_NOT_EXAMINED)
    return {
        "number": rule.number,
        "rule": name,
        "part": rule.recommendation,
        "says": rule.says,
        "status": said.status,
        "evidence": said.sentence,
        "standing": rule.standing,
        "source": rule.source,
        "confidence": rule.confidence,
        "owner": rule.owner,
        "last_reviewed": rule.last_reviewed,
        "next_review": rule.next_review,
    }
