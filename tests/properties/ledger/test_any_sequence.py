"""Whatever is done in whatever order: the ledger says what a simple dict says."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import satisfaction as sat
from satisfaction.definitions.library import load_survey
from satisfaction.intake.pseudonyms import PseudonymKey, pseudonyms_of

UNIT = Path(__file__).parents[2] / "unit" / "intake" / "small_survey.yaml"
SURVEY = load_survey(UNIT).model_copy(update={"refuse_above": 1.0})
KEY = PseudonymKey(bytes(range(32)))
FIRST = date(2007, 11, 12)
ROW = {
    "CRIME": "C", "REP": "01/10/2007", "AREA": "Harrow", "AGE": "34", "SEX": "1", "SDE": "W1",
    "CALLS": "2", "MIN": "12,5", "RECON": "1", "PURP": "", "GIVEN": "", "WORDS": "", "Q1": "1",
    "Q2": "1",
}  # fmt: skip
GRADES = ["very satisfied", "satisfied", "dissatisfied", "very dissatisfied"]
ROWS = st.dictionaries(
    st.integers(0, 6), st.tuples(st.integers(0, 30), st.integers(1, 5)), min_size=1, max_size=6
)


class LedgerMachine(RuleBasedStateMachine):
    """Deliveries of interviews 0 to 6, each with a day and a grade; grade 5 is rejected."""

    def __init__(self):
        super().__init__()
        self.place = tempfile.mkdtemp()
        self.ledger = sat.Ledger(Path(self.place) / "ledger")
        # One dict a delivery: interview to (day, grade), or to None once it was removed.
        self.model: list[dict[int, tuple[int, int] | None]] = []
        self.loaded: list[dict[int, tuple[int, int]]] = []
        self.forgotten: set[int] = set()

    def teardown(self):
        shutil.rmtree(self.place)

    @rule(rows=ROWS)
    def load(self, rows):
        if all(grade == 5 for _, grade in rows.values()):
            return
        receipt = self.ledger.load(_frame(rows), SURVEY, key=KEY)
        assert receipt.is_new == (rows not in self.loaded)
        if receipt.is_new:
            kept = {i: None if i in self.forgotten else row for i, row in rows.items()}
            self.model.append(kept)
            self.loaded.append(dict(rows))

    @precondition(lambda self: self.model)
    @rule(days=st.integers(0, 31))
    def expire(self, days):
        standing = _standing(self.model)
        due = {i for i, (day, _) in standing.items() if day < days}
        for kept in self.model:
            for i, row in kept.items():
                if row and (row[0] < days or i in due):
                    kept[i] = None
        removal = self.ledger.expire(FIRST + timedelta(days=days), reason="retention")
        assert not removal.needs_attention

    @precondition(lambda self: self.model)
    @rule(interview=st.integers(0, 6))
    def forget(self, interview):
        reference = pseudonyms_of([f"I{interview}"], KEY, "interview")[0]
        found = any(kept.get(interview) for kept in self.model)
        removal = self.ledger.forget(reference, reason="request")
        assert bool(removal.rows) == found
        assert removal.proof.hits == 0
        if found:
            self.forgotten.add(interview)
            for kept in self.model:
                if interview in kept:
                    kept[interview] = None

    @invariant()
    def says_what_the_model_says(self):
        if not self.model:
            return
        _assert_same(self.ledger.returns().frame, _standing(self.model))
        entries = self.ledger.deliveries
        for entry, kept in zip(entries, self.model, strict=True):
            rows = [row for row in kept.values() if row]
            assert entry.rows_in == len(kept)
            assert entry.rejected == sum(grade == 5 for _, grade in rows)
            assert entry.removed == len(kept) - len(rows)
            assert entry.accepted + entry.superseded == len(rows) - entry.rejected

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def reads_as_at(self, data):
        number = data.draw(st.integers(1, len(self.model)))
        frame = self.ledger.returns(as_at=number).frame
        _assert_same(frame, _standing(self.model[:number]))

    @precondition(lambda self: self.model)
    @rule()
    def verifies(self):
        proof = self.ledger.verify()
        assert not proof.faults
        assert not proof.notes


def _frame(rows):
    return pd.DataFrame(
        [
            {
                **ROW,
                "INT": f"I{i}",
                "DONE": (FIRST + timedelta(days=day)).strftime("%d/%m/%Y"),
                "Q3": "77" if grade == 5 else str(grade),
            }
            for i, (day, grade) in rows.items()
        ],
        dtype="str",
    )


def _standing(model):
    """Return the last accepted row of each interview."""
    standing = {}
    for kept in model:
        standing.update({i: row for i, row in kept.items() if row and row[1] != 5})
    return standing


def _assert_same(frame, standing):
    found = {
        ref: (day.date(), answer)
        for ref, day, answer in zip(
            frame["interview"], frame["interviewed_on"], frame["overall"], strict=True
        )
    }
    names = pseudonyms_of([f"I{i}" for i in standing], KEY, "interview")
    wanted = {
        name: (FIRST + timedelta(days=day), GRADES[grade - 1])
        for name, (day, grade) in zip(names, standing.values(), strict=True)
    }
    assert found == wanted
    assert len(frame) == len(standing)


TestLedger = LedgerMachine.TestCase
TestLedger.settings = settings(
    max_examples=5,
    stateful_step_count=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
