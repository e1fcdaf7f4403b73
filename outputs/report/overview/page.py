"""The overview as a page: what stands where, and in which words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from cleaners.article import VerdictKind
from outputs.report import words
from outputs.report.escaping import Html, element, joined, text
from outputs.report.overview import charts
from outputs.report.overview.figures import SHOWN, CrawlFigures, RunFigures, day
from outputs.report.overview.tables import Cell, Share, first, table
from outputs.report.overview.tally import FIELDS, Tally
from outputs.report.words import Label, both

#: Rows of a table, and of a chart; by hand, what a person reads, and what a screen has room for.
ROWS, BARS = 50, 12
_NONE = Html("")
#: Runs that are drawn: two months of nights.
RUNS_DRAWN = 60


def overview(tally: Tally, crawl: CrawlFigures, drawn: bool) -> Html:
    """The overview below its title. drawn: whether with charts."""
    notes = (*crawl.notes, *(() if drawn else (words.NO_CHARTS,)))
    return joined((
        _summary(tally, crawl),
        _notes(notes),
        _part(words.CRAWL, "crawl", (
            _runs(crawl.runs, drawn), _slowest(crawl), _worst(crawl), _taken_over(crawl), _failed(crawl),
        )),
        _part(words.CONTENTS, "records", (
            _years(tally, drawn), _journals(tally, drawn), _coverage(tally, drawn),
            _verdicts(tally, crawl.rejections, drawn), _confidence(tally, drawn),
        )),
        _part(words.CLEANING, "cleaning", (
            _counted(words.REMOVALS, words.REMOVALS_SAID, "removals", (words.STEP, words.PIECES), tally.removed,
                tally.in_removed, drawn),
            _counted(words.REPAIRS, words.REPAIRS_SAID, "repairs", (words.KIND, words.EDITS), tally.repaired,
                tally.in_repaired, drawn),
        )),
    ))  # fmt: skip


def _summary(tally: Tally, crawl: CrawlFigures) -> Html:
    journals = len([name for name in tally.journals if name])
    shown: tuple[tuple[Label, Cell], ...] = (
        (words.RECORDS, tally.records),
        (words.JOURNALS, journals),
        (words.SITES, len(tally.sites)),
        (words.HOSTS, len(crawl.hosts)),
        (words.RUNS, len(crawl.runs)),
        (words.MEDIAN_CONFIDENCE, _median(tally.confidence)),
        (words.FAILED_URLS, crawl.reasons.total()),
        (words.TAKEN_OVER_HOSTS, len(crawl.taken_over)),
    )
    return element("dl", *(
        element("div", element("dt", both(label)), element("dd", text(f"{n:,}" if isinstance(n, int) else n)))
        for label, n in shown
    ), class_="summary")  # fmt: skip


def _notes(notes: Sequence[Label]) -> Html:
    if not notes:
        return _NONE
    items = element("ul", *(element("li", both(note)) for note in notes))
    return element("section", element("h2", both(words.NOTES), id="notes"), items, class_="notes")


def _runs(runs: Sequence[RunFigures], drawn: bool) -> Html:
    rows: list[Sequence[Cell]] = [
        (run.id, run.kind, f"{run.started:%Y-%m-%d %H:%M}", lasting(run.seconds), run.exit, run.fetched, run.new,
            run.changed, run.unchanged, run.gone, run.failed, run.rejected)
        for run in reversed(runs)
    ]  # fmt: skip
    columns = (
        *(words.RUN, words.KIND, words.STARTED, words.LASTED, words.EXIT, words.FETCHED, words.NEW, words.CHANGED),
        *(words.UNCHANGED, words.GONE, words.FAILED, words.REJECTED),
    )
    chart = _NONE
    if drawn and runs:
        parts = [
            (f"{run.started:%m-%d}", {part: int(getattr(run, part)) for part in charts.PARTS}, run.fetched)
            for run in runs[-RUNS_DRAWN:]
        ]
        chart = Html(_legend() + charts.stacks(parts, "runs"))
    return _card(words.RUNS_OVER_TIME, words.RUNS_SAID, "runs", chart, _shown(columns, rows, "runs"))


def _legend() -> Html:
    named = {"new": words.NEW, "changed": words.CHANGED, "unchanged": words.UNCHANGED, "failed": words.FAILED}
    items = [
        element("li", element("i", class_=f"swatch {charts.CLASSES[colour]}"), both(named[part]))
        for part, colour in charts.PARTS.items()
    ]
    items.append(element("li", element("i", class_="swatch dash"), both(words.FETCHED)))
    return element("ul", *items, class_="legend")


def _years(tally: Tally, drawn: bool) -> Html:
    years = dict(sorted(tally.years.items()))
    named = {name: n for name, n in years.items() if name}
    chart = charts.columns(named, "years") if drawn and named else _NONE
    rows = [(_named(name), n) for name, n in sorted(years.items(), reverse=True)]
    columns = (words.YEAR, words.RECORDS)
    return _card(words.BY_YEAR, words.YEAR_SAID, "years", chart, _shown(columns, rows, "years"))


def _journals(tally: Tally, drawn: bool) -> Html:
    journals = tally.journals
    spans = tally.spans
    rows = [(_named(name), n, "–".join(dict.fromkeys(spans.get(name, ())))) for name, n in _most(journals)]
    chart = _bars({name: n for name, n in _most(journals) if name}, "journals", drawn)
    columns = (words.JOURNAL, words.RECORDS, words.YEARS)
    return _card(words.BY_JOURNAL, None, "journals", chart, _shown(columns, rows, "journals"))


def _coverage(tally: Tally, drawn: bool) -> Html:
    have = sorted(FIELDS, key=lambda name: -tally.fields[name])
    shares = {name: round(100 * tally.fields[name] / max(tally.records, 1), 1) for name in have}
    chart = charts.bars(shares, "coverage", most=122) if drawn and tally.records else _NONE
    rows = [(name, tally.fields[name], Share(shares[name])) for name in have]
    columns = (words.FIELD, words.RECORDS, words.SHARE)
    return _card(words.COVERAGE, words.COVERAGE_SAID, "coverage", chart, table(columns, rows, "coverage"), "tall")


def _verdicts(tally: Tally, rejections: Mapping[str, int], drawn: bool) -> Html:
    without, other = rejected(rejections)
    kinds = [kind for kind, _ in _most(tally.verdicts + without)]
    rows: list[Sequence[Cell]] = [(_named(kind), tally.verdicts[kind], without[kind]) for kind in kinds]
    rows += [(label, 0, n) for label, n in other.items() if n]
    chart = _bars({kind: tally.verdicts[kind] + without[kind] for kind in kinds}, "verdicts", drawn)
    columns = (words.VERDICT, words.RECORDS, words.NO_RECORD)
    return _card(words.VERDICTS, words.VERDICT_SAID, "verdicts", chart, table(columns, rows, "verdicts"))


def rejected(rejections: Mapping[str, int]) -> tuple[Counter[str], dict[Label, int]]:
    """Pages without a record by verdict, and those that the verdict is not the reason for.

    >>> by_verdict, other = rejected({"verdict list": 3, "taken over?": 1, "TimeoutError": 2, "verdict <b>": 4})
    >>> dict(by_verdict), [(label.en, n) for label, n in other.items()]
    ({'list': 3}, [('taken over', 1), ('could not be cleaned', 6)])
    """
    by_verdict = Counter[str]()
    other = {words.TAKEN_OVER_PAGE: 0, words.NOT_CLEANED: 0}
    for head, n in rejections.items():
        kind = head.removeprefix("verdict ")
        if kind != head and kind in get_args(VerdictKind):
            by_verdict[kind] += n
        else:
            other[words.TAKEN_OVER_PAGE if head.startswith("taken over") else words.NOT_CLEANED] += n
    return by_verdict, other


def _confidence(tally: Tally, drawn: bool) -> Html:
    tenths = {f"{n / 10:.1f}": tally.confidence[n] for n in range(10)}
    chart = charts.columns(tenths, "confidence") if drawn and tally.records else _NONE
    rows = [(name, n) for name, n in reversed(tenths.items())]
    columns = (words.FROM, words.RECORDS)
    return _card(words.CONFIDENCE, words.CONFIDENCE_SAID, "confidence", chart, table(columns, rows, "confidence"))


def _counted(
    title: Label,
    said: Label,
    name: str,
    columns: tuple[Label, Label],
    often: Counter[str],
    once: Counter[str],
    drawn: bool,
) -> Html:
    chart = _bars(dict(_most(often)), name, drawn)
    rows = [(kind, n, once[kind]) for kind, n in _most(often)]
    return _card(title, said, name, chart, _shown((*columns, words.IN_RECORDS), rows, name))


def _slowest(crawl: CrawlFigures) -> Html:
    paced = [(host, host.pace) for host in crawl.hosts if host.pace is not None]
    rows = [
        (host.name, host.site, round(pace, 1), host.articles) for host, pace in sorted(paced, key=lambda each: -each[1])
    ]
    columns = (words.HOST, words.SITE, words.SECONDS, words.ARTICLES)
    return _card(words.SLOWEST_HOSTS, words.SLOWEST_SAID, "slowest", _NONE, _shown(columns, rows, "slowest"))


def _worst(crawl: CrawlFigures) -> Html:
    failing = sorted((host for host in crawl.hosts if host.failed), key=lambda host: -host.failed)
    rows = [(host.name, host.site, host.failed, host.asked) for host in failing]
    columns = (words.HOST, words.SITE, words.FAILED, words.ASKED)
    return _card(words.WORST_HOSTS, words.WORST_SAID, "worst", _NONE, _shown(columns, rows, "worst"))


def _taken_over(crawl: CrawlFigures) -> Html:
    rows = [
        (host.name, host.site, day(host.since), host.pages, words.QUARANTINED if host.quarantined else words.RELEASED,
            host.reason)
        for host in crawl.taken_over
    ]  # fmt: skip
    columns = (words.HOST, words.SITE, words.WHEN, words.PAGES, words.STATUS, words.REASON)
    return _card(
        words.TAKEN_OVER, words.TAKEN_OVER_SAID, "taken-over", _NONE, _shown(columns, rows, "taken-over"), shape="wide"
    )


def _failed(crawl: CrawlFigures) -> Html:
    reasons = _shown((words.REASON, words.FAILED), _most(crawl.reasons), "failed")
    rows, more = first(
        (
            (url["url"], url["reason"], url["site"], url["tries"], url["next_try"] or words.NEVER)
            for url in crawl.failed
        ),
        SHOWN,
        crawl.reasons.total(),
    )
    columns = (words.URL, words.REASON, words.SITE, words.TRIES, words.NEXT_TRY)
    listed = _folded(words.FAILED_URLS, joined((table(columns, rows, "failed"), more))) if rows else _NONE
    return _card(words.FAILURE_REASONS, words.FAILED_SAID, "failed", _NONE, joined((reasons, listed)), shape="wide")


def _part(title: Label, name: str, cards: Iterable[Html]) -> Html:
    heading = element("h2", both(title), id=f"part-{name}")
    return element("section", heading, element("div", *cards, class_="cards"), aria_labelledby=f"part-{name}")


def _card(title: Label, said: Label | None, name: str, chart: Html, numbers: Html, shape: str = "") -> Html:
    """What is told of one thing. chart: ``""`` where it is told in numbers alone. shape: ``wide``, ``tall``."""
    told = element("p", both(said), class_="note") if said else _NONE
    figure = element("figure", chart) if chart else _NONE
    below = _folded(words.NUMBERS, numbers) if chart else numbers
    heading = element("h3", both(title), id=name)
    return element("section", heading, told, figure, below, class_=f"card {shape}".rstrip())


def _folded(title: Label, content: Html) -> Html:
    return element("details", element("summary", both(title)), content)


def _shown(columns: Sequence[Label], rows: Sequence[Sequence[Cell]], name: str) -> Html:
    shown, more = first(rows, ROWS, len(rows))
    return joined((table(columns, shown, name), more))


def _bars(values: Mapping[str, float], name: str, drawn: bool) -> Html:
    return charts.bars(dict(list(values.items())[:BARS]), name) if drawn and values else _NONE


def _most(counts: Counter[str]) -> list[tuple[str, int]]:
    """The most frequent first; of equals by name, so that two reports of the same are the same."""
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def _named(name: str) -> Cell:
    return name or words.NOT_NAMED


def _median(tenths: Counter[int]) -> str:
    """The tenth in which the middle one stands.

    >>> _median(Counter({9: 5, 3: 1})), _median(Counter({0: 1})), _median(Counter())
    ('0.9–1', '0–0.1', '—')
    """
    below, all_of = 0, tenths.total()
    for n in range(10):
        below += tenths[n]
        if all_of and 2 * below >= all_of:
            return f"{n / 10:g}–{(n + 1) / 10:g}"
    return "—"


def lasting(seconds: float) -> str:
    """How long something took.

    >>> lasting(7), lasting(3725)
    ('0:00:07', '1:02:05')
    """
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
