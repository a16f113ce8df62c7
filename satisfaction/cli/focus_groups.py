"""``satisfaction focus-groups``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from satisfaction.cli.options import json_option, rejected_note, returns_options

if TYPE_CHECKING:
    from datetime import datetime


@click.command()
@returns_options
@click.option("--groups", type=click.IntRange(min=1), default=4, show_default=True)
@click.option("--size", type=click.IntRange(min=2), default=8, show_default=True)
@click.option("--reserves", type=click.IntRange(min=0), default=4, show_default=True)
@click.option("--purpose", default="focus group", show_default=True, help="As consent has it.")
@click.option("--caller", default="", help="Who calls, as consent has it; a list needs one.")
@click.option("--on", type=click.DateTime(formats=["%Y-%m-%d"]), help="Day of the invitations.")
@click.option("--seed", type=click.IntRange(min=0), required=True, help="Seed of the choice.")
@click.option("--own-groups", type=click.IntRange(min=0), help="Groups for hate crime victims.")
@click.option("--equal-chance", is_flag=True, help="A lottery, as even as quotas allow; slower.")
@click.option("--topic", "topics", multiple=True, help="Instead of the leading drivers.")
@click.option("--log", type=click.Path(path_type=Path), help="Contact log so far.")
@click.option("--continues", default="", help="Round of the log that goes on.")
@click.option("--records", type=click.Path(path_type=Path), help="Crime records as they are now.")
@click.option("--support-contact", default="", help="Service that participants can turn to.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the private lists.")
@json_option
def command(
    returns_files: tuple[Path, ...],
    survey: str,
    period: str | None,
    profiles: tuple[Path, ...],
    set_aside: bool,
    key_file: Path | None,
    groups: int,
    size: int,
    reserves: int,
    purpose: str,
    caller: str,
    on: datetime | None,
    seed: int,
    own_groups: int | None,
    equal_chance: bool,
    topics: tuple[str, ...],
    log: Path | None,
    continues: str,
    records: Path | None,
    support_contact: str,
    out: Path | None,
    as_json: bool,
) -> int:
    """Choose dissatisfied victims who agreed to be asked into focus groups.

    With --out lists for the caller, with references only, and the contact log. Exit code 1 when a
    place, a topic or a quota could not be had.
    """
    from satisfaction.reports.record import result_json
    from satisfaction.workflow.focus_groups import GroupFiles, GroupWishes, choose_from_files

    files = GroupFiles(
        returns=returns_files, profiles=profiles, log=log, records=records, key_file=key_file
    )
    wishes = GroupWishes(
        groups=groups, size=size, purpose=purpose, seed=seed, reserves=reserves, caller=caller,
        on=on.date() if on else None, own_groups=own_groups, topics=topics, continues=continues,
        fairness="equal chance" if equal_chance else "random within cells",
        support_contact=support_contact,
    )  # fmt: skip
    chosen = choose_from_files(
        files,
        wishes,
        survey=survey,
        period=period,
        unreachable="set aside" if set_aside else "refuse",
    )
    rejected_note(chosen.rejected)
    if chosen.note:
        click.echo(chosen.note, err=True)
    if out:
        from satisfaction.workflow.invitations import write_groups

        written = write_groups(
            chosen.groups, out, survey=survey, returns_files=returns_files, log=log
        )
        for path in written:
            click.echo(f"Written: {path}", err=True)
    click.echo(result_json(chosen.groups) if as_json else str(chosen.groups))
    return int(chosen.groups.needs_attention)
