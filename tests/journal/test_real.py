"""The seed and the journals' pages: real material beside the checkout, skipped where absent, kept nowhere."""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from pathlib import Path

import pytest

from cleaners import Page, clean, journal
from cleaners.html import parse
from cleaners.junk.hidden import hidden

# What was set aside, field by field, and why. "*" is every field.
NO_ARTICLE = "only a browser check (Just a moment…) was saved: nothing on the page says it"
SET_ASIDE = {
    ("TFOnline_00268976.2013.788745", "*"): NO_ARTICLE,
    ("TFOnline_23311932.2015.1117749", "*"): NO_ARTICLE,
    ("HAL_THESES_tel_02083632v1", "doi"): "the gold has the DOI of the seal in the footer; the thesis has none",
    ("NBER_w29971", "authors"): "the page's own tag says Jonathan H. Wright, the gold drops the full stop",
}
# Distances over all pages, none set aside; read together with the reasons above.
ALL_PAGES_SHORT = {
    "title": "23 of 25 (92 %): two pages hold a browser check in place of the article",
    "authors": "22 of 25 (88 %): two browser checks; NBER's gold",
    "doi": "18 of 21 (86 %): two browser checks; HAL's gold",
    "year": "22 of 24 (92 %): two browser checks",
}
BARS = {"title": 0.95, "authors": 0.90, "doi": 0.95, "year": 0.95, "journal": 0.85}


@cache
def _results(folder: Path) -> dict[str, list[tuple[str, bool, object, object]]]:
    """By field: (page, whether it is right, what the gold wants, what was found), for all that the gold says."""
    results: dict[str, list[tuple[str, bool, object, object]]] = {field: [] for field in BARS}
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        got = clean(Page(str(gold["url"]), gzip.decompress(path.with_name(path.stem + ".html.gz").read_bytes())))
        for field, rows in results.items():
            want = gold[field]
            if want is None:
                continue
            want = str(want)[:4] if field == "year" else want
            found: object = [a.name for a in got.authors] if field == "authors" else getattr(got, field)
            rows.append((path.stem, _folded(found) == _folded(want), want, found))
    return results


def _reaches(rows: list[tuple[str, bool, object, object]], bar: float) -> None:
    right = sum(row[1] for row in rows)
    wrong = [(page, want, found) for page, ok, want, found in rows if not ok]
    assert right >= bar * len(rows), f"{right} of {len(rows)} ({right / len(rows):.0%}), bar {bar:.0%}: {wrong}"


@pytest.mark.parametrize(("field", "bar"), BARS.items())
def test_the_journals_fields(shared: Path, field: str, bar: float) -> None:
    """Exact match after white-space folding, over the pages of which the gold says this and that were not set aside."""
    rows = _results(shared / "journals")[field]
    _reaches([row for row in rows if not SET_ASIDE.keys() & {(row[0], "*"), (row[0], field)}], bar)


@pytest.mark.parametrize(
    ("field", "bar"),
    [
        pytest.param(
            field,
            bar,
            marks=[pytest.mark.xfail(reason=ALL_PAGES_SHORT[field], strict=True)] if field in ALL_PAGES_SHORT else [],
        )
        for field, bar in BARS.items()
    ],
)
def test_the_journals_fields_over_all_pages(shared: Path, field: str, bar: float) -> None:
    """The same bars with nothing set aside."""
    _reaches(_results(shared / "journals")[field], bar)


def test_nothing_is_set_aside_that_is_right(shared: Path) -> None:
    """An exclusion that is no longer needed must go; one that names no page of the folder, too."""
    results = _results(shared / "journals")
    for page, field in SET_ASIDE:
        rows = [row for name in (BARS if field == "*" else (field,)) for row in results[name] if row[0] == page]
        assert rows and not any(row[1] for row in rows), (page, field)


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
        (("李少红",), "以科学发展观为指导创新工会思想政治工作", "中共太原市委党校学报", "2009", "4"),
    ]
    assert all(r.parsed for r in got.references)
    assert not re.search("国产|县|猜你|工运|嗅", got.text.replace("县级", ""))
