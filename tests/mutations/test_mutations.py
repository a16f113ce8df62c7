"""Three thousand broken and hostile files: rows that reconcile or one clear refusal, each time."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from mutations.base import ROWS
from mutations.mutation import CANARIES, Mutation
from mutations.oracle import judge, shows_canary
from mutations.other_tables import CONTRACTS, table
from mutations.readers import READERS, Reading
from mutations.runner import FORMATS, judge_format, mutation, shares
from mutations.text_tables import count_rows

NUMBER = 3_000
SEED = 20_261_123


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_every_broken_file_ends_in_rows_or_one_clear_refusal(name, count):
    number = shares(NUMBER)[name]
    tally = judge_format(name, SEED, number)
    assert tally.faults == {}
    assert tally.tried == number
    assert tally.outcomes["refused"] > 0
    count("mutations tried", tally.tried)
    count("commands run on a mutation", tally.commands)
    count("texts searched for canaries", tally.searched)


def test_the_same_number_is_the_same_file_for_ever():
    for name in FORMATS:
        assert mutation(name, 3, 5) == mutation(name, 3, 5)
    assert sum(shares(NUMBER).values()) == NUMBER


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_tables_that_mutations_begin_with_are_sound(name, tmp_path):
    (tmp_path / "table.csv").write_bytes(table(name))
    reading = READERS[name](tmp_path / "table.csv")
    assert (reading.outcome, reading.rows) == ("accepted", ROWS)


def sound(**changes):
    given = {"what": "x", "file": "x.csv", "data": b"A\n1\n", "reader": "fake", "rows": 1}
    return Mutation(**{**given, **changes})


def ends(monkeypatch, tmp_path, read):
    monkeypatch.setitem(READERS, "fake", read)
    return judge(sound(), tmp_path)


def test_the_oracle_sees_a_count_that_is_wrong(monkeypatch, tmp_path):
    verdict = ends(monkeypatch, tmp_path, lambda _: Reading(outcome="accepted", rows=2))
    assert "2 rows were read, 1 are there" in verdict.fault


def test_the_oracle_sees_another_error_and_where_it_came_from(monkeypatch, tmp_path):
    verdict = ends(monkeypatch, tmp_path, lambda _: {}["x"])
    assert verdict.outcome == "CRASH"
    assert "KeyError" in verdict.fault


def test_the_oracle_sees_a_value_in_what_is_shown(monkeypatch, tmp_path):
    shown = f"Area {CANARIES[0].upper()} is not known."
    verdict = ends(monkeypatch, tmp_path, lambda _: Reading(outcome="accepted", rows=1, told=shown))
    assert "shows a value" in verdict.fault
    assert not shows_canary(["nothing"])


def test_the_oracle_sees_what_takes_too_long(monkeypatch, tmp_path):
    def run_on(_):
        while True:
            pass

    monkeypatch.setattr("mutations.limits.SECONDS_OF_CPU", 0.1)
    assert ends(monkeypatch, tmp_path, run_on).outcome == "HANG"


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="Linux tells the peak")
def test_the_oracle_sees_what_takes_too_much_memory(monkeypatch, tmp_path):
    def take(_):
        return Reading(outcome="accepted", rows=len(bytearray(b"x") * (400 << 20)) and 1)

    assert "MB" in ends(monkeypatch, tmp_path, take).fault


def test_rows_are_counted_apart_from_the_package():
    assert count_rows(b'A,B\n1,"x\ny"\n2,z\n\n', ",") == 2
    assert count_rows(b"A\0,B\n", ",") is None


def test_mutations_differ_from_one_another():
    made = {FORMATS["csv"](Random(n)).data for n in range(50)}  # noqa: S311 - not for secrets
    assert len(made) > 45
