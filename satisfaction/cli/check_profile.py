"""``satisfaction check-profile``."""

from __future__ import annotations

from pathlib import Path

import click

from satisfaction.cli.options import (
    json_option,
    key_option,
    rejected_note,
    returns_option,
    show_result,
    survey_option,
)


@click.command()
@returns_option
@click.option("--profile", required=True, type=click.Path(path_type=Path))
@survey_option
@click.option("--period", required=True, help="Quarter, such as '2007/08 Q3'.")
@click.option("--tolerance", type=float, help="Points, such as 3; by default the rulebook's.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for profile_check.json.")
@key_option
@json_option
def command(
    returns_file: Path,
    profile: Path,
    survey: str,
    period: str,
    tolerance: float | None,
    out: Path | None,
    key_file: Path | None,
    as_json: bool,
) -> int:
    """Compare the respondents of PERIOD with the victim profile, level by level.

    Exit code 1 when a level is outside its tolerance.
    """
    from satisfaction.representativeness import check_profile
    from satisfaction.workflow.loading import load_profile, load_returns
    from satisfaction.workflow.recording import write_result

    loaded = load_returns(returns_file, survey=survey, period=period, key_file=key_file)
    rejected_note(loaded.rejected)
    points = None if tolerance is None else tolerance / 100
    check = check_profile(
        loaded.returns,
        load_profile(profile, loaded.returns.survey, period=period),
        tolerance=points,
    )
    if out is not None:
        write_result(check, out, name="profile_check.json")
    show_result(check, as_json=as_json)
    return int(check.needs_attention)
