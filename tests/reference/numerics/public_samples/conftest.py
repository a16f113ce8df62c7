"""R's api samples and a two-stage sample as arrays, their designs, and what R made of them."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from satisfaction.numerics.design import Design, Stage

DATA = Path(__file__).parents[2] / "data"
API = ("strat", "clus1", "clus2", "srs", "strat_cal", "clus1_cal", "clus2_cal")
TWO = ("full", "no_fpc", "elements", "raked", "calibrated", "post_stratified")


def read_table(name: str) -> dict[str, np.ndarray]:
    """Read a table; words become codes in their order, empty cells and NA become NaN."""
    text = gzip.decompress((DATA / name).read_bytes()).decode("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return {column: _column([row[column] for row in rows]) for column in rows[0]}


def _column(words: list[str]) -> np.ndarray:
    try:
        return np.array([np.nan if word == "NA" else float(word) for word in words])
    except ValueError:
        return np.unique(words, return_inverse=True)[1].astype(float)


def codes(values: np.ndarray) -> np.ndarray:
    return np.unique(values, return_inverse=True)[1]


def dummies(values: np.ndarray) -> np.ndarray:
    return (values[:, None] == np.unique(values)[1:]).astype(float)


@pytest.fixture(scope="session")
def r_numbers() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((DATA / "api_reference.json").read_text(encoding="utf-8"))
    return loaded


def _per_stratum(strata: np.ndarray, values: np.ndarray) -> np.ndarray:
    found = np.zeros(int(strata.max()) + 1)
    found[strata] = values
    return found


def _api_design(name: str, table: dict[str, np.ndarray]) -> dict[str, Any]:
    n = len(table["stype"])
    one = np.zeros(n, dtype=int)
    if name == "strat":
        strata = codes(table["stype"])
        population = _per_stratum(strata, table["fpc"])
        return {"weights": table["pw"], "strata": strata, "population": population}
    if name == "srs":
        return {"weights": table["fpc"] / n, "population": table["fpc"][:1]}
    if name == "clus1":
        clusters, population = codes(table["dnum"]), table["fpc"][:1]
        return {"weights": table["pw"], "clusters": clusters, "population": population}
    clusters = codes(table["dnum"])
    drawn = np.bincount(clusters)[clusters]
    weights = table["fpc1"] / len(np.unique(clusters)) * table["fpc2"] / drawn
    second = Stage(clusters=codes(table["snum"]), strata=one, population=table["fpc2"])
    return {
        "weights": weights,
        "clusters": clusters,
        "population": table["fpc1"][:1],
        "stages": (second,),
    }


def calibrated_weights(base: np.ndarray, x: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """Rake by Newton steps on the calibration equations: a few lines, not the package's code."""
    slopes = np.zeros(len(totals))
    for _ in range(100):
        weights = base * np.exp(x @ slopes)
        slopes = slopes + np.linalg.solve(x.T @ (x * weights[:, None]), totals - x.T @ weights)
    weights = base * np.exp(x @ slopes)
    np.testing.assert_allclose(x.T @ weights, totals, rtol=1e-13)
    return weights


@pytest.fixture(scope="session")
def api() -> dict[str, SimpleNamespace]:
    """Give each api sample with its columns and its design, plain and calibrated."""
    found = {}
    for name in API:
        kind = name.removesuffix("_cal")
        table = read_table({"srs": "apisrs"}.get(kind, f"api{kind}") + ".csv.gz")
        options = _api_design(kind, table)
        if name.endswith("_cal"):
            n = len(table["stype"])
            x = np.column_stack([np.ones(n), dummies(table["stype"]), table["sch.wide"]])
            base = options["weights"]
            totals = np.array([6194.0, 755.0, 1018.0, 5122.0])
            weights = calibrated_weights(base, x, totals)
            options |= {"weights": weights, "base_weights": base, "calibration": x}
        found[name] = SimpleNamespace(**_short(table), design=Design(**options))
    return found


def _short(table: dict[str, np.ndarray]) -> dict[str, Any]:
    """Give the columns by names that Python allows."""
    names = {"sch.wide": "schwide", "api.stu": "tested", "yr.rnd": "yearround"}
    return {names.get(name, name): values for name, values in table.items()}


@pytest.fixture(scope="session")
def two_stage(r_numbers: dict[str, Any]) -> SimpleNamespace:
    """Give the stratified two-stage sample and its designs, with R's own calibrated weights."""
    table = read_table("two_stage.csv.gz")
    n, strata = len(table["w"]), codes(table["h"])
    sex, age = dummies(table["sex"]), dummies(table["age"])
    second = Stage(clusters=np.arange(n), strata=codes(table["g"]), population=table["N2"])
    first = {
        "strata": strata,
        "clusters": codes(table["c"]),
        "population": _per_stratum(strata, table["N1"]),
    }
    full = first | {"stages": (second,)}
    margins = np.column_stack([np.ones(n), sex, age])

    def design(name: str, **options: Any) -> Design:
        weights = r_numbers[f"two_{name}"]["weights"]
        held = table["w"] if weights is None else np.array(weights)
        return Design(weights=held, base_weights=table["w"], **options)

    post = {"calibration": np.eye(2), "calibration_cells": codes(table["sex"])}
    designs = {
        "full": design("full", **full),
        "no_fpc": design("no_fpc", strata=strata, clusters=first["clusters"]),
        "elements": design("elements", strata=strata),
        "raked": design("raked", **full, calibration=margins, residual_weights="none"),
        "calibrated": design("calibrated", **full, calibration=margins),
        "post_stratified": design("post_stratified", **full, **post),
    }
    ones = np.ones((n, 1))
    x = np.hstack([ones, table["x"][:, None], sex, age])
    return SimpleNamespace(**table, model=x, designs=designs, n=n)


@pytest.fixture(scope="session")
def housing() -> dict[str, np.ndarray]:
    return read_table("housing.csv.gz")
