"""The population's words in the codes of any definition."""

from __future__ import annotations

from satisfaction.definitions.fields import Category
from satisfaction.definitions.library import load_classification
from satisfaction.synthesis.matching import age_texts, ethnic_texts, texts_for


def category(**levels: str) -> Category:
    return Category(column="X", kind="category", levels=levels)


def test_labels_match_whatever_the_order_of_their_words():
    field = category(a="white_other", b="white_british", c="other")
    named = [("Other White", "W9"), ("White British", "W1"), ("Chinese", "O1", "Chinese or other")]
    assert texts_for(field, named) == ["a", "b", "c"]


def test_what_a_field_does_not_name_takes_its_codes_in_turn():
    assert texts_for(category(a="x", b="y"), [("p",), ("q",), ("r",)]) == ["a", "b", "a"]


def test_an_open_field_holds_the_name_itself():
    assert texts_for(Category(column="X", kind="category"), [("Camden", "c")]) == ["Camden"]


def test_chinese_moves_to_its_code_in_the_longer_list():
    source = load_classification("ethnicity-16-1")
    field = Category(column="X", kind="category", classify="ethnicity-18-1")
    texts = dict(zip(source.codes, ethnic_texts(field, source), strict=True))
    assert (texts["O1"], texts["W1"], texts["O9"]) == ("A4", "W1", "O9")


def test_codes_of_a_short_list_follow_the_broad_group():
    source = load_classification("ethnicity-16-1")
    field = category(w="White", b="Black", a="Asian", m="Mixed", o="Other")
    texts = dict(zip(source.codes, ethnic_texts(field, source), strict=True))
    assert [texts[c] for c in ("W9", "B2", "A3", "M1", "O1", "O9")] == list("wbamoo")


def test_ages_find_their_band_by_its_first_year():
    field = category(a="18-34", b="35-54", c="55+")
    texts = age_texts(field, range(121))
    assert [texts[year] for year in (18, 34, 35, 54, 55, 120)] == list("aabbcc")


def test_ages_below_the_first_band_take_it():
    assert age_texts(category(a="18-34", b="35+"), range(121))[3] == "a"


def test_bands_without_years_share_the_ages_in_order():
    texts = age_texts(category(y="young", m="middle", o="old"), range(121))
    assert (texts[20], texts[60], texts[95]) == ("y", "m", "o")
