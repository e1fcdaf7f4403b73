"""Spam in what the page says of itself: ``<title>``, ``keywords``, ``description`` and their like."""

from __future__ import annotations

from dataclasses import replace

from cleaners.article import Removal
from cleaners.chinese.conversion.texts import to_simplified
from cleaners.chinese.scripts import both_scripts
from cleaners.doc import Doc
from cleaners.junk.lexicon import covered, density, folded, is_phrase, leading, suspicious
from cleaners.patterns import regex

STEP = "head"
SEPARATED = regex(r"([_|｜,，、:：!！?？\-–—]+)")
SPOKEN = frozenset(
    ("keywords", "description", "title", "og:title", "og:description", "twitter:title", "twitter:description")
)


NOTHING_ELSE = 0.9  # share of what is left beside spam, from which it is spam as well: 彩票_棋牌; by hand
# 盛世彩票【官网】竞走运动员的睡眠质量 : what it is called, and in brackets what a reader is to do there
CALLED = regex(
    both_scripts(
        r"([^【】_|｜。]{2,16}【(?:官方)?(?:官网|网站|网址|注册|登录|下载|入口|平台|APP|app)】)\s*([^【】]{6,})"
    )
)


def without_spam(text: str, lenient: bool = False) -> tuple[str, str]:
    """A title's or keyword list's own parts, and the spam among them.

    >>> without_spam("亚洲六合彩代理加盟_久久精品在线观看_面对面、心贴心_文汇网")
    ('面对面、心贴心_文汇网', '亚洲六合彩代理加盟_久久精品在线观看')
    >>> without_spam("盛世彩票【官网】竞走运动员的睡眠质量"), without_spam("体育彩票【专题】的法律规制")
    (('竞走运动员的睡眠质量', '盛世彩票【官网】'), ('体育彩票【专题】的法律规制', ''))
    """
    if len(text) > 2000:
        return text, ""
    if (found := CALLED.fullmatch(text)) and suspicious(found[1]):
        return found[2], found[1]
    pieces = SEPARATED.split(text)
    kept: list[str] = []
    spam: list[str] = []
    for i in range(0, len(pieces), 2):
        part, separator = pieces[i], pieces[i + 1] if i + 1 < len(pieces) else ""
        into = spam if part.strip() and is_phrase(part.strip(), lenient) else kept
        into += (part, separator)
    if not spam:
        return text, ""
    own = "".join(kept)
    if sum(c.isalnum() for c in own) < 2 and covered(folded(text)).share > 0.5:
        return "", text
    if covered(to_simplified(folded(own))).share > NOTHING_ELSE:
        return "", text
    strip = "_|｜,，、:：-–— "
    return "".join(kept).strip(strip), "".join(spam).strip(strip)


def _glued(title: str, doc: Doc) -> str:
    """The spam words that stand right before a title that a heading of the page shows alone: 国产视频|灰砚桥."""
    run = leading(title)
    shown = (b.text for b in doc.blocks if b.kind == "heading" and len(b.text) > 1)
    return run if run and any(title.startswith(text, len(run)) for text in shown) else ""


def head(doc: Doc) -> Doc:
    """Take the spam out of title and meta; the page's own parts stay.

    >>> doc = Doc("u", "久久精品在线观看_论语研究", (("keywords", "六合彩开奖直播,论语"),), suspicious=True)
    >>> left = head(doc)
    >>> left.head_title, left.meta, [r.where for r in left.removed]
    ('论语研究', (('keywords', '论语'),), ['head > title', 'head > meta.keywords'])
    """
    if not doc.suspicious:
        return doc
    removed = list(doc.removed)
    title, spam = without_spam(doc.head_title)
    if spam and (glued := _glued(title, doc)):
        title, spam = title[len(glued) :], f"{spam} {glued}"
    if spam:
        removed.append(Removal(STEP, "spam in the title", spam, "head > title", is_spam=True))
    meta: list[tuple[str, str]] = []
    for name, content in doc.meta:
        if name in SPOKEN:
            own, spam = without_spam(content)
            if not spam and density(content) > 0.1 and len(content) < 1000:
                own, spam = "", content
            if spam:
                removed.append(Removal(STEP, f"spam in {name}", spam, f"head > meta.{name}", is_spam=True))
                if not own:
                    continue
                content = own
        meta.append((name, content))
    return replace(doc, head_title=title, meta=tuple(meta), removed=tuple(removed))
