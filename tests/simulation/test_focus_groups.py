"""How often each person is chosen under the equal-chance option, against the chance recorded."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from satisfaction.focus_groups import blocks, choose_focus_groups

MADE_UP = Path(__file__).parents[1] / "unit" / "focus_groups" / "made_up.py"
SEEDS, PEOPLE = 500, 40


@pytest.fixture(scope="module")
def made_up():
    spec = importlib.util.spec_from_file_location("focus_groups_made_up", MADE_UP)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_people_are_chosen_as_often_as_their_recorded_chance_says(made_up, monkeypatch):
    """500 seeds, 40 candidates, 8 places; Monte Carlo error of a frequency at most 0.022.

    The lottery does not depend on the seed (the last assertion), so it is held once.
    """
    returns = made_up.returns_of(made_up.a_crowd(PEOPLE, 5))
    held = {}
    hold = blocks.hold_lottery

    def held_once(problem, *, seconds):
        key = (problem.groups, len(problem.cells))
        return (
            held.setdefault(key, hold(problem, seconds=seconds)) if key not in held else held[key]
        )

    monkeypatch.setattr(blocks, "hold_lottery", held_once)
    times, chance = dict.fromkeys(returns.frame["interview"], 0), {}
    for seed in range(SEEDS):
        seated = chosen_with(returns, seed).invitations.participants
        for name, recorded in zip(seated["interview"], seated["chance"], strict=True):
            times[name] += 1
            assert chance.setdefault(name, recorded) == pytest.approx(recorded)
    monkeypatch.undo()
    frequency = np.array(list(times.values())) / SEEDS
    expected = np.array([chance.get(name, 0.0) for name in times])
    error = np.sqrt(expected * (1 - expected) / SEEDS)
    # 40 comparisons: 4 standard errors are passed by chance once in 400 such tests.
    assert (np.abs(frequency - expected) <= 4 * error + 1e-9).all()
    assert expected.sum() == pytest.approx(8)
    assert chosen_with(returns, 3).least_chance == pytest.approx(expected.min())
    assert frequency.min() >= 0.5 * 8 / PEOPLE


def chosen_with(returns, seed):
    return choose_focus_groups(
        returns, groups=2, size=4, reserves=0, purpose="focus group", rng=seed, quotas=["gender"],
        fairness="equal chance",
    )  # fmt: skip


@pytest.mark.slow
def test_without_the_lottery_some_people_are_never_chosen_whatever_the_seed_of_the_cells(made_up):
    """What the option is for: 60 seeds of the plain choice; its frequencies are less even."""
    returns = made_up.returns_of(made_up.a_crowd(PEOPLE, 5))
    times = dict.fromkeys(returns.frame["interview"], 0)
    for seed in range(60):
        groups = choose_focus_groups(
            returns, groups=2, size=4, reserves=0, purpose="focus group", rng=seed
        )
        for name in groups.invitations.participants["interview"]:
            times[name] += 1
    even = choose_focus_groups(
        returns, groups=2, size=4, reserves=0, purpose="focus group", rng=1, fairness="equal chance"
    )
    assert min(times.values()) / 60 < even.least_chance
