"""How far an article's text can be relied on: one number, and what lowered it."""

from __future__ import annotations

from collections.abc import Iterable

from cleaners import Article
from cleaners.repair.cut_letters import lacks_letters
from cleaners.repair.marks.stuffed import PAIRS, has_pairs
from outputs.record_types import Quality


def quality(article: Article) -> Quality:
    """How far the article's text can be relied on: stated confidence 0 to 1, with each factor that lowered it.

    The confidence is a product of factors, one for each thing that speaks against the text, and no probability:
    it orders records. Sure repairs cost nothing; only what a repair was unsure of counts.
    """
    size = max(_size(article), 1)
    factors = [(round(f, 3), why) for f, why in _doubts(article, size) if f < 0.9995]
    confidence = 1.0
    for factor, _ in factors:
        confidence *= factor
    touched = sum(max(len(e.before), len(e.after)) for e in article.repairs if e.kind not in COSMETIC)
    told: Quality = {
        "confidence": round(confidence, 3),
        "reasons": [f"×{factor:g}: {why}" for factor, why in factors],
        "undecided": article.undecided,
        "repaired": round(min(touched / size, 1.0), 4),
    }
    return {**told, "unread": article.unread} if article.unread else told


def with_undecided(quality: Quality, undecided: int, size: int) -> Quality:
    """The same text's quality where another number of its characters is undecidable; size: of all of them.

    >>> before: Quality = {"confidence": 0.93, "reasons": ["×0.97: a", "×0.96: 1 characters stayed undecidable"],
    ...     "undecided": 1, "repaired": 0.1}
    >>> with_undecided(before, 0, 1000)
    {'confidence': 0.97, 'reasons': ['×0.97: a'], 'undecided': 0, 'repaired': 0.1}
    """
    if undecided == quality["undecided"]:
        return quality
    reasons = [reason for reason in quality["reasons"] if not reason.endswith(UNDECIDABLE)]
    if undecided:
        reasons.append(f"×{_of_undecided(undecided, size):.3g}: {undecided} {UNDECIDABLE}")
    confidence = 1.0
    for reason in reasons:
        confidence *= float(reason[1:].partition(":")[0])
    return {**quality, "confidence": round(confidence, 3), "reasons": reasons, "undecided": undecided}


def _of_undecided(undecided: int, size: int) -> float:
    return max(0.3, 0.98 - 20 * undecided / max(size, 1))


#: Said of a text some of whose characters are lost, behind their number.
UNDECIDABLE = "characters stayed undecidable"
#: Said of a record without a text: the confidence stands for the text, so there is none.
FIELDS_ONLY = "no text, fields only"
#: Said of a page whose repair came to the end of its budget, behind the number of characters; by hand, for no real page
#: does, and what is left of one is worth little.
UNREAD = 0.3
LEFT = "characters of damaged lines were left as they stand: the work that a page gets was spent"
#: What a text is worth that a program spoiled in a way of which only part can be undone, if any; by hand.
NOISE = 0.85
#: Characters that are wrong in an edit that is: 1.5 of 4.8 on damage of known truth, for the rest of a run is forced.
WRONG_IN_ONE = 2

#: Repairs that lose nothing whatever they touch: they do not make a text more doubtful.
COSMETIC = frozenset({"entity", "invisible"})


def _size(article: Article) -> int:
    """Characters of everything the page says of the article: what shares are taken of."""
    parts = [article.title, article.title_en, article.abstract, article.abstract_en, article.text]
    return sum(map(len, parts)) + sum(len(r.raw) for r in article.references)


def _doubts(article: Article, size: int) -> Iterable[tuple[float, str]]:
    """(factor below 1, why) for each thing that speaks against the text."""
    verdict = article.verdict
    if not verdict.is_article:
        yield (
            0.0,
            f"no article on this page: verdict {verdict.kind}" + (f"; {FIELDS_ONLY}" if verdict.fields_only else ""),
        )
        return
    if verdict.kind == "injected":
        yield 0.97, "the page was tampered with"
    if article.undecided:
        yield _of_undecided(article.undecided, size), f"{article.undecided} {UNDECIDABLE}"
    if article.unread:
        yield UNREAD, f"{article.unread} {LEFT}"
    wrong = sum((1 - e.sure) * min(max(len(e.after), 1), WRONG_IN_ONE) for e in article.repairs)
    if wrong:
        yield max(0.3, 1 - 10 * wrong / size), f"repairs leave about {wrong:.1f} characters in doubt"
    if any(e.kind == PAIRS for e in article.repairs) or has_pairs(article.text):
        yield NOISE, "random characters had been put before its marks"
    if lacks_letters("\n".join((article.title_en, article.abstract_en, article.text))):
        yield NOISE, "letters were cut out of its English words"
    title = "".join(article.title.split())
    for said in [v for s in article.sources if s.field == "title" for _, v in s.others]:
        if title not in (other := "".join(said.split())) and other not in title:  # a site's name after it is no doubt
            yield 0.95, f"the page also gives another title: {said}"
            break
    if not article.title:
        yield 0.8, "no title was found"
    if not article.text:
        yield 0.0, FIELDS_ONLY
    else:
        if len(article.text) < 200:
            yield 0.8, f"the body is short ({len(article.text)} characters)"
        # Of 110 pages with gold text: 0.97 mean F1 up to one half, 0.78 above it.
        outside = _sentences("".join(r.text for r in article.removed if r.step == "region"))
        if (share := outside / max(outside + _sentences(article.text), 1)) > 0.5:
            yield 1.4 - 0.8 * share, f"{share:.0%} of the page's sentences stand outside what was taken for the article"


def _sentences(text: str) -> int:
    return sum(map(text.count, "，。；？！"))


def tenth(confidence: float) -> int:
    """The tenth a confidence falls into.

    >>> [tenth(value) for value in (0.0, 0.3, 0.899, 0.9, 1.0)]
    [0, 3, 8, 9, 9]
    """
    return max(0, min(int(confidence * 10 + 1e-9), 9))
