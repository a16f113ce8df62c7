"""The qualitative indicators as one tidy table, for the Crime Data Quality Report."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.charts.labels import question_label, statistic_label
from satisfaction.periods import parse_period
from satisfaction.reports.tabulation import published
from satisfaction.tables.spreadsheets import csv_of, harmless

if TYPE_CHECKING:
    from pathlib import Path

    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.quality_result import QualityIndicators

ALL_BOROUGHS = "all boroughs"
WITHHELD = "withheld"

_BREAKDOWNS = {
    "": "force",
    "area": "borough",
    "handling_route": "how first reported",
    "dealt_with_by": "dealt with by",
}
_NUMBERS = {
    "estimate": "share",
    "lower": "low",
    "upper": "high",
    "base": "base",
    "effective_base": "effective base",
}


def quality_table(found: QualityIndicators, *, survey: Survey, version: str) -> pd.DataFrame:
    """Return one row an indicator, share, place and period, ready to be set beside other tables.

    Parameters
    ----------
    found : QualityIndicators
        Protected. Rows that are hidden have no numbers here, protected or not.
    survey : Survey
        For labels and for what counts as satisfied.
    version : str
        Checksum of the definition: equal checksums, equal questions and scales.

    Returns
    -------
    pandas.DataFrame
        ``indicator``, ``measure``, ``breakdown``, ``borough``, ``group``, ``month`` (empty for the
        twelve months), ``from``, ``to``, ``numerator``, ``share``, ``low``, ``high`` (proportions),
        ``base``, ``effective base``, ``flag`` (empty, ``small base`` or ``withheld``), ``source``,
        ``definition``, ``definition version``. Boroughs stand in the order of the alphabet.
    """
    table = published(found.table)
    spans = table["period"].map(parse_period)
    is_area = table["group"] == "area"
    tidy = pd.DataFrame(
        {
            "indicator": [
                question_label(q, m, survey)
                for q, m in zip(table["question"], table["measure"], strict=True)
            ],
            "measure": table["statistic"].map(statistic_label),
            "breakdown": table["group"].map(_BREAKDOWNS),
            "borough": table["level"].where(is_area, ALL_BOROUGHS),
            "group": table["level"].where(~is_area & (table["group"] != ""), ""),
            "month": table["period"].where(table["period"].isin(found.months), ""),
            "from": spans.map(lambda span: span.start.isoformat()),
            "to": spans.map(lambda span: span.end.isoformat()),
            "numerator": [
                numerator(survey, q, s)
                for q, s in zip(table["question"], table["statistic"], strict=True)
            ],
            **{label: table[name] for name, label in _NUMBERS.items()},
            "flag": table["flag"].astype("str").replace("hidden", WITHHELD),
            "source": f"{survey.title} ({survey.mode})",
            "definition": survey.survey,
            "definition version": version,
        }
    )
    return tidy.iloc[_order(tidy, table)].reset_index(drop=True)


def numerator(survey: Survey, question: str, statistic: str) -> str:
    """Return which answers count, in the words of the scale."""
    scale = survey.scale_of(question)
    sides = {
        "satisfied": scale.labels_of(scale.satisfied),
        "dissatisfied": scale.labels_of(scale.dissatisfied),
    }
    rest = (*sides["satisfied"], *sides["dissatisfied"])
    sides["neither"] = tuple(label for label in scale.grade_labels if label not in rest)
    return f"answered: {', '.join(sides[statistic])}" if sides[statistic] else "no such answer"


def quality_csv(table: pd.DataFrame) -> str:
    """Return the table as CSV; no cell of it is a formula to a spreadsheet."""
    return csv_of(table, line_end="\r\n")


def write_workbook(path: Path, table: pd.DataFrame, notes: tuple[str, ...]) -> Path:
    """Write the table and how to read it as two sheets; text stays text."""
    options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    texts = table.select_dtypes(exclude="number").columns
    safe = table.assign(**{str(name): table[name].map(harmless) for name in texts})
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs=options) as writer:
        # A workbook holds the time it was made; a fixed one makes equal results equal files.
        writer.book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
        safe.to_excel(writer, sheet_name="indicators", index=False, freeze_panes=(1, 0))
        pd.DataFrame({"note": notes}).to_excel(writer, sheet_name="notes", index=False)
        writer.sheets["indicators"].autofilter(0, 0, len(safe), len(safe.columns) - 1)
        writer.sheets["indicators"].autofit(220)
    return path


def _order(tidy: pd.DataFrame, table: pd.DataFrame) -> list[int]:
    """Return the order of the rows: boroughs by the alphabet, everything else as it stands."""
    blocks = table["group"].map({name: place for place, name in enumerate(_BREAKDOWNS)})
    first = {name: place for place, name in enumerate(dict.fromkeys(tidy["indicator"]))}
    keys = zip(
        blocks,
        tidy["month"] == "",
        tidy["borough"].str.casefold(),
        tidy["month"],
        tidy["indicator"].map(first),
        range(len(tidy)),
        strict=True,
    )
    return [key[-1] for key in sorted(keys)]
