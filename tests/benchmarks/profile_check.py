"""Time the whole profile check of 20,000 interviews against 1,000,000 crime records.

Run it from the project's root: ``python tests/benchmarks/profile_check.py``. Counting the profile,
both families of verdicts with tests, residuals and power, weighting and the impact are timed, each
by itself; reading the files and making them up are not.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from satisfaction.definitions.levels import dimensions_of
from satisfaction.definitions.library import load_survey
from satisfaction.intake.profiles.records import victim_profile
from satisfaction.representativeness import check_profile, impact
from satisfaction.tables.returns import Returns
from satisfaction.weighting import weight

if TYPE_CHECKING:
    from collections.abc import Callable

    from satisfaction.definitions.survey import Survey

LIMIT = 3.0
INTERVIEWS, RECORDS = 20_000, 1_000_000
ROUNDS = 3
AREAS = [f"Borough {k}" for k in range(32)]
ETHNIC = ("W1", "W2", "W9", "M1", "A1", "A2", "B1", "B2", "O1", "O9")
SHARES = (0.42, 0.02, 0.15, 0.05, 0.1, 0.06, 0.08, 0.06, 0.02, 0.04)


def main() -> int:
    """Print the table of times; return 1 if they add up to more than the limit."""
    survey = load_survey("user-satisfaction-2007")
    returns, records = made_up_returns(survey), made_up_records()
    print(f"{INTERVIEWS:,} interviews, {RECORDS:,} records; processor time, best of {ROUNDS}")
    counted, profile = best(lambda: victim_profile(records, survey, period="2007/08 Q3"))
    checked, _ = best(lambda: check_profile(returns, profile))
    weighted, heavy = best(lambda: weight(returns, profile).returns)
    moved, _ = best(lambda: impact(heavy))
    parts = {"count the profile": counted, "verdicts, tests, residuals, power": checked,
             "weights": weighted, "does it matter": moved}  # fmt: skip
    for name, seconds in parts.items():
        print(f"  {name:<36} {seconds:6.2f} s")
    total = sum(parts.values())
    print(f"  {'together':<36} {total:6.2f} s   (limit {LIMIT:.0f})")
    return int(total > LIMIT)


def best(job: Callable[[], Any]) -> tuple[float, Any]:
    """Return the shortest of several times in seconds of processor, and what was made.

    Of the processor and not of the clock, so that other programs on the machine do not count.
    """
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        made = job()
        times.append(time.process_time() - start)
    return min(times), made


def made_up_records(seed: int = 1) -> pd.DataFrame:
    """Return crime records as text, the columns of the shipped contract."""
    draw = np.random.default_rng(seed)
    days = pd.Timestamp("2007-07-09") + pd.to_timedelta(draw.integers(0, 133, RECORDS), unit="D")
    columns = {
        "CRIMEREF": np.char.add("S", np.arange(RECORDS).astype(str)),
        "REPORTED": days.strftime("%Y-%m-%d"),
        "UG": draw.integers(1, 6, RECORDS).astype(str),
        "BOCU": np.array(AREAS)[draw.integers(0, len(AREAS), RECORDS)],
        "AGE": draw.integers(16, 90, RECORDS).astype(str),
        "GENDER": draw.choice(["F", "M", "X"], RECORDS),
        "SDE": draw.choice(ETHNIC, RECORDS, p=SHARES),
        "IC": draw.choice(["1", "2", "3"], RECORDS),
        "EXCLUDED": draw.choice(["", "NOTEL", "DV"], RECORDS, p=[0.8, 0.1, 0.1]),
        "EXCLUDED2": np.full(RECORDS, ""),
        "EXCL_BY": np.full(RECORDS, ""),
        "EXCL_ON": np.full(RECORDS, ""),
    }
    return pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in columns.items()})


def made_up_returns(survey: Survey, seed: int = 2) -> Returns:
    """Return trusted interviews, as intake leaves them."""
    draw = np.random.default_rng(seed)
    frame = pd.DataFrame({"row": np.arange(INTERVIEWS) + 2})
    frame["interviewed_on"] = pd.Timestamp("2007-11-15")
    for name, dimension in dimensions_of(survey.fields).items():
        levels = dimension.levels or tuple(AREAS)
        values = np.array(levels, dtype=object)[draw.integers(0, len(levels), INTERVIEWS)]
        frame[name] = pd.Categorical(
            values, categories=list(dict.fromkeys((*levels, *dimension.unknown)))
        )
    frame["ethnicity_pair"] = pd.Categorical(
        np.where(frame["ethnicity"] == "White", "White", "BME"), categories=["White", "BME"]
    )
    for name in survey.questions:
        labels = survey.scale_of(name).grade_labels
        answers = np.array(labels, dtype=object)[draw.integers(0, len(labels), INTERVIEWS)]
        frame[name] = pd.Categorical(answers, categories=list(survey.scale_of(name).labels))
    return Returns(frame=frame, survey=survey)


if __name__ == "__main__":
    sys.exit(main())
