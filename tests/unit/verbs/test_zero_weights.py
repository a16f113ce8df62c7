"""A row of weight zero belongs to the design and counts in nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from satisfaction.estimates import estimate
from satisfaction.numerics.design import Design
from satisfaction.numerics.domain_means import domain_means
from satisfaction.tables.returns import Weighting


def test_the_base_of_a_domain_holds_only_rows_with_weight():
    y = np.r_[np.tile([0.0, 1.0], 15), np.ones(500)][:, None]
    weights = np.r_[np.ones(30), np.zeros(500)]
    alone = domain_means(
        y[:30], Design(weights=weights[:30]), domains=np.zeros(30, dtype=int), n_domains=1
    )
    both = domain_means(y, Design(weights=weights), domains=np.zeros(530, dtype=int), n_domains=1)
    assert both.counts.tolist() == [[30]]
    assert both.df.tolist() == alone.df.tolist()
    assert both.estimates[0, 0] == alone.estimates[0, 0] == 0.5
    # The zero rows stay in the design, as in R: n / (n - 1) is that of all rows.
    ratio = (both.standard_errors / alone.standard_errors)[0, 0]
    assert ratio == pytest.approx(np.sqrt(530 / 529 * 29 / 30), rel=1e-12)


def test_the_estimates_of_a_survey_leave_them_out_of_base_and_unweighted_share(make_returns):
    frame = pd.DataFrame(
        {"user_group": "burglary", "age": "old", "gender": "female"}, index=range(90)
    )
    returns = make_returns(
        frame, np.r_[np.repeat([True, False], [15, 15]), np.ones(60, dtype=bool)]
    )
    weighted = returns.frame.assign(base_weight=1.0, weight=np.r_[np.ones(30), np.zeros(60)])
    held = replace(returns, frame=weighted, weighting=Weighting(margins=(), method="none"))
    table = estimate(held).table.set_index("statistic")
    assert table.loc["satisfied", "base"] == 30
    assert table.loc["satisfied", "unweighted"] == pytest.approx(0.5)
    assert table.loc["satisfied", "estimate"] == pytest.approx(0.5)
    assert table.loc["satisfied", "design_effect"] == pytest.approx(1, abs=0.05)
    assert (table["flag"] != "").all()
