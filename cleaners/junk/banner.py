"""Spam phrases in plain sight: banners above the page, spam in the place of headings, lone spam lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cleaners.chinese.characters import IS_HAN, NUMERALS
from cleaners.chinese.scripts import both_scripts
from cleaners.doc import Block, Doc
from cleaners.junk.lexicon import density, is_phrase
from cleaners.lines import labels
from cleaners.lines.site_lines import is_edge, is_menu
from cleaners.patterns import regex

STEP = "banner"
LINE = "a line of spam phrases"
MIN_LINE = 8  # characters of a line that is no heading
SHORTEST = 5  # characters of one amid such lines; by hand: 亚洲棋牌手机版, and not 彩票 or 体育彩票
# 二、彩票与赌博的界限 · （三）结论 · 2.1 开奖 · 第四章 赌博罪
# Another rule than that of lines/headings, which asks whether a line is a heading and of which rank: here the number
# itself counts, whatever the line says.
NUMBERED = regex(both_scripts(rf"([（(]?|第)([{NUMERALS}]|\d{{1,2}}(?:\.\d{{1,2}})*)([、)）章节.．]|\s)\s*\S"))
MAX_HEADING = 60  # characters
CODE = frozenset(("pre", "code", "samp", "xmp"))
INTRODUCED = regex("[，。、]")  # 友情链接： introduces nothing
STOPS = ("。", "？", "！")  # a banner's phrases end without
SENTENCE = regex("[。；！？]")
MOST_SHOWN = 12  # lines; a link farm has more; by hand
MAX_TEXT = 400  # characters; the longest banners join some dozen phrases


def banner(doc: Doc) -> Doc:
    """Take out headings and lines that are nothing but spam phrases. Only on pages with spam words at all.

    >>> from cleaners.doc import Block
    >>> blocks = (Block("亚洲少妇熟女av_国产精品免费观看"), Block("色情犯罪的刑法规制", "heading", 1))
    >>> doc = Doc("u", suspicious=True, blocks=blocks)
    >>> [b.text for b in banner(doc).blocks]
    ['色情犯罪的刑法规制']
    """
    if not doc.suspicious:
        return doc
    drop: dict[int, str] = {}
    running = numbered(doc.blocks)
    shown = _shown(doc)
    for i, block in enumerate(doc.blocks):
        if len(block.text) > MAX_TEXT or block.kind == "table" or labels.opens_summary(block.text):
            continue
        if block.kind != "heading" and (block.linked * 2 > len(block.text) or len(block.text) < MIN_LINE):
            continue  # a single link or word may be a portal's own channel
        if block.kind != "heading" and not block.linked and block.text.endswith(STOPS):
            continue  # 平台多以百家乐和体育投注为主，靠返水吸引玩家。: what a sentence says is for the verdict to weigh
        if i in shown or is_menu(block.text):
            continue
        if is_phrase(block.text, len(drop) > 4) and not (i in running and density(block.text) == 0):
            drop[i] = "spam in the place of a heading" if block.kind == "heading" else LINE
    for places in _piled(doc.blocks, drop):
        drop |= dict.fromkeys(places, LINE)
    return doc.without(drop, STEP, is_spam=True)


def _shown(doc: Doc) -> set[int]:
    """The lines that an article on such spam quotes: code, or what stands between an introduction and a sentence.

    >>> lines = ("攻击者在页面底部插入了这些词，例如：", "时时彩平台注册送彩金", "六合彩开奖直播", "都是热词。")
    >>> sorted(_shown(Doc("u", blocks=tuple(map(Block, lines))))), _shown(Doc("u", blocks=tuple(map(Block, lines[:3]))))
    ([1, 2], set())
    """
    found: set[int] = set()
    run: list[int] | None = None
    for i, block in enumerate(doc.blocks):
        in_code = block.node >= 0 and doc.tree.tag[block.node] in CODE
        if in_code or not (block.kind == "heading" or IS_HAN.search(block.text)):  # ####AV#### in a report
            found.add(i)
        elif block.text.endswith(("：", ":")) and not block.linked and INTRODUCED.search(block.text):
            run = []
        elif run is not None and len(run) < MOST_SHOWN and not block.linked and not SENTENCE.search(block.text):
            run.append(i)
        else:
            if run and not block.linked:
                found.update(run)
            run = None
    return found


def _piled(blocks: Sequence[Block], drop: Mapping[int, str]) -> Iterator[range]:
    """Phrases too short to tell alone, in a pile of them: beside a line of phrases, and beside no line of another kind.

    >>> lines = [Block(text) for text in ("正文。", "国产高清视频在线观看", "国产视频", "亚洲棋牌手机版")]
    >>> list(_piled(lines[:2] + lines[3:], {1: LINE})), list(_piled([lines[3], lines[0]], {}))
    ([range(2, 3)], [])
    """
    if LINE not in drop.values():
        return
    start = 0
    while start < len(blocks):
        end = start
        while end < len(blocks) and end not in drop and _is_short_phrase(blocks[end]):
            end += 1
        around = [k for k in (start - 1, end) if 0 <= k < len(blocks) and not is_edge(blocks[k].text)]
        if end > start and around and all(drop.get(k) == LINE for k in around):
            yield range(start, end)
        start = max(end, start + 1)


def _is_short_phrase(block: Block) -> bool:
    return SHORTEST <= len(block.text) < MIN_LINE and not block.linked and is_phrase(block.text)


def numbered(blocks: Sequence[Block]) -> set[int]:
    """The headings that stand in a running numbering: the one before or after is there, written alike.

    >>> sorted(numbered([Block(t) for t in ("一、引言", "国产", "二、彩票与赌博", "1. 开奖", "3. 彩票")]))
    [0, 2]
    """
    found: dict[tuple[str, str, str, int], list[int]] = {}
    for i, block in enumerate(blocks):
        if len(block.text) <= MAX_HEADING and (mark := NUMBERED.match(block.text)):
            *above, last = mark[2].split(".")
            number = NUMERALS.index(last) + 1 if last in NUMERALS else int(last)
            found.setdefault((mark[1], ".".join(above), mark[3].strip(), number), []).append(i)
    return {
        i
        for (opening, above, closing, number), places in found.items()
        if any((opening, above, closing, number + step) in found for step in (-1, 1))
        for i in places
    }
