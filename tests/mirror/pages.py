"""One page of the mirror, from Truth to bytes, with all that is known of it: rendered, damaged, then junk put in."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Literal

from cleaners.article import Article, Author, Reference, Section, Verdict, VerdictKind
from tests.mirror import junk, render
from tests.mirror.damage import Table, TableStyle, damage, encode, insert, make_table, raw_gbk, to_kit
from tests.mirror.render import Chrome, Entry, Form
from tests.mirror.truth import Truth, load_all

EPOCH = datetime(2024, 1, 1, tzinfo=UTC)

# Tables up to this size leave whole characters alone: pages with annotations and nothing sheared.
ALIGNED = 6

NO_TABLE = Table()
NO_ARTICLE = Article("")

DamageKind = Literal["none", "annotated", "sheared", "gbk"]
Served = Literal["utf-8", "gbk", "plain"]
Device = Literal["desktop", "mobile"]
DEVICES: tuple[Device, ...] = ("desktop", "mobile")

# Titles in related lists that lead nowhere, as on the seed; the first has lost its dateline.
DEAD_ENDS = (
    Entry("基层阅览室的一天"),
    Entry("从一张旧地图说起", "", "城乡建设评论", "2017", "24", "2017-09-29 01:13:59"),
    Entry("不得擅自改动的三条规矩", "", "职工园地", "2017", "2", "2017-06-22 10:23:42"),
    Entry("打造有温度的服务窗口——记北岭镇便民中心", "", "政务观察", "2022", "14", "2022-07-16 05:48:20"),
)

# What GBK sites say of their charset, in the header and in <meta>: the truth, nothing, or a lie.
GBK_CLAIMS = (
    ("text/html; charset=gbk", "gb2312"),
    ("text/html; charset=utf-8", "gbk"),
    ("text/html", "gb2312"),
    ("text/html; charset=utf-8", "utf-8"),
    ("text/html", "utf-8"),
)


@dataclass(frozen=True, slots=True)
class Process:
    """How a page is damaged; see ``damage`` for the fields of its names.

    served: ``utf-8`` or ``gbk`` as a hijacked site sends it, ``plain`` for undamaged Simplified UTF-8.
    size: of the annotation table. 0: no damage; up to 6: annotations only; more: sheared runs as well.
    """

    served: Served = "utf-8"
    size: int = 33
    annotations: TableStyle = "toned"
    breaks: float = 0.5
    private: Literal["keep", "drop"] = "keep"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one page: how it came to be, and what must come out of it.

    damage: ``none``, ``annotated`` (aligned insertions only), ``sheared``, or ``gbk`` (insertions, nothing lost).
    forms: the names of the junk forms on it. junk: strings that no field of the cleaned article may hold.
    expected: the record's fields for what this page shows; a field the page does not show is empty.
    """

    path: str
    kind: VerdictKind
    truth: Truth | None = None
    form: Form | None = None
    damage: DamageKind = "none"
    table: Table = NO_TABLE
    forms: tuple[str, ...] = ()
    junk: tuple[str, ...] = ()
    expected: Article = NO_ARTICLE


@dataclass(frozen=True)
class Resource:
    """What a server sends for one path."""

    body: bytes
    content_type: str
    facts: Facts
    modified: datetime = EPOCH
    status: int = 200

    @cached_property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


def path_of(truth: Truth, device: Device = "desktop") -> str:
    """``/page/2016/0411/20471863.shtml``, or its mobile twin ``/news/2016/0411/20471863.html``."""
    day = f"{truth.published[:4]}/{truth.published[5:7]}{truth.published[8:10]}/{truth.path_id}"
    return f"/page/{day}.shtml" if device == "desktop" else f"/news/{day}.html"


def entry(truth: Truth, device: Device = "desktop") -> Entry:
    """The article as lists name it."""
    return Entry(truth.title, path_of(truth, device), truth.journal, truth.year, truth.issue, truth.published)


def layout(number: int, device: Device = "desktop") -> Form:
    """One of the family's layouts; two dozen in a row show every label style, header, separator and kind of heading."""
    return Form(
        device=device,
        header="B" if number % 4 == 3 else "A",
        labels=number % len(render.LABELS),
        separator=("；", " ", "；", "", ";", "，")[number // 2 % 6],
        tags_linked=number % 3 != 2,
        journal_line=("short", "full", "short", "full", "")[number % 5],
        author_separator=(" ", "，", "、", "　")[number // 3 % 4],
        superscript=number % 2 == 0,
        headings="p" if number % 3 == 1 else "h",
        lines=("p", "indent", "p", "br")[number // 2 % 4],
        dense=number % 7 == 5,
    )


def article_page(
    truth: Truth,
    form: Form,
    chrome: Chrome,
    process: Process,
    injections: Sequence[junk.Injection],
    rng: random.Random,
    path: str,
    modified: datetime = EPOCH,
) -> Resource:
    """The page's bytes and facts. Injections for which it has no slot are left out."""
    content_type, charset = rng.choice(GBK_CLAIMS) if process.served == "gbk" else ("text/html; charset=utf-8", "utf-8")
    html = render.article(truth, form, replace(chrome, charset=charset))
    injections = junk.fitting(html, injections)
    body, table, kind = _send(html, process, injections, rng)
    strings = dict.fromkeys(string for injection in injections for string in injection.strings)
    verdict: VerdictKind = "injected" if injections else "clean"
    facts = Facts(
        path,
        verdict,
        truth,
        form,
        kind,
        table,
        tuple(injection.form for injection in injections),
        tuple(string for string in strings if string not in html),
        expected(truth, form, verdict, any(injection.spoils_title for injection in injections)),
    )
    return Resource(body, content_type, facts, modified)


def other_page(
    html: str,
    process: Process,
    injections: Sequence[junk.Injection],
    rng: random.Random,
    facts: Facts,
    modified: datetime,
) -> Resource:
    """A page without an article, damaged and injected in the same way: the lists."""
    body, _, _ = _send(html, process, junk.fitting(html, injections), rng)
    content_type = GBK_CLAIMS[0][0] if process.served == "gbk" else "text/html; charset=utf-8"
    return Resource(body, content_type, facts, modified)


def _send(
    html: str, process: Process, injections: Sequence[junk.Injection], rng: random.Random
) -> tuple[bytes, Table, DamageKind]:
    """Damage, then junk: the bytes as sent, the table, and what the damage amounts to."""
    if process.served == "plain":
        return junk.apply(html, injections, rng).encode(), Table(), "none"
    kit = to_kit(html.replace("\u00a0", "?"))
    table = _table(kit, process, rng)
    if process.served == "gbk":
        return junk.apply_bytes(raw_gbk(kit, table), injections, rng, "gbk"), table, "gbk" if table.entries else "none"
    undamaged = encode(kit).decode("gbk")
    annotated = _annotated(undamaged, table)
    sheared = process.size > ALIGNED
    text = damage(kit, table, rng, breaks=process.breaks, pua=process.private) if sheared else annotated
    kind: DamageKind = "sheared" if text != annotated else "annotated" if text != undamaged else "none"
    return junk.apply(text, injections, rng).encode(), table, kind


def _table(kit: str, process: Process, rng: random.Random) -> Table:
    """A table of the page's own characters; a small one only of such that never fall inside a character."""
    if process.size > ALIGNED or process.served == "gbk":
        return make_table(rng, process.size, process.annotations, kit)
    body, text = encode(kit), encode(kit).decode("gbk")
    chosen = Table()
    for entry in make_table(rng, 10 * process.size, process.annotations, kit).entries if process.size else ():
        longer = Table((*chosen.entries, entry))
        aligned = insert(body, longer) == _annotated(text, longer).encode("gbk")
        if aligned and entry[0] in text and len(chosen) < process.size:
            chosen = longer
    return chosen


def _annotated(text: str, table: Table) -> str:
    for char, insertion in table.entries:
        text = text.replace(char, char + insertion)
    return text


def expected(truth: Truth, form: Form, verdict: VerdictKind, spoiled: bool = False) -> Article:
    """The record of what this form of the page shows; spoiled: its <title> is spam."""
    shown = form.header == "A"
    journal = form.journal_line if shown else ""
    codes = ("doi", "clc", "document_code", "article_number", "received", "revised", "funding", "biographies")
    texts = ("title_en", "affiliations", "keywords", "keywords_en", "abstract", "abstract_en", "text")
    return Article(
        url="",
        title="" if spoiled and not shown else truth.title,
        authors=tuple(_author(truth, number, form) for number in range(len(truth.authors))),
        journal=truth.journal if journal else "",
        year=truth.year if journal else "",
        issue=truth.issue if journal else "",
        volume=truth.volume if journal == "full" else "",
        pages=truth.pages if journal == "full" else "",
        published=truth.published[:10],
        site_tags=truth.site_tags if shown else (),
        sections=tuple(Section(part.level, part.heading, part.paragraphs) for part in truth.sections),
        references=tuple(Reference(**asdict(reference), parsed=True) for reference in truth.references),
        language="zh",
        script="Hans",
        verdict=Verdict(verdict),
        **{name: getattr(truth, name) for name in (*codes, *texts)},
    )


def _author(truth: Truth, number: int, form: Form) -> Author:
    author = truth.authors[number]
    marks = author.affiliations if form.superscript else author.affiliations[:1]
    marked = author.corresponding and form.superscript and len(truth.authors) > 1
    return Author(author.name, tuple(truth.affiliations[mark - 1] for mark in marks), marked)


def random_page(seed: int, share: float = 0.4) -> Resource:
    """A page of any article in any layout with a random combination of junk, its damage fully undoable: for tests.

    What the bytes do not say for certain (sheared runs) is left out, so the record must be exact.
    """
    rng = random.Random(f"random page {seed}")
    truth = rng.choice(load_all())
    form = layout(rng.randrange(10_000), rng.choice(("desktop", "desktop", "mobile")))
    served: Served = rng.choice(("utf-8", "utf-8", "gbk", "plain"))
    size = rng.choice((6, 33, 140)) if served == "gbk" else rng.choice((0, 3, 6))
    process = Process(served, size, rng.choice(("toned", "toneless", "space", "mixed")))
    line = "{}<br />" if form.lines == "br" else "<p>{}</p>"
    injections = junk.combination(rng, junk.Place(len(truth.blocks), line), share)
    others = [entry(other, form.device) for other in rng.sample(load_all(), 7) if other is not truth]
    chrome = Chrome(
        "文汇参阅网",
        related=(*others[:3], rng.choice(DEAD_ENDS)),
        previous=others[3],
        following=others[4],
        hot=tuple(others[5:]),
        opaque=rng.random() < 0.5,
    )
    return article_page(truth, form, chrome, process, injections, rng, path_of(truth, form.device))
