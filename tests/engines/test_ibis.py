"""An Ibis table of one's own is counted in its own database."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

import satisfaction as sat
from satisfaction.exclusions import audit_exclusions

SURVEY = "user-satisfaction-2007"
RECORD = {"CRIMEREF": "C", "REPORTED": "2007-10-01", "UG": "1", "BOCU": "Harrow ", "AGE": "34"}
RECORD |= {"GENDER": "F", "SDE": None, "EXCLUDED": "DV", "EXCL_BY": "P1", "EXCL_ON": "2007-10-02"}


# What Ibis calls of DuckDB is deprecated there.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_ibis_table_is_counted_where_it_is(ibis: Any) -> None:
    records = pd.DataFrame([{**RECORD, "CRIMEREF": f"C{n}"} for n in range(3)])
    records.loc[0, "SDE"] = "W1"
    table = ibis.duckdb.connect().create_table("crimes", pa.Table.from_pandas(records))
    profile = sat.victim_profile(table, SURVEY, period="2007/08 Q3")
    expected = sat.victim_profile(records, SURVEY, period="2007/08 Q3")
    pd.testing.assert_frame_equal(profile.table, expected.table)
    assert profile.victims == 3
    audit = audit_exclusions(table, SURVEY, period="2007/08 Q3")
    pd.testing.assert_frame_equal(
        audit.table, audit_exclusions(records, SURVEY, period="2007/08 Q3").table
    )
    assert all("GROUP BY" in query for query in profile.provenance.queries)
