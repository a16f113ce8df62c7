"""Drivers, terms, notes and a plan, as small as they can be."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
import pytest

from satisfaction.results import Provenance

PROVENANCE = Provenance(survey="simulated", period="2007/08 Q3", method="A model.")


@dataclass(frozen=True, kw_only=True)
class FoundDrivers:
    """What the improvement package needs of drivers."""

    table: pd.DataFrame
    not_analysed: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["driver", "label", "why"])
    )
    estimand: str = "Share associated with a poor rating."
    base: int = 2_000
    dissatisfied: int = 300
    confidence: float = 0.95
    provenance: Provenance = PROVENANCE
    caveats: tuple = ()


@dataclass(frozen=True, kw_only=True)
class FoundTerms:
    """What the improvement package needs of verbatims."""

    table: pd.DataFrame
    codes: pd.DataFrame
    uncovered: pd.DataFrame
    between: tuple[str, str] = ("dissatisfied", "satisfied")
    bases: tuple[int, int] = (250, 600)


def driver(name, label, *, leading, reach, penalty):
    ends = {
        f"{what}{end}": value + shift
        for what, value in (("reach", reach), ("penalty", penalty), ("share", reach * penalty * 5))
        for end, shift in (("_lower", -0.02), ("", 0.0), ("_upper", 0.02))
    }
    return {
        "driver": name, "label": label, "leading": leading, "base": 1_900, "low_base": 400,
        "kind": "hybrid", **ends,
    }  # fmt: skip


@pytest.fixture
def drivers():
    return FoundDrivers(
        table=pd.DataFrame(
            [
                driver("informed", "Kept informed", leading=True, reach=0.30, penalty=0.14),
                driver("serious", "Taken seriously", leading=True, reach=0.15, penalty=0.16),
                driver("fair", "Fairness", leading=False, reach=0.04, penalty=0.36),
                driver("speed", "Time to arrive", leading=False, reach=0.25, penalty=0.01),
                driver("mild", "Manner", leading=False, reach=0.05, penalty=0.05),
            ]
        ),
        not_analysed=pd.DataFrame(
            [{"driver": "insurance", "label": "Insurance letter", "why": "too few"}]
        ),
    )


@pytest.fixture
def terms():
    numbers = {"other_share": 0.01, "log_odds": 2.0, "lower": 1.0, "upper": 3.0}
    table = pd.DataFrame(
        [
            {"term": "not", "respondents": 90, "share": 0.5, "side": "dissatisfied", "z": 9.0},
            {
                "term": "voicemail",
                "respondents": 30,
                "share": 0.1,
                "side": "dissatisfied",
                "z": 5.0,
            },
            {"term": "parking", "respondents": 20, "share": 0.1, "side": "dissatisfied", "z": 4.0},
            {"term": "lovely", "respondents": 40, "share": 0.1, "side": "satisfied", "z": -5.0},
        ]
    ).assign(**numbers)
    codes = pd.DataFrame(
        [
            {
                "code": "updates",
                "label": "Updates",
                "driver": "informed",
                "mentions": 60,
                "flag": "",
            },
            {"code": "cost", "label": "Cost of repair", "driver": "", "mentions": 25, "flag": ""},
            {"code": "pets", "label": "Pets", "driver": "", "mentions": 3, "flag": "hidden"},
            {"code": "(no code)", "label": "No code", "driver": "", "mentions": 50, "flag": ""},
        ]
    ).assign(share=0.1, lower=0.06, upper=0.15)
    return FoundTerms(table=table, codes=codes, uncovered=table[["term"]])


@pytest.fixture
def notes():
    said = [
        (1, "no call back", "informed", "NEG"), (1, "believed", "serious", "POS"),
        (2, "left waiting", "informed", "NEG"), (2, "believed", "serious", "POS"),
        (2, "a name to ring", "", "NEG"), (3, "a name to ring", "", "NEG"),
        (3, "no call back", "informed", "POS"), (3, "parking", "", "NEU"),
        (3, "rude", "mild", "NEG"), (1, "rude", "mild", "NEG"),
    ]  # fmt: skip
    frame = pd.DataFrame(said, columns=["GROUP", "THEME", "DRIVER", "SENTIMENT"])
    return frame.assign(QUOTE=[f"t{k}" for k in range(len(frame))])


def action(number, **fields):
    return {
        "ACTION": number, "RECOMMENDATION": "Do something", "PRIORITY": "1",
        "RESPONSIBILITY": "Head of contact", "AGREED": "Y", "COMMENTS": "", "DATE": "2008-03-31",
        **fields,
    }  # fmt: skip


@pytest.fixture
def make_table():
    def build(*actions):
        rows = [action(number, **fields) for number, fields in actions]
        return pd.DataFrame(rows).fillna("").astype("str")

    return build
