"""``satisfaction change``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from satisfaction.cli.options import json_option, read_source, show_result, source_options

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@source_options
@click.option(
    "--between",
    nargs=2,
    required=True,
    help="The earlier period and the later, such as '2007/08 Q2' '2007/08 Q3'; they may overlap, "
    "as '12m to 2007-09' '12m to 2007-12' do.",
)
@click.option("--measure", multiple=True, help="Measure or question; by default the outcome.")
@click.option("--by", multiple=True, help="Category to group by; several are crossed.")
@click.option("--across-breaks", is_flag=True, help="Compare across a series break all the same.")
@json_option
def command(
    returns_files: tuple[Path, ...],
    survey: str,
    profiles: tuple[Path, ...],
    set_aside: bool,
    key_file: Path | None,
    between: tuple[str, str],
    measure: tuple[str, ...],
    by: tuple[str, ...],
    across_breaks: bool,
    as_json: bool,
) -> None:
    """Test the change from one period to another; both levels stand beside it."""
    from satisfaction.estimates import change

    returns = read_source(returns_files, survey, profiles, key_file, set_aside=set_aside)
    result = change(
        returns,
        between=between,
        measure=measure or None,
        by=by or None,
        across_breaks=across_breaks,
    )
    show_result(result, as_json=as_json)
