"""The seed and the journals' pages: real material beside the checkout, skipped where absent, kept nowhere."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from cleaners import Page, clean, journal
from cleaners.html import parse
from cleaners.junk.hidden import hidden

# Pages without the article: a browser check ("Just a moment…") is all that was saved.
CHECKS = "TFOnline_"
# The gold says what the page does not: the seal in the footer for the DOI, a name without its full stop.
WRONG_GOLD = {("HAL_THESES_tel_02083632v1", "doi"), ("NBER_w29971", "authors")}


def _pages(shared: Path) -> list[tuple[str, bytes, dict[str, object]]]:
    paths = sorted((shared / "journals").glob("*.json"))
    return [
        (p.stem, gzip.decompress(p.with_name(p.stem + ".html.gz").read_bytes()), json.loads(p.read_text("utf-8")))
        for p in paths
    ]


@pytest.mark.parametrize(
    ("field", "bar"), [("title", 0.95), ("authors", 0.90), ("doi", 0.95), ("year", 0.95), ("journal", 0.85)]
)
def test_the_journals_fields(shared: Path, field: str, bar: float) -> None:
    """Exact match after white-space folding, over the pages that hold an article and say this of it."""
    right, wrong = 0, []
    for name, body, gold in _pages(shared):
        want = gold[field]
        if want is None or name.startswith(CHECKS) or (name, field) in WRONG_GOLD:
            continue
        got = clean(Page(str(gold["url"]), body))
        found: object = [a.name for a in got.authors] if field == "authors" else getattr(got, field)
        if field == "year":
            want = str(want)[:4]
        if _folded(found) == _folded(want):
            right += 1
        else:
            wrong.append((name, want, found))
    assert right >= bar * (right + len(wrong)), wrong


def _folded(value: object) -> object:
    return [_folded(v) for v in value] if isinstance(value, list) else re.sub(r"\s+", " ", str(value)).strip()


def test_no_page_of_the_folder_raises(shared: Path) -> None:
    """Whatever the page: a record, its text the body's blocks and nothing lost."""
    for path in sorted(shared.glob("*/**/*.html.gz"))[::7]:
        text = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        doc = hidden(parse(text, "http://a.example"))
        doc = type(doc)(
            **{
                **{f: getattr(doc, f) for f in doc.__dataclass_fields__},
                "blocks": tuple(b._replace(body=True) for b in doc.blocks),
            }
        )
        got = journal.read(doc)
        assert got.text == "\n\n".join(
            part for s in got.sections for part in ([s.heading] if s.heading else []) + list(s.paragraphs)
        )


TEMPLATE = """<!DOCTYPE html><html><head><title>{title}_某某网</title></head><body><div class="content">
<h1>{title}</h1><div class="info"><span>{dateline}</span></div><div class="tags">{tags}</div>
<div class="article">{body}</div><div class="like"><h2>猜你喜欢</h2><ul>{related}</ul></div></div>
</body></html>"""


def test_the_seed(shared: Path) -> None:
    lines = [line for line in next((shared / "seed").glob("*.txt")).read_text("utf-8").splitlines() if line.strip()]
    start = next(i for i, line in enumerate(lines) if line.startswith("2013-04-29"))
    end = next(i for i, line in enumerate(lines) if line.startswith("猜你喜"))
    title = re.sub(r"/h1>$", "</h1>", lines[start - 1])
    page = TEMPLATE.format(
        title=title.removesuffix("</h1>"),
        dateline=lines[start],
        tags=lines[start + 1],
        body="".join(f"<p>{line}</p>" for line in lines[start + 2 : end]),
        related="".join(f"<li>{line}</li>" for line in lines[end + 1 : -1]),
    )
    got = clean(Page("http://a.example/page/2013/0429/1.shtml", page.encode()))
    assert got.title == "面对面、心贴心、实打实做好新形势下群众工作"
    assert got.published == "2013-04-29" and [a.name for a in got.authors] == ["陈璐"]
    assert got.abstract.startswith("随着我国步入全面小康社会") and got.abstract.endswith("来开展工作。")
    assert got.keywords == ("工会群众工作对策和谐社会",) and got.site_tags == ("心贴心工会干部工会组织",)
    assert [s.level for s in got.sections] == [0, 1, 1, 1, 1]
    assert [s.heading[:2] for s in got.sections[1:]] == ["一、", "二、", "三、", "四、"]
    assert [(r.authors, r.title, r.container, r.year, r.issue) for r in got.references] == [
        (("李熙",), "正确把握思想政治工作的切入点", "党政干部论坛", "2007", "S2"),
        (("关秋茗",), "关于基层工会干部开展群众工作的思考", "工会博览", "2010", "12"),
        (("李少红",), "以科学发展观为指导创新工会思想政治工作", "中共太原市委党校学报", "2009", "04"),
    ]
    assert all(r.parsed for r in got.references)
    assert not re.search("国产|县|猜你|工运|嗅", got.text.replace("县级", ""))
