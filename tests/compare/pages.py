"""The pages that both sides clean: made or read once, then handed over as files."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, takewhile
from pathlib import Path

from cleaners import Page
from tests.golden.case import cases
from tests.mirror import PORTS, Mirror, default_mirrors
from tests.mirror.pages import DEVICES

#: Folders of real pages beside the checkout, see the README there.
SHARED_FOLDERS = ("articles", "journals", "hijacked", "clean", "doorways", "shear", "seed", "cases")
OWN = "pages"
FOLDERS = ("mirror", "golden", *SHARED_FOLDERS, OWN)


@dataclass(frozen=True, slots=True)
class Sample:
    """A page to be cleaned. folder: what it is counted under. name: what a report calls it, the folder included."""

    folder: str
    name: str
    page: Page


def mirror() -> Iterator[Sample]:
    """Every page of the demo's mirrors, at the addresses and with the headers it has in the demo."""
    for content, port in zip(default_mirrors(), PORTS, strict=True):
        for path in paths(content):
            resource = content.resource(path)
            assert resource is not None
            page = Page(f"http://127.0.0.1:{port}{path}", resource.body, resource.content_type)
            yield Sample("mirror", f"mirror/{content.style.name}{path}", page)


def paths(content: Mirror) -> Iterator[str]:
    """Where each page of a mirror stands: articles, their mobile twins, the home page and the lists."""
    yield from (content.path(id, device) for id in content.ids for device in DEVICES)
    yield "/"
    lists = (f"/list/{number}.html" for number in count(1))
    yield from takewhile(lambda path: content.resource(path) is not None, lists)


def golden() -> Iterator[Sample]:
    """Every golden case."""
    return (Sample("golden", f"golden/{case.name}", case.page) for case in cases())


def real(root: Path) -> Iterator[Sample]:
    """Every page below a folder of real ones, and the fragments that tables in it hold: pages without markup.

    A page's address is told by ``NAME.json`` beside ``NAME.html.gz`` or by a table's row, else it is made of the name.
    """
    addresses, fragments = dict[str, str](), list[Sample]()
    for table in sorted(root.glob("*.jsonl")):
        for number, line in enumerate(table.read_text("utf-8").splitlines(), 1):
            row = json.loads(line)
            addresses[row.get("file", "")] = row.get("url", "")
            if fragment := row.get("damaged") or row.get("repair"):
                name = f"{root.name}/{table.name}:{number}"
                fragments.append(Sample(root.name, name, Page(f"https://compare.example/{name}", fragment.encode())))
    for path in html_files(root):
        name = f"{root.name}/{path.relative_to(root).as_posix()}"
        beside = path.with_name(path.name.removesuffix(".gz").removesuffix(".html") + ".json")
        told = json.loads(beside.read_text("utf-8")).get("url") if beside.exists() else addresses.get(path.name)
        yield Sample(root.name, name, Page(told or f"https://compare.example/{name}", body(path)))
    yield from fragments


def own(path: Path) -> Iterator[Sample]:
    """A page of one's own, or every page below a folder of them, each at the address of its file."""
    for file in html_files(path):
        name = f"{OWN}/{file.relative_to(path.parent).as_posix()}"
        yield Sample(OWN, name, Page(file.resolve().as_uri(), body(file)))


def html_files(path: Path) -> list[Path]:
    """The pages below a folder, in order; a file is taken for a page whatever its name."""
    ends = (".html", ".htm", ".shtml", ".html.gz", ".txt")
    return [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.name.endswith(ends))


def body(path: Path) -> bytes:
    """A page's bytes, unpacked."""
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def gather(folders: Iterable[str], shared: Path, given: Sequence[Path]) -> tuple[list[Sample], list[str]]:
    """All pages of these folders, and the folders that are absent. given: where one's own are."""
    samples, absent = list[Sample](), list[str]()
    for folder in folders:
        if folder == "mirror":
            samples += mirror()
        elif folder == "golden":
            samples += golden()
        elif folder == OWN:
            samples += (sample for path in given for sample in own(path))
        elif (shared / folder).is_dir():
            samples += real(shared / folder)
        else:
            absent.append(folder)
    return samples, absent


def write(samples: Iterable[Sample], folder: Path) -> Path:
    """The pages as files, a file a page and ``index.json`` with all else; the folder, which is new."""
    folder.mkdir()
    index = []
    for number, sample in enumerate(samples):
        page, file = sample.page, f"{number}.html"
        (folder / file).write_bytes(page.body)
        fetched = page.fetched.isoformat() if page.fetched else ""
        index.append({"url": page.url, "file": file, "content_type": page.content_type, "fetched": fetched})
    (folder / "index.json").write_text(json.dumps(index), "utf-8")
    return folder
