"""A short document as blocks, written as Markdown and as one HTML page that loads nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind = Literal["h1", "h2", "h3", "text", "note", "evidence", "list", "numbered"]

_STYLE = """
body{font:16px/1.5 "Segoe UI",Arial,"Liberation Sans",sans-serif;color:#1b2733;background:#fff;
max-width:46rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.7rem;line-height:1.25}h2{font-size:1.3rem;margin-top:2.2rem}h3{font-size:1.05rem}
.note{border-left:4px solid #b4500b;background:#fdf4ee;padding:.6rem 1rem}
.evidence{color:#4f5b66;font-size:.92rem;border-left:4px solid #e3e8ed;padding-left:1rem}
li{margin:.35rem 0}@media print{body{margin:0}h2{break-after:avoid}}
""".strip()
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading, a paragraph, a note set apart, evidence, or a list."""

    kind: Kind
    texts: tuple[str, ...]


def block(kind: Kind, *texts: str) -> Block:
    """Return a block of these texts."""
    return Block(kind=kind, texts=texts)


def markdown(blocks: Sequence[Block]) -> str:
    """Return the document as Markdown; every text is shown as it is."""
    return "\n\n".join(map(_markdown, blocks)) + "\n"


def page(blocks: Sequence[Block], *, title: str) -> str:
    """Return the document as one page; every text is escaped and nothing is fetched."""
    body = "\n".join(map(_html, blocks))
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src '
        "'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><main>\n{body}\n</main></body></html>\n"
    )


def _markdown(part: Block) -> str:
    texts = [_plain(text) for text in part.texts]
    match part.kind:
        case "h1" | "h2" | "h3":
            return f"{'#' * int(part.kind[1])} {texts[0]}"
        case "note" | "evidence":
            return "\n>\n".join(f"> {text}" for text in texts)
        case "list":
            return "\n".join(f"- {text}" for text in texts)
        case "numbered":
            return "\n".join(f"{k}. {text}" for k, text in enumerate(texts, start=1))
        case _:
            return "\n\n".join(texts)


def _html(part: Block) -> str:
    texts = [escape(text) for text in part.texts]
    match part.kind:
        case "h1" | "h2" | "h3":
            return f"<{part.kind}>{texts[0]}</{part.kind}>"
        case "note" | "evidence":
            inner = "".join(f"<p>{text}</p>" for text in texts)
            return f'<div class="{part.kind}">{inner}</div>'
        case "list" | "numbered":
            tag = "ul" if part.kind == "list" else "ol"
            return f"<{tag}>" + "".join(f"<li>{text}</li>" for text in texts) + f"</{tag}>"
        case _:
            return "\n".join(f"<p>{text}</p>" for text in texts)


def _plain(text: str) -> str:
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
