"""Where the article begins and ends: sentences that adjoin its region, and the site's own lines at its edges."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaners.doc import Block, Doc
from cleaners.html import marks as m
from cleaners.lines import labels
from cleaners.region.title import is_dateline

# Lines of the site's at either edge of an article's text, which name what follows or ask for something
EDGE = re.compile(
    # 猜你喜欢 · 相关阅读： · 往期推荐 : the heading of a list
    "(?:猜你喜[欢歡]|相[关關](?:[阅閱][读讀]|文章|推[荐薦]|[链鏈]接|新[闻聞])|推[荐薦][阅閱][读讀]|延伸[阅閱][读讀]"
    "|[热熱][门門](?:文章|推[荐薦])|更多[阅閱][读讀]|[为為]您推[荐薦]|往期(?:推[荐薦]|回[顾顧]|精[选選彩]|文章))[:：]?"
    # 点击上方蓝字关注我们 · 长按识别二维码 · 给公众号加个星标★ · 如果喜欢这篇文章，欢迎点“在看” : of a public account
    "|(?:[点點][击擊]|[长長]按|[扫掃]|[识識][别別])[^。]{0,12}(?:[蓝藍]字|二[维維][码碼]|[关關]注)[^。]{0,30}"
    "|[^。]{0,12}(?:加個?个?|[设設][为為])星[标標][^。]{0,12}|[^。]{0,30}[点點][^。]{0,6}在看[^。]{0,20}"
    # 【正文快照】： · 【相似文献】… · 下载全文 更多同类文献 CAJViewer7.0… : CNKI's
    "|【?正文快照】?[:：]?|【(?:相似|共引|同被引|引[证證]|二[级級][参參]考)文[献獻]】[\\s\\S]*|下[载載](?:全文|[电電]子全文)[^。]*"
    "|Copyright ?©[^。]*|This work is licensed under[^。]*"
    # [ 此贴被某某在2009-10-24 21:30重新编辑 ] · ------------ · 签名：… : a forum's
    "|\\[? ?此[贴帖貼]被[^。]{2,60}|[-=_—]{8,}|[签簽]名[:：][^\\n]*"
    # —— END —— · （全文完）
    "|[—－\\-=* ]*(?:THE )?END[—－\\-=* ]*|[（(【]?(?:全文|本文|正文)完[）)】]?"
    # 作者：阿木 | 编辑：小满 | 版式：大寒
    "|(?:作者|文字|[编編][辑輯]|[审審]核|校[对對]|排版|版式|[责責][编編]|[监監][制製])[:：／/ |｜][^。，]{1,12}"
    "(?: *[|｜] *[^。，|｜]{1,16}){1,6}"
)
# 评论(2): · 网友评论（15） · 全部评论(3)
COMMENTS = re.compile(
    "(?:[网網]友|最新|[热熱][门門]|精彩|全部|用[户戶])?(?:[評评][论論]|留言|跟帖) ?[(（]\\d+[)）][:：]?"
)
# （2004年9月23日某某市第十三届人民代表大会常务委员会第十一次会议通过） : below the title of a statute
ENACTED = re.compile(
    r"[（(][^（）()]{6,300}(?:通[过過]|公布|公佈|批准|修[订訂正]|施行|[发發][布佈])[^（）()]{0,200}[）)]"
)
SENTENCE = 20  # characters of a sentence beside the region that is the article's
BETWEEN = 1  # lines that may stand between the region and a sentence below it
SIGNED = 6  # lines below the text, side by side with it: who signed it, and when
# What speaks of the site and not of the matter: 免责声明, 版权所有, 扫描二维码, 欢迎关注, 转载请注明出处, Copyright
of_the_site = re.compile(
    "免责声明|免責聲明|版权|版權|转载|轉載|二维码|二維碼|扫一扫|扫描|关注|關注|订阅|訂閱|客户端|微信|微博|Facebook|粉絲"
    "|本网|本站|本網|点击|點擊|更多|责任编辑|責任編輯|编辑[:：]"
    "|Copyright|All Rights|登录|登入|注册|下载|下載|分享|收藏|举报|投稿|热线|電話|电话|邮箱"
    "|ICP|许可证|上一篇|下一篇|http"
).search


def stretch(doc: Doc, inside: list[bool], named: int) -> None:
    """Widen the region over the sentences that adjoin it: up to the title, and down past a line at most.

    An element was chosen as a whole, and an article need not stand in one: a lead above the steps of a recipe, the
    last articles of a statute in rows of their own. What is called a menu or a footer, is linked or speaks of the site
    ends it.
    """
    blocks, marks = doc.blocks, doc.tree.marks
    if True not in inside:
        return
    first, last = inside.index(True), len(inside) - 1 - inside[::-1].index(True)
    above = range(named + 1, first)
    # What holds the title, too, is no masthead, though it be called header.
    against = m.NOT_BODY & ~(marks[blocks[named].node] & m.HEAD) if named < len(blocks) else m.NOT_BODY
    begin = next((i for i in above if not marks[blocks[i].node] & m.META and _adjoins(doc, i, against)), first)
    for i in range(begin, first):
        inside[i] = not marks[blocks[i].node] & against and blocks[i].linked * 2 <= len(blocks[i].text)
    between = 0
    for i in range(last + 1, len(blocks)):
        if _adjoins(doc, i):
            inside[last + 1 : i + 1] = [True] * (i - last)
            last, between = i, 0
        elif between == BETWEEN or _ends(doc, i):
            break
        else:
            between += 1
    for i in range(last + 1, min(last + 1 + SIGNED, len(blocks))):
        beside = doc.tree.parent[blocks[i].node] == doc.tree.parent[blocks[last].node]
        if not beside or _ends(doc, i) or labels.match(blocks[i].text) or is_dateline(blocks[i].text):
            break
        inside[i], last = True, i  # 审判长 秦某 · 二〇一八年九月二十日


def trim(blocks: Sequence[Block], inside: list[bool]) -> None:
    """Take the site's own lines off both edges of the region, and readers' comments with all that follows them."""
    places = [i for i, x in enumerate(inside) if x]
    said = next((n for n, i in enumerate(places) if COMMENTS.fullmatch(blocks[i].text)), len(places))
    for i in places[said:]:
        inside[i] = False
    places = places[:said]
    for order in (places, places[::-1]):
        for i in order:
            if not EDGE.fullmatch(blocks[i].text):
                break
            inside[i] = False


def _ends(doc: Doc, i: int, against: int = m.NOT_BODY) -> bool:
    """Whether a block cannot be the article's, nor stand between two that are. against: the marks that say so."""
    block = doc.blocks[i]
    named = doc.tree.marks[block.node] & against
    return bool(named) or block.linked * 4 > len(block.text) or of_the_site(block.text) is not None


def _adjoins(doc: Doc, i: int, against: int = m.NOT_BODY) -> bool:
    """Whether a block beside the region is a sentence of the article's."""
    text = doc.blocks[i].text
    if ENACTED.fullmatch(text):
        return not _ends(doc, i, against)
    if len(text) < SENTENCE or text[-1] not in "。！？”" or _ends(doc, i, against):
        return False
    return labels.match(text) is None and not is_dateline(text)
