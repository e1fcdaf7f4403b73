"""Headless Chromium for pages on disk: what they ask for, what goes wrong in them, and what axe-core says of them.

A part that is absent is named: a test that needs it is skipped, and fails where ``CI=true``. Chromium is the one that
is installed (``CHROMIUM`` names another); axe-core is the file that ``AXE`` names, else the one that ``make axe`` puts
below the checkout.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, Route

#: No sandbox, for CI is root; and none of what a browser asks its makers for by itself.
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
AXE = ROOT / ".axe" / "node_modules" / "axe-core" / "axe.min.js"
#: What a page on disk may ask for: its own files, and what it made itself.
_OWN = re.compile(r"(file|blob|data):")
#: By axe-core's own scale: what keeps a person from using the page.
SERIOUS = ("serious", "critical")


def absent(part: str, how: str) -> NoReturn:
    """Skip the test for want of a part; in CI it fails."""
    said = f"{part} is absent: {how}"
    if os.environ.get("CI") == "true":
        pytest.fail(f"{said}; .ci/run installs it", pytrace=False)
    pytest.skip(said)


def installed() -> str | None:
    """The browser's program, None where there is none."""
    named = os.environ.get("CHROMIUM", "")
    return shutil.which(named) if named else shutil.which("chromium") or shutil.which("chromium-browser")


def chromium_file() -> str:
    """The browser's program, for a test."""
    how = "install it, or name another in CHROMIUM"
    return installed() or absent(os.environ.get("CHROMIUM") or "chromium", how)


def axe_source() -> str:
    """The script of axe-core."""
    path = Path(os.environ.get("AXE") or AXE)
    return path.read_text("utf-8") if path.is_file() else absent(f"axe-core ({path})", "`make axe` fetches it")


@dataclass
class Opened:
    """A page in the browser. requests: the address of each. errors: of its scripts and its console, and dialogs."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def faults(self) -> list[str]:
        """Whatever went wrong, and every request for what is not the page's own."""
        return self.errors + [f"asked for {url}" for url in self.requests if not _OWN.match(url)]

    def violations(self) -> list[str]:
        """What axe-core finds serious: the rule and the elements. It asks for no style sheet again (``preload``)."""
        self.page.evaluate(axe_source())  # so it is no part of the page, nor bound by its policy
        found: dict[str, Any] = self.page.evaluate("() => axe.run(document, {preload: false})")
        return [
            f"{each['id']}: {', '.join(str(node['target']) for node in each['nodes'])}"
            for each in found["violations"]
            if each["impact"] in SERIOUS
        ]


class Open(Protocol):
    """Opens a page on disk, with a profile of its own; ``more`` as Playwright's ``new_context`` has it."""

    def __call__(self, path: Path, fragment: str = "", **more: Any) -> Opened: ...


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser that has nothing of any user's. Of a module: while one runs no other event loop can."""
    if not find_spec("playwright"):
        absent("playwright", "pip install -e '.[browser]'")
    from playwright.sync_api import sync_playwright

    program = chromium_file()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Opens pages, and closes them after the test."""
    with ExitStack() as stack:

        def opened(path: Path, fragment: str = "", **more: Any) -> Opened:
            context = chromium.new_context(**more)
            stack.callback(context.close)
            seen = watched(context)
            seen.page.goto(path.resolve().as_uri() + (f"#{fragment}" if fragment else ""))
            return seen

        yield opened


def watched(context: BrowserContext) -> Opened:
    """A new page all of whose requests and errors are noted; none of its requests leaves the machine."""
    seen = Opened(context.new_page())

    def refuse(route: Route) -> None:
        route.abort()

    def error(said: Callable[[Any], str]) -> Callable[[Any], None]:
        return lambda event: seen.errors.append(said(event))

    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            seen.errors.append(message.text)

    def request(asked: Request) -> None:
        seen.requests.append(asked.url)

    def dialog(shown: Dialog) -> None:
        seen.errors.append(f"a dialog: {shown.message}")
        shown.dismiss()

    context.route(lambda url: not _OWN.match(url), refuse)
    context.on("request", request)
    context.on("console", console)
    context.on("dialog", dialog)
    context.on("weberror", error(lambda event: str(event.error)))
    context.on("page", error(lambda page: f"another page: {page.url}"))
    seen.page.on("websocket", error(lambda socket: f"a socket: {socket.url}"))
    return seen
