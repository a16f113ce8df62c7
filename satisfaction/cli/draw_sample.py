"""``satisfaction draw-sample``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from satisfaction.cli.options import json_option, key_option, rejected_note

if TYPE_CHECKING:
    from datetime import datetime


@click.command()
@click.option("--frame", required=True, type=click.Path(path_type=Path), help="Sampling frame.")
@click.option("--plan", required=True, type=click.Path(path_type=Path), help="sample_plan.json.")
@click.option("--seed", required=True, type=click.IntRange(min=0), help="Seed of the draw.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="CSV file to write.")
@click.option(
    "--exclude",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Sample issued before; of the last 12 months where --issued-on is given. Repeatable.",
)
@click.option(
    "--issued-on", type=click.DateTime(formats=["%Y-%m-%d"]), help="Day sent, as 2008-01-02."
)
@click.option("--survey", default="", help="Whose crime records say what levels the frame has.")
@click.option("--batch", default="1", help="Batch in which the sample is sent.")
@key_option
@json_option
def command(
    frame: Path,
    plan: Path,
    seed: int,
    out: Path,
    exclude: tuple[Path, ...],
    issued_on: datetime | None,
    survey: str,
    batch: str,
    key_file: Path | None,
    as_json: bool,
) -> int:
    """Draw the victims to issue; the same frame, key, plan and seed give the same sample.

    The file written holds the force's own crime references and can be read by its owner only. Exit
    code 1 when the frame has fewer victims than planned.
    """
    from satisfaction.workflow.drawing import draw_from_files

    drawn = draw_from_files(
        frame,
        plan=plan,
        seed=seed,
        out=out,
        survey=survey,
        exclude=exclude,
        issued_on=issued_on.date() if issued_on else None,
        batch=batch,
        key_file=key_file,
    )
    rejected_note(drawn.rejected)
    sample = drawn.sample
    summary = {
        "issued": len(sample.table),
        "planned": int(sample.strata["planned"].sum()),
        "excluded": sample.excluded,
        "seed": sample.seed,
        "frame_mark": sample.frame_mark,
        "file": out.name,
        "caveats": [{"code": c.code, "text": c.text} for c in sample.caveats],
    }
    click.echo(json.dumps(summary, indent=1, ensure_ascii=False) if as_json else str(sample))
    return int(sample.needs_attention)
