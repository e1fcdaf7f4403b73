"""What kind of page it is, with reasons: clean, injected, doorway, list, error or empty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import and_
from typing import NamedTuple

from cleaners.article import Removal, Verdict, VerdictKind
from cleaners.chinese.characters import HAN
from cleaners.doc import Block, Doc
from cleaners.html import marks as m
from cleaners.junk.doorways.invitations import Counts, counts, told_by
from cleaners.junk.doorways.made import is_pile, repeated, spliced, spun
from cleaners.junk.head import SPOKEN
from cleaners.junk.lexicon import PARTS, asks, density, is_phrase, share
from cleaners.lines import labels, walls
from cleaners.lines.dateline import is_dateline
from cleaners.lines.site_lines import is_of_the_site
from cleaners.lines.wall_wordings import BROWSER, KINDS, LOGIN, ONLY_PDF, TEASER, Kind
from cleaners.patterns import regex
from cleaners.region import verse
from cleaners.region.region import STEP as REGION

PROSE = 200  # characters of sentences that make an article
DENSE = 0.03  # share of the hijackers' strong words (topics of papers aside) in doorway text
COVERED = 0.35  # share of all their words in doorway text
# Names of meta tags on a journal's landing page.
PAPER = ("citation_title", "citation_author", "dc.title", "prism.", "bepress_citation", "eprints.")
# Names of meta tags that give an article's title, and beginnings of names that say whose or where: one of each
# describes one article. A title alone does not, for site software puts dc.title on every page.
TITLED = frozenset(("citation_title", "bepress_citation_title", "eprints.title", "dc.title", "dcterms.title"))
DESCRIBED = (
    *("citation_author", "citation_doi", "citation_journal", "bepress_citation_", "eprints.creators", "eprints.pub"),
    *("prism.pub", "prism.doi", "dc.creator", "dcterms.creator"),
)
# Walls that stand between a reader and the text of an article that is there; the others say that the page is not it.
BEFORE_TEXT = (ONLY_PDF, TEASER, LOGIN, BROWSER)
FEW_FILES = 3  # PDF files that one article has: itself, in two languages, with a supplement
MANY_FILES = 6  # so many are the contents of an issue
MIN_BODY = 80  # characters; a region with less is no article
NARROW = regex(rf"(?<=[{HAN}])[,.;]")  # 种植四十年以后逐渐衰老,必须分批更新.
NARROW_STOP = regex(rf"(?<=[{HAN}])\.(?![\w./])|(?<=[{HAN}])\.(?=[{HAN}])")  # and no pile of words: 甲,乙,丙


NAMED = 8  # words of a doorway that the verdict names
FILLED = 2  # links of spam for each title of an article on a page that is no list of articles; by hand
SPUN = 3  # marks of a spinning program; a writer may use one of them
TIP = regex(r"第?\d{2,3}(?:-\d{2,3})?期")  # 第001期：四三各配七六码
# How many characters of sentences beside a wall's own a page may have and still be a wall. By hand, all of them: the
# beginning of an article stands above a teaser, the abstract of one above what offers its PDF, a site's advice below a
# <title> that says the page is gone; beside the other kinds a sentence or two.
MOST = {TEASER.reason: 2 * PROSE, ONLY_PDF.reason: PROSE - 1}
MOST_BESIDE = PROSE // 2 - 1
MOST_BELOW_TITLE = MOST_OWN = 2 * PROSE
SENTENCE = 20  # characters; a page with less has no sentence of its own; by hand, as in edges
LOOKED_AT = 5000  # characters of what a reader sees; a wall says what it is at its head
# Elements in which a line is the site's or its readers', though it says the same: 请先登录 below an article
BESIDE = m.NAV | m.FOOT | m.SIDE | m.COMMENT


def is_prose(block: Block) -> bool:
    """Whether a block reads like sentences rather than like links, labels or a menu."""
    text = block.text
    if block.linked * 2 >= len(text):
        return False
    marks = sum([text.count(mark) for mark in ("，", "。", "、", ", ", ". ", "；")])
    if marks < 2 and len(text) > 20 and NARROW_STOP.search(text):
        marks += len(NARROW.findall(text))
    return marks > 1 or (marks == 1 and len(text) > 20)


def prose(blocks: Iterable[Block]) -> int:
    """Characters of the blocks that read like sentences."""
    return sum(len(block.text) for block in blocks if is_prose(block))


def spam_evidence(doc: Doc) -> list[str]:
    """What shows that the page was tampered with, in plain phrases, weightiest first."""
    counts: dict[str, int] = {}
    for removal in doc.removed:
        if removal.is_spam:
            key = f"{removal.step}: {removal.reason}"
            counts[key] = counts.get(key, 0) + 1
        elif removal.step == "hidden" and _hides_spam(removal):
            counts["hidden: spam that no reader sees"] = counts.get("hidden: spam that no reader sees", 0) + 1
    found = [f"{what} ({number})" for what, number in sorted(counts.items(), key=lambda item: -item[1])]
    return [*doc.traces, *found]


def _hides_spam(removal: Removal) -> bool:
    return is_pile(removal.text)


def judge(doc: Doc, body: tuple[Block, ...], seen: tuple[Block, ...]) -> Verdict:
    """The verdict on a page.

    body: the blocks of the region that was chosen. seen: all blocks that a reader sees, before anything was removed.
    """
    evidence = spam_evidence(doc) if doc.suspicious or doc.traces else [
        f"{r.step}: {r.reason}" for r in doc.removed if r.is_spam
    ]  # fmt: skip
    sentences = [block for block in body if is_prose(block)]
    own = sum(len(block.text) for block in sentences)
    of_journal = any(name.startswith(PAPER) for name, _ in doc.meta)
    words = () if of_journal else told_by(invitation_counts(doc))
    if words and not any(_is_abstract(block.text) for block in seen):
        return Verdict("doorway", (f"it invites its visitor elsewhere: {'，'.join(words[:NAMED])}", *evidence))
    if made := _made(doc, sentences, bool(doc.suspicious or evidence)):
        return Verdict("doorway", (made, *evidence))
    if evidence:
        verdict = _tampered(doc, body, seen, evidence)
        # A hijacker copies the walls of a site with its articles.
        wall = _wall(doc, body, _unspoiled(doc, seen), own) if verdict.kind == "injected" and own <= MOST_OWN else None
        return _walled(doc, body, wall, "injected", evidence) if wall else verdict
    if wall := _wall(doc, body, seen, own):
        return _walled(doc, body, wall, "clean", [])
    if not seen:
        return Verdict("clean", doc.notes, fields_only=True) if describes_article(doc) else _empty(doc)
    files = sum(b.text.count("PDF") for b in seen)
    few = sum(len(b.text) for b in sentences if b.kind != "table") < PROSE
    if files >= MANY_FILES and few and not describes_article(doc):
        return Verdict("list", (f"the contents of an issue: {files} articles as PDF",))
    if of_journal:
        return Verdict("clean", doc.notes)
    size, linked = sum(len(b.text) for b in body), sum(b.linked for b in body)
    if (
        own < MIN_BODY
        and not _is_notice(doc, body)
        and (size < MIN_BODY or 3 * linked > size)
        and (listed := _listing(seen, own))
    ):
        return Verdict("list", (listed,))
    if not body:
        few = sum(len(b.text) for b in seen) < 100
        return _empty(doc) if few else Verdict("list", ("links and labels, no sentences",))
    return Verdict("clean", doc.notes)


class Shut(NamedTuple):
    """Why a page shows no article: the kind of wall, how the page says so, and whether it does in words."""

    kind: Kind
    reason: str
    said: bool = True


def _walled(doc: Doc, body: tuple[Block, ...], wall: Shut, otherwise: VerdictKind, evidence: Sequence[str]) -> Verdict:
    """The verdict on a page with a wall: an error, or ``otherwise`` where its tags describe an article behind it.

    Beside a mere link to a PDF, lines without a sentence may be a poem: they stay.
    """
    described = describes_article(doc)
    if not described or wall.kind not in BEFORE_TEXT:
        return Verdict("error", (wall.reason, *evidence), fields_only=described)
    if not wall.said and sum(len(block.text) for block in body) >= PROSE:
        return Verdict(otherwise, (*evidence, *doc.notes))
    return Verdict(otherwise, (f"fields only: {wall.reason}", *evidence, *doc.notes), fields_only=True)


def describes_article(doc: Doc) -> bool:
    """Whether the page's tags describe one article, by its title and one thing more, and the title is no wall's.

    >>> describes_article(Doc("u", meta=(("citation_title", "浅说分词"), ("citation_author", "陈璐"))))
    True
    >>> describes_article(Doc("u", meta=(("dc.title", "浅说分词"),)))
    False
    >>> describes_article(Doc("u", meta=(("citation_title", "页面不存在"), ("citation_journal_title", "湖滨学报"))))
    False
    """
    said = [(name, content) for name, content in doc.meta if content.strip()]
    titled = [content for name, content in said if name in TITLED]
    described = any(name.startswith(DESCRIBED) and name not in TITLED for name, _ in said)
    return bool(titled) and described and not any(walls.title(content[:LOOKED_AT]) for content in titled)


def _is_abstract(text: str) -> bool:
    return (labelled := labels.match(text)) is not None and labelled.field == "abstract"


def invitation_counts(doc: Doc) -> Counts:
    """The counts of a page without its spam, region or not, and of what its head says without the spam there.

    A doorway's invitations stand in its navigation and below its text as well.
    """
    beside = [r.text for r in doc.removed if r.step == REGION]
    head = [doc.head_title, *(content for name, content in doc.meta if name in SPOKEN)]
    return counts("\n".join([*(b.text for b in doc.blocks), *beside]), head)


def _tampered(doc: Doc, body: tuple[Block, ...], seen: tuple[Block, ...], evidence: list[str]) -> Verdict:
    """Injected where the page has text of its own, a list where it has titles of its own, a doorway where neither."""
    own = [b.text for b in body if is_prose(b) and (len(b.text) >= 40 or "。" in b.text)]
    whole = "\n".join(own)
    tips = sum(TIP.match(b.text) is not None for b in body)
    if tips > 9:
        return Verdict("doorway", (f"{tips} issues of betting tips", *evidence))
    if (size := sum(map(len, own))) >= MIN_BODY:
        strict = 1.0 if size >= PROSE else 0.5  # in two or three sentences of spam the words are few as well
        if sum(map(whole.count, _asked(doc))) > 1:
            return Verdict("doorway", ("its text repeats the spam of its title", *evidence))
        # An article on such a thing has it in its keywords, which then are all the evidence, and in its sentences.
        dense = density(whole) >= DENSE * strict and not _by_keywords(doc)
        if not dense and share(whole) < COVERED * strict:
            return Verdict("injected", (*evidence, *doc.notes))
        return Verdict("doorway", ("its text is made of spam words", *evidence))
    titles = [b.text for b in seen if b.linked > 7 and b.linked * 4 > len(b.text) and not is_phrase(b.text)]
    own_titles = sum(density(text) == 0 for text in titles)
    if _is_filled(doc, titles):
        return Verdict("doorway", ("links of spam with a few titles between them", *evidence))
    if own_titles > 4 and 4 * own_titles > 3 * len(titles) and not _wall(doc, body, _unspoiled(doc, seen), prose(body)):
        return Verdict("list", (f"{len(titles)} links and hardly a sentence", *evidence))
    spoiled = any(r.step == "head" and ("title" in r.where or "description" in r.where) for r in doc.removed)
    pieces = sum(r.text.count("\n") + 1 for r in doc.removed if r.is_spam)
    if spoiled or pieces > 8:
        return Verdict("doorway", ("spam and no text of its own", *evidence))
    return Verdict("injected", (*evidence, *doc.notes))


def _by_keywords(doc: Doc) -> bool:
    """Whether nothing but words among the page's keywords shows that it was tampered with."""
    spam = {(r.step, r.where) for r in doc.removed if r.is_spam}
    return not doc.traces and spam == {("head", "head > meta.keywords")}


def _is_filled(doc: Doc, titles: list[str]) -> bool:
    """Whether a page's title is spam and nothing else, and its links are: the titles of articles only fill it.

    titles: the lines of links that are no spam as they stand; 彩票走势图13 is, without its number.
    """
    if sum(c.isalnum() for c in doc.head_title) > 1 or not any(r.where == "head > title" for r in doc.removed):
        return False
    numbered = sum(is_phrase(text.rstrip("0123456789"), lenient=True) for text in titles)
    farm = [line for r in doc.removed if r.is_spam and r.step == "linkfarm" for line in r.text.split("\n")]
    return len(farm) + numbered >= FILLED * (len(titles) - numbered)


def _taken_from_title(doc: Doc) -> list[str]:
    """What ``junk.head`` took for spam in the title."""
    return [r.text for r in doc.removed if r.step == "head" and r.where == "head > title"]


def _head_pieces(doc: Doc) -> list[str]:
    """The pieces of the title, spam or not."""
    return [piece for text in (doc.head_title, *_taken_from_title(doc)) for piece in PARTS.split(text)]


def _asked(doc: Doc) -> set[str]:
    """The spam phrases of the title that ask for something (鼎峰棋牌官网下载), which an article's text never says.

    What names a thing only (成人视频) the news of it say as well, and have it among their keywords.
    """
    return {part for text in _taken_from_title(doc) for part in PARTS.split(text) if len(part) > 3 and asks(part)}


def _made(doc: Doc, sentences: Iterable[Block], suspicious: bool) -> str:
    """How a program made the text of a page, "" where a writer did. suspicious: whether the page holds spam words."""
    text = "\n".join(block.text for block in sentences)
    if suspicious and len(marks := spun(text)) >= SPUN:
        return f"its text was spun: {'，'.join(marks)}"
    if suspicious and spliced(text):
        return "its text is a few phrases over and over, spam among them"
    if piece := repeated(text, _head_pieces(doc)):
        return f"its text says over and over what its title holds: {piece}"
    return ""


def _wall(doc: Doc, body: tuple[Block, ...], seen: tuple[Block, ...], own: int) -> Shut | None:
    """Why a page with little text shows no article, None where it may: soft 404, login, captcha, script, only a PDF."""
    if own > MOST_OWN:
        return None
    told = {wall.sentence for block in body if is_prose(block) for wall in walls.walls(block.text)}
    own -= sum(map(len, told))
    titled = walls.title(doc.head_title[:LOOKED_AT])
    found = [titled] if titled else []
    for block, text in _lines(doc, body, seen, own):
        if block.kind == "title" or block.level == 1 or text in doc.head_title:
            found += filter(None, [walls.heading(text)])
        elif not labels.opens_summary(text):
            found += walls.walls(text)
    if own < SENTENCE:
        unseen = "\n".join(r.text for r in doc.removed if r.reason.endswith("<noscript>"))
        found += (wall for wall in walls.walls(unseen[:LOOKED_AT]) if wall.kind is BROWSER)
    # A teaser has a beginning; without one the login or the payment that it asks for is all there is.
    kinds = KINDS if own >= SENTENCE else sorted(KINDS, key=lambda kind: kind is TEASER)
    for kind in kinds:
        for wall in found:
            most = MOST_BELOW_TITLE if wall is titled else MOST.get(kind.reason, MOST_BESIDE)
            if wall.kind is kind and own <= most:
                return Shut(kind, f"{kind.reason}: {wall.words}")
    files = sum(".pdf" in address.lower() for address, _ in doc.links)
    if 0 < files <= FEW_FILES and own == 0:  # more are the contents of an issue
        return Shut(ONLY_PDF, ONLY_PDF.reason, said=False)
    return None


def _lines(doc: Doc, body: tuple[Block, ...], seen: tuple[Block, ...], own: int) -> Iterator[tuple[Block, str]]:
    """The blocks near the head of a page that may say what it is, each with so much of its text as is looked at.

    Where the page has a sentence of its own, an element of the site's or the readers' says it of something else.
    """
    beside = 0
    if own >= SENTENCE:
        beside = BESIDE & ~reduce(and_, (_marks(doc, block) for block in body), BESIDE)
    left = LOOKED_AT
    for block in seen:
        if left > 0 and block.linked * 2 < len(block.text) and not _marks(doc, block) & beside:
            yield block, block.text[:left]
            left -= len(block.text)


def _marks(doc: Doc, block: Block) -> int:
    return doc.tree.marks[block.node] if 0 <= block.node < len(doc.tree.marks) else 0


def _unspoiled(doc: Doc, seen: tuple[Block, ...]) -> tuple[Block, ...]:
    """What a reader sees without the spam: it asks to log in as well."""
    spam = {r.text for r in doc.removed if r.is_spam}
    return tuple(block for block in seen if block.text not in spam)


def _is_notice(doc: Doc, body: tuple[Block, ...]) -> bool:
    """Whether a page with little text is a short article: below its title a dateline and a whole sentence; or, below a
    title that ``<title>`` names, two sentences that do not speak of the site, or a poem."""
    title = next((b.text for b in doc.blocks if b.kind == "title"), "")
    dated = any(not b.body and is_dateline(b.text) for b in doc.blocks)
    if not title or (not dated and title not in doc.head_title):
        return False
    text = [b.text for b in body if b.kind != "title"]
    lines = [line for line in text if verse.is_line(line)]
    if 4 * len(lines) >= 3 * len(text) and verse.is_poem(lines):
        return True
    whole = [b.text for b in body if is_prose(b) and b.text[-1] in "。！？.”" and (dated or not is_of_the_site(b.text))]
    return sum(map(len, whole)) >= (SENTENCE if dated else 2 * SENTENCE)


def _listing(seen: tuple[Block, ...], own: int) -> str:
    links = [b for b in seen if b.linked * 10 > 4 * len(b.text) and len(b.text) > 7]
    size = sum(len(b.text) for b in seen)
    if len(links) >= 10 and own * 5 < size:
        return f"{len(links)} links and hardly a sentence"
    return ""


def _empty(doc: Doc) -> Verdict:
    return Verdict("empty", ("no text that a reader sees", *doc.notes))
