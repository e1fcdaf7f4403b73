"""The comparison with another commit: what it takes for a difference, how it says so, that it leaves nothing behind.

Most of it against a project of a few lines in a repository of its own; the real one is copied where it matters.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cleaners import Page
from tests.compare import language_model, records, timing
from tests.compare.__main__ import main
from tests.compare.checkout import git
from tests.compare.difference import ABSENT, ORDER, Difference, Record, differences
from tests.compare.pages import Sample, gather, paths, write
from tests.compare.report import SHOWN, details, excerpts, locate, summary
from tests.compare.side import Side
from tests.compare.worker import pages as handed_over
from tests.conftest import ROOT
from tests.mirror import Mirror

CLEANERS = """
from dataclasses import dataclass
@dataclass
class Page:
    url: str
    body: bytes
    content_type: str = ""
    fetched: object = None
def clean(page):
    return page.body.decode()
def repair(text):
    return text
"""
RECORD = """
def to_record(article, page):
    return {"url": page.url, "title": article, "cleaner": "1"}
"""
DEMO = """
import json, pathlib, random, sys
folder = pathlib.Path("data/demo")
folder.mkdir(parents=True)
records = [{"url": f"http://a.example/{n}", "title": "题", "run": random.random()} for n in range(3)]
(folder / "records-1.jsonl").write_text("".join(json.dumps(record) + "\\n" for record in records))
sys.exit(0)
"""


def commit(root: Path) -> None:
    """Commit all there is."""
    git(root, "add", "--all")
    git(root, "-c", "user.name=a", "-c", "user.email=a@a.example", "commit", "--quiet", "--message", "a")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of a project that has what the comparison asks for and nothing else, with two pages beside it."""
    root = tmp_path / "project"
    files = {"cleaners/__init__.py": CLEANERS, "outputs/__init__.py": "", "outputs/record.py": RECORD}
    files |= {"tests/__init__.py": "", "tests/demo.py": DEMO, "scrapy.cfg": "", ".gitignore": "__pycache__/\n*.bin\n"}
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    git(tmp_path, "init", "--quiet", str(root))
    commit(root)
    for name in ("one", "two"):
        (tmp_path / "own").mkdir(exist_ok=True)
        (tmp_path / "own" / f"{name}.html").write_text(f"page {name}", "utf-8")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return root


def compare(project: Path, *options: str, commit: str = "HEAD") -> int:
    """The exit code of a comparison of the two pages, after which nothing is left of it."""
    try:
        return main([commit, "--only", "pages", "--pages", str(project.parent / "own"), *options], project)
    finally:
        assert len(git(project, "worktree", "list").splitlines()) == 1
        assert list((project.parent / "temporary").iterdir()) == []


def change(file: Path, before: str, after: str) -> None:
    """Put one text in place of another."""
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")


def test_the_same_code_gives_the_same_records(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(project / "outputs/record.py", '"cleaner": "1"', '"cleaner": "2"')
    assert compare(project) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2 pages compared, 0 differ"


def test_a_difference_is_named_and_written(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(project / "cleaners/__init__.py", ".decode()", '.decode().replace("one", "\\x07ne")')
    file = tmp_path / "differences.jsonl"
    assert compare(project, "--json", str(file)) == 1
    out = capsys.readouterr().out
    assert 'pages/own/one.html\n  title\n    before: "page one"\n    after:  "page \\x07ne"\n' in out
    assert "two.html" not in out and "       1  title\n" in out and "       1  pages (of 2)\n" in out
    assert out.splitlines()[-1] == "2 pages compared, 1 differ"
    written = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    told = {
        "folder": "pages",
        "page": "pages/own/one.html",
        "field": "title",
        "before": "page one",
        "after": "page \x07ne",
    }
    assert written == [told]
    assert compare(project, "--ignore", "title") == 0


def test_a_page_that_raises_has_an_error_for_a_record(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(
        project / "cleaners/__init__.py",
        "    return page.body",
        "    1 / (b'two' not in page.body)\n    return page.body",
    )
    assert compare(project) == 1
    said = '  error\n    before: (absent)\n    after:  "ZeroDivisionError: division by zero"\n'
    assert f"pages/own/two.html\n{said}pages that differ" in capsys.readouterr().out
    commit(project)
    assert compare(project) == 0


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("def clean(page) return", "SyntaxError: "),
        ("import os; os.abort()", "killed by SIGABRT"),
        ("class Page: ...\ndef clean(page, script): ...", "TypeError: "),
    ],
)
def test_a_commit_that_cannot_be_run(project: Path, fault: str, why: str, capsys: pytest.CaptureFixture[str]) -> None:
    whole = (project / "cleaners/__init__.py").read_text("utf-8")
    (project / "cleaners/__init__.py").write_text(fault, "utf-8")
    commit(project)
    (project / "cleaners/__init__.py").write_text(whole, "utf-8")
    assert compare(project) == 2
    said = capsys.readouterr().err
    assert said.startswith("compare: HEAD (") and why in said and said.count("\n") == 1


def test_wrong_usage(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compare(project, commit="nobody") == 2
    assert capsys.readouterr().err == "compare: there is no commit nobody\n"
    assert main(["HEAD", "--only", "pages"], project) == 2
    assert capsys.readouterr().err == "compare: there are no pages to compare\n"
    for wrong in (["--only", "nothing"], ["--time", "--crawl"], ["--pages", "/no/such/file"], ["--no-such-option"]):
        with pytest.raises(SystemExit, match="2"):
            main(["HEAD", *wrong], project)


def test_nothing_is_left_after_ctrl_c(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(*_: object) -> list[Difference]:
        assert len(git(project, "worktree", "list").splitlines()) == 2
        raise KeyboardInterrupt

    monkeypatch.setattr(records, "compare", pressed)
    with pytest.raises(KeyboardInterrupt):
        compare(project)


def test_crawls_are_compared_by_address(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(project / "tests/demo.py", "sys.exit(0)", "sys.exit(4)")
    change(project / "tests/demo.py", "range(3)", "range(1, 3)")
    change(project / "tests/demo.py", '"题"', '"题" * n')
    assert compare(project, "--crawl") == 1
    out = capsys.readouterr().out
    assert "crawl as a whole\n  (exit code)\n    before: 0\n    after:  4\n" in out
    assert 'crawl http://a.example/0\n  (record)\n    before: "a record"\n    after:  (absent)\n' in out
    assert 'crawl http://a.example/2\n  title\n    before: "题"\n    after:  "题题"\n' in out
    assert "a.example/1" not in out and out.splitlines()[-1] == "5 pages compared, 3 differ"
    assert not (project / "data").exists()


def test_time_is_measured_and_what_takes_longer_is_seen(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(timing, "RUNS", 1)
    monkeypatch.setattr(timing, "damaged_texts", lambda: {"some": ["a"], "more": ["a"]})
    change(project / "cleaners/__init__.py", "return text", "return sum(range(10**7))")
    assert compare(project, "--time") == 0
    rows = capsys.readouterr().out.splitlines()[-3:]
    assert [row[:20].strip() for row in rows] == ["import cleaners", "clean, 2 pages", "repair, 1 texts"]
    slower, again = (float(rows[2].split()[place]) for place in (-6, -3))
    assert slower > 2 and slower > 2 * again


def test_each_page_and_each_text_is_timed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing, "damaged_texts", lambda: {"annotated": ["甲", "乙"], "sheared": ["乙"]})
    pages = [("articles", b"1"), ("journals", b"1"), ("journals", b"2"), ("shear", "甲".encode()), ("shear", b"3")]
    samples = [Sample(folder, folder, Page("u", body)) for folder, body in pages]
    names = [workload.name for workload in timing.workloads(samples, tmp_path)]
    assert names == ["import cleaners", "clean, 2 pages", "repair, 3 texts"]
    assert json.loads((tmp_path / "texts.json").read_text("utf-8")) == ["甲", "3", "乙"]


def test_a_commit_without_cleaners_is_not_cleaned_with_the_installed_ones(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.move(project / "cleaners", project / "library")
    commit(project)
    shutil.move(project / "library", project / "cleaners")
    assert compare(project) == 2
    said = capsys.readouterr().err
    assert "cannot be run: cleaners was imported from " in said or "No module named 'cleaners'" in said


BEFORE: Record = {"title": "题", "year": "2020", "removed": [{"text": "甲"}], "cleaner": "1"}


@pytest.mark.parametrize(
    ("after", "fields"),
    [
        (BEFORE | {"cleaner": "2"}, []),
        (BEFORE | {"title": "題"}, ["title"]),
        (BEFORE | {"year": 2020}, ["year"]),
        (BEFORE | {"removed": [{"text": "甲"}, {"text": "乙"}]}, ["removed"]),
        (BEFORE | {"removed": [{"text": "甲", "step": "banner"}]}, ["removed"]),
        ({"title": "题", "removed": [{"text": "甲"}]}, ["year"]),
        (BEFORE | {"doi": ""}, ["doi"]),
        ({"year": "2020", "title": "题", "removed": [{"text": "甲"}]}, [ORDER]),
        ({"error": "ValueError: no"}, ["error"]),
    ],
)
def test_fields_that_differ(after: Record, fields: list[str]) -> None:
    assert [each.field for each in differences("a", "a/1", BEFORE, after)] == fields
    assert [each.field for each in differences("a", "a/1", after, BEFORE)] == fields
    assert list(differences("a", "a/1", BEFORE, after, fields)) == []


def test_numbers_and_keys_are_compared_as_they_are_written() -> None:
    before: Record = {"quality": 1, "counts": {"a": 1, "b": 1}}
    after: Record = {"quality": 1.0, "counts": {"b": 1, "a": 1}}
    found = list(differences("a", "a/1", before, after))
    assert [each.field for each in found] == ["quality", "counts"]
    assert "    after:  1.0" in (lines := list(details(found))) and '    after:  {"b": 1, "a": 1}' in lines


def test_an_absent_value_is_left_out_of_json() -> None:
    (found,) = differences("a", "a/1", {"title": "题"}, {})
    assert json.loads(found.json) == {"folder": "a", "page": "a/1", "field": "title", "before": "题"}


def test_a_long_value_is_cut_around_the_first_difference() -> None:
    was, now = excerpts("字" * 500 + "甲" + "尾" * 500, "字" * 500)
    assert was.startswith('…"字字') and "甲尾" in was and was.endswith('尾"…') and len(was) == SHOWN + 4
    assert now == '…"' + "字" * 20 + '"'


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([1, 2], [1, 2, 3], ("f[2]", ABSENT, 3)),
        ([{"a": [1], "b": "x"}], [{"a": [1], "b": "y"}], ("f[0].b", "x", "y")),
        ({"a": 1, "b": 1}, {"b": 1, "a": 1}, ("f", {"a": 1, "b": 1}, {"b": 1, "a": 1})),
        ("x", ["x"], ("f", "x", ["x"])),
    ],
)
def test_place_of_the_first_difference(before: object, after: object, found: tuple[str, object, object]) -> None:
    assert locate(before, after, "f") == found


def test_pages_are_counted_once_and_by_field() -> None:
    found = [Difference("a", page, field, "", "x") for page, field in (("a/1", "text"), ("a/1", "id"), ("a/2", "id"))]
    lines = list(summary(found, {"a": 3, "b": 1}))
    assert lines[1:3] == ["       2  id", "       1  text"]
    assert lines[-3:] == ["       2  a (of 3)", "       0  b (of 1)", "4 pages compared, 2 differ"]


def test_pages_of_a_folder_and_their_addresses(tmp_path: Path) -> None:
    folder = tmp_path / "shear"
    (folder / "set").mkdir(parents=True)
    (folder / "set" / "a.html").write_bytes(b"a")
    (folder / "set" / "a.json").write_text('{"url": "https://a.example/"}', "utf-8")
    (folder / "b.txt").write_bytes(b"b")
    rows: list[dict[str, Any]] = [{"file": "b.txt", "url": "https://b.example/"}, {"damaged": "壞"}, {"repair": ""}]
    (folder / "index.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    samples, absent = gather(["shear", "seed"], tmp_path, [])
    assert {sample.name: (sample.page.url, sample.page.body) for sample in samples} == {
        "shear/set/a.html": ("https://a.example/", b"a"),
        "shear/b.txt": ("https://b.example/", b"b"),
        "shear/index.jsonl:2": ("https://compare.example/shear/index.jsonl:2", "壞".encode()),
    }
    assert absent == ["seed"]


def test_every_page_of_a_mirror() -> None:
    mirror = Mirror()
    there = list(paths(mirror))
    assert {*mirror.paths, *(mirror.path(id, "mobile") for id in mirror.ids), "/", "/list/1.html"} < set(there)
    assert len(there) == len(set(there)) == 2 * len(mirror.ids) + 1 + -(-len(mirror.ids) // 6)


def test_pages_come_over_as_they_are(tmp_path: Path) -> None:
    fetched = datetime(2024, 1, 1, tzinfo=UTC)
    given = [Page("u", "題".encode("big5"), "text/html; charset=big5", fetched), Page("v", b"\xff\x00\r\n")]
    folder = write([Sample("a", f"a/{page.url}", page) for page in given], tmp_path / "pages")
    assert list(handed_over(folder)) == given


@pytest.fixture
def built(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], tuple[str, int]]:
    """A function that gives a copy of the project's commit a model: which one it has now, how many were built."""
    (project / "setup.py").write_text('MODEL = "model.bin", "build_model.py"', "utf-8")
    (project / "pyproject.toml").write_text("[build-system]\nrequires = []\n", "utf-8")
    (project / "cleaners/build_model.py").write_text("from cleaners.model_format import SIZE\nWEIGHT = 1", "utf-8")
    (project / "cleaners/model_format.py").write_text("SIZE = 1", "utf-8")
    (project / "cleaners/model.bin").write_text("own", "utf-8")
    commit(project)
    count = 0

    def build(side: Side, target: Path) -> None:
        nonlocal count
        count += 1
        (target / "cleaners").mkdir(parents=True)
        (target / "cleaners/model.bin").write_text("built", "utf-8")

    def provide(own: Path) -> tuple[str, int]:
        tree = Path(tempfile.mkdtemp(dir=tmp_path)) / "tree"
        git(tmp_path, "clone", "--quiet", str(project), str(tree))
        language_model.provide(Side("a", tree), own, tmp_path / "cache")
        return (tree / "cleaners/model.bin").read_text("utf-8"), count

    monkeypatch.setattr(language_model, "build", build)
    return provide


def test_a_model_that_is_built_alike_is_the_working_trees(
    project: Path, built: Callable[[Path], tuple[str, int]]
) -> None:
    change(project / "cleaners/__init__.py", "return text", "return text + ''")
    assert built(project) == ("own", 0)


@pytest.mark.parametrize("file", ["setup.py", "cleaners/build_model.py", "cleaners/model_format.py", "pyproject.toml"])
def test_another_model_is_built_once(project: Path, built: Callable[[Path], tuple[str, int]], file: str) -> None:
    text = (project / file).read_text("utf-8")
    (project / file).write_text(text.replace("[]", '["a"]').replace("= 1", "= 2") + "\n# another\n", "utf-8")
    assert [built(project), built(project)] == [("built", 1), ("built", 1)]


def test_the_own_builder_and_what_it_imports_decide_the_model() -> None:
    files = language_model.built_by(ROOT)
    builder = "cleaners/chinese/build_language_model.py"
    assert files[0] == builder and "cleaners/chinese/model_format.py" in files
    assert len(files) < 10  # else every change builds a model
    assert f'import_module("{builder.removesuffix(".py").replace("/", ".")}")' in (ROOT / "setup.py").read_text()


def test_a_script_that_only_stands_elsewhere_builds_alike(
    project: Path, built: Callable[[Path], tuple[str, int]]
) -> None:
    (project / "cleaners/build_model.py").rename(project / "outputs/build_model.py")
    assert built(project) == ("own", 0)


def test_a_working_tree_without_a_model_has_none_to_give(
    project: Path, built: Callable[[Path], tuple[str, int]]
) -> None:
    (project / "cleaners/model.bin").unlink()
    assert built(project) == ("built", 1)


PLANTED = """
from dataclasses import replace as _replace
_clean = clean
def clean(page, *given, **named):
    article = _clean(page, *given, **named)
    return _replace(article, journal=article.journal + "\\u200b") if article.journal else article
"""


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The project's own code, model included, in a repository of its own with one commit."""
    root = tmp_path / "copy"
    for package in ("cleaners", "outputs"):
        shutil.copytree(ROOT / package, root / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.py", "pyproject.toml", ".gitignore", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, root)
    git(tmp_path, "init", "--quiet", str(root))
    commit(root)
    return root


@pytest.mark.slow
def test_golden_pages_are_the_same_until_something_is_changed(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["HEAD", "--only", "golden"], copied) == 0
    with (copied / "cleaners/__init__.py").open("a", encoding="utf-8") as file:
        file.write(PLANTED)
    assert main(["HEAD", "--only", "golden"], copied) == 1
    out = capsys.readouterr().out
    assert "golden/fx361/mobile\n  journal\n" in out and '\\u200b"\n' in out
    counted = out[out.index("pages that differ, by field") :].splitlines()
    assert counted[1].endswith("  journal") and counted[2] == "by folder"


@pytest.mark.slow
def test_a_commit_builds_the_model_that_an_install_builds(copied: Path, tmp_path: Path) -> None:
    (own,) = copied.glob("cleaners/**/*.bin")
    model = own.read_bytes()
    own.unlink()
    language_model.provide(Side("copy", copied), copied, tmp_path / "cache")
    assert own.is_symlink() and own.read_bytes() == model


@pytest.mark.slow
def test_a_model_that_cannot_be_built_is_said_plainly(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    setup = copied / "setup.py"
    whole = setup.read_text("utf-8")
    setup.write_text("raise RuntimeError('no')\n", "utf-8")
    commit(copied)
    setup.write_text(whole, "utf-8")
    assert main(["HEAD", "--only", "golden"], copied) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2 and said[1].startswith("compare: the language model of HEAD (")
