"""From templates to one self-contained page that asks the network for nothing."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import quote

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup
from plotly.offline import get_plotlyjs
from plotly.utils import PlotlyJSONEncoder

from satisfaction.charts import bare
from satisfaction.charts.wording import unbroken
from satisfaction.tables.packing import packed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import plotly.graph_objects as go

_TEMPLATES = "templates"
# Characters that could end a script element or a line of script.
_ESCAPED = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def render_page(template: str, content: Mapping[str, object]) -> str:
    """Return ``template`` filled with ``content``; every text in it is escaped.

    The page's Content-Security-Policy lets exactly two scripts run, by their hashes: the page's own
    and Plotly, which it unpacks. Anything else, and every request, is refused by the browser.
    """
    own = _resource("pack.js")
    page = _environment().get_template(template)
    return page.render(
        **content,
        style=Markup(_resource("pack.css")),  # noqa: S704 - the package's own file
        scripts={"plotly": _packed_plotly(), "own": Markup(own)},  # noqa: S704 - likewise
        policy=_policy((_plotly(), own)),
    )


def figure_json(figure: go.Figure) -> Markup:
    """Return a figure, without its words, as JSON that is inert inside a script element."""
    text = json.dumps(bare(figure), cls=PlotlyJSONEncoder, sort_keys=True, separators=(",", ":"))
    for character, escape in _ESCAPED.items():
        text = text.replace(character, escape)
    return Markup(text)  # noqa: S704 - no character is left that HTML would read


def csv_link(text: str) -> str:
    """Return CSV as a ``data:`` address, with the mark by which spreadsheets know UTF-8."""
    return f"data:text/csv;charset=utf-8,{quote(chr(0xFEFF) + text)}"


def _policy(scripts: tuple[str, ...]) -> str:
    hashes = " ".join(f"'sha256-{_digest(text)}'" for text in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


@cache
def _plotly() -> str:
    text: str = get_plotlyjs()
    # A browser hashes a script after it has read its line ends as line feeds.
    return text.replace("\r\n", "\n").replace("\r", "\n")


@cache
def _packed_plotly() -> str:
    """Return Plotly at less than half its size: it is most of a page that travels by e-mail."""
    return b64encode(packed(_plotly().encode("utf-8"))).decode("ascii")


@cache
def _resource(name: str) -> str:
    return files("satisfaction.reports").joinpath(_TEMPLATES, name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_resource),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["unbroken"] = unbroken
    return environment
