"""Speed of text repair on one core, in characters a second: ``python -m tests.bench.repair``."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from cleaners.repair import repair
from cleaners.repair.gbk_bytes import repair_bytes
from tests.mirror.damage import Table, damage, make_table, raw_gbk, to_kit
from tests.repair.measure import articles


def rate(texts: list[str], run: Callable[[str], object], seconds: float = 2.0) -> float:
    """Characters a second of processor time, tables warm."""
    for text in texts:
        run(text)
    done, begin = 0, time.process_time()
    while time.process_time() - begin < seconds:
        for text in texts:
            run(text)
            done += len(text)
    return done / (time.process_time() - begin)


def pages() -> dict[str, list[str]]:
    """Pages by how they are damaged."""
    kit = [to_kit(text) for text in articles()]
    found: dict[str, list[str]] = {"undamaged": list(articles()), "annotated": [], "sheared": []}
    found["undamaged HTML"] = [f"<html><body><p>{text}</p></body></html>" for text in articles()]
    for number, text in enumerate(kit):
        rng = random.Random(number)
        table = make_table(rng, 33, "toned", text)
        found["annotated"].append(_annotated(text, table))
        sheared = damage(text, make_table(rng, 100, "toned", text), rng)
        found["sheared"].append(sheared)
    return found


def _annotated(text: str, table: Table) -> str:
    """Annotations in step only."""
    return text.translate({ord(char): char + insertion for char, insertion in table.entries})


def main() -> None:
    """Print one line for each kind of page."""
    begin = time.process_time()
    repair("面對面、實打?qū)嵶龊眯滦蝿菹氯罕姽ぷ?/h1>")
    print(f"first repair, everything loaded: {time.process_time() - begin:.2f} s")
    for name, texts in pages().items():
        print(f"{name:16} {rate(texts, repair):14,.0f} characters/s")
    bodies = [raw_gbk(to_kit(text), make_table(random.Random(1), 33)) for text in articles()]
    by_text = dict(zip(articles(), bodies, strict=True))
    print(f"{'raw GBK':16} {rate(list(articles()), lambda text: repair_bytes(by_text[text])):14,.0f} characters/s")


if __name__ == "__main__":
    main()
