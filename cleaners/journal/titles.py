"""The article's title: as its tags say, as the page shows it, or the head's title without the site's name."""

from __future__ import annotations

from cleaners.article import Source
from cleaners.chinese.characters import even
from cleaners.chinese.scripts import both_scripts
from cleaners.doc import Doc
from cleaners.journal.gathering import Visible
from cleaners.journal.head_tags import Head
from cleaners.journal.merge import source_of
from cleaners.journal.sources import Found
from cleaners.lines import issue_line
from cleaners.patterns import regex

# Title_Site · Title - Site · Title | Journal | Publisher · and not Title: subtitle
_JOINT = regex(r"\s*[_|｜]+\s*|\s+@\s+|\s*::\s*|\s+[-–—]+\s+|\s*--+\s*")
_LABELLED = regex(both_scripts(r"^(?:Title|题\s*名|标?\s*题)\s*[:：]\s*"))


def choose(doc: Doc, head: Head, seen: Visible) -> tuple[str, list[Source]]:
    """The title and where it came from.

    >>> choose(Doc("u", head_title="做好群众工作_某某期刊网"), Head(), Visible())
    ('做好群众工作', [Source(field='title', source='head-title', others=())])
    """
    found = [Found("title", f.source, _tidy(f.value)) for f in head.values if f.field == "title"]
    if not found:
        found += [Found("title", f.source, f.value) for f in seen.values if f.field == "title"]
    if seen.title:
        found.append(Found("title", "heading", _tidy(seen.title)))
    if head.og_title:
        found.append(Found("title", "opengraph", _tidy(head.og_title)))
    if doc.head_title and not issue_line.match(doc.head_title):
        found.append(Found("title", "head-title", without_site(doc.head_title, [f.value for f in found])))
    found = [f for f in found if f.value]
    if not found:
        return "", []
    best = next((f for f in found if f.source != "json-ld" or not _is_description(f.value, doc, seen)), found[0])
    # A title that was cut or damaged in the better place may be sound in another.
    if "\ufffd" in best.value:
        best = next((f for f in found if "\ufffd" not in f.value and _alike(f.value, best.value)), best)
    found.remove(best)
    return best.value, [source_of("title", [best, *found])]


def issue_of(head_title: str) -> issue_line.Issue | None:
    """The journal and its issue where ``<title>`` names them beside the article's title, or alone.

    >>> issue_of("河堤上的搪瓷杯 - 《家长与少年》2016年第09期 - 刊海网"), issue_of("2016年第9期彩票走势")
    (Issue(journal='家长与少年', year='2016', volume='', issue='9', pages=''), None)
    """
    parts = (issue_line.match(part) for part in _JOINT.split(head_title) if part)
    return next((issue for issue in parts if issue and issue.journal), None)


def without_site(title: str, known: list[str]) -> str:
    """The head's title without the site's name: what stands before the last joint, unless a known title says more.

    >>> without_site("SVO – Attractors in grammar evolution - lingbuzz/006747", [])
    'SVO – Attractors in grammar evolution'
    >>> without_site("Meaning At Work | NBER", []), without_site("论语_译注", ["论语_译注"])
    ('Meaning At Work', '论语_译注')
    """
    title = _tidy(title)
    for value in known:
        if value and value in title:
            return value
    joints = list(_JOINT.finditer(title))
    if not joints:
        return title
    # With _ and | everything behind the first joint is the site's; a dash may belong to the title.
    cut = next((j for j in joints if j[0].strip()[:1] in "_|｜@"), joints[-1])
    head = title[: cut.start()].strip()
    return head if len(head) >= 2 else title


def _tidy(text: str) -> str:
    return even(_LABELLED.sub("", text)).strip()


def _is_description(value: str, doc: Doc, seen: Visible) -> bool:
    """Whether JSON-LD's headline says something else than the title that the page shows and ``<title>`` repeats.

    >>> doc, seen = Doc("u", head_title="展品的口述说明 - 乡土百科"), Visible(title="展品的口述说明")
    >>> _is_description("一种补充展牌的做法", doc, seen), _is_description("展品的口述说明（上）", doc, seen)
    (True, False)
    """
    shown = even(seen.title)
    return len(shown) > 3 and shown in even(doc.head_title) and value not in even(doc.head_title) and shown not in value


def _alike(sound: str, damaged: str) -> bool:
    """Whether a damaged text can be the sound one: the same where it is legible."""
    return len(sound) == len(damaged) and all(a == b or b == "\ufffd" for a, b in zip(sound, damaged, strict=True))
