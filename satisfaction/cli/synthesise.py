"""``satisfaction synthesise``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from satisfaction.cli.options import json_option


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--survey", default="user-satisfaction-2007", show_default=True)
@click.option("--seed", default=2007, show_default=True)
@click.option("--interviews", default=2_500, show_default=True, help="In one quarter.")
@click.option("--crimes", default=60_000, show_default=True, help="In one quarter's report window.")
@click.option("--quarters", default=1, show_default=True)
@click.option("--ending", default="2007/08 Q3", show_default=True, help="Last quarter.")
@click.option("--quiet", is_flag=True, help="No progress.")
@json_option
def command(
    out: Path,
    survey: str,
    seed: int,
    interviews: int,
    crimes: int,
    quarters: int,
    ending: str,
    quiet: bool,
    as_json: bool,
) -> None:
    """Make synthetic returns and crime records in OUT, with the truth that was planted.

    More than a million crime records stand in a folder of Parquet files by month, made block by
    block in bounded memory.
    """
    from satisfaction.synthesis import synthesise_to
    from satisfaction.workflow.outputs import staged_folder
    from satisfaction.workflow.progress import Progress

    with staged_folder(out) as folder:
        synthesise_to(
            folder,
            survey,
            seed=seed,
            interviews=interviews,
            crimes=crimes,
            quarters=quarters,
            ending=ending,
            step=Progress(quiet=quiet).step,
        )
        made = sorted(f"{path.name}/" if path.is_dir() else path.name for path in folder.iterdir())
    click.echo(json.dumps(made, indent=2) if as_json else "\n".join(made))
