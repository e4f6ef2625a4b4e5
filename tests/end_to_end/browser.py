"""A headless Chromium for tests of the dashboard: what its console says and what axe finds fault with."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple, Self
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.architecture.checkout import ROOT

ARTEFACTS: Final = ROOT / ".artefacts" / "dashboard"
WAIT: Final = 60_000  # milliseconds that something may take to appear
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")


class Size(NamedTuple):
    name: str
    width: int
    height: int
    scheme: str


SIZES: Final = (Size("wide", 1440, 900, "light"), Size("narrow", 390, 844, "dark"))


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's, else Playwright's own. Without any: skipped loudly, and failed where CI=true."""
    with sync_playwright() as playwright:
        program = _program(playwright)
        if program is None:
            told = "NO BROWSER: the dashboard is not tested. Install Debian's `chromium`, or run `playwright install chromium`."
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(told)
        expect.set_options(timeout=WAIT)
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield browser
        browser.close()


def _program(playwright: Playwright) -> str | None:
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    own = playwright.chromium.executable_path
    return found or (own if Path(own).exists() else None)


class Visitor:
    """One session of one person. Leaving the block, it fails where the console had something to complain of."""

    def __init__(self, browser: Browser, url: str, size: Size = SIZES[0]) -> None:
        scheme: Mapping[str, object] = {"color_scheme": size.scheme}
        self.size, self.url, self.said = size, url, list[str]()
        self.context = browser.new_context(viewport={"width": size.width, "height": size.height}, **scheme)  # type: ignore[arg-type]
        self.context.set_default_timeout(WAIT)
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda said: self._note(said.type, said.text))
        self.page.on("pageerror", lambda error: self._note("error", str(error)))
        self.page.on("request", lambda asked: self._note_request(asked.url))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.context.close()
        assert kind is not None or self.said == []

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page

    def sign_in(self, token: str) -> Page:
        self.open("/")
        self.page.get_by_label("Token").fill(token)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.get_by_role("button", name="Sign out").wait_for()
        return self.page

    def faults(self) -> list[str]:
        """What axe finds, and what is wider than the window."""
        found = Axe().run(self.page).response["violations"]
        faults = [f"{each['id']}: {[node['target'] for node in each['nodes']]}" for each in found]
        width = self.page.evaluate("document.documentElement.scrollWidth")
        return faults + ([f"it is {width} pixels wide"] if width > self.size.width else [])

    def keep(self, name: str) -> None:
        """A picture of the whole page among the artefacts."""
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}-{self.size.name}.png", full_page=True)

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.said.append(f"{self.page.url}: {text}")

    def _note_request(self, url: str) -> None:
        if urlsplit(url).netloc != urlsplit(self.url).netloc:
            self.said.append(f"{self.page.url} asked {url}")
