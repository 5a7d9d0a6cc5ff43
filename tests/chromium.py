"""Debian's Chromium under Playwright, with everything that a page may not do counted.

Where Playwright or the browser is not installed the tests are skipped, and in CI they fail:
``TESTS_BROWSER=required``. Another browser is named by ``TESTS_BROWSER``.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ASKED = "TESTS_BROWSER"
WIDTHS = {"wide": 1200, "phone": 390}
_COUNT = """
addEventListener("securitypolicyviolation", (event) => {
  (window.__refused ??= []).push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""


@dataclass
class Seen:
    """A page, and what it did that it should not.

    Attributes:
        page: The page.
        outside: Addresses of other hosts that were asked for; each was refused.
        said: Errors in the console of the browser.
    """

    page: Page
    outside: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def refused(self) -> list[str]:
        """Give what the content security policy refused."""
        # A script of the test, not of the page: it runs where the page's own scripts are off, too.
        found: list[str] = self.page.evaluate("window.__refused ?? []")
        return found

    @property
    def overflow(self) -> int:
        """Give by how many pixels the page is wider than its window."""
        found: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return found


@contextlib.contextmanager
def browsing() -> Iterator[Browser]:
    """Start the browser; a test that needs it is skipped where there is none."""
    asked = os.environ.get(ASKED, "")
    named = asked if asked not in ("", "required") else shutil.which("chromium")
    if find_spec("playwright") is None or not named or not Path(named).exists():
        why = "Playwright or Chromium is not installed"
        if asked:
            pytest.fail(why)
        pytest.skip(why)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=named, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def opened(
    browser: Browser, address: str, *, width: int = 1200, dark: bool = False, scripts: bool = True
) -> Iterator[Seen]:
    """Open an empty page from which nothing but one server can be reached.

    Args:
        browser: The browser.
        address: The server.
        width: Of the window, in pixels.
        dark: Whether the reader prefers dark pages.
        scripts: Whether pages may run scripts.
    """
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    try:
        context.add_init_script(_COUNT)
        seen = Seen(context.new_page())
        host = urlsplit(address).netloc

        def judge(route: Any) -> None:
            if urlsplit(route.request.url).netloc == host:
                route.continue_()
            else:
                seen.outside.append(route.request.url)
                route.abort()

        context.route("**/*", judge)
        seen.page.on(
            "console",
            lambda told: seen.said.append(told.text) if told.type == "error" else None,
        )
        yield seen
    finally:
        context.close()
