"""What a page says of itself: meta tags, JSON-LD, visible labels, feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup

from cleaners.html.addresses import absolute
from cleaners.lines import labels

#: Families of meta tags that say something of an article, by the start of their name.
TAGS = {
    "Highwire": ("citation_",),
    "Dublin Core": ("dc.", "dcterms."),
    "PRISM": ("prism.",),
    "bepress": ("bepress_citation_",),
    "eprints": ("eprints.",),
    "Open Graph": ("og:", "article:"),
}


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
        if feed := absolute(url, str(link.get("href", ""))):
            yield feed
