"""Options that several commands share, and how results are shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from satisfaction.results import Result
    from satisfaction.workflow.quarter import QuarterRun

    Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

survey_option: Decorator = click.option(
    "--survey", required=True, help="Name of a shipped survey definition, or a YAML file."
)
json_option: Decorator = click.option(
    "--json", "as_json", is_flag=True, help="Print machine-readable JSON."
)
key_option: Decorator = click.option(
    "--key-file",
    type=click.Path(path_type=Path),
    help="File with the pseudonym key; without one, references join only within this run.",
)


def returns_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of every command that reads returns."""
    options = (
        click.option("--returns", "returns_file", required=True, type=click.Path(path_type=Path)),
        survey_option,
        click.option("--period", help="Only interviews of this period."),
        click.option("--profile", type=click.Path(path_type=Path), help="Weight to this profile."),
        key_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


def show_result(result: Result, *, as_json: bool) -> None:
    """Print a result as a table, or as JSON."""
    if as_json:
        from satisfaction.reports.record import result_json

        click.echo(result_json(result))
    else:
        from dataclasses import replace

        from satisfaction.reports.tabulation import published

        # What is too small to be published is not shown on a screen either.
        click.echo(str(replace(result, table=published(result.table))))


def show_quarter(run: QuarterRun, *, as_json: bool) -> None:
    """Print what needs attention and the paths written."""
    if as_json:
        click.echo(json.dumps(run.summary(), indent=2, ensure_ascii=False))
    else:
        click.echo(str(run))


def rejected_note(rejected: int) -> None:
    """Say on standard error that rows were left out."""
    if rejected:
        click.echo(
            f"{rejected:,} rows were rejected and are not counted: see `satisfaction validate`.",
            err=True,
        )
