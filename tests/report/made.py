"""A data folder made for a report: records beside an archive that holds their pages, and the state that knows where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from cleaners import Page, clean
from outputs import jsonl
from outputs.archive.digest import payload_digest
from outputs.archive.writer import Archive, Response
from outputs.record import to_record
from outputs.record_types import Record
from outputs.state import answers, files, urls
from outputs.state.database import State
from outputs.state.fetched import Archived, Fetched, Link
from tests.mirror.site import STYLES, Mirror
from tests.mirror.truth import load_all
from tests.report.payloads import PAYLOADS

START = datetime(2026, 3, 1, tzinfo=UTC)
RUN = "20260301T000000000Z"


class Kept(NamedTuple):
    """A record and the page it was made of, for a site."""

    site: str
    page: Page
    record: Record


def mirrored(articles: int, styles: int = len(STYLES)) -> Iterator[Kept]:
    """Articles as mirrors serve them, each damaged and full of junk in its own way, and their records."""
    for style in STYLES[:styles]:
        mirror = Mirror(load_all()[:articles], style)
        for path in mirror.paths:
            resource = mirror.resource(path)
            assert resource
            page = Page(f"http://{style.name}.example{path}", resource.body, resource.content_type, START)
            yield Kept(style.name, page, to_record(clean(page), page))


def repeated(kept: list[Kept], times: int) -> Iterator[Kept]:
    """The same so many times, each under an address, with an id, a title and a confidence of its own."""
    for n in range(times):
        site, page, record = kept[n % len(kept)]
        url = f"{page.url}?n={n}"
        title, quality = f"{record['title']} {n}", {**record["quality"], "confidence": n * 37 % 100 / 100}
        changed = {**record, "url": url, "id": f"url:{n}", "title": title, "quality": quality}
        yield Kept(site, replace(page, url=url), changed)  # type: ignore[arg-type]


def hostile(site: str = "a") -> Iterator[Kept]:
    """A page for each payload, which stands in its texts, attributes, references and address; and a record in whose
    every text it stands, whatever a cleaner would have made of it."""
    for n, payload in enumerate(PAYLOADS):
        body = (
            f"<title>{payload}</title><meta name='description' content='{payload}'><h1>{payload}标题</h1>"
            f"<p title='{payload}' class=\"{payload}\">{payload}正文第一段，说的是分词。</p>"
            f"<h2>参考文献</h2><p>[1] {payload}. 浅说分词[J]. 学报, 2020(1): 1-2.</p>"
        )
        sign = "".join(payload.split()).encode("ascii", "replace").decode()
        url = f"http://a.example/{n}?<b>'$(touch x){''.join(filter(str.isprintable, sign))}"
        page = Page(url, body.encode("utf-8", "replace"), "text/html; charset=utf-8", START)
        record = to_record(clean(page), page)
        texts = dict.fromkeys(("title", "journal", "doi", "abstract", "text", "pdf_url"), payload)
        changed = {
            **record, **texts, "id": f"{payload}{n}", "keywords": [payload],
            "references": [{**each, "raw": payload} for each in record["references"]],
            "removed": [*record["removed"], {"step": payload, "reason": payload, "text": payload, "where": payload}],
            "repairs": [
                *record["repairs"], {"kind": payload, "before": payload, "after": payload, "sure": 0.5, "where": n},
            ],
            "verdict": {"kind": payload, "reasons": [payload]},
        }  # fmt: skip
        yield Kept(site, page, changed)  # type: ignore[arg-type]


def write(data: Path, kept: Iterable[Kept]) -> None:
    """A data folder with these records, those of a site together."""
    state = State(data / "state" / "state.db")
    with state.transaction() as db:
        db.execute("INSERT INTO runs (id, started, finished, exit) VALUES (?, 1, 2, 0)", (RUN,))
        for site, each in groupby(kept, key=lambda one: one.site):
            db.execute("INSERT INTO sites (name) VALUES (?)", (site,))
            archive = Archive(data / site / "archive", f"{site}-{RUN}", max_bytes=32 << 20)
            sizes = dict[str, int]()
            archive._next()
            with (data / site / f"records-{RUN}-00000.jsonl").open("wb") as out:
                for n, (_, page, record) in enumerate(each):
                    when = START + timedelta(seconds=n)
                    url, host = page.url, urlsplit(page.url).netloc
                    urls.add_links(db, site, 0, [Link(url, "article", host)], 0.0)
                    digest = payload_digest(page.body)
                    headers = (("Content-Type", page.content_type),)
                    path, offset = archive.write(Response(url, 200, headers, page.body, when, digest))
                    name = path.relative_to(data).as_posix()
                    sizes[name] = archive.size
                    got = Fetched(site, 1, url, "article", "page", when, final=url, status=200)
                    answers.settle(db, RUN, Archived(got, "page", digest, name, offset))
                    crawled = {"site": site, "run": RUN, "version": 1, "archive": name}
                    out.write(jsonl.line({**record, **crawled, "fetched": f"{when:%Y-%m-%dT%H:%M:%SZ}"}))
            archive.close()
            for name, size in sizes.items():
                files.note_archive(db, files.ArchiveFile(name, site, RUN, size))
    state.close()
