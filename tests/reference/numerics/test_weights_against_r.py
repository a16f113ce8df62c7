"""Calibrated weights against R's rake, postStratify and calibrate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from satisfaction.numerics.calibration import calibrate, post_stratify
from satisfaction.numerics.raking import rake, tabulate_cells
from satisfaction.numerics.trimming import trim_weights

if TYPE_CHECKING:
    from types import SimpleNamespace

Arrays = dict[str, np.ndarray]
DATA = Path(__file__).parents[1] / "data"


@pytest.mark.parametrize(
    ("margins", "column"),
    [
        (("age", "gender", "ethnicity"), "rake"),
        (("victim_group", "age", "gender", "ethnicity"), "rake4"),
    ],
)
def test_raked_weights_equal_r_rake(
    survey: SimpleNamespace,
    population: Arrays,
    r_weights: Arrays,
    margins: tuple[str, ...],
    column: str,
) -> None:
    rows = np.column_stack([survey.codes[name] for name in margins])
    cells = tabulate_cells(rows, weights=survey.weights)
    raked = rake(cells.codes, base=cells.base, targets=[population[name] for name in margins])
    ours = survey.weights * raked.factors[cells.index]
    np.testing.assert_allclose(ours, r_weights[column], rtol=1e-11)
    assert raked.margin_error < 1e-12


@pytest.mark.parametrize(
    ("distance", "bounds", "column"),
    [
        ("linear", None, "cal_linear"),
        ("logit", (0.3, 3.0), "cal_logit_0.3_3"),
        ("raking", None, "rake"),
    ],
)
def test_calibrated_weights_equal_r_calibrate(
    survey: SimpleNamespace,
    model_matrices: Arrays,
    calibration_totals: np.ndarray,
    r_weights: Arrays,
    distance: str,
    bounds: tuple[float, float] | None,
    column: str,
) -> None:
    result = calibrate(
        model_matrices["calibration"],
        base=survey.weights,
        totals=calibration_totals,
        distance=distance,  # type: ignore[arg-type]
        bounds=bounds,
    )
    np.testing.assert_allclose(survey.weights * result.factors, r_weights[column], rtol=1e-11)


def test_calibrating_cells_gives_the_weights_of_calibrating_rows(
    survey: SimpleNamespace,
    model_matrices: Arrays,
    calibration_totals: np.ndarray,
    r_weights: Arrays,
) -> None:
    rows = np.column_stack([survey.codes[name] for name in ("age", "gender", "ethnicity")])
    cells = tabulate_cells(rows, weights=survey.weights)
    first = np.unique(cells.index, return_index=True)[1]
    result = calibrate(
        model_matrices["calibration"][first], base=cells.base, totals=calibration_totals
    )
    ours = survey.weights * result.factors[cells.index]
    np.testing.assert_allclose(ours, r_weights["cal_linear"], rtol=1e-11)


def test_post_stratified_weights_equal_r_post_stratify(
    survey: SimpleNamespace, population: Arrays, cells: Arrays, r_weights: Arrays
) -> None:
    result = post_stratify(
        cells["age_gender"], base=survey.weights, targets=population["age_gender"]
    )
    ours = survey.weights * result.factors
    np.testing.assert_allclose(ours, r_weights["ps_age_gender"], rtol=1e-12)


def test_post_stratified_weights_equal_r_partial_once_the_empty_cell_is_set_to_zero(
    survey: SimpleNamespace, population: Arrays, cells: Arrays, r_weights: Arrays
) -> None:
    sampled = np.bincount(cells["cells"], minlength=population["cells"].size)
    targets = np.where(sampled > 0, population["cells"], 0.0)
    result = post_stratify(cells["cells"], base=survey.weights, targets=targets)
    ours = survey.weights * result.factors
    np.testing.assert_allclose(ours, r_weights["ps_cells_partial"], rtol=1e-12)


@pytest.mark.parametrize("column", ["trim_5_150", "trim_strict_5_150"])
def test_trimmed_weights_equal_r_trim_weights(r_weights: Arrays, column: str) -> None:
    table = pd.read_csv(DATA / "synth_trimmed_weights.csv.gz")
    strict = "strict" in column
    found = trim_weights(r_weights["rake"], lower=5, upper=150, strict=strict)
    np.testing.assert_allclose(found.weights, table[column], rtol=1e-10)
    assert found.moved > 0


def test_the_means_of_trimmed_weights_equal_r_s(
    survey: SimpleNamespace, r_weights: Arrays, reference: dict
) -> None:
    found = trim_weights(r_weights["rake"], lower=5, upper=150).weights
    for name, expected in reference["TRs"]["overall"]["est"].items():
        answers = survey.answers[name]
        assert np.average(answers, weights=found) == pytest.approx(expected, rel=1e-10)
