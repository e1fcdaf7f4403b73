"""What the article says, changed: the change tells what its expectation has to know."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from tests.relations.beside import PAPERS
from tests.relations.change import Changed, in_script, rewritten
from tests.relations.sample import Sample, record

#: Paragraphs of an article that have words of a site's in them.
TRICKY = (
    "馆里的网页上写着“版权所有，不得转载”，来查族谱的老人看了便不敢抄录，馆员只好一个一个地解释这句话管的是什么。",
    "有人主张在村口的告示栏里贴出二维码，让村民扫码下载章程全文，可是村里一半的老人用的还是按键的手机。",
    "当时的县报每期都登彩票和药品的广告，编辑后来回忆说，没有这几家的广告费，这张四开的小报连纸钱都付不出。",
    "问卷的最后一题是“您从哪里看到这篇文章”，选“朋友推荐”的最多，选“搜索”的次之，点击广告进来的只有三人。",
)
#: Of letters that both scripts share.
SECOND_AUTHORS = ("田知秋", "何小山", "方文秀")


def paragraphs(sample: Sample) -> list[tuple[int, int, str]]:
    """(section, paragraph, source) of each that can go: one of three and more, printed once and citing nothing."""
    found = []
    for at, section in enumerate(record(sample)["sections"]):
        for number, text in enumerate(section["paragraphs"]):
            source = re.findall(rf"<p>\s*{re.escape(text)}</p>", sample.html)
            special = text in section["captions"] + section["notes"] or "[" in text
            if len(section["paragraphs"]) > 2 and len(text) > 20 and len(source) == 1 and not special:
                found.append((at, number, source[0]))
    return found


def paragraph_less(sample: Sample, rng: random.Random) -> Changed:
    section, number, source = rng.choice(paragraphs(sample))
    return rewritten(sample, sample.html.replace(source, ""), section, number)


def paragraph_more(sample: Sample, rng: random.Random) -> Changed:
    """A paragraph with words of a site's in it, before another one."""
    section, number, source = rng.choice(paragraphs(sample))
    added = in_script(sample, rng.choice(TRICKY))
    before = record(sample)["sections"][section]["paragraphs"][number]
    return rewritten(sample, sample.html.replace(source, f"<p>{added}</p>{source}"), section, number, before, added)


def other_title(sample: Sample, rng: random.Random) -> Changed:
    """Another title, wherever the page has it."""
    title = in_script(sample, rng.choice(PAPERS))
    return rewritten(sample, sample.html.replace(record(sample)["title"], title), title)


def dated(sample: Sample) -> bool:
    """Whether the page prints the day on which it says that the article was published, as ``2016-04-11``."""
    published = record(sample)["published"]
    return len(published) == 10 and published in sample.html


def other_date(sample: Sample, rng: random.Random) -> Changed:
    """Another day of the same year, however the page and its address write it."""
    published = record(sample)["published"]
    day = f"{published[:4]}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    html, url = sample.html, sample.url
    for before, after in zip(_written_dates(published), _written_dates(day), strict=True):
        html, url = html.replace(before, after), url.replace(before, after)
    return Changed(replace(sample, url=url, html=html), (day,))


def _written_dates(day: str) -> list[str]:
    """
    >>> _written_dates("2016-04-09")
    ['2016-04-09', '2016/04/09', '2016/0409', '2016年4月9日']
    """
    year, month, date = day.split("-")
    return [day, f"{year}/{month}/{date}", f"{year}/{month}{date}", f"{year}年{int(month)}月{int(date)}日"]


def has_one_author(sample: Sample) -> bool:
    """Whether an element holds nothing but the page's only author."""
    authors = record(sample)["authors"]
    return len(authors) == 1 and bool(re.search(_alone(authors[0]["name"]), sample.html))


def second_author(sample: Sample, rng: random.Random) -> Changed:
    """A second one beside the author, wherever the author stands alone."""
    name, mark = rng.choice(SECOND_AUTHORS), rng.choice((" ", "　", "，", "、", "；"))
    author = record(sample)["authors"][0]["name"]
    return rewritten(sample, re.sub(_alone(author), lambda found: found[0] + mark + name, sample.html), name)


def _alone(name: str) -> str:
    return rf"(?<=[>\n　]){name}(?=<(?!sup))"
