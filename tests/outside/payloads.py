"""Two hundred texts that command a terminal, turn a line around or end it, and what may be seen of none of them."""

from __future__ import annotations

import re
from pathlib import Path

#: What no terminal and no output may get raw: control characters but tab and newline, and what turns the direction.
RAW = re.compile("(?![\t\n])[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

_CSI = ("2J", "31m", "1;1H", "6n", "?1049h", "5i", "8m", "s", "999D", "K", "?25l", "20t", "4l", "!p")
_OSC = (
    "0;owned",
    "8;;http://evil.example/",
    "52;c;cm0gLXJm",
    "7;file:///etc",
    "1337;File=:QQ==",
    "4;1;?",
    "9;4;3",
    "2;owned",
    "133;A",
)
_ENDS = ("\x07", "\x1b\\", "\x9c", "")
_STRINGS = ("\x1bP", "\x90", "\x1b_", "\x9f", "\x1b^", "\x9e", "\x1bX", "\x98")
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_C0 = "".join(map(chr, [*range(9), *range(11, 32), 127]))
_C1 = "".join(map(chr, range(128, 160)))

PAYLOADS: tuple[str, ...] = (
    *(f"浅{esc}{code}说" for esc in ("\x1b[", "\x9b") for code in _CSI),
    *(f"分{esc}{code}{end}词" for esc in ("\x1b]", "\x9d") for code in _OSC for end in _ENDS),
    *(f"词{esc}q#1{end}性" for esc in _STRINGS for end in _ENDS),
    *(f"语{char}料" for char in _C0 + _C1),
    *(f"检{char}gnp.exe{char}索" for char in _BIDI),
    "题\r目被盖住", "题目\b\b\b假", "题\x00目", "题\x1bc目", "题\x0e目\x0f", "题\r\n2026-01-01 ERROR 假的一行",
    "长" * 20_000 + "\x1b[2J", "\x1b[31m" * 5_000 + "长", "\u202e" * 3_000 + "长", "\x9b" + "9" * 9_999 + "m长",
)  # fmt: skip


def raw(shown: str | bytes) -> list[str]:
    """The characters in an output that must not be there."""
    text = shown.decode("utf-8", "surrogateescape") if isinstance(shown, bytes) else shown
    return RAW.findall(text)


def page(payload: str, beside: str = "") -> str:
    """An article whose every field has the payload: tags, JSON-LD, title, authors, labels, text, references, links."""
    tags = (
        "title author author_institution journal_title volume issue firstpage doi issn keywords date abstract pdf_url"
    )
    meta = "".join(f'<meta name="citation_{name}" content="{payload}甲">' for name in tags.split())
    meta += f'<meta name="description" content="{payload}"><link rel="canonical" href="http://a.example/{payload}">'
    escaped = "".join(f"\\u{ord(char):04x}" if ord(char) < 0xFFFF else char for char in payload)
    ld = f'{{"@type":"ScholarlyArticle","headline":"{escaped}","author":[{{"@type":"Person","name":"{escaped}"}}]}}'
    sentence = "登记簿显示，开学后的三周是借阅的高峰，此后逐周下降，到期中考试前后几乎停止，教师的解释是课业加重。"
    body = "".join(f"<p>{sentence}{payload}{n}{sentence}</p>" for n in range(4))
    return f"""<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>{payload}论图书角{beside}</title>{meta}
<script type="application/ld+json">{ld}</script></head><body class="{payload}"><h1>{payload}论图书角</h1>
<p>作者：张三{payload}</p><p>摘要：{sentence}{payload}</p><p>关键词：{payload}；图书角</p>
<div class="content" id="{payload}">{body}</div>
<p>参考文献</p><p>[1] 陈璐. {payload}浅说[J]. 大学图书馆学报, 2016, 34(1): 5-10.</p>
<p>[2] 马创新. 再说{payload}[M]. 北京: 商务印书馆, 2015.</p></body></html>"""


def file_name(payload: str) -> str:
    """A file's name with the payload, as far as a file system takes it."""
    return re.sub("[/\x00]", "", payload)[:60] + ".html"


def write(folder: Path, payloads: tuple[str, ...], content: str = "") -> list[Path]:
    """A file of each payload, named and filled with it; the files."""
    paths = [folder / f"{n:03}{file_name(payload)}" for n, payload in enumerate(payloads)]
    for path, payload in zip(paths, payloads, strict=True):
        path.write_text(content or page(payload), encoding="utf-8")
    return paths
