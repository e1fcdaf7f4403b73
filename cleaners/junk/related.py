"""The list of related articles where nothing marks it but its lines: extracted text has no links and no elements.

On the family's pages it stands below the article: ``猜你喜欢``, the site's tags, then titles, each with the issue and
the moment of publication in the form that the site prints there and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.chinese.characters import fold
from cleaners.chinese.scripts import both_scripts
from cleaners.doc import Block, Doc
from cleaners.lines import author_line, dateline, issue_line, labels
from cleaners.lines.site_lines import heads_list, offers_more
from cleaners.patterns import regex

STEP = "related"
REASON = "related and recommended articles"
# 工会博览(2022年14期)2022-07-16 05:48:20 · 浅说分词 某某学刊(社科版)(2017年2期)2017-06-22; a digit may have been lost
ENTRY = regex(
    both_scripts(r".{0,160}?\([\d\ufffd?]{2,4}年[^()]{1,8}期\)\s*[\d\ufffd?]{4}-[\d\ufffd?]{1,2}-[\d\ufffd?]{1,2}")
    + r"(?:\s*[\d\ufffd?]{1,2}:[\d\ufffd?:]{2,5})?"
)
LONGEST_ENTRY = 250  # characters; what ENTRY allows
# By hand, as a set.
MAX_TITLE = 80  # characters of a title in the list
HEADER = 12  # lines from the page's top, and from the dateline on, that are its header
BETWEEN = 3  # lines between two entries: titles whose own issue is missing
UNHEADED = 3  # entries that show a list without its heading
IN_HEADER = 2  # titles in the header that are a list though no issue stands behind them
_SENTENCE = regex("[。；;]|[！!？?].|[，,：:]$")


def related(doc: Doc) -> Doc:
    """Take out the lists of related articles that stand in no links; those in links are left to ``region``.

    >>> lines = ("分词是第一步，要靠它。", "猜你喜欢", "分词", "浅说检索", "渭原学刊(2017年2期)2017-06-22 10:23:42")
    >>> left = related(Doc("u", blocks=tuple(map(Block, lines))))
    >>> [b.text for b in left.blocks], left.removed[0].reason
    (['分词是第一步，要靠它。'], 'related and recommended articles')
    """
    blocks = doc.blocks
    entries = [i for i, block in enumerate(blocks) if _is_entry(block.text)]
    headings = [i for i, block in enumerate(blocks) if heads_list(block.text)]
    drop: dict[int, str] = {}
    for i in headings:
        if i not in drop:
            drop |= dict.fromkeys(_below(blocks, i, entries), REASON)
    drop |= dict.fromkeys(_in_header(blocks), REASON)
    for places in _runs(blocks, [i for i in entries if i not in drop]):
        drop |= dict.fromkeys(places, REASON)
    return doc.without(drop, STEP)


def _is_entry(text: str) -> bool:
    return len(text) <= LONGEST_ENTRY and "期" in text and ENTRY.fullmatch(fold(text)) is not None


def _below(blocks: Sequence[Block], heading: int, entries: Sequence[int]) -> range:
    """The blocks of the list below its heading, the heading included; empty for none."""
    end = heading + 1
    listed = frozenset(entries)
    while end < len(blocks) and (end in listed or _is_title(blocks[end])):
        end += 1
    own = [i for i in entries if heading < i < end]
    if end < len(blocks):  # what follows the last entry may be the heading of what follows the list
        end = own[-1] + 1 if own else heading
    elif not own and not offers_more(blocks[heading].text):
        end = heading
    places = range(heading, max(end, heading))
    return places if not _is_linked(blocks, places) else range(0)


def _in_header(blocks: Sequence[Block]) -> range:
    """The titles between the family's dateline and the line of the journal's issue: on mobile pages the list is there.

    >>> lines = ("浅说分词", "2017-06-22 10:23:42陈璐", "浅说检索", "浅说标引", "渭原学刊 2017年2期", "陈璐")
    >>> _in_header([Block(line) for line in lines])
    range(2, 4)
    """
    for i, block in enumerate(blocks[:HEADER]):
        if (line := dateline.match(block.text)) and line.family:
            below = range(i + 1, min(i + 1 + HEADER, len(blocks)))
            issue = next((k for k in below if issue_line.match(blocks[k].text)), i + 1)
            listed = range(i + 1, issue)
            own = any(not _is_title(blocks[k]) or _names_authors(blocks[k].text) for k in listed)
            own = own or all(author_line.is_workplace(blocks[k].text) for k in listed)  # 把渡船开进博物馆 is a title
            return listed if len(listed) >= IN_HEADER and not own and not _is_linked(blocks, listed) else range(0)
    return range(0)


def _runs(blocks: Sequence[Block], entries: Sequence[int]) -> list[range]:
    """The lists without a heading: entries near each other, with the titles between and the one above the first."""
    runs: list[list[int]] = []
    for i in entries:
        between = range(runs[-1][-1] + 1, i) if runs else range(0)
        if runs and len(between) <= BETWEEN and all(_is_title(blocks[k]) for k in between):
            runs[-1].append(i)
        else:
            runs.append([i])
    found = []
    for run in runs:
        first = run[0] - (run[0] > 0 and _is_title(blocks[run[0] - 1]))
        places = range(first, run[-1] + 1)
        if len(run) >= UNHEADED and not _is_linked(blocks, places):
            found.append(places)
    return found


def _is_title(block: Block) -> bool:
    """Whether a line can be a title of the list, or its tags.

    >>> [_is_title(Block(t)) for t in ("站起来敢讲、坐下来能写", "参考文献：", "分词是第一步，别的都要靠它。")]
    [True, False, False]
    """
    text = block.text
    return len(text) <= MAX_TITLE and not _SENTENCE.search(text) and not labels.match(text) and block.kind != "table"


def _names_authors(text: str) -> bool:
    return bool(author_line.persons(text) or author_line.affiliations(text))


def _is_linked(blocks: Sequence[Block], places: range) -> bool:
    return any(blocks[i].linked for i in places)
