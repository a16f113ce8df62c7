"""Intervals for proportions against R's svyciprop and the published margin of error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.stats import binomtest

from satisfaction.numerics.intervals import (
    Interval,
    IntervalMethod,
    clopper_pearson_interval,
    korn_graubard_interval,
    logit_interval,
    mean_interval,
    proportion_interval,
    wilson_interval,
)

if TYPE_CHECKING:
    import numpy.typing as npt

BLOCKS = ("D", "Dn", "RK", "PS")
Domains = dict[str, np.ndarray]


def assert_limits(ours: Interval, lower: npt.ArrayLike, upper: npt.ArrayLike) -> None:
    np.testing.assert_allclose(ours.lower, np.asarray(lower, dtype=float), rtol=1e-10)
    np.testing.assert_allclose(ours.upper, np.asarray(upper, dtype=float), rtol=1e-10)


def test_korn_graubard_limits_of_320_domains_equal_r(r_domains: Domains) -> None:
    d = r_domains
    ours = korn_graubard_interval(d["est"], d["se"], d["n"], d["df"])
    assert_limits(ours, d["kg_lo"], d["kg_hi"])


def test_logit_limits_of_320_domains_equal_r_xlogit(r_domains: Domains) -> None:
    d = r_domains
    assert_limits(logit_interval(d["est"], d["se"], d["df"]), d["xlogit_lo"], d["xlogit_hi"])


@pytest.mark.parametrize(("method", "columns"), [("korn_graubard", "kg"), ("logit", "xlogit")])
def test_the_chosen_method_is_used_between_the_edges(
    r_domains: Domains,
    method: IntervalMethod,
    columns: str,
) -> None:
    d = r_domains
    ours = proportion_interval(
        d["est"], d["se"], d["n"], d["df"], confidence=0.95, method=method, design_effect=1.6
    )
    assert_limits(ours, d[f"{columns}_lo"], d[f"{columns}_hi"])


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("question", ["ciprop_q1", "ciprop_q4"])
def test_overall_proportions_equal_svyciprop(
    reference: dict[str, Any], block: str, question: str
) -> None:
    r = reference[block][question]
    est, se, n, df = r["mean"]["est"], r["mean"]["se"], r["n"], r["df"]
    assert_limits(mean_interval(est, se, df), r["mean"]["lo"], r["mean"]["hi"])
    assert_limits(logit_interval(est, se, df), r["xlogit"]["lo"], r["xlogit"]["hi"])
    assert_limits(korn_graubard_interval(est, se, n, df), r["beta"]["lo"], r["beta"]["hi"])


@pytest.mark.parametrize("block", BLOCKS)
def test_wilson_limits_on_the_adjusted_base_equal_the_formula_in_r(
    reference: dict[str, Any], block: str
) -> None:
    for group in reference[block]["domain_ciprop_ethnicity"].values():
        wilson = group["wilson_neff"]
        ours = wilson_interval(group["mean"]["est"], wilson["neff"])
        assert_limits(ours, wilson["lo"], wilson["hi"])


@pytest.mark.parametrize(("hits", "n"), [(0, 12), (3, 12), (12, 12), (611, 4857)])
def test_clopper_pearson_limits_are_the_exact_binomial_ones(hits: int, n: int) -> None:
    exact = binomtest(hits, n).proportion_ci(method="exact")
    assert_limits(clopper_pearson_interval(hits / n, n), exact.low, exact.high)


def test_76_percent_of_1140_has_the_published_margin_of_two_and_a_half_points() -> None:
    limits = mean_interval(0.76, np.sqrt(0.76 * 0.24 / 1140), np.inf)
    assert (limits.upper - limits.lower) / 2 == pytest.approx(0.025, abs=0.0005)


def test_47_percent_of_995_has_the_published_wilson_limits() -> None:
    limits = wilson_interval(472 / 995, 995)
    assert limits.lower == pytest.approx(0.444, abs=0.0006)
    assert limits.upper == pytest.approx(0.505, abs=0.0006)
