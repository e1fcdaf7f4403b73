"""`scrapy reclean --rules FILE`: the file, or a line that says why not; the data folder stays as it was."""

from __future__ import annotations

import subprocess
from pathlib import Path

from outputs.cluster.rules_file import name_of, read
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


def test_without_a_state_or_a_place_to_write_it_says_so(crawled: Path, tmp_path: Path) -> None:
    for data, file, said in (
        (tmp_path / "none", tmp_path / "rules.json", "There is no state under"),
        (crawled, tmp_path / "none" / "rules.json", "rules.json is not written: "),
    ):
        done = reclean(data, file)
        told = done.stderr.decode()
        assert done.returncode == 1 and said in told and "Traceback" not in told
    assert not (tmp_path / "none").exists()
