"""A first Site from what a probe found: a module that runs as is when saved in ``spiders/sites/``."""

from __future__ import annotations

import importlib
import keyword
import pkgutil
import re

import tldextract

import spiders.sites
from cleaners.html.addresses import absolute, parts
from spiders.article import ArticleSpider
from spiders.probe.regions import Region
from spiders.probe.survey import Survey

# The list of public suffixes that ships with the package: a draft needs no network.
_split = tldextract.TLDExtract(suffix_list_urls=())


def draft(survey: Survey) -> str:
    """The source of a module for ``spiders/sites/``. Only what differs from the general case is written."""
    name, base = site_name(survey.page.url), platform(survey.page.url)
    given = {"domains": _tuple((domain(survey.page.url),)), "start": _tuple(starts(survey))}
    if base is None:
        given["article"] = _raw(survey.article_form)
        if survey.paging:
            given["list"] = _raw("|".join(survey.paging))
    if sitemaps := unannounced(survey):
        given["sitemaps"] = _tuple(sitemaps)
    if region := None if base else body_region(survey):
        given["rules"] = f"Rules(body={_quoted(region.selector)})"
    return _module(survey, name, base, given)


def _module(survey: Survey, name: str, base: type[ArticleSpider] | None, given: dict[str, str]) -> str:
    kind = base.__name__ if base else "ArticleSpider"
    imports = ["from dataclasses import replace", ""] if base else []
    imports += ["from cleaners import Rules"] if "rules" in given else []
    imports.append(f"from {base.__module__ if base else 'spiders.article'} import {kind}")
    imports += [] if base else ["from spiders.site import Site"]
    lines = [
        f'"""{parts(survey.page.url).hostname or name}: drafted by `scrapy probe`."""',
        "",
        *imports,
        "",
        "",
        f"class {class_name(name)}({kind}):",
        f'    name = "{name}"',
        f"    site = replace(\n        {kind}.site," if base else "    site = Site(",
        *(f"        {field}={value}," for field, value in given.items()),
        "    )",
    ]
    return "\n".join(lines) + "\n"


def platform(url: str) -> type[ArticleSpider] | None:
    """The base class of the platform whose articles have addresses like this one: a spider without name and domains.

    >>> platform("https://journal.example/index.php/ex/article/view/218")
    <class 'spiders.sites.ojs.Ojs'>
    >>> platform("https://journal.example/page/2013/0429/17.shtml")
    """
    for found in pkgutil.iter_modules(spiders.sites.__path__, "spiders.sites."):
        for kind in vars(importlib.import_module(found.name)).values():
            if isinstance(kind, type) and issubclass(kind, ArticleSpider) and kind is not ArticleSpider:
                site = kind.site
                if not hasattr(kind, "name") and not site.domains and re.search(site.article or "$^", url):
                    return kind
    return None


def site_name(url: str) -> str:
    """A name for the site: an identifier from its registered domain.

    >>> site_name("https://www.hanspub.org/journal/"), site_name("http://127.0.0.1:8000/"), site_name("https://61k.com/")
    ('hanspub', 'site_127_0_0_1', 'site_61k')
    """
    host = (parts(url).hostname or "site").removeprefix("www.")
    named = _split(host)
    name = re.sub(r"\W+", "_", (named.domain if named.suffix else host).lower(), flags=re.ASCII).strip("_") or "site"
    return name if name[0].isalpha() and not keyword.iskeyword(name) else f"site_{name}"


def class_name(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def domain(url: str) -> str:
    """The host to keep to, without ``www.``; a port stays, for it is another server.

    >>> domain("https://www.hanspub.org/journal/"), domain("http://127.0.0.1:8000/")
    ('hanspub.org', '127.0.0.1:8000')
    """
    return (parts(url).netloc.rpartition("@")[2] or "example.org").removeprefix("www.")


def unannounced(survey: Survey) -> tuple[str, ...]:
    """Sitemaps that hold articles and that robots.txt does not name; a crawl finds the others by itself."""
    known = survey.robots.sitemaps if survey.robots else ()
    return tuple(address for address, _, articles in survey.sitemaps if articles and address not in known)


def starts(survey: Survey) -> tuple[str, ...]:
    """Where a crawl begins: the list pages with the most articles, or the page itself and the home page."""
    lists = sorted(survey.lists, key=lambda found: -found[1])
    if lists:
        return tuple(address for address, _ in lists[:2])
    url = survey.page.url
    return (url, absolute(url, "/")) if url.startswith("http") else ("https://example.org/",)


def body_region(survey: Survey) -> Region | None:
    """The region worth naming in the rules: tight around the sentences, few links, by a class or id of its own."""
    for region in survey.regions:
        if survey.is_article and region.sentences >= 0.8 and region.linked < 0.2 and ">" not in region.selector:
            return region
    return None


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _raw(pattern: str) -> str:
    return f'r"{pattern}"' if '"' not in pattern else repr(pattern)


def _tuple(items: tuple[str, ...]) -> str:
    return f"({', '.join(map(_quoted, items))}{',' if len(items) == 1 else ''})"
