"""Where the header is missing, the first row is answers: no message shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from satisfaction.errors import ContractError
from satisfaction.intake.layout import match_columns
from satisfaction.intake.returns import read_returns

from .conftest import ROW

if TYPE_CHECKING:
    from pathlib import Path

    from satisfaction.definitions.survey import Survey
    from satisfaction.intake.pseudonyms import PseudonymKey

CANARY = "Zaphod Beeblebrox"


def test_the_first_row_of_a_file_without_header_is_not_shown(
    survey: Survey, key: PseudonymKey, tmp_path: Path
) -> None:
    path = tmp_path / "returns.csv"
    rows = [[f"{CANARY} {row} {place}" for place in range(len(ROW))] for row in range(3)]
    path.write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    with pytest.raises(ContractError, match="header is missing") as caught:
        read_returns(path, survey, key=key)
    assert CANARY not in "\n".join([str(caught.value), *caught.value.faults])


def test_a_column_of_references_named_as_one_does_not_open_the_others() -> None:
    expected = dict.fromkeys(["INT", "AREA", "Q1", "Q2"], True)
    layout = match_columns(["INT", "R1", "R2", "R3", "R4"], expected, other_columns="refuse")
    assert "R1" not in "".join(layout.faults)


@pytest.mark.parametrize("other_columns", ["refuse", "ignore"])
def test_a_header_with_most_of_its_names_says_what_is_missing_and_what_is_there(
    other_columns: str,
) -> None:
    expected = dict.fromkeys(["INT", "AREA", "Q1"], True)
    layout = match_columns(["INT", "AREA", "QX"], expected, other_columns=other_columns)
    assert any("'Q1' is required and missing" in fault for fault in layout.faults)
    assert any("'QX'" in fault for fault in layout.faults)


def test_an_endless_column_name_is_not_repeated_whole() -> None:
    expected = dict.fromkeys(["INT", "AREA", "Q1"], True)
    layout = match_columns(["INT", "AREA", "Q1", "x" * 70_000], expected, other_columns="refuse")
    assert 25 < len("".join(layout.faults)) < 1_000
