"""Checks of what reads and writes files: records, JSON Lines, archives, robots.txt, sitemaps."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable
from io import BytesIO
from pathlib import Path

from scrapy.robotstxt import ProtegoRobotParser

from cleaners import Page
from outputs import jsonl
from outputs.archive.members import is_archive
from outputs.archive.reader import WarcRecord, records, salvaged_url
from spiders.article import ArticleSpider
from spiders.crawl.limits.sitemaps import SitemapLimits, slices
from spiders.crawl.opt_out import AI_ROBOTS, signals_of_robots
from spiders.crawl.scrapy_private import sitemaps_of
from spiders.probe.pages import Reader
from spiders.probe.robots import Robots, robots_of, rules_or_status, sitemaps
from spiders.site import Site
from tests.fuzz import seeds
from tests.fuzz.checks import CONTROL, holds

SITEMAP_LIMITS = SitemapLimits(bytes=1 << 20, entries=1000, depth=3, sitemaps=100)
AGENT = "jingkan"
FILE = Path("fuzzed.jsonl")


class _Spider(ArticleSpider):
    name = "fuzzed"
    site = Site(domains=("a.example",), start=("http://a.example/",), article=r"/lunwen/")


def json_line(data: bytes) -> Hashable:
    """Any values that JSON has a form for are one line, that a terminal may be shown and that says the same.

    Documented: ValueError for NaN and infinity.
    """
    text = data.decode("utf-8", "surrogatepass" if data[-1:] > b"\x80" else "replace") if _passes(data) else ""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = text
    record = value if isinstance(value, dict) else {"value": value}
    try:
        line = jsonl.line(record)
    except ValueError as error:
        holds("JSON compliant" in str(error), "only NaN and infinity are refused")
        return "refused"
    holds(line.count(b"\n") == 1 and line.endswith(b"\n"), "a record is one line")
    shown = line.decode()
    holds(not CONTROL.search(shown[:-1]), "a line of JSON holds no control character")
    holds(len(shown.splitlines()) == 1, "a record is one line for str.splitlines, too")
    holds(next(jsonl.parsed([line], FILE)) == jsonl.sound(record), "what is read is what was written")
    return type(value).__name__, len(record)


def _passes(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass" if data[-1:] > b"\x80" else "replace")
    except UnicodeDecodeError:
        return False
    return True


def json_lines(data: bytes) -> Hashable:
    """A damaged file of records gives each line before the damage. Documented: TornLine, naming file and line."""
    lines = BytesIO(data).readlines()
    count = 0
    try:
        for record in jsonl.parsed(lines, FILE):
            holds(isinstance(record, dict), "a record is an object")
            count += 1
    except jsonl.TornLine as error:
        holds(str(error).startswith(f"{FILE}:{count + 1}: "), "a torn line is named")
        return "torn", min(count, 3)
    holds(count == len(lines), "every line is a record")
    return "whole", min(count, 3)


def archive(data: bytes) -> Hashable:
    """A damaged archive gives every record that is not damaged, and says of each byte between them that it is."""
    whole, hurt, end = [], 0, 0
    for found in records(BytesIO(data)):
        holds(0 <= found.offset <= found.end <= len(data), "a record lies in its file")
        if isinstance(found, WarcRecord):
            whole.append(found)
            if found.type == "response":
                found.page()
            _ = found.status, found.page_digest, found.names
        else:
            hurt += 1
            holds(not CONTROL.search(salvaged_url(found)), "a salvaged URL is fit for a terminal")
        holds(found.offset in (end, whole[-1].offset if whole else end), "what is read follows on what was read")
        end = max(end, found.end)
    holds(end == len(data), "every byte is accounted for")
    is_archive(BytesIO(data))
    got = {found.block for found in whole}
    for member, block in seeds.members():
        holds(member not in data or block in got, "an undamaged record is read")
    return len(whole), min(hurt, 3)


def robots(data: bytes) -> Hashable:
    """Any robots.txt is read, by the crawl and by ``probe``: what is allowed, a delay, sitemaps, signals."""
    url = "http://a.example/lunwen/1.html"
    crawl = ProtegoRobotParser(data, _Spider())
    delay = crawl.crawl_delay(AGENT)
    holds(delay is None or isinstance(float(delay), float), "a delay is a number")
    for named in sitemaps_of(crawl):
        _Spider.site.covers(named)
    signals_of_robots(data.decode("utf-8", "replace"), [(robot, crawl.allowed(url, robot)) for robot in AI_ROBOTS])
    found = rules_or_status(url, lambda asked: Page(asked, data))
    told = found if isinstance(found, Robots) else robots_of(found, url, AGENT)
    list(sitemaps(told, url, _reader(data), None))
    return told.status, told.allowed, told.delay > 0, len(told.sitemaps) > 0


def sitemap(data: bytes) -> Hashable:
    """Any sitemap is read, by the crawl and by ``probe``: what comes before the damage, within its limits; what is no
    address in it is left out."""
    url = "http://a.example/sitemap.xml"
    parts = list(slices(data, SITEMAP_LIMITS))
    addresses = [address for part in parts for address in part.addresses]
    holds(len(addresses) <= SITEMAP_LIMITS.entries, "no more entries than are allowed")
    holds(all(part.cut is None for part in parts[:-1]), "what is cut has its end there")
    spider = _Spider()
    found = [link for address in addresses if (link := spider.link(address))]
    holds(all(_Spider.site.covers(link.url) for link in found), "a link leads to the site's own pages")
    told = list(
        sitemaps(
            Robots("found"),
            url,
            Reader(lambda asked: Page(asked, data), lambda _: True, 0.0),
            re.compile("lunwen").search,
        )
    )
    return len({link.kind for link in found}), min(len(found), 3), bool(told)


def _reader(data: bytes) -> Reader:
    """Of a site whose every page is this."""
    return Reader(lambda asked: Page(asked, data), lambda _: True, wait=0.0)
