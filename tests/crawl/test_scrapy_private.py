"""What we use of Scrapy's private parts: all of it in one module, each name with what it was when it was read."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy.core.downloader import Downloader, Slot
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.core.engine import ExecutionEngine, _Slot
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.extensions.throttle import AutoThrottle
from scrapy.robotstxt import ProtegoRobotParser, PythonRobotParser
from scrapy.utils.reactor import CallLaterOnce
from scrapy.utils.test import get_crawler
from twisted.internet.endpoints import HostnameEndpoint, _WrapperEndpoint
from twisted.web._newclient import HTTP11ClientProtocol
from twisted.web.client import HTTPConnectionPool, _HTTP11ClientFactory
from twisted.web.http import _ChunkedTransferDecoder

import spiders
from spiders.crawl.scrapy_private import ask_again, reserve_delay, reserved_delay, sitemaps_of, slot_delay
from tests.conftest import ROOT

PRIVATE_MODULE = ROOT / "spiders" / "crawl" / "scrapy_private.py"


@dataclass(frozen=True)
class Private:
    """One name as it was in Scrapy 2.19.0. shape: a method's signature, an attribute's annotation."""

    owner: type
    name: str
    shape: str

    def __str__(self) -> str:
        return f"{self.owner.__name__}.{self.name}"


GET_CONNECTION = "(self, key: 'Hashable', endpoint: 'IStreamClientEndpoint') -> 'Deferred[HTTP11ClientProtocol]'"
BUILD_PROTOCOL = "(self, addr: 'IAddress | None') -> 'HTTP11ClientProtocol'"
#: Private, or public by name and without documentation.
USED = (
    Private(ExecutionEngine, "_slot", "_Slot | None"),
    Private(ExecutionEngine, "_stopping", "bool"),
    Private(HTTP11DownloadHandler, "download_request", "async (self, request: 'Request') -> 'Response'"),
    Private(HTTP11DownloadHandler, "_pool", "HTTPConnectionPool"),
    Private(HTTP11DownloadHandler, "_crawler", ""),
    Private(HTTPConnectionPool, "_factory", ""),
    Private(HTTPConnectionPool, "getConnection", GET_CONNECTION),
    Private(HostnameEndpoint, "_reactor", ""),
    Private(_WrapperEndpoint, "_wrappedEndpoint", ""),
    Private(_LenientHTTPClientParser, "lineReceived", "(self, line: 'bytes') -> 'None'"),
    Private(_LenientHTTPClientParser, "lineLengthExceeded", "(self, line)"),
    Private(_LenientHTTPClientParser, "switchToBodyMode", "(self, decoder)"),
    Private(_LenientHTTPClientParser, "rawDataReceived", "(self, data)"),
    Private(_ChunkedTransferDecoder, "dataCallback", ""),
    Private(_LenientHTTP11ClientProtocol, "request", "(self, request: 'TxRequest') -> 'Deferred[IResponse]'"),
    Private(HTTP11ClientProtocol, "_parser", "HTTPClientParser | None"),
    Private(HTTP11ClientProtocol, "_giveUp", "(self, reason)"),
    Private(_HTTP11ClientFactory, "_quiescentCallback", ""),
    Private(_LenientHTTP11ClientFactory, "buildProtocol", BUILD_PROTOCOL),
    Private(_Slot, "nextcall", "CallLaterOnce[None]"),
    Private(_Slot, "closing", "Deferred[None] | None"),
    Private(CallLaterOnce, "schedule", "(self, delay: 'float' = 0) -> 'None'"),
    Private(ExecutionEngine, "downloader", "Downloader"),
    Private(Downloader, "_delay", "float"),
    Private(Downloader, "slots", "dict[str, Slot]"),
    Private(Downloader, "per_slot_settings", "dict[str, dict[str, Any]]"),
    Private(Slot, "delay", "float"),
    Private(Slot, "concurrency", "int"),
    Private(Slot, "jitter", "float"),
    Private(Slot, "queue", "deque[tuple[Request, Deferred[Response]]]"),
    Private(Slot, "transferring", "set[Request]"),
    Private(Slot, "lastseen", "float"),
    Private(RobotsTxtMiddleware, "_parsers", "dict[str, RobotParser | Deferred[RobotParser | None] | None]"),
    Private(
        RobotsTxtMiddleware,
        "robot_parser",
        "async (self, request: 'Request') -> 'RobotParser | None'",
    ),
    Private(
        RobotsTxtMiddleware,
        "process_request_2",
        "(self, rp: 'RobotParser | None', request: 'Request') -> 'None'",
    ),
    Private(
        RobotsTxtMiddleware,
        "_parse_robots",
        "async (self, response: 'Response', netloc: 'str', request: 'Request') -> 'None'",
    ),
    Private(RobotsTxtMiddleware, "_robots_error", "(self, exc: 'Exception', netloc: 'str') -> 'None'"),
    Private(ProtegoRobotParser, "rp", ""),
    Private(
        AutoThrottle,
        "_response_downloaded",
        "(self, response: 'Response', request: 'Request', spider: 'Spider') -> 'None'",
    ),
    Private(
        AutoThrottle,
        "_get_slot",
        "(self, request: 'Request', spider: 'Spider') -> 'tuple[str | None, Slot | None]'",
    ),
)


def shape(owner: type, name: str) -> str | None:
    """What a name is: a method's signature, else the annotation it is given in the class, ``""`` without one; None
    where there is no such name."""
    method = inspect.getattr_static(owner, name, None)
    if inspect.isfunction(method):
        return ("async " if inspect.iscoroutinefunction(method) else "") + str(inspect.signature(method))
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(owner)))):
        target = node.target if isinstance(node, ast.AnnAssign) else None
        if isinstance(node, ast.Assign):
            target = node.targets[0]
        if target is not None and ast.unparse(target) in (name, f"self.{name}"):
            return ast.unparse(node.annotation) if isinstance(node, ast.AnnAssign) else ""
    return None


@pytest.mark.parametrize("used", USED, ids=str)
def test_scrapy_has_what_we_use_as_it_was_when_it_was_read(used: Private) -> None:
    assert shape(used.owner, used.name) == used.shape, (
        f"read {used} again in this Scrapy, and scrapy_private.py with it"
    )


def test_a_name_that_has_gone_or_changed_is_told() -> None:
    class Newer:
        """A Scrapy in which the method takes one argument more and the attribute is gone."""

        def __init__(self) -> None:
            self.gone_by_another_name = 0

        async def _parse_robots(self, response: Any, netloc: str, request: Any, spider: Any) -> None: ...

    method = next(used for used in USED if used.name == "_parse_robots")
    assert shape(Newer, "_parse_robots") not in (None, method.shape)
    assert shape(Newer, "_parsers") is None


def test_the_table_names_all_that_the_module_touches() -> None:
    named = {used.name for used in USED}
    touched = {
        node.attr
        for node in ast.walk(ast.parse(PRIVATE_MODULE.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and is_private(node.attr)
    }
    assert touched and touched <= named


# The rest of spiders/ keeps out of it.


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def trespasses(source: str) -> list[str]:
    """What a module's source touches of others' private parts: attributes, imports, and attributes of ``self`` that
    the class does not define itself."""
    tree = ast.parse(source)
    own = {
        id(node): defined(of_class)
        for of_class in ast.walk(tree)
        if isinstance(of_class, ast.ClassDef)
        for node in ast.walk(of_class)
    }
    classes = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            path = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
            found += [f"{node.lineno}: {name}" for name in path if is_private(name)]
        elif isinstance(node, ast.Import):
            names = [name for alias in node.names for name in alias.name.split(".")]
            found += [f"{node.lineno}: {name}" for name in names if is_private(name)]
        elif isinstance(node, ast.Attribute) and is_private(node.attr):
            whose = ast.unparse(node.value)
            if not (whose in {"self", "cls", *classes} and node.attr in own.get(id(node), ())):
                found.append(f"{node.lineno}: {whose}.{node.attr}")
    return found


def defined(of_class: ast.ClassDef) -> set[str]:
    """The names that a class gives itself: in its body, or by assigning to ``self``."""
    names = set()
    for node in ast.walk(of_class):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.attr)
    return names


@pytest.mark.parametrize(
    ("source", "touched"),
    [
        ("from scrapy._later import Thing", ["1: _later"]),
        ("from scrapy.core.engine import _Slot", ["1: _Slot"]),
        ("import scrapy._later", ["1: _later"]),
        ("def f(crawler):\n    crawler.engine._slot.nextcall.schedule()", ["2: crawler.engine._slot"]),
        ("class A(Robots):\n    def f(self):\n        self._parsers.clear()", ["3: self._parsers"]),
        ("class A(Robots):\n    def _f(self):\n        super()._f()", ["3: super()._f"]),
    ],
)
def test_touching_a_private_part_is_told(source: str, touched: list[str]) -> None:
    assert trespasses(source) == touched


@pytest.mark.parametrize(
    "source",
    [
        "from __future__ import annotations",
        "class A:\n    def f(self):\n        self._x = 1\n        return self._x",
        "class A:\n    _x: int = 0\n    def _f(self):\n        return self._x + A._x + self.__dict__['x']",
        "def _f(crawler):\n    return crawler.engine.downloader, _f",
    ],
)
def test_what_is_ones_own_or_public_is_not_told(source: str) -> None:
    assert trespasses(source) == []


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=str(path.relative_to(ROOT)))
        for path in sorted((ROOT / "spiders").rglob("*.py"))
        if path != PRIVATE_MODULE
    ],
)
def test_no_other_module_touches_a_private_part(path: Path) -> None:
    assert trespasses(path.read_text(encoding="utf-8")) == []


def overridden() -> Iterator[str]:
    """Private methods of Scrapy's classes that a class of ours overrides, outside the one module."""
    for found in pkgutil.walk_packages(spiders.__path__, "spiders."):
        for kind in vars(importlib.import_module(found.name)).values():
            if isinstance(kind, type) and kind.__module__ == found.name != "spiders.crawl.scrapy_private":
                yield from overrides(kind)


def overrides(kind: type) -> list[str]:
    """The private names of a class that one of Scrapy's among its bases has, too."""
    bases = [base for base in kind.__mro__[1:] if base.__module__.startswith("scrapy.")]
    names = [name for name in vars(kind) if is_private(name) and name != "_abc_impl"]  # every abstract class has that
    return [f"{kind.__name__}.{n}" for n in names if any(n in vars(base) for base in bases)]


def test_no_other_module_overrides_a_private_method() -> None:
    assert list(overridden()) == []


def test_overriding_a_private_method_is_told() -> None:
    class Ours(RobotsTxtMiddleware):
        def _robots_error(self, exc: Exception, netloc: str) -> None: ...

        def _our_own(self) -> None: ...

    assert overrides(Ours) == ["Ours._robots_error"]


# What the functions do.


def crawler_with_slots(**slots: Slot) -> Crawler:
    """A crawler whose engine has nothing but Scrapy's own downloader, with these slots."""
    settings = {"DOWNLOAD_DELAY": 2.0, "DOWNLOAD_HANDLERS_BASE": {}, "DOWNLOAD_SLOTS": {"set.example": {"delay": 5}}}
    crawler = get_crawler(settings_dict=settings)
    downloader = Downloader(crawler)
    downloader.slots.update(slots)
    engine = SimpleNamespace(downloader=downloader, _slot=None)
    return cast("Crawler", SimpleNamespace(engine=engine))


def test_the_delay_of_a_slot_is_its_own_or_the_one_it_would_get() -> None:
    crawler = crawler_with_slots(a=Slot(8, 3.0))
    assert [slot_delay(crawler, host) for host in ("a", "new.example", "set.example")] == [3.0, 2.0, 5.0]
    assert [reserved_delay(crawler, host) for host in ("a", "new.example", "set.example")] == [0.0, 0.0, 5.0]


def test_a_reserved_delay_holds_for_the_slot_and_for_the_one_made_anew() -> None:
    crawler = crawler_with_slots(slow=Slot(8, 30.0, 0.5), fast=Slot(8, 1.0, 0.5))
    for host in ("slow", "fast", "new.example"):
        reserve_delay(crawler, host, 10.0)
    slots = crawler.engine.downloader.slots
    assert [(s.delay, s.concurrency, s.jitter) for s in slots.values()] == [(30.0, 1, 0.0), (10.0, 1, 0.0)]
    slots.clear()
    assert [slot_delay(crawler, host) for host in ("slow", "fast", "new.example")] == [10.0, 10.0, 10.0]


def test_the_engine_is_asked_while_it_runs_and_left_alone_otherwise() -> None:
    crawler = crawler_with_slots()
    ask_again(crawler)  # before the crawl, and after it
    asked = []
    crawler.engine._slot = cast("Any", SimpleNamespace(nextcall=SimpleNamespace(schedule=lambda: asked.append(1))))
    ask_again(crawler)
    assert asked == [1]


def test_sitemaps_are_those_of_the_parser_that_tells_them() -> None:
    text = b"User-agent: *\nSitemap: http://a.example/1.xml\nSitemap: http://a.example/2.xml\n"
    assert sitemaps_of(ProtegoRobotParser(text, None)) == ["http://a.example/1.xml", "http://a.example/2.xml"]
    assert sitemaps_of(PythonRobotParser(text, None)) == []
