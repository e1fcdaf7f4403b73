"""The addresses a page links to: the forms they come in, and which are articles, lists and next pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup

from cleaners import Article, Page
from cleaners.chinese.scripts import both_scripts
from cleaners.decode import decode
from cleaners.html.addresses import absolute, parts
from spiders.one_page import Unreadable
from spiders.probe.pages import PAGE_DEPTH, small

#: Whether an address is an article's, by its form.
Matches = Callable[[str], re.Match[str] | None]

#: Besides the page, robots.txt and the sitemap: so many pages of the site are looked at for lists of articles.
LIST_PAGES = 4
#: What the link to another page of the same list says: 3 · 下一页 · »
_TO_PAGE = re.compile(both_scripts(r"\d{1,4}|[上下]一?页|Next|Previous|[›»>]+"))


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of one form on the page. form: a regular expression of path and query that they share."""

    form: str
    count: int
    example: str
    words: float


def soup_of(page: Page) -> BeautifulSoup:
    """A page as BeautifulSoup reads it, its links made absolute. Raises Unreadable where that takes too much."""
    read = decode(small(page))
    soup = BeautifulSoup(read.text, "lxml")
    if _depth(soup) > PAGE_DEPTH:
        raise Unreadable(page.url, f"has more than {PAGE_DEPTH} tags in one another: too many to look into")
    for link in soup.select("a[href]"):
        link["href"] = absolute(page.url, str(link["href"]), read.charset)
    return soup


def _depth(soup: BeautifulSoup) -> int:
    """How many tags lie in one another."""
    depth = {id(soup): 0}
    for tag in soup.find_all(True):  # parents first
        depth[id(tag)] = depth[id(tag.parent)] + 1
    return max(depth.values())


def addresses(soup: BeautifulSoup, url: str) -> Iterator[tuple[str, str]]:
    """(absolute address, text) of the page's links to its own host."""
    host = parts(url).netloc
    for link in soup.select("a[href]"):
        address = str(link["href"]).split("#", 1)[0]
        if host and parts(address).netloc == host and address.startswith("http"):
            yield address, link.get_text("", strip=True)


def form_of(address: str) -> str:
    r"""The regular expression that an address shares with its like: digits and hexadecimal ids may differ.

    >>> form_of("https://a.example/page/2013/0429/17.shtml")
    '/page/\\d{4}/\\d{4}/\\d+\\.shtml$'
    >>> form_of("https://a.example/article/view?id=99&lang=zh")
    '/article/view\\?id=\\d+&lang=zh$'
    """
    split = parts(address)
    tail = split.path + (f"?{split.query}" if split.query else "")
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
    if article.verdict.is_article and url.startswith("http") and parts(url).path.strip("/"):
        return form_of(url)
    titled = [x for x in links if x.words >= 8 and x.count >= 3 and re.search(r"\\d|\[0-9a-f\]", x.form)]
    return titled[0].form if titled else ""


def paging_forms(soup: BeautifulSoup, url: str, matches: Matches) -> Iterator[str]:
    """The forms of the addresses behind page numbers and 下一页."""
    for address, text in addresses(soup, url):
        if _TO_PAGE.fullmatch(text) and not matches(address):
            yield form_of(address)


def article_links(soup: BeautifulSoup, url: str, matches: Matches) -> int:
    return len({address for address, _ in addresses(soup, url) if address != url and matches(address)})


def list_candidates(soup: BeautifulSoup, url: str, matches: Matches) -> list[str]:
    """Where lists of articles may be: the home page, then short links of the same host that are no articles.

    Breadcrumbs and sections of a site are linked with few words, and their address is a folder or says list or index.
    """
    home = absolute(url, "/")
    likely: dict[str, int] = {}
    for address, text in addresses(soup, url):
        path = parts(address).path
        if matches(address) or not 2 <= len(text) <= 12 or text.isdigit() or address in (url, home):
            continue
        above = parts(url).path.startswith(path.rstrip("/") + "/")
        named = bool(re.search(r"/$|list|index|archive|issue|channel|column|page", path))
        likely[address] = max(likely.get(address, 0), 2 * above + named)
    ranked = sorted((a for a, score in likely.items() if score), key=lambda a: -likely[a])
    return [home, *ranked][:LIST_PAGES]
