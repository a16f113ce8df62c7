"""``satisfaction exclusions``."""

from __future__ import annotations

from pathlib import Path

import click

from satisfaction.cli.options import engine_option, json_option, show_result, survey_option


@click.command()
@click.option(
    "--records",
    multiple=True,
    required=True,
    help="Crime records: a file, a folder, a pattern in quotes, or a table of the engine; several "
    "may follow.",
)
@click.argument("more", nargs=-1)
@survey_option
@engine_option
@click.option("--period", help="Such as '2007/08 Q3'; by default every record counts.")
@click.option("--contract", help="Contract of the records, if not the one the survey names.")
@click.option("--rules", type=click.Path(path_type=Path), help="The force's own rules.yaml.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for exclusions.json.")
@click.option(
    "--key-file",
    type=click.Path(path_type=Path),
    help="Pseudonym key: lists records whose approval is not in order.",
)
@json_option
def command(
    records: tuple[str, ...],
    more: tuple[str, ...],
    survey: str,
    engine: str,
    period: str | None,
    contract: str | None,
    rules: Path | None,
    out: Path | None,
    key_file: Path | None,
    as_json: bool,
) -> int:
    """Audit the exclusions among the victims of PERIOD, reason by reason.

    Exit code 1 when a reason is more than documented and within the rule.
    """
    from satisfaction.definitions.library import load_rules
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.workflow.crime_records import CrimeRecords
    from satisfaction.workflow.recording import write_result

    audit = CrimeRecords(names=(*records, *more), engine=engine).audit(
        survey,
        period=period,
        contract=contract,
        rules=load_rules(rules),
        key=PseudonymKey.from_file(key_file) if key_file else None,
    )
    if out is not None:
        write_result(audit, out, name="exclusions.json")
    show_result(audit, as_json=as_json)
    return int(audit.needs_attention)
