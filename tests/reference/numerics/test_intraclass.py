"""The intraclass correlation against R's analysis of variance."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from satisfaction.numerics.intraclass import intraclass_correlation

REFERENCE = json.loads(
    (Path(__file__).parents[1] / "data" / "intraclass_reference.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", REFERENCE)
def test_it_is_rs_analysis_of_variance(name):
    wanted = REFERENCE[name]
    groups = np.array(wanted["g"]) - 1
    found = intraclass_correlation(np.array(wanted["y"], dtype=float), groups, groups.max() + 1)
    for part in ("estimate", "between", "within", "size", "lower", "upper"):
        assert getattr(found, part) == pytest.approx(wanted[part], rel=1e-10)
