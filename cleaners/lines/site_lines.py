"""What one line says beside an article: the site's own lines at its edges, readers' comments, how a statute was passed.

All is written in Simplified and matches both scripts.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cleaners.chinese.scripts import any_word, both_scripts
from cleaners.patterns import regex


class SiteLine(NamedTuple):
    """One way to say it. pattern: of the whole line, its counts of characters by hand. example: what it was made for.
    never: what is alike and no such line."""

    kind: str
    pattern: str
    example: str
    never: str


_SEVERAL = " *(?:[|｜](?=[^。，|｜]) *+(?:[^ 。，|｜](?:[^。，|｜]{0,14}[^ 。，|｜])? *+)?){1,6}"
#: Lines at either edge of an article's text, which name what follows or ask for something.
EDGES = (
    SiteLine(
        "heading of a list", "(?:猜你喜欢|延伸阅读|更多阅读|推荐阅读|为您推荐)[:：]?", "猜你喜欢", "延伸阅读的方法"
    ),
    SiteLine("heading of a list", "相关(?:阅读|文章|推荐|链接|新闻)[:：]?", "相关阅读：", "相关文章有三篇。"),
    SiteLine("heading of a list", "热门(?:文章|推荐)[:：]?", "热门文章", "热门文章的特点"),
    SiteLine("heading of a list", "往期(?:推荐|回顾|精[选彩]|文章)[:：]?", "往期推荐", "往期文章中有三篇"),
    SiteLine("neighbour", "[上下前后]一[篇条章][:：].*", "下一篇：浅说分词", "下一篇论文说的是分词。"),
    SiteLine("menu", "(?:手机)?(?:APP|客户端)下载", "APP下载", "下载"),
    SiteLine("no-break space", r"\?(?: ?\?)*", "? ?", "？"),
    SiteLine(
        "public account's",
        "(?:点击|长按|扫|识别)[^。]{0,12}(?:蓝字|二维码|关注)[^。]{0,30}",
        "点击上方蓝字关注我们",
        "点击鼠标后记录反应时间。",
    ),
    SiteLine(
        "public account's", "[^。]{0,12}(?:加个?|设为)星标[^。]{0,12}", "给公众号加个星标★", "航天员命名星标的历史"
    ),
    SiteLine(
        "public account's", "[^。]{0,30}点[^。]{0,6}在看[^。]{0,20}", "如果喜欢这篇文章，欢迎点“在看”", "他在看书"
    ),
    SiteLine(
        "warning", "(?:投资|股市)有风险[，,].{2,8}谨慎[。！]?", "投资有风险，入市须谨慎。", "投资有风险，收益也有高低。"
    ),
    SiteLine("CNKI's", "【?正文快照】?[:：]?", "【正文快照】：", "正文快照的生成"),
    SiteLine(
        "CNKI's",
        r"【(?:相似|共引|同被引|引证|二级参考)文献】[\s\S]*",
        "【相似文献】李熙.工会工作.2007",
        "相似文献的检索",
    ),
    SiteLine("CNKI's", "下载(?:全文|电子全文)[^。]*", "下载全文 更多同类文献 CAJViewer7.0", "下载量的分布"),
    SiteLine("licence", "(?:Copyright ?)?©[^。]*", "Copyright © 2016 湖滨学报", "Copyright law in China"),
    SiteLine(
        "licence", "This work is licensed under[^。]*", "This work is licensed under CC BY", "This work is licensed."
    ),
    SiteLine("forum's", r"\[? ?此[贴帖]被[^。]{2,60}", "[ 此贴被某某在2009-10-24 21:30重新编辑 ]", "此贴说的是旧事。"),
    SiteLine("forum's", r"签名[:：][^\n]*", "签名：山高水长", "签名的真伪"),
    SiteLine("line that ends", "[-=_—]{8,}", "------------", "——致读者"),
    SiteLine("line that ends", r"[—－\-=* ]*(?:THE )?END[—－\-=* ]*", "—— END ——", "THE ENDING"),
    SiteLine("line that ends", "[（(【]?(?:全文|本文|正文)完[）)】]?", "（全文完）", "全文完整"),
    SiteLine(
        "credits",
        f"(?:作者|文字|编辑|审核|校对|排版|版式|责编|监制)[:：／/ |｜][^。，]{{1,12}}{_SEVERAL}",
        "作者：阿木 | 编辑：小满 | 版式：大寒",
        "作者：阿木",
    ),
)
#: The heading of what readers wrote, with their number.
COMMENTS = SiteLine(
    "comments",
    r"(?:网友|最新|热门|精彩|全部|用户)?(?:评论|留言|跟帖) ?[(（]\d+[)）][:：]?",
    "网友评论（15）",
    "评论（二）",
)
#: Below the title of a statute: who passed it, and when.
ENACTED = SiteLine(
    "enactment",
    r"[（(][^（）()]{6,300}(?:通过|公布|批准|修[订正]|施行|发布)[^（）()]{0,200}[）)]",
    "（2004年9月23日某某市第十三届人民代表大会常务委员会第十一次会议通过）",
    "（见本市条例第三条）",
)
#: A site's menu as one line, without its links: names of channels, the first of which leads home.
MENU = SiteLine(
    "menu",
    r"(?:网站)?首页(?:[\s|｜>»]+[^\s|｜>»。，]{2,4}(?=[\s|｜>»]|$)){1,20}",
    "首页 彩票 体育",
    "首页 六合彩开奖直播",
)
#: Words that speak of the site and not of the matter, wherever in a line.
_OF_THE_SITE = (
    "免责声明 版权 转载 二维码 扫一扫 扫描 关注 订阅 客户端 微信 微博 Facebook 粉丝 本网 本站 点击 更多 责任编辑"
    " 编辑: 编辑： Copyright 登录 登入 注册 下载 分享 收藏 举报 投稿 热线 电话 邮箱 ICP 许可证 上一篇 下一篇 http"
)

#: What a platform says of the article, or of itself, below the article's text.
NOTICE = SiteLine(
    "notice",
    r"[【\[（(]?(?:(?:特别|郑重|重要|版权|免责|法律|本站|网站)(?:[与及和、])?){0,3}(?:声明|温馨提示)(?:[】\]）)][:：]?|[:：]).{8,400}",
    "郑重声明：本文仅代表作者观点，与本平台立场无关。",
    "声明这两个字印在每本书的末页。",
)
#: What only a notice says, and what others say, too.
NOTICE_SAYS = """
    仅代表作者 仅代表本人 不代表本 不得转载 请勿转载 转载请 如需转载 如若转载 欢迎转载 联系删除 及时删除 如有侵权
    投资建议 据此操作 信息存储 目的在于传递 出于传递 版权归原 版权归作者 版权均
"""
NOTICE_WORDS = """
    本站 本网 本平台 本公众号 本号 凡本 与本 本文系 本文由 本文为 本文所 本文内容 本文版权 本文来自 文章内容 文章版权
    以上内容 平台用户 文中观点 仅供参考 不构成 风险自担 后果自负 责任自负 不承担 不负责 自行核实 未经许可 未经授权
    未经允许 侵犯 授权本 授权发 版权所有 转载自 合法权益
"""
# By hand, as a set: of both, so many in a line with such a label; of both, so many without, or of the first alone.
LABELLED, UNLABELLED, TELLING = 2, 3, 2
LONGEST_NOTICE = 400  # characters; by hand
LONGEST_HEADING = 5  # characters of the heading of a list: 猜你喜欢：

_HEADS_LIST = regex(both_scripts("|".join(line.pattern for line in EDGES if line.kind == "heading of a list")))
_OFFERS = regex(both_scripts("(?:猜你喜欢|为您推荐)[:：]?"))  # no article says so of its own further reading
_EDGE = regex(both_scripts("|".join(line.pattern for line in EDGES)))
_COMMENTS = regex(both_scripts(COMMENTS.pattern))
_NOTICE = regex(both_scripts(NOTICE.pattern))
_NOTICE_SAYS, _NOTICE_WORDS = regex(any_word(NOTICE_SAYS)), regex(any_word(NOTICE_WORDS))
_QUOTED = regex("“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》")
_MENU = regex(both_scripts(MENU.pattern))
_ENACTED = regex(both_scripts(ENACTED.pattern))
_SITE = regex(rf"{any_word(_OF_THE_SITE)}|All Rights")


def matches(line: SiteLine, text: str) -> bool:
    """Whether this one row says it of a text, in either script."""
    return re.fullmatch(both_scripts(line.pattern), text) is not None


def is_edge(text: str) -> bool:
    """Whether a line is the site's own where it stands at an edge of an article.

    >>> is_edge("往期推薦"), is_edge("往期文章中有三篇")
    (True, False)
    """
    return _EDGE.fullmatch(text) is not None


def is_notice(text: str) -> bool:
    """Whether a paragraph is a platform's notice where it ends a page's text; what a writer quotes says nothing.

    >>> [is_notice(text) for text in ("聲明：本文僅代表作者觀點，與本站無關。", "未经许可不得转载，转载请联系本站。")]
    [True, True]
    >>> [is_notice(text) for text in ("声明：“本文仅代表作者观点”印在每页的末尾。", "未经许可不得转载的规定由来已久。")]
    [False, False]
    """
    if len(text) > LONGEST_NOTICE:
        return False
    own = _QUOTED.sub("", text)
    telling = len(set(_NOTICE_SAYS.findall(own)))
    found = telling + len(set(_NOTICE_WORDS.findall(own)))
    if _NOTICE.fullmatch(text):
        return found >= LABELLED
    return telling >= TELLING or (telling > 0 and found >= UNLABELLED)


def heads_list(text: str) -> bool:
    """Whether a line is the heading of a list of other articles.

    >>> heads_list("猜你喜歡"), heads_list("猜你喜欢的颜色")
    (True, False)
    """
    return len(text) <= LONGEST_HEADING and _HEADS_LIST.fullmatch(text) is not None


def offers_more(text: str) -> bool:
    """Whether such a heading is a site's own beyond doubt: an article may head its own list 延伸阅读.

    >>> offers_more("猜你喜歡："), offers_more("延伸閱讀")
    (True, False)
    """
    return _OFFERS.fullmatch(text) is not None


def opens_comments(text: str) -> bool:
    """Whether a line is the heading of readers' comments.

    >>> opens_comments("網友評論（15）"), opens_comments("评论（二）")
    (True, False)
    """
    return _COMMENTS.fullmatch(text) is not None


def is_menu(text: str) -> bool:
    """Whether a line is a site's menu, read without its links.

    >>> is_menu("首頁 彩票 體育"), is_menu("首页 六合彩开奖直播"), is_menu("首页设计")
    (True, False, False)
    """
    return _MENU.fullmatch(text) is not None


def is_enactment(text: str) -> bool:
    """Whether a line says how a statute was passed.

    >>> is_enactment("（2004年9月23日某某市第十一次會議通過）"), is_enactment("（见本市条例第三条）")
    (True, False)
    """
    return _ENACTED.fullmatch(text) is not None


def is_of_the_site(text: str) -> bool:
    """Whether a line speaks of the site and not of the matter.

    >>> is_of_the_site("转载请注明出处"), is_of_the_site("請掃描下方二維碼"), is_of_the_site("工会的出处")
    (True, True, False)
    """
    return _SITE.search(text) is not None
