"""``satisfaction sample-plan``."""

from __future__ import annotations

from pathlib import Path

import click

from satisfaction.cli.options import json_option, key_option, rejected_note, survey_option


@click.command()
@click.option("--profile", required=True, type=click.Path(path_type=Path))
@survey_option
@click.option("--period", help="Quarter of the profile, such as '2007/08 Q3'.")
@click.option("--frame", type=click.Path(path_type=Path), help="Victims who may be issued next.")
@click.option("--issued", type=click.Path(path_type=Path), help="Last issued sample.")
@click.option("--outcomes", type=click.Path(path_type=Path), help="Its contact outcomes.")
@click.option(
    "--last-frame", type=click.Path(path_type=Path), help="Frame of the last issued sample."
)
@click.option("--response-rate", type=float, help="Per cent, where there is no issued sample.")
@click.option("--interviews", type=float, help="Interviews in all.")
@click.option("--precision", type=float, help="Points of margin for each user group.")
@click.option("--area-minimum", type=float, default=0, help="Interviews from each area.")
@click.option("--budget", type=int, help="Most victims to issue.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for sample_plan.json.")
@key_option
@json_option
def command(
    profile: Path,
    survey: str,
    period: str | None,
    frame: Path | None,
    issued: Path | None,
    outcomes: Path | None,
    last_frame: Path | None,
    response_rate: float | None,
    interviews: float | None,
    precision: float | None,
    area_minimum: float,
    budget: int | None,
    out: Path | None,
    key_file: Path | None,
    as_json: bool,
) -> int:
    """Plan how many victims to issue next, by stratum, with boosts for levels that respond less.

    Exit code 1 when something asked for cannot be reached.
    """
    from satisfaction.reports.record import result_json
    from satisfaction.workflow.sample_planning import (
        PlanFiles,
        PlanTargets,
        plan_from_files,
        write_plan,
    )

    files = PlanFiles(
        profile=profile,
        frame=frame,
        issued=issued,
        outcomes=outcomes,
        last_frame=last_frame,
        key_file=key_file,
    )
    targets = PlanTargets(
        interviews=interviews,
        precision=None if precision is None else precision / 100,
        area_minimum=area_minimum,
        budget=budget,
        response_rate=None if response_rate is None else response_rate / 100,
    )
    planned = plan_from_files(files, survey=survey, period=period, targets=targets)
    rejected_note(planned.rejected)
    if out is not None:
        write_plan(planned.plan, out)
    click.echo(result_json(planned.plan) if as_json else str(planned.plan))
    return int(planned.plan.needs_attention)
