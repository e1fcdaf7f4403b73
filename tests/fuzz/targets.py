"""What is fuzzed: functions of bytes, each with the inputs to begin with and what must hold of any other.

A check returns a *shape*: what kind of answer that was. An input whose shape is new is kept, and mutated in its turn.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from tests.fuzz import files, lines, pages, seeds

Check = Callable[[bytes], Hashable]


@dataclass(frozen=True)
class Target:
    """check: raises what its docstring documents never, for it handles that itself; whatever it raises is a finding.

    whole: whether an input is a whole page, of which fewer are tried.
    """

    name: str
    check: Check
    seeds: Callable[[], tuple[bytes, ...]]
    whole: bool = False


TARGETS = {
    target.name: target
    for target in (
        Target("decode", pages.decoding, seeds.snippets),
        Target("repair", lines.repairing, seeds.damaged),
        Target("sound", lines.sound, seeds.sound),
        Target("html", pages.blocks, seeds.snippets),
        Target("lines", lines.one_line, seeds.lines),
        Target("references", lines.reference, seeds.references),
        Target("lists", lines.reference_list_of, seeds.references),
        Target("journal", pages.fields, seeds.heads),
        Target("record", files.json_line, seeds.values),
        Target("jsonl", files.json_lines, seeds.records),
        Target("archive", files.archive, seeds.archives),
        Target("robots", files.robots, seeds.robots),
        Target("sitemap", files.sitemap, seeds.sitemaps),
        Target("links", pages.links, seeds.snippets),
        Target("clean", pages.cleaned, seeds.pages, whole=True),
    )
}
