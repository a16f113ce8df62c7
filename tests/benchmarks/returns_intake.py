"""Time the conversion and validation of 200,000 returns against hand-written vectorised pandas.

Run it from the project's root: ``python tests/benchmarks/returns_intake.py [ROWS]``. Both start
from the same table of text and end with the same typed table, faults and flags; the results of the
two are compared before anything is timed. Reading the file is not timed.
"""

from __future__ import annotations

import hmac
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.fields import Category, Consent, Count, Date, Reference, Verbatim
from satisfaction.definitions.library import load_classification, load_survey
from satisfaction.intake.contents import survey_contents
from satisfaction.intake.loading import load_tables
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.intake.screening import screen
from satisfaction.intake.separation import separate

if TYPE_CHECKING:
    from collections.abc import Callable

    from satisfaction.definitions.survey import Survey
    from satisfaction.intake.contents import Contents
    from satisfaction.intake.loading import Loaded
    from satisfaction.intake.separation import Separated

KEY = PseudonymKey(bytes(range(32)))
LIMIT = 3.0
ROUNDS = 3


def main(rows: int) -> int:
    """Print the table of both times; return 1 if the ratio is above the limit."""
    survey = load_survey("user-satisfaction-2007")
    contents = survey_contents(survey)
    text = made_up_returns(survey, rows)
    loaded = load_tables(text, contents)
    _check_same(ours(loaded, contents), by_hand(loaded.text, survey))
    package = best(lambda: ours(loaded, contents))
    hand = best(lambda: by_hand(loaded.text, survey))
    print(f"{rows:,} returns x {text.shape[1]} columns, best of {ROUNDS}")
    print(f"  package              {package:6.2f} s")
    print(f"  hand-written pandas  {hand:6.2f} s")
    print(f"  ratio                {package / hand:6.2f}   (limit {LIMIT:.0f})")
    return int(package / hand > LIMIT)


def ours(loaded: Loaded, contents: Contents) -> Separated:
    """Convert and validate with the package."""
    return separate(screen(loaded, contents, KEY), loaded, contents, KEY)


def best(job: Callable[[], object]) -> float:
    """Return the shortest of several times in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return min(times)


def by_hand(text: pd.DataFrame, survey: Survey) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame]:
    """Do the same conversions and checks as an analyst would write them for this one survey."""
    text = text.apply(lambda column: column.str.strip())
    frame, bad = pd.DataFrame(index=text.index), pd.DataFrame(index=text.index)
    for name, field in survey.fields.items():
        cells = text[field.column]
        if isinstance(field, Reference):
            frame[name] = _hashed(cells, name)
            bad[name] = (cells == "") & (not field.may_be_blank)
        elif isinstance(field, Date):
            frame[name] = pd.to_datetime(cells, format=field.format, errors="coerce")
            bad[name] = frame[name].isna()
        elif isinstance(field, Count):
            _count(name, field, cells, frame, bad)
        elif isinstance(field, Consent):
            _consent(name, field, text, frame, bad)
        elif isinstance(field, Category):
            _category(name, field, cells, frame, bad)
        else:
            assert isinstance(field, Verbatim)
            frame[name] = cells
    asked = (text["Q1"] == "1").to_numpy()
    misrouted = pd.Series(data=False, index=text.index)
    for name, question in survey.questions.items():
        scale, cells = survey.scale_of(name), text[question.column]
        labels = cells.map({**scale.grades, **scale.not_answered})
        bad[name] = labels.isna() & (cells != "")
        blank = pd.Series("no answer", index=text.index)
        if question.asked_if:
            blank = blank.where(asked, "not asked")
            misrouted |= (cells != "") != asked
        labels = labels.mask(cells == "", blank)
        frame[name] = labels.astype(pd.CategoricalDtype(list(scale.labels)))
    days = (frame["interviewed_on"] - frame["reported_on"]).dt.days
    bad["before"] = days < 0
    bad["twice"] = frame["interview"].duplicated()
    flags = pd.DataFrame({"outside_window": ~days.between(42, 84), "routing": misrouted})
    rejected = bad.any(axis=1)
    return frame[~rejected].reset_index(drop=True), rejected, flags[~rejected]


def _hashed(cells: pd.Series, kind: str) -> pd.Series:
    codes, words = pd.factorize(cells.str.upper())
    start = hmac.new(KEY.secret, f"satisfaction/{kind}/".encode(), "sha256")
    made = []
    for word in words:
        digest = start.copy()
        digest.update(word.encode())
        made.append(digest.hexdigest()[:24] if word else "")
    return pd.Series(np.array(made, dtype=object)[codes], index=cells.index, dtype="str")


def _count(
    name: str, field: Count, cells: pd.Series, frame: pd.DataFrame, bad: pd.DataFrame
) -> None:
    numbers = pd.to_numeric(cells, errors="coerce")
    coded = cells.isin(list(field.not_answered))
    numbers = numbers.mask(coded)
    wrong = numbers.isna() & ~coded & (cells != "")
    bad[name] = (
        wrong
        | (numbers % 1 != 0) & numbers.notna()
        | ~(numbers.between(*field.range) | numbers.isna())
    )
    whole = numbers.mask(bad[name]).astype("Int16")
    if not field.classify:
        frame[name] = whole
        return
    bands = load_classification(field.classify)
    edges = [first - 1 for first, _ in bands.bands.values()] + [max(map(max, bands.bands.values()))]
    levels = [*bands.bands, *bands.outside, *field.not_answered.values(), field.blank]
    band = pd.cut(numbers, edges, labels=list(bands.bands)).astype("str")
    band = band.mask(coded, cells.map(field.not_answered)).mask(cells == "", field.blank)
    frame[name] = band.astype(pd.CategoricalDtype(list(dict.fromkeys(levels))))
    frame[f"{name}_years"] = whole


def _category(
    name: str, field: Category, cells: pd.Series, frame: pd.DataFrame, bad: pd.DataFrame
) -> None:
    if field.classify:
        listed = load_classification(field.classify)
        maps = {
            f"_{g}" if g != listed.default else "": listed.grouping(g) for g in listed.groupings
        }
        maps["_detail"] = {code: entry.label for code, entry in listed.codes.items()}
        for suffix, mapping in maps.items():
            levels = [*mapping.values(), *listed.unknown.values(), field.blank]
            labels = cells.map({**mapping, **listed.unknown})
            bad[name + suffix] = labels.isna() & (cells != "")
            frame[name + suffix] = _as_levels(labels.mask(cells == "", field.blank), levels)
    elif field.levels:
        levels = [*field.levels.values(), *field.not_answered.values(), field.blank]
        labels = cells.map({**field.levels, **field.not_answered})
        bad[name] = labels.isna() & (cells != "")
        frame[name] = _as_levels(labels.mask(cells == "", field.blank), levels)
    else:
        labels = cells.str.replace(r"\s+", " ", regex=True)
        frame[name] = labels.mask(cells == "", field.blank).astype("category")


def _as_levels(labels: pd.Series, levels: list[str]) -> pd.Series:
    return labels.astype(pd.CategoricalDtype(list(dict.fromkeys(levels))))


def _consent(
    name: str, field: Consent, text: pd.DataFrame, frame: pd.DataFrame, bad: pd.DataFrame
) -> None:
    cells = text[field.column]
    labels = cells.map({**dict.fromkeys(field.yes, "yes"), **dict.fromkeys(field.no, "no")})
    bad[name] = labels.isna() & (cells != "")
    frame[name] = _as_levels(labels.mask(cells == "", "no answer"), ["yes", "no", "no answer"])
    frame[f"{name}_purpose"], frame[f"{name}_by"] = text[field.purpose], text[field.by]
    given = text[field.on]
    frame[f"{name}_on"] = pd.to_datetime(given, format=field.on_format, errors="coerce")
    bad[f"{name}_on"] = frame[f"{name}_on"].isna() & (given != "")


def made_up_returns(survey: Survey, rows: int, seed: int = 1) -> pd.DataFrame:
    """Return returns of the 2007 survey as text, about 1 % of the rows with a fault."""
    draw = np.random.default_rng(seed)
    reported = pd.Timestamp("2007-08-01") + pd.to_timedelta(draw.integers(0, 90, rows), unit="D")
    called = reported + pd.to_timedelta(draw.integers(40, 87, rows), unit="D")
    boroughs = np.array([f"Borough {place}" for place in range(32)])
    columns = {
        "INTNO": [f"I{number:07d}" for number in range(rows)],
        "CRIMEREF": [f"cr/{number:07d}" for number in draw.permutation(rows)],
        "REPDATE": reported.strftime("%d/%m/%Y"),
        "INTDATE": called.strftime("%d/%m/%Y"),
        "UG": draw.integers(1, 6, rows).astype(str),
        "BOCU": boroughs[draw.integers(0, 32, rows)],
        "AGE": np.where(draw.random(rows) < 0.02, "999", draw.integers(16, 95, rows).astype(str)),
        "GENDER": draw.choice(["1", "2", "3", "9", ""], rows),
        "SDE": draw.choice(["W1", "W2", "A1", "A9", "B1", "B2", "M1", "O9", "NS", ""], rows),
        "ROUTE": draw.choice(["1", "2", "3", "4"], rows),
        "INTV": np.array([f"V{place}" for place in range(60)])[draw.integers(0, 60, rows)],
        "ATTEMPTS": draw.integers(1, 12, rows).astype(str),
        "MINUTES": draw.integers(5, 40, rows).astype(str),
        "RECON": draw.choice(["1", "2"], rows),
        "PURP": draw.choice(["", "focus group"], rows),
        "WHO": draw.choice(["", "police"], rows),
        "CONDATE": called.strftime("%d/%m/%Y"),
        # One respondent in three says something, and no two say the same.
        "VERBATIM": [
            f" Call {n} " if said else "" for n, said in enumerate(draw.random(rows) < 1 / 3)
        ],
    }
    for name, question in survey.questions.items():
        scale = survey.scale_of(name)
        columns[question.column] = draw.choice([*scale.grades, *scale.not_answered], rows)
    for question in survey.questions.values():
        if question.asked_if:
            columns[question.column] = np.where(columns["Q1"] == "1", columns[question.column], "")
    text = pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in columns.items()})
    for column, fault in (("Q21", "77"), ("AGE", "2.5"), ("INTDATE", "31/02/2007")):
        text.loc[draw.random(rows) < 0.003, column] = fault
    return text


def _check_same(package: Separated, hand: tuple[pd.DataFrame, pd.Series, pd.DataFrame]) -> None:
    frame, rejected, flags = hand
    assert len(package.rejects) == int(rejected.sum())
    for name in frame:
        theirs, mine = frame[name], package.accepted[name]
        same = _shown(theirs) == _shown(mine)
        assert same.all(), f"{name}: {int((~same).sum())} cells differ"
    assert package.flagged_by["outside_window"] == int(flags["outside_window"].sum())
    assert package.flagged_by["routing_not_followed"] == int(flags["routing"].sum())


def _shown(column: pd.Series) -> np.ndarray:
    return column.astype("str").fillna("").to_numpy()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000))
