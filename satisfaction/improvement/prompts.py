"""What the moderator asks: open, the same for every topic, and nothing that the survey found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.errors import ColumnNotFoundError, UsageError, did_you_mean
from satisfaction.improvement.wording import faults_of_prompt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

OPENING = (
    "Thinking of the whole of your contact with the police, what stays in your mind?",
    "What were you hoping for at the time, if anything?",
)
CLOSING = (
    "What have we not talked about that matters to you?",
    "If you could tell the police one thing, what would it be?",
)
_TOPIC = (
    (
        "One question of the interview was about “{label}”. Thinking of that part of your contact "
        "with the police: what happened, from beginning to end?"
    ),
    "What did you expect, if anything, and where did that come from?",
    "How did it go for you? What stood out, of whatever kind?",
    "How much did it matter to you, beside the rest?",
    "How was it for others here? What was alike, and what was different?",
)
_SPOKEN_OF = (
    (
        "Some victims spoke of “{label}”. Thinking of your own contact with the police: what was "
        "there of that, if anything, and what happened?"
    ),
    *_TOPIC[1:],
)
# A word that is put to people comes back from them: it is listened for, never brought up.
_HEARD = (
    "When somebody brings it up of their own accord: Please say more about that. What happened?",
)


def topic_prompts(label: str, kind: str, own: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the prompts of a topic, then the analyst's own."""
    fixed = {"own words, a term": _HEARD, "own words, coded": _SPOKEN_OF}.get(kind, _TOPIC)
    return (*(prompt.format(label=label) for prompt in fixed), *own)


def checked_prompts(
    prompts: Mapping[str, Sequence[str]], topics: Sequence[str]
) -> Mapping[str, Sequence[str]]:
    """Return the analyst's own prompts if each belongs to a topic and none leads.

    Raises
    ------
    ColumnNotFoundError
        If there is no such topic.
    UsageError
        If a prompt leads, takes a cause for granted, or is closed.
    """
    for topic, asked in prompts.items():
        if topic not in topics:
            raise ColumnNotFoundError(
                f"The guide has no topic '{topic}'.{did_you_mean(topic, topics)} "
                f"Topics: {', '.join(topics) or 'none'}."
            )
        for number, prompt in enumerate(asked, start=1):
            faults = faults_of_prompt(prompt)
            if faults:
                raise UsageError(
                    f"Prompt {number} of '{topic}' is not neutral: {'; '.join(faults)}. Ask openly "
                    "what happened, what was expected, and how much it mattered."
                )
    return prompts


def renamed(topics: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the topics with the names that participants hear.

    Raises
    ------
    ColumnNotFoundError
        If there is no such topic.
    UsageError
        If a name leads.
    """
    known = list(map(str, topics["topic"]))
    for topic, name in names.items():
        if topic not in known:
            raise ColumnNotFoundError(
                f"The guide has no topic '{topic}'.{did_you_mean(topic, known)} "
                f"Topics: {', '.join(known) or 'none'}."
            )
        if faults_of_prompt(name):
            raise UsageError(
                f"The name of '{topic}' is not neutral: {'; '.join(faults_of_prompt(name))}. Name "
                "the part of the service, without a judgement."
            )
    labels = [
        names.get(str(topic), str(label))
        for topic, label in zip(topics["topic"], topics["label"], strict=True)
    ]
    return topics.assign(label=labels)


def rota(topics: Sequence[str], groups: int) -> tuple[tuple[str, ...], ...]:
    """Return the order of topics for each group: each begins one further on.

    What is talked about first gets the most time and colours the rest.
    """
    if not topics:
        return ((),) * groups
    return tuple(
        tuple(topics[(k + group) % len(topics)] for k in range(len(topics)))
        for group in range(groups)
    )
