"""Questions that put no answer into anybody's mouth."""

from __future__ import annotations

import re

_LEADING = (
    (r"\b(?:dis)?satisf\w+", "names a judgement"),
    (r"\b(?:poor|bad|badly|worst|worse|terrible|awful|good|best|better|excellent)\b", "judges"),
    (r"\b(?:fail\w*|fault|blame\w*|wrong|problem\w*|complain\w*|let you down)\b", "takes a side"),
    (r"\b(?:upset\w*|angr\w+|frustrat\w+|annoy\w+|disappoint\w+)\b", "names a feeling"),
    (r"\bshould(?:n't| not)? have\b", "says what ought to have been"),
    (r"\b(?:don't|do not|didn't|did not|wasn't|isn't|aren't|wouldn't) (?:you|they|it)\b", "pleads"),
    (r"\b(?:surely|obviously|of course|clearly|as we know)\b", "takes agreement for granted"),
    (r"\b(?:most people|other victims|the survey (?:found|shows|says))\b", "tells what others say"),
    (r"\bper ?cent\b|%", "tells what the survey found"),
)
_CAUSAL = (
    (
        r"\b(?:caus\w+|led to|leads to|result(?:ed|s)? in|due to|because|made you)\b",
        "takes a cause for granted",
    ),
    (r"\bwhy\b", "asks for a cause; ask what happened"),
)
_CLOSED = re.compile(
    r"^\s*(?:did|do|does|was|were|is|are|have|has|had|would|could|should|will|can)\b", re.IGNORECASE
)  # fmt: skip


def faults_of_prompt(prompt: str) -> tuple[str, ...]:
    """Return why a prompt leads, takes a cause for granted, or can be answered by yes or no.

    Examples
    --------
    >>> faults_of_prompt("What happened then?")
    ()
    >>> faults_of_prompt("Why were you dissatisfied?")
    ("'dissatisfied' names a judgement", "'Why' asks for a cause; ask what happened")
    >>> faults_of_prompt("Was the officer polite?")
    ('can be answered by yes or no',)
    """
    found = [
        f"'{hit.group()}' {says}"
        for pattern, says in (*_LEADING, *_CAUSAL)
        if (hit := re.search(pattern, prompt, re.IGNORECASE))
    ]
    if _CLOSED.match(prompt):
        found.append("can be answered by yes or no")
    return tuple(found)
