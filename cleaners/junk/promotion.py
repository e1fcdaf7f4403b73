"""The single promotional line inside the body: 代写论文, 加微信 …, dressed as a paragraph."""

from __future__ import annotations

import re

from cleaners.chinese.conversion.texts import to_simplified
from cleaners.chinese.scripts import any_word, both_scripts
from cleaners.doc import Doc
from cleaners.junk.lexicon import covered, folded
from cleaners.patterns import regex

STEP = "promotion"
MAX_TEXT = 160  # characters; a line that only promotes is short
# 加微信wx83k2, 联系QQ：21513869, 公众号abc_def, 联系电话 13000000000: someone to turn to, with the address itself
CONTACT = regex(
    both_scripts(
        r"(?:微信|QQ|公众号|电报|飞机|telegram|whatsapp|vx|wx|TG)(?:客服|[号群]){0,2}[\s：:为是]{0,3}[a-zA-Z0-9_\-]{5,}"
        r"|(?:电话|手机|热线)[\s：:]{0,3}1\d{10}"
    ),
    re.I,
)
# 代写论文, 包过, （广告）: what is offered, in a text that was made Simplified
OFFER = regex(
    "代写|代发|代理征稿|快速发表|论文代|包通过|包录用|包发表|包过|扫码注册|注册即送|即送|拉你进群|提现"
    "|包赔|稳赚|代考|代办|枪手|刷单|办证"
    "|【广告】|〔广告〕|（广告）|[加＋+](?:微信|QQ|群|我)"
)
# A word of these is in every such line; most lines have none
GATE = regex(any_word("电话 手机 热线 微信 QQ 公众号 威信 薇信 扣扣 V信 v信 徽信 vx VX qq 电报 飞机 elegram hatsApp"))


def is_promotion(text: str) -> bool:
    """A short line with an address to turn to and a thing offered, or a spam word.

    >>> is_promotion("代写论文、代发期刊，包通过包录用，加微信wx83k2ab咨询。")
    True
    >>> is_promotion("代写职称论文，诚信第一，联系电话 13000000000")
    True
    >>> is_promotion("通信作者：李明，微信号：liming2019")
    False
    """
    if len(text) > MAX_TEXT or text[0] in "“「『‘" or not GATE.search(text):
        return False
    text = folded(text)
    if not CONTACT.search(text):
        return False
    text = to_simplified(text)
    return OFFER.search(text) is not None or covered(text).strong > 0


def promotion(doc: Doc) -> Doc:
    """Take such lines out, wherever they stand.

    >>> from cleaners.doc import Block
    >>> doc = Doc("u", blocks=(Block("正文。"), Block("【广告】职称论文快速发表，客服微信abc12345，在线咨询。")))
    >>> [b.text for b in promotion(doc).blocks]
    ['正文。']
    """
    drop = {i: "a promotional line" for i, block in enumerate(doc.blocks) if is_promotion(block.text)}
    return doc.without(drop, STEP, is_spam=True)
