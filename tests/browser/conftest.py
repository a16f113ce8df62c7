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
    """A page with what it said, what it asked for, and what of that its policy let go out."""

    page: Page
    width: int
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    let_out: list[str] = field(default_factory=list)

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
            self.let_out.append(route.request.url)
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
        if found.page.locator("[data-figure]").count():
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


@pytest.fixture(scope="session")
def probes() -> str:
    """Return the script that puts ``window.probes`` into a page."""
    return (Path(__file__).parent / "probes.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def whole_pack(hand_made: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a pack with figures of many kinds, small and hidden bases, and the analyst's words."""
    from satisfaction.reports import board_pack

    results = [
        hand_made.headline(),
        hand_made.measures(),
        hand_made.grades(),
        hand_made.series(),
        hand_made.groups(),
        hand_made.gap(),
        hand_made.profile_check(),
        hand_made.drivers(),
        hand_made.boroughs(),
        hand_made.weighted(),
    ]
    return board_pack(
        results,
        out=tmp_path_factory.mktemp("whole") / "board.html",
        survey=hand_made.survey(),
        rules=hand_made.rules(),
        attention=["An inspection is overdue"],
        requirements=hand_made.statement(profile_check=hand_made.evidence("met", "Checked.")),
        versions={"satisfaction": "0.1.0"},
    )
