"""Redaction: what it finds on a planted set, what it misses, and that it promises nothing.

The planted data belong to nobody: telephone numbers of Ofcom's ranges for drama, National Insurance
numbers of a prefix that is never given, postcodes of districts that do not exist or of offices.
"""

from __future__ import annotations

import time

import pytest

from satisfaction.drivers.verbatims import redact
from satisfaction.synthesis.remarks import PERSONAL

CARRIERS = (
    "nobody rang me back on {} as they said",
    "{} was what I gave them.",
    "I told them twice: {}. They did nothing",
    "they should have used {}, it was on the form",
)

PLANTED = {
    "telephone number": (
        "020 7946 0123", "02079460123", "(020) 7946 0123", "0161 496 0123", "01632 960123",
        "07700 900123", "07700900123", "+44 7700 900123", "+447700900123", "0044 20 7946 0123",
        "07700-900-123", "0808 157 0123", "020.7946.0123", "7946 0123", "+44 (0)20 7946 0123",
    ),
    "postcode": (
        "W99 4QT", "w99 4qt", "W994QT", "SW1A 2AA", "sw1a2aa", "N99 9ZZ", "EC99 1AA", "E1W 9ZZ",
        "M99 1AB", "BS98 1TL", "CR99 8ZZ",
    ),
    "e-mail address": (
        "a.victim@example.org", "A.VICTIM@EXAMPLE.ORG", "victim99@mail.example.com",
        "first_last+police@example.co.uk", "a.victim @ example.org", "victim(at)example.org",
        "o'victim@example.org",
    ),
    "vehicle registration": (
        "LX07 QQQ", "LX07QQQ", "lx07 qqq", "Q99 XYZ", "Q999XYZ", "ABC 123D", "abc123d", "AB51 XYZ",
    ),
    "national insurance number": (
        "QQ 12 34 56 C", "QQ123456C", "qq123456c", "QQ 123456 C", "QQ-12-34-56-A",
    ),
    "crime reference": (
        "2412345/07", "01/99999/07", "CAD 4321/12OCT07", "CRIS 2412345/07", "crime number 2412345",
        "ref 123456", "CRN 01/12345/07", "reference no. AB123456", "incident 4321",
        "URN 01XX99907", "case number 07-12345",
    ),
    "shoulder number": (
        "PC 482XD", "PC482XD", "pc 1234", "482 XD", "PS 12 ZZ", "DC 7788", "officer number 4821",
        "Sgt 55QK", "collar number 901", "PCSO 7123", "shoulder no 77XD", "WPC 311",
    ),
    "date of birth": (
        "12/03/1961", "12.03.61", "12-3-1961", "12 March 1961", "12th of March 1961",
        "March 12, 1961", "1961-03-12", "born 1961", "12 mar 61", "12th March 61",
    ),
    "web address": (
        "www.example.org/mycase", "https://example.org/a?b=c", "http://example.org",
        "example.co.uk", "mystreetshop.com/contact", "WWW.EXAMPLE.ORG",
    ),
    "surname after a title": (
        "PC Hollowbrook", "Mrs Okonjo-Vale", "Mr. Trelissick", "DS Quillfeather", "Dr Zzyzx",
        "Sergeant Brackenridge", "Detective Maplethorpe", "Ms J Farquell",
    ),
    "full name with capitals": (
        "Tarquin Hollowbrook", "Ayomide Okonjo-Vale", "Siobhan O'Trelissick", "Zbigniew Wozniakow",
        "Nguyen Thi Quill", "Fatoumata Brackenridge",
    ),
    "given name with a capital": (
        "Tarquin", "Ayomide", "Siobhan", "Zbigniew", "Daniel", "Priya", "Grace", "Mark", "Rose",
        "Will", "Fatoumata", "Oluwaseun",
    ),
    "given name in small letters": (
        "tarquin", "ayomide", "siobhan", "zbigniew", "daniel", "priya", "grace", "mark", "rose",
        "will", "fatoumata", "oluwaseun",
    ),
}  # fmt: skip

# Words that say what follows and give nobody away.
LABELS = frozenset(
    """crime number ref reference no. no incident case officer collar shoulder born mr. mrs mr ms dr
    ds pc ps dc sgt pcso wpc sergeant detective of cad cris crn urn march mar j @ thi 12""".split()  # noqa: SIM905
)
IN_FULL = (
    "telephone number", "postcode", "e-mail address", "vehicle registration",
    "national insurance number", "crime reference", "shoulder number", "date of birth",
    "web address", "surname after a title", "full name with capitals",
)  # fmt: skip


def recall(kind):
    """Return how many planted examples have nothing left that names anybody, and of how many."""
    outcomes = []
    for value in PLANTED[kind]:
        parts = [part for part in value.split() if part.lower() not in LABELS]
        for carrier in CARRIERS:
            text = redact(carrier.format(value)).text
            outcomes.append(not any(part in text for part in parts))
    return sum(outcomes), len(outcomes)


@pytest.mark.parametrize("kind", IN_FULL)
def test_every_planted_example_of_this_kind_is_found(kind):
    found, planted = recall(kind)
    assert found == planted


@pytest.mark.parametrize("kind", PLANTED)
def test_the_documentation_states_the_recall_that_is_measured(kind):
    found, planted = recall(kind)
    assert f"{kind} {found} of {planted}" in " ".join(redact.__doc__.split())


def test_given_names_are_missed():
    assert recall("given name in small letters")[0] < 24


def test_every_number_that_synthetic_victims_mention_is_found():
    for kind, sentences in PERSONAL.items():
        for sentence, value in sentences:
            if kind != "name":
                assert value not in redact(f"They were rude. {sentence}.").text


def test_the_kind_stands_where_the_value_was_and_ordinary_words_stay():
    found = redact("Nobody rang me on 07700 900123. The officer was kind, mail a@example.org")
    assert found.text == (
        "Nobody rang me on [telephone number]. The officer was kind, mail [e-mail address]"
    )
    assert dict(found.found) == {"e-mail address": 1, "telephone number": 1}


@pytest.mark.parametrize(
    "harmless",
    [
        "Nobody kept me informed, I didn't hear back.",
        "The police were rude. They took hours; nothing was done!",
        "the pc was rude and the sergeant said no",
        "It was CCTV that I asked for on Monday",
        "I WAS NOT TOLD THE OUTCOME",
    ],
)
def test_an_answer_without_personal_data_stays_as_it_is(harmless):
    assert redact(harmless).text == harmless


def test_nothing_is_ever_called_safe():
    found = redact("they were rude")
    assert found.status == "to be read by a person"
    assert "rude" not in f"{found!r} {found!s} {found}"
    with pytest.raises(AttributeError):
        found.status = "safe"


def test_marks_in_an_answer_cannot_pass_for_those_of_redaction():
    assert redact("call [name] Zzyzx Road").text == "call (name) [name] [name]"


@pytest.mark.parametrize(
    ("disguised", "value"),
    [
        ("ring 020\u00a07946\u00a00123 now", "7946"),
        ("ring \uff10\uff12\uff10 7946 0123 now", "7946"),
        ("ring 0\u200b20 79\u200b46 0123 now", "46 0123"),
        ("ring \u202e3210 6497 020 now", "6497"),
        ("ring \u0660\u0662\u0660\u0667\u0669\u0664\u0666 now", "\u0667"),
    ],
    ids=["no-break spaces", "full-width digits", "zero-width", "right to left", "Arabic digits"],
)
def test_a_disguised_number_is_found(disguised, value):
    assert value not in redact(disguised).text


@pytest.mark.parametrize(
    "piece",
    ["a", "1 ", "@a", "Ab ", "pc ", "12/", "a.b", "0", "ref ", "www.", "x1", "[", "- ", "\u202e"],
)
def test_half_a_megabyte_of_anything_takes_seconds_at_most(piece):
    start = time.perf_counter()
    redact(piece * (500_000 // len(piece)))
    assert time.perf_counter() - start < 5
