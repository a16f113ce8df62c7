"""Nobody can work out what two successive months' packs withhold.

Generated worlds: 4 spans of months x 3 user groups x 2 genders x 3 answers, 8 to 500 answers a
rolling year, so that most packs have small counts. Single packs of a year and pairs of packs of two
months, each attacked by linear programmes over the full cross-classification of all victims, which
are written apart from the package. ``python tests/simulation/test_disclosure.py 0 500 external``
runs and counts any number of pairs.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from disclosure_attacker import attack_pair, attack_year

THRESHOLDS = {"internal": 5.0, "external": 10.0}
EXACT = 1e-4


def run(attack, seeds, audience):
    """Return packs, cells attacked, narrow ones without and with a warning, and all widths."""
    found = [attack(seed, audience) for seed in seeds]
    assert all(attacked.contains_truth for attacked in found)
    narrow = [a.widths < THRESHOLDS[audience] - EXACT for a in found]
    silent = sum(int(n.sum()) for n, a in zip(narrow, found, strict=True) if not a.is_warned)
    warned = sum(int(n.sum()) for n, a in zip(narrow, found, strict=True) if a.is_warned)
    return silent, warned, np.concatenate([a.widths for a in found])


@pytest.mark.slow
@pytest.mark.parametrize("audience", ["internal", "external"])
def test_no_withheld_count_of_a_pack_can_be_worked_out(audience, count):
    silent, warned, widths = run(attack_year, range(40), audience)
    count("withheld counts attacked", len(widths))
    assert len(widths) > 200
    assert silent == 0
    assert warned < 0.2 * len(widths)


@pytest.mark.slow
def test_no_withheld_count_follows_from_two_months_packs(count):
    silent, _, widths = run(attack_pair, range(4), "internal")
    count("withheld counts attacked", len(widths))
    assert len(widths) > 100
    assert silent == 0


def test_the_attacker_finds_what_is_only_hidden_where_it_is_small():
    """Without secondary suppression the same attacker gets most of it: the test can fail."""
    narrow = [attack_year(seed, "internal", is_naive=True) for seed in range(6)]
    widths = np.concatenate([attacked.widths for attacked in narrow])
    assert (widths < 1).mean() > 0.3


def main(first, last, audience):
    """Print what came of any number of pairs."""
    start = time.perf_counter()
    silent, warned, widths = run(attack_pair, range(first, last), audience)
    sys.stdout.write(
        f"{audience}: {2 * (last - first):,} packs, {len(widths):,} withheld counts attacked, "
        f"{silent} narrower than {THRESHOLDS[audience]:g} without and {warned} with a warning, "
        f"narrowest {widths.min():.2f}, median {np.median(widths):.1f}, "
        f"{time.perf_counter() - start:,.0f} s\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
