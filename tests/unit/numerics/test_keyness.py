"""Keyness by hand, and its bootstrap against what is known of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.sparse import csr_array

from satisfaction.errors import EstimationError
from satisfaction.numerics.design import Design
from satisfaction.numerics.keyness import keyness, log_odds_errors, log_odds_ratios

SETTINGS = {"prior_total": 50.0, "bootstraps": 600, "seed": 1}


def documents(first, second, sizes):
    """Return presence (m, k) and groups with these counts of each term in each group."""
    blocks = []
    for counts, size in zip((first, second), sizes, strict=True):
        block = np.zeros((size, len(counts)))
        for term, count in enumerate(counts):
            block[:count, term] = 1
        blocks.append(block)
    return csr_array(np.vstack(blocks)), np.repeat([0, 1], sizes)


def test_a_term_by_hand():
    # 8 of 20 and 2 of 20 mention it; the prior of 4 documents holds 4 * 10 / 40 = 1 mention.
    counts, totals = np.array([[8.0], [2.0]]), np.array([20.0, 20.0])
    by_hand = math.log(9 / (24 - 9)) - math.log(3 / (24 - 3))
    assert log_odds_ratios(counts, totals, prior_total=4.0)[0] == pytest.approx(by_hand, rel=1e-14)
    error = math.sqrt(1 / 9 + 1 / 3)
    assert log_odds_errors(counts, totals, prior_total=4.0)[0] == pytest.approx(error, rel=1e-14)


def test_exchanging_the_groups_turns_the_sign():
    counts, totals = np.array([[8.0, 3.0], [2.0, 30.0]]), np.array([20.0, 70.0])
    one = log_odds_ratios(counts, totals, prior_total=9.0)
    np.testing.assert_allclose(log_odds_ratios(counts[::-1], totals[::-1], prior_total=9.0), -one)


def test_the_bootstrap_error_is_about_that_of_two_binomials_where_both_use_the_term():
    presence, groups = documents([120], [100], [300, 500])
    found = keyness(presence, groups, np.arange(800), Design(weights=np.ones(800)), **SETTINGS)
    # Delta method for a difference of logits, shrunk by the prior of 50 documents.
    exact = math.sqrt((300 / 350) ** 2 / (300 * 0.4 * 0.6) + (500 / 550) ** 2 / (500 * 0.2 * 0.8))
    assert found.standard_errors[0] == pytest.approx(exact, rel=0.1)


def test_a_term_that_one_group_never_uses_keeps_the_error_of_what_was_not_seen():
    presence, groups = documents([0], [30], [100, 300])
    found = keyness(presence, groups, np.arange(400), Design(weights=np.ones(400)), **SETTINGS)
    counts, totals = np.array([[0.0], [30.0]]), np.array([100.0, 300.0])
    least = log_odds_errors(counts, totals, prior_total=50.0)[0]
    assert found.standard_errors[0] >= least
    assert 0.001 < found.p_values[0] < 0.05


def test_unequal_weights_widen_the_error_and_their_scale_does_not_matter():
    presence, groups = documents([60], [60], [200, 400])
    weights = np.tile([0.2, 3.8], 300)
    args = (presence, groups, np.arange(600))
    equal = keyness(*args, Design(weights=np.ones(600)), **SETTINGS)
    unequal = keyness(*args, Design(weights=weights), **SETTINGS)
    larger = keyness(*args, Design(weights=1_000 * weights), **SETTINGS)
    assert unequal.standard_errors[0] > 1.2 * equal.standard_errors[0]
    np.testing.assert_allclose(larger.z_scores, unequal.z_scores)


def test_clusters_that_speak_alike_widen_the_error():
    presence, groups = documents([60], [100], [200, 400])
    # The first 60 and 100 documents hold the term: clusters of ten all do, or none does.
    clusters = np.r_[np.arange(200) // 10, 100 + np.arange(400) // 10]
    args = (presence, groups, np.arange(600))
    apart = keyness(*args, Design(weights=np.ones(600)), **SETTINGS)
    together = keyness(*args, Design(weights=np.ones(600), clusters=clusters), **SETTINGS)
    assert together.standard_errors[0] > 2 * apart.standard_errors[0]


def test_respondents_who_wrote_nothing_belong_to_the_design_and_move_no_estimate():
    presence, groups = documents([60], [60], [200, 400])
    alone = keyness(presence, groups, np.arange(600), Design(weights=np.ones(600)), **SETTINGS)
    rows = np.arange(600) * 2
    among = keyness(presence, groups, rows, Design(weights=np.ones(1_300)), **SETTINGS)
    assert among.log_odds[0] == alone.log_odds[0]
    assert among.standard_errors[0] == pytest.approx(alone.standard_errors[0], rel=0.12)


def test_the_same_seed_gives_the_same_error():
    presence, groups = documents([60, 10], [60, 30], [200, 400])
    args = (presence, groups, np.arange(600), Design(weights=np.ones(600)))
    one, two = keyness(*args, **SETTINGS), keyness(*args, **SETTINGS)
    np.testing.assert_array_equal(one.standard_errors, two.standard_errors)
    other = keyness(*args, **{**SETTINGS, "seed": 2})
    assert (other.standard_errors != one.standard_errors).any()


@pytest.mark.parametrize(
    ("change", "says"),
    [({"bootstraps": 1}, "1 bootstraps"), ({"prior_total": 0.0}, "prior")],
)
def test_settings_that_give_nothing_are_refused(change, says):
    presence, groups = documents([6], [6], [20, 40])
    design = Design(weights=np.ones(60))
    with pytest.raises(EstimationError, match=says):
        keyness(presence, groups, np.arange(60), design, **{**SETTINGS, **change})


def test_a_group_without_documents_is_refused():
    presence, _ = documents([6], [6], [20, 40])
    with pytest.raises(EstimationError, match="without documents"):
        keyness(presence, np.zeros(60, int), np.arange(60), Design(weights=np.ones(60)), **SETTINGS)
