"""Protecting all pages of a run together, in steps that a run can wait for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from satisfaction.disclosure import is_givable, protect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.definitions.rules import Rules
    from satisfaction.disclosure import PublishedTable
    from satisfaction.reports import Exhibit
    from satisfaction.results import Result

# Tables of boroughs that hang together by sums: each block is quick by itself, and tells what is
# bound to be withheld of its second table.
_BLOCKS = (("measures", "groups"), ("measures", "series"))


def protect_together(
    results: Mapping[str, Result], *, published: Sequence[Result | PublishedTable], rules: Rules
) -> dict[str, Result]:
    """Return results of which none, with all others and earlier editions, gives anybody away.

    Parameters
    ----------
    results : mapping of str to Result
        Everything that any page of the run shows, by name.
    published : sequence of Result or PublishedTable
        Protected results of earlier editions.
    rules : Rules

    Notes
    -----
    The last step protects everything in one call: it alone is what the safety rests on. The steps
    before only say what is bound to be withheld, block by block, so that the search over all
    tables at once starts near its end: for 32 boroughs 20 s in the place of 4 minutes, with as much
    withheld. What they withhold stays withheld, which gives nothing away.
    """
    found = dict(results)
    for block in _BLOCKS:
        names = [n for n in (*block, *(f"force {n}" for n in block)) if n in found]
        if all(name in found for name in block):
            safe = protect([found[n] for n in names], audience="external", rules=rules)
            found[block[1]] = _held(found[block[1]], dict(zip(names, safe, strict=True))[block[1]])
    safe = protect(list(found.values()), audience="external", published=published, rules=rules)
    return dict(zip(found, safe, strict=True))


def _held(result: Result, safe: Result) -> Result:
    """Return a result whose rows that were withheld count as hidden from the start."""
    gone = safe.table["suppressed"].to_numpy()
    flag = result.table["flag"].astype("str").mask(gone, "hidden")
    return replace(result, table=result.table.assign(flag=flag))


def givable(exhibits: Sequence[Exhibit]) -> tuple[Exhibit, ...]:
    """Return the exhibits that may leave the force in some form."""
    return tuple(exhibit for exhibit in exhibits if is_givable(exhibit.result))
