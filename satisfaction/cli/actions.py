"""``satisfaction actions``: the improvement plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from satisfaction.cli.options import json_option, read_source, show_result, source_options

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from satisfaction.improvement import ActionPlan

    Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

_PLAN = click.argument("plan_file", metavar="PLAN", type=click.Path(path_type=Path))
_BY: Decorator = click.option("--by", default="", help="Who records it, by role.")
_ACTION: Decorator = click.option(
    "--action", "actions", multiple=True, help="Number of an action; give it again for more."
)


def _day(name: str, text: str) -> Decorator:
    return click.option(
        name,
        required=True,
        type=click.DateTime(["%Y-%m-%d"]),
        callback=lambda _context, _option, value: _date(value),
        help=text,
    )


def _date(value: datetime) -> date:
    return date(value.year, value.month, value.day)


@click.group()
def command() -> None:
    """Keep the improvement plan: what is overdue, what changed, whether the measures moved.

    PLAN is a .csv or .xlsx file by schemas/tables/action_plan.yaml. Exit code 1 when an action or a
    review is overdue.
    """


@command.command("list")
@_PLAN
@_day("--as-at", "Day for which the plan is told, such as 2008-02-10.")
@click.option("--due-within", type=click.IntRange(min=0), default=30, show_default=True)
@json_option
def list_actions(plan_file: Path, as_at: date, due_within: int, as_json: bool) -> int:
    """List the actions with their status on a day."""
    from satisfaction.workflow.actions import load_actions

    return _shown(load_actions(plan_file, as_at=as_at, due_within=due_within), as_json=as_json)


@command.command("history")
@_PLAN
@click.argument("action")
@json_option
def history(plan_file: Path, action: str, as_json: bool) -> None:
    """Show every version of ACTION."""
    from dataclasses import replace

    from satisfaction.errors import UsageError
    from satisfaction.workflow.actions import load_actions

    plan = load_actions(plan_file, as_at=date.max)
    versions = plan.versions_of(action)
    if versions.empty:
        raise UsageError(f"The plan has no action '{action}'.")
    told = versions.dropna(axis="columns", how="all")
    show_result(replace(plan, table=told, history=versions), as_json=as_json)


@command.command("add")
@_PLAN
@click.option("--from", "table", required=True, type=click.Path(path_type=Path))
@_day("--on", "Day on which the versions are recorded.")
@_BY
@json_option
def add(plan_file: Path, table: Path, on: date, by: str, as_json: bool) -> int:
    """Add the actions of a table to PLAN: new ones, and changed ones as a further version."""
    from satisfaction.workflow.actions import add_to_file

    found = add_to_file(plan_file, table, on=on, by=by)
    click.echo(str(found), err=True)
    return _shown(found.plan, as_json=as_json)


@command.command("baseline")
@_PLAN
@source_options
@click.option("--period", required=True, help="Period of the baseline, such as '2007/08 Q3'.")
@_day("--on", "Day on which it is recorded.")
@_ACTION
@_BY
@json_option
def baseline(
    plan_file: Path,
    returns_files: tuple[Path, ...],
    survey: str,
    profiles: tuple[Path, ...],
    set_aside: bool,
    key_file: Path | None,
    period: str,
    on: date,
    actions: tuple[str, ...],
    by: str,
    as_json: bool,
) -> int:
    """Record the level from which each measure is to move, with its interval."""
    from satisfaction.workflow.actions import baseline_to_file

    returns = read_source(returns_files, survey, profiles, key_file, set_aside=set_aside)
    plan = baseline_to_file(plan_file, returns, period=period, on=on, actions=actions, by=by)
    return _shown(plan, as_json=as_json)


@command.command("review")
@_PLAN
@source_options
@click.option("--period", help="Period to compare with; by default that of each action.")
@_day("--on", "Day of the review.")
@_ACTION
@_BY
@json_option
def review(
    plan_file: Path,
    returns_files: tuple[Path, ...],
    survey: str,
    profiles: tuple[Path, ...],
    set_aside: bool,
    key_file: Path | None,
    period: str | None,
    on: date,
    actions: tuple[str, ...],
    by: str,
    as_json: bool,
) -> int:
    """Test whether the measures moved from baseline to review, and what could have been detected.

    By default of every action whose review is due.
    """
    from satisfaction.workflow.actions import review_to_file

    returns = read_source(returns_files, survey, profiles, key_file, set_aside=set_aside)
    plan = review_to_file(plan_file, returns, on=on, period=period, actions=actions, by=by)
    return _shown(plan, as_json=as_json)


def _shown(plan: ActionPlan, *, as_json: bool) -> int:
    """Print a plan: all of it as JSON, else the force's form and what the reviews found."""
    from dataclasses import replace

    if as_json:
        show_result(plan, as_json=True)
        return int(plan.needs_attention)
    show_result(replace(plan, table=plan.form), as_json=False)
    for sentence in plan.findings:
        click.echo(sentence)
    return int(plan.needs_attention)
