"""The synthetic survey as arrays, its designs, and what R made of them."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from satisfaction.numerics.design import Design

DATA = Path(__file__).parents[1] / "data"
DIMENSIONS = ("age", "gender", "ethnicity", "victim_group", "quarter", "borough")


def read_table(name: str) -> dict[str, list[str]]:
    path = DATA / name
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return {column: [row[column] for row in rows] for column in rows[0]}


def numbers(values: list[str]) -> np.ndarray:
    return np.array([np.nan if value in {"", "NA", "NaN"} else float(value) for value in values])


@pytest.fixture(scope="session")
def reference() -> dict[str, Any]:
    with gzip.open(DATA / "synth_reference.json.gz", "rt", encoding="utf-8") as file:
        loaded: dict[str, Any] = json.load(file)
    return loaded


@pytest.fixture(scope="session")
def representativeness() -> dict[str, Any]:
    text = (DATA / "representativeness_reference.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@pytest.fixture(scope="session")
def r_weights() -> dict[str, np.ndarray]:
    return {name: numbers(values) for name, values in read_table("synth_weights.csv.gz").items()}


@pytest.fixture(scope="session")
def r_domains() -> dict[str, np.ndarray]:
    table = read_table("synth_domains_32x5.csv")
    text = {name: np.array(table[name]) for name in ("question", "victim_group")}
    return {name: numbers(values) for name, values in table.items() if name not in text} | text


@pytest.fixture(scope="session")
def swiss() -> np.ndarray:
    return np.column_stack([numbers(values) for values in read_table("swiss.csv").values()])


@pytest.fixture(scope="session")
def lmg_reference() -> dict[str, Any]:
    text = (DATA / "drivers_reference.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)["swiss"]
    return loaded


@pytest.fixture(scope="session")
def survey() -> SimpleNamespace:
    """Codes, level names, answers and population of the sample."""
    table = read_table("synth_sample.csv.gz")
    levels, codes = {}, {}
    for name in DIMENSIONS:
        found = sorted(set(table[name]), key=int if name in {"quarter", "borough"} else str)
        levels[name] = found
        codes[name] = np.array([found.index(value) for value in table[name]])
    answers = {name: numbers(table[name]) for name in ("q1", "q2", "q3", "q4", "q5", "sat")}
    first = np.unique(codes["victim_group"], return_index=True)[1]
    return SimpleNamespace(
        weights=numbers(table["w"]),
        levels=levels,
        codes=codes,
        answers=answers,
        stratum_population=numbers(table["N_h"])[first],
        n=len(table["w"]),
    )


@pytest.fixture(scope="session")
def population(survey: SimpleNamespace) -> dict[str, np.ndarray]:
    """Give population counts by level, or by cell in the order of the level codes."""
    named = {
        "age": ("age",),
        "gender": ("gender",),
        "ethnicity": ("ethnicity",),
        "victim_group": ("victim_group",),
        "age_gender": ("age", "gender"),
        "vg_age": ("victim_group", "age"),
        "cells": ("age", "gender", "ethnicity"),
    }
    return {name: _counts(survey, name, keys) for name, keys in named.items()}


def _counts(survey: SimpleNamespace, name: str, keys: tuple[str, ...]) -> np.ndarray:
    table = read_table(f"pop_{name}.csv")
    counts = np.zeros([len(survey.levels[key]) for key in keys])
    for *found, count in zip(*(table[key] for key in keys), table["N"], strict=True):
        at = tuple(survey.levels[key].index(value) for key, value in zip(keys, found, strict=True))
        counts[at] = float(count)
    return counts.ravel()


@pytest.fixture(scope="session")
def cells(survey: SimpleNamespace) -> dict[str, np.ndarray]:
    """Cell code of each respondent in the cross-classifications of ``population``."""
    codes = survey.codes
    age_gender = codes["age"] * 2 + codes["gender"]
    return {
        "age_gender": age_gender,
        "vg_age": codes["victim_group"] * 7 + codes["age"],
        "cells": age_gender * 6 + codes["ethnicity"],
    }


def indicators(codes: np.ndarray, *, drop_first: bool = False) -> np.ndarray:
    found = np.unique(codes)[1:] if drop_first else np.unique(codes)
    return np.asarray(codes[:, None] == found, dtype=float)


@pytest.fixture(scope="session")
def model_matrices(survey: SimpleNamespace) -> dict[str, np.ndarray]:
    """R's treatment-coded model matrices, for calibration and for the logit."""
    margins = [indicators(survey.codes[name], drop_first=True) for name in DIMENSIONS[:4]]
    ones, quarter = np.ones(survey.n), survey.codes["quarter"] + 1.0
    male = survey.codes["gender"].astype(float)
    return {
        "calibration": np.column_stack([ones, *margins[:3]]),
        "glm_q1": np.column_stack([ones, *margins]),
        "glm_q1_trend": np.column_stack([ones, quarter]),
        "glm_q1_gender_interaction": np.column_stack([ones, male, quarter, male * quarter]),
    }


@pytest.fixture(scope="session")
def calibration_totals(population: dict[str, np.ndarray]) -> np.ndarray:
    parts = [population[name][1:] for name in ("age", "gender", "ethnicity")]
    return np.concatenate([[population["age"].sum()], *parts])


@pytest.fixture(scope="session")
def designs(
    survey: SimpleNamespace,
    cells: dict[str, np.ndarray],
    r_weights: dict[str, np.ndarray],
    model_matrices: dict[str, np.ndarray],
    population: dict[str, np.ndarray],
) -> dict[str, Design]:
    """Build the designs of the reference with R's own weights, so that variance is tested alone."""
    stratified: dict[str, Any] = {
        "strata": survey.codes["victim_group"],
        "population": survey.stratum_population,
    }
    base, x = survey.weights, model_matrices["calibration"]
    margins = np.column_stack([indicators(survey.codes[name]) for name in DIMENSIONS[:3]])
    four = np.column_stack([margins, indicators(survey.codes["victim_group"])])
    by_cell = {name: indicators(codes) for name, codes in cells.items()}
    sampled = np.bincount(cells["vg_age"], weights=base)
    vg_age = base * (population["vg_age"] / sampled)[cells["vg_age"]]

    def calibrated(weights: np.ndarray, matrix: np.ndarray, residuals: str = "base") -> Design:
        options: dict[str, Any] = {"residual_weights": residuals, **stratified}
        return Design(weights=weights, calibration=matrix, base_weights=base, **options)

    return {
        "D": Design(weights=base, **stratified),
        "Dn": Design(weights=base, strata=stratified["strata"]),
        "RK": calibrated(r_weights["rake"], margins, "none"),
        "RK4": calibrated(r_weights["rake4"], four, "none"),
        "PS": calibrated(r_weights["ps_age_gender"], by_cell["age_gender"]),
        "PV": calibrated(vg_age, by_cell["vg_age"]),
        "PC": calibrated(r_weights["ps_cells_partial"], by_cell["cells"]),
        "CL": calibrated(r_weights["cal_linear"], x),
        "CG": calibrated(r_weights["cal_logit_0.3_3"], x),
        "CR": calibrated(r_weights["rake"], x),
    }
