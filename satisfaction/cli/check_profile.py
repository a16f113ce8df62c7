"""``satisfaction check-profile``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from satisfaction.cli.options import json_option, key_option, rejected_note, show_result

if TYPE_CHECKING:
    from satisfaction.workflow.check_inputs import CheckFiles

_T = TypeVar("_T")
_FILE = click.Path(path_type=Path)
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


def _one(_context: object, option: click.Parameter, files: tuple[Path, ...]) -> Path | None:
    """Refuse a repeated option: click alone would silently keep the last file."""
    if len(files) > 1:
        raise click.BadParameter(
            f"{len(files)} files were given, one is read. Put returns together first with "
            "`satisfaction validate FILE FILE ... --out FOLDER` and give its accepted.parquet.",
            param=option,
        )
    return files[0] if files else None


@click.command()
@click.option("--returns", "returns_file", multiple=True, callback=_one, type=_FILE,
              help="A delivery, or the accepted.parquet of one or several.")  # fmt: skip
@click.option("--profile", type=_FILE, help="Victim profile, from `satisfaction profile`.")
@click.option("--survey", help="Name of a shipped survey definition, or a YAML file.")
@click.option("--period", help="Quarter, such as '2007/08 Q3'.")
@click.option("--tolerance", type=float, callback=_points,
              help="Points, such as 3; by default the rulebook's.")  # fmt: skip
@click.option("--frame", type=_FILE, help="Sampling frame: compares recorded with recorded.")
@click.option("--issued", type=_FILE, help="Issued sample.")
@click.option("--outcomes", type=_FILE, help="Contact outcomes.")
@click.option("--history", type=_FILE, multiple=True, help="record.json of an earlier quarter.")
@click.option("--out", type=_FILE, help="Folder for record.json and record.html.")
@click.option("--verify", type=_FILE, help="A record.json: compute it again and compare.")
@key_option
@json_option
def command(
    returns_file: Path | None,
    profile: Path | None,
    survey: str | None,
    period: str | None,
    tolerance: float | None,
    frame: Path | None,
    issued: Path | None,
    outcomes: Path | None,
    history: tuple[Path, ...],
    out: Path | None,
    verify: Path | None,
    key_file: Path | None,
    as_json: bool,
) -> int:
    """Compare the respondents of PERIOD with the victim profile, level by level.

    With --out it leaves the record of the check; --verify computes a record again from the files
    that it names and says what differs. Exit code 1 when a level is outside its tolerance, or the
    record is not the same.
    """
    given = {"returns": returns_file, "profile": profile, "frame": frame, "issued": issued,
             "outcomes": outcomes}  # fmt: skip
    if verify is not None:
        return _verify(verify, given, history, survey, key_file, as_json)
    from satisfaction.workflow.check_inputs import CheckFiles

    returns_file, profile = _needed(returns_file, "--returns"), _needed(profile, "--profile")
    files = CheckFiles(
        returns=returns_file, profile=profile, frame=frame, issued=issued, outcomes=outcomes,
        history=history, key_file=key_file,
    )  # fmt: skip
    survey, period = _needed(survey, "--survey"), _needed(period, "--period")
    return _check(files, survey, period, tolerance, out, as_json)


def _check(
    files: CheckFiles, survey: str, period: str, points: float | None, out: Path | None,
    as_json: bool,
) -> int:  # fmt: skip
    from satisfaction.workflow.checking import run_check, write_check

    run = run_check(files, survey=survey, period=period, tolerance_points=points)
    rejected_note(run.rejected)
    if out is not None:
        for path in write_check(run, out):
            click.echo(f"Written: {path}", err=True)
    show_result(run.check, as_json=as_json)
    return int(run.check.needs_attention)


def _verify(
    record: Path,
    given: dict[str, Path | None],
    history: tuple[Path, ...],
    survey: str | None,
    key_file: Path | None,
    as_json: bool,
) -> int:
    import json

    from satisfaction.workflow.check_verification import verify_record

    found = verify_record(record, given=given, history=history, survey=survey, key_file=key_file)
    text = json.dumps(found.to_dict(), indent=1, ensure_ascii=False) if as_json else str(found)
    click.echo(text)
    return int(not found.is_same)


def _needed(given: _T | None, option: str) -> _T:
    if given is None:
        raise click.UsageError(f"Missing option '{option}'. Only --verify does without it.")
    return given
