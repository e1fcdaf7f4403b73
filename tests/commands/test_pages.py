"""``pages -a urls=FILE``: the good lines of a list are crawled, whatever stands between them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import HUNG, ROOT
from tests.crawl.runner import articles, command, scrapy, versions
from tests.mirror import STYLES, Host, Mirror, load_all, serve

BAD = ("http://[bad", "http://a:b/", "http://", "no address", "ftp://a.example/1")


@pytest.fixture
def host() -> Iterator[Host]:
    """A mirror of three articles."""
    with serve([Mirror(load_all()[:3], STYLES[0])]) as served:
        yield served[0]


def test_lines_that_are_no_address_are_named_in_the_log_and_the_others_crawled(tmp_path: Path, host: Host) -> None:
    first, *others = articles([host])
    listed = tmp_path / "urls.txt"
    listed.write_text("\r\n".join([first, *BAD, "", *others]), encoding="utf-8-sig", newline="")
    ran = scrapy(tmp_path, "run", "pages", "-a", f"urls={listed}")
    assert ran.code == 0 and "Traceback" not in ran.out, ran.out
    assert versions(tmp_path) == [(url, 1) for url in (first, *others)]
    log = (tmp_path / "state" / "log" / "jingkan.log").read_text(encoding="utf-8")
    assert [line.partition("not a URL: ")[2] for line in log.splitlines() if "not a URL" in line] == list(BAD)


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_a_list_that_is_no_utf_8_is_refused_by_name(tmp_path: Path, host: Host, encoding: str) -> None:
    listed = tmp_path / "urls.txt"
    listed.write_text(f"{articles([host])[0]}\nhttp://a.example/中文\n", encoding=encoding)
    ran = scrapy(tmp_path / "data", "run", "pages", "-a", f"urls={listed}")
    assert ran.code == 2 and "Traceback" not in ran.out and not ran.manifest
    assert f"{listed} is not UTF-8: save it so, as with `iconv" in ran.out.splitlines()[-1]
    assert not host.log


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_list_that_may_not_be_read_is_refused_by_name(tmp_path: Path) -> None:
    listed = tmp_path / "urls.txt"
    listed.touch(mode=0)
    ran = scrapy(tmp_path / "data", "run", "pages", "-a", f"urls={listed}")
    assert ran.code == 2 and f"{listed} cannot be read" in ran.out.splitlines()[-1]


@pytest.mark.parametrize(("encoding", "code"), [("utf-8-sig", 0), ("gbk", 2)])
def test_standard_input_is_read_by_the_same_rules(tmp_path: Path, host: Host, encoding: str, code: int) -> None:
    lines = f"{articles([host])[0]}\nhttp://[中文\n".encode(encoding)
    arguments = command(tmp_path, "run", "pages", "-a", "urls=-")
    done = subprocess.run(arguments, cwd=ROOT, input=lines, capture_output=True, timeout=HUNG)
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == code and "Traceback" not in said, said
    assert ("standard input is not UTF-8" in said) == bool(code)
    assert len(versions(tmp_path)) == (0 if code else 1)
