"""What a person sees: a terminal with colours, an error that nobody expected, and a server's every word."""

from __future__ import annotations

import os
import pty
import re
import socketserver
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.conftest import HUNG, ROOT
from tests.crawl.runner import scrapy as crawl
from tests.outside.payloads import PAYLOADS, page, raw, write

#: What a command of ours says to a terminal itself: colours, and a line that is written anew.
OURS = re.compile(r"\x1b\[[0-9;]*m|\r\x1b\[K|\r(?=\n)")
SOME = PAYLOADS[::29]


def on_a_terminal(*args: object) -> str:
    """What a command shows on a terminal of 100 columns."""
    ours, its = pty.openpty()
    environ = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"}
    started = subprocess.Popen(
        [sys.executable, "-m", "scrapy", *map(str, args)],
        cwd=ROOT, stdin=subprocess.DEVNULL, stdout=its, stderr=its, env=environ,
    )  # fmt: skip
    os.close(its)
    shown = bytearray()
    try:
        while chunk := os.read(ours, 65536):
            shown += chunk
    except OSError:  # the last one that held the other end is gone
        pass
    finally:
        os.close(ours)
    started.wait(HUNG)
    return shown.decode("utf-8", "replace")


def test_a_terminal_gets_our_colours_and_no_code_of_a_page(tmp_path: Path) -> None:
    paths = write(tmp_path, SOME)
    shown = on_a_terminal("clean", *paths, "--explain")
    assert "\x1b[" in shown and "verdict" in shown and "%1B" in shown
    assert not raw(OURS.sub("", shown)), raw(OURS.sub("", shown))


@pytest.mark.slow
def test_a_terminal_gets_no_code_of_a_page_from_probe(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(page("\x9b31m\u202e\x1b[2J", '\x1b"'), encoding="utf-8")
    shown = on_a_terminal("probe", path, "--url", "http://a.example/page/17.shtml")
    assert "a.example" in shown and not raw(OURS.sub("", shown))


#: A program in which something goes wrong that nobody expected; ``{}`` is where.
BROKEN = """
import threading
import spiders.settings
def fail(): raise ValueError("\\x1b[2J" + "页" * 10_000 + "\\n\\u202e")
{}
"""


@pytest.mark.parametrize("how", ["fail()", "one = threading.Thread(target=fail); one.start(); one.join()"])
@pytest.mark.parametrize("traced", [False, True])
def test_an_error_nobody_expected_is_one_line_without_codes(how: str, traced: bool) -> None:
    """And more where it is asked for, as harmless."""
    environ = os.environ | {"JINGKAN_TRACEBACK": "1" if traced else "", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", BROKEN.format(how)], cwd=ROOT, env=environ, capture_output=True, timeout=HUNG
    )
    said = done.stderr.decode()
    assert not raw(said) and said.startswith("a defect of jingkan (ValueError: <1B>[2J页") and not done.stdout
    assert done.returncode == (1 if how == "fail()" else 0)
    assert ("Traceback" in said) is traced and (len(said.splitlines()) == 1) is not traced
    if not traced:
        assert len(said) < 600 and "JINGKAN_TRACEBACK=1" in said


def test_a_command_that_breaks_says_where_and_ends_with_1(tmp_path: Path) -> None:
    """Through the whole command line, Scrapy's too."""
    broken = (
        "import sys, spiders.commands.clean as c\n"
        "def run(self, args, opts): raise RuntimeError('\\x1b[2J')\n"
        "c.Command.run = run\n"
        "from scrapy.cmdline import execute\n"
        "execute(['scrapy', 'clean', 'a.html'])"
    )
    done = subprocess.run([sys.executable, "-c", broken], cwd=ROOT, capture_output=True, timeout=HUNG)
    said = done.stderr.decode()
    assert done.returncode == 1 and said.startswith("a defect of jingkan (RuntimeError: <1B>[2J"), said
    assert "Traceback" not in said and not raw(said)


def test_ctrl_c_outside_of_a_command_shows_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import spiders.settings; raise KeyboardInterrupt"],
        cwd=ROOT, capture_output=True, timeout=HUNG,
    )  # fmt: skip
    assert done.returncode != 0 and not done.stderr


def a_server_of_codes() -> int:
    """A host whose every word has codes: reason phrases, names and values of headers, robots.txt, its sitemap. Its
    port."""
    codes = b"\x1b[2J\x9b31m\xe2\x80\xae"
    bodies = {
        b"/robots.txt": b"User-agent: *\nDisallow: /no" + codes + b"\nCrawl-delay: " + codes
        + b"\nSitemap: http://127.0.0.1:%d/map.xml?" + codes + b"\n" + codes,
        b"/map.xml": b"<urlset><url><loc>http://127.0.0.1:%d/a" + codes + b"</loc></url><url><loc>" + codes
        + b"</loc></url></urlset>",
    }  # fmt: skip

    class Codes(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            path = (self.rfile.readline().split() or [b""])[1:2]
            while self.rfile.readline().strip():
                pass
            port = self.server.server_address[1]
            known = bodies.get(path[0].partition(b"?")[0]) if path else None
            status = b"200 O" if known else b"404 No"
            body = known.replace(b"%d", b"%d" % port) if known else page(PAYLOADS[0]).encode()
            head = b"HTTP/1.1 " + status + codes + b"\r\nX-A: " + codes + b"\r\nContent-Type: text/html; " + codes
            self.wfile.write(head + b"\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body)

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Codes)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return int(server.server_address[1])


@pytest.mark.slow
@pytest.mark.parametrize("args", [("clean", "{}/x"), ("probe", "{}/x"), ("clean", "{}/robots.txt")])
def test_no_word_of_a_server_reaches_a_terminal_raw(args: tuple[str, str]) -> None:
    shown = on_a_terminal(args[0], args[1].format(f"http://127.0.0.1:{a_server_of_codes()}"))
    assert "127.0.0.1" in shown and not raw(OURS.sub("", shown)), shown
    assert "Traceback" not in shown and "a defect" not in shown


@pytest.mark.slow
def test_no_word_of_a_server_reaches_a_log_or_a_run_raw(tmp_path: Path) -> None:
    here = f"http://127.0.0.1:{a_server_of_codes()}"
    listed = tmp_path / "urls.txt"
    listed.write_text(f"{here}/x\n{here}/no\n")
    ran = crawl(tmp_path / "data", "run", "pages", "-a", f"urls={listed}", RUN_PATIENCE=1, LOG_LEVEL="DEBUG")
    assert not raw(ran.out) and "Traceback" not in ran.out, ran.out
    written = [path for path in (tmp_path / "data").rglob("*") if path.suffix in (".log", ".json", ".jsonl", ".txt")]
    assert any(path.suffix == ".log" for path in written)
    assert not [path.name for path in written if raw(path.read_bytes())]
