"""``satisfaction board-pack``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from satisfaction.cli.options import json_option

if TYPE_CHECKING:
    from satisfaction.workflow.board import BoardRun

_FILE = click.Path(path_type=Path)


@click.command()
@click.option("--config", type=_FILE, help="satisfaction.toml")
@click.option(
    "--edition",
    type=click.Choice(["quarterly", "monthly"]),
    default="quarterly",
    show_default=True,
    help="What the Board sees each quarter, or each month.",
)
@click.option("--month", default="", help="Of a monthly edition, as 2007-12; by default the last.")
@click.option(
    "--audience",
    type=click.Choice(["internal", "external"]),
    default="internal",
    show_default=True,
    help="Whom the force's page is for; borough pages are always external.",
)
@click.option("--borough", "boroughs", multiple=True, help="A page for this borough; repeatable.")
@click.option("--all-boroughs", is_flag=True, help="A page for every borough.")
@click.option(
    "--commentary",
    type=_FILE,
    help="The analyst's Markdown; by default the configuration's, and none on an external page.",
)
@click.option(
    "--draft-commentary", type=_FILE, help="Write a commentary file to fill in, and stop."
)
@click.option("--images", type=_FILE, help="Folder for each figure as PNG and SVG.")
@click.option("--summary", is_flag=True, help="A summary on one A4 page, as PDF.")
@click.option(
    "--published",
    multiple=True,
    type=_FILE,
    help="Earlier external editions (edition-*.json or folders), beside those in the output "
    "folder.",
)
@click.option("--out", type=_FILE, help="Folder to write to; by default the configuration's.")
@click.option("--quiet", is_flag=True, help="No progress.")
@json_option
def command(
    config: Path | None,
    draft_commentary: Path | None,
    all_boroughs: bool,
    out: Path | None,
    quiet: bool,
    as_json: bool,
    **asked: Any,  # noqa: ANN401 - click's options by name
) -> int:
    """Make the Board's pack: each quarter or month, for the force or for boroughs.

    Boroughs are protected together with one another and the force. Exit code 1 when something of
    the force needs attention.
    """
    if draft_commentary:
        return _draft(draft_commentary)
    if config is None:
        raise click.UsageError("Missing option '--config'.")
    run = _run(config, out, quiet=quiet, every_borough=all_boroughs, **asked)
    if as_json:
        click.echo(json.dumps(run.summary(), indent=2, ensure_ascii=False))
    else:
        click.echo(str(run))
    return int(bool(run.attention))


def _draft(path: Path) -> int:
    from satisfaction.workflow.commentary import draft_commentary

    click.echo(f"Written: {draft_commentary(path)}")
    return 0


def _run(
    config: Path,
    out: Path | None,
    *,
    quiet: bool,
    every_borough: bool,
    edition: Literal["quarterly", "monthly"],
    month: str,
    audience: Literal["internal", "external"],
    boroughs: tuple[str, ...],
    commentary: Path | None,
    images: Path | None,
    summary: bool,
    published: tuple[Path, ...],
) -> BoardRun:
    from satisfaction.workflow.board import run_board_pack
    from satisfaction.workflow.board_request import BoardRequest
    from satisfaction.workflow.config import read_config

    given = read_config(config)
    if out:
        given = given.model_copy(update={"out": str(out.resolve())})
    request = BoardRequest(
        edition=edition,
        month=month,
        audience=audience,
        boroughs=boroughs,
        every_borough=every_borough,
        commentary=commentary,
        images=images,
        summary=summary,
        published=published,
    )
    return run_board_pack(given, request, quiet=quiet)
