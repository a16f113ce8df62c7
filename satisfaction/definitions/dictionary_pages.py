"""The data dictionary as Markdown and as one accessible page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.definitions.dictionary import DataDictionary, DictionaryEntry

_HEADINGS = (
    "Column", "What it is", "Kind", "How it is written", "Codes", "Not an answer",
    "Who has a value", "Column required", "May be blank", "Used for",
)  # fmt: skip
_CHECK_HEADINGS = ("What is checked", "What follows")
_CHECKS_TITLE = "What will be rejected or flagged"
_CHECKS_NOTE = (
    "A refused file is not read at all. A rejected row is returned with its reason and can be "
    "delivered again. A flagged row is kept and counted."
)
_COLUMNS_NOTE = (
    "One row for each interview, one column for each entry below, headings written exactly as "
    "here, codes and not labels in the cells. A question that was not asked is left blank."
)

_STYLE = """
body{font:1rem/1.45 system-ui,sans-serif;color:#1b1b1b;background:#fff;margin:2rem auto;
max-width:90rem;padding:0 1rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.875rem}
caption{text-align:left;font-weight:600;padding:.5rem 0}
th,td{border:1px solid #767676;padding:.35rem .5rem;text-align:left;vertical-align:top}
thead th{background:#e8edf2}
ul{margin:0;padding-left:1rem;min-width:9rem}
@media print{body{margin:0;max-width:none}thead{display:table-header-group}tr{break-inside:avoid}}
"""


def to_markdown(dictionary: DataDictionary) -> str:
    """Return the dictionary as Markdown."""
    rows = [
        [
            one.column, one.what, one.kind, one.form, "; ".join(_listed(one.codes)),
            "; ".join(_listed(one.not_answered)), one.asked, _yes(one.required),
            _yes(one.may_be_blank), one.used_for,
        ]
        for one in dictionary.entries
    ]  # fmt: skip
    checks = [[check.says, check.then] for check in dictionary.checks]
    parts = (
        f"# {_cell(dictionary.title)}",
        *(_cell(line) for line in _about(dictionary)),
        "## Columns",
        _COLUMNS_NOTE,
        _markdown_table(_HEADINGS, rows),
        f"## {_CHECKS_TITLE}",
        _CHECKS_NOTE,
        _markdown_table(_CHECK_HEADINGS, checks),
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def to_html(dictionary: DataDictionary) -> str:
    """Return the dictionary as one page that needs nothing from the network."""
    title = escape(dictionary.title)
    about = "".join(f"<p>{escape(line)}</p>\n" for line in _about(dictionary) if line)
    columns = "\n".join(_html_row(entry) for entry in dictionary.entries)
    checks = "\n".join(
        f'<tr><th scope="row">{escape(check.says)}</th><td>{escape(check.then)}</td></tr>'
        for check in dictionary.checks
    )
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}: data dictionary</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<main>\n<h1>{title}: data dictionary</h1>\n{about}"
        f"<h2>Columns</h2>\n<p>{_COLUMNS_NOTE}</p>\n"
        f"{_html_table('Columns of a delivery', _HEADINGS, columns)}"
        f"<h2>{_CHECKS_TITLE}</h2>\n<p>{_CHECKS_NOTE}</p>\n"
        f"{_html_table('Checks', _CHECK_HEADINGS, checks)}</main>\n</body>\n</html>\n"
    )


def _about(dictionary: DataDictionary) -> tuple[str, ...]:
    valid = f", valid {dictionary.validity}" if dictionary.validity else ""
    facts = f"Survey {dictionary.survey}, {dictionary.mode}{valid}."
    return facts, dictionary.description


def _listed(codes: Sequence[tuple[str, str]]) -> list[str]:
    return [f"{code} = {label}" for code, label in codes]


def _yes(value: bool) -> str:  # noqa: FBT001 - the value that is put into words
    return "yes" if value else "no"


def _markdown_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    """Return ``text`` so that it neither ends a cell nor is taken for HTML."""
    plain = " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|")
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _html_table(caption: str, headings: Sequence[str], rows: str) -> str:
    heads = "".join(f'<th scope="col">{heading}</th>' for heading in headings)
    return (
        f'<div class="wide" role="region" aria-label="{caption}" tabindex="0">\n<table>\n'
        f"<caption>{caption}</caption>\n<thead><tr>{heads}</tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody>\n</table>\n</div>\n"
    )


def _html_row(entry: DictionaryEntry) -> str:
    texts = (entry.what, entry.kind, entry.form)
    after = (entry.asked, _yes(entry.required), _yes(entry.may_be_blank), entry.used_for)
    cells = (
        *(escape(text) for text in texts),
        _html_codes(entry.codes),
        _html_codes(entry.not_answered),
        *(escape(text) for text in after),
    )
    listed = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{escape(entry.column)}</th>{listed}</tr>'


def _html_codes(codes: Sequence[tuple[str, str]]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in _listed(codes))
    return f"<ul>{items}</ul>" if items else ""
