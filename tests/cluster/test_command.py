"""`scrapy reclean --rules FILE`: the file, or a line that says why not; the data folder stays as it was."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from outputs.cluster.rules_file import name_of, read, write
from outputs.state.database import State
from tests.cluster.test_rank import recleaned
from tests.conftest import HUNG, ROOT
from tests.crawl.runner import command


def reclean(data: Path, file: Path) -> subprocess.CompletedProcess[bytes]:
    line = [*command(data, "reclean", "--rules", str(file))]
    return subprocess.run(line, cwd=ROOT, capture_output=True, timeout=HUNG, check=False)


def test_the_command_writes_the_file_and_cleans_nothing(crawled: Path, tmp_path: Path) -> None:
    before = sorted(path.name for path in crawled.glob("*/*"))
    done = reclean(crawled, tmp_path / "rules.json")
    assert done.returncode == 0, done.stderr.decode()
    names = [name_of(path.name) for path in crawled.glob("*/archive/*")]
    known = read(tmp_path / "rules.json", names)
    pages = sum(map(len, known.archives.values()))
    assert pages > 10 and f"{pages} pages in {len(names)} archives, 1 hosts" in (done.stdout + done.stderr).decode()
    assert [name for name in sorted(path.name for path in crawled.glob("*/*")) if name not in before] in (
        [],
        ["state.db-shm", "state.db-wal"],
    )
    assert (tmp_path / "rules.json").stat().st_mode & 0o077 == 0, "it names every page: for its owner alone"


#: What a crawl adds to a record.
OF_A_CRAWL = ("site", "run", "version", "archive", "opt_out")


def test_a_page_cleaned_again_by_the_file_is_the_record_of_reclean(crawled: Path, state: State, tmp_path: Path) -> None:
    """With what was learned of its host, which `scrapy clean` alone knows nothing of."""
    write(rules := tmp_path / "rules.json", state)
    expected = {url: by_itself(record) for url, record in recleaned(state, crawled).items()}
    archive = str(min(crawled.glob("*/archive/*"), key=lambda path: path.name))

    def cleaned(*options: str) -> list[dict[str, Any]]:
        line = [sys.executable, "-m", "scrapy", "clean", archive, *options]
        done = subprocess.run(line, cwd=ROOT, capture_output=True, timeout=HUNG, check=False)
        assert done.returncode == 0, done.stderr.decode()
        records = [by_itself(json.loads(line)) for line in done.stdout.splitlines()]
        return [record for record in records if record["fetched"] == expected.get(record["url"], {}).get("fetched")]

    by_file = cleaned("--rules", str(rules))
    assert len(by_file) > 10 and all(record == expected[record["url"]] for record in by_file)
    assert not any(record == expected[record["url"]] for record in cleaned())


def by_itself(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in OF_A_CRAWL}


def test_without_a_state_or_a_place_to_write_it_says_so(crawled: Path, tmp_path: Path) -> None:
    for data, file, said in (
        (tmp_path / "none", tmp_path / "rules.json", "There is no state under"),
        (crawled, tmp_path / "none" / "rules.json", "rules.json is not written: "),
    ):
        done = reclean(data, file)
        told = done.stderr.decode()
        assert done.returncode == 1 and said in told and "Traceback" not in told
    assert not (tmp_path / "none").exists()
