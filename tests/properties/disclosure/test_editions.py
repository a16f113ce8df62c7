"""An edition's file tells what the edition told: no more, and for the next one no less."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satisfaction.disclosure import edition_text, protect, read_edition
from satisfaction.errors import UsageError
from satisfaction.estimates.control_result import ControlChart

sys.path.insert(0, str(Path(__file__).parents[2] / "simulation"))

from disclosure_attacker import attacked, pack, people


def packs(seed):
    """Return the rolling years of two successive months, for everyone and by user group."""
    counts = people(np.random.default_rng([2007, seed]))
    return [pack(counts, month, {})[:2] for month in ("2007-11", "2007-12")]


@given(seed=st.integers(0, 5_000), audience=st.sampled_from(["internal", "external"]))
@settings(max_examples=6, deadline=None)
def test_the_next_edition_is_protected_alike_against_a_result_and_against_its_file(seed, audience):
    first, second = packs(seed)
    live = protect(first, audience=audience)
    kept = read_edition(edition_text(live))
    against_live = protect(second, audience=audience, published=live)
    against_file = protect(second, audience=audience, published=kept)
    for one, other in zip(against_live, against_file, strict=True):
        pd.testing.assert_frame_equal(one.table, other.table)
        assert one.caveats == other.caveats


@given(seed=st.integers(0, 5_000))
@settings(max_examples=6, deadline=None)
def test_a_file_holds_the_numbers_shown_and_no_number_that_is_withheld(seed):
    live = protect(packs(seed)[0], audience="external")
    for result, kept in zip(live, read_edition(edition_text(live)), strict=True):
        shown = result.table.select_dtypes("number").astype("float64")
        pd.testing.assert_frame_equal(kept.frames["table"][shown.columns], shown)


@given(seed=st.integers(0, 5_000))
@settings(max_examples=4, deadline=None)
def test_what_was_read_is_written_to_the_same_bytes(seed):
    text = edition_text(protect(packs(seed)[0], audience="external"))
    assert edition_text(read_edition(text)) == text


@pytest.mark.parametrize("seed", [1, 4, 7])
def test_no_withheld_count_follows_from_two_editions_kept_in_files(seed, tmp_path, count):
    """The attacker has both editions; the second was made from the first one's file alone."""
    counts, figures = people(np.random.default_rng([2007, seed])), {}
    without_gender = slice(0, 4, 3), slice(1, 5, 3)
    first, second = (
        [table for part in without_gender for table in pack(counts, month, figures)[part]]
        for month in ("2007-11", "2007-12")
    )
    first = protect(first, audience="internal")
    path = tmp_path / "edition.json"
    path.write_text(edition_text(first), encoding="utf-8")
    kept = read_edition(path.read_text(encoding="utf-8"))
    second = protect(second, audience="internal", published=kept)
    found = attacked([*first, *second], counts, figures)
    count("withheld counts attacked", len(found.widths))
    assert found.contains_truth
    assert len(found.widths) > 5
    assert found.is_warned or found.widths.min() >= 5 - 1e-4


def test_an_edition_that_was_not_protected_is_not_kept():
    with pytest.raises(UsageError, match=r"not protected: Estimates\. Give what protect"):
        edition_text(packs(0)[0])


def test_what_names_a_result_is_kept_with_it():
    result = packs(3)[0][0]
    chart = ControlChart(
        table=result.table, provenance=replace(result.provenance, method="charted"),
        question="overall", statistic="satisfied",
        **{n: 0 for n in ControlChart.__dataclass_fields__
           if n not in ("table", "provenance", "question", "statistic", "caveats")},
    )  # fmt: skip
    kept = read_edition(edition_text([protect(chart, audience="external")]))[0]
    assert kept.named == {"question": "overall", "statistic": "satisfied"}
    assert (kept.kind, kept.audience, kept.provenance.method) == (
        "ControlChart", "external", "charted",
    )  # fmt: skip


def test_internal_editions_are_no_protection_of_external_ones():
    kept = read_edition(edition_text(protect(packs(0)[0], audience="internal")))
    with pytest.raises(UsageError, match="internal audience already"):
        protect(packs(0)[1], audience="external", published=kept)


@pytest.mark.parametrize("change", [
    lambda found: found.update(format=99),
    lambda found: found["results"][0].pop("frames"),
    lambda found: found["results"].pop(),
    lambda found: found["results"][0]["frames"]["table"].update(base=[4711.0]),
])  # fmt: skip
def test_a_damaged_file_is_refused_in_one_sentence_without_its_numbers(change):
    found = json.loads(edition_text(protect(packs(0)[0], audience="external")))
    change(found)
    with pytest.raises(UsageError) as caught:
        read_edition(json.dumps(found))
    assert "4711" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, '"x"', "{}"])
def test_what_is_no_edition_is_refused(text):
    with pytest.raises(UsageError, match="no file of an earlier edition"):
        read_edition(text)
