"""Where a page is: the state tells, by what a record says of itself."""

from __future__ import annotations

from pathlib import Path

from outputs.archive.reader import read
from outputs.state import pages
from outputs.state.database import State
from tests.archive.damage import ARTICLES, SITE, article, make


def test_the_state_knows_where_each_page_is(tmp_path: Path) -> None:
    make(tmp_path)
    (path,) = tmp_path.glob("*/archive/*")
    name = path.relative_to(tmp_path).as_posix()
    state = State(tmp_path / "state" / "state.db")
    offsets = [pages.offset(state, SITE, article(n), name) for n in range(ARTICLES)]
    unknown = [
        (SITE, article(0), "s/archive/other.warc.gz"),
        (SITE, "http://x.example/", name),
        ("x", article(0), name),
    ]
    assert [pages.offset(state, *each) for each in unknown] == [None] * 3
    state.close()
    for n, offset in enumerate(offsets):
        assert offset is not None and f"<title>文章{n}<" in read(path, offset).body.decode()
