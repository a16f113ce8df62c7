"""``satisfaction check-profile``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from satisfaction.cli.options import json_option, key_option, rejected_note, show_result

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")
_FILE = click.Path(path_type=Path)
_SETTINGS = ("population", "describe", "unreachable", "method")
# What --verify needs: where the files are that the record names.
_VERIFYING = frozenset(
    ("verify", "returns", "profile", "records", "frame", "issued", "outcomes", "history", "rules",
     "survey", "key_file", "quiet", "as_json")
)  # fmt: skip
_FEWEST_POINTS, _MOST_POINTS = 0.5, 50


def _points(_context: object, _option: object, given: float | None) -> float | None:
    """Refuse what cannot be points: most often it is a share."""
    if given is None or _FEWEST_POINTS <= given <= _MOST_POINTS:
        return given
    meant = f" Did you mean {given * 100:g}?" if 0 < given < _FEWEST_POINTS else ""
    raise click.BadParameter(
        f"{given:g} is not between {_FEWEST_POINTS:g} and {_MOST_POINTS}. Give percentage points, "
        f"such as 3 points.{meant}"
    )


def _files(name: str, text: str) -> Callable[..., Any]:
    """Return an option that may be given again for each file."""
    return click.option(
        f"--{name}", multiple=True, type=_FILE, help=f"{text} Give it again for each file."
    )


@click.command()
@_files("returns", "Deliveries, of earlier quarters, too; or one accepted.parquet.")
@_files("profile", "Victim profile, from `satisfaction profile`: quarter, rolling year, earlier.")
@_files("records", "Crime records: profiles are counted from them, and exclusions audited.")
@click.option("--survey", help="Name of a shipped survey definition, or a YAML file.")
@click.option("--period", help="Quarter, such as '2007/08 Q3'.")
@click.option("--tolerance", type=float, callback=_points,
              help="Points, such as 3; by default the rulebook's.")  # fmt: skip
@click.option("--population", type=click.Choice(["recorded", "eligible"]), default="recorded",
              show_default=True, help="Victims to compare with.")  # fmt: skip
@click.option("--describe", type=click.Choice(["recorded", "self-defined"]), default="recorded",
              show_default=True, help="Respondents as on the record, or as they said.")  # fmt: skip
@click.option("--unreachable", type=click.Choice(["refuse", "set aside"]), default="set aside",
              show_default=True, help="Of weights: levels that no respondent has.")  # fmt: skip
@click.option("--method", type=click.Choice(["rake", "linear"]), default="rake",
              show_default=True, help="Of weights.")  # fmt: skip
@click.option("--quarters", type=click.IntRange(min=1), default=8, show_default=True,
              help="Of the history, where the files reach back so far.")  # fmt: skip
@click.option("--rules", type=_FILE, help="The force's own rules.yaml.")
@_files("frame", "Sampling frame of the quarter.")
@_files("issued", "Issued sample of the quarter.")
@_files("outcomes", "Contact outcomes of the quarter.")
@_files("history", "record.json of an earlier quarter.")
@click.option("--out", type=_FILE, help="Folder for record.json and record.html.")
@click.option("--verify", type=_FILE, help="A record.json: compute it again and compare.")
@click.option("--quiet", is_flag=True, help="No progress.")
@key_option
@json_option
def command(
    survey: str | None,
    period: str | None,
    tolerance: float | None,
    quarters: int,
    rules: Path | None,
    out: Path | None,
    verify: Path | None,
    key_file: Path | None,
    quiet: bool,
    as_json: bool,
    **given: Any,  # noqa: ANN401 - files by their part in the check, and settings by name
) -> int:
    """Compare the respondents of PERIOD with the victim profile, level by level.

    From returns and a profile, or from returns and crime records; with the returns of a year also
    for the rolling twelve months and beside the quarters before. Frame, issued sample and contact
    outcomes tell where in the chain a difference arose.

    With --out it leaves the record of the check; --verify computes a record again from the files
    that it names and says what differs. Exit code 1 when a level is outside its tolerance, or the
    record is not the same.
    """
    settings = {name: given.pop(name) for name in _SETTINGS}
    files: dict[str, tuple[Path, ...]] = {**given, "rules": (rules,) if rules else ()}
    if verify is not None:
        _refuse_others()
        return _verify(verify, files, survey, key_file, as_json=as_json)
    from satisfaction.workflow.check_inputs import CheckFiles
    from satisfaction.workflow.checking import run_check, write_check
    from satisfaction.workflow.config import Settings

    _needed(files["returns"], "--returns")
    _needed(files["profile"] or files["records"], "--profile' or '--records")
    run = run_check(
        CheckFiles(**files, key_file=key_file),
        survey=_needed(survey, "--survey"),
        period=_needed(period, "--period"),
        settings=Settings(tolerance_points=tolerance, history=quarters, **settings),
        quiet=quiet,
    )
    rejected_note(run.rejected)
    if out is not None:
        for path in write_check(run, out):
            click.echo(f"Written: {path}", err=True)
    show_result(run.check, as_json=as_json)
    return int(run.check.needs_attention)


def _refuse_others() -> None:
    """Refuse options that a record answers by itself: they would change nothing."""
    context = click.get_current_context()
    given = [
        parameter.opts[0]
        for parameter in context.command.params
        if parameter.name not in _VERIFYING
        and context.get_parameter_source(str(parameter.name)) is ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(
            f"--verify computes with the settings of the record and does not take "
            f"{', '.join(given)}. Leave out what it does not take, or check anew without --verify."
        )


def _verify(
    record: Path,
    given: dict[str, tuple[Path, ...]],
    survey: str | None,
    key_file: Path | None,
    *,
    as_json: bool,
) -> int:
    import json

    from satisfaction.workflow.check_verification import verify_record

    found = verify_record(record, given=given, survey=survey, key_file=key_file)
    text = json.dumps(found.to_dict(), indent=1, ensure_ascii=False) if as_json else str(found)
    click.echo(text)
    return int(not found.is_same)


def _needed(given: _T | None, option: str) -> _T:
    if not given:
        raise click.UsageError(f"Missing option '{option}'. Only --verify does without it.")
    return given
