"""The frame of every page: what it may load, its title, the way to the other pages, the switch of language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from outputs.report import words
from outputs.report.escaping import Html, element, joined, text
from outputs.report.words import Label, both

#: Nothing but our own files, and nothing inline: what a page's text smuggled in would not run. Tried with
#: ``file:`` in Chromium, November 2026: scripts beside the page load, ``fetch`` and inline code are refused.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of the report. file: its name. scripts: of ``static/`` or beside it, in the order they run."""

    file: str
    title: Label
    scripts: Sequence[str] = ()


OVERVIEW = Leaf("index.html", words.OVERVIEW)


def framed(leaf: Leaf, leaves: Sequence[Leaf], about: str, made: Label, body: Html) -> Html:
    """A whole page. leaves: all that there are, in order. about: the site, ``""`` for all. made: when, and by what."""
    subject = Html(text(about)) if about else both(words.ALL_SITES)
    head = joined((
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", text(f"{about or '净刊'} · {leaf.title.en} {leaf.title.zh}")),
        element("link", rel="stylesheet", href="static/report.css"),
        element("script", src="static/language.js"),
        *(element("script", src=script, defer="") for script in leaf.scripts),
    ))  # fmt: skip
    header = joined((
        element("a", both(words.TO_CONTENT), href="#content", class_="skip"),
        element("header",
            element("p", element("strong", text("净刊"), lang="zh-Hans"), Html(" "), both(words.REPORT), Html(" · "),
                subject, class_="name"),
            *_nav(leaves, leaf),
            element("button", text("中文"), type="button", id="language", lang="zh-Hans", hidden="")),
    ))  # fmt: skip
    main = element("main", element("h1", both(leaf.title)), body, id="content", tabindex="-1")
    footer = element("footer", element("p", both(made)))
    page = element("html", element("head", head), element("body", header, main, footer), lang="en")
    return Html(f"<!DOCTYPE html>\n{page}\n")


def _nav(leaves: Sequence[Leaf], here: Leaf) -> list[Html]:
    """The way to the other pages, where there are any."""
    return [element("nav", *(_link(leaf, leaf.file == here.file) for leaf in leaves))] if leaves[1:] else []


def _link(leaf: Leaf, here: bool) -> Html:
    where = {"aria_current": "page"} if here else {}
    return element("a", both(leaf.title), href=leaf.file, **where)
