"""Code frames: what a pattern matches, what a bad one is told, and the shares of codes."""

from __future__ import annotations

import numpy as np
import pytest

import satisfaction as sat
from satisfaction.definitions.code_frames import CodeFrame, load_code_frame
from satisfaction.drivers.verbatims.coding import mentions_of
from satisfaction.drivers.verbatims.words import word_stream
from satisfaction.errors import DefinitionError

QUICK = {"bootstraps": 60}


def frame_of(*patterns):
    codes = {f"c{n}": {"label": f"C{n}", "patterns": [p]} for n, p in enumerate(patterns)}
    return CodeFrame.model_validate({"code_frame": "own", "title": "Own", "codes": codes})


def fits(pattern, text):
    return bool(mentions_of(frame_of(pattern), word_stream([text]))[0, 0])


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("rude", "They were RUDE", True),
        ("rude", "rudeness", False),
        ("rude*", "such rudeness", True),
        ("kept * informed", "never kept me informed", True),
        ("kept * informed", "kept informed", False),
        ("kept * informed", "kept me well informed", False),
        ("kept informed", "kept. informed", False),
        ("kept informed", "kept", False),
        ("did not call", "they didn't call", True),
        ("didn't call", "they did not call", True),
        ("not told", "told not", False),
        ("a b c", "a a b c", True),
        ("the outcome", "the\u00a0outcome", True),
        ("fair", "unfair", False),
    ],
)
def test_what_a_pattern_matches(pattern, text, expected):
    assert fits(pattern, text) is expected


def test_a_phrase_does_not_run_from_one_answer_into_the_next():
    stream = word_stream(["they kept", "informed me"])
    assert not mentions_of(frame_of("kept informed"), stream).any()


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$",
        "rude|slow",
        "[abc]",
        ".*",
        "*",
        "* rude",
        "rude *",
        "ab*",
        "r*de",
        "rude**",
        "a1",
        "one two three four five six seven",
        "x" * 41,
        "rude\\b",
        "<b>",
    ],
)
def test_a_pattern_that_is_no_plain_phrase_is_refused_with_its_line(tmp_path, survey, pattern):
    path = tmp_path / "own.yaml"
    path.write_text(
        "code_frame: own\ntitle: Own\ncodes:\n  manner:\n    label: Manner\n    patterns:\n"
        f"      - rude\n      - '{pattern}'\n",
        encoding="utf-8",
    )
    with pytest.raises(DefinitionError) as refusal:
        load_code_frame(path, survey)
    assert refusal.value.line == 8
    assert refusal.value.key == "codes.manner.patterns.1"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("driver: told_progress", "driver: told_progres"), "Did you mean 'told_progress'"),
        (("label: Kept", "lable: Kept"), "lable"),
        (("[informed]", "[]"), "patterns"),
        (("[informed]", "[informed, informed]"), "twice"),
        (("[informed]", "[&a informed]"), "Anchors"),
    ],
)
def test_a_faulty_frame_is_refused_in_words(tmp_path, survey, change, words):
    text = (
        "code_frame: own\ntitle: Own\ncodes:\n  kept:\n    label: Kept\n"
        "    driver: told_progress\n    patterns: [informed]\n"
    )
    path = tmp_path / "own.yaml"
    path.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(DefinitionError, match=words):
        load_code_frame(path, survey)


def test_a_frame_of_too_many_patterns_is_refused():
    words = ["".join(chr(97 + (n // 26**k) % 26) for k in range(4)) for n in range(2_001)]
    with pytest.raises(ValueError, match="at most 2,000"):
        frame_of(*words)


def test_every_driver_of_the_shipped_frame_is_a_driver_of_its_survey(survey):
    frame = load_code_frame("user-satisfaction-2007", survey)
    assert {code.driver for code in frame.codes.values()} == set(survey.drivers)


def test_shares_of_codes_by_hand(says):
    said = ["rude"] * 30 + ["slow"] * 12 + ["rude and slow"] * 10 + ["other things entirely"] * 48
    found = sat.compare_verbatims(
        says(said, ["rude"] * 20), code_frame=frame_of("rude", "slow", "nasty"), **QUICK
    )
    codes = found.codes.set_index("code")
    assert codes["share"].dropna().to_dict() == pytest.approx(
        {"c0": 0.40, "c1": 0.22, "(no code)": 0.48}
    )
    assert codes.loc["c0", "mentions"] == 40
    # Korn-Graubard with 100 answers of equal weight is Clopper-Pearson.
    assert codes.loc["c0", ["lower", "upper"]].tolist() == pytest.approx([0.3033, 0.5028], abs=3e-3)
    assert codes.loc["c2", "flag"] == "hidden"
    assert np.isnan(codes.loc["c2", "mentions"])


def test_a_code_of_nine_mentions_has_no_numbers(says):
    said = ["rude"] * 9 + ["slow"] * 20
    found = sat.compare_verbatims(
        says(said, ["fine"] * 20), code_frame=frame_of("rude", "slow"), **QUICK
    )
    row = found.codes.set_index("code").loc["c0"]
    assert row["flag"] == "hidden"
    assert row[["mentions", "share", "lower", "upper"]].isna().all()


def test_frequent_terms_that_no_code_covers_are_topics(says):
    said = ["rude"] * 20 + ["the insurance letter"] * 15 + ["parking"] * 9
    found = sat.compare_verbatims(says(said, ["fine"] * 20), code_frame=frame_of("rude"), **QUICK)
    assert found.uncovered["term"].tolist() == ["insurance letter"]
    assert found.uncovered["respondents"].tolist() == [15]


def test_the_planted_topic_of_the_quarter_is_left_uncovered(quarter):
    found = sat.compare_verbatims(quarter, period="2007/08 Q3", **QUICK)
    assert found.code_frame == "user-satisfaction-2007"
    shown = found.codes[found.codes["flag"] == ""].set_index("code")
    assert shown.loc["kept_informed", "share"] > 0.15
    assert 0.05 < shown.loc["(no code)", "share"] < 0.3
    assert not found.codes["code"].str.contains("insur").any()


def test_without_a_frame_of_the_surveys_name_there_are_no_codes(says, survey):
    renamed = says(["rude"] * 12, ["fine"] * 12)
    renamed = type(renamed)(
        frame=renamed.frame, survey=survey.model_copy(update={"survey": "somewhere-else"})
    )
    found = sat.compare_verbatims(renamed, **QUICK)
    assert (found.code_frame, len(found.codes), len(found.uncovered)) == ("", 0, 0)
    assert "no-code-frame" in {caveat.code for caveat in found.caveats}


def test_a_shipped_frame_that_does_not_fit_a_changed_survey_is_left_out_unless_asked_for(
    says, survey
):
    questions = {n: q for n, q in survey.questions.items() if n != "named_officer"}
    fewer = survey.model_copy(update={"questions": questions})
    made = says(["rude"] * 12, ["fine"] * 12)
    changed = type(made)(frame=made.frame, survey=fewer)
    assert sat.compare_verbatims(changed, **QUICK).code_frame == ""
    with pytest.raises(DefinitionError, match="named_officer"):
        sat.compare_verbatims(changed, code_frame="user-satisfaction-2007", **QUICK)
