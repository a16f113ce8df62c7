from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from satisfaction.errors import DataRefusedError
from satisfaction.intake.files import read_text_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_every_cell_stays_the_text_that_it_is(write_text: Callable[..., Path]) -> None:
    cells = ["007", "None", "NA", "n/a", "nan", "2.50", "1e5", "TRUE", " x ", "0,5"]
    rows = "\n".join(f'{number},"{cell}"' for number, cell in enumerate(cells))
    table = read_text_table(write_text("id,answer\n" + rows + "\n"))
    assert table.frame["answer"].tolist() == cells
    assert {str(dtype) for dtype in table.frame.dtypes} == {"str"}


def test_an_empty_cell_is_an_empty_text(write_text: Callable[..., Path]) -> None:
    table = read_text_table(write_text('a,b\n1,\n,""\n'))
    assert table.frame.to_numpy().tolist() == [["1", ""], ["", ""]]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_and_noted(write_text: Callable[..., Path], mark: str) -> None:
    table = read_text_table(write_text(f"id{mark}Q19\n7{mark}2\n"))
    assert table.frame.to_dict("list") == {"id": ["7"], "Q19": ["2"]}
    assert table.source.delimiter == mark
    assert any(note.startswith("Delimiter") for note in table.notes)


def test_a_decimal_comma_is_left_as_text(write_text: Callable[..., Path]) -> None:
    table = read_text_table(write_text("id;weight\n1;0,56\n2;1,20\n"))
    assert table.frame["weight"].tolist() == ["0,56", "1,20"]


def test_quotes_in_the_header_are_respected_when_the_delimiter_is_chosen(
    write_text: Callable[..., Path],
) -> None:
    table = read_text_table(write_text('"Q1, a, b, c";Q2\n1;2\n'))
    assert table.source.delimiter == ";"
    assert list(table.frame) == ["Q1, a, b, c", "Q2"]


def test_expected_columns_decide_against_the_most_columns(write_text: Callable[..., Path]) -> None:
    path = write_text("Q1, all in all, overall;Q2\n1;2\n")
    table = read_text_table(path, expected_columns=["Q2"])
    assert table.source.delimiter == ";"


def test_a_tie_goes_to_the_delimiter_that_the_rows_agree_with(
    write_text: Callable[..., Path],
) -> None:
    table = read_text_table(write_text("name, first;Q2\n1;2\n3;4\n"))
    assert list(table.frame) == ["name, first", "Q2"]


def test_a_single_column_may_hold_any_delimiter(write_text: Callable[..., Path]) -> None:
    table = read_text_table(write_text("why\nlate, rude\nnobody came\n0,56\n"))
    assert table.frame["why"].tolist() == ["late, rude", "nobody came", "0,56"]
    assert table.source.delimiter is None


@pytest.mark.parametrize(
    "text",
    ["a:b:c\n1:2:3\n4:5:6\n", '"a,b,c"\n"1,2,3"\n"4,5,6"\n', "Returns\na,b,c\n1,2,3\n"],
    ids=["colons", "lines quoted as a whole", "title above"],
)
def test_a_wrong_delimiter_is_refused(write_text: Callable[..., Path], text: str) -> None:
    with pytest.raises(DataRefusedError, match="wrong delimiter"):
        read_text_table(write_text(text))


def test_rows_of_another_width_are_counted_and_numbered(write_text: Callable[..., Path]) -> None:
    rows = ["a,b,c", "1,2,3", "1,2,3,4", "1,2,3", "1,2", "1,2,3,4", "1"]
    with pytest.raises(DataRefusedError) as caught:
        read_text_table(write_text("\n".join(rows)))
    message = str(caught.value)
    assert "2 rows have more (row 3, 6)" in message
    assert "2 rows have fewer (row 5, 7)" in message
    assert "3 columns" in message


def test_row_numbers_are_right_beyond_the_first_block(write_text: Callable[..., Path]) -> None:
    rows = ["id,text", *(f"{n},{'x' * 100}" for n in range(90_000)), "1,2,3", "1,2"]
    with pytest.raises(DataRefusedError, match=r"1 row has more \(row 90,?002\)"):
        read_text_table(write_text("\n".join(rows)))


def test_records_over_several_lines_are_counted_as_records(
    write_text: Callable[..., Path],
) -> None:
    table = read_text_table(write_text('a,b\n1,"two\nlines"\n3,4\n'))
    assert table.frame["b"].tolist() == ["two\nlines", "4"]
    assert any("row numbers count records" in note for note in table.notes)
    with pytest.raises(DataRefusedError, match=r"1 record has fewer \(record 3\)"):
        read_text_table(write_text('a,b\n1,"two\nlines"\n3\n'))


@pytest.mark.parametrize(
    "text",
    ['a,b\n1,2\n3,"open\n5,6\n', 'a,b\n1,2\n"3,4\n5,6\n', 'a\n1\n"open\n2\n'],
    ids=["last column", "first column", "single column"],
)
def test_a_quote_that_is_never_closed_is_refused_with_its_record(
    write_text: Callable[..., Path], text: str
) -> None:
    with pytest.raises(DataRefusedError, match="opened in record 3 is never closed"):
        read_text_table(write_text(text))


def test_a_quote_left_open_in_a_large_file_is_refused(write_text: Callable[..., Path]) -> None:
    rows = ["a,b", '1,"open', *("1,2" for _ in range(3_000_000))]
    with pytest.raises(DataRefusedError, match="record 2 is never closed"):
        read_text_table(write_text("\n".join(rows)))


def test_an_answer_longer_than_several_blocks_is_read_whole(
    write_text: Callable[..., Path],
) -> None:
    answer = "a line\n" * 3_000_000
    table = read_text_table(write_text(f'a,b\n1,"{answer}"\n2,3\n'))
    assert table.frame["b"].tolist() == [answer, "3"]


def test_blank_lines_keep_the_row_numbers_right(write_text: Callable[..., Path]) -> None:
    table = read_text_table(write_text("\n\na,b\n1,2\n\n5,6\n\n\n"))
    assert table.source.first_row == 4
    assert table.frame.to_numpy().tolist() == [["1", "2"], ["", ""], ["5", "6"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(write_text: Callable[..., Path], end: str) -> None:
    table = read_text_table(write_text(end.join(["a,b", "1,2", "3,4", ""])))
    assert table.frame.to_numpy().tolist() == [["1", "2"], ["3", "4"]]
    assert not any("several lines" in note for note in table.notes)


@pytest.mark.parametrize("name", ["r.CSV", "r.csv", "r.txt", "r.tsv", "r.Tsv"])
def test_extensions_of_text_files_are_accepted_in_any_case(
    write_text: Callable[..., Path], name: str
) -> None:
    table = read_text_table(write_text("a\tb\n1\t2\n", name))
    assert (table.source.format, table.source.name) == ("csv", name)


def test_a_gzipped_file_is_read(write_bytes: Callable[[bytes, str], Path]) -> None:
    table = read_text_table(write_bytes(gzip.compress(b"a,b\n1,2\n"), "returns.csv.gz"))
    assert table.frame.to_numpy().tolist() == [["1", "2"]]


def test_a_truncated_gzip_file_is_refused(write_bytes: Callable[[bytes, str], Path]) -> None:
    data = gzip.compress(bytes(range(256)) * 40)[:-12]
    with pytest.raises(DataRefusedError, match="damaged or cut short"):
        read_text_table(write_bytes(data, "returns.csv.gz"))


def test_a_gzip_file_of_nothing_is_refused(write_bytes: Callable[[bytes, str], Path]) -> None:
    with pytest.raises(DataRefusedError, match=r"holds nothing \(0 bytes\)"):
        read_text_table(write_bytes(gzip.compress(b""), "returns.csv.gz"))


def test_the_first_row_of_data_is_row_two(write_text: Callable[..., Path]) -> None:
    assert read_text_table(write_text("a,b\n1,2\n")).source.first_row == 2
