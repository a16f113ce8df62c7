"""Terms of one and two words: who mentions which, and which may be released."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from satisfaction.drivers.verbatims.personal import GIVEN_NAMES

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.drivers.verbatims.words import Integers, WordStream

    Bools = npt.NDArray[np.bool_]

# "not", "no", "never" and their like are not among them: they carry what dissatisfied people say.
PASSED_OVER = frozenset(
    """
    a about after again all also am an and any are as at be because been before being both but by
    did do does doing done each for from get got had has have having he her here him his how i if in
    into is it it's its just me more most my myself of off on once only or other our out over own
    same she should so some such than that the their them then there these they this those through
    to too until up us very was we were what when where which while who whom why will with would you
    your could can i'm i've they're we're
    """.split()  # noqa: SIM905 - a list of a hundred words is easier to read so
)

NEGATIONS = frozenset(
    ["not", "no", "never", "nobody", "nothing", "none", "without", "neither", "nor"]
)

# Written in small letters or not, these name nobody.
ORDINARY = PASSED_OVER | frozenset(
    """
    not no never nobody nothing none without neither nor nowhere
    police officer officers crime victim service phone call called calls cctv dna better best good
    bad poor fine happy helpful kind polite rude nice quick slow long time told asked waited wait
    came come went back ring rang information informed update updates help follow contact everything
    something anything someone somebody everyone everybody
    """.split()  # noqa: SIM905 - as above
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Terms:
    """Terms that may be released, and how many may not.

    Attributes
    ----------
    names : tuple of str
    sizes : (k,) int array
        Words of each: 1 or 2.
    presence : (m, k) sparse array
        1 where an answer mentions a term.
    too_rare, personal : int
        Terms withheld: mentioned by too few; perhaps somebody's name or number.
    """

    names: tuple[str, ...]
    sizes: Integers
    presence: csr_array
    too_rare: int
    personal: int


def released_terms(stream: WordStream, *, minimum: int) -> Terms:
    """Return the terms that at least ``minimum`` answers mention and that name nobody.

    A word is taken to name nobody if ``minimum`` answers write it in small letters, or it is on a
    short list of ordinary words; all others are withheld, for whatever is written with a capital
    may be a name, and so are common given names. Whatever has a digit never became a word.
    """
    pairs, sizes = _mentions(stream)
    keys, place = np.unique(pairs[:, 1:], axis=0, return_inverse=True)
    respondents = np.bincount(place, minlength=len(keys))
    of_size = np.zeros(len(keys), dtype=np.int64)
    of_size[place] = sizes
    ordinary = _ordinary(stream, minimum)
    frequent = respondents >= minimum
    plain = ordinary[keys[:, 0]] & ordinary[keys[:, 1]] if len(keys) else frequent
    answers = _fingerprints(pairs[:, 0], place, len(keys))
    kept = _one_of_each_phrase(stream, keys, np.flatnonzero(frequent & plain), answers)
    column = np.full(len(keys), -1)
    column[kept] = np.arange(len(kept))
    inside = column[place] >= 0
    cells = (pairs[inside, 0], column[place[inside]])
    return Terms(
        names=tuple(_name(stream, keys[k], of_size[k]) for k in kept),
        sizes=of_size[kept],
        presence=csr_array((np.ones(len(cells[0])), cells), shape=(stream.size, len(kept))),
        too_rare=int((~frequent).sum()),
        personal=int((frequent & ~plain).sum()),
    )


def _mentions(stream: WordStream) -> tuple[Integers, Integers]:
    """Return (answer, word, word) once for each term of each answer, and the size of the term.

    Little words are passed over, so that "kept me informed" has the term "kept informed".
    """
    passed = np.array([word in PASSED_OVER for word in stream.vocabulary] + [False])
    stays = ~passed[stream.ids]
    ids, texts = stream.ids[stays], stream.texts[stays]
    single = ids >= 0
    double = single[:-1] & single[1:] & (ids[:-1] != ids[1:])
    ones = np.column_stack([texts[single], ids[single], ids[single]])
    twos = np.column_stack([texts[:-1][double], ids[:-1][double], ids[1:][double]])
    rows = np.unique(np.vstack([ones, twos]), axis=0)
    return rows, np.where(rows[:, 1] == rows[:, 2], 1, 2)


def _fingerprints(answers: Integers, place: Integers, terms: int) -> Integers:
    """Return a number for each term that is the same where the same answers mention it."""
    marks = np.random.default_rng(0).integers(2**62, size=int(answers.max(initial=0)) + 1)
    sums = np.zeros(terms, dtype=np.int64)
    with np.errstate(over="ignore"):
        np.add.at(sums, place, marks[answers])
    return sums


def _one_of_each_phrase(
    stream: WordStream, keys: Integers, shown: Integers, answers: Integers
) -> Integers:
    """Return one of several terms that share a word and are said by exactly the same people.

    They are parts of one phrase. A pair says more than a word, most of all one that denies.
    """

    def rank(key: int) -> tuple[bool, bool, int]:
        first, second = keys[key]
        return bool(first == second), stream.vocabulary[first] not in NEGATIONS, key

    phrases: dict[int, list[set[int]]] = {}
    kept = []
    for key in sorted(map(int, shown), key=rank):
        words, known = set(map(int, keys[key])), phrases.setdefault(int(answers[key]), [])
        told = next((phrase for phrase in known if phrase & words), None)
        if told is None:
            known.append(words)
            kept.append(key)
        else:
            told |= words
    return np.array(sorted(kept), dtype=np.int64)


def _ordinary(stream: WordStream, minimum: int) -> Bools:
    listed = np.array([word in ORDINARY for word in stream.vocabulary], dtype=np.bool_)
    given = np.array([word in GIVEN_NAMES for word in stream.vocabulary], dtype=np.bool_)
    return np.asarray((listed | (stream.written_small >= minimum)) & ~given, dtype=np.bool_)


def _name(stream: WordStream, key: Integers, size: int) -> str:
    return " ".join(stream.vocabulary[word] for word in key[:size])
