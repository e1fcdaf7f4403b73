"""Which copies are one article: by known truth, and by ways that must lead to the same clusters."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from rensa import RMinHash

from cleaners.chinese.character_forms import converter
from outputs.corpus.copies import Copy, copies
from outputs.corpus.duplicates import Counts, Duplicates, DuplicatesError, Key, index, tables
from outputs.corpus.duplicates.clusters import Unions, clustered
from outputs.corpus.duplicates.likeness import likeness
from outputs.corpus.duplicates.signature import Signature, buckets, folded, signatures
from outputs.corpus.duplicates.tables import Pair
from tests.conftest import ROOT
from tests.corpus import scale
from tests.corpus.scale import Made, score

Clusters = list[tuple[Key, ...]]


def clusters(path: Path, found: Iterable[Copy]) -> Clusters:
    """The clusters of copies, with tables that hold nothing else afterwards."""
    with Duplicates(path) as duplicates:
        duplicates.update(found)
        return list(duplicates.clusters())


def copy(url: str, title: str, text: str, identity: str = "", site: str = "a") -> Copy:
    record = scale._blank() | {"id": identity or f"url:{url}", "url": url, "title": title, "text": text}
    return Copy(site, record)  # type: ignore[arg-type]


def of(sample: Iterable[Made]) -> list[Copy]:
    return [each.copy for each in sample]


def truth(sample: Iterable[Made]) -> dict[tuple[str, str], int]:
    return {(each.copy.site, each.copy.record["url"]): each.work for each in sample}


@pytest.fixture(scope="module")
def one_language() -> scale.Language:
    return scale.Language(11)


@pytest.fixture
def language(one_language: scale.Language) -> scale.Language:
    """The same in every test, whichever ran before."""
    one_language.rng.seed(11)
    return one_language


def texts(language: scale.Language, *sizes: int) -> list[str]:
    """Texts that have nothing to do with each other."""
    return ["\n\n".join(language.paragraphs(language.topics[n], size)) for n, size in enumerate(sizes)]


def together(tmp_path: Path, *found: Copy) -> list[list[str]]:
    """The clusters as lists of addresses, in whatever order the copies come."""
    one = clusters(tmp_path / "one.db", found)
    assert one == clusters(tmp_path / "other.db", reversed(found))
    return [[key.url for key in cluster] for cluster in one]


# Known truth


def test_a_thousand_records(tmp_path: Path, sample: list[Made]) -> None:
    found = clusters(tmp_path / "d.db", of(sample))
    assert sorted(key for cluster in found for key in cluster) == sorted(truth(sample))
    assert found == sorted(tuple(sorted(cluster)) for cluster in found)
    result = score(found, truth(sample))
    assert result.recall >= 0.96 and result.precision >= 0.99, result  # few pairs: 10 000 are measured below


@pytest.mark.slow
def test_ten_thousand_records(tmp_path: Path) -> None:
    sample = list(scale.made(10_000))
    result = score(clusters(tmp_path / "d.db", of(sample)), truth(sample))
    assert result.recall >= 0.97 and result.precision >= 0.995, result


@pytest.mark.parametrize("script", ["s2t", "t2s"])
def test_the_script_does_not_matter(tmp_path: Path, language: scale.Language, script: str) -> None:
    text, other = texts(language, 400, 400)
    title = language.title(language.topics[0])
    convert = converter(script).convert
    found = together(
        tmp_path, copy("1", title, text), copy("2", convert(title), convert(text)), copy("3", convert(title), other)
    )
    assert found == [["1", "2"], ["3"]]


def test_parts_stay_apart_and_each_finds_its_copy(tmp_path: Path, language: scale.Language) -> None:
    stem, (first, one, two) = language.title(language.topics[0]), texts(language, 60, 500, 500)
    damaged = language.damaged(one)
    found = together(
        tmp_path,
        copy("1", stem + "（上）", first + one),
        copy("2", stem + "（下）", first + two),
        copy("3", stem + "（上）_某某网", first + damaged),
        copy("4", stem, one[:60] + two[:60] + first),
    )
    assert found == [["1", "3"], ["2"], ["4"]]


def test_a_statute_its_articles_and_a_volume_stay_apart(tmp_path: Path, language: scale.Language) -> None:
    statute, one, two = texts(language, 500, 500, 500)
    titles = [language.title(topic) for topic in language.topics[:4]]
    found = together(
        tmp_path,
        copy("law", titles[0], statute),
        copy("1", titles[1], one + statute),
        copy("2", titles[2], statute + two),
        copy("3", titles[3], one + two),
    )
    assert found == [["1"], ["2"], ["3"], ["law"]]


@pytest.mark.parametrize(
    ("titles", "one_id", "expected"),
    [
        (("论甲乙丙丁之事", "全书的题目在此", "论戊己庚辛之事"), (), [{1, 2}, {3}]),
        (("论甲乙丙丁之事", "论甲乙丙丁之事", "论甲乙丙丁之事"), (), [{1, 2, 3}]),
        (("论甲乙丙丁之事", "全书的题目在此", "论戊己庚辛之事"), (1, 3), [{1, 2, 3}]),
        (("论甲乙丙丁之事", "全书的题目在此", "论戊己庚辛之事"), (2, 3), [{1, 2, 3}]),
    ],
)
def test_a_chain_ends_where_two_have_nothing_in_common(
    language: scale.Language, titles: tuple[str, str, str], one_id: tuple[int, ...], expected: list[set[int]]
) -> None:
    """A volume is like each of two articles, and makes them one only if their title or id does. Id 2 and 3: a volume
    and its second article are one by their id, and the first one is like one of them, which is enough."""
    one, two = texts(language, 400, 400)
    found = dict(zip((1, 2, 3), signatures(zip(titles, (one, one + two, two), strict=True)), strict=True))
    names = {n: signature.name for n, signature in found.items()}
    pairs = [Pair(1, 2, 70), Pair(2, 3, 60)]
    for given in (pairs, pairs[::-1]):
        same = Unions()
        if one_id:
            same.join(*one_id)
        clustered(given, same, names, found.__getitem__)
        sets: dict[int, set[int]] = {}
        for n in found:
            sets.setdefault(same.of(n), set()).add(n)
        assert list(sets.values()) == expected


def test_boilerplate_and_a_title_that_many_have_join_nothing(tmp_path: Path, language: scale.Language) -> None:
    own, boilerplate = texts(language, 150, 150, 150), language.sentence(language.topics[9], 40)
    found = [copy(str(n), "卷首语", text + "\n\n" + boilerplate) for n, text in enumerate(own)]
    assert together(tmp_path, *found, copy("9", "卷首语", language.damaged(own[0]))) == [["0", "9"], ["1"], ["2"]]


def test_the_same_id_is_the_same_article_and_no_text_is_none(tmp_path: Path, language: scale.Language) -> None:
    one, two = texts(language, 300, 300)
    found = [
        copy("1", "", one, "doi:10.5555/1"),
        copy("2", "别的题目和别的文章", two, "doi:10.5555/1"),
        copy("3", "没有正文的一篇文章", ""),
        copy("4", "没有正文的一篇文章", ""),
        copy("5", "", "上一篇：下一篇：暂无内容"),
        copy("6", "", "上一篇：下一篇：暂无内容"),
    ]
    assert together(tmp_path, *found) == [["1", "2"], ["3"], ["4"], ["5"], ["6"]]


def test_copies_that_do_not_differ_are_one_text_however_many_there_are(
    tmp_path: Path, language: scale.Language
) -> None:
    (text,) = texts(language, 300)
    title = language.title(language.topics[0])
    found = [copy(str(n), title, text) for n in range(index.FULL * 2)]
    assert len(together(tmp_path, *found)) == 1


def test_the_estimate_is_near_the_truth(language: scale.Language) -> None:
    whole, other = texts(language, 1000, 1000)
    for share in (0.2, 0.5, 0.8, 1.0):
        cut = int(len(whole) * share)
        one, two = folded(whole), folded(whole[:cut] + other[: int(len(other) * (1 - share))])
        sets = [{text[i : i + 5] for i in range(len(text) - 4)} for text in (one, two)]
        both = len(sets[0] & sets[1])
        found = likeness(*signatures([("", one), ("", two)]))
        assert abs(found.jaccard - both / len(sets[0] | sets[1])) < 0.15
        assert abs(found.contained - both / min(map(len, sets))) < 0.2


# Two ways to the same clusters


def test_no_order_of_arrival_matters(tmp_path: Path, sample: list[Made], monkeypatch: pytest.MonkeyPatch) -> None:
    some = of(sample)[:100]
    expected = clusters(tmp_path / "a.db", some)
    assert any(len(cluster) > 1 for cluster in expected)
    monkeypatch.setattr(index, "_BATCH", 17)
    assert clusters(tmp_path / "b.db", reversed(some)) == expected
    random.Random(1).shuffle(some)
    with Duplicates(tmp_path / "c.db") as duplicates:
        for start in range(0, 100, 3):
            duplicates.add(some[start : start + 3])
        assert list(duplicates.clusters()) == expected


@pytest.mark.parametrize("full", [2, index.FULL])
def test_step_by_step_and_from_the_beginning(
    tmp_path: Path, sample: list[Made], monkeypatch: pytest.MonkeyPatch, full: int
) -> None:
    """Copies come, change and go, drawn at random; also where buckets fill up and are opened again."""
    monkeypatch.setattr(index, "FULL", full)
    rng = random.Random(full)
    there = {Key(each.site, each.record["url"]): each for each in of(sample)[:150]}
    left = of(sample)[150:300]
    with Duplicates(tmp_path / "d.db") as duplicates:
        duplicates.update(there.values())
        for step in range(3):
            for key in rng.sample(sorted(there), 30):
                del there[key]
            for key in rng.sample(sorted(there), 15):
                other = rng.choice(list(there.values())).record
                there[key] = Copy(key.site, there[key].record | {"title": other["title"], "text": other["text"]})  # type: ignore[arg-type]
            for new in left[step * 30 : (step + 1) * 30]:
                there[Key(new.site, new.record["url"])] = new
            counts = duplicates.update(there.values())
            assert counts.gone == 30 and counts.signed <= 45
            assert list(duplicates.clusters()) == clusters(tmp_path / f"{step}.db", there.values())


def test_full_buckets_do_fill_up(tmp_path: Path, sample: list[Made], monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the test above would say nothing of them."""
    expected = clusters(tmp_path / "a.db", of(sample)[:300])
    monkeypatch.setattr(index, "FULL", 2)
    assert clusters(tmp_path / "b.db", of(sample)[:300]) != expected


def test_what_did_not_change_is_not_signed_again(
    tmp_path: Path, sample: list[Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    some = of(sample)[:60]
    expected = clusters(tmp_path / "d.db", some)
    monkeypatch.setattr(index, "signatures", lambda texts: pytest.fail(f"signed: {texts}"))
    with Duplicates(tmp_path / "d.db") as duplicates:
        assert duplicates.update(some) == Counts(signed=0, kept=60, gone=0)
        assert list(duplicates.clusters()) == expected
        # Another id of the same text is no other text.
        first, second = some[0], some[1]
        renamed = Copy(first.site, first.record | {"id": second.record["id"]})  # type: ignore[arg-type]
        duplicates.add([renamed])
        assert len(list(duplicates.clusters())) == len(expected) - 1


def test_more_copies_need_no_record_files(tmp_path: Path) -> None:
    scale.write(tmp_path, 120)
    everything = list(copies(tmp_path / "data"))
    expected = clusters(tmp_path / "a.db", everything)
    clusters(tmp_path / "d.db", everything[:100])
    for path in (tmp_path / "data").rglob("*.jsonl"):
        path.write_bytes(b"unreadable")
    with Duplicates(tmp_path / "d.db") as duplicates:
        assert duplicates.add(everything[100:]).signed == 20
        assert list(duplicates.clusters()) == expected


def test_copies_that_cannot_be_read_take_nothing_out(tmp_path: Path, sample: list[Made]) -> None:
    some = of(sample)[:40]

    def torn() -> Iterable[Copy]:
        yield from some[:5]
        raise ValueError("torn")

    expected = clusters(tmp_path / "d.db", some)
    with Duplicates(tmp_path / "d.db") as duplicates:
        with pytest.raises(ValueError, match="torn"):
            duplicates.update(torn())
        assert list(duplicates.clusters()) == expected


# Faults

_KILLED = """
import os, signal, sys
from pathlib import Path
from outputs.corpus.copies import copies
from outputs.corpus.duplicates import Duplicates, index, tables
index._BATCH, calls = 50, 0
def dying(name):
    sound = getattr(tables.Tables, name)
    def call(*args):
        global calls
        calls += 1
        if calls == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
        return sound(*args)
    return call
for name in sys.argv[4:]:
    setattr(tables.Tables, name, dying(name))
with Duplicates(Path(sys.argv[1])) as duplicates:
    duplicates.update(copies(Path(sys.argv[2])))
"""


@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("70", "put_pairs"),
        pytest.param("1", "put_copies", marks=pytest.mark.slow),
        pytest.param("2", "put_in_buckets", marks=pytest.mark.slow),
        pytest.param("2", "drop_texts", marks=pytest.mark.slow),
        pytest.param("1", "_prepare", marks=pytest.mark.slow),
    ],
)
def test_killed_amid_an_update(tmp_path: Path, call: str, name: str) -> None:
    scale.write(tmp_path, 150)
    expected = clusters(tmp_path / "a.db", copies(tmp_path / "data"))
    arguments = [sys.executable, "-c", _KILLED, str(tmp_path / "d.db"), str(tmp_path / "data"), call, name]
    killed = subprocess.run(arguments, cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    with Duplicates(tmp_path / "d.db") as duplicates:
        counts = duplicates.update(copies(tmp_path / "data"))
        assert counts.kept + counts.signed == 150
        assert (counts.kept > 0) == (int(call) > 1)
        assert list(duplicates.clusters()) == expected


def test_signatures_are_what_tables_on_disk_hold() -> None:
    """Else PARAMETERS must change, as they do with rensa's own version."""
    assert f"rensa {RMinHash.ALGORITHM_VERSION}," in tables.PARAMETERS
    text = "".join(chr(0x4E00 + n * n % 20011) for n in range(500))
    (found,) = signatures([("关于图书馆的若干问题", text)])
    assert (found.size, found.values[:8].hex()) == (496, "50aace7806a09c19")
    assert (buckets(found)[0], buckets(found)[-1]) == (-4611170062791429850, 6396410081634562604)


def test_other_parameters_make_the_tables_anew(
    tmp_path: Path, sample: list[Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    some = of(sample)[:60]
    expected = clusters(tmp_path / "d.db", some)
    with Duplicates(tmp_path / "d.db") as duplicates:
        assert not duplicates.emptied
    monkeypatch.setattr(tables, "PARAMETERS", "rensa 3")
    with Duplicates(tmp_path / "d.db") as duplicates:
        assert duplicates.emptied and list(duplicates.clusters()) == []
        assert duplicates.update(some).signed == 60
        assert list(duplicates.clusters()) == expected


def test_a_file_that_is_damaged_or_not_ours_is_named_and_kept(tmp_path: Path) -> None:
    (tmp_path / "torn.db").write_bytes(b"SQLite format 3\x00" + bytes(range(256)) * 40)
    with pytest.raises(DuplicatesError, match=r"torn\.db: it is damaged: delete it"):
        Duplicates(tmp_path / "torn.db")
    db = sqlite3.connect(tmp_path / "other.db")
    db.execute("CREATE TABLE diary (day)")
    db.close()
    before = (tmp_path / "other.db").read_bytes()
    with pytest.raises(DuplicatesError, match=r"other\.db is no file of duplicates"):
        Duplicates(tmp_path / "other.db")
    assert (tmp_path / "other.db").read_bytes() == before


def test_damage_that_is_met_later_is_told_as_well(tmp_path: Path, sample: list[Made]) -> None:
    clusters(tmp_path / "d.db", of(sample)[:100])
    content = bytearray((tmp_path / "d.db").read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    (tmp_path / "d.db").write_bytes(content)
    with Duplicates(tmp_path / "d.db") as duplicates:
        for use in (
            lambda: duplicates.add(of(sample)),
            lambda: duplicates.update(of(sample)),
            lambda: list(duplicates.clusters()),
            lambda: duplicates.forget([Key(sample[0].copy.site, sample[0].copy.record["url"])]),
        ):
            with pytest.raises(DuplicatesError, match=r"d\.db: it is damaged: delete it"):
                use()


def test_two_writers_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_WAIT", 0.01)
    told = pytest.raises(DuplicatesError, match="another process writes it")
    with Duplicates(tmp_path / "d.db") as one, one._tables.transaction(), told:
        Duplicates(tmp_path / "d.db")


# What is forgotten


def holds(folder: Path, marks: Iterable[bytes]) -> list[bytes]:
    """Those of the marks that are in some file of the folder."""
    everything = b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return [mark for mark in marks if mark in everything]


def marks(one: Copy) -> list[bytes]:
    (signed,) = signatures([(one.record["title"], one.record["text"])])
    assert isinstance(signed, Signature)
    return [one.record["url"].encode(), one.record["id"].encode(), signed.title.encode(), signed.values, signed.name]


@pytest.mark.parametrize("how", ["forget", "update"])
def test_not_a_byte_of_what_is_forgotten_stays(
    tmp_path: Path, sample: list[Made], language: scale.Language, how: str
) -> None:
    some = of(sample)[:120]
    (text,) = texts(language, 500)
    goes = copy("http://gone.example/marker", "一个没有别人用过的题目", text, "doi:10.5555/gone")
    key = Key(goes.site, "http://gone.example/marker")
    path = tmp_path / "files" / "d.db"
    expected = clusters(tmp_path / "a.db", some)
    clusters(path, [*some, goes])
    assert holds(path.parent, marks(goes)) == marks(goes)
    with Duplicates(path) as duplicates:
        if how == "forget":
            assert duplicates.forget([key, Key("a", "http://never.example/")]) == 1
        else:
            assert duplicates.update(some).gone == 1
        assert list(duplicates.clusters()) == expected
    assert holds(path.parent, marks(goes)) == []
    assert holds(path.parent, marks(some[3])) == marks(some[3])


def test_a_text_that_another_copy_has_stays_with_it(tmp_path: Path, language: scale.Language) -> None:
    (text,) = texts(language, 300)
    one, other, third = (copy(url, "同一个题目的文章", text) for url in ("u1", "u2", "u3"))
    with Duplicates(tmp_path / "d.db") as duplicates:
        duplicates.update([one, other])
        assert duplicates.forget([Key("a", "u1")]) == 1
        duplicates.add([third])
        assert list(duplicates.clusters()) == [(Key("a", "u2"), Key("a", "u3"))]
        assert duplicates.forget([Key("a", "u2"), Key("a", "u3")]) == 2
        assert list(duplicates.clusters()) == []
