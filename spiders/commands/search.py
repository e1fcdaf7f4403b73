"""`scrapy search WORDS`: full-text search in the corpus."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, ClassVar

from scrapy.commands import ScrapyCommand

from outputs.outside.terminal import show, tell
from spiders.terminal import WrongUsage, arguments, quiet_exit

if TYPE_CHECKING:
    from outputs.corpus.search import Hit
    from outputs.explain import Style

#: Hits that are shown unless more are asked for: two screens, by hand.
LIMIT = 20

NOTES = """
Each word stands in a hit as it is: Chinese anywhere, a word of another script as a whole; width, case and script
(Simplified or Traditional) do not matter. Exit code: 0 with hits, 1 without, 2 where there is no corpus."""


class Command(ScrapyCommand):
    """Find the articles of the corpus that have all the words, the best first."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "WORDS [options]"

    def short_desc(self) -> str:
        return "Search the corpus: articles that have all the words (exit 0 hits, 1 none, 2 no corpus)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.epilog = NOTES
        parser.add_argument("--field", default="", help="look in this field alone: title, keywords, authors …")
        parser.add_argument(
            "--limit", type=_count, default=LIMIT, help=f"how many hits at most, 0 for all (default: {LIMIT})"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a hit and line")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from outputs.corpus.search import search
        from outputs.explain import Style
        from outputs.formats import FormatError
        from outputs.formats.reading import DATABASE
        from spiders.runs.site_list import data_folder

        assert self.settings is not None
        path = data_folder(self.settings) / "corpus" / DATABASE
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        style, count = Style.of(sys.stdout), 0
        try:
            hits = search(path, " ".join(arguments(args)), opts.field, opts.limit or None)
        except ValueError as error:
            raise WrongUsage(str(error), print_help=False) from error
        with quiet_exit():
            try:
                for count, hit in enumerate(hits, 1):  # noqa: B007
                    show(as_json(hit) if opts.json else shown(hit, style))
            except BrokenPipeError:  # an OSError too, and no failure
                raise
            except FileNotFoundError as error:
                tell(f"There is no corpus: {error}. `scrapy corpus` makes it.", to=sys.stderr)
                self.exitcode = 2
                return
            except (FormatError, OSError) as error:
                tell(f"The corpus cannot be searched: {error}", to=sys.stderr)
                self.exitcode = 2
                return
            sys.stdout.flush()
            more = "; there may be more: --limit 0 shows all" if count and count == opts.limit else ""
            tell(f"{count or 'no'} hit{'' if count == 1 else 's'}{more}", to=sys.stderr)
        self.exitcode = 0 if count else 1


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"a number of hits, not {text!r}")
    return int(text)


def as_json(hit: Hit) -> str:
    """A hit as one line of JSON, whatever commands a terminal escaped."""
    from outputs import jsonl

    record = hit.record
    told = {
        "id": record["id"],
        "url": record["url"],
        "title": record.get("title", ""),
        "authors": [author["name"] for author in record.get("authors", [])],
        "journal": record.get("journal", ""),
        "year": record.get("year", ""),
        "verdict": record["verdict"]["kind"] if "verdict" in record else "",
        "confidence": record["quality"]["confidence"] if "quality" in record else 0.0,
        "field": hit.field,
        "snippet": hit.snippet,
        "marks": hit.marks,
    }
    return jsonl.line(told).decode().rstrip("\n")


def shown(hit: Hit, style: Style) -> str:
    """A hit as a person reads it: title, what and where it is, address, and the place where the words stand."""
    record = hit.record
    names = "、".join(author["name"] for author in record.get("authors", [])[:3])
    number = record.get("volume", "") + (f"({record['issue']})" if record.get("issue") else "")
    where = ", ".join(part for part in (record.get("journal", ""), record.get("year", ""), number) if part)
    kind = f"{record['verdict']['kind']} {record['quality']['confidence']:.2f}" if "quality" in record else ""
    lines = [
        marked(hit, style, "strong")
        if hit.field == "title"
        else style.paint("strong", style.fit(record.get("title", "") or "(no title)")),
        "  " + style.fit(" · ".join(part for part in (names, where, kind) if part), 2),
        "  " + style.paint("faint", style.fit(record["url"], 2)),
    ]
    if hit.field != "title":
        lines.append("  " + marked(hit, style))
    return "\n".join(line for line in lines if line.strip())


def marked(hit: Hit, style: Style, role: str = "") -> str:
    """The snippet with what was asked for painted, or in brackets where there is no colour."""
    from outputs.outside.escapes import harmless

    parts, after = [], 0
    for start, end in hit.marks:
        between, found = harmless(hit.snippet[after:start]), harmless(hit.snippet[start:end])
        parts += [style.paint(role, between) if role else between]
        parts += [style.paint("found", found) if style.colour else f"[{found}]"]
        after = end
    rest = harmless(hit.snippet[after:])
    return "".join([*parts, style.paint(role, rest) if role else rest])
