from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from satisfaction.definitions.library import load_survey
from satisfaction.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Refused = Callable[[str, str], DefinitionError]

# Piece of the shipped file, what takes its place, key at fault, piece whose line is named, words.
CASES = {
    "a misspelt scale suggests the scale that was meant": (
        "    scale: seven_point\n    measure: overall",
        "    scale: sevn_point\n    measure: overall",
        "questions.overall.scale",
        "    scale: seven_point\n    measure: overall",
        "Did you mean 'seven_point'?",
    ),
    "a misspelt key of a field suggests the key that was meant": (
        "kind: count, range: [1, 30]",
        "kind: count, rang: [1, 30]",
        "fields.attempts.rang",
        "range: [1, 30]",
        "Did you mean 'range'?",
    ),
    "a misspelt section suggests the section that was meant": (
        "fields:\n",
        "feilds:\n",
        "feilds",
        "fields:\n",
        "Did you mean 'fields'?",
    ),
    "a field without its kind lists the kinds": (
        "kind: count, range: [1, 30]",
        "range: [1, 30]",
        "fields.attempts",
        "range: [1, 30]",
        "Known kinds: reference, date, category, count, number, consent, text, verbatim.",
    ),
    "an unknown kind suggests the kind that was meant": (
        "kind: count, range: [1, 30]",
        "kind: cuont, range: [1, 30]",
        "fields.attempts",
        "range: [1, 30]",
        "'cuont' is not a known kind. Did you mean 'count'?",
    ),
    "a check without its kind lists the kinds": (
        "  - kind: routing\n    then",
        "  - then",
        "checks.3",
        "  - kind: routing",
        "Known kinds: unique, days_between, minimum, routing.",
    ),
    "a required key that is missing is named": (
        "column: ATTEMPTS, ",
        "",
        "fields.attempts.column",
        "range: [1, 30]",
        "The key 'column' is required and missing.",
    ),
    "a list that is too short says how long it must be": (
        "range: [1, 30]",
        "range: [1]",
        "fields.attempts.range",
        "range: [1, 30]",
        "The list must have 2 values; it has 1.",
    ),
    "a text where a list belongs shows how to write a list": (
        "range: [1, 30]",
        "range: 30",
        "fields.attempts.range",
        "range: [1, 30]",
        "'30' is not a list; write it in square brackets",
    ),
    "a decimal where a whole number belongs is shown": (
        "range: [1, 30]",
        "range: [1, 2.5]",
        "fields.attempts.range.1",
        "range: [1, 30]",
        "'2.5' is not a whole number",
    ),
    "a range that runs backwards is refused": (
        "range: [1, 30]",
        "range: [30, 1]",
        "fields.attempts.range",
        "range: [1, 30]",
        "starts at 30, above its end 1",
    ),
    "a day in another order is refused": (
        "valid_from: 2004-04-01",
        "valid_from: 01/04/2004",
        "valid_from",
        "valid_from",
        "'01/04/2004' is not a day; write it as 2007-04-30",
    ),
    "a number is not taken for seconds since 1970": (
        "valid_from: 2004-04-01",
        "valid_from: 20040401",
        "valid_from",
        "valid_from",
        "is not a day",
    ),
    "a day that no calendar has is refused": (
        "valid_from: 2004-04-01",
        "valid_from: 2004-02-30",
        "valid_from",
        "valid_from",
        "'2004-02-30' is not a day",
    ),
    "a yes-or-no that is neither is shown": (
        "unique: true",
        "unique: maybe",
        "fields.interview.unique",
        "unique: true",
        "'maybe' is neither true nor false",
    ),
    "a word that is no choice suggests the one that was meant": (
        "period: rolling",
        "period: roling",
        "headline.period",
        "headline:",
        "Did you mean 'rolling'? Expected one of rolling, quarter.",
    ),
    "a target in per cent is refused": (
        "target: 0.789",
        "target: 78.9",
        "headline.target",
        "headline:",
        "'78.9' is out of place: a number at most 1 was expected",
    ),
    "a target that is no number is refused": (
        "target: 0.789",
        "target: nan",
        "headline.target",
        "headline:",
        "is not a number",
    ),
    "a headline of an unknown measure is refused": (
        "measure: overall, share",
        "measure: overal, share",
        "headline.measure",
        "headline:",
        "Did you mean 'overall'?",
    ),
    "a date format without a year is refused": (
        'REPDATE, kind: date, format: "%d/%m/%Y"',
        'REPDATE, kind: date, format: "%d/%m"',
        "fields.reported_on.format",
        "REPDATE",
        "does not give a whole day",
    ),
    "a date format with an unknown directive is refused": (
        'REPDATE, kind: date, format: "%d/%m/%Y"',
        'REPDATE, kind: date, format: "%d/%m/%Y %!"',
        "fields.reported_on.format",
        "REPDATE",
        "does not give a whole day",
    ),
    "validity that ends before it starts is refused": (
        "valid_to: 2014-03-31",
        "valid_to: 2001-03-31",
        "valid_to",
        "valid_to",
        "2001-03-31, is before `valid_from`, 2004-04-01",
    ),
    "an interview window that runs backwards is refused": (
        "interview_window: [42, 84]",
        "interview_window: [84, 42]",
        "interview_window",
        "interview_window",
        "from 84 to 42 days",
    ),
    "a level that also means unknown is refused": (
        "not_answered: {9: not stated}",
        "not_answered: {9: female}",
        "fields.gender.levels.2",
        "levels: {2: female",
        "'female' is a level and also stands for unknown",
    ),
    "a code that is both a level and no answer is refused": (
        "not_answered: {9: not stated}",
        "not_answered: {1: not stated}",
        "fields.gender.not_answered.1",
        "not_answered: {9: not stated}",
        "both a level and not an answer",
    ),
    "an age that also means refused is refused": (
        "{998: refused, 999: not known}",
        "{99: refused, 999: not known}",
        "fields.age.not_answered.99",
        "{998: refused",
        "99 means 'refused' and also lies in the range 16 to 110",
    ),
    "ages beyond every band are refused": (
        "range: [16, 110]",
        "range: [16, 130]",
        "fields.age.range",
        "range: [16, 110]",
        "reaches beyond the bands of 'age-bands-10', 0 to 120",
    ),
    "a count with a list of codes for bands is refused": (
        "classify: age-bands-10",
        "classify: ethnicity-16-1",
        "fields.age.classify",
        "classify: age-bands-10",
        "a count needs bands",
    ),
    "a category with bands for a list of codes is refused": (
        "classify: ethnicity-16-1",
        "classify: age-bands-10",
        "fields.ethnicity.classify",
        "classify: ethnicity-16-1",
        "a category needs a list of codes",
    ),
    "an unknown classification suggests the one that was meant": (
        "classify: ethnicity-16-1",
        "classify: ethnicity-161",
        "fields.ethnicity.classify",
        "classify: ethnicity-16-1",
        "Did you mean 'ethnicity-16-1'?",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_refusal_names_file_key_and_line(
    case: tuple[str, str, str, str, str], refuses: Callable[..., None]
) -> None:
    refuses(*case)


def test_all_faults_are_told_in_the_order_of_the_file(refused: Refused) -> None:
    error = refused("column: Q20\n    scale: seven_point", "column: Q19\n    scale: sevn_point")
    first, second = str(error).splitlines()
    assert "`questions.treatment.column`" in first
    assert "`questions.treatment.scale`" in second
    assert second.lstrip().startswith("line ")


def test_more_than_five_faults_are_counted(tmp_path: Path, shipped_text: str) -> None:
    path = tmp_path / "damaged.yaml"
    damaged = shipped_text.replace("    scale: yes_no", "    scale: yesno")
    assert damaged.count("yesno") == 6
    path.write_text(damaged, encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"and 1 more\Z") as caught:
        load_survey(path)
    assert len(str(caught.value).splitlines()) == 6


def test_a_missing_top_key_is_placed_on_the_first_line(refused: Refused) -> None:
    error = refused("survey: user-satisfaction-2007\n", "")
    assert (error.key, error.line) == ("survey", 1)


def test_a_near_key_is_not_also_called_missing(refused: Refused) -> None:
    assert "missing" not in str(
        refused("kind: count, range: [1, 30]", "kind: count, rang: [1, 30]")
    )


def test_a_long_value_is_cut(refused: Refused) -> None:
    assert len(str(refused("unique: true", f"unique: {'x' * 5000}"))) < 300
