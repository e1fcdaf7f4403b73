"""What a site looks like to us, from one of its pages: what ``scrapy probe`` shows and drafts a Site from.

BeautifulSoup is slow and made for exploring; nothing here is on the way of a crawl.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup

from cleaners import Article, Page, clean
from cleaners.chinese.scripts import both_scripts
from spiders.probe.addresses import (
    Links,
    Matches,
    article_form,
    article_links,
    link_forms,
    list_candidates,
    paging_forms,
    soup_of,
)
from spiders.probe.page_metadata import feeds, json_ld_types, meta_tags, visible_labels
from spiders.probe.pages import Fetch, Reader
from spiders.probe.regions import Region, regions
from spiders.probe.robots import Robots, robots_of, rules_or_status, sitemaps

#: Seconds between two requests, where robots.txt asks for no more.
PAUSE, MOST_PAUSE = 0.5, 5.0

#: What a <noscript> speaks of that asks for a browser: 请启用JavaScript · 请开启脚本
_SCRIPT = re.compile(both_scripts("javascript|脚本"), re.I)


@dataclass(frozen=True, slots=True)
class Survey:
    """All that a probe found out. lists: (address, how many links of the article's form stand on it).

    unread: what could not be read of the site, and why: a missing sitemap or list page is an answer, too.
    paging: the forms of the addresses that lead from one list page to the next.
    sitemaps: (address, entries, entries of the article's form; an index counts its sitemaps).
    article_form: the regular expression of the article's address, ``""`` where the page does not tell.
    labels: (field, the line as it stands) of the visible labels, such as 摘要 and 关键词.
    needs: what a plain fetch does not give: a browser, a PDF reader.
    """

    page: Page
    article: Article
    tags: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    json_ld: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    regions: tuple[Region, ...] = ()
    links: tuple[Links, ...] = ()
    article_form: str = ""
    robots: Robots | None = None
    sitemaps: tuple[tuple[str, int, int], ...] = ()
    feeds: tuple[str, ...] = ()
    lists: tuple[tuple[str, int], ...] = ()
    paging: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def is_article(self) -> bool:
        return self.article.verdict.is_article


def survey(page: Page, fetch: Fetch | None = None, agent: str = "jingkan", pause: float = PAUSE) -> Survey:
    """Explore a page and, where ``fetch`` is given, its site: robots.txt, sitemap and a few list pages.

    Raises Unreadable where the page takes too much to look into.
    """
    soup = soup_of(page)  # first, for it refuses what takes too much
    article = clean(page)
    links = link_forms(soup, page.url)
    form = article_form(page.url, article, links)
    found = Survey(
        page,
        article,
        tags=tuple(meta_tags(soup)),
        json_ld=tuple(json_ld_types(soup)),
        labels=tuple(visible_labels(soup)),
        regions=tuple(regions(soup)),
        links=links,
        article_form=form,
        feeds=tuple(feeds(soup, page.url)),
        needs=tuple(needs(soup, article)),
    )
    if fetch is None or not page.url.startswith("http"):
        return found
    return _with_site(found, soup, fetch, agent, pause)


def _with_site(found: Survey, soup: BeautifulSoup, fetch: Fetch, agent: str, pause: float) -> Survey:
    rules = rules_or_status(found.page.url, fetch)
    robots = rules if isinstance(rules, Robots) else robots_of(rules, found.page.url, agent)
    wait = max(pause, min(robots.delay, MOST_PAUSE))

    allowed = (lambda url: True) if isinstance(rules, Robots) else (lambda url: rules.parsed.can_fetch(url, agent))
    reader = Reader(fetch, allowed, wait)
    matches = re.compile(found.article_form).search if found.article_form else None
    announced = tuple(sitemaps(robots, found.page.url, reader, matches))
    pages = [] if not matches else list(list_pages(found, soup, reader, matches))
    found = replace(found, robots=robots, sitemaps=announced, unread=tuple(reader.unread))
    if not matches:
        return found
    lists = tuple((url, article_links(page, url, matches)) for url, page in pages)
    paging = tuple(dict.fromkeys(form for url, page in pages for form in paging_forms(page, url, matches)))
    return replace(found, lists=lists, paging=paging)


def list_pages(
    found: Survey, soup: BeautifulSoup, reader: Reader, matches: Matches
) -> Iterator[tuple[str, BeautifulSoup]]:
    """Pages that link to articles: the page itself if it is none, the home page, and the likeliest of its links."""
    here = found.page.url
    if not found.is_article and article_links(soup, here, matches):
        yield here, soup
    for address in list_candidates(soup, here, matches):
        if seen := reader.look(address, lambda page: (page.url, soup_of(page))):
            url, other = seen
            if article_links(other, url, matches):
                yield url, other


def needs(soup: BeautifulSoup, article: Article) -> Iterator[str]:
    """What a plain fetch of the page does not give."""
    if article.pdf_url:
        yield f"a PDF holds the article: {article.pdf_url}" if not article.text else f"a PDF too: {article.pdf_url}"
    said = soup.find("noscript", string=_SCRIPT) is not None
    shell = next((e for e in soup.select("#app, #root, #__next, #__nuxt") if not e.get_text(strip=True)), None)
    if not article.text and (shell is not None or said):
        where = (
            f"<{shell.name} id={shell.get('id')}> is empty" if shell is not None else "<noscript> asks for JavaScript"
        )
        yield f"a browser: the page holds no text until scripts run ({where})"
