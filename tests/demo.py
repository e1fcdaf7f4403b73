"""What `make crawl` does: the embedded mirror, a run against it, and a look at what came of it.

With another site's name it is that site's run alone, without the mirror.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from outputs import jsonl
from outputs.archive.reader import read
from outputs.state.database import State
from spiders.settings import DATA
from tests.mirror import PORTS, PortTaken, default_mirrors, serve

#: Characters of a page shown before and after.
SHOWN = 420


def main(site: str) -> int:
    """Run a site and show what it gave; the run's exit code, 1 where the mirror's ports are taken."""
    with ExitStack() as stack:
        if site == "demo":
            try:
                hosts = stack.enter_context(serve(default_mirrors(seed=0), PORTS))
            except PortTaken as error:
                print(f"The mirror cannot start: {error}", file=sys.stderr)
                return 1
            print(f"The embedded mirror is up: {' '.join(host.url for host in hosts)}", flush=True)
        code = subprocess.call([sys.executable, "-m", "scrapy", "run", site, "-s", f"DATA={DATA}"])
    if code in (0, 2, 4):
        show(Path(DATA), site)
    return code


def show(data: Path, site: str) -> None:
    """Print what the newest run removed and repaired, and one record before and after."""
    manifest = json.loads(max((data / "runs").glob("*/manifest.json")).read_text(encoding="utf-8"))
    records = [record for path in shards(data, manifest) for record in jsonl.read(path)]
    if not records:
        print(f"\nEverything is as it was: {manifest['unchanged']} articles unchanged, nothing new to show.")
    else:
        for what in ("removed", "repaired"):
            counts: Counter[str] = Counter()
            for record in records:
                counts.update(record["counts"][what])  # type: ignore[index]
            print(f"\n{what.capitalize()}, in {len(records)} records:")
            print("\n".join(f"  {n:6} {kind}" for kind, n in counts.most_common()) or "       nothing")
        most = max(records, key=lambda record: len(record["repairs"]) if record["title"] else -1)  # type: ignore[arg-type]
        before_and_after(data, site, most)
    rejected = data / site / "rejected.jsonl"
    print(f"\nRecords:   {data / site}/records-*.jsonl" + (f"    rejected: {rejected}" if rejected.exists() else ""))
    print(f"Archive:   {data / site / 'archive'}/*.warc.gz")
    print(f"Manifest:  {data / 'runs' / manifest['run_id'] / 'manifest.json'}")


def shards(data: Path, manifest: dict[str, Any]) -> Iterator[Path]:
    """The run's files of records."""
    return (data / entry["path"] for entry in manifest["files"] if "/records-" in entry["path"])


def before_and_after(data: Path, site: str, record: dict[str, Any]) -> None:
    """One page as it was served and as it was saved."""
    state = State(data / "state" / "state.db")
    row = state.one(
        "SELECT p.archive, p.offset FROM pages p JOIN urls u ON u.key = p.url WHERE u.url = ? ORDER BY p.id DESC",
        record["url"],
    )
    state.close()
    if row is None:
        return
    page = read(data / row["archive"], row["offset"])
    text = page.body.decode(record["charset"] or "utf-8", "replace")
    shown = {name: record[name] for name in ("title", "authors", "journal", "published", "keywords")}
    shown["authors"] = [author["name"] for author in record["authors"]]
    print(f"\nBefore ({record['url']}, {len(page.body)} bytes):\n  {fold(text[text.find('<body') :])}")
    print(f"\nAfter ({record['verdict']['kind']}, confidence {record['quality']['confidence']}):")
    print("\n".join(f"  {name}: {value}" for name, value in shown.items()))
    print(f"  text: {fold(record['text'])}")


def fold(text: str) -> str:
    """The first characters of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[:SHOWN] + "…"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "demo"))
