"""Independent pieces of one computation on several threads, with the same numbers on any."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

Piece = TypeVar("Piece")
Found = TypeVar("Found")

# More pieces at once need more memory and gain little: the matrix products share one bus.
_MOST = 4


def side_by_side(
    work: Callable[[Piece], Found], pieces: Iterable[Piece], *, threads: int | None = None
) -> Iterator[Found]:
    """Yield ``work`` of each piece, in the order of the pieces.

    Array operations let other threads run, so that pieces that are mostly those take less time on
    several processors. A piece is made only when a thread is free for it.

    Parameters
    ----------
    work : callable
        Must not depend on other pieces.
    pieces : iterable
    threads : int, optional
        By default one a processor, at most four.

    Examples
    --------
    >>> list(side_by_side(abs, [-1, 2, -3]))
    [1, 2, 3]
    """
    count = threads or min(os.cpu_count() or 1, _MOST)
    waiting: deque[Future[Found]] = deque()
    with ThreadPoolExecutor(max_workers=count) as pool:
        for piece in pieces:
            waiting.append(pool.submit(work, piece))
            if len(waiting) == count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
