"""The discussion guide: topics with their evidence, neutral prompts, what the survey cannot say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.errors import UsageError
from satisfaction.improvement.documents import markdown, page
from satisfaction.improvement.guide_blocks import GuideText, guide_blocks
from satisfaction.improvement.prompts import checked_prompts, renamed, rota, topic_prompts
from satisfaction.improvement.topics import find_topics
from satisfaction.improvement.wording import faults_of_prompt
from satisfaction.results import Caveat, Provenance, Result

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from satisfaction.improvement.documents import Block
    from satisfaction.improvement.protocols import DriversLike, VerbatimsLike

TITLE = "Discussion guide for focus groups"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DiscussionGuide(Result):
    """What the moderator of a focus group needs.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a topic, leading drivers first: ``topic``, ``label``, ``kind`` (``leading driver``,
        ``severe but rare``, ``own words, coded``, ``own words, a term``), ``share``, ``reach`` and
        ``penalty`` with their intervals where there are any, ``base``, ``low_base`` (respondents
        behind it, unweighted), ``evidence`` (one sentence with all of them, for the moderator).
    prompts : mapping of str to tuple of str
        By topic.
    orders : tuple of tuple of str
        Topics in their order for each group.
    blocks : tuple of Block
        The guide as it is printed.
    """

    prompts: Mapping[str, tuple[str, ...]]
    orders: tuple[tuple[str, ...], ...]
    blocks: tuple[Block, ...]

    @property
    def topics(self) -> tuple[str, ...]:
        """Names of the topics."""
        return tuple(map(str, self.table["topic"]))

    @property
    def markdown(self) -> str:
        """The guide as Markdown."""
        return markdown(self.blocks)

    @property
    def html(self) -> str:
        """The guide as one page that loads nothing."""
        return page(self.blocks, title=TITLE)


def discussion_guide(
    drivers: DriversLike,
    verbatims: VerbatimsLike | None = None,
    *,
    support: str,
    safeguarding: str = "",
    groups: int = 4,
    most_terms: int = 5,
    prompts: Mapping[str, Sequence[str]] | None = None,
    names: Mapping[str, str] | None = None,
) -> DiscussionGuide:
    """Write the guide of a round of focus groups.

    Parameters
    ----------
    drivers : Drivers
        Topics are the leading set, and drivers as severe as those that lead but rarer.
    verbatims : Verbatims, optional
        Further topics are codes and terms that no driver of the analysis covers.
    support : str
        Who supports a participant in distress, and how they are reached: of an organisation, never
        of a participant. Required: no group meets without it.
    safeguarding : str
        Who is told of a disclosure, by role.
    groups : int
        Groups of the round; each has its own order of topics.
    most_terms : int
        Single terms taken as topics, the most distinctive first.
    prompts : mapping of str to sequence of str, optional
        Further prompts by topic; each is held against the rules of neutral wording.
    names : mapping of str to str, optional
        What a topic is called in front of participants, where the label of its question would
        lead, such as "Progress of the case" for "Not kept informed".

    Returns
    -------
    DiscussionGuide
        ``.markdown`` and ``.html`` are the guide.

    Raises
    ------
    UsageError
        If no support is named, or a prompt leads.
    ColumnNotFoundError
        If a prompt is for a topic that the guide does not have.

    Notes
    -----
    Nothing that the survey found is in a prompt: evidence is for the moderator, and stands apart.
    """
    if not support.strip():
        raise UsageError(
            "No support is named. Say who supports a participant in distress and how they are "
            "reached, such as support='Victim Support, in the room next door'."
        )
    if groups < 1:
        raise UsageError(f"groups={groups} is not a number of groups; expected 1 or more.")
    found = find_topics(drivers, verbatims, most_terms=most_terms)
    topics = renamed(found.table, names or {})
    asked = _prompts(topics, prompts or {})
    raised = topics.loc[topics["kind"] != "own words, a term", "topic"]
    orders = rota(list(map(str, raised)), groups)
    said = GuideText(
        topics=topics, prompts=asked, orders=orders, support=support.strip(),
        safeguarding=safeguarding.strip(),
    )  # fmt: skip
    return DiscussionGuide(
        table=topics,
        provenance=_provenance(drivers, verbatims),
        caveats=(*_caveats(topics, found.terms_left_out), *drivers.caveats),
        prompts=asked,
        orders=orders,
        blocks=guide_blocks(said, drivers, verbatims),
    )


def _provenance(drivers: DriversLike, verbatims: VerbatimsLike | None) -> Provenance:
    about = drivers.provenance
    words = " and terms of the open answers that none of them covers" if verbatims else ""
    return Provenance(
        survey=about.survey,
        period=about.period,
        method=(
            "Topics are the leading drivers, drivers as severe as those but rarer"
            f"{words}. {about.method}"
        ),
        sources=about.sources,
    )


def _prompts(
    topics: pd.DataFrame, prompts: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    own = checked_prompts(prompts, list(map(str, topics["topic"])))
    return {
        str(row["topic"]): topic_prompts(
            str(row["label"]), str(row["kind"]), own.get(str(row["topic"]), ())
        )
        for row in topics.to_dict("records")
    }


def _caveats(topics: pd.DataFrame, left_out: int) -> list[Caveat]:
    found = []
    if topics.empty:
        text = "No topic stands out: the groups have the opening and closing questions alone."
        found.append(Caveat(code="no-topic", text=text))
    if left_out:
        text = f"{left_out} further terms that no driver covers are not topics."
        found.append(Caveat(code="terms-left-out", text=text))
    raised = topics[topics["kind"] != "own words, a term"]
    leads = [str(label) for label in raised["label"] if faults_of_prompt(str(label))]
    if leads:
        text = (
            f"The label of {len(leads)} topic(s) leads: {'; '.join(leads)}. Give a neutral name "
            "with `names`."
        )
        found.append(Caveat(code="label-leads", text=text))
    return found
