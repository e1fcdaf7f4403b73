"""A small archive made by the writer, and what befalls bytes on a disk: flips, holes, zeroed ranges, drawn by seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from outputs import jsonl
from outputs.archive.digest import payload_digest
from outputs.archive.writer import Archive, Response
from outputs.run import finish
from outputs.shards.recovery import publish
from outputs.shards.writer import ShardWriter
from outputs.state import answers, files, runs, urls
from outputs.state.database import State, Transaction
from outputs.state.fetched import Archived, Fetched, Link
from outputs.state.status import PageStatus

START = datetime(2025, 1, 2, 3, 4, 5, 678901, UTC)
SITE, HOST = "s", "a.example"
ARTICLES = 18
#: One article answers under another address; it is visited twice.
REDIRECTED, MOVED = 4, f"http://{HOST}/moved/4"


#: What only the records of one article say.
MARKED = "此文是第{}篇。"


@dataclass(frozen=True)
class Written:
    """A record as it was written. mark: a text that only its body holds, b"" for one without a body."""

    offset: int
    end: int
    url: str
    body: bytes
    mark: bytes = b""


@dataclass(frozen=True)
class Blow:
    """What befell a file: ``kind`` at [start, end) of its bytes as they were."""

    kind: str
    start: int
    end: int

    def hits(self, record: Written) -> bool:
        return record.offset < self.end and self.start < record.end


def article(n: int) -> str:
    return f"http://{HOST}/article/{n}"


def body_of(n: int, rng: random.Random) -> tuple[bytes, bytes]:
    """A page and its mark: a title and text of its own."""
    mark = "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(12)).encode()
    text = "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(rng.randrange(40, 900)))
    page = f"<html><head><title>文章{n}</title></head><body><h1>文章{n}</h1><p>".encode() + mark
    return page + f"</p><p>{text}。</p></body></html>".encode(), mark


def make(data: Path) -> list[Written]:
    """A data folder with a state and one archive of 31 records: pages, lists, revisits, errors, one redirected page."""
    rng = random.Random(5)
    archive = Archive(data / SITE / "archive", f"{SITE}-r")
    state = State(data / "state" / "state.db")
    written: list[Written] = []
    name = ""

    def write(
        url: str, kind: str, body: bytes, mark: bytes, status: int = 200, same: bool = False, final: str = ""
    ) -> None:
        nonlocal name
        when = START + timedelta(seconds=len(written))
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        digest = payload_digest(body)
        seen = (url, START) if same or status == 304 else None
        path, offset = archive.write(Response(final or url, status, headers, body, when, digest, seen))
        name = path.relative_to(data).as_posix()
        written.append(Written(offset, archive.size, final or url, b"" if seen else body, b"" if seen else mark))
        outcome = "unchanged" if seen else "page" if status == 200 else "gone"
        got = Fetched(SITE, 1, url, kind, outcome, when, final=final or url, status=status)  # type: ignore[arg-type]
        answers.settle(db, "r", Archived(got, got.outcome, digest, name, offset))

    with state.transaction() as db:
        db.execute("INSERT INTO sites (name) VALUES (?)", (SITE,))
        db.execute("INSERT INTO runs (id, started, finished) VALUES ('r', 1, 2)")
        links = [Link(article(n), "article", HOST) for n in range(ARTICLES)]
        links += [Link(f"http://{HOST}/list/{n}", "list", HOST) for n in range(4)]
        links += [Link(f"http://{HOST}/old/{n}", "article", HOST) for n in range(3)]
        urls.add_links(db, SITE, 0, links, 0.0)
        for n in range(4):
            write(f"http://{HOST}/list/{n}", "list", *body_of(100 + n, rng))
        bodies = [body_of(n, rng) for n in range(ARTICLES)]
        for n, (body, mark) in enumerate(bodies):
            final = MOVED if n == REDIRECTED else ""
            write(article(n), "article", body, mark, final=final)
            if n % 4 == 0:
                write(
                    article(n), "article", body, mark, same=n % 8 == 0, status=200 if n % 8 == 0 else 304, final=final
                )
        for n in range(3):
            write(f"http://{HOST}/old/{n}", "article", b"<p>404</p>", b"", status=404)
        for n in range(ARTICLES):
            _settle(db, n)
        archive.close()
        files.note_archive(db, files.ArchiveFile(name, SITE, "r", archive.size))
    _write_records(state, data)
    finish(state, data, "r", 0)
    state.close()
    return written


def _settle(db: Transaction, n: int) -> None:
    """Have an article's page count as cleaned."""
    url = urls.key(SITE, article(n))
    db.execute("UPDATE pages SET status = ?, version = 1 WHERE url = ?", (PageStatus.EMITTED, url))
    db.execute("INSERT INTO articles VALUES (?, 1, '', '', 'clean', '', '', 0)", (url,))


def _write_records(state: State, data: Path) -> None:
    """A record of each article, in two shards; each has a reject of some other day, too."""
    for number in range(2):
        writer = ShardWriter(data, f"{SITE}/records-r-{number:05}.jsonl", SITE)
        for n in range(number, ARTICLES, 2):
            writer.write(
                jsonl.line({"id": f"text:{n}", "url": article(n), "title": f"文章{n}", "text": MARKED.format(n)})
            )
        finished = writer.finish()
        with state.transaction() as db:
            files.register(db, finished, "r")
        publish(state, data)
    lines = [
        jsonl.line({"url": article(n), "site": SITE, "run": "q", "reason": MARKED.format(n)}) for n in range(ARTICLES)
    ]
    (data / SITE / "rejected.jsonl").write_bytes(b"".join(lines))
    with state.transaction() as db:
        runs.note_rejected(db, SITE, sum(map(len, lines)))


def blows(content: bytes, times: int) -> list[Blow]:
    """What may befall a file of this content, by seed: each kind as often as the others."""
    drawn = []
    for seed in range(times):
        rng = random.Random(seed)
        start = rng.randrange(len(content))
        length = rng.choice((1, 7, 60, 500, 4000))
        kind = ("flip", "hole", "end", "zeros")[seed % 4]
        end = {"flip": start + 1, "end": len(content)}.get(kind, min(start + length, len(content)))
        drawn.append(Blow(kind, start, end))
    return drawn


def struck(content: bytes, blow: Blow) -> bytes:
    """The bytes afterwards."""
    before, hit, behind = content[: blow.start], content[blow.start : blow.end], content[blow.end :]
    if blow.kind == "flip":
        return before + bytes([hit[0] ^ 1 << blow.start % 8]) + behind
    return before + (bytes(len(hit)) if blow.kind == "zeros" else b"") + behind
