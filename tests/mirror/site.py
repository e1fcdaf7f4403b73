"""A mirror: which article stands at which path, in which layout, how damaged, with which junk, and how that changes.

The same path is the same article on every mirror; banner, tables, damage and junk are each mirror's own. Everything
follows from (seed, the mirror's name, path), so two runs see the same bytes. A page is made when first asked for.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

from cleaners.article import Article
from tests.mirror import junk, render
from tests.mirror.damage import TableStyle
from tests.mirror.pages import (
    DEAD_ENDS,
    EPOCH,
    Device,
    Facts,
    Process,
    Resource,
    Served,
    article_page,
    entry,
    layout,
    other_page,
    path_of,
)
from tests.mirror.render import Chrome
from tests.mirror.truth import Truth, load_all

PER_LIST = 6


@dataclass(frozen=True, slots=True)
class Style:
    """What one mirror is like.

    name: keys every random choice. site: the name it gives itself, in Simplified.
    served: ``utf-8`` or ``gbk`` for a hijacked mirror, ``plain`` for the aggregator, undamaged and without junk.
    sizes: of the annotation tables, one page after the other; see ``pages.Process``.
    always: junk forms that every page has, with the same words; others come with probability ``share``.
    rotation: shifts layouts and sizes, so that an article looks different on each mirror. opaque: see ``Chrome``.
    """

    name: str
    site: str
    served: Served = "utf-8"
    sizes: tuple[int, ...] = (33, 6, 140, 0)
    annotations: TableStyle = "toned"
    breaks: float = 0.5
    private: Literal["keep", "drop"] = "keep"
    always: tuple[junk.Form, ...] = ()
    share: float = 0.25
    rotation: int = 0
    opaque: bool = False


STYLES = (
    Style("a", "文汇参阅网", always=(junk.banner_line, junk.county_list)),
    Style(
        "b",
        "学刊阅览网",
        sizes=(6, 140, 0, 33),
        annotations="mixed",
        private="drop",
        always=(junk.banner_heading, junk.hidden_block, junk.pool_list),
        rotation=1,
        opaque=True,
    ),
    Style(
        "c",
        "期刊集萃网",
        served="gbk",
        sizes=(140, 33, 6, 0),
        always=(junk.hidden_block_words, junk.friendship_footer),
        rotation=2,
    ),
)
AGGREGATOR = Style("aggregator", "参阅期刊网", served="plain", share=0.0, rotation=3)


class Mirror:
    """One domain's pages. ``change``, ``remove``, ``add`` and ``take_over`` are what happens between two runs.

    Articles are named by their Truth's id, pages by their path or URL.
    """

    def __init__(self, truths: Sequence[Truth] | None = None, style: Style = STYLES[0], seed: int = 0) -> None:
        self.style, self.seed = style, seed
        self.crawl_delay: float | str | None = None
        self._truths = {truth.id: truth for truth in (load_all() if truths is None else truths)}
        self._number = {id: number for number, id in enumerate(self._truths)}
        # Related lists name the first articles only, so that a new article changes no other article's page.
        self._first = tuple(self._truths)
        self._revision = dict.fromkeys(self._truths, 0)
        self._paths: dict[str, tuple[str, Device]] = {}
        for id in self._truths:
            self._name(id)
        self._gone: set[str] = set()
        self._soft: set[str] = set()
        self._taken: set[str] = set()
        self._all_taken = False
        self._events = 0
        self._made: dict[tuple[str, str, int], Resource] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """The articles it serves now, newest first; those taken over are still named by its lists."""
        served = self._truths.keys() - self._gone
        return tuple(sorted(served, key=lambda id: (self._truths[id].published, id), reverse=True))

    @property
    def paths(self) -> tuple[str, ...]:
        """The canonical (desktop) path of each article that can still be had."""
        return () if self._all_taken else tuple(self.path(id) for id in self.ids if id not in self._taken)

    def path(self, id: str, device: Device = "desktop") -> str:
        """Where an article stands, or stood."""
        return path_of(self._truths[id], device)

    def resource(self, path: str) -> Resource | None:
        """What stands at this path now, None for 404. robots.txt and the sitemap are the server's."""
        if path in self._paths:
            return self._article_at(path)
        matched = re.fullmatch(r"/|/list/([1-9]\d{0,5})\.html", path)
        number = int(matched[1] or 1) if matched else 0
        if not 0 < number <= self._lists:
            return None
        if self._all_taken:
            return self._doorway(path)
        return self._once(path, "list", self._events, lambda rng: self._list(path, number, rng))

    def facts(self, url: str) -> Facts | None:
        """All that is known of the page at this URL or path."""
        resource = self.resource(urlsplit(url).path)
        return resource.facts if resource else None

    def truth(self, url: str) -> Truth | None:
        """The article behind a URL, None where there is none (any more)."""
        facts = self.facts(url)
        return facts.truth if facts else None

    def expected(self, url: str) -> Article | None:
        """The record that this URL must give; None where there is no article."""
        facts = self.facts(url)
        return replace(facts.expected, url=url) if facts and facts.truth else None

    def change(self, id: str, paragraph: str = "") -> Truth:
        """The article gets one more paragraph, its pages another Last-Modified: the new truth."""
        self._revision[id] += 1
        self._events += 1
        added = paragraph or f"补记：文稿第{self._revision[id]}次修订时核对了全部数据，结论未作改动。"
        self._truths[id] = replace(self._truths[id], body=f"{self._truths[id].body.rstrip()}\n\n{added}\n")
        return self._truths[id]

    def remove(self, id: str, soft: bool = False) -> None:
        """Its pages answer 404 from now on, or 200 with 页面不存在 if soft; no list names it any more."""
        self._gone.add(id)
        self._events += 1
        if soft:
            self._soft.add(id)

    def add(self, truth: Truth) -> None:
        """One more article, named by the lists and the sitemap but in no related list."""
        self._truths[truth.id] = truth
        self._number.setdefault(truth.id, len(self._number))
        self._revision.setdefault(truth.id, 0)
        self._name(truth.id)
        self._gone.discard(truth.id)
        self._soft.discard(truth.id)
        self._events += 1

    def take_over(self, id: str = "") -> None:
        """Doorway spam instead of this article, or of every page the mirror has."""
        if id:
            self._taken.add(id)
        else:
            self._all_taken = True
        self._events += 1

    def _name(self, id: str) -> None:
        self._paths[self.path(id, "desktop")] = id, "desktop"
        self._paths[self.path(id, "mobile")] = id, "mobile"

    @property
    def _lists(self) -> int:
        return max(1, -(-len(self.ids) // PER_LIST))

    def _once(self, path: str, state: str, version: int, make: Callable[[random.Random], Resource]) -> Resource:
        key = (path, state, version)
        if key not in self._made:
            self._made[key] = make(random.Random(f"{self.seed}|{self.style.name}|{path}|{state}"))
        return self._made[key]

    def _article_at(self, path: str) -> Resource | None:
        id, device = self._paths[path]
        if self._all_taken or id in self._taken:
            return self._doorway(path)
        if id in self._soft:
            return self._once(path, "soft", 0, lambda _: _missing(path))
        if id in self._gone:
            return None
        return self._once(path, "article", self._revision[id], lambda rng: self._page(id, device, rng))

    def _doorway(self, path: str) -> Resource:
        def made(rng: random.Random) -> Resource:
            html, strings = junk.doorway(rng, path)
            facts = Facts(path, "doorway", junk=strings)
            return Resource(html.encode(), "text/html; charset=utf-8", facts, EPOCH + timedelta(days=365))

        return self._once(path, "doorway", 0, made)

    def _page(self, id: str, device: Device, rng: random.Random) -> Resource:
        truth, number, version = self._truths[id], self._number[id], self._revision[id]
        form = layout(number + self.style.rotation, device)
        size = self.style.sizes[(number + number // 4 + (device == "mobile")) % len(self.style.sizes)]
        injections = self._junk(junk.Place(len(truth.blocks), "{}<br />" if form.lines == "br" else "<p>{}</p>"), rng)
        if form.header == "B":  # it has its title in <title> only, so that stays legible
            injections = [injection for injection in injections if not injection.spoils_title]
        modified = EPOCH + timedelta(hours=number, days=30 * version)
        chrome = self._chrome(id, device)
        return article_page(truth, form, chrome, self._process(size), injections, rng, self.path(id, device), modified)

    def _process(self, size: int) -> Process:
        return Process(self.style.served, size, self.style.annotations, self.style.breaks, self.style.private)

    def _junk(self, place: junk.Place, rng: random.Random) -> list[junk.Injection]:
        """The mirror's own, the same on every page, then a few by chance."""
        if self.style.served == "plain":
            return []
        key = f"{self.seed}|{self.style.name}"
        own = [form(random.Random(f"{key}|{form.__name__}"), place) for form in self.style.always]
        by_chance = junk.combination(rng, place, self.style.share)
        return own + [injection for injection in by_chance if injection.form not in {each.form for each in own}]

    def _chrome(self, id: str, device: Device) -> Chrome:
        """The other articles a page names, the same whatever became of them."""
        others = [other for other in self._first if other != id]
        here = self._number[id]
        around = dict.fromkeys(others[(here + step) % len(others)] for step in (1, 4, 7, 11)) if others else {}
        entries = [entry(self._truths[other], device) for other in around]
        return Chrome(
            self.style.site,
            related=(*entries[:2], DEAD_ENDS[here % 4], *entries[2:], DEAD_ENDS[(here + 1) % 4]),
            previous=entries[0] if entries else None,
            following=entries[-1] if entries else None,
            hot=tuple(entry(self._truths[other], device) for other in others[:5]),
            alternate=self.path(id, "mobile" if device == "desktop" else "desktop"),
            opaque=self.style.opaque,
        )

    def _list(self, path: str, number: int, rng: random.Random) -> Resource:
        ids = self.ids[(number - 1) * PER_LIST : number * PER_LIST]
        entries = tuple(entry(self._truths[id]) for id in ids)
        html = render.listing(entries, number, self._lists, Chrome(self.style.site, opaque=self.style.opaque))
        injections = self._junk(junk.Place(0), rng)
        modified = EPOCH + timedelta(days=self._events)
        return other_page(html, self._process(self.style.sizes[0]), injections, rng, Facts(path, "list"), modified)


def _missing(path: str) -> Resource:
    head = '<head><meta charset="utf-8"><title>提示信息</title></head>'
    html = f"<!DOCTYPE html><html>{head}<body><p>抱歉，页面不存在。</p></body></html>"
    return Resource(html.encode(), "text/html; charset=utf-8", Facts(path, "error"), EPOCH + timedelta(days=365))


def default_mirrors(seed: int = 0, truths: Sequence[Truth] | None = None) -> tuple[Mirror, ...]:
    """Three mirrors of the same articles: two in UTF-8, one in raw GBK."""
    return tuple(Mirror(truths, style, seed) for style in STYLES)
