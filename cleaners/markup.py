"""Where markup stands in a text, and whether the text is HTML source at all: the one owner of both questions.

Pages of the family are handed on as extracted text, too, and extracts keep stray tags: of the kit's junk elements
(``<tr id="m3wz1"></tr>`` on a line of its own), of code that an article quotes, of a tag half swallowed by the damage
(``工作?/h1>``). So a tag proves nothing. What tells is how the readable text is parted: by tags in HTML source, by the
ends of lines in plain text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from cleaners.budget import remembered
from cleaners.chinese.scripts import any_word
from cleaners.patterns import regex

_BREAKS = """html head body title div p br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd section article aside nav main header
    footer blockquote pre form fieldset figure figcaption center address table caption tbody thead tr td th script
    style meta link"""
_INLINE = "a abbr b big em font i img input label s small span strong sub sup u"
_BREAKING = frozenset(_BREAKS.split())
_KNOWN = _BREAKING | frozenset(_INLINE.split())
_ALONE = frozenset(("br", "hr", "img", "input", "meta", "link"))  # elements that hold nothing by their nature

#: <td>, </P>, <p align=right>, <td nowrap>, <div class="top" data-nav>: where there are attributes, one has a value or
#: is one of those that need none. What is no tag: a<b and c>d, 若 x<p 且 q>r.
_VALUE = r"\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s<>\"']+)"
_ATTRIBUTE = rf"[a-zA-Z_:@][a-zA-Z0-9_:@.-]*(?:{_VALUE})?"
TAG = regex(
    r"<(?P<closing>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)"
    rf"(?P<attributes>(?:\s+(?=[^<>=]*=|nowrap|noshade|checked|selected|disabled|hidden|itemscope|async|defer|compact)"
    rf"{_ATTRIBUTE}(?:\s+{_ATTRIBUTE})*)?)\s*/?>",
    re.IGNORECASE,
)
_TAG_START = regex(r"<[a-zA-Z/!?]")
_OPAQUE = regex(r"<(?:!--|(script|style)\b)", re.IGNORECASE)
_SILENT = regex(r"<(?:[!?]|(?:script|style)\b)", re.IGNORECASE)  # <!DOCTYPE html>, <!-- … -->: nothing to read
# <!DOCTYPE html> · <?xml version="1.0"?> <html …> · and not <body id="x9"></body>, which is a stray element
_DOCUMENT = regex(
    r"[\ufeff\s]*(?:(?:<!--(?:[^-]++|-[^-]|--+[^->])*--+>|<\?[^<>]*>)\s*)*<(?:!doctype\s+html|(html|head|body)\b[^<>]*>(?!\s*</\1>))",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCE_ENDS = "。！？；：…”’」』）.!?;:)"  # a line that ends so is no part of a longer one
# What decides, by hand: characters, five times a usual page's source, and tags, of which a usual page has a thousand.
_LOOKED_AT, _TAGS_LOOKED_AT = 300_000, 400
# 用 <tr> 标签表示一行 · the <p> element : a tag that is spoken of
_SPOKEN = regex(rf"\s*[”’」』`)）]?\s*(?:{any_word('标签 标记 元素 标识符')}|tags?\b|elements?\b)", re.IGNORECASE)


@remembered(2, longest=1 << 21)  # each step of repair asks of the same text, and so does who reads the page
def is_html(text: str) -> bool:
    r"""Whether a text is HTML source: it begins as a document does, or tags part most of what is to be read in it.

    Elements that hold nothing count for nothing, nor does a closing tag without its opening one, nor a tag in the
    middle of a sentence.

    >>> is_html("<p>關系</p>"), is_html("第一段。<br>第二段。<br>"), is_html("若 a<b 且 c>d")
    (True, True, False)
    >>> is_html("<tr id='x'></tr>\n浅说分词\n\n分词是第一步。\n"), is_html("做好群众工作</h1>\n工会是桥梁。")
    (False, False)
    >>> is_html("表格的 <tr> 标签表示一行。"), is_html("<!DOCTYPE html>\n题目")
    (False, True)
    """
    if "<" not in text:
        return False
    if _DOCUMENT.match(text):
        return True
    text = text[:_LOOKED_AT]
    tags = list(islice(spans(text), _TAGS_LOOKED_AT))
    if len(tags) == _TAGS_LOOKED_AT:
        text = text[: tags[-1][1]]
    by_tags, by_lines = _parted(*_tags(text))
    return by_tags >= by_lines if by_tags or by_lines else bool(tags)


def holds_nothing(text: str) -> bool:
    """Whether markup is nothing but elements that hold nothing, and closing tags.

    >>> holds_nothing("<tr id='x'><td id='x'></td></tr></div>"), holds_nothing("<tr>")
    (True, False)
    """
    tags, rest = _tags(text)
    return not tags and not rest.strip()


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of what may be markup: tags, comments, scripts and styles with their content.

    Linear however the text is broken.

    >>> page = "<b>甲</b><!-- 乙 --><script>丙</script>"
    >>> [page[start:end] for start, end in spans(page)]
    ['<b>', '</b>', '<!-- 乙 -->', '<script>丙</script>']
    """
    place, close, missing = 0, 0, set()
    while True:
        found = _TAG_START.search(text, place)
        if found is None:
            return
        start = found.start()
        opaque = _OPAQUE.match(text, start)
        closing = "" if opaque is None else f"</{opaque[1].lower()}" if opaque[1] else "-->"
        end = -1
        if closing and closing not in missing:
            end = _find(text, closing, start)
            if end < 0:
                missing.add(closing)
            elif closing != "-->":
                end = text.find(">", end) + 1 or len(text)
            else:
                end += 3
        if end < 0:
            if close <= start:  # the > found before still stands ahead after a stray <
                close = text.find(">", start) + 1
            end = close
            if not end:
                return
            inner = text.find("<", start + 1, end)
            if inner > 0:  # a stray < before the tag: <3 <b>
                place = inner
                continue
        yield start, end
        place = end


def _find(text: str, closing: str, start: int) -> int:
    if closing == "-->":
        return text.find(closing, start)
    found = re.compile(re.escape(closing) + r"\b", re.IGNORECASE).search(text, start)
    return found.start() if found else -1


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag of a text: its name in lower case, what it says, and the readable text before it since the tag before."""

    name: str
    closing: bool
    attributes: bool
    before: str


def _tags(text: str) -> tuple[list[_Tag], str]:
    """The tags that hold text or part it, each with the text before it, and the text behind the last.

    Left out are comments, scripts, elements that hold nothing and closing tags without an opening one.

    >>> tags, rest = _tags("甲<tr id=x><td></td></tr>乙<p>丙</p></div>丁")
    >>> [(tag.before, tag.name) for tag in tags], rest
    ([('甲乙', 'p'), ('丙', 'p')], '丁')
    """
    kept: list[tuple[re.Match[str], list[str]]] = []  # each with the texts before it
    opened: list[int] = []  # places in kept
    names: Counter[str] = Counter()  # of the elements that are open
    texts: list[str] = []  # since the last tag that was kept
    place = 0
    for start, end in spans(text):
        found = TAG.fullmatch(text, start, end)
        if found is None and not _SILENT.match(text, start):
            continue  # a<b and c>d
        texts.append(text[place:start])
        place = end
        if found is None:
            continue
        name = found["name"].lower()
        if not found["closing"]:
            if name not in _ALONE:
                opened.append(len(kept))
                names[name] += 1
        elif not names[name]:
            continue
        else:
            at = _closed(name, kept, opened, names)
            if at == len(kept) - 1 and not any(map(str.strip, texts)):
                blank = "\n" if any("\n" in part for part in texts) else ""
                texts = kept.pop()[1]
                texts.append(blank)
                continue
        kept.append((found, texts))
        texts = []
    tags = [
        _Tag(tag["name"].lower(), bool(tag["closing"]), bool(tag["attributes"]), "".join(before))
        for tag, before in kept
    ]
    return tags, "".join([*texts, text[place:]])


def _closed(name: str, kept: list[tuple[re.Match[str], list[str]]], opened: list[int], names: Counter[str]) -> int:
    """The place of the opening tag that a closing one closes, and with it all that was opened since."""
    while True:
        at = opened.pop()
        other = kept[at][0]["name"].lower()
        names[other] -= 1
        if other == name:
            return at


@dataclass(frozen=True, slots=True)
class _Run:
    """Readable text between two tags that part it; None where it is the first, or the last."""

    text: str
    before: _Tag | None
    after: _Tag | None


def _parted(tags: list[_Tag], rest: str) -> tuple[int, int]:
    r"""How many characters stand in lines that a tag begins or ends, and how many in lines that end by themselves.

    A line that goes on in the next one, as wrapped source has it, says nothing: it is about as long as the others.

    >>> _parted(*_tags("<p>甲乙</p>\n丙丁。\n戊\n"))
    (2, 4)
    """
    by_tags = by_lines = 0
    runs = [run for run in _runs(tags, rest) if run.text.strip()]
    for i, run in enumerate(runs):
        lines = [line.strip() for line in run.text.split("\n")]
        full = [k for k, line in enumerate(lines) if line]
        longest = max(map(len, lines))
        opened, closed = _begins(run, full[0]), _ends(run, len(lines) - 1 - full[-1])
        if len(full) > 1:  # what wraps the whole text, on lines of its own, parts nothing of it
            opened = opened and (i > 0 or not full[0])
            closed = closed and (i < len(runs) - 1 or full[-1] == len(lines) - 1)
        preformatted = run.before is not None and run.before.name == "pre" and not run.before.closing
        for k in full:
            line = lines[k]
            if preformatted or (opened and k == full[0]) or (closed and k == full[-1]):
                by_tags += len(line)
            elif line[-1] in _SENTENCE_ENDS or 2 * len(line) < longest or k + 1 == len(lines) or not lines[k + 1]:
                by_lines += len(line)
    return by_tags, by_lines


def _begins(run: _Run, further: int) -> bool:
    """Whether the tag before a run begins its first line, which stands so many lines further down."""
    return run.before is not None and (not further or not run.before.closing)


def _ends(run: _Run, further: int) -> bool:
    """Whether the tag behind a run ends its last line, which stands so many lines further up."""
    return run.after is not None and (not further or run.after.closing or run.after.name in _ALONE)


def _runs(tags: list[_Tag], rest: str) -> list[_Run]:
    """The readable text from one tag that parts it to the next.

    A tag that begins or ends a line parts; amid a line an inline one does not, nor one that is spoken of.

    >>> [run.text for run in _runs(*_tags("水是H<sub>2</sub>O。<br>用<p>分段"))]
    ['水是H2O。', '用分段']
    """
    runs: list[_Run] = []
    current: list[str] = []
    last: _Tag | None = None
    opens = True  # whether the line is still without readable text
    for i, tag in enumerate(tags):
        current.append(tag.before)
        _, newline, begun = tag.before.rpartition("\n")
        opens = not begun.strip() and (opens or bool(newline))
        after = tags[i + 1].before if i + 1 < len(tags) else rest
        ends = not after.partition("\n")[0].strip()
        breaks = tag.name in _BREAKING and not _is_spoken_of(tag, after)
        if tag.name in _KNOWN and (opens or ends or breaks):
            runs.append(_Run("".join(current), last, tag))
            current, last, opens = [], tag, True
    return [*runs, _Run("".join([*current, rest]), last, None)]


def _is_spoken_of(tag: _Tag, after: str) -> bool:
    """Whether a tag amid a line is a word of its sentence: 表格的 <tr> 标签表示一行."""
    if _SPOKEN.match(after):
        return True
    goes_on = tag.before.rstrip()[-1:] not in _SENTENCE_ENDS
    return goes_on and not tag.closing and not tag.attributes and tag.name not in ("br", "hr")
