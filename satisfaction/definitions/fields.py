"""Columns of a table, in the dialect that every definition file shares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field as ModelField
from pydantic import model_validator

from satisfaction.definitions.dimensions import NOT_KNOWN
from satisfaction.definitions.faults import Fault, refuse
from satisfaction.definitions.parsing import Definition
from satisfaction.definitions.scalars import Name
from satisfaction.errors import name_list

Source = Literal["self-defined", "recorded", "officer-observed", ""]
Span = Literal["day", "month", "year"]

# Two days that no swap of day, month and century leaves the same.
_TRIAL_DAYS = (date(2007, 11, 30), date(2031, 2, 1))
_HAS_YEAR = re.compile("%[YyGcx]")


class _Column(Definition):
    """What every column says of itself."""

    column: Name
    text: str = ""
    required: bool = True
    may_be_blank: bool = True


class Reference(_Column):
    """A reference number; pseudonymised on the way in, never stored as it came."""

    kind: Literal["reference"]
    unique: bool = False
    pseudonym: bool = True
    may_be_blank: bool = False


class Date(_Column):
    """A day, in one stated format (``strptime`` notation), never guessed.

    Published crime records often give a month (``%b-%y``) or a year (``%Y``) only: these are read
    as their first day.
    """

    kind: Literal["date"]
    format: str = "%Y-%m-%d"
    may_be_blank: bool = False

    @property
    def span(self) -> Span:
        """What one written date stands for: a day, or the month or year that begins with it."""
        return _span_of(self.format) or "day"

    @model_validator(mode="after")
    def _format_gives_a_span(self) -> Self:
        refuse(_span_faults("format", self.format))
        return self


class Category(_Column):
    """One of a list of levels, or of a named classification, or open (neither given).

    ``levels`` maps codes to labels and several codes may share one label. ``not_answered`` codes
    and blanks become unknown levels. Labels in ``outside`` are levels that the survey does not
    cover, such as under 16: counted, never compared.
    """

    kind: Literal["category"]
    levels: Mapping[Name, Name] = {}
    classify: str = ""
    outside: tuple[Name, ...] = ()
    not_answered: Mapping[Name, Name] = {}
    blank: Name = NOT_KNOWN
    source: Source = ""

    @model_validator(mode="after")
    def _levels_are_clear(self) -> Self:
        refuse(self._faults())
        return self

    def _faults(self) -> Iterator[Fault]:
        if self.levels and self.classify:
            yield Fault(path=("classify",), says="Give `levels` or `classify`, not both.")
        for code in self.levels:
            if code in self.not_answered:
                says = f"The code '{code}' is both a level and not an answer. Keep one."
                yield Fault(path=("not_answered", code), says=says)
        missing = [label for label in self.outside if label not in self.levels.values()]
        if missing:
            says = f"{name_list(missing)} is not a label of `levels`."
            yield Fault(path=("outside",), says=says)
        unknown = {*self.not_answered.values(), self.blank}
        for code, label in self.levels.items():
            if label in unknown:
                says = (
                    f"'{label}' is a level and also stands for unknown (`blank` or "
                    "`not_answered`). Move the code to `not_answered`, or rename one of them."
                )
                yield Fault(path=("levels", code), says=says)


class Count(_Column):
    """A whole number, such as age in years; ``classify`` names bands."""

    kind: Literal["count"]
    range: tuple[int, int]
    classify: str = ""
    not_answered: Mapping[Name, Name] = {}
    blank: Name = NOT_KNOWN
    source: Source = ""

    @model_validator(mode="after")
    def _range_is_clear(self) -> Self:
        refuse((*_range_faults(self.range), *self._ambiguous_codes()))
        return self

    def _ambiguous_codes(self) -> Iterator[Fault]:
        low, high = self.range
        for code, label in self.not_answered.items():
            if re.fullmatch(r"-?[0-9]{1,18}", code) and low <= int(code) <= high:
                says = (
                    f"{code} means '{label}' and also lies in the range {low} to {high}. "
                    "Narrow the range, or agree another code."
                )
                yield Fault(path=("not_answered", code), says=says)


class Number(_Column):
    """A decimal number; ``decimal`` is the mark that the file uses."""

    kind: Literal["number"]
    range: tuple[float, float] | None = None
    decimal: Literal[".", ","] = "."

    @model_validator(mode="after")
    def _range_is_ordered(self) -> Self:
        refuse(_range_faults(self.range) if self.range else ())
        return self


class Consent(_Column):
    """Agreement to be called again: a yes or no, its purpose, who will call, and when given.

    ``purpose``, ``by`` and ``on`` name columns of the delivery; empty where it has none.
    """

    kind: Literal["consent"]
    yes: tuple[Name, ...] = ModelField(min_length=1)
    no: tuple[Name, ...] = ModelField(min_length=1)
    purpose: str = ""
    by: str = ""
    on: str = ""
    on_format: str = "%Y-%m-%d"

    @model_validator(mode="after")
    def _answers_are_apart(self) -> Self:
        refuse(self._faults())
        return self

    def _faults(self) -> Iterator[Fault]:
        both = [code for code in self.no if code in self.yes]
        if both:
            yield Fault(path=("no",), says=f"{name_list(both)} means both yes and no. Keep one.")
        yield from _format_faults("on_format", self.on_format)


class Text(_Column):
    """Words of whoever filled the column, such as a name of a force or what was found."""

    kind: Literal["text"]


class Verbatim(_Column):
    """The respondent's own words in answer to an open question; empty where nothing was said.

    They may name anybody: they are compared and counted, and never shown by themselves.
    """

    kind: Literal["verbatim"]


Field = Annotated[
    Reference | Date | Category | Count | Number | Consent | Text | Verbatim,
    ModelField(discriminator="kind"),
]


def _range_faults(limits: tuple[float, float]) -> Iterator[Fault]:
    low, high = limits
    if low > high:
        says = f"The range starts at {low:g}, above its end {high:g}. Write the smaller first."
        yield Fault(path=("range",), says=says)


def _span_faults(key: str, form: str) -> Iterator[Fault]:
    if _span_of(form) is None:
        says = (
            f"'{form}' does not give a whole day, month or year. Write day, month and year as in "
            "%d/%m/%Y or %Y-%m-%d; month and year as in %Y-%m; or the year alone as %Y."
        )
        yield Fault(path=(key,), says=says)


def _format_faults(key: str, form: str) -> Iterator[Fault]:
    if _span_of(form) != "day":
        says = (
            f"'{form}' does not give a whole day. Write day, month and year as in %d/%m/%Y or "
            "%Y-%m-%d."
        )
        yield Fault(path=(key,), says=says)


def _span_of(form: str) -> Span | None:
    starts: dict[Span, dict[str, int]] = {
        "day": {},
        "month": {"day": 1},
        "year": {"day": 1, "month": 1},
    }
    for span, start in starts.items():
        if all(_read_back(day, form) == day.replace(**start) for day in _TRIAL_DAYS):
            return span
    return None


def _read_back(day: date, form: str) -> date | None:
    # Python 3.13 warns of a day of the month without a year, which could not be read anyhow.
    if not _HAS_YEAR.search(form):
        return None
    try:
        return datetime.strptime(day.strftime(form), form).date()  # noqa: DTZ007 - a day
    except (ValueError, re.error):  # a directive that does not exist, or stands twice
        return None
