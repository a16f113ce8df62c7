from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from satisfaction.definitions.drafting import DraftColumn, draft_survey
from satisfaction.definitions.fields import Count
from satisfaction.definitions.library import load_survey

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from satisfaction.definitions.survey import Survey

    Drafted = Callable[[Sequence[DraftColumn]], Survey]

SEVEN = {
    "1": "completely satisfied",
    "2": "very satisfied",
    "3": "fairly satisfied",
    "4": "neither",
    "5": "fairly dissatisfied",
    "6": "very dissatisfied",
    "7": "completely dissatisfied",
    "8": "don't know",
    "9": "refused",
}
YES_NO = {"1": "yes", "2": "no", "8": "don't know"}


def _coded(name: str, codes: dict[str, str], label: str = "") -> DraftColumn:
    return DraftColumn(name=name, label=label, codes=codes, distinct=len(codes), looks="code")


@pytest.fixture
def drafted(tmp_path: Path) -> Drafted:
    def load(columns: Sequence[DraftColumn]) -> Survey:
        path = tmp_path / "draft.yaml"
        path.write_text(draft_survey(columns), encoding="utf-8")
        return load_survey(path)

    return load


def test_a_labelled_scale_is_read_with_its_sides_and_its_non_answers(drafted: Drafted) -> None:
    survey = drafted([_coded("Q1", SEVEN)])
    scale = survey.scale_of("q1")
    assert scale.satisfied == ("1", "2", "3")
    assert scale.top == ("1", "2")
    assert scale.dissatisfied == ("5", "6", "7")
    assert scale.not_answered == {"8": "don't know", "9": "refused"}


def test_a_scale_that_runs_the_other_way_keeps_its_direction(drafted: Drafted) -> None:
    codes = {"1": "very poor", "2": "poor", "3": "neither", "4": "good", "5": "very good"}
    scale = drafted([_coded("Q1", codes)]).scale_of("q1")
    assert scale.satisfied == ("4", "5")
    assert scale.dissatisfied == ("1", "2")


def test_the_question_about_the_whole_is_taken_for_the_outcome(drafted: Drafted) -> None:
    columns = [_coded("Q1", SEVEN), _coded("Q21", SEVEN, "Overall, how satisfied were you?")]
    survey = drafted(columns)
    assert survey.outcome == "q21"
    assert survey.drivers == ("q1",)


def test_without_a_question_about_the_whole_the_first_is_taken_and_marked() -> None:
    text = draft_survey([_coded("Q1", SEVEN), _coded("Q2", SEVEN)])
    assert text.index("outcome: true   # CHECK:") < text.index('"q2":')


def test_questions_with_the_same_codes_share_a_scale(drafted: Drafted) -> None:
    survey = drafted([_coded("Q1", SEVEN), _coded("Q2", YES_NO), _coded("Q3", SEVEN)])
    assert survey.questions["q1"].scale == survey.questions["q3"].scale
    assert len(survey.scales) == 2


def test_nine_after_a_gap_is_taken_for_no_answer(drafted: Drafted) -> None:
    codes = dict.fromkeys(["9", "1", "5", "2", "4", "3"], "")
    scale = drafted([_coded("Q1", codes)]).scale_of("q1")
    assert list(scale.grades) == ["1", "2", "3", "4", "5"]
    assert list(scale.not_answered) == ["9"]


def test_a_nine_that_follows_eight_is_a_grade(drafted: Drafted) -> None:
    codes = {str(code): "" for code in range(1, 11)}
    scale = drafted([_coded("Q1", codes)]).scale_of("q1")
    assert list(scale.grades) == list(codes)


def test_known_columns_get_their_usual_names_and_kinds(drafted: Drafted) -> None:
    columns = [
        DraftColumn(name="INTNO", distinct=900, looks="whole number"),
        DraftColumn(name="CRIMEREF", distinct=900, looks="text"),
        DraftColumn(name="INTDATE", distinct=60, looks="date"),
        DraftColumn(name="AGE", codes={"998": "refused"}, distinct=70, looks="whole number"),
        _coded("SEX", {"1": "male", "2": "female", "9": "not stated"}, "Gender"),
        DraftColumn(name="WT", distinct=500, looks="decimal"),
        DraftColumn(name="WHY", distinct=500, looks="text"),
        _coded("Q1", SEVEN),
    ]
    kinds = {name: field.kind for name, field in drafted(columns).fields.items()}
    assert kinds == {
        "interview": "reference",
        "crime": "reference",
        "interviewed_on": "date",
        "age": "count",
        "gender": "category",
        "wt": "number",
        "why": "text",
    }


def test_codes_beyond_any_age_are_no_answers(drafted: Drafted) -> None:
    age = DraftColumn(name="AGE", codes={"998": "refused"}, distinct=70, looks="whole number")
    field = drafted([age, _coded("Q1", SEVEN)]).fields["age"]
    assert isinstance(field, Count)
    assert field.not_answered == {"998": "refused"}


def test_words_of_respondents_never_enter_the_draft() -> None:
    canary = "Zebedee"
    columns = [
        DraftColumn(name="WHY", codes={f"{canary} hit me": ""}, distinct=1, looks="text"),
        DraftColumn(name="WHO", codes={canary: "", "Ann": ""}, distinct=2, looks="code"),
        DraftColumn(name="INI", codes={"ZQ": "", "XJ": ""}, distinct=2, looks="text"),
        DraftColumn(name="DAY", codes={"3.4": ""}, distinct=1, looks="decimal"),
        DraftColumn(
            name="BIG", codes={str(n): "" for n in range(640, 660)}, distinct=20, looks="code"
        ),
        DraftColumn(name="PART", codes={"ZQ1": "label"}, distinct=400, looks="text"),
        _coded("Q1", SEVEN),
    ]
    text = draft_survey(columns)
    assert not [word for word in (canary, "ZQ", "XJ", "3.4", "641", "ZQ1") if word in text]


def test_labels_that_would_clash_are_told_apart(drafted: Drafted) -> None:
    codes = {
        "1": "good",
        "2": "bad",
        "3": "bad",
        "7": "not known",
        "8": "not known",
        "9": "no answer",
    }
    survey = drafted([_coded("Q1", codes), _coded("SEX", {"1": "a", "2": "a"})])
    assert len(survey.scale_of("q1").grade_labels) == 3


def test_names_that_would_clash_are_told_apart(drafted: Drafted) -> None:
    names = ["Q 1", "q_1", "ROW", "row", "flag_x", "Age", "age years", "age_years", "???", "é", "1"]
    columns = [_coded(name, YES_NO) for name in names]
    survey = drafted(columns)
    assert list(survey.columns.values()) == [
        *(name for name in names if name == "Age" or name.startswith("age")),
        *(name for name in names if name != "Age" and not name.startswith("age")),
    ]


def test_headings_and_labels_that_mean_something_in_yaml_stay_text(drafted: Drafted) -> None:
    odd = 'a: "b" # c \\ {d} [e] & * ! | > \' % @ `'
    survey = drafted([_coded(odd, SEVEN, odd), DraftColumn(name="- x:", label=odd)])
    assert set(survey.columns.values()) == {odd, "- x:"}
    assert survey.questions[survey.outcome].text == odd


def test_what_cannot_be_seen_is_left_out_of_labels(drafted: Drafted) -> None:
    survey = drafted([_coded("Q1", SEVEN, "one\x00two\n three\u2028\x7f")])
    assert survey.questions["q1"].text == "onetwo three"


def test_every_guess_is_marked_for_a_person() -> None:
    text = draft_survey([_coded("Q1", SEVEN), DraftColumn(name="DAY", looks="date")])
    for guess in ("mode:", "satisfied:", "dissatisfied:", "outcome:", "format:"):
        lines = [line for line in text.splitlines() if line.strip().startswith(guess)]
        assert lines
        assert all("# CHECK" in line for line in lines)


def test_without_any_question_the_draft_says_what_to_write() -> None:
    text = draft_survey([DraftColumn(name="WHY", looks="text")])
    assert "questions: {}   # CHECK: write the questions" in text
