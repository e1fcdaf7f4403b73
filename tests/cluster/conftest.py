"""A small archive with its state: what a crawl leaves, put there by hand once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from outputs.cleaning.batch import Batch, Limits
from outputs.cleaning.orders import ToTheEnd
from outputs.cleaning.process import Cleaning
from outputs.state.database import State
from outputs.state.runs import begin
from tests.crawl.conftest import site_state, visiting
from tests.mirror import Synthetic

#: Articles of the archive: enough to learn their host's boilerplate (``outputs.cleaning.boilerplate.FEWEST``).
ARTICLES = 18
#: What recurs on each of its pages.
FOOT = "<div><p>本站文章由读者荐来，编辑部在每周三下午集中回复来信，寄样刊请附上回邮信封。</p></div>"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder: articles of which one was fetched twice, a page that is none, one that was taken over."""
    data = tmp_path_factory.mktemp("crawled")
    content = Synthetic(ARTICLES, paragraphs=2)
    bodies = {
        path: content.resource(path).body.replace(b"</body>", FOOT.encode() + b"</body>")  # type: ignore[union-attr]
        for path in content.paths
    }
    first, second, *_ = bodies
    with site_state(data) as state:
        with visiting(data, state) as visit:
            for path, body in bodies.items():
                visit(path, body)
            visit("/gone", "<html><title>404</title><p>很抱歉，您访问的页面不存在</p></html>".encode())
        clean(state, data, "r")
        begin(state, "r2", 2.0, "crawl")
        with visiting(data, state, "r2") as visit:
            visit(first, bodies[first].replace("。".encode(), "！".encode()), day=1)
            visit(second, "<html><title>彩票</title><p>开奖结果，网上投注，在线娱乐</p></html>".encode(), day=1)
        clean(state, data, "r2")
        with state.transaction() as db:
            db.execute("UPDATE pages SET opt_out = '[\"tdm-reservation\"]' WHERE id % 3 = 0")
    return data


@pytest.fixture
def crawled(tmp_path: Path, made: Path) -> Path:
    """A copy of the data folder that was made."""
    return Path(shutil.copytree(made, tmp_path / "data"))


@pytest.fixture
def state(crawled: Path) -> Iterator[State]:
    """The state of ``crawled``."""
    with closing(State(crawled / "state" / "state.db")) as opened:
        yield opened


def clean(state: State, data: Path, run: str) -> None:
    """Clean all that waits, as a run of that name."""
    Cleaning(Batch(state, data, run, Limits()), data, 1).run(ToTheEnd())
