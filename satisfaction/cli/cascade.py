"""``satisfaction cascade``."""

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
@click.option("--frame", type=click.Path(path_type=Path), help="Sampling frame.")
@click.option("--issued", type=click.Path(path_type=Path), help="Issued sample.")
@click.option("--outcomes", type=click.Path(path_type=Path), help="Contact outcomes.")
@click.option(
    "--records", multiple=True, type=click.Path(path_type=Path), help="Crime records, row by row."
)
@click.option("--measure", help="Whose valid answers count; by default the headline's.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for cascade.json.")
@key_option
@json_option
def command(
    returns_file: Path,
    profile: Path,
    survey: str,
    period: str,
    frame: Path | None,
    issued: Path | None,
    outcomes: Path | None,
    records: tuple[Path, ...],
    measure: str | None,
    out: Path | None,
    key_file: Path | None,
    as_json: bool,
) -> int:
    """Follow each level from recorded victims to valid answers; name the step that costs most.

    The more files are given, the more steps can be told apart. Exit code 1 when a level is lost
    beyond tolerance, the draw is not like a random one, or an excluded victim was interviewed.
    """
    from satisfaction.representativeness import cascade
    from satisfaction.workflow.fieldwork import read_fieldwork
    from satisfaction.workflow.fieldwork_files import read_records
    from satisfaction.workflow.keys import run_key
    from satisfaction.workflow.loading import load_profile, load_returns
    from satisfaction.workflow.recording import write_result

    key = run_key(key_file)
    loaded = load_returns(returns_file, survey=survey, period=period, key=key)
    definition = loaded.returns.survey
    work = read_fieldwork(
        frame=[frame] if frame else [],
        issued=[issued] if issued else [],
        outcomes=[outcomes] if outcomes else [],
        survey=definition,
        key=key,
    )
    crimes = read_records(records, definition, key=key)
    rejected_note(loaded.rejected + work.rejected + crimes.rejected)
    result = cascade(
        loaded.returns,
        load_profile(profile, definition, period=period),
        frame=work.frame,
        issued=work.issued,
        outcomes=work.outcomes,
        records=crimes.frame,
        measure=measure,
    )
    if out is not None:
        write_result(result, out, name="cascade.json")
    show_result(result, as_json=as_json)
    return int(result.needs_attention)
