"""A survey for a person at a terminal: what ``scrapy probe`` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from outputs.explain import Style, fields, pad
from outputs.outside.escapes import harmless_lines
from spiders.probe.draft import draft, site_name
from spiders.probe.survey import Survey


def describe(survey: Survey, style: Style) -> str:
    """The survey as text, part by part, ending in the draft of its Site."""
    parts = (_page, _fields, _tags, _regions, _junk, _links, _site, _draft)
    return "\n".join(line for part in parts for line in part(survey, style)) + "\n"


def _page(survey: Survey, style: Style) -> Iterator[str]:
    page, article = survey.page, survey.article
    yield style.paint("strong", style.fit(page.url or "(standard input)"))
    yield _row("size", f"{len(page.body):,} bytes, sent as {page.content_type or 'nothing stated'}", style)
    yield _row("charset", f"{article.charset or 'none'}: {article.charset_evidence}", style)
    yield _row("verdict", article.verdict.kind, style)
    for reason in article.verdict.reasons:
        yield _row("", reason, style)
    for need in survey.needs:
        yield _row("needs", need, style)


def _fields(survey: Survey, style: Style) -> Iterator[str]:
    """What the general extraction makes of the page: a Site has to supply only what is missing or wrong here."""
    yield from fields(survey.article, style, "Found without any rules")


def _tags(survey: Survey, style: Style) -> Iterator[str]:
    yield style.paint("strong", "Tags")
    for family, pairs in survey.tags:
        counts = Counter(name for name, _ in pairs)
        names = ", ".join(f"{name} ×{n}" if n > 1 else name for name, n in counts.items())
        yield _row(family, names, style)
    if survey.json_ld:
        yield _row("JSON-LD", ", ".join(dict.fromkeys(survey.json_ld)), style)
    if not survey.tags and not survey.json_ld:
        yield "  none that speak of an article"
    yield style.paint("strong", "Labels")
    for field, line in survey.labels[:20]:
        yield _row(field, line, style)
    if not survey.labels:
        yield "  none of a journal page"


def _regions(survey: Survey, style: Style) -> Iterator[str]:
    yield style.paint("strong", "Where the article may stand") + "  characters, in links, of the page's sentences"
    for region in survey.regions:
        figures = f"{region.characters:>8,} {region.linked:>5.0%} {region.sentences:>5.0%}"
        yield f"  {figures}  {style.fit(region.selector, 25)}"
    if not survey.regions:
        yield "  nowhere: no element holds sentences"


def _junk(survey: Survey, style: Style) -> Iterator[str]:
    yield style.paint("strong", "Recognised as no part of it")
    first = {r.step: r for r in reversed(survey.article.removed)}
    for step, count in Counter(r.step for r in survey.article.removed).most_common():
        yield _row(step, f"×{count}: {first[step].reason}: {first[step].text}", style)
    if not first:
        yield "  nothing"


def _links(survey: Survey, style: Style) -> Iterator[str]:
    yield style.paint("strong", "Links to its own host, by form") + "  how many, mean length of their text"
    for links in survey.links[:8]:
        mark = "  ← articles" if links.form == survey.article_form else ""
        yield f"  {links.count:>6} {links.words:>5.1f}  {style.fit(links.form, 16 + len(mark))}{mark}"
    if not survey.links:
        yield "  none"


def _site(survey: Survey, style: Style) -> Iterator[str]:
    yield style.paint("strong", "The site")
    if survey.robots is None:
        yield "  not asked: this is a file"
        return
    robots = survey.robots
    asks = f", asks for {robots.delay:g} s between requests" if robots.delay else ""
    allows = "allows this page" if robots.allowed else "forbids this page: the crawl will not fetch it"
    yield _row("robots.txt", f"{robots.status}, {allows}{asks}", style)
    for address, entries, articles in survey.sitemaps:
        yield _row("sitemap", f"{entries} entries, {articles} of them articles: {address}", style)
    for address in survey.feeds:
        yield _row("feed", address, style)
    for address, count in survey.lists:
        yield _row("list page", f"{count} articles: {address}", style)
    for form in survey.paging:
        yield _row("next pages", form, style)
    for why in survey.unread:
        yield _row("not read", why, style)
    if not (survey.sitemaps or survey.feeds or survey.lists):
        yield "  no sitemap, feed or list page found: give `start` a page that links to articles"


def _draft(survey: Survey, style: Style) -> Iterator[str]:
    yield style.paint("strong", f"Draft: spiders/sites/{site_name(survey.page.url)}.py")
    if survey.article_form:
        yield harmless_lines(draft(survey).rstrip("\n"))
    else:
        yield "  none: this page does not tell what an article's address looks like; probe an article (--url names it)"


def _row(name: str, value: str, style: Style) -> str:
    return f"  {pad(name, 15)} {style.fit(value, 18)}"
