"""Whatever the scale, direction, routing and dimensions: what is synthesised can be read."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satisfaction.definitions.documents import parse_document
from satisfaction.definitions.parsing import parse_model
from satisfaction.definitions.survey import Survey
from satisfaction.intake.returns import read_returns
from satisfaction.synthesis import synthesise
from satisfaction.synthesis.allocation import allocate

HEAD = """\
survey: drawn
title: Drawn
mode: telephone
fields:
  interview: {column: INT, kind: reference, unique: true}
  interviewed_on: {column: DAY, kind: date}
"""
FIELDS = {
    "user_group": "{column: UG, kind: category, levels: {1: burglary, 2: assault}}",
    "age": "{column: AGE, kind: count, range: [16, 110], classify: age-bands-10}",
    "gender": "{column: SEX, kind: category, levels: {f: female, m: male}, not_answered: {n: no}}",
    "ethnicity": "{column: ETH, kind: category, classify: ethnicity-2021}",
    "area": "{column: AREA, kind: category}",
    "contact": "{column: CON, kind: consent, 'yes': [Y], 'no': [N], purpose: PUR}",
    "remark": "{column: REM, kind: text}",
}


@st.composite
def scales(draw):
    count = draw(st.integers(2, 10))
    codes = [str(code) for code in range(1, count + 1)]
    if draw(st.booleans()):
        codes.reverse()
    good = draw(st.integers(1, count - 1))
    bad = draw(st.integers(1, count - good))
    top = draw(st.integers(0, good))
    parts = {"satisfied": codes[:good], "top": codes[:top], "dissatisfied": codes[count - bad :]}
    grades = ", ".join(f"{code}: grade {code}" for code in sorted(codes, key=int))
    lists = ", ".join(f"{side}: [{', '.join(codes)}]" for side, codes in parts.items())
    silence = ", not_answered: {98: don't know, 99: refused}" if draw(st.booleans()) else ""
    return f"{{grades: {{{grades}}}, {lists}{silence}}}"


@st.composite
def surveys(draw):
    fields = draw(st.lists(st.sampled_from(sorted(FIELDS)), unique=True))
    drivers = draw(st.integers(0, 4))
    text = HEAD + "".join(f"  {name}: {FIELDS[name]}\n" for name in fields)
    text += f"scales:\n  main: {draw(scales())}\n  other: {draw(scales())}\nquestions:\n"
    text += "  overall: {column: Q0, scale: main, text: Q, outcome: true}\n"
    for number in range(drivers):
        routed = ", asked_if: {overall: [grade 1]}" if draw(st.booleans()) else ""
        scale = draw(st.sampled_from(["main", "other"]))
        text += (
            f"  d{number}: {{column: D{number}, scale: {scale}, text: Q, driver: true{routed}}}\n"
        )
    strata = [name for name in fields if name in ("user_group", "gender") and draw(st.booleans())]
    text += f"weights: {{strata: [{', '.join(strata)}]}}\n"
    text += "checks:\n  - {kind: routing, then: flag, reason: misrouted, says: Misrouted.}\n"
    return parse_model(parse_document(text, file="drawn.yaml"), Survey)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(surveys(), st.integers(0, 2**32))
def test_intake_accepts_all_but_the_planted_faults_whatever_the_survey(survey, seed):
    made = synthesise(survey, interviews=150, crimes=2_500, seed=seed)
    report = read_returns(made.returns, survey).report
    table = made.truth.table("faults")
    for then, found in (("reject", report.rejected_by), ("flag", report.flagged_by)):
        stated = table[table["then"] == then].groupby("reason")["rows"].sum()
        assert {r: n for r, n in found.items() if n} == {r: n for r, n in stated.items() if n}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(surveys(), st.integers(0, 2**32))
def test_the_true_shares_of_every_measure_add_up_to_one(survey, seed):
    table = synthesise(survey, interviews=50, crimes=1_000, seed=seed).truth.table("satisfaction")
    total = table[["satisfied", "neither", "dissatisfied"]].sum(axis=1)
    assert (abs(total - 1) < 1e-12).all()
    assert (table["top"].fillna(0) <= table["satisfied"] + 1e-12).all()


@given(
    st.lists(st.tuples(st.integers(0, 500), st.floats(0.05, 0.95)), min_size=1, max_size=40),
    st.floats(0.01, 0.99),
    st.integers(1, 5),
)
def test_no_stratum_gives_more_than_it_has_and_the_total_is_met(strata, part, groups):
    available = np.array([size for size, _ in strata])
    response = np.array([chance for _, chance in strata])
    wanted = int(part * (available * response).sum())
    if wanted == 0:
        return
    issued = allocate(available, response, np.arange(len(strata)) % groups, interviews=wanted)
    assert ((issued >= 0) & (issued <= available)).all()
    assert issued.sum() >= wanted
