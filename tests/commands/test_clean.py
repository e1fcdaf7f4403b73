"""``scrapy clean`` as a user runs it: records on standard output, one line for each source that gives none."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cleaners import Page, clean
from outputs.record import to_record
from outputs.schema import problems
from tests.commands.conftest import ARTICLE, Pages, Run
from tests.conftest import ROOT

HTML = ARTICLE.encode()


def records(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_several_sources_give_a_record_a_line(tmp_path: Path, web: tuple[str, Pages], scrapy: Run) -> None:
    here, pages = web
    pages["/a.html"] = (200, {"Content-Type": "text/html"}, HTML)
    (tmp_path / "a.html").write_bytes(HTML)
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(ARTICLE.encode("gb18030")))
    done = scrapy("clean", tmp_path / "a.html", f"{here}/a.html", tmp_path / "b.html.gz", "-", stdin=HTML)
    assert (done.returncode, done.stderr) == (0, b"")
    found = records(done)
    assert [r["title"] for r in found] == ["山区小学图书角的借阅规律"] * 4
    assert all(r["text"].startswith("班级图书角") and "版权所有" not in r["text"] for r in found)
    assert [r["url"] for r in found] == [
        (tmp_path / "a.html").as_uri(),
        f"{here}/a.html",
        (tmp_path / "b.html.gz").as_uri(),
        "",
    ]
    assert [problems(r) for r in found] == [[]] * 4
    assert found[1]["fetched"] and not found[0]["fetched"]
    assert found[2]["charset"].lower().replace("-", "") in ("gb18030", "gbk")


def test_what_gives_no_record_is_named_and_the_rest_is_cleaned(tmp_path: Path, scrapy: Run) -> None:
    bad = {
        "empty.html": b"",
        "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(99),
        "paper.pdf": b"%PDF-1.5\n",
        "archive.zip": b"PK\x03\x04" + bytes(99),
        "cut.html.gz": gzip.compress(HTML)[:-9],
        "gold.json": b'{"text": "x"}',
    }
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "good.html").write_bytes(HTML)
    names = [*bad, "missing.html", "good.html"]
    done = scrapy("clean", *(tmp_path / name for name in names))
    assert done.returncode == 1
    assert [r["title"] for r in records(done)] == ["山区小学图书角的借阅规律"]
    said = done.stderr.decode().splitlines()
    assert [line.split(": ")[0] for line in said] == [str(tmp_path / n) for n in names[:-1]]


@pytest.mark.parametrize(
    "content",
    [
        b"<",
        b"<html>",
        b"\xff\xfe",
        b"<p>" * 3000,
        ARTICLE[: len(ARTICLE) // 2].encode()[:-1],
        ARTICLE.replace("utf-8", "big5").encode(),
        ARTICLE.replace("utf-8", "no-such-charset").encode("gbk"),
        ARTICLE.encode("utf-16"),
        b"\xef\xbb\xbf" + HTML,
        HTML.replace(b"\n", b"\0\n", 3),
        b"plain text with no markup at all",
    ],
)
def test_odd_content_gives_a_record_without_a_traceback(tmp_path: Path, content: bytes) -> None:
    from spiders.one_page import cleaned, load

    (tmp_path / "odd.html").write_bytes(content)
    _, record = cleaned("odd.html", load(str(tmp_path / "odd.html")))
    assert problems(record) == []


def test_text_declared_wrongly_is_read_right(tmp_path: Path) -> None:
    from spiders.one_page import cleaned, load

    (tmp_path / "a.html").write_bytes(ARTICLE.encode("gb18030"))  # its <meta> says utf-8
    article, _ = cleaned("a.html", load(str(tmp_path / "a.html")))
    assert article.title == "山区小学图书角的借阅规律"


def test_url_and_script(tmp_path: Path, scrapy: Run) -> None:
    (tmp_path / "a.html").write_bytes(HTML)
    [record] = records(scrapy("clean", tmp_path / "a.html", "--url", "https://a.example/1", "--script", "hant"))
    assert (record["url"], record["script"]) == ("https://a.example/1", "Hant")
    assert record["title"] == "山區小學圖書角的借閱規律"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "give at least one file"),
        (["--bogus", "a.html"], "unknown option --bogus"),
        (["a.html", "--script", "latin"], "invalid choice: 'latin'"),
        (["a.html", "b.html", "--url", "https://a.example/1"], "--url names one page"),
    ],
)
def test_wrong_usage(args: list[str], said: str, scrapy: Run) -> None:
    done = scrapy("clean", *args)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_explain_goes_to_standard_error(tmp_path: Path, scrapy: Run) -> None:
    (tmp_path / "a.html").write_bytes(HTML)
    done = scrapy("clean", tmp_path / "a.html", "--explain", COLUMNS="72")
    assert len(records(done)) == 1
    told = done.stderr.decode()
    assert "\x1b" not in told, "no colour where it is no terminal"
    assert "verdict     clean" in told
    assert "版权所有" in told, "what was removed is shown"


def test_works_from_any_folder_of_the_checkout(tmp_path: Path, scrapy: Run) -> None:
    (tmp_path / "a.html").write_bytes(HTML)
    done = scrapy("clean", tmp_path / "a.html", cwd=ROOT / "tests" / "commands")
    assert (done.returncode, len(records(done))) == (0, 1)


def test_help_has_examples(scrapy: Run) -> None:
    told = scrapy("clean", "--help").stdout.decode()
    assert "examples:\n  scrapy clean page.html.gz" in told
    assert "Exit code: 0" in told


def test_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(HTML)
    args = [sys.executable, "-m", "scrapy", "clean", *[str(tmp_path / "a.html")] * 50]
    with subprocess.Popen(args, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout and running.stderr
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


@pytest.mark.slow
def test_every_file_of_the_shared_folder_gives_a_record_or_a_line(shared: Path, scrapy: Run) -> None:
    files = sorted(path for path in shared.rglob("*") if path.is_file())
    done = scrapy("clean", *files)
    said = done.stderr.decode().splitlines()
    assert len(records(done)) + len(said) == len(files)
    assert all(problems(record) == [] for record in records(done))
    named = [line.split(": ")[0] for line in said]
    assert set(named) <= {str(path) for path in files}
    assert not [name for name in named if name.endswith((".html.gz", ".txt"))]


def test_known_sites_have_their_rules() -> None:
    from scrapy.settings import Settings

    from spiders.one_page import site_rules
    from spiders.sites.hanspub import Hanspub

    rules_for = site_rules(Settings({"SPIDER_MODULES": ["spiders.sites"]}))
    assert rules_for("https://www.hanspub.org/journal/paperinformation?paperid=1") == Hanspub.site.rules
    assert rules_for("https://unknown.example/1") is None
    assert rules_for("file:///tmp/a.html") is None


def test_plain_text_is_a_page_like_any_other(tmp_path: Path) -> None:
    """What the family's extracted text looks like: lines, and a closing tag that damage left behind."""
    from spiders.one_page import cleaned, load

    lines = [
        "时时彩平台_澳门新葡京_真人娱乐注册送彩金_体育投注网址",
        "山区小学图书角的借阅规律</h1>",
        "2013-06-18 09:12:45丁若溪",
        "丁若溪",
        "摘要：班级图书角是山区小学最容易办成、也最容易荒废的阅读设施，本文说明其中的缘故。",
        "一、借阅的高峰",
        *[
            line
            for line in ARTICLE.replace("<p>", "\n").replace("</p>", "\n").splitlines()
            if line.startswith("登记簿")
        ],
        "这里 a<b 不是标记，其余的段落也照原样保留，一个字都不应当丢失，读者看到的就是作者写下的。",
    ]
    path = tmp_path / "page.txt"
    path.write_text("\n\n".join(lines), "utf-8")
    article, _ = cleaned(path.name, load(str(path)))
    assert (article.title, article.published, [str(a) for a in article.authors]) == (
        "山区小学图书角的借阅规律",
        "2013-06-18",
        ["丁若溪"],
    )
    assert article.text == "\n\n".join(lines[5:])
    assert article.abstract == lines[4].removeprefix("摘要：")


def test_seed_as_text(shared: Path) -> None:
    """The page this project exists for, as its extracted text."""
    from spiders.one_page import cleaned, load

    [path] = (shared / "seed").glob("*.txt")
    article, _ = cleaned(path.name, load(str(path)))
    assert article.title == "面对面、心贴心、实打实做好新形势下群众工作"
    assert (article.published, [str(author) for author in article.authors]) == ("2013-04-29", ["陈璐"])
    assert article.abstract.startswith("随着我国步入全面小康社会")
    assert len([section for section in article.sections if section.level == 1]) == 4
    assert len(article.references) == 3
    everything = article.title + article.abstract + article.text + "".join(map(str, article.references))
    assert not any(junk in everything for junk in ("国产", "亚洲", "太和县", "手游"))


@pytest.mark.parametrize("tags", [0, 1, 2, 5])
def test_every_part_of_the_seed_as_text(shared: Path, tags: int) -> None:
    """Whatever lines of tags stand at its ends: of the table in pages.md nothing is missing and nothing is over."""
    [path] = (shared / "seed").glob("*.txt")
    stray = "".join(f"<{name} id='q7x'></{name}>\n" for name in ("tr", "td", "em", "div", "style")[:tags])
    url = "http://m.example/page/2013/0429/1.shtml"
    article = clean(Page(url, f"{stray}{path.read_text(encoding='utf-8')}\n{stray}".encode()))
    assert (article.site_tags, article.keywords) == (("心贴心工会干部工会组织",), ("工会群众工作对策和谐社会",))
    assert [section.heading[:2] for section in article.sections] == ["", "一、", "二、", "三、", "四、"]
    assert article.text.startswith("在当前构建和谐社会主义社会背景下") and article.text.endswith("做出应有的贡献。")
    steps = [removal.step for removal in article.removed if "q7x" not in removal.text]
    assert sorted(steps) == ["banner", "linkfarm", "related"]
    [related] = [removal.text for removal in article.removed if removal.step == "related"]
    assert related.startswith("猜你喜") and len(related.split("\n")) == 18


@pytest.mark.parametrize(
    "other", [HTML.replace("山区".encode(), "海岛".encode()), b"<p>x</p>", b"<img src=a.png>", b"<img>"]
)
def test_pages_without_an_address_have_ids_of_their_own(other: bytes) -> None:
    pages = [Page("", body) for body in (HTML, HTML, other, other, b"<br>")]
    ids = [to_record(clean(page), page)["id"] for page in pages]
    assert ids[0] == ids[1] and ids[2] == ids[3] and len(set(ids)) == 3, ids
