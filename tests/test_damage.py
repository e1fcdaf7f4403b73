"""The mirror's damage is the process that the real fragments show: every documented fragment comes out of it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tests.mirror.damage import Table, damage, decode, encode, insert, make_table, raw_gbk, rebreak, to_kit

QU, GOU, GUAN, FA = ("驅", "(qū)"), ("構", "(gòu)"), ("關", "(guān)"), ("發", "(fā)")


def run(text: str, *entries: tuple[str, str], breaks: float = 0.0, **options: object) -> str:
    return damage(text, Table(entries), random.Random(0), breaks=breaks, **options)  # type: ignore[arg-type]


SHEARS = [
    ("實打實做好新形勢下群眾工作</h1>", "實打?qū)嵶龊眯滦蝿菹氯罕姽ぷ?/h1>", (QU,), {}),
    (
        "實打實做好新形勢下群眾工作，首先要求我們工會",
        "實打?qū)嵶龊眯滦蝿菹氯罕姽ぷ鳎\ue0e5紫纫\ue026笪覀児",
        (QU,),
        {},
    ),
    (
        "實打實做好新形勢下群眾工作的前提。隨著",
        "實打?qū)嵶龊眯滦蝿菹氯罕姽ぷ鞯那疤帷kS著",
        (QU,),
        {"narrow": True},
    ),
    (
        "打實做好新形勢下群眾工作，對構建",
        "打?qū)嵶龊眯滦蝿菹氯罕姽ぷ?,對?gòu)建",
        (QU, GOU),
        {"breaks": 1.0, "narrow": True},
    ),
    ("運輸的安全性對社會的發展", "運輸?shù)陌踩詫ι鐣陌l(fā)展", (("數", "(shù)"), FA), {"pua": "drop"}),
    ("變為“長久不變", "變?yōu)椤伴L久不變", (("優", "(yōu)"),), {"pua": "drop"}),
    ("申請號為201210413969.2", "申請?zhí)枮?01210413969.2", (("執", "(zhí)"),), {}),
    ("程序審理，賠償", "程序?qū)徖恚r償", (QU,), {"pua": "drop"}),
    ("能夠對相關工作", "能夠?qū)ο嚓P工作", (QU,), {"pua": "drop"}),
    ("局數據", "局?jǐn)?shù)據", (("數", "(shù)"), ("謹", "(jǐn)")), {}),
]
BREAKS = [
    ("學生。可在", "學生??稍"),
    ("影響。現如今", "影響?,F如今"),
    ("應用。基于此，", "應用?;诖"),
    ("提高專科疼痛", "提高??铺弁"),
    ("規模總量由2000年", "規??偭坑?000年"),
    ("影響[2]。《傷寒論》成書", "影響[2]?!秱摗烦蓵"),
    ("代謝疾病；10.7%", "代謝疾??;10.7%"),
    ("29個省（市、自治", "29個?。ㄊ?、自治"),
]


@pytest.mark.parametrize(("text", "seen", "entries", "options"), SHEARS)
def test_the_documented_shears(text: str, seen: str, entries: tuple[tuple[str, str], ...], options: dict) -> None:
    assert run(text, *entries, **options).startswith(seen)


@pytest.mark.parametrize(("text", "seen"), BREAKS)
def test_the_documented_breaks(text: str, seen: str) -> None:
    assert seen in run(text, breaks=1.0, narrow=True, pua="drop")


def test_after_a_latin_letter() -> None:
    assert decode(insert(b"\xb0\xb0life", Table((FA,)))) == "鞍l(fā)ife"


def test_lost_bytes() -> None:
    assert decode(b"\xf7\x0a") == "\n"
    assert decode(b"\xf7 x") == " x"
    assert decode(b"\xf7<br>") == "?br>"
    assert decode(b"\xf7<br>", lost="silent") == "<br>"
    assert decode(b"\x80") == "€"
    assert decode(b"\xaa\xa1") == "\ue000"
    assert decode(b"\xf8\xa1") == "\ue234"
    assert decode(b"\xa1\x40\xa7\xa0") == "\ue4c6\ue765"
    assert decode(b"\xfe\x51") == "?"


def test_the_zones_go_both_ways() -> None:
    zone = "".join(map(chr, range(0xE000, 0xE766)))
    assert decode(encode(zone)) == zone


def test_no_table_and_no_breaks_change_nothing() -> None:
    text = "<h1>關系</h1>\n<p>工作，對構建。100%</p>"
    assert run(text) == text
    assert raw_gbk(text, Table()).decode("gbk") == text


def test_an_aligned_break_leaves_no_trace() -> None:
    assert run("工作，對。", breaks=1.0) == "工作，對。"


def test_the_kit_converts_one_to_one() -> None:
    text = "众关会并里后于系干面台着随发"
    assert to_kit(text) == "眾關會并里后于系干面台著隨發"
    assert len(to_kit(text)) == len(text)


@pytest.mark.parametrize("size", [0, 1, 6, 33, 140])
@pytest.mark.parametrize("style", ["toned", "toneless", "space", "mixed"])
def test_tables_are_seeded_and_of_the_size_asked_for(size: int, style: str) -> None:
    table = make_table(random.Random(7), size, style)  # type: ignore[arg-type]
    assert len(table) == size == len({char for char, _ in table.entries})
    assert table == make_table(random.Random(7), size, style)  # type: ignore[arg-type]


def test_which_occurrences_break_is_seeded() -> None:
    body = ("工作。現在" * 40).encode("gbk")
    seen = {rebreak(body, random.Random(seed), 0.5) for seed in range(3)}
    assert len(seen) == 3


def test_the_real_fragments(shared: Path) -> None:
    """Each real fragment comes out of the process again, given the table that its own insertions name."""
    lines = (shared / "shear/examples.jsonl").read_text("utf-8").splitlines()
    cases = {case["damaged"]: case["restored"] for case in map(json.loads, lines)}
    tables = [(QU, GOU), (GUAN, QU, ("經", "(jīng)"), FA), (("執", "(zhí)"), ("請", "(qǐng)"), GUAN), ()]
    tables += [(("數", "(shù)"), FA), (("優", "(yōu)"),), (("學", "(xué)"), ("實", "(shí)"), ("規", "(guī)"))]
    tables += [(("經", "(jīng)"), ("規", "(guī)")), (("護", "(hù)"),), (("書", "(shū)"),)]
    # In one fragment 搯 (9386) stands where the process gives 藛 (CB86): its bytes say 對磽問題, its note 對此問題.
    cases = {damaged.replace("Υ搯", "Υ藛"): restored for damaged, restored in cases.items()}
    wide = str.maketrans(",;", "，；")
    for damaged, restored in cases.items():
        outcomes = {
            damage(text, Table(table), random.Random(seed), breaks=0.5, pua=pua, narrow=True).rstrip("?")
            for text in (restored, restored.translate(wide))
            for table in tables
            for seed in range(24)
            for pua in ("keep", "drop")
        }
        assert damaged in outcomes, damaged
