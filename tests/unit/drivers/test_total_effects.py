"""Shares adjusted for earlier stages only, on a path whose total is known."""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.drivers.model import fit_model
from satisfaction.drivers.total_effects import total_effects

STAGE_OF = {"early": "early", "late": "middle", "loose": ""}
STAGES = ("early", "middle")


@pytest.fixture(scope="module")
def path(plant):
    """Let a poor early rating make a poor late one likelier; both go with dissatisfaction."""
    rng = np.random.default_rng(12)
    size = 20_000
    early = rng.random(size) < 0.3
    late = rng.random(size) < np.where(early, 0.6, 0.2)
    outcome = rng.random(size) < 0.1 + 0.1 * early + 0.4 * late
    middle = {"early": 4, "late": 4, "loose": 4}
    return plant(
        early=np.where(early, 2, middle["early"]),
        late=np.where(late, 2, middle["late"]),
        loose=np.where(rng.random(size) < 0.25, 3, middle["loose"]),
        overall=np.where(outcome, 2, 6),
    )


def totals(answers, stages=STAGES, stage_of=STAGE_OF):
    table = total_effects(answers, stage_of, stages, confidence=0.95, seed=1)
    return table.set_index("driver")


def test_an_early_driver_has_its_planted_total_and_not_only_its_direct_part(path, code):
    answers = code(path, "early", "late", "loose")
    found = totals(answers).loc["early"]
    # Dissatisfied: 0.1 + 0.1 early + 0.4 late; late is 0.6 after early, 0.2 otherwise.
    after, otherwise = 0.2 + 0.4 * 0.6, 0.1 + 0.4 * 0.2
    dissatisfied = 0.3 * after + 0.7 * otherwise
    planted = 0.3 * (after - otherwise) / dissatisfied
    assert found["total_share_lower"] < planted < found["total_share_upper"]
    assert found["total_share"] == pytest.approx(planted, abs=0.02)
    direct = fit_model(answers).shares.shares[0]
    assert direct < planted - 0.1


def test_a_total_of_the_first_stage_is_the_difference_of_raw_shares(path, code):
    found = totals(code(path, "early", "late", "loose")).loc["early"]
    dissatisfied = (path.frame["overall"] == "second").to_numpy()
    poor = (path.frame["early"] == "second").to_numpy()
    raw = poor.mean() * (dissatisfied[poor].mean() - dissatisfied[~poor].mean())
    assert found["total_share"] == pytest.approx(raw / dissatisfied.mean(), abs=1e-9)


def test_drivers_without_a_stage_stand_last_and_are_adjusted_for_all(path, code):
    answers = code(path, "loose", "early", "late")
    table = totals(answers)
    assert table.index.tolist() == ["early", "late", "loose"]
    everything = dict(
        zip(["loose", "early", "late"], fit_model(answers).shares.shares, strict=True)
    )
    assert table.loc["loose", "total_share"] == pytest.approx(everything["loose"], abs=1e-12)
    assert table.loc["late", "total_share"] != pytest.approx(everything["late"], abs=1e-6)
    without = fit_model(code(path, "early", "late")).shares.shares[1]
    assert table.loc["late", "total_share"] == pytest.approx(without, abs=1e-12)


def test_without_stages_there_is_nothing_to_tell(path, code):
    table = totals(code(path, "early", "late"), stages=())
    assert table.empty
    assert list(table.columns) == ["total_share", "total_share_lower", "total_share_upper"]
