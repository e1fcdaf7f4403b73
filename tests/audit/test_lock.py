"""The locks pin every release by the hashes of all its files, hold what is asked for, and name no index."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from threading import Thread

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.audit.lock import LOCKS, PROJECT, WORK, Lock, Pin, pins, write

HASH = f"--hash=sha256:{'0' * 64}"
WANTED = [pytest.param(lock, each, id=f"{lock.path.stem}: {each}") for lock in LOCKS for each in lock.requirements]
#: Built where it is installed: its release is one source archive.
SOURCE_ALONE = {"jieba"}


def held(lock: Lock) -> dict[str, Pin]:
    return {pin.name: pin for pin in pins(lock.path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.path.stem)
def test_every_line_is_a_release_pinned_by_its_hashes(lock: Lock) -> None:
    text = lock.path.read_text(encoding="utf-8")
    found = list(pins(text))
    assert len(found) == len({pin.name for pin in found}) >= len(lock.requirements)
    assert all(pin.hashes and len(set(pin.hashes)) == len(pin.hashes) for pin in found)
    assert "://" not in text and "index" not in text.replace("indexed", ""), "no address, in a comment either"


@pytest.mark.parametrize(("lock", "requirement"), WANTED)
def test_it_holds_what_is_asked_for(lock: Lock, requirement: str) -> None:
    wanted = Requirement(requirement)
    assert wanted.specifier.contains(held(lock)[canonicalize_name(wanted.name)].version, prereleases=True)


def test_what_is_asked_for_is_all_that_is_declared_and_what_builds_it() -> None:
    declared = PROJECT["project"]["optional-dependencies"]
    asked = {requirement for lock in LOCKS for requirement in lock.requirements}
    assert {requirement for extra in declared.values() for requirement in extra} <= asked
    assert {*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"], "pip"} <= set(WORK.requirements)


def test_what_is_installed_needs_nothing_that_is_not_locked() -> None:
    """On this platform; for ``make`` installs what is locked and looks for nothing else.

    Where it fails: `make lock` if a requirement is new, `make .venv` if the environment is old.
    """
    found = held(WORK)
    for wanted in reached(WORK.requirements):
        name = canonicalize_name(wanted.name)
        assert name in found and wanted.specifier.contains(found[name].version, prereleases=True), str(wanted)
        assert distribution(name).version == found[name].version, name


def reached(requirements: Iterable[str]) -> Iterator[Requirement]:
    """These requirements, those of the distributions that they stand for, and so on, as far as they are for here."""
    waiting, seen = [need for need in map(Requirement, requirements) if is_for_here(need)], set()
    while waiting:
        yield (wanted := waiting.pop())
        for extra in ("", *wanted.extras):
            if (key := (wanted.name, extra)) not in seen:
                seen.add(key)
                needs = map(Requirement, distribution(wanted.name).requires or ())
                waiting += [need for need in needs if is_for_here(need, extra)]


def is_for_here(need: Requirement, extra: str = "") -> bool:
    return need.marker is None or need.marker.evaluate({"extra": extra})


def test_a_compiled_release_is_locked_for_more_than_this_machine() -> None:
    """A wheel for each of three systems, at the least; what has fewer is built from its source."""
    few = []
    for name, pin in held(WORK).items():
        try:
            wheel = distribution(name).read_text("WHEEL") or ""
        except PackageNotFoundError:  # of another platform
            continue
        if "Root-Is-Purelib: false" in wheel and len(pin.hashes) < 3:
            few.append(name)
    assert set(few) <= SOURCE_ALONE


@pytest.mark.parametrize(
    "line",
    [
        f"a==1 {HASH}",
        f"a==1 {HASH} {HASH.replace('0', 'f')}",
        f"a-b==1.0b7 ; python_full_version < '3.14' {HASH}",
        f"a==1!2.0+local.1 \\\n    {HASH}\n    # via\n    #   b",
    ],
)
def test_a_release_with_its_hashes_is_a_pin(line: str) -> None:
    [pin] = pins(line)
    assert pin.hashes and " " not in pin.version


@pytest.mark.parametrize(
    "line",
    [
        "a",
        "a==1",
        f"a>=1 {HASH}",
        f"a==1.* {HASH}",
        f"a===1 {HASH}",
        f"a==1,!=2 {HASH}",
        f"a {HASH}",
        "a==1 --hash=md5:00000000000000000000000000000000",
        "a==1 --hash=sha256:00",
        f"a==1 {HASH} --index-url x",
        "--index-url http://127.0.0.1/simple",
        "--extra-index-url http://127.0.0.1/simple",
        "--find-links /opt",
        "-r other.lock",
        "-e .",
        f"a @ http://127.0.0.1/a.whl {HASH}",
        f"a[b] @ file:///a.whl {HASH}",
        f"./a.whl {HASH}",
    ],
)
def test_anything_else_is_refused_by_its_words(line: str) -> None:
    with pytest.raises(ValueError, match="no release pinned") as refused:
        list(pins(f"b==1 {HASH}\n{line}"))
    assert line in str(refused.value)


def wheel(name: str, version: str, needs: str = "") -> bytes:
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(stream := io.BytesIO(), "w") as archive:
        archive.writestr(
            f"{info}/METADATA",
            f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
            + (f"Requires-Dist: {needs}\n" if needs else ""),
        )
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return stream.getvalue()


class Index:
    """An index on the loopback: releases as files of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
        Thread(target=self.server.serve_forever, daemon=True).start()
        self.options = ("--default-index", f"http://127.0.0.1:{self.server.server_port}", "--no-cache", "--no-config")

    def add(self, name: str, version: str, tag: str, needs: str = "") -> str:
        """Offer a file of a release; its SHA-256."""
        (page := self.folder / name).mkdir(exist_ok=True)
        data = wheel(name, version, needs) + tag.encode()  # each file has a hash of its own
        (page / (file := f"{name}-{version}-py3-none-{tag}.whl")).write_bytes(data)
        hashed = sha256(data).hexdigest()
        with (page / "index.html").open("a") as listed:
            listed.write(f'<a href="{file}#sha256={hashed}">{file}</a>\n')
        return hashed


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    (folder := tmp_path / "index").mkdir()
    served = Index(folder)
    yield served
    served.server.shutdown()
    served.server.server_close()


def test_make_lock_takes_the_files_of_every_platform_and_what_is_needed_on_any(index: Index, tmp_path: Path) -> None:
    tags = ("win_amd64", "macosx_11_0_arm64", "manylinux_2_28_x86_64")
    hashes = {index.add("one", "1.0", tag, "two ; sys_platform == 'win32'") for tag in tags}
    index.add("two", "3.0", "any")
    lock = Lock(tmp_path / "new.lock", ("one",))
    assert write(lock, index.options) == 0
    one, two = pins(text := lock.path.read_text())
    assert set(one.hashes) == hashes and (two.name, two.marker) == ("two", "sys_platform == 'win32'")
    assert "127.0.0.1" not in text and "--" not in text.replace("--hash", "")


def test_what_is_pinned_stays_until_it_is_to_be_upgraded(index: Index, tmp_path: Path) -> None:
    index.add("one", "1.0", "any")
    lock = Lock(tmp_path / "new.lock", ("one",))
    assert write(lock, index.options) == 0
    index.add("one", "1.1", "any")
    before = lock.path.read_text()
    assert write(lock, index.options) == 0 and lock.path.read_text() == before
    assert write(lock, [*index.options, "--upgrade"]) == 0
    assert [pin.version for pin in pins(lock.path.read_text())] == ["1.1"]


def test_a_lock_that_cannot_be_made_leaves_the_old_one(
    index: Index, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    index.add("one", "1.0", "any")
    lock = Lock(tmp_path / "new.lock", ("one",))
    assert write(lock, index.options) == 0
    before = lock.path.read_text()
    assert write(Lock(lock.path, ("one", "absent")), index.options) != 0
    assert lock.path.read_text() == before and "absent" in capfd.readouterr().err
