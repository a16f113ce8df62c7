"""Whatever happens to a definition file, loading it ends in a survey or in a definition error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satisfaction.definitions.dictionary import data_dictionary
from satisfaction.definitions.dictionary_pages import to_html, to_markdown
from satisfaction.definitions.documents import parse_document
from satisfaction.definitions.drafting import DraftColumn, draft_survey
from satisfaction.definitions.library import load_rules, load_survey, load_table
from satisfaction.errors import DefinitionError
from satisfaction.resources import resource_dir

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCHEMAS = resource_dir("schemas")
SURVEY = SCHEMAS.joinpath("surveys", "user_satisfaction_2007.yaml").read_text(encoding="utf-8")
RECORDS = SCHEMAS.joinpath("tables", "crime_records.yaml").read_text(encoding="utf-8")
RULES = SCHEMAS.joinpath("rules.yaml").read_text(encoding="utf-8")

FAST = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
ODD = [
    "[]", "{}", "-1", "1e999", "nan", "null", "~", "yes", "[1,[2]]", "{a:b}", "'", "]",
    "2007-13-01", "%d", "-", "?", "x:y:z", "&a", "*a", "!!int", "\u0000", "\ud7ff",
]  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(["", "9" * 400, "- a", "{a: {b: c}}", "[1, [2]]", "x: y: z", *ODD]),
    st.text(max_size=12),
)


@st.composite
def damaged(draw: st.DrawFn, text: str) -> str:
    """Delete, repeat, swap, indent or rewrite a few lines of ``text``."""
    lines = text.splitlines()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        how = draw(st.sampled_from(["delete", "repeat", "swap", "indent", "value", "key", "cut"]))
        head, colon, tail = lines[at].partition(":")
        other = draw(st.integers(0, len(lines) - 1))
        match how:
            case "delete" if len(lines) > 1:
                del lines[at]
            case "repeat":
                lines.insert(other, lines[at])
            case "swap":
                lines[at], lines[other] = lines[other], lines[at]
            case "indent":
                lines[at] = "  " + lines[at]
            case "value":
                lines[at] = f"{head}{colon} {draw(VALUES)}"
            case "key":
                lines[at] = f"{draw(VALUES)}{colon}{tail}"
            case _:
                lines[at] = lines[at][: draw(st.integers(0, max(len(lines[at]), 1)))]
    return "\n".join(lines) + "\n"


def _refusal(load: Callable[[Path], object], path: Path) -> DefinitionError | None:
    try:
        load(path)
    except DefinitionError as error:
        return error
    return None


def _loads_or_says_where(load: Callable[[Path], object], text: str, folder: Path) -> None:
    path = folder / "damaged.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    error = _refusal(load, path)
    if error:
        assert error.file == "damaged.yaml"
        assert error.line
        assert 1 <= error.line <= len(text.splitlines()) + 1
        assert str(folder) not in str(error)


@FAST
@given(text=damaged(SURVEY))
def test_a_damaged_survey_loads_or_names_its_line(text: str, tmp_path: Path) -> None:
    _loads_or_says_where(load_survey, text, tmp_path)


@FAST
@given(text=damaged(RECORDS))
def test_a_damaged_table_contract_loads_or_names_its_line(text: str, tmp_path: Path) -> None:
    _loads_or_says_where(load_table, text, tmp_path)


@FAST
@given(text=damaged(RULES))
def test_damaged_rules_load_or_name_their_line(text: str, tmp_path: Path) -> None:
    _loads_or_says_where(load_rules, text, tmp_path)


@given(text=st.text())
def test_any_text_is_a_document_or_a_definition_error(text: str) -> None:
    try:
        document = parse_document(text, file="a.yaml")
    except DefinitionError:
        return
    assert all(key.strip() == key != "" for key in document.content)


COLUMNS = st.lists(
    st.builds(
        DraftColumn,
        name=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8),
        label=st.text(max_size=20),
        codes=st.dictionaries(st.text(max_size=4), st.text(max_size=8), max_size=14),
        distinct=st.integers(0, 14),
        looks=st.sampled_from(["whole number", "decimal", "date", "text", "code"]),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda column: column.name,
)
RATED = DraftColumn(name="RATED\u00b7Q", codes={"1": "good", "2": "bad"}, distinct=2, looks="code")


@FAST
@given(columns=COLUMNS)
def test_a_draft_with_a_rated_question_always_loads(
    columns: list[DraftColumn], tmp_path: Path
) -> None:
    path = tmp_path / "draft.yaml"
    path.write_text(draft_survey([*columns, RATED]), encoding="utf-8")
    survey = load_survey(path)
    dictionary = data_dictionary(survey)
    assert RATED.name in survey.columns.values()
    assert to_html(dictionary).count('scope="row"') >= len(columns) + 1
    assert to_markdown(dictionary)


@pytest.mark.parametrize("name", ["user-satisfaction-2007", "victim-satisfaction-2025"])
def test_the_dictionary_is_the_same_every_time(name: str) -> None:
    first, second = (to_html(data_dictionary(load_survey(name))) for _ in range(2))
    assert first == second
