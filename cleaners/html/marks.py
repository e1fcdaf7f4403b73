"""What an element's tag, class tokens and id say about it: bits that ``html`` sets and the cleaners read.

Names are split into words (``relatedNews`` → related, news; ``left_nav2`` → left, nav) and whole words are
looked up, never substrings: ``ad`` is in ``header``, ``nav`` in ``unavailable``. The words are the general
vocabulary of Chinese and English page templates, pinyin included; a site's own words belong into its Rules.
"""

from __future__ import annotations

from cleaners.budget import remembered
from cleaners.patterns import regex

CONTENT = 1  # says it is the article's text
NAV = 2  # menus, breadcrumbs, paging
FOOT = 4  # footer, copyright
HEAD = 8  # masthead, toolbars, login
SIDE = 16  # side columns, rankings
COMMENT = 32  # readers' comments
SHARE = 64  # share, print, font-size, download bars
RELATED = 128  # related and recommended articles, tags
AD = 256  # advertisements
META = 512  # title, dateline, source, author lines
TEXT = 1024  # weaker than CONTENT: main, detail, box of news
RULE_BODY = 4096  # the site's rules say: the article's region
RULE_TITLE = 8192  # the site's rules say: the title
RULE_DROP = 16384  # the site's rules say: never part of the article
HEADING_TOOL = 32768  # inside a heading, and the page's: [编辑], ¶, hits
BOLD_LINK = 262144  # a paragraph that is nothing but one bold link
HEADING_LINE = 65536  # inside a heading, and a line of the article's own: its date, its authors

NOT_BODY = NAV | FOOT | HEAD | SIDE | COMMENT | SHARE | RELATED | AD

WORDS: dict[int, str] = {
    CONTENT: """article articles content contents contenttext contentbody articlebody articlecontent artibody entry post
        zoom fulltext bodytext maintext newstext newscontent txtcontent articletext conttext arttext zhengwen
        neirong wenzhang textcontent newsbody postbody richtext rich js ueditor editor trs endtext artical
        articlecon pagecontent""",
    TEXT: """text txt body main detail details news story con cont info read reading""",
    NAV: """nav navi navbar navigation menu menus submenu breadcrumb breadcrumbs crumb crumbs bread daohang topnav
        subnav mainnav pager pagination paging pages pagebar pagelist prenext prevnext prev next sitemap channel
        channels location position weizhi dangqian path tab tabs fenye dropdown skip""",
    FOOT: """foot footer footers bottom bot copyright copy copyrights dibu banquan beian icp friendlink friendlinks
        flink friendship youqing colophon siteinfo links""",
    HEAD: """header masthead topbar top toolbar login logo search searchbar signin register topmenu headline usercenter
        banner sousuo denglu shezhi toubu""",
    SIDE: """side sidebar aside right left rank ranking hot hots paihang remen rightbar leftbar widget widgets column
        sidenav zuo you rbar lbar fr sider""",
    COMMENT: "comment comments reply replies pinglun liuyan disqus guestbook respond gentie",
    SHARE: """share shares sharebar fenxiang jiathis bdshare bshare social print printer tool tools toolbar download
        downloads xiazai qrcode qr erweima weixin wechat weibo app subscribe follow favorite collect zan dianzan
        like support digg fontsize jubao report actions""",
    RELATED: """related relate relates relative relation xiangguan recommend recommends recommended recommendation
        tuijian rec guess like likes more similar tag tags keyword keywords guanjianci hotnews morenews otherlinks
        readmore relnews xgnews xgyd interest album zhuanti list lists newslist""",
    AD: """ad ads adv advert advertisement advertise adsense adbox guanggao gg gglm adsbygoogle sponsor sponsored promo
        promotion popup pop float floating dialog modal mask tips""",
    META: """title bt subtitle source author authors date time pubtime pubdate info meta byline laiyuan zuozhe shijian
        headline biaoti artinfo editor bianji""",
}

_OF: dict[str, int] = {}
for _bit, _words in WORDS.items():
    for _word in _words.split():
        _OF[_word] = _OF.get(_word, 0) | _bit

OF_TAG: dict[str, int] = {
    "nav": NAV,
    "menu": NAV,
    "footer": FOOT,
    "aside": SIDE,
    "article": CONTENT,
    "main": TEXT,
}

_SPLIT = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")  # relatedNews_2 → related, News
AUTHORS = frozenset(("author", "authors", "zuozhe"))  # words of class tokens: AuthorGroups, author-group


@remembered(1 << 14)
def words(names: str) -> frozenset[str]:
    """The words of class tokens and ids, lower case.

    >>> sorted(words("AuthorGroups text-s"))
    ['author', 'groups', 's', 'text']
    """
    return frozenset(word.lower() for word in _SPLIT.findall(names))


_PART = regex(r"[-_.:#]+")
_MADE = regex(r"[0-9]|[A-Za-z]+[0-9]+[A-Za-z]")  # 1nav4 · gg2aypc · z0ad3 : no one names an element so


@remembered(1 << 14)
def of_token(token: str) -> int:
    """The bits that one class token or id speaks of.

    >>> of_token("header") & AD, of_token("relatedNews") & RELATED == RELATED, of_token("ad-2")
    (0, True, 256)
    >>> of_token("gg2aypc"), of_token("css-1nav4"), of_token("left2main") == SIDE | TEXT
    (0, 0, True)
    """
    bits = 0
    for part in _PART.split(token):
        found = [_OF.get(word.lower(), 0) for word in _SPLIT.findall(part)]
        if not (_MADE.match(part) and (0 in found or part[0].isdigit())):
            for bit in found:
                bits |= bit
    return bits


@remembered(1 << 14)
def of_names(names: str) -> int:
    """The bits that class tokens and id speak of, separated by spaces."""
    bits = 0
    for token in names.split():
        bits |= of_token(token)
    return bits
