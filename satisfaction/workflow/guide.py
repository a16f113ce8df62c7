"""A discussion guide from returns, and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.drivers import find_drivers
from satisfaction.improvement import discussion_guide
from satisfaction.workflow.dissatisfaction import spoken_of
from satisfaction.workflow.noting import noted
from satisfaction.workflow.outputs import staged_folder, write_text

if TYPE_CHECKING:
    from pathlib import Path

    from satisfaction.improvement import DiscussionGuide
    from satisfaction.tables.returns import Returns


def guide_from_returns(
    returns: Returns,
    *,
    support: str,
    period: str | None = None,
    safeguarding: str = "",
    groups: int = 4,
    bootstraps: int = 1_000,
) -> DiscussionGuide:
    """Find drivers and terms, and write the guide."""
    notes: list[str] = []
    return discussion_guide(
        find_drivers(returns, period=period, bootstraps=bootstraps),
        noted(notes, "Own words were not compared", lambda: spoken_of(returns, period)),
        support=support,
        safeguarding=safeguarding,
        groups=groups,
    )


def write_guide(guide: DiscussionGuide, folder: Path) -> tuple[Path, ...]:
    """Write the guide as Markdown and as a page, whole or not at all."""
    texts = {"discussion-guide.md": guide.markdown, "discussion-guide.html": guide.html}
    with staged_folder(folder) as staging:
        for name, text in texts.items():
            write_text(staging / name, text)
    return tuple(folder / name for name in texts)
