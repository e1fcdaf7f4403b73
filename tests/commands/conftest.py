"""A web server on a free port of localhost, and the commands as a user runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.conftest import HUNG, ROOT

#: path → (status, headers, body); what is not there is 404.
Pages = dict[str, tuple[int, dict[str, str], bytes]]
Run = Callable[..., subprocess.CompletedProcess[bytes]]

ARTICLE = """<!DOCTYPE html><html lang="zh">
<head><meta charset="utf-8"><title>山区小学图书角的借阅规律_乡土文苑</title></head>
<body><div class="nav"><a href="/">首页</a> <a href="/list/">教育</a></div>
<div class="wrap"><h1>山区小学图书角的借阅规律</h1>
<div class="content">
<p>班级图书角是山区小学最容易办成、也最容易荒废的阅读设施。本文跟踪记录了六所小学两个学期的借阅登记簿，试图说明孩子们在什么时候借书，借什么书，又为什么不再借书。</p>
<p>登记簿显示，开学后的三周是借阅的高峰，此后逐周下降，到期中考试前后几乎停止。教师的解释是课业加重，而孩子们的解释更直接：书已经看完了，新书一直没有来。</p>
<p>我们在其中三所学校试行了按月轮换，每月把图书角的书与邻校交换一次。轮换之后，借阅量在整个学期里保持平稳，期末仍有开学时的八成。可见问题不在孩子的兴趣，而在书的流动。</p>
<p>据此，本文建议县级图书馆以轮换代替捐赠，把有限的图书编成可以流动的小书箱，由乡镇的邮路顺带运送，费用不高，效果却能维持。</p>
</div></div><div class="footer">版权所有 乡土文苑</div></body></html>"""


@pytest.fixture
def web() -> Iterator[tuple[str, Pages]]:
    """(address of the server, its pages to fill)."""
    pages: Pages = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = pages.get(self.path, (404, {}, b"not here"))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silence: the test says what went wrong."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", pages
    server.shutdown()
    server.server_close()


@pytest.fixture
def scrapy() -> Run:
    """Run ``scrapy ARGS`` in a folder of the checkout, the top one unless told otherwise."""

    def run(*args: object, cwd: Path = ROOT, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "scrapy", *map(str, args)]
        return subprocess.run(
            command, cwd=cwd, input=stdin, capture_output=True, timeout=HUNG, env=os.environ | env, check=False
        )

    return run
