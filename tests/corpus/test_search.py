"""Search finds what a scan finds, in either script; and the command shows it without harm."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from cleaners.chinese.character_forms import converter
from outputs.corpus.search import Hit, cut, search
from outputs.explain import Style
from outputs.formats import FormatError, sqlite
from outputs.formats.terms import FIELDS, fold, terms
from spiders.commands.search import as_json, shown
from tests.conftest import ROOT
from tests.corpus.samples import articles, pieces, records

ARTICLES = articles(1)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "corpus.db"
    sqlite.write(path, ARTICLES)
    return path


def plain(text: str) -> str:
    """One script, width and case, made another way than the search does: the whole text at once."""
    apart = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) not in ("Mn", "Cf"))
    return "".join(map(converter("t2s").convert, unicodedata.normalize("NFC", apart))).casefold()


TEXTS = [{name: plain(text(record)) for name, text in FIELDS.items()} for record in ARTICLES]


def scan(words: str, field: str = "") -> set[str]:
    """The ids of the articles that have each of the words in some field; letters and digits that touch are one word."""
    found = set()
    for record, texts in zip(ARTICLES, TEXTS, strict=True):
        looked = [texts[field]] if field else list(texts.values())
        asked = re.split(r"[\W_]+", plain(words))
        if all(any(_stands(word, text) for text in looked) for word in asked if word):
            found.add(record["id"])
    return found


def _stands(word: str, text: str) -> bool:
    at = text.find(word)
    while at >= 0:
        if not _cuts(text, at) and not _cuts(text, at + len(word)):
            return True
        at = text.find(word, at + 1)
    return False


def _cuts(text: str, at: int) -> bool:
    """Whether a place in a text parts a word that is written with blanks around it."""
    return 0 < at < len(text) and all(c.isalnum() and c < "\u3000" for c in text[at - 1 : at + 1])


def ids(hits: Iterator[Hit]) -> list[str]:
    return [hit.record["id"] for hit in hits]


NAMED = (
    "数字",
    "工会",
    "关于",
    "数",
    "数字 工会",
    "SEO",
    "龘龘",
    "數字化",
    "關於",
    "ｓｅｏ",
    "seo优化",
    "elan",
    "A/B",
    "的",
    "2010seo",
)


@pytest.mark.parametrize("words", NAMED)
@pytest.mark.parametrize("field", ["", "title", "text"])
def test_hits_equal_those_of_a_scan(corpus: Path, words: str, field: str) -> None:
    found = ids(search(corpus, words, field))
    assert len(found) == len(set(found))
    assert set(found) == scan(words, field)


def test_the_words_named_are_there_or_not() -> None:
    """Else the test above would compare nothing with nothing."""
    counts = {words: len(scan(words)) for words in NAMED}
    assert all(counts[words] for words in NAMED if words not in ("龘龘", "2010seo")) and counts["龘龘"] == 0
    assert scan("SEO") != {r["id"] for r, t in zip(ARTICLES, TEXTS, strict=True) if any("seo" in x for x in t.values())}


@pytest.mark.parametrize("seed", range(3))
def test_hits_of_queries_drawn_at_random_equal_those_of_a_scan(corpus: Path, seed: int) -> None:
    """In Simplified and in Traditional alike."""
    rng, some = random.Random(seed), 0
    for words in islice(pieces(ARTICLES, rng), 40):
        if not list(terms(fold(words))):
            continue
        field = rng.choice(("", "", *FIELDS))
        found = set(ids(search(corpus, words, field)))
        assert found == scan(words, field), (words, field)
        some += bool(found)
        if plain(turned := converter("s2t").convert(words)) == plain(words):
            assert set(ids(search(corpus, turned, field))) == found, (turned, field)
    assert some > 10


def test_folding_twice_is_folding_once_and_no_character_is_lost() -> None:
    codes = [*range(0x3000), *range(0x3000, 0xFFFF, 7), *range(0x1F000, 0x20100), *range(0x2F800, 0x2FA20)]
    for char in map(chr, codes):
        once = fold(char)
        assert fold(once) == once, hex(ord(char))
        if char.isalnum() and char not in "\uff9e\uff9f":  # the halves of a kana that voice it
            assert once, hex(ord(char))


def test_a_title_counts_before_a_text_and_then_confidence(tmp_path: Path) -> None:
    [base] = records(3, 1)
    said = {
        "title": "无关",
        "title_en": "",
        "text": "无关",
        "abstract": "",
        "abstract_en": "",
        "journal": "",
        "authors": [],
    }
    said |= {"keywords": [], "keywords_en": [], "quality": base["quality"] | {"confidence": 0.5}}
    rows: list[Any] = [
        base | said | {"id": "text-low", "text": "工会工作"},
        base | said | {"id": "text-high", "text": "工会", "quality": base["quality"] | {"confidence": 0.9}},
        base | said | {"id": "keyword", "keywords": ["工会"]},
        base | said | {"id": "title-low", "title": "工會", "quality": base["quality"] | {"confidence": 0.1}},
        base | said | {"id": "both", "title": "工会", "text": "工会", "quality": base["quality"] | {"confidence": 0.0}},
        base | said | {"id": "none"},
    ]
    sqlite.write(tmp_path / "db", rows)
    order = ["both", "title-low", "keyword", "text-high", "text-low"]
    assert ids(search(tmp_path / "db", "工会")) == order
    assert ids(search(tmp_path / "db", "工会", limit=2)) == order[:2]
    assert ids(search(tmp_path / "db", "工会", "text")) == ["text-high", "text-low", "both"]
    sqlite.write(tmp_path / "db", rows[::-1])
    assert ids(search(tmp_path / "db", "工会")) == order, "the order they were written in does not matter"


@pytest.mark.parametrize("words", ["数字", "工会", "SEO", "数字 工会", "elan", "數"])
def test_marks_are_where_the_words_stand(corpus: Path, words: str) -> None:
    asked = set(plain(words).split())
    for hit in search(corpus, words):
        assert hit.marks and "\n" not in hit.snippet
        for start, end in hit.marks:
            # Places that touch are one mark.
            assert plain(hit.snippet[start:end]).replace(" ", "") and any(
                word in plain(hit.snippet[start:end]) for word in asked
            )
        assert hit.snippet.strip("…") in re.sub(r"\s", " ", FIELDS[hit.field](hit.record))


@pytest.mark.parametrize("text", ["前\u200b数\u200b字后", "ﬁ ㎡ 数字", "e\u0301lan数字", "①②③數字"])
def test_marks_hold_where_folding_changes_lengths(tmp_path: Path, text: str) -> None:
    [base] = records(3, 1)
    sqlite.write(tmp_path / "db", [base | {"title": text, "title_en": ""}])
    [hit] = search(tmp_path / "db", "数字", "title")
    [(start, end)] = hit.marks
    assert fold(hit.snippet[start:end]) == "数字" and len(fold(hit.snippet)) == len(fold(text))


def test_a_snippet_is_cut_around_the_first_place() -> None:
    text = "一" * 100 + "工会" + "二" * 100 + "工会"
    snippet, marks = cut(text, [(100, 102), (202, 204)])
    assert snippet.startswith("…一") and snippet.endswith("二…") and len(snippet) == 72
    assert [snippet[a:b] for a, b in marks] == ["工会"]
    assert cut("", []) == ("", ())


@pytest.mark.parametrize(("words", "field"), [("", ""), ("！？ ", ""), ("工会", "colour"), ("\u200b", "")])
def test_what_cannot_be_searched_for_is_said_before_anything_is_opened(words: str, field: str) -> None:
    with pytest.raises(ValueError, match=r"nothing to search for|no field colour"):
        search(Path("nowhere"), words, field)


@pytest.mark.parametrize(
    "words", ['"', "工会*", 'a" OR "b', "{title}: 工会", "NEAR(工会 数字)", "工会 NOT 数字", "^工会", "\udcff工会"]
)
def test_nothing_in_the_words_is_taken_for_syntax(corpus: Path, words: str) -> None:
    if list(terms(fold(words))):
        assert set(ids(search(corpus, words))) == scan(words.replace("\udcff", " "))


def run(data: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", "search", *args, "-s", f"DATA={data}"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False, env=os.environ | env,
    )  # fmt: skip


#: What a page may hold that commands a terminal, or turns what it shows around.
HARMFUL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
NASTY = ARTICLES[0] | {
    "id": "nasty",
    "url": "http://a/\x1b]0;x\x07",
    "title": "工会\x1b[31m\u202e\x9b2J\u2028",
    "text": "正文\x07工會",
    "journal": "\u2066刊",
}


def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    sqlite.write(tmp_path / "corpus" / "corpus.db", [NASTY, ARTICLES[1] | {"title": "别的", "text": "工會"}])
    done = run(tmp_path, "工会", COLUMNS="80")
    assert done.returncode == 0 and "2 hits" in done.stderr, done.stderr
    assert "[工会]<1B>[31m<202E><9B>2J" in done.stdout and "[工會]" in done.stdout
    assert not HARMFUL.search(done.stdout)


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("field", ["title", "text"])
def test_nothing_of_a_page_commands_the_terminal(tmp_path: Path, field: str, colour: bool) -> None:
    """Neither shown nor as JSON, which says the same as the record all the same."""
    sqlite.write(tmp_path / "db", [NASTY])
    [hit] = search(tmp_path / "db", "工会", field)
    lines = shown(hit, Style(80, colour))
    ours = re.sub("\x1b\\[[0-9;]*m", "", lines)
    assert (lines != ours) is colour and ("\x1b[1;33m工" in lines) is colour
    assert not HARMFUL.search(ours) and "<1B>" in ours and "<2066>" in ours
    line = as_json(hit)
    assert not HARMFUL.search(line) and len(line.splitlines()) == 1
    told = json.loads(line)
    assert {name: told[name] for name in ("id", "url", "title")} == {
        name: NASTY[name] for name in ("id", "url", "title")
    }
    assert [told["snippet"][a:b] for a, b in told["marks"]] == ["工会" if field == "title" else "工會"]


def test_a_hit_that_says_little_is_shown(tmp_path: Path) -> None:
    sqlite.write(tmp_path / "db", [{"id": "url:1", "url": "http://a.example/", "text": "工会"}])
    [hit] = search(tmp_path / "db", "工会")
    assert shown(hit, Style()) == "(no title)\n  http://a.example/\n  [工会]"
    assert json.loads(as_json(hit))["verdict"] == ""


@pytest.mark.slow
def test_the_exit_codes_of_the_command(tmp_path: Path) -> None:
    assert (done := run(tmp_path, "工会")).returncode == 2 and "There is no corpus" in done.stderr
    (tmp_path / "corpus").mkdir()
    sqlite.write(tmp_path / "corpus" / "corpus.db", ARTICLES)
    assert run(tmp_path, "龘龘").returncode == 1
    for wrong in (["！"], ["工会", "--limit", "-1"], ["--bogus", "工会"]):
        done = run(tmp_path, *wrong)
        assert done.returncode == 2 and "Traceback" not in done.stderr and not done.stdout, done.stderr
    titled = [json.loads(line) for line in run(tmp_path, "数字", "--field", "title", "--json").stdout.splitlines()]
    assert {hit["id"] for hit in titled} == scan("数字", "title") and {hit["field"] for hit in titled} == {"title"}
    assert len(run(tmp_path, "的", "--limit", "3", "--json").stdout.splitlines()) == 3
    assert len(run(tmp_path, "的", "--limit", "0", "--json").stdout.splitlines()) == len(scan("的"))
    (tmp_path / "corpus" / "corpus.db").write_bytes(b"torn")
    done = run(tmp_path, "工会")
    assert done.returncode == 2 and "Traceback" not in done.stderr and "corpus.db" in done.stderr


def test_another_file_is_no_corpus(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x" * 200)
    with pytest.raises(FormatError, match="not a database"):
        list(search(tmp_path / "x", "工会"))
    with pytest.raises(FileNotFoundError):
        list(search(tmp_path / "y", "工会"))
