"""What synthetic victims say could have been done better: sentences, by what went wrong.

All of it is invented. Personal data in it belong to nobody: telephone numbers and addresses are of
ranges kept for fiction, the others of series that were never issued.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Sentences = tuple[str, ...]

# Driver of the shipped surveys to what is said by somebody who rated it poor.
OF_DRIVERS: Mapping[str, Sentences] = {
    "easy_to_contact": (
        "I could not get through to anyone",
        "I was passed from one department to another",
        "could not get through for two days",
    ),
    "answer_time": ("the phone rang for ages", "too long on hold before anybody answered"),
    "call_handler": ("the person on the phone was abrupt", "the operator was abrupt with me"),
    "arrival_time": (
        "we waited hours for somebody to come",
        "nobody came until the next day",
        "waited hours and then nobody came",
    ),
    "explained": (
        "nobody explained what would happen next",
        "they should have explained the procedure",
    ),
    "investigated": (
        "they did not take any fingerprints",
        "nobody looked at the CCTV",
        "no fingerprints were taken and the CCTV was not looked at",
    ),
    "prevention_advice": ("some advice about locks would have helped",),
    "told_progress": (
        "nobody kept me informed",
        "I never heard back from them",
        "I had to chase them for an update and never heard back",
        "I was not kept informed at all",
    ),
    "kept_promise": (
        "they promised to call and did not call",
        "they promised to come back and never did",
    ),
    "told_outcome": ("I was not told the outcome", "I still do not know the outcome"),
    "named_officer": ("there was no name to ask for", "I had no name or direct line"),
    "taken_seriously": (
        "I was not taken seriously",
        "they made me feel that I was wasting their time",
        "it was not taken seriously",
    ),
    "fairness": ("they took the other side", "I was not treated fairly", "they were not fair"),
    "officer_manner": ("the officers were rude", "one of the officers was rude and cold"),
    "support_offered": ("nobody mentioned any support",),
}

# A topic that no driver asks about: dissatisfied victims bring it up more often.
UNCOVERED: Sentences = (
    "the insurance company needed a letter that never came",
    "my insurance claim was held up",
)

OF_DISSATISFIED: Sentences = (
    "everything could have been better",
    "the service was very poor",
    "I would not bother next time",
    "they were not interested",
)
OF_OTHERS: Sentences = (
    "nothing at all",
    "they did what they could",
    "nothing, the service was very good",
    "more police on the beat",
    "they were very helpful",
    "the officer was kind and reassuring",
    "I cannot think of anything",
    "it was all fine",
)

# Kind of personal data to a sentence and the part of it that must not be published.
PERSONAL: Mapping[str, tuple[tuple[str, str], ...]] = {
    "telephone number": (
        ("ring me on 020 7946 0123", "020 7946 0123"),
        ("my mobile is 07700 900456", "07700 900456"),
        ("the number they have is +44 161 496 0999", "+44 161 496 0999"),
    ),
    "postcode": (("I live at 4 Mill Lane W99 4QT", "W99 4QT"), ("it was in n99 9zz", "n99 9zz")),
    "e-mail address": (("write to a.victim@example.org", "a.victim@example.org"),),
    "vehicle registration": (
        ("my car is LX07 QQQ", "LX07 QQQ"),
        ("the van was Q99 XYZ", "Q99 XYZ"),
    ),
    "national insurance number": (("it was sent with QQ 12 34 56 C on it", "QQ 12 34 56 C"),),
    "crime reference": (
        ("my crime number is 2412345/07", "2412345/07"),
        ("CRN 01/99999/07 was never looked at", "01/99999/07"),
    ),
    "shoulder number": (("ask PC 482XD about it", "482XD"), ("PC 1234 knows", "1234")),
    "date of birth": (("my date of birth is 12/03/1961", "12/03/1961"),),
    "web address": (("it is all on www.example.org/mycase", "www.example.org/mycase"),),
    "name": (
        ("speak to Mrs Okonjo-Vale", "Okonjo-Vale"),
        ("my son Tarquin saw it all", "Tarquin"),
        ("it was DS Hollowbrook who said so", "Hollowbrook"),
    ),
}
