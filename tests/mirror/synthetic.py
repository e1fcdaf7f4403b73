"""Any number of distinct article pages, made in microseconds: for throughput and memory, not for cleaning."""

from __future__ import annotations

import random
import re
from datetime import timedelta

from tests.mirror.pages import EPOCH, Facts, Resource

PER_LIST = 200

SUBJECTS = ("灌区", "样方", "河道", "书院", "车间", "教研组", "合作社", "实验室", "观测站", "档案馆", "传感网络")
TIMES = ("去年冬天", "汛期之前", "改造以后", "第二轮调查中", "夏收时节", "试运行期间", "整理旧档时", "连续三年")
ACTS = ("记录了水位的变化", "补齐了缺失的数据", "比较了两种方案", "修订了操作规程", "校正了仪器的偏差")
RESULTS = ("误差因此减小", "结论仍需检验", "成本略有下降", "差异并不显著", "这与早先的推断一致", "还有几处存疑")
SENTENCES = tuple(f"{when}，{who}{did}，{so}。" for when in TIMES for who in SUBJECTS for did in ACTS for so in RESULTS)


class Synthetic:
    """``Synthetic(20_000)``: clean pages ``/page/2020/MMDD/N.shtml``, named by ``/``, ``/list/N.html`` and the sitemap.

    paragraphs: of some 250 characters each; the default page has about 9 kB.
    """

    def __init__(self, number: int, paragraphs: int = 11) -> None:
        self.number, self.paragraphs = number, paragraphs
        self.crawl_delay: float | str | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(self.path(number) for number in range(self.number))

    def path(self, number: int) -> str:
        """
        >>> Synthetic(10).path(7)
        '/page/2020/0808/1000007.shtml'
        """
        return f"/page/2020/{number % 12 + 1:02d}{number % 28 + 1:02d}/{1_000_000 + number}.shtml"

    def text(self, number: int) -> tuple[str, list[str]]:
        """Title and paragraphs of an article; no two are alike."""
        rng = random.Random(number)
        chosen = rng.choices(SENTENCES, k=self.paragraphs * 9)
        paragraphs = ["".join(chosen[start : start + 9]) for start in range(0, len(chosen), 9)]
        return f"第{number}号{rng.choice(SUBJECTS)}观测记录", paragraphs

    def resource(self, path: str) -> Resource | None:
        """The page at this path; None for 404."""
        if matched := re.fullmatch(r"/page/2020/\d{4}/1(\d{6})\.shtml", path):
            number = int(matched[1])
            return self._article(number) if number < self.number and path == self.path(number) else None
        if matched := re.fullmatch(r"/|/list/([1-9]\d{0,5})\.html", path):
            number = int(matched[1] or 1)
            return self._list(number) if number <= self._lists else None
        return None

    @property
    def _lists(self) -> int:
        return max(1, -(-self.number // PER_LIST))

    def _article(self, number: int) -> Resource:
        title, paragraphs = self.text(number)
        path = self.path(number)
        body = "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)
        date = f"2020-{path[11:13]}-{path[13:15]}"
        html = (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_观测资料网</title></head><body>\n'
            f'<h1>{title}</h1>\n<div class="info">{date} 08:00:00 观测组</div>\n<div class="article">\n{body}</div>\n'
            f'<p class="pager">下一篇：<a href="{self.path((number + 1) % self.number)}">下一篇</a></p></body></html>\n'
        )
        return self._sent(html, path, "clean", number % 1000)

    def _list(self, number: int) -> Resource:
        first = (number - 1) * PER_LIST
        shown = range(first, min(first + PER_LIST, self.number))
        links = "".join(f'<li><a href="{self.path(n)}">{self.text(n)[0]}</a></li>\n' for n in shown)
        following = f'<a href="/list/{number + 1}.html">下一页</a>' if number < self._lists else ""
        html = (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>第{number}页</title></head><body>\n'
            f"<ul>\n{links}</ul>\n{following}</body></html>\n"
        )
        return self._sent(html, f"/list/{number}.html", "list", 0)

    def _sent(self, html: str, path: str, kind: str, hours: int) -> Resource:
        facts = Facts(path, "list" if kind == "list" else "clean")
        return Resource(html.encode(), "text/html; charset=utf-8", facts, EPOCH + timedelta(hours=hours))
