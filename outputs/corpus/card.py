"""The dataset card of a corpus, ``README.md``: what it holds, what was left out and why, in the form of the hubs.

The head is YAML as huggingface.co/docs/hub/datasets-cards describes it: ``load_dataset`` finds the files by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from outputs.corpus.selection import NO_TEXT, OPTED_OUT

#: Rows of a table that are shown; by hand, what a person reads.
ROWS = 20
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_ASKED = {NO_TEXT: "--with-empty", OPTED_OUT: "--with-opted-out"}


def card(about: Mapping[str, Any]) -> str:
    """The card of a corpus. about: what stands in its ``corpus.json``."""
    counts = about["counts"]
    parts = [
        _head(counts, about["files"]),
        "# A corpus of journal articles\n",
        f"{counts['articles']} articles, each once, {counts['characters']} characters of text, made by jingkan"
        f" {about['version']} on {about['made'][:10]} from {counts['copies']} pages. {counts['merged']} of them were"
        f" merged from several copies. Form {about['schema']} of records.\n",
        "Pages of journals and of hijacked domains that republish them were crawled, cleaned of what is not the"
        " article, and damaged text was brought back. `removed`, `repairs`, `sources`, `quality` of a record say what"
        " was done; `copies`, `disagreements`, `only_on` of a merged one, what it was made of.\n",
        "## Files\n",
        *(f"- `{name}`: {what}" for name, what in about["files"].items()),
        *(f"- There is no {name}: {why}." for name, why in about["absent"].items()),
        "\n## What it holds\n",
        table("Verdict", counts["verdicts"]),
        table("Language", counts["languages"]),
        table("Script", counts["scripts"]),
        table("Confidence from", dict(sorted(counts["confidence"].items(), reverse=True))),
        table("Copies of an article", dict(sorted(counts["clusters"].items()))),
        table("Site", counts["sites"]),
        "Confidence, `quality.confidence`, stands for the text: below 1 where something was undecided, repaired or"
        " unsure.\n",
        "## What was left out\n",
        *_left_out(counts),
        *_asked(about["selection"]),
        "\n## Rights\n",
        "The articles are their authors' and publishers'; this corpus grants no right to them. A page's signals against"
        " text and data mining (robots meta, `X-Robots-Tag`, `tdm-reservation`) stand in `opt_out`."
        + ("" if about["selection"]["with_opted_out"] else " Pages that give any are not in here."),
        table("Signal of a page in here", counts["opted_out"]) if counts["opted_out"] else "",
        "## Removal\n",
        "To have an article taken out, name its address or domain to whoever gave you this corpus. They run"
        " `jingkan forget ADDRESS`, which removes it from their records and archives and makes the corpus anew without"
        " it; it is never asked for again. A copy that was handed on is replaced by the new one.\n",
    ]  # fmt: skip
    return "\n".join(part for part in parts if part).rstrip() + "\n"


def table(what: str, counts: Mapping[str, int]) -> str:
    """A table of counts, the rows in their order; of many the first, and how many more.

    >>> print(table("Script", {"Hans": 3, "": 1}))
    | Script | Articles |
    |---|---:|
    | Hans | 3 |
    | none | 1 |
    <BLANKLINE>
    """
    rows = [f"| {_cell(name) or 'none'} | {n} |" for name, n in list(counts.items())[:ROWS]]
    more = [f"| {len(counts) - ROWS} more | {sum(list(counts.values())[ROWS:])} |"] if len(counts) > ROWS else []
    return "\n".join([f"| {what} | Articles |", "|---|---:|", *rows, *more, ""])


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _head(counts: Mapping[str, Any], files: Mapping[str, str]) -> str:
    """The YAML that tells other tools where the records are."""
    shards = next((name for name in files if name.endswith(".parquet")), "records-*.jsonl.zst")
    size = next((name for most, name in _SIZES if counts["articles"] < most), "n>1M")
    languages = [name for name in counts["languages"] if name.isalpha() and name.islower()]
    lines = [
        "---",
        "pretty_name: Journal articles",
        *(["language:", *(f"- {name}" for name in languages)] if languages else []),
        "license: other",
        "task_categories:",
        "- text-generation",
        "size_categories:",
        f"- {size}",
        "configs:",
        "- config_name: default",
        "  data_files:",
        "  - split: train",
        f"    path: {shards}",
        "---\n",
    ]
    return "\n".join(lines)


def _left_out(counts: Mapping[str, Any]) -> Iterable[str]:
    for what, name in (("copies", "copies_left_out"), ("articles", "articles_left_out")):
        for why, n in counts[name].items():
            asked = f" (`{_ASKED[why]}` takes them)" if why in _ASKED else ""
            yield f"- {n} {what}: {why}{asked}"
    if not counts["copies_left_out"] and not counts["articles_left_out"]:
        yield "Nothing."


def _asked(selection: Mapping[str, Any]) -> Iterable[str]:
    asked = [f"`{name}`: {value}" for name, value in selection.items() if value]
    if asked:
        yield f"\nIt was asked for by {'; '.join(asked)}."
