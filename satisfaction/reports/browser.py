"""The browser of this machine, which draws images and prints pages; nothing is fetched."""

from __future__ import annotations

import os
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from satisfaction.errors import MissingExtraError

_SECONDS = 60


def find_browser() -> Path:
    """Return the path of Chromium, Chrome, Edge or Brave.

    Raises
    ------
    MissingExtraError
        If the extra ``images`` is not installed, or there is no such browser.
    """
    if find_spec("kaleido") is None or find_spec("choreographer") is None:
        raise MissingExtraError(
            'Images and PDF need the extra `images`: pip install "satisfaction[images]".'
        )
    from choreographer.browsers.chromium import Chromium

    # A path that was set by hand is taken at its word, so that a wrong one is told.
    found = os.environ.get("BROWSER_PATH") or Chromium.find_browser(skip_local=False)
    if not found or not Path(found).is_file():
        raise MissingExtraError(
            "Images and PDF are drawn by Chromium, Chrome or Edge, and none was found. Install "
            "one, or name its program in the variable BROWSER_PATH."
        )
    return Path(found)


def print_pdf(page: Path, out: Path) -> None:
    """Print a page that needs nothing else to a tagged PDF.

    Raises
    ------
    MissingExtraError
        If there is no browser, or it does not print within a minute.
    """
    browser = find_browser()
    with tempfile.TemporaryDirectory() as profile:
        command = [
            str(browser), "--headless", "--disable-gpu", "--disable-extensions", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--no-pdf-header-footer", "--export-tagged-pdf", f"--user-data-dir={profile}",
            f"--print-to-pdf={out}", page.resolve().as_uri(),
        ]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            # Chromium refuses to run as root in its sandbox; the page is our own and runs nothing.
            command.insert(1, "--no-sandbox")
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired):
            out.unlink(missing_ok=True)
    if not out.is_file() or not out.stat().st_size:
        raise MissingExtraError(
            f"{browser.name} did not print the page within {_SECONDS} seconds. Try it by hand with "
            "`--headless --print-to-pdf`, or name another browser in the variable BROWSER_PATH."
        )
