"""``satisfaction discussion-guide``."""

from __future__ import annotations

from pathlib import Path

import click

from satisfaction.cli.options import json_option, read_source, returns_options, show_result


@click.command()
@returns_options
@click.option(
    "--support",
    required=True,
    help="Who supports a participant in distress, and how they are reached.",
)
@click.option("--safeguarding", default="", help="Who is told of a disclosure, by role.")
@click.option("--groups", type=click.IntRange(min=1), default=4, show_default=True)
@click.option(
    "--bootstraps", type=click.IntRange(min=100), default=1_000, show_default=True,
    help="Replicates behind the leading set.",
)  # fmt: skip
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for discussion-guide.md and discussion-guide.html.",
)
@json_option
def command(
    returns_files: tuple[Path, ...],
    survey: str,
    period: str | None,
    profiles: tuple[Path, ...],
    set_aside: bool,
    key_file: Path | None,
    support: str,
    safeguarding: str,
    groups: int,
    bootstraps: int,
    out: Path | None,
    as_json: bool,
) -> None:
    """Write the guide for focus groups: topics with their evidence, and neutral prompts."""
    from satisfaction.workflow.guide import guide_from_returns, write_guide

    returns = read_source(
        returns_files, survey, profiles, key_file, set_aside=set_aside, period=period
    )
    guide = guide_from_returns(
        returns,
        period=period,
        support=support,
        safeguarding=safeguarding,
        groups=groups,
        bootstraps=bootstraps,
    )
    if as_json:
        show_result(guide, as_json=True)
    else:
        click.echo(guide.markdown)
    for path in write_guide(guide, out) if out else ():
        click.echo(f"Written: {path}", err=True)
