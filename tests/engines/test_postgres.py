"""PostgreSQL: nothing but counts leaves it, and what goes wrong is said without its words."""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.cli.main import run
from satisfaction.errors import DataRefusedError, UsageError
from satisfaction.exclusions import audit_exclusions
from satisfaction.intake.engines import open_engine
from satisfaction.intake.profiles.storage import read_profile
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.resources import resource_dir

if TYPE_CHECKING:
    from collections.abc import Iterator

SURVEY, PERIOD = "user-satisfaction-2007", "2007/08 Q3"
KEY = PseudonymKey(bytes(range(32)))
CANARY = "canary-of-a-record"
# Of these none reads a table: FETCH gives what a cursor's own query, which is looked at, found.
_OPENS_OR_ENDS = re.compile(
    "BEGIN|COMMIT|ROLLBACK|SET |CLOSE|FETCH|parameters:|SELECT coalesce.has_any_column_privilege"
)


@pytest.fixture(scope="module")
def records() -> pd.DataFrame:
    folder = Path(str(resource_dir("synthetic_data"))) / "quarter_2007_08_q3"
    whole = pd.read_parquet(folder / "crime_records.parquet")
    return whole[whole["REPORTED"] >= "2007-06-25"].iloc[::10].reset_index(drop=True)


@pytest.fixture(scope="module")
def crimes(postgres: Any, records: pd.DataFrame) -> str:
    return postgres.load(records.astype("str").where(records.notna(), None), "crimes")


@contextmanager
def asked(postgres: Any) -> Iterator[list[str]]:
    """Collect every statement of the block that could read a table."""
    before, found = len(postgres.said()), []
    yield found
    entries = re.split(r"\n(?=\d{4}-\d\d-\d\d )", postgres.said()[before:])
    statements = [one.partition(":  ")[2] for one in entries if ":  " in one]
    said = [re.sub(r"^(?:statement|execute [^:]*): ", "", one) for one in statements]
    found.extend(one for one in said if not _OPENS_OR_ENDS.match(one) and "pg_catalog" not in one)


def levels_above(table: Any) -> list[Any]:
    """Return the SELECTs around a table, from the innermost."""
    from sqlglot import expressions

    above, node = [], table.parent
    while node is not None:
        above += [node] if isinstance(node, expressions.Select) else []
        node = node.parent
    return above


def results(query: Any) -> list[str]:
    """Return the names of what a query gives, below any ``SELECT *`` of it."""
    from sqlglot import expressions

    while query.named_selects == ["*"]:
        query = query.args["from_"].this.find(expressions.Select)
    return query.named_selects


def is_count(select: Any) -> bool:
    from sqlglot import expressions

    return any(part.find(expressions.AggFunc) for part in select.expressions)


def test_profile_and_audit_of_a_table_are_those_of_the_same_frame(
    postgres: Any, crimes: str, records: pd.DataFrame
) -> None:
    with open_engine(postgres.url) as engine:
        tables = engine.tables([crimes])
        profile = sat.victim_profile(tables, SURVEY, period=PERIOD)
        audit = audit_exclusions(tables[0], SURVEY, period=PERIOD)
    expected = sat.victim_profile(records, SURVEY, period=PERIOD)
    assert profile.victims > 1000
    pd.testing.assert_frame_equal(profile.table, expected.table)
    pd.testing.assert_frame_equal(
        audit.table, audit_exclusions(records, SURVEY, period=PERIOD).table
    )


def test_every_statement_that_reads_the_records_counts_them(postgres: Any, crimes: str) -> None:
    import sqlglot
    from sqlglot import expressions

    with asked(postgres) as statements, open_engine(postgres.url) as engine:
        tables = engine.tables([crimes])
        sat.victim_profile(tables, SURVEY, period=PERIOD)
        audit = audit_exclusions(tables, SURVEY, period=PERIOD, key=KEY)
    queries = [one.partition(" CURSOR FOR ")[2] for one in statements]
    assert len(queries) >= 5
    for query in queries:
        # Whatever is no cursor of a query would be an empty text here, and fail.
        parsed = sqlglot.parse_one(query, dialect="postgres")
        assert not {"crime", "CRIMEREF", "*"} & set(results(parsed))
        read = parsed.find_all(expressions.Table)
        tables_read = [table for table in read if table.db == postgres.schema]
        assert tables_read
        assert all(any(map(is_count, levels_above(table))) for table in tables_read), query
    # References of exclusions that are not in order are for files that are read here.
    assert audit.references.empty


def test_the_record_of_a_profile_says_what_was_asked(postgres: Any, crimes: str) -> None:
    with open_engine(postgres.url) as engine:
        profile = sat.victim_profile(engine.tables([crimes]), SURVEY, period=PERIOD)
    assert profile.provenance.queries
    for query in profile.provenance.queries:
        assert "COUNT(*)" in query
        assert '"crimes"' in query


def test_the_command_counts_a_table_and_names_engine_and_table(
    postgres: Any, crimes: str, records: pd.DataFrame, tmp_path: Path, capsys: Any
) -> None:
    out = tmp_path / "profile.parquet"
    given = ["profile", crimes, "--survey", SURVEY, "--period", PERIOD, "--out", str(out)]
    assert run([*given, "--engine", postgres.url]) == 0
    profile = read_profile(out)
    expected = sat.victim_profile(records, SURVEY, period=PERIOD)
    assert profile.table["victims"].sum() == expected.victims
    assert profile.provenance.sources[0].name == crimes
    assert "Counted in PostgreSQL 1" in profile.provenance.method
    said = capsys.readouterr()
    everything = said.out + said.err + repr(profile.provenance)
    assert postgres.password not in everything
    assert "analyst_of_the_test" not in everything


def test_the_exclusions_of_a_table_are_audited_without_references(
    postgres: Any, crimes: str, tmp_path: Path, capsys: Any
) -> None:
    key = tmp_path / "key"
    given = ["exclusions", "--records", crimes, "--survey", SURVEY, "--period", PERIOD, "--json"]
    key.write_text("00" * 32, encoding="utf-8")
    run([*given, "--engine", postgres.url])
    assert "references_not_listed" not in capsys.readouterr().out
    run([*given, "--engine", postgres.url, "--key-file", str(key)])
    assert "references_not_listed" in capsys.readouterr().out


def test_a_wrong_or_missing_password_is_told_without_it(postgres: Any, monkeypatch: Any) -> None:
    for password in ("wrong-and-secret", ""):
        monkeypatch.setenv("PGPASSWORD", password)
        with pytest.raises(DataRefusedError, match="password is wrong, missing") as refused:
            open_engine(postgres.url)
        assert "wrong-and-secret" not in str(refused.value)
        assert (refused.value.__context__, refused.value.__cause__) == (None, None)


def test_a_password_file_is_used(postgres: Any, monkeypatch: Any, tmp_path: Path) -> None:
    file = tmp_path / "pgpass"
    file.write_text(f"*:*:*:*:{postgres.password}\n", encoding="utf-8")
    file.chmod(0o600)
    monkeypatch.delenv("PGPASSWORD")
    monkeypatch.setenv("PGPASSFILE", str(file))
    with open_engine(postgres.url) as engine:
        assert engine.name.startswith("PostgreSQL ")
        assert postgres.password not in repr(engine) + engine.name


def test_a_database_that_is_not_there_is_told(postgres: Any) -> None:
    with pytest.raises(DataRefusedError, match="no database of that name"):
        open_engine(f"{postgres.url}_that_is_not_there")


@pytest.mark.parametrize("name", ["nowhere", "nowhere.crimes", 'crimes"; DROP TABLE crimes; --'])
def test_a_table_that_is_not_there_is_told(postgres: Any, name: str) -> None:
    with open_engine(postgres.url) as engine, pytest.raises(DataRefusedError, match="no table"):
        engine.tables([name])


@pytest.mark.parametrize("name", ["a.b.c", "", ".crimes", "crimes."])
def test_a_name_is_a_table_or_a_table_in_a_schema(postgres: Any, name: str) -> None:
    with open_engine(postgres.url) as engine, pytest.raises(UsageError, match=r"schema\.table"):
        engine.tables([name])


def test_a_table_that_may_not_be_read_is_told(postgres: Any) -> None:
    postgres.owner.execute(f'CREATE TABLE "{postgres.schema}".hidden (a text)')
    with open_engine(postgres.url) as engine, pytest.raises(DataRefusedError, match="SELECT"):
        engine.tables([f"{postgres.schema}.hidden"])


def test_a_view_with_the_columns_of_the_contract_is_enough(
    postgres: Any, crimes: str, records: pd.DataFrame
) -> None:
    columns = ", ".join(f'"{column}"' for column in records if column != "CRIMEREF")
    query = f"SELECT {columns}, '' AS \"CRIMEREF\" FROM {{table}}"  # noqa: S608 - our own names
    name = postgres.view("for_the_survey", query, crimes)
    with open_engine(postgres.url) as engine:
        profile = sat.victim_profile(engine.tables([name]), SURVEY, period=PERIOD)
    assert profile.victims == sat.victim_profile(records, SURVEY, period=PERIOD).victims


def test_nothing_can_be_written_over_the_connection(postgres: Any, crimes: str) -> None:
    from psycopg.errors import ReadOnlySqlTransaction

    postgres.owner.execute(f'GRANT INSERT ON {crimes} TO "analyst_of_the_test"')
    with open_engine(postgres.url) as engine:
        connection = engine.backend.con
        with pytest.raises(ReadOnlySqlTransaction), connection.transaction():
            connection.execute(f"INSERT INTO {crimes} DEFAULT VALUES")


def test_what_breaks_while_counting_is_told_without_the_cell(
    postgres: Any, crimes: str, tmp_path: Path, capfd: Any
) -> None:
    failing = f"((\"UG\" || '{CANARY}')::integer)"
    query = f"SELECT * FROM {{table}} WHERE {failing} > 0"  # noqa: S608 - our own names
    name = postgres.view("broken", query, crimes)
    out = str(tmp_path / "profile.parquet")
    given = ["profile", name, "--survey", SURVEY, "--engine", postgres.url]
    assert run([*given, "--out", out]) == 3
    said = capfd.readouterr()
    assert "could not count the crime records" in said.err
    assert CANARY not in said.err + said.out
