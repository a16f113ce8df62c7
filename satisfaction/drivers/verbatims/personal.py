"""What personal data look like: patterns of the United Kingdom, and names by their capitals.

Every pattern is bounded, so that a search takes time linear in the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DAY = r"[0-3]?\d(?:st|nd|rd|th)?"

PATTERNS: Mapping[str, re.Pattern[str]] = {
    "e-mail address": re.compile(
        r"(?<![\w.+-])[\w.+'-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}"
    ),
    "web address": re.compile(
        r"(?:https?://|(?<!\w)www\.)[^\s<>\"]{1,500}"
        r"|(?<![\w@.-])[\w-]{1,63}\.(?:co\.uk|org\.uk|gov\.uk|ac\.uk|com|org|net|info)\b"
        r"(?:/[^\s<>\"]{0,300})?",
        re.IGNORECASE,
    ),
    "national insurance number": re.compile(
        r"(?<!\w)[a-z]{2}[\s-]?\d{2}[\s-]?\d{2}[\s-]?\d{2}[\s-]?[a-d](?!\w)", re.IGNORECASE
    ),
    "date of birth": re.compile(
        rf"(?<!\w){_DAY}\s?[/.\- ]\s?(?:[01]?\d|{_MONTH})\s?[/.\-, ]\s?(?:19|20)?\d{{2}}(?!\w)"
        rf"|(?<!\w){_MONTH}\s{_DAY},?\s(?:19|20)\d{{2}}(?!\w)"
        rf"|(?<!\w){_DAY}\s(?:of\s)?{_MONTH},?\s(?:19|20)?\d{{2}}(?!\w)"
        r"|(?<!\w)(?:19|20)\d{2}-[01]\d-[0-3]\d(?!\w)"
        r"|\bborn\s(?:in\s|on\s)?(?:19|20)\d{2}\b",
        re.IGNORECASE,
    ),
    "crime reference": re.compile(
        r"(?<!\w)(?:[a-z]{2,6}[\s/-]?)?\d{2,9}(?:/\d{2,9}){1,3}(?!\w)"
        r"|(?<!\w)(?:cad|cris|crn|urn)[\s:#]{0,3}[\d/-]{3,20}"
        r"|\b(?:crime|reference|ref|incident|log|case)\s?(?:number|no|num|ref)?\.?\s?(?:is|was|:|#)?"
        r"\s?[a-z]{0,4}\d[\w/-]{2,20}",
        re.IGNORECASE,
    ),
    "telephone number": re.compile(
        r"(?<![\w+])(?:\+\s?44|00\s?44|\(?0)(?:[\s().-]{0,3}\d){8,11}(?!\d)"
        r"|(?<!\w)\d(?:[\s-]?\d){6,14}(?!\d)"
    ),
    "postcode": re.compile(
        r"(?<!\w)(?:gir\s?0aa|[a-z]{1,2}\d[a-z\d]?\s{0,2}\d[a-z]{2})(?!\w)", re.IGNORECASE
    ),
    "vehicle registration": re.compile(
        r"(?<!\w)(?:[a-z]{2}\d{2}\s{0,2}[a-z]{3}|[a-z]\d{1,3}\s{0,2}[a-z]{3}|[a-z]{3}\s{0,2}\d{1,3}"
        r"[a-z])(?!\w)",
        re.IGNORECASE,
    ),
    "shoulder number": re.compile(
        r"(?<!\w)(?:pc|wpc|pcso|ps|sgt|dc|ds|di|insp|inspector|sergeant|constable|officer|collar|"
        r"shoulder|badge|warrant)\s?(?:number|no)?\.?\s?\d{1,6}(?:[a-z]{1,3}|(?-i:\s[A-Z]{2,3}))?(?!\w)"
        r"|(?<!\w)\d{2,5}(?:[a-z]{2}|(?-i:\s[A-Z]{2}))(?!\w)",
        re.IGNORECASE,
    ),
    "other number": re.compile(r"(?<!\w)\w*\d\w*"),
}
"""Kind to pattern, in the order in which they are looked for."""

TITLE = re.compile(
    r"(?<!\w)(?:mr|mrs|ms|miss|mx|dr|sir|rev|pc|wpc|pcso|ps|sgt|sergeant|dc|ds|di|dci|insp|"
    r"inspector|constable|detective)\.?\s(?:[A-Za-z]\.?\s)?([^\W\d_][\w'-]{0,40})",
    re.IGNORECASE,
)
"""A title and the word that follows it, which is taken for a name however it is written."""

CAPITALISED = re.compile(r"(?<!\w)[^\W\d_][\w'-]{0,60}")

# Written with a capital in the middle of a sentence without being anybody's name.
NOT_NAMES = frozenset(
    """
    i i'm i've i'd i'll police met metropolitan cctv pc pcs wpc pcso ps sgt dc ds di cid cps dna ok
    tv uk gp nhs victim support crime monday tuesday wednesday thursday friday saturday sunday
    january february march april may june july august september october november december christmas
    easter english british mr mrs ms miss dr sergeant inspector constable detective
    """.split()  # noqa: SIM905 - a list of words is easier to read so
)

# The commonest given names that are not also ordinary words: taken for names however written.
GIVEN_NAMES = frozenset(
    """
    aisha alan alice amanda amy andrea andrew angela ann anna anne anthony barbara ben
    benjamin brian carol caroline catherine charles charlotte chloe chris christine
    christopher claire colin daniel david dawn deborah debra denise diane donna dorothy edward
    elizabeth emily emma eric fatima fiona gareth gary gemma geoffrey george georgia gillian
    graham hannah harry hassan heather helen ian isabella jack jacob jacqueline jade james
    jane janet jasmine jason jean jennifer jessica joan joanna joanne joe john jonathan joseph
    joshua joyce judith julia julie karen kate katherine katie keith kelly kenneth kevin
    kimberley laura lauren leanne leslie lewis liam linda lisa louise lucy luke lynn margaret
    maria marie martin mary matthew megan melanie melissa michael michelle mohammed muhammad
    natalie natasha nathan neil nicholas nicola nigel olivia oliver pamela patricia patrick
    paul paula peter philip priya rachel raymond rebecca richard robert roger ronald ruth ryan
    samantha samuel sandra sarah sharon sheila shirley simon sophie stacey stephanie stephen
    steven stuart susan suzanne tanya teresa thomas timothy tracey trevor valerie vanessa
    victoria vincent wayne wendy william yvonne zoe
    """.split()  # noqa: SIM905 - as above
)
