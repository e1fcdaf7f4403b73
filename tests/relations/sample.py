"""The pages that are changed: text, so that a change is a function of strings, with what cleaning makes of each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import count, islice
from pathlib import Path
from typing import Any

from cleaners import Article, Page, clean
from outputs.record import to_record
from outputs.record_types import Content
from tests.golden.case import cases as golden_cases
from tests.mirror import load_all, random_page

#: Mirror pages of each kind: enough for every article, layout and form of junk; what cleaning them costs is 1 s.
MIRRORED = 30

_NAVIGATION = '<ul><li><a href="/">首页</a></li><li><a href="/qk">过刊</a></li><li><a href="/tg">投稿</a></li></ul>'

Cleaner = Callable[[Page], Article]

_CHARSET = re.compile(r"(charset\s*=\s*[\"']?)[\w-]+", re.I)


@dataclass(frozen=True)
class Sample:
    """A page as text. kind: ``golden``, ``bare``, ``mirror``, ``hijacked``, ``case``; content_type: its header."""

    name: str
    kind: str
    url: str
    html: str
    charset: str = "utf-8"
    content_type: str = ""

    @property
    def page(self) -> Page:
        return Page(self.url, self.html.encode(self.charset), self.content_type)

    def declared(self, charset: str) -> str:
        """The page's source with every ``<meta>`` naming this charset.

        >>> Sample("a", "golden", "", '<meta charset="gbk">').declared("utf-8")
        '<meta charset="utf-8">'
        """
        return _CHARSET.sub(rf"\g<1>{charset}", self.html)


@cache
def record(sample: Sample) -> dict[str, Any]:
    """The record of a page that was not changed; not to be changed itself."""
    return dict(to_record(clean(sample.page), sample.page))


def content(sample: Sample, cleaner: Cleaner = clean) -> dict[str, Any]:
    """What the record of a page says: the fields by which two versions of a page are held to be one."""
    found = to_record(cleaner(sample.page), sample.page)
    return {name: value for name, value in found.items() if name in Content.__required_keys__}


@cache
def samples() -> tuple[Sample, ...]:
    """The pages that every checkout has."""
    plain = _mirrored("mirror", 0.0)
    return (*_golden(), *_bare(), *islice(plain, MIRRORED), *islice(_mirrored("hijacked", 0.4), MIRRORED))


@cache
def case_samples(shared: Path) -> tuple[Sample, ...]:
    """The pages of ``cases/`` that held when they were collected."""
    folder = shared / "cases"
    told = map(json.loads, (folder / "cases.jsonl").read_text("utf-8").splitlines())
    pages = [case for case in told if case["now"] and case.get("file")]
    return tuple(
        Sample(f"case {case['id']}", "case", case["url"], (folder / case["file"]).read_text("utf-8")) for case in pages
    )


def _golden() -> Iterator[Sample]:
    """Golden pages, but for those that are no text in any charset: pinyin stands between the bytes."""
    for case in golden_cases():
        page, charset = case.page, (case.expected or {}).get("charset", "utf-8")
        html = page.body.decode(charset, "replace")
        if html.encode(charset, "replace") == page.body:
            yield Sample(f"golden {case.name}", "golden", page.url, html, charset, page.content_type)


def _bare() -> Iterator[Sample]:
    """The mirror's articles cut to a title, a day, an author and two to five paragraphs, in the fewest elements."""
    for number, truth in enumerate(load_all()):
        texts = [block.text for block in truth.blocks if block.kind == "paragraph" and "[" not in block.text]
        lines = [f"{truth.published[:10]}　{truth.authors[0].name}", *texts[: 2 + number % 4]]
        body = f"{_NAVIGATION}<h1>{escape(truth.title)}</h1>" + "".join(f"<p>{escape(line)}</p>" for line in lines)
        head = f'<head><meta charset="utf-8"><title>{escape(truth.title)}</title></head>'
        html = f"<html>{head}<body>{body}</body></html>"
        yield Sample(f"bare {truth.id}", "bare", f"http://a.example/lunwen/{number}.html", html)


def _mirrored(kind: str, share: float) -> Iterator[Sample]:
    """Pages of the mirror that are UTF-8, with junk of each form in this share of them."""
    for seed in count():
        resource = random_page(seed, share)
        if resource.facts.damage != "gbk":
            url = f"http://a.example{resource.facts.path}"
            yield Sample(f"{kind} {seed}", kind, url, resource.body.decode(), content_type=resource.content_type)
