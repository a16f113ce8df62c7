"""Several reasons on one record, in the dialect of the contracts."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from satisfaction.definitions.library import load_table
from satisfaction.definitions.table import TableContract


def contract(**changes):
    fields = {
        "why": {"column": "A", "kind": "category", "levels": {"X": "one", "Y": "two"}},
        "more": {"column": "B", "kind": "category", "levels": {"X": "one", "Y": "two"}},
        "other": {"column": "C", "kind": "category", "levels": {"X": "one"}},
        "day": {"column": "D", "kind": "date"},
    }
    written = {
        "table": "t",
        "title": "T",
        "unit": "a victim",
        "excluded": "why",
        "also_excluded": ["more"],
        "fields": fields,
        **changes,
    }
    return TableContract.model_validate(written)


def test_further_reasons_are_named_in_their_order():
    assert contract().also_excluded == ("more",)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"excluded": ""}, "need a first one"),
        ({"also_excluded": ["mor"]}, "mor"),
        ({"also_excluded": ["why"]}, "named twice"),
        ({"also_excluded": ["more", "more"]}, "named twice"),
        ({"also_excluded": ["other"]}, "the same `levels` as 'why'"),
        ({"also_excluded": ["day"]}, "must be a category"),
    ],
)
def test_what_cannot_be_is_refused(changes, says):
    with pytest.raises(ValidationError, match=says):
        contract(**changes)


@pytest.mark.parametrize("name", ["crime-records", "crime-records-2025"])
def test_the_shipped_contracts_have_a_second_reason_that_may_be_absent(name):
    shipped = load_table(name)
    second = shipped.fields[shipped.also_excluded[0]]
    assert second.levels == shipped.fields[shipped.excluded].levels
    assert not second.required
