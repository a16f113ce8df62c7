"""The guide in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.improvement.documents import Block, block
from satisfaction.improvement.prompts import CLOSING, OPENING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from satisfaction.improvement.protocols import DriversLike, VerbatimsLike

_KINDS = {
    "leading driver": "A leading driver of dissatisfaction in the survey",
    "severe but rare": "Rarely rated poor, but as severe as what leads",
    "own words, coded": "From respondents' own words; no driver of the analysis asks about it",
    "own words, a term": "A term that dissatisfied respondents use more often",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GuideText:
    """What a guide is written from."""

    topics: pd.DataFrame
    prompts: Mapping[str, tuple[str, ...]]
    orders: tuple[tuple[str, ...], ...]
    support: str
    safeguarding: str


def guide_blocks(
    said: GuideText, drivers: DriversLike, verbatims: VerbatimsLike | None
) -> tuple[Block, ...]:
    """Return the guide from its safety note to what the survey cannot say."""
    period = drivers.provenance.period
    return (
        block("h1", "Discussion guide for focus groups"),
        block(
            "text",
            f"For the moderator. From the survey '{drivers.provenance.survey}'"
            f"{f', {period}' if period else ''}: {drivers.base:,} respondents, "
            f"{drivers.dissatisfied:,} of them dissatisfied (unweighted).",
        ),
        *_safety(said),
        *_rules(),
        block("h2", "To begin"),
        block("numbered", *OPENING),
        *_orders(said),
        *_topics(said),
        block("h2", "To end"),
        block("numbered", *CLOSING),
        *_cannot_say(drivers, verbatims),
    )


def _safety(said: GuideText) -> tuple[Block, ...]:
    lead = said.safeguarding or "to be named before the first group (fill in)"
    return (
        block("h2", "Before anybody sits down: support and safeguarding"),
        block(
            "note",
            f"Support for participants: {said.support}. Say so at the start, and give it in "
            "writing to everybody at the end, whether or not they seem to need it.",
            f"Safeguarding: {lead}. If somebody speaks of a danger to themselves or to another "
            "person, of abuse, or of a child at risk: stop, speak with them apart, and tell the "
            "safeguarding lead the same day. Do not promise to keep it secret.",
            "Anybody may leave, pass on a question or withdraw what they said, then or later, "
            "without giving a reason.",
            "No names, addresses or crime references on the recording or in the notes. Do not ask "
            "for details of the crime; the groups are about the service.",
        ),
    )


def _rules() -> tuple[Block, ...]:
    return (
        block("h2", "How to ask"),
        block(
            "list",
            "Ask as written. The evidence under a topic is for you: do not read it out, and do not "
            "say what the survey found. Whoever is told what others answered is likely to agree.",
            "Ask for what happened before what it meant. Follow with silence, or with: Please go "
            "on.",
            "Something that went well is as welcome as something that did not. Ask quiet "
            "participants by name card, never for a show of hands.",
            "Do not explain or defend the police.",
        ),
    )


def _orders(said: GuideText) -> tuple[Block, ...]:
    if said.topics.empty:
        return ()
    labels = dict(zip(said.topics["topic"].map(str), said.topics["label"].map(str), strict=True))
    lines = [
        f"Group {number}: {'; '.join(labels[topic] for topic in order)}."
        for number, order in enumerate(said.orders, start=1)
    ]
    return (
        block("h2", "Order of topics"),
        block(
            "text",
            "What comes first gets the most time, so each group begins with another topic. Note in "
            "the coded notes what was not reached.",
        ),
        block("list", *lines),
    )


def _topics(said: GuideText) -> tuple[Block, ...]:
    parts: list[Block] = []
    spoken = said.topics[said.topics["kind"] != "own words, a term"]
    for number, row in enumerate(spoken.to_dict("records"), start=1):
        parts += [
            block("h2", f"Topic {number}: {row['label']}"),
            block("numbered", *said.prompts[str(row["topic"])]),
            block("evidence", f"For the moderator only. {_KINDS[row['kind']]}. {row['evidence']}"),
        ]
    return (*parts, *_listened_for(said))


def _listened_for(said: GuideText) -> tuple[Block, ...]:
    """Return the terms: they are never brought up, since a word that is put to people returns."""
    terms = said.topics[said.topics["kind"] == "own words, a term"]
    if terms.empty:
        return ()
    first = said.prompts[str(terms["topic"].iloc[0])]
    lines = [f"“{row['label']}”. {row['evidence']}" for row in terms.to_dict("records")]
    return (
        block("h2", "Words to listen for"),
        block(
            "text",
            "Dissatisfied respondents used these more often, and no driver of the analysis covers "
            "them. Do not bring them up: listen.",
        ),
        block("numbered", *first),
        block("evidence", "For the moderator only.", *lines),
    )


def _cannot_say(drivers: DriversLike, verbatims: VerbatimsLike | None) -> tuple[Block, ...]:
    missing = [str(label) for label in drivers.not_analysed.get("label", ())]
    not_analysed = (
        f"Anything about: {'; '.join(missing)}. Too few rated these poor to be analysed."
        if missing
        else ""
    )
    words = (
        "What was meant by a word or a code: they were counted, not read."
        if verbatims
        else "What respondents said in their own words: that was not part of this guide."
    )
    said = (
        (
            "What brought dissatisfaction about. Shares say what goes together in one interview; "
            "ratings and the overall judgement come from the same person in the same minutes."
        ),
        (
            "How the shares add up. They overlap, since one victim may rate several things poor, "
            "and are never summed."
        ),
        "What was never asked. The groups may raise it; that is one reason for holding them.",
        (
            "Anything of victims who were excluded from the survey, could not be reached or did "
            "not want to answer."
        ),
        words,
        not_analysed,
        (
            "How common anything is that the groups say. Groups explain, they do not count: those "
            "who come were chosen and agreed to come, and are few."
        ),
    )
    return (
        block("h2", "What the survey cannot say"),
        block("text", f"What a share means: {drivers.estimand}"),
        block("list", *(text for text in said if text)),
    )
