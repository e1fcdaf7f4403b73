"""Search phrases put before a title or a sentence, with no mark between: ``彩票走势图今天 口述说明也有…``.

The article's own words tell what is foreign: nothing that the phrase is about is said anywhere else in the text. So an
article on lotteries keeps its 彩票, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from cleaners.article import Removal
from cleaners.chinese.characters import HAN
from cleaners.chinese.scripts import both_scripts, simplified
from cleaners.doc import Block, Doc
from cleaners.junk.lexicon import ENOUGH, covered, is_phrase, leading, lexicon
from cleaners.patterns import regex

STEP = "phrases"
MOST = 24  # characters of a phrase; those seen have 4 to 12; by hand
LEAST = 4
MIN_REST = 6  # characters that must be left of what it stands before; by hand
MIN_TEXT = 120  # characters of sentences that show what an article is about; by hand
SEVERAL = 2  # paragraphs, from which a phrase that might be said is none; by hand
TITLES = frozenset(("title", "og:title", "twitter:title", "citation_title", "dc.title"))
HEADINGS = frozenset(("title", "heading"))
_SPOKEN = frozenset(("paragraph", "item", "note"))
_STOP = regex(
    f"[。！？]|[.!?](?:\\s|$)|[{HAN}]{{8,}}，[{HAN}]{{4}}"
)  # a banner has none; pages break lines in sentences
_OPENING = regex(rf"\s*(?=[{HAN}A-Za-z])")
_START = regex(rf"[。！？；!?;]\s*(?=[{HAN}A-Za-z])")
_PIECE = regex(r"[^\s，。；：！？、,;:!?“”‘’《》（）()]+")
_OWN = regex(rf"[{HAN}A-Za-z0-9“《（(【〔「『]")
# 彩票的…, 彩票与…, 开奖直播中…: words that go on with what stands before them
_FUNCTION = regex("[的是吗年]")  # words of the lexicon that begin no sentence
_GOES_ON = regex(both_scripts("[是吗年的之与和及或等了业者类化性型们]"))
_MAY_GO_ON = regex(both_scripts("[在中上里对为有被将把不也都则]"))  # 彩票在…; but 六合彩开奖结果|中国的…


class _Phrase(NamedTuple):
    """A stretch of a text that may be a search phrase. certain: whether it is one whatever the article is about."""

    start: int
    end: int
    words: frozenset[str]
    certain: bool


def phrases(doc: Doc) -> Doc:
    """Take search phrases out of the titles and the paragraphs they were put into; the rest of each stays.

    >>> text = "展柜前的老人讲起磨坊的旧事，讲了很久，听的人越来越多，谁也不愿意先走开，直到灯灭了。" * 3
    >>> blocks = (Block("彩票开奖直播乡村磨坊的口述", "heading", 1), Block("棋牌游戏平台官网 " + text), Block(text))
    >>> left = phrases(Doc("u", "彩票开奖直播乡村磨坊的口述", blocks=blocks, suspicious=True))
    >>> left.head_title, left.blocks[0].text, left.blocks[1].text[:4], [r.text for r in left.removed]
    ('乡村磨坊的口述', '乡村磨坊的口述', '展柜前的', ['彩票开奖直播', '彩票开奖直播', '棋牌游戏平台官网'])
    >>> about = (Block("彩票开奖直播制度研究", "heading", 1), Block("彩票的开奖直播始于前年，" + text))
    >>> phrases(Doc("u", blocks=about, suspicious=True)).removed
    ()
    """
    if not doc.suspicious:
        return doc
    spoken = {i: block.text for i, block in enumerate(doc.blocks) if _is_text(block)}
    possible = {i: found for i, text in spoken.items() if (found := tuple(_phrases(text)))}
    if not possible and not any(_phrase(text, 0) for text in _titles(doc)):
        return doc
    own = _own(spoken, possible)
    if len(own) < MIN_TEXT:
        return doc
    said = simplified(own).lower()
    inside = {i: kept for i, found in possible.items() if (kept := _foreign(found, said))}
    if len(inside) < SEVERAL:
        inside = {i: kept for i, found in inside.items() if (kept := tuple(p for p in found if p.certain))}
    if inside != possible:  # what is no phrase is said as well
        said = simplified(_own(spoken, inside)).lower()
    doc = _from_titles(doc, said)
    blocks, removed = list(doc.blocks), list(doc.removed)
    for i, found in inside.items():
        blocks[i] = _cut(blocks[i], found)
        where = doc.tree.path(blocks[i].node)
        removed += [_removal("put into a paragraph", doc.blocks[i].text, phrase, where) for phrase in found]
    return replace(doc, blocks=tuple(blocks), removed=tuple(removed))


def _own(spoken: Mapping[int, str], inside: Mapping[int, tuple[_Phrase, ...]]) -> str:
    """The text of the article without the phrases in it. Both by the place of the block."""
    return "\n".join(_without(text, inside.get(i, ())) for i, text in spoken.items())


def _titles(doc: Doc) -> Iterator[str]:
    """What the page gives as its title, in its head and in its headings."""
    yield doc.head_title
    yield from (content for name, content in doc.meta if name in TITLES)
    yield from (block.text for block in doc.blocks if block.kind in HEADINGS)


def _from_titles(doc: Doc, said: str) -> Doc:
    """The Doc without the phrases before its headings and what the head gives as title."""
    blocks, meta, removed = list(doc.blocks), list(doc.meta), list(doc.removed)
    head_title = doc.head_title
    if found := _before_title(head_title, said):
        removed.append(_removal("put before the title", head_title, found[0], "head > title"))
        head_title = _without(head_title, found)
    for i, (name, content) in enumerate(meta):
        if name in TITLES and (found := _before_title(content, said)):
            removed.append(_removal("put before the title", content, found[0], f"head > meta.{name}"))
            meta[i] = name, _without(content, found)
    for i, block in enumerate(blocks):
        if block.kind in HEADINGS and (found := _before_title(block.text, said)):
            removed.append(_removal("put before the title", block.text, found[0], doc.tree.path(block.node)))
            blocks[i] = _cut(block, found)
    return replace(doc, head_title=head_title, meta=tuple(meta), blocks=tuple(blocks), removed=tuple(removed))


def _before_title(text: str, said: str) -> tuple[_Phrase, ...]:
    found = _phrase(text, 0)
    return _foreign((found,), said) if found else ()


def _is_text(block: Block) -> bool:
    text = block.text
    return block.kind in _SPOKEN and block.linked * 2 < len(text) and ("。" in text or _STOP.search(text) is not None)


def _phrases(text: str) -> Iterator[_Phrase]:
    """What may be a phrase before the sentences of a paragraph."""
    for start in filter(None, (_OPENING.match(text), *_START.finditer(text))):
        if found := _phrase(text, start.end()):
            yield found


def _phrase(text: str, start: int) -> _Phrase | None:
    """The phrase that stands at a place, parted by a blank from what follows or not at all."""
    if text[start : start + 1] not in lexicon().firsts:
        return None
    rest = text[start : start + 2 * MOST]
    run = leading(simplified(rest))
    if not run or len(run) < 2:
        return None
    piece = _PIECE.match(rest)
    whole = piece[0] if piece else ""
    if LEAST <= len(whole) <= MOST and text[start + len(whole) : start + len(whole) + 1].isspace():
        end = start + len(whole) + 1
        if covered(simplified(whole).lower()).share < ENOUGH:
            return None
    elif len(run := _FUNCTION.split(run)[0]) >= LEAST and len(lexicon().words.findall(run.lower())) > 1:
        whole, end = rest[: len(run)], start + len(run)
        if _GOES_ON.match(text, end) or (_MAY_GO_ON.match(text, end) and not is_phrase(whole)):
            return None
    else:
        return None
    if len(text) - end < MIN_REST or not _OWN.match(text, end) or _is_banner(text[end : end + 2 * MOST]):
        return None
    words = lexicon().words.findall(simplified(whole).lower())
    told = frozenset(word for word in words if word in lexicon().strong or word in lexicon().telling)
    return _Phrase(start, end, told, is_phrase(whole)) if told else None


def _is_banner(text: str) -> bool:
    """Whether what follows is of a banner as well: 久久精品 I 国产精品."""
    cover = covered(simplified(text).lower())
    return cover.strong > 0 or cover.telling > 1


def _foreign(found: Sequence[_Phrase], said: str) -> tuple[_Phrase, ...]:
    """Those of the phrases whose telling words the article itself never says; of one that is certain it may say some,
    for 免费 and 国产 are everyone's words, but none that is strong."""
    strong = lexicon().strong
    return tuple(
        phrase
        for phrase in found
        if not (own := frozenset(word for word in phrase.words if word in said))
        or (phrase.certain and own < phrase.words and own.isdisjoint(strong))
    )


def _without(text: str, found: Sequence[_Phrase]) -> str:
    out, place = [], 0
    for phrase in found:
        out.append(text[place : phrase.start])
        place = phrase.end
    return "".join((*out, text[place:]))


def _cut(block: Block, found: Sequence[_Phrase]) -> Block:
    text = _without(block.text, found)
    return block._replace(text=text, linked=min(block.linked, len(text)))


def _removal(what: str, text: str, phrase: _Phrase, where: str) -> Removal:
    return Removal(STEP, f"a search phrase {what}", text[phrase.start : phrase.end].strip(), where, is_spam=True)
