"""Link farms and the lists of a spider pool: ``太和县| 手游| 崇明县|…``, ``主站蜘蛛池模板:``, piles of spam links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleaners.chinese.scripts import any_word, both_scripts
from cleaners.doc import Block, Doc
from cleaners.junk.lexicon import is_phrase
from cleaners.lines import labels
from cleaners.patterns import regex

STEP = "linkfarm"
POOL_LIST = "names between bars, a spider pool's list"
# 主站蜘蛛池模板: … · 蜘蛛池：…; the word alone is a paper's keyword
POOL = regex(any_word("主站蜘蛛池 蜘蛛池模板 站群模板"))
POOL_LABEL = ("蜘蛛池:", "蜘蛛池：")
# 感谢您访问我们的网站，您可能还对以下资源感兴趣：
GREETING = regex(both_scripts("感谢您访问我们的网站.{0,4}您可能还对以下资源感兴趣"))
BARS = regex(r"\s*[|｜]\s*")
BAR = ("|", "｜")
NAME_LINE = regex(r"[^|｜\s]{1,12} ?[|｜]")  # 太和县|
SENTENCE = regex("[。；！？]")
COUNTY = regex(both_scripts("[县市区旗州]$"))  # 太和县
MIN_BARS = 8
FEW_BARS = 4
MIN_LINKS = 3  # one linked phrase may be a portal's own 彩票 channel


def is_pool_list(text: str, least: int = MIN_BARS) -> bool:
    """A spider pool's list: short names that end with ``| ``, four in ten of them counties, and no sentence.

    least: how many bars it must have; on a page with spam a few are enough.

    >>> is_pool_list("太和县| 手游| 崇明县| 大冶市| 浦江县| 鹤壁市| 禹城市| 剑河县| 抚松县| 彩票")
    True
    >>> is_pool_list("首页 | 新闻 | 体育 | 财经 | 娱乐 | 汽车 | 房产 | 科技 | 教育 | 健康")
    False
    """
    bars = text.count("|") + text.count("｜")
    if bars < least or SENTENCE.search(text):
        return False
    names = [name for name in BARS.split(text) if name]
    counties = sum(COUNTY.search(name) is not None for name in names)
    return counties >= 0.4 * len(names) and sum(map(len, names)) <= 6 * len(names) and " |" not in text


def _names_pool(text: str) -> bool:
    """Whether a text calls itself a spider pool.

    >>> [_names_pool(text) for text in ("主站蜘蛛池模板: 太和县|", "蜘蛛池：太和县|", "何谓蜘蛛池：试析")]
    [True, True, False]
    """
    return text.startswith(POOL_LABEL) or POOL.search(text) is not None


def _is_example(blocks: Sequence[Block], i: int) -> bool:
    """Whether an article shows such a list: the line above introduces it, and below the text goes on.

    >>> lines = ("页面底部常有县名，例如：", "太和县| 手游| 崇明县|", "这些县名没有意义，是模板生成的。")
    >>> _is_example([Block(line) for line in lines], 1), _is_example([Block(line) for line in lines[:2]], 1)
    (True, False)
    """
    above, below = (blocks[k].text if 0 <= k < len(blocks) else "" for k in (i - 1, i + 1))
    return not blocks[i].linked and above.endswith(("：", ":")) and SENTENCE.search(below) is not None


def _name_lines(blocks: Sequence[Block]) -> Iterator[list[int]]:
    """Stretches of lines that are one name and a bar each, as extracted text may have such a list.

    >>> list(_name_lines([Block(line) for line in ("正文。", "太和县|", "手游|", "正文。", "甲|乙|")]))
    [[1, 2]]
    """
    run: list[int] = []
    for i, block in enumerate(blocks):
        if block.text.endswith(BAR) and NAME_LINE.fullmatch(block.text):
            run.append(i)
        elif run:
            yield run
            run = []
    if run:
        yield run


def linkfarm(doc: Doc) -> Doc:
    """Take out pool lists, and on a page with spam words the linked spam phrases.

    >>> from cleaners.doc import Block
    >>> doc = Doc("u", blocks=(Block("正文。"), Block("主站蜘蛛池模板: 太和县| 手游|")))
    >>> [b.text for b in linkfarm(doc).blocks]
    ['正文。']
    """
    whole = "\n".join(block.text for block in doc.blocks)
    bars, pool, greeting = "|" in whole or "｜" in whole, _names_pool(whole), GREETING.search(whole)
    if not (doc.suspicious or bars or pool or greeting):
        return doc
    least = FEW_BARS if doc.suspicious or doc.traces else MIN_BARS
    drop: dict[int, str] = {}
    linked: dict[int, str] = {}
    for i, block in enumerate(doc.blocks):
        text = block.text
        if block.kind == "table" or labels.opens_summary(text):
            continue
        if bars and is_pool_list(text, least):
            if _is_example(doc.blocks, i):
                continue
            drop[i] = POOL_LIST
        elif pool and len(text) < 2000 and _names_pool(text) and not SENTENCE.search(text):
            drop[i] = "calls itself a spider pool"
        elif greeting and GREETING.search(text):
            drop[i] = "greeting of a link farm"
        elif doc.suspicious and block.linked * 2 > len(text) and is_phrase(text, len(linked) > 4):
            linked[i] = "linked spam phrases"
    if bars:
        for places in _name_lines(doc.blocks):
            if is_pool_list(" ".join(doc.blocks[i].text for i in places), least):
                drop |= dict.fromkeys(places, POOL_LIST)
    texts = {doc.blocks[i].text for i in linked}
    if len(texts) >= MIN_LINKS or drop or doc.traces or any(r.step == "head" for r in doc.removed):
        drop |= linked
    return doc.without(drop, STEP, is_spam=True)
