"""Whatever is typed, no digit outlives redaction and no rare word is released."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from satisfaction.definitions.code_frames import CodeFrame
from satisfaction.drivers.verbatims import redact
from satisfaction.drivers.verbatims.coding import mentions_of
from satisfaction.drivers.verbatims.terms import released_terms
from satisfaction.drivers.verbatims.words import pieces, word_stream

ANYTHING = st.text(max_size=200)
WORDISH = st.text(alphabet="abc '.-*1@A\u0430\u0660\u200b\n", max_size=60)


@given(ANYTHING | WORDISH)
@settings(max_examples=300, deadline=None)
def test_no_digit_outlives_redaction(text):
    assert not any(unicodedata.category(c) == "Nd" for c in redact(text).text)


@given(ANYTHING | WORDISH)
@settings(max_examples=200, deadline=None)
def test_redacting_twice_finds_no_more_numbers(text):
    again = redact(redact(text).text).found
    assert set(again) <= {"name"}


@given(st.lists(ANYTHING | WORDISH, max_size=40))
@settings(max_examples=100, deadline=None)
def test_every_released_term_is_said_by_enough_and_made_of_letters(answers):
    terms = released_terms(word_stream(answers), minimum=2)
    assert terms.presence.shape == (len(answers), len(terms.names))
    if len(terms.names):
        assert terms.presence.sum(axis=0).min() >= 2
        assert terms.presence.max() == 1
    for term in terms.names:
        said = sum(
            set(term.split()) <= {p.casefold() for p in pieces(answer)} for answer in answers
        )
        assert said >= 2
        assert not any(c.isdigit() for c in term)


@given(st.lists(WORDISH, max_size=10), st.sampled_from(["a b", "ab * c", "abc*", "a-b", "c"]))
@settings(max_examples=100, deadline=None)
def test_a_code_is_found_exactly_where_its_words_follow_each_other(answers, pattern):
    codes = {"one": {"label": "One", "patterns": [pattern]}}
    frame = CodeFrame.model_validate({"code_frame": "f", "title": "F", "codes": codes})
    found = mentions_of(frame, word_stream(answers))[:, 0]
    assert found.tolist() == [_says(pattern.split(), answer) for answer in answers]


def _says(words, answer):
    said = [p.casefold() if p[0].isalpha() else "|" for p in pieces(answer)]
    return any(
        len(said[k : k + len(words)]) == len(words)
        and all(map(_fits, words, said[k : k + len(words)]))
        for k in range(len(said))
    )


def _fits(word, said):
    if said == "|":
        return False
    return word in ("*", said) or (word.endswith("*") and said.startswith(word[:-1]))
