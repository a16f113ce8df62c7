"""Whatever the size of a block: the same rows, rejects, reasons, row numbers, counts and notes."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satisfaction.definitions.checks import Unique
from satisfaction.definitions.library import load_survey
from satisfaction.errors import ContractError, DataRefusedError
from satisfaction.intake.blocks import is_read_in_blocks, read_in_blocks
from satisfaction.intake.files import read_text_table
from satisfaction.intake.files.long_table import open_long_table
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.intake.returns import read_returns

SURVEY = load_survey(Path(__file__).parents[2] / "unit" / "intake" / "small_survey.yaml")
PATIENT = SURVEY.model_copy(update={"refuse_above": 1.0})
KEY = PseudonymKey(bytes(range(32)))
GOOD = {
    "INT": "I",
    "CRIME": "C",
    "REP": "01/10/2007",
    "DONE": "30/11/2007",
    "AREA": "Harrow",
    "AGE": "34",
    "SEX": "1",
    "SDE": "W1",
    "CALLS": "2",
    "MIN": "12,5",
    "RECON": "1",
    "PURP": "",
    "GIVEN": "",
    "WORDS": "",
    "Q1": "1",
    "Q2": "1",
    "Q3": "2",
}
LIKELY = ["", " ", "1", "2.0", "01", "2.5", "-1", "99", "999", "NA", "x", "two\nlines", 'a "b", c']
LIKELY += ["10/31/2007", "31/10/2007", "I0", "I1", "I2", "é", "cr\r\nlf", "W1", "NS", "0,5"]
CHANGES = st.dictionaries(st.sampled_from(list(GOOD)), st.sampled_from(LIKELY), max_size=4)
REFUSED = (ContractError, DataRefusedError)

quick = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    derandomize=True,
)


@quick
@given(
    st.lists(CHANGES, min_size=1, max_size=12),
    st.integers(1, 13),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.booleans(),
)
def test_any_block_size_gives_what_the_whole_file_gives(
    tmp_path, changes, rows, encoding, is_patient
):
    path = delivery(tmp_path, changes, encoding)
    survey = PATIENT if is_patient else SURVEY
    whole, blocks = outcome(read_whole, path, survey), outcome(read_blocks, path, survey, rows)
    if isinstance(whole, str):
        assert sorted(blocks.split("\n")) == sorted(whole.split("\n"))
        return
    assert blocks[2] == whole[2]
    pd.testing.assert_frame_equal(blocks[0], whole[0])
    pd.testing.assert_frame_equal(blocks[1], whole[1])


@quick
@given(
    st.lists(
        st.lists(st.sampled_from(["", "a", "1", '"x, y"', '"l\nm"', '"r\r\ns"', "é", ' "']),
                 min_size=2, max_size=4), max_size=8,
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", "\n", "\r\n\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]),
    st.sampled_from(["", '"open,', "\0", "\x81"]),
    st.integers(40, 90),
    st.integers(1, 5),
)  # fmt: skip
def test_a_file_is_cut_or_refused_alike_wherever_its_pieces_end(
    tmp_path, cells, end, around, encoding, tail, piece, rows
):
    lines = ["A,B,C", *(",".join((row + row)[:3] if len(row) != 4 else row) for row in cells)]
    path = tmp_path / "pieces.csv"
    text = around + end.join(lines) + around + tail
    path.write_bytes(text.encode(encoding, errors="replace"))
    assert outcome(pieces_of, path, piece, rows) == outcome(whole_of, path)


def test_of_two_rows_with_one_reference_in_different_blocks_the_later_is_rejected(tmp_path):
    changes = [{"INT": "same", "AGE": "x"}, {"INT": "same"}, {}, {"INT": "same"}]
    path = delivery(tmp_path, changes, "utf-8")
    accepted, rejects, _ = read_blocks(path, PATIENT, 1)
    assert accepted["row"].tolist() == [3, 4]
    assert rejects["row"].tolist() == [2, 5]
    assert rejects["reason"].tolist() == ["not_a_number", "duplicate_interview"]


def test_a_short_file_and_one_whose_repeats_are_only_flagged_are_read_whole(tmp_path, monkeypatch):
    path = delivery(tmp_path, [{}], "utf-8")
    assert not is_read_in_blocks(path, SURVEY)
    monkeypatch.setattr("satisfaction.intake.blocks.LONG", 1)
    assert is_read_in_blocks(path, SURVEY)
    flags = [c.model_copy(update={"then": "flag"}) if isinstance(c, Unique) else c
             for c in SURVEY.checks]  # fmt: skip
    field = SURVEY.fields["interview"].model_copy(update={"unique": True})
    flagging = SURVEY.model_copy(
        update={"checks": tuple(flags), "fields": {**SURVEY.fields, "interview": field}}
    )
    assert not is_read_in_blocks(path, flagging)


def delivery(folder: Path, changes: list[dict[str, str]], encoding: str) -> Path:
    """Write rows, of which two in a row share a reference, as a text file."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(GOOD), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({**GOOD, "INT": f"I{n // 2}", **change} for n, change in enumerate(changes))
    path = folder / "delivery.csv"
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


def outcome(read, *about):
    """Return what ``read`` gives, or the words in which it refuses."""
    try:
        return read(*about)
    except REFUSED as error:
        return str(error)


def read_whole(path: Path, survey):
    found = read_returns(path, survey, key=KEY)
    return plain(found.returns.frame), plain(found.rejects), found.report.to_dict()


def read_blocks(path: Path, survey, rows: int):
    accepted, rejects = [], []

    def keep(block):
        accepted.append(plain(block.accepted))
        rejects.append(plain(block.rejects))

    report = read_in_blocks(path, survey, keep, key=KEY, rows=rows)
    assert max(map(len, accepted)) <= rows
    together = (pd.concat(frames, ignore_index=True) for frames in (accepted, rejects))
    return (*together, report.to_dict())


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return levels as text, as the ledger keeps them: a block has only the open ones it saw."""
    text = {str(n): "str" for n in frame if isinstance(frame[n].dtype, pd.CategoricalDtype)}
    text |= {str(n): "str" for n in frame if frame[n].dtype == object}
    return frame.astype(text)


def pieces_of(path: Path, piece: int, rows: int):
    table = open_long_table(path, expected=("A", "B", "C"), piece=piece)
    blocks = list(table.blocks(rows))
    cells = [row for block in blocks for row in block.frame.to_numpy().tolist()]
    assert len(cells) == table.rows
    assert [b.source.first_row for b in blocks] == list(
        range(table.source.first_row, table.source.first_row + table.rows, rows)
    )
    return cells, list(blocks[0].frame), table.notes, table.source


def whole_of(path: Path):
    table = read_text_table(path, expected_columns=("A", "B", "C"))
    return table.frame.to_numpy().tolist(), list(table.frame), table.notes, table.source
