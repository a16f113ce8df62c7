"""Time and memory that one broken file may take."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS_OF_CPU = 5.0
SECONDS = 60.0
MEGABYTES = 300
_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")
_PEAK_ONLY = "5"


class TookTooLongError(BaseException):
    """Beside Exception, so that no handler of the package takes it for a fault of a file."""


@contextmanager
def limited_time() -> Iterator[None]:
    """Raise where the body takes more than `SECONDS_OF_CPU`, or waits more than `SECONDS`."""

    def stop(*_: object) -> None:
        raise TookTooLongError

    signals = ((signal.SIGPROF, signal.ITIMER_PROF), (signal.SIGALRM, signal.ITIMER_REAL))
    for (number, timer), seconds in zip(signals, (SECONDS_OF_CPU, SECONDS), strict=True):
        signal.signal(number, stop)
        signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        for _, timer in signals:
            signal.setitimer(timer, 0)


class Memory:
    """How much more memory than before was held at most, in MB; 0 where Linux does not tell."""

    def __init__(self) -> None:
        self._before = 0
        if _CLEAR.exists():
            _CLEAR.write_text(_PEAK_ONLY, encoding="ascii")
            self._before = _kilobytes("VmRSS")

    def peak(self) -> int:
        """Return the megabytes above the level at the beginning."""
        return (_kilobytes("VmHWM") - self._before) // 1024 if self._before else 0


def _kilobytes(name: str) -> int:
    lines = _STATUS.read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))
