"""Whether everything issued has an outcome, and every interview a return."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from satisfaction.contractor.settings import ContractorSettings
    from satisfaction.tables.returns import Returns

_INTERVIEWED = ("interviewed", "interviewed in part")
_NEVER_REACHED = ("reached, never available", "no answer to any call", "no attempt made")


def reconcile(
    returns: Returns,
    outcomes: pd.DataFrame | None,
    issued: pd.DataFrame | None,
    settings: ContractorSettings,
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return ``what``, ``victims``, ``of``, ``share``, ``should_be_zero``, and what is not told.

    Tables are joined by crime reference: they need the pseudonym key of the returns.
    """
    rows: list[tuple[str, int, int, bool]] = []
    not_told = []
    if outcomes is None:
        not_told.append("No contact outcomes were given: dispositions cannot be reconciled.")
    else:
        rows += _of_outcomes(returns, outcomes, settings)
    if issued is None:
        not_told.append("The issued sample was not given: it cannot be said who has no outcome.")
    elif outcomes is not None:
        rows += _of_issued(outcomes, issued)
    frame = pd.DataFrame(rows, columns=["what", "victims", "of", "should_be_zero"])
    frame["share"] = frame["victims"] / frame["of"].where(frame["of"] > 0)
    return frame, tuple(not_told)


def _of_outcomes(
    returns: Returns, outcomes: pd.DataFrame, settings: ContractorSettings
) -> list[tuple[str, int, int, bool]]:
    if "crime" not in returns.frame:
        return []
    outcome = outcomes["outcome"].astype("str")
    said = set(outcomes.loc[outcome.isin(_INTERVIEWED), "crime"])
    held = set(returns.frame["crime"])
    never = outcome.isin(_NEVER_REACHED)
    few = never & (outcomes["attempts"].astype(float) < settings.fewest_calls)
    calls = f"never reached, with fewer than {settings.fewest_calls} calls"
    return [
        (
            "interviewed by the outcomes, without an accepted return",
            len(said - held),
            len(said),
            True,
        ),
        ("a return without an outcome 'interviewed'", len(held - said), len(held), True),
        (calls, int(few.sum()), int(never.sum()), False),
    ]


def _of_issued(outcomes: pd.DataFrame, issued: pd.DataFrame) -> list[tuple[str, int, int, bool]]:
    sent, told = set(issued["crime"]), set(outcomes["crime"])
    return [
        ("issued, without an outcome", len(sent - told), len(sent), True),
        ("with an outcome, never issued", len(told - sent), len(told), True),
    ]
