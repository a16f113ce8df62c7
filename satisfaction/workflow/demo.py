"""The quarter that ships with the package."""

from __future__ import annotations

from contextlib import ExitStack
from importlib.resources import as_file
from typing import TYPE_CHECKING

from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.resources import resource_dir
from satisfaction.workflow.config import FocusGroupWishes, Inputs, QuarterConfig, Settings
from satisfaction.workflow.quarter import run_quarter

if TYPE_CHECKING:
    from pathlib import Path

    from satisfaction.workflow.quarter import QuarterRun

_QUARTER = "quarter_2007_08_q3"
# Anybody may know this key: it hides nobody. A fixed one makes two runs of the demo identical.
_KEY = PseudonymKey(b"the key of the synthetic quarter")


def run_demo(out: Path, *, run_stamp: str | None = None, quiet: bool = False) -> QuarterRun:
    """Run the shipped synthetic quarter into ``out``."""
    with ExitStack() as stack:
        data = stack.enter_context(as_file(resource_dir("synthetic_data").joinpath(_QUARTER)))
        config = QuarterConfig(
            survey="user-satisfaction-2007",
            period="2007/08 Q3",
            out=str(out.resolve()),
            title="Synthetic data: no real person is in it",
            inputs=Inputs(
                returns=(str(data / "returns_*.parquet"),),
                records=(str(data / "crime_records*.parquet"),),
                frame=(str(data / "frame.parquet"),),
                issued=(str(data / "issued_sample.parquet"),),
                outcomes=(str(data / "contact_outcomes.parquet"),),
                inspections=str(data),
            ),
            settings=Settings(unreachable="set aside"),
            focus_groups=FocusGroupWishes(groups=4, size=8, seed=2007),
        )
        return run_quarter(config, key=_KEY, run_stamp=run_stamp, quiet=quiet)
