"""Runs of the real command against mirrors on this machine, and what a person would check afterwards."""

from __future__ import annotations

import gzip
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from outputs import jsonl
from outputs.archive.reader import read
from tests.conftest import HUNG, ROOT
from tests.mirror import STYLES, Host, Mirror, load_all, serve

#: Our own machine needs no mercy, and a test no patience.
SETTINGS = {
    "AUTOTHROTTLE_ENABLED": 0,
    "DOWNLOAD_DELAY": 0,
    "BREAKER_WAIT": 0.2,
    "DISK_RESERVE": 0,
    "CLEANING_WORKERS": 1,
}


@dataclass(frozen=True)
class Ran:
    """A run that is over. manifest: of the newest run, empty where none was written."""

    code: int
    out: str
    manifest: dict[str, Any]

    def counts(self, *names: str) -> tuple[int, ...]:
        return tuple(self.manifest[name] for name in names)


def command(data: Path, *args: str, **settings: object) -> list[str]:
    given = [f"{name}={value}" for name, value in (SETTINGS | {"DATA": data} | settings).items()]
    return [sys.executable, "-m", "scrapy", *args, *(part for pair in given for part in ("-s", pair))]


def mirror_args(hosts: Iterable[Host]) -> tuple[str, ...]:
    return "run", "mirror", "-a", "domains=" + ",".join(f"127.0.0.1:{host.port}" for host in hosts)


def scrapy(data: Path, *args: str, timeout: float = HUNG, env: dict[str, str] | None = None, **settings: object) -> Ran:
    done = subprocess.run(
        command(data, *args, **settings),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=timeout,
        env=os.environ | (env or {}),
    )
    return Ran(done.returncode, done.stdout + done.stderr, newest(data))


def run(data: Path, hosts: Sequence[Host], *more: str, **settings: object) -> Ran:
    """`scrapy run mirror` over these hosts, every known page due."""
    return scrapy(data, *mirror_args(hosts), "--now", *more, **settings)


@contextmanager
def crawled_mirror(data: Path) -> Iterator[Host]:
    """A mirror of four articles that answers for a block, after a run over it into a data folder."""
    with serve([Mirror(load_all()[:4], STYLES[0])]) as hosts:
        assert run(data, hosts).code == 0
        yield hosts[0]


def newest(data: Path) -> dict[str, Any]:
    found = sorted((data / "runs").glob("*/manifest.json"))
    return json.loads(found[-1].read_text(encoding="utf-8")) if found else {}


def records(data: Path) -> list[dict[str, Any]]:
    """Every record of every shard; a torn line raises."""
    return [record for path in sorted(data.glob("*/records-*.jsonl")) for record in jsonl.read(path)]


def versions(data: Path) -> list[tuple[str, int]]:
    """(URL, version) of every record, sorted."""
    return sorted((record["url"], record["version"]) for record in records(data))


def articles(hosts: Iterable[Host]) -> list[str]:
    """The URL of every article that the hosts serve, sorted."""
    return sorted(host.url + path for host in hosts for path in host.content.paths)


def check_files(data: Path) -> None:
    """Every file of every manifest is there and as it says; no shard is in none or in two; archives are whole."""
    manifests = [json.loads(path.read_text()) for path in (data / "runs").glob("*/manifest.json")]
    listed = [entry for manifest in manifests for entry in manifest["files"]]
    for entry in listed:
        content = (data / entry["path"]).read_bytes()
        assert (sha256(content).hexdigest(), len(content)) == (entry["sha256"], entry["bytes"]), entry["path"]
        if "records" in entry:
            assert content.count(b"\n") == entry["records"], entry["path"]
    for manifest in manifests:
        check_archives(data, manifest)
    shards = [entry["path"] for entry in listed if "records" in entry]
    on_disk = [path.relative_to(data).as_posix() for path in data.glob("*/*-*.jsonl")]
    assert sorted(shards) == sorted(on_disk)
    assert not [*data.glob("*/*.tmp"), *data.glob("*/archive/*.tmp")]


def check_archives(data: Path, manifest: dict[str, Any]) -> None:
    """The archives of a run hold each answer once, unless some were taken out, and each page that the state knows."""
    names = [entry["path"] for entry in manifest["files"] if "records" not in entry]
    answers = 0
    with sqlite3.connect(data / "state" / "state.db") as db:
        for name in names:
            with gzip.open(data / name) as whole:  # raises where the last member is torn, which the reader may not see
                while whole.read(1 << 20):
                    pass
            with (data / name).open("rb") as stream:
                kinds = [record.rec_type for record in ArchiveIterator(stream, check_digests="raise")]
            assert kinds[0] == "warcinfo", name
            answers += len(kinds) - 1
            for url, final, offset in db.execute(_PAGES, (name,)):
                assert read(data / name, offset).url == (final or url), (name, offset)
    rewritten = any(re.search(r"-r\d+\.warc\.gz$", name) for name in names)
    assert answers <= manifest["fetched"] if rewritten else answers == manifest["fetched"], manifest["run_id"]


_PAGES = "SELECT u.url, p.final, p.offset FROM pages p JOIN urls u ON u.key = p.url WHERE p.archive = ?"


def wait_until_due(data: Path) -> None:
    """Forget the waits before failed pages are tried again: what a night between two runs does."""
    with sqlite3.connect(data / "state" / "state.db") as db:
        db.execute("UPDATE urls SET due = 0 WHERE state = 0")
        db.execute("UPDATE hosts SET hold_until = 0")
