"""What kind of page it is, with reasons: clean, injected, doorway, list, error or empty."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleaners.article import Removal, Verdict
from cleaners.doc import Block, Doc
from cleaners.junk.doorways import is_pile, spliced, spun
from cleaners.junk.lexicon import PARTS, density, is_phrase, share

PROSE = 200  # characters of sentences that make an article
SPAM_STEPS = frozenset(("banner", "linkfarm", "head", "promotion"))
DENSE = 0.03  # share of the hijackers' strong words (topics of papers aside) in doorway text
COVERED = 0.35  # share of all their words in doorway text
# Names of meta tags on a journal's landing page.
PAPER = ("citation_title", "citation_author", "dc.title", "prism.", "bepress_citation", "eprints.")
FEW_FILES = 3  # PDF files that one article has: itself, in two languages, with a supplement
MANY_FILES = 6  # so many are the contents of an issue
MIN_BODY = 80  # characters; a region with less is no article

# 很抱歉，您访问的页面不存在 · 404 Not Found · 页面已删除
GONE = re.compile(
    "页面(?:已经|已)?(?:不存在|被删除|删除|丢失|找不到)|頁面(?:已經|已)?(?:不存在|被刪除|找不到)|"
    "(?:文章|内容|帖子|信息|该页)(?:已经|已)?(?:不存在|被删除|删除)|找不到(?:您|你)?(?:要|所)?(?:访问|查看|请求)?的?(?:页面|网页|文件)|"
    "(?:访问|请求)的(?:页面|网页|地址|资源|文章|内容)[^。]{0,12}(?:不存在|有误|错误|已删除)|"
    "页面地址不存在|無法找到(?:網頁|頁面)|无法找到(?:网页|页面|该页)|404 Not Found|Page Not Found|404 ?(?:错误|error)",
    re.I,
)
LOGIN = re.compile(
    "请(?:先|您先|登录后)(?:登录|登陆)|(?:登录|登陆)后(?:才能|方可|即可|可以)?(?:查看|阅读|浏览|访问)|會員登入後|需要登录|您(?:还)?没有登录"
)
CAPTCHA = re.compile(
    "安全验证|滑动验证|人机验证|请输入验证码|验证您是真人|访问过于频繁|"
    "Just a moment|Checking your browser|captcha|Cloudflare Ray",
    re.I,
)
BROWSER = re.compile(
    "(?:启用|开启|打开|允许|支持)[^。]{0,8}javascript|enable javascript|requires? javascript|"
    "JavaScript (?:is )?(?:disabled|required)",
    re.I,
)
SPUN = 3  # marks of a spinning program; a writer may use one of them
TIP = re.compile(r"第?\d{2,3}(?:-\d{2,3})?期")  # 第001期：四三各配七六码
# 您所访问的文章仅提供PDF格式全文，文件正在加载
ONLY_PDF = re.compile(
    "(?:[仅僅只]提供|本文[为為])[^。，]{0,6}PDF|PDF[^。]{0,12}(?:正在加[载載]|自[动動]跳[转轉])", re.I
)
# 本文共计9216字，您已阅读1% · 继续阅读需付费 · 登录后阅读全文
TEASER = re.compile(
    r"(?:[继繼][续續][阅閱][读讀]|[阅閱][读讀]全文)[^。]{0,4}[需须須请請][^。]{0,4}(?:付[费費]|登[录錄]|[订訂][阅閱])"
    r"|您?已[阅閱][读讀]\s*\d+%|剩[余餘]\s*\d+[%字][^。]{0,6}(?:付[费費]|[订訂][阅閱]|登[录錄])"
    r"|(?:付[费費]|登[录錄]|[订訂][阅閱])[后後][^。]{0,3}[阅閱][读讀](?:全文|剩[余餘])"
)
WALLS = (
    (GONE, "the page says that it does not exist"),
    (LOGIN, "the page asks for a login"),
    (CAPTCHA, "the page asks for proof of a human reader"),
)


def is_prose(block: Block) -> bool:
    """Whether a block reads like sentences rather than like links, labels or a menu."""
    text = block.text
    if block.linked * 2 >= len(text):
        return False
    marks = sum([text.count(mark) for mark in ("，", "。", "、", ", ", ". ", "；")])
    return marks > 1 or (marks == 1 and len(text) > 20)


def prose(blocks: Iterable[Block]) -> int:
    """Characters of the blocks that read like sentences."""
    return sum(len(block.text) for block in blocks if is_prose(block))


def spam_evidence(doc: Doc) -> list[str]:
    """What shows that the page was tampered with, in plain phrases, weightiest first."""
    counts: dict[str, int] = {}
    for removal in doc.removed:
        if removal.step in SPAM_STEPS:
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
        f"{r.step}: {r.reason}" for r in doc.removed if r.step in ("linkfarm", "promotion")
    ]  # fmt: skip
    own = prose(body)
    if (doc.suspicious or evidence) and (made := _made(body)):
        return Verdict("doorway", (made, *evidence))
    if evidence:
        return _tampered(doc, body, seen, evidence)
    wall = _wall(doc, seen, own)
    if wall:
        return Verdict("error", (wall,))
    if not seen:
        return _empty(doc)
    files = sum(b.text.count("PDF") for b in seen)
    if files >= MANY_FILES and prose(b for b in body if b.kind != "table") < PROSE:
        return Verdict("list", (f"the contents of an issue: {files} articles as PDF",))
    if any(name.startswith(PAPER) for name, _ in doc.meta):
        return Verdict("clean", doc.notes)
    size, linked = sum(len(b.text) for b in body), sum(b.linked for b in body)
    if own < MIN_BODY and (size < MIN_BODY or 3 * linked > size) and (listed := _listing(seen, own)):
        return Verdict("list", (listed,))
    if not body:
        few = sum(len(b.text) for b in seen) < 100
        return _empty(doc) if few else Verdict("list", ("links and labels, no sentences",))
    return Verdict("clean", doc.notes)


def _tampered(doc: Doc, body: tuple[Block, ...], seen: tuple[Block, ...], evidence: list[str]) -> Verdict:
    """Injected where the page has text of its own, a list where it has titles of its own, a doorway where neither."""
    own = [b.text for b in body if is_prose(b) and (len(b.text) >= 40 or "。" in b.text)]
    whole = "\n".join(own)
    tips = sum(TIP.match(b.text) is not None for b in body)
    if tips > 9:
        return Verdict("doorway", (f"{tips} issues of betting tips", *evidence))
    if (size := sum(map(len, own))) >= MIN_BODY:
        strict = 1.0 if size >= PROSE else 0.5  # in two or three sentences of spam the words are few as well
        if sum(map(whole.count, _named(doc))) > 1:
            return Verdict("doorway", ("its text repeats the spam of its title", *evidence))
        if density(whole) < DENSE * strict and share(whole) < COVERED * strict:
            return Verdict("injected", (*evidence, *doc.notes))
        return Verdict("doorway", ("its text is made of spam words", *evidence))
    titles = [b.text for b in seen if b.linked > 7 and b.linked * 4 > len(b.text) and not is_phrase(b.text)]
    own_titles = sum(density(text) == 0 for text in titles)
    if own_titles > 4 and 4 * own_titles > 3 * len(titles) and not _wall(doc, seen, prose(body)):
        return Verdict("list", (f"{len(titles)} links and hardly a sentence", *evidence))
    spoiled = any(r.step == "head" and ("title" in r.where or "description" in r.where) for r in doc.removed)
    pieces = sum(r.text.count("\n") + 1 for r in doc.removed if r.step in SPAM_STEPS)
    if spoiled or pieces > 8:
        return Verdict("doorway", ("spam and no text of its own", *evidence))
    return Verdict("injected", (*evidence, *doc.notes))


def _named(doc: Doc) -> set[str]:
    """The spam phrases of title and keywords (鼎峰棋牌官网下载), which the text of an article never says."""
    taken = (r.text for r in doc.removed if r.step == "head" and r.where in ("head > title", "head > meta.keywords"))
    return {part for text in taken for part in PARTS.split(text) if len(part) > 3}


def _made(body: Iterable[Block]) -> str:
    """How a program made the text of a page that holds spam words, "" where a writer did."""
    text = "\n".join(b.text for b in body if is_prose(b))
    if len(marks := spun(text)) >= SPUN:
        return f"its text was spun: {'，'.join(marks)}"
    if spliced(text):
        return "its text is a few phrases over and over, spam among them"
    return ""


def _wall(doc: Doc, seen: tuple[Block, ...], own: int) -> str:
    """Why a page with little text shows no article: soft 404, login, captcha, a script, only a PDF."""
    if own > 2 * PROSE:
        return ""
    text = "\n".join((doc.head_title, *(b.text for b in seen if b.linked * 2 < len(b.text))))[:5000]
    if own < PROSE and (found := ONLY_PDF.search(text)):
        return f"the page offers its article only as a PDF: {found[0]}"
    if found := TEASER.search(text):
        return f"the page shows only the beginning of its article: {found[0]}"
    for pattern, reason in WALLS:
        if (found := pattern.search(text)) and (own < PROSE // 2 or pattern.search(doc.head_title)):
            return f"{reason}: {found[0]}"
    if own < PROSE // 2:
        unseen = "\n".join(r.text for r in doc.removed if r.reason.endswith("<noscript>"))
        if found := BROWSER.search(f"{text}\n{unseen}"):
            return f"the page needs a browser: {found[0]}"
        files = sum(".pdf" in address.lower() for address, _ in doc.links)
        if 0 < files <= FEW_FILES and own == 0:  # more are the contents of an issue
            return "the page offers its article only as a PDF"
    return ""


def _listing(seen: tuple[Block, ...], own: int) -> str:
    links = [b for b in seen if b.linked * 10 > 4 * len(b.text) and len(b.text) > 7]
    size = sum(len(b.text) for b in seen)
    if len(links) >= 10 and own * 5 < size:
        return f"{len(links)} links and hardly a sentence"
    return ""


def _empty(doc: Doc) -> Verdict:
    return Verdict("empty", ("no text that a reader sees", *doc.notes))
