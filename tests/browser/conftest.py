"""A real browser: the system's Chromium, without network, driven by Playwright."""

from __future__ import annotations

import importlib.util
import os
import shutil
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from playwright.sync_api import Browser, Page, Request, Route

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
_ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--hide-scrollbars",
)


@dataclass(kw_only=True)
class Opened:
    """A page with what it said and what it asked for."""

    page: Page
    width: int
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", self._note)
        self.page.route("**/*", self._refuse_network)

    def _note(self, request: Request) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.asked.append(request.url)

    def _refuse_network(self, route: Route) -> None:
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            route.abort()


def _unavailable(reason: str) -> None:
    """Skip with the reason; where nothing may be skipped, fail with it."""
    if os.environ.get("SATISFACTION_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        _unavailable("There is no Chromium on this machine (apt-get install chromium).")
    if importlib.util.find_spec("playwright") is None:
        _unavailable('Playwright is not installed (pip install -e ".[test]").')
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def visit(chromium: Browser) -> Callable[[Path, int], AbstractContextManager[Opened]]:
    """Return what opens a file at a width, waits for its figures and closes it again."""

    @contextmanager
    def opened(path: Path, width: int) -> Iterator[Opened]:
        context = chromium.new_context(viewport={"width": width, "height": 844})
        found = Opened(page=context.new_page(), width=width)
        found.watch()
        found.page.goto(path.as_uri())
        found.page.wait_for_selector("html[data-drawn]", timeout=20_000)
        try:
            yield found
        finally:
            context.close()

    return opened


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the text of axe-core, which one package on PyPI carries."""
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        _unavailable("axe-core is not installed (pip install axe-playwright-python).")
        return ""
    return Path(found.origin).with_name("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def hand_made() -> ModuleType:
    path = Path(__file__).parents[1] / "unit" / "charts" / "hand_made.py"
    spec = importlib.util.spec_from_file_location("hand_made", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
