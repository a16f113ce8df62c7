"""``satisfaction check-records``."""

from __future__ import annotations

from pathlib import Path

import click

from satisfaction.cli.options import engine_option, json_option, show_result, survey_option


@click.command()
@click.argument("records", nargs=-1, required=True)
@survey_option
@engine_option
@click.option("--period", help="Such as '2007/08 Q3'; by default every record is checked.")
@click.option("--contract", help="Contract of the records, if not the one the survey names.")
@click.option(
    "--key-file",
    type=click.Path(path_type=Path),
    help="Pseudonym key: lists up to 20 records of each fault by the crime's pseudonym.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for record_checks.json.")
@json_option
def command(
    records: tuple[str, ...],
    survey: str,
    engine: str,
    period: str | None,
    contract: str | None,
    key_file: Path | None,
    out: Path | None,
    as_json: bool,
) -> int:
    """Check every field of RECORDS against their contract, where they are.

    Exit code 1 when a record breaks a rule. No value of a record is shown or written; with a key,
    references leave the engine and are pseudonymised at once.
    """
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.workflow.crime_records import CrimeRecords
    from satisfaction.workflow.recording import write_result

    checks = CrimeRecords(names=records, engine=engine).check(
        survey,
        period=period,
        contract=contract,
        key=PseudonymKey.from_file(key_file) if key_file else None,
    )
    if out is not None:
        write_result(checks, out, name="record_checks.json")
    show_result(checks, as_json=as_json)
    return int(checks.needs_attention)
