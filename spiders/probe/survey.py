"""What a site looks like to us, from one of its pages: what ``scrapy probe`` shows and drafts a Site from.

BeautifulSoup is slow and made for exploring; nothing here is on the way of a crawl.
"""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag
from protego import Protego
from scrapy.utils.sitemap import Sitemap
from soupsieve import escape

from cleaners import Article, Page, clean
from cleaners.lines import labels
from spiders.one_page import Unreadable

Fetch = Callable[[str], Page]

#: Families of meta tags that say something of an article, by the start of their name.
TAGS = {
    "Highwire": ("citation_",),
    "Dublin Core": ("dc.", "dcterms."),
    "PRISM": ("prism.",),
    "bepress": ("bepress_citation_",),
    "eprints": ("eprints.",),
    "Open Graph": ("og:", "article:"),
}
REGION_TAGS = ("div", "article", "section", "main", "td")
SENTENCE_MARKS = re.compile(r"[，。；？！,.;?!](?=\D|$)")
#: Besides the page, robots.txt and the sitemap: so many pages of the site are looked at for lists of articles.
LIST_PAGES = 4
#: Seconds between two requests, where robots.txt asks for no more.
PAUSE, MOST_PAUSE = 0.5, 5.0


@dataclass(frozen=True, slots=True)
class Region:
    """An element that may hold the article: its CSS selector, unique on the page, and what is inside.

    characters: text without white space. linked: the share of it inside links, 0 to 1.
    sentences: its share of the page's sentence marks, which is what bodies have and menus have not.
    """

    selector: str
    characters: int
    linked: float
    sentences: float


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of one form on the page. form: a regular expression of path and query that they share."""

    form: str
    count: int
    example: str
    words: float


@dataclass(frozen=True, slots=True)
class Robots:
    """What robots.txt says to us. status: ``found``, or why there is none. delay: seconds, 0 where it asks for none."""

    status: str
    allowed: bool = True
    delay: float = 0.0
    sitemaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Survey:
    """All that a probe found out. lists: (address, how many links of the article's form stand on it).

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
    needs: tuple[str, ...] = ()

    @property
    def is_article(self) -> bool:
        return self.article.verdict.kind in ("clean", "injected")


def survey(page: Page, fetch: Fetch | None = None, agent: str = "jingkan", pause: float = PAUSE) -> Survey:
    """Explore a page and, where ``fetch`` is given, its site: robots.txt, sitemap and a few list pages."""
    article = clean(page)
    soup = BeautifulSoup(page.body.decode(article.charset or "utf-8", "replace"), "lxml")
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
    rules = _robots_rules(found.page.url, fetch)
    robots = rules if isinstance(rules, Robots) else _robots(rules, found.page.url, agent)
    wait = max(pause, min(robots.delay, MOST_PAUSE))

    def slowly(url: str) -> Page | None:
        time.sleep(wait)
        if isinstance(rules, Protego) and not rules.can_fetch(url, agent):
            return None
        try:
            return fetch(url)
        except Unreadable:
            return None  # a missing sitemap or list page is an answer, and shown as its absence

    matches = re.compile(found.article_form).search if found.article_form else None
    sitemaps = tuple(_sitemaps(robots, found.page.url, slowly, matches))
    if not matches:
        return replace(found, robots=robots, sitemaps=sitemaps)
    pages = list(_lists(found, soup, slowly, matches))
    lists = tuple((url, _article_links(page, url, matches)) for url, page in pages)
    paging = tuple(dict.fromkeys(form for url, page in pages for form in paging_forms(page, url, matches)))
    return replace(found, robots=robots, sitemaps=sitemaps, lists=lists, paging=paging)


Matches = Callable[[str], re.Match[str] | None]


def _robots_rules(url: str, fetch: Fetch) -> Protego | Robots:
    try:
        page = fetch(urljoin(url, "/robots.txt"))
    except Unreadable as error:
        return Robots(f"none ({str(error).split(': ', 1)[-1]})")
    if b"<html" in page.body[:2000].lower():
        return Robots("none (a page stands in its place)")
    return Protego.parse(page.body.decode("utf-8", "replace"))


def _robots(rules: Protego, url: str, agent: str) -> Robots:
    return Robots("found", rules.can_fetch(url, agent), float(rules.crawl_delay(agent) or 0), tuple(rules.sitemaps))


def _sitemaps(
    robots: Robots, url: str, slowly: Callable[[str], Page | None], matches: Matches | None
) -> Iterator[tuple[str, int, int]]:
    """The sitemaps that robots.txt names, at most three, or the one at the usual place."""
    for address in robots.sitemaps[:3] or (urljoin(url, "/sitemap.xml"),):
        page = slowly(address)
        if page is None or b"<html" in page.body[:2000].lower():
            continue
        try:
            sitemap = Sitemap(page.body)
            entries = [entry["loc"] for entry in sitemap]
        except (StopIteration, ValueError, SyntaxError):  # lxml's XMLSyntaxError is a SyntaxError
            continue
        if sitemap.type in ("urlset", "sitemapindex"):
            yield address, len(entries), sum(bool(matches and matches(entry)) for entry in entries)


def _lists(
    found: Survey, soup: BeautifulSoup, slowly: Callable[[str], Page | None], matches: Matches
) -> Iterator[tuple[str, BeautifulSoup]]:
    """Pages that link to articles: the page itself if it is none, the home page, and the likeliest of its links."""
    here = found.page.url
    if not found.is_article and _article_links(soup, here, matches):
        yield here, soup
    for address in list_candidates(soup, here, matches):
        page = slowly(address)
        if page is not None:
            other = BeautifulSoup(page.body, "lxml")
            if _article_links(other, page.url, matches):
                yield page.url, other


def paging_forms(soup: BeautifulSoup, url: str, matches: Matches) -> Iterator[str]:
    """The forms of the addresses behind page numbers and 下一页."""
    for address, text in addresses(soup, url):
        if re.fullmatch(r"\d{1,4}|[上下]一?页|[上下]一?頁|Next|Previous|[›»>]+", text) and not matches(address):
            yield form_of(address)


def _article_links(soup: BeautifulSoup, url: str, matches: Matches) -> int:
    return len({address for address, _ in addresses(soup, url) if address != url and matches(address)})


def list_candidates(soup: BeautifulSoup, url: str, matches: Matches) -> list[str]:
    """Where lists of articles may be: the home page, then short links of the same host that are no articles.

    Breadcrumbs and sections of a site are linked with few words, and their address is a folder or says list or index.
    """
    home = urljoin(url, "/")
    likely: dict[str, int] = {}
    for address, text in addresses(soup, url):
        path = urlsplit(address).path
        if matches(address) or not 2 <= len(text) <= 12 or text.isdigit() or address in (url, home):
            continue
        above = urlsplit(url).path.startswith(path.rstrip("/") + "/")
        named = bool(re.search(r"/$|list|index|archive|issue|channel|column|page", path))
        likely[address] = max(likely.get(address, 0), 2 * above + named)
    ranked = sorted((a for a, score in likely.items() if score), key=lambda a: -likely[a])
    return [home, *ranked][:LIST_PAGES]


def addresses(soup: BeautifulSoup, url: str) -> Iterator[tuple[str, str]]:
    """(absolute address, text) of the page's links to its own host."""
    host = urlsplit(url).netloc
    for link in soup.select("a[href]"):
        try:
            address = urljoin(url, str(link["href"]).strip()).split("#", 1)[0]
            own = urlsplit(address).netloc == host and address.startswith("http")
        except ValueError:  # http://[bad
            continue
        if own:
            yield address, link.get_text("", strip=True)


def form_of(address: str) -> str:
    r"""The regular expression that an address shares with its like: digits and hexadecimal ids may differ.

    >>> form_of("https://a.example/page/2013/0429/17.shtml")
    '/page/\\d{4}/\\d{4}/\\d+\\.shtml$'
    >>> form_of("https://a.example/article/view?id=99&lang=zh")
    '/article/view\\?id=\\d+&lang=zh$'
    """
    parts = urlsplit(address)
    tail = parts.path + (f"?{parts.query}" if parts.query else "")
    plain = re.split(r"[0-9a-f]{16,}|\d+", tail)
    ids = re.findall(r"[0-9a-f]{16,}|\d+", tail)
    forms = [_id_form(digits, after) for digits, after in zip(ids, plain[1:], strict=True)]
    # Not re.escape, which also escapes - and &: the draft is for people.
    return "".join(re.sub(r"([.^$*+?{}\[\]\\|()])", r"\\\1", p) + f for p, f in zip(plain, [*forms, "$"], strict=True))


def _id_form(digits: str, after: str) -> str:
    """Years and days are folders of four digits; a number in the last place just counts."""
    if not digits.isdigit():
        return "[0-9a-f]+"
    return r"\d{4}" if len(digits) == 4 and after.startswith("/") else r"\d+"


def link_forms(soup: BeautifulSoup, url: str) -> tuple[Links, ...]:
    """The forms of address the page links to on its own host, the most frequent first."""
    texts: dict[str, list[int]] = defaultdict(list)
    examples: dict[str, dict[str, None]] = defaultdict(dict)
    for address, text in addresses(soup, url):
        form = form_of(address)
        if address not in examples[form]:
            examples[form][address] = None
            texts[form].append(len(text))
    forms = [Links(f, len(seen), next(iter(seen)), sum(texts[f]) / len(texts[f])) for f, seen in examples.items()]
    return tuple(sorted(forms, key=lambda links: -links.count))


def article_form(url: str, article: Article, links: tuple[Links, ...]) -> str:
    r"""The form of an article's address: the page's own if it is one, else the most linked form that titles stand on.

    A title has eight characters or more, and an article's address a number or an id.
    """
    if article.verdict.kind in ("clean", "injected") and url.startswith("http") and urlsplit(url).path.strip("/"):
        return form_of(url)
    titled = [x for x in links if x.words >= 8 and x.count >= 3 and re.search(r"\\d|\[0-9a-f\]", x.form)]
    return titled[0].form if titled else ""


def meta_tags(soup: BeautifulSoup) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """(family, its (name, content) pairs) of each family of tags the page has."""
    told = [
        (str(tag.get("name") or tag.get("property")), str(tag.get("content", "")))
        for tag in soup.select("meta[name], meta[property]")
    ]
    for family, starts in TAGS.items():
        if pairs := tuple((name, content) for name, content in told if name.lower().startswith(starts)):
            yield family, pairs


def json_ld_types(soup: BeautifulSoup) -> Iterator[str]:
    """The types that the page's JSON-LD speaks of, read leniently: a draft needs to know that it is there."""
    for script in soup.select('script[type="application/ld+json"]'):
        yield from re.findall(r'"@type"\s*:\s*"([^"]+)"', script.get_text())


def visible_labels(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """(field, line) of each line of the page that opens with a label of journal pages."""
    for line in (soup.body or soup).get_text("\n").splitlines():
        if found := labels.match(line.strip()):
            yield found.field, line.strip()


def feeds(soup: BeautifulSoup, url: str) -> Iterator[str]:
    for link in soup.select('link[rel~=alternate][type*="rss"], link[rel~=alternate][type*="atom"]'):
        yield urljoin(url, str(link.get("href", "")))


def needs(soup: BeautifulSoup, article: Article) -> Iterator[str]:
    """What a plain fetch of the page does not give."""
    if article.pdf_url:
        yield f"a PDF holds the article: {article.pdf_url}" if not article.text else f"a PDF too: {article.pdf_url}"
    said = soup.find("noscript", string=re.compile("javascript|脚本", re.I)) is not None
    shell = next((e for e in soup.select("#app, #root, #__next, #__nuxt") if not e.get_text(strip=True)), None)
    if not article.text and (shell is not None or said):
        where = (
            f"<{shell.name} id={shell.get('id')}> is empty" if shell is not None else "<noscript> asks for JavaScript"
        )
        yield f"a browser: the page holds no text until scripts run ({where})"


def regions(soup: BeautifulSoup) -> list[Region]:
    """Elements that may hold the article, the likeliest first: tight around most of the page's sentences."""
    size: Counter[int] = Counter()
    linked: Counter[int] = Counter()
    sentences: Counter[int] = Counter()
    elements: dict[int, Tag] = {}
    total = 0
    for string in soup.find_all(string=True):
        if not isinstance(string, NavigableString) or isinstance(string, PreformattedString):
            continue
        if string.parent is None or string.parent.name in ("script", "style", "noscript", "title"):
            continue
        characters = len("".join(string.split()))
        in_link = string.find_parent("a") is not None
        marks = 0 if in_link else len(SENTENCE_MARKS.findall(string))
        total += marks
        for above in string.parents:
            if above.name in REGION_TAGS:
                elements[id(above)] = above
                size[id(above)] += characters
                linked[id(above)] += characters * in_link
                sentences[id(above)] += marks
    # Of elements with the same sentences the tightest: a wrapper tells no more than what it wraps.
    tightest: dict[int, int] = {}
    for key in elements:
        if sentences[key] >= max(0.2 * total, 3):
            best = tightest.setdefault(sentences[key], key)
            if size[key] < size[best]:
                tightest[sentences[key]] = key
    found = [
        Region(selector(elements[key], soup), size[key], linked[key] / max(size[key], 1), marks / total)
        for marks, key in sorted(tightest.items(), reverse=True)
    ]
    return sorted(found, key=lambda r: (-(r.sentences >= 0.8), r.characters))[:6]


def selector(element: Tag, soup: BeautifulSoup) -> str:
    """A CSS selector that only this element of the page has: by class, else by id, else by its place.

    Classes come first: the hijacker stamps random ids on real elements.

    >>> soup = BeautifulSoup('<div class="main"><div id="x1" class="main text">a</div></div>', "lxml")
    >>> selector(soup.select("div")[1], soup), selector(soup.select("div")[0], soup)
    ('div.text', 'html > body > div')
    """
    for name in element.get("class") or []:
        if len(soup.select(by_class := f"{element.name}.{escape(name)}", limit=2)) == 1:
            return by_class
    if (name := str(element.get("id") or "")) and len(soup.select(by_id := f"#{escape(name)}", limit=2)) == 1:
        return by_id
    if element.parent is None or isinstance(element.parent, BeautifulSoup):
        return element.name
    like = element.parent.find_all(element.name, recursive=False)
    number = next(i for i, sibling in enumerate(like, 1) if sibling is element)
    place = f":nth-of-type({number})" if len(like) > 1 else ""
    return f"{selector(element.parent, soup)} > {element.name}{place}"
