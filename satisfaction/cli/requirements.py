"""``satisfaction requirements``."""

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
@survey_option
@click.option("--period", help="Only interviews of this period.")
@click.option("--issued", type=click.Path(path_type=Path), help="Issued sample.")
@click.option("--outcomes", type=click.Path(path_type=Path), help="Contact outcomes.")
@key_option
@json_option
def command(
    returns_file: Path,
    survey: str,
    period: str | None,
    issued: Path | None,
    outcomes: Path | None,
    key_file: Path | None,
    as_json: bool,
) -> int:
    """Hold the interviews against every rule that data can show: met, not met, cannot be told.

    With --issued and --outcomes also response and cooperation rates, and attempts. Exit code 1
    when a rule is not met.
    """
    from satisfaction.requirements import state_requirements
    from satisfaction.workflow.fieldwork import read_fieldwork
    from satisfaction.workflow.keys import run_key
    from satisfaction.workflow.loading import load_returns

    key = run_key(key_file)
    loaded = load_returns(returns_file, survey=survey, period=period, key=key)
    rejected_note(loaded.rejected)
    work = read_fieldwork(
        issued=[issued] if issued else [],
        outcomes=[outcomes] if outcomes else [],
        survey=loaded.returns.survey,
        key=key,
    )
    statement = state_requirements(
        loaded.returns, period=period or "", issued=work.issued, outcomes=work.outcomes
    )
    show_result(statement, as_json=as_json)
    return int(statement.needs_attention)
