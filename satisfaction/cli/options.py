"""Options that several commands share, and how results are shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from satisfaction.results import Result
    from satisfaction.tables.returns import Returns
    from satisfaction.workflow.quarter import QuarterRun

    Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

survey_option: Decorator = click.option(
    "--survey", required=True, help="Name of a shipped survey definition, or a YAML file."
)
engine_option: Decorator = click.option(
    "--engine",
    default="duckdb",
    metavar="URL",
    help="Where the crime records are counted: spark, spark://host:port, or "
    "postgres://user@host:port/database (the password by PGPASSWORD or ~/.pgpass); here by "
    "default.",
)
json_option: Decorator = click.option(
    "--json", "as_json", is_flag=True, help="Print machine-readable JSON."
)
key_option: Decorator = click.option(
    "--key-file",
    type=click.Path(path_type=Path),
    help="File with the pseudonym key; without one, references join only within this run.",
)


def _only_one(_context: object, _option: object, files: tuple[Path, ...]) -> Path:
    """Refuse a repeated option: click alone would silently keep the last file."""
    if len(files) > 1:
        raise click.BadParameter(
            f"{len(files)} files were given, one is read. Put them together first with "
            "`satisfaction validate FILE FILE ... --out FOLDER` and give its accepted.parquet."
        )
    return files[0]


def _each_once(_context: object, _option: object, files: tuple[Path, ...]) -> tuple[Path, ...]:
    """Refuse a file that is given twice: its interviews would be duplicates."""
    twice = sorted({file.name for file in files if files.count(file) > 1})
    if twice:
        raise click.BadParameter(f"{', '.join(twice)} is given more than once.")
    return files


returns_option: Decorator = click.option(
    "--returns",
    "returns_file",
    required=True,
    multiple=True,
    callback=_only_one,
    type=click.Path(path_type=Path),
    help="A delivery, or the accepted.parquet of one or several.",
)


period_option: Decorator = click.option("--period", help="Only interviews of this period.")


def returns_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of every command that estimates from the returns of a period."""
    return source_options(period_option(command))


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of every command that estimates from returns, of several periods if given."""
    options = (
        click.option(
            "--returns",
            "returns_files",
            required=True,
            multiple=True,
            callback=_each_once,
            type=click.Path(path_type=Path),
            help="Deliveries, such as several quarters (give the option again for each), or the "
            "accepted.parquet of one or several.",
        ),
        survey_option,
        click.option(
            "--profile",
            "profiles",
            multiple=True,
            type=click.Path(path_type=Path),
            help="Weight to this profile; given again for each period, each period's interviews "
            "are weighted to their own.",
        ),
        click.option(
            "--set-aside",
            is_flag=True,
            help="Leave levels that no respondent has out of the margins, instead of stopping.",
        ),
        key_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


def read_source(
    returns_files: tuple[Path, ...],
    survey: str,
    profiles: tuple[Path, ...],
    key_file: Path | None,
    *,
    set_aside: bool,
    period: str | None = None,
) -> Returns:
    """Read what the options of :func:`source_options` name; say how many rows were rejected."""
    from satisfaction.workflow.loading import load_returns

    loaded = load_returns(
        returns_files,
        survey=survey,
        period=period,
        profile=profiles,
        unreachable="set aside" if set_aside else "refuse",
        key_file=key_file,
    )
    rejected_note(loaded.rejected)
    return loaded.returns


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
