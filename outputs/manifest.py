"""A run's manifest, ``data/runs/<run_id>/manifest.json``: what it was, what it gave, and every file of it."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NotRequired, TypedDict

from outputs import failed_urls
from outputs.failed_urls import FailedUrls
from outputs.files import replace_whole, sha256_of
from outputs.outside.escapes import as_json
from outputs.record import cleaner_version, release
from outputs.state import files, pages, runs
from outputs.state.database import State
from outputs.state.files import Listed
from outputs.state.runs import RunKind


class FileEntry(TypedDict):
    """One file. path: below the data folder. records: lines of a shard; an archive has none."""

    path: str
    sha256: str
    bytes: int
    records: NotRequired[int]


class SiteEntry(TypedDict):
    """A site as it was run last: what a state that is made anew cannot learn from records and archives.

    args: of its spider. rules: of its ``Rules``. revisit: its shortest and longest interval in seconds. counts: of the
    run, by name, which later runs are compared with.
    """

    args: dict[str, str]
    rules: dict[str, object]
    revisit: tuple[float, float]
    counts: dict[str, int]


class Manifest(TypedDict):
    """A run. kind: what it was for. started, finished: UTC, as 2026-11-22T18:30:15Z. exit: its code. failed_sites:
    which, and why.

    The counts are pages, but for ``emitted``, which counts records. uncleaned: those of the rejected that could not be
    cleaned. given_up: sites, and how many of their pages could not be cleaned in so many runs that none tries again.
    by_site: missing in manifests of older versions.
    """

    run_id: str
    kind: RunKind
    started: str
    finished: str
    exit: int
    sites: list[str]
    failed_sites: dict[str, str]
    fetched: int
    unchanged: int
    new: int
    changed: int
    gone: int
    failed: int
    failed_urls: FailedUrls
    rejected: int
    uncleaned: int
    given_up: dict[str, int]
    emitted: int
    files: list[FileEntry]
    versions: dict[str, str]
    by_site: NotRequired[dict[str, SiteEntry]]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended. finished: seconds since 1970. code: its exit code. failed: sites that failed, and why."""

    finished: float
    code: int
    failed: Mapping[str, str] = field(default_factory=dict)


def of_run(state: State, data: Path, run: str, ending: Ending) -> Manifest:
    """The manifest of a run that is over, and the file of what failed. An archive that was moved away is not listed."""
    stored, counts = runs.run(state, run), runs.counts(state, run)
    listed = files.files_of(state, run)
    return {
        "run_id": run,
        "kind": stored.kind,
        "started": _iso(stored.started),
        "finished": _iso(ending.finished),
        "exit": ending.code,
        "sites": stored.sites,
        "failed_sites": dict(ending.failed),
        "fetched": counts.get("fetched", 0),
        "unchanged": counts.get("unchanged", 0),
        "new": counts.get("new", 0),
        "changed": counts.get("changed", 0),
        "gone": counts.get("gone", 0),
        "failed": counts.get("failed", 0),
        "failed_urls": failed_urls.write(state, data, stored),
        "rejected": counts.get("rejected", 0),
        "uncleaned": counts.get("uncleaned", 0),
        "given_up": {site: n for site in stored.sites if (n := pages.given_up(state, site))},
        "emitted": counts.get("emitted", 0),
        "files": [
            entry(name, file, data / name)
            for name, file in listed.items()
            if file.sha256 is not None or (data / name).exists()
        ],
        "versions": versions(),
        "by_site": {
            site.name: {
                "args": dict(site.args),
                "rules": json.loads(site.rules),
                "revisit": (site.revisit.shortest, site.revisit.longest),
                "counts": runs.counts(state, run, site.name),
            }
            for site in runs.stored_sites(state)
            if site.name in stored.sites
        },
    }


def read(path: Path) -> Manifest:
    """The manifest in a file. Raises ValueError, naming the file, where it is none."""
    try:
        manifest: Manifest = json.loads(path.read_text(encoding="utf-8"))
        _ = manifest["run_id"], manifest["files"], manifest["sites"], manifest["exit"], manifest["finished"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise ValueError(f"{path} is damaged, or no manifest") from error
    return manifest


def entry(name: str, file: Listed, written: Path) -> FileEntry:
    """What a manifest says of a file whose bytes are in ``written``, where it may not have its name yet."""
    if file.sha256 is None or file.records is None:
        return {"path": name, "sha256": sha256_of(written), "bytes": file.bytes}
    return {"path": name, "sha256": file.sha256, "records": file.records, "bytes": file.bytes}


def write(data: Path, manifest: Manifest) -> None:
    """Write a manifest to its place, whole or not at all."""
    path = path_of(data, manifest["run_id"])
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_whole(path, as_json(manifest, indent=2).encode())


def list_instead(data: Path, run: str, old: str, now: FileEntry) -> None:
    """Have the manifest that a run has list a file in the place of another."""
    manifest: Manifest = json.loads(path_of(data, run).read_text(encoding="utf-8"))
    manifest["files"] = [now if file["path"] == old else file for file in manifest["files"]]
    write(data, manifest)


def versions() -> dict[str, str]:
    """What a run is made with."""
    return {
        "jingkan": release(),
        "cleaner": cleaner_version(),
        "scrapy": version("scrapy"),
        "python": platform.python_version(),
    }


def path_of(data: Path, run: str) -> Path:
    """Where a run's manifest is, once it has one."""
    return data / "runs" / run / "manifest.json"


def _iso(when: float) -> str:
    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
