"""Progress on standard error: which step runs, and how long each took."""

from __future__ import annotations

from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from collections.abc import Iterator


class Progress:
    """Names each step while it runs and ticks it off when it is done."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(stderr=True, quiet=quiet, highlight=False)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Show ``name`` as running; when the block ends, its time."""
        started = perf_counter()
        with self._console.status(f"{name} ..."):
            yield
        self._console.print(f"  done  {name} [dim]({perf_counter() - started:.1f} s)[/dim]")

    def say(self, text: str) -> None:
        """Print one line."""
        self._console.print(text)
