"""Undoes the forced pinyin and the sheared runs of one page: finds where the process was at work, decodes, reports.

The page decides what is believed. One insertion inside a character proves the process; balanced annotations alone
prove it only if they are byte-blind and consistent (``annotation.py``); a break alone must win against the text as it
stands by a wide margin. Clean text, pinyin lessons included, comes out as it went in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from string import ascii_letters, digits

from cleaners.article import Edit
from cleaners.chinese.gbk import encode
from cleaners.chinese.language_model import model
from cleaners.chinese.readings import LETTERS, codes_read, reads, toned
from cleaners.chinese.scripts import scripts
from cleaners.repair.annotation import undo_annotations
from cleaners.repair.edits import UNDECIDED, apply
from cleaners.repair.insertion import BALANCED, INSERTION, SHEARED, spaces_after, spelled
from cleaners.repair.segments import segments
from cleaners.repair.shear.decoder import Decoder, Run, Sheet
from cleaners.repair.shear.digits import restore_digits
from cleaners.repair.shear.reading import sure
from cleaners.repair.shear.scorer import Scorer
from cleaners.repair.shear.tokens import TAG_REST

# The cheap look that every page gets: ?qū)  (guān)  ?，  影響?,F如今
# Two patterns that begin with a literal are scanned for several times as fast as one that begins with a class.
# What stands before is Chinese (or a bracket), which scripts and addresses fail: f(x)?a:b
_GATES = (
    re.compile(rf"\?(?:[，。；！？、]|(?<=[^\x00-(*-Z\\^-\x7f]\?)[{LETTERS},;!?])"),
    re.compile(rf"\((?<=[^\x00-\x7f]\()[{LETTERS}]"),
)
# 影響?，F  影響?,F  學生??稍  疾??;10 : a mark after a lone ?, with a character that is not ASCII before or behind
_BREAK = re.compile(
    r"\?(?:(?<=[\S\u3000]\?)\??[，。；！？、]"
    r"|(?<=\S\?)\??[,;!?](?:(?<=[^\x00-\x7f]\?.)|(?<=[^\x00-\x7f]\?\?.)|(?=[^\x00-\x7f]))"
    r"|\?(?=[^\x00-\x7f]))"
)
# 少?/p> : a tag without its <, whose segment runs on to the next
_CUT_TAG = re.compile(rf"(?<=[^\x00-\x7f])\?(?={TAG_REST.pattern})")
_PRIVATE = re.compile("[\ue000-\ue765]")
_FULL_WIDTH = re.compile("[！-～]")
# Ｘ ８ ＂ ￥: what a comma's first byte gives with the next character's; few pages write so
_RARE = ascii_letters + digits + "\"#$&'*+-./<=>@[]^_`{|}"
_WIDE_RARE = frozenset("￥￣") | {chr(0xFEE0 + ord(char)) for char in _RARE}
NUMERIC = frozenset(".%-/+")  # what stands in numbers, whatever the marks of the text are
# ] of [M]. and what stands next to Chinese
_BESIDE_HAN = re.compile(r"(?<=[\u3400-\u9fff\])])[!-/:;]|[!-/:;](?=[\u3400-\u9fff])")
_HAN = re.compile("[\u3400-\u9fff]")
_NARROW = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}
MIN_GAIN = 3.0  # on a page without proof, how much better (natural log units) than as it stands a segment must read
PROOF_GAIN = 15.0  # a segment that reads so much better once decoded proves that the page is damaged
MIN_MARGIN = 4.0  # a segment that is this far ahead of its next reading teaches the others


def may_show_process(text: str) -> bool:
    """Whether anything in the text looks like the process: a cheap look.

    >>> may_show_process("打?qū)嵶龊眯滦蝿"), may_show_process("f(x)=a?b:c，真的嗎?")
    (True, False)
    """
    return any(gate.search(text) for gate in _GATES) and _worth_a_look(text)


def undo_process(text: str) -> list[Edit]:
    """Edits that take the forced pinyin out and bring sheared runs back; none on a page without the process.

    >>> [(e.before, e.after, e.kind) for e in undo_process("打?qū)嵶龊眯滦蝿菹氯罕姽ぷ?/h1>")]
    [('?qū)嵶龊眯滦蝿菹氯罕姽ぷ?', '實做好新形勢下群眾工作', 'shear'), ('', '<', 'markup')]
    >>> undo_process("教師讀會(huì)議，f(x)=a?b:c，真的嗎??")
    []
    """
    if not may_show_process(text):
        return []
    spaces = spaces_after(text)
    if not spaces:
        return _undone(text)
    left = _undone(apply(text, [Edit(place, " ", "", "annotation") for place in spaces]))
    cuts = [place - i for i, place in enumerate(spaces)]  # where each stood, in the text without them
    return [_with_spaces(edit, text, cuts) for edit in left]


def _with_spaces(edit: Edit, text: str, cuts: list[int]) -> Edit:
    """An edit of the text without its spaces as one of the text; a space goes with the insertion it stands behind.

    >>> _with_spaces(Edit(1, "(xi)", "", "annotation", 1.0), "習(xi) 近平", [5]).before
    '(xi) '
    """
    start, end = edit.where, edit.where + len(edit.before)
    start, end = start + bisect_right(cuts, start), end + bisect_right(cuts, end)
    return replace(edit, where=start, before=text[start:end])


def _undone(text: str) -> list[Edit]:
    """As ``undo_process``, of a text that is worth a look."""
    spans = list(segments(text))
    suspects = [span for span in spans if _suspect(text[slice(*span)])]
    whole = undo_annotations(text, spans)
    silent = [s for s in spans if _silently_sheared(text[slice(*s)])] if whole and not suspects else []
    if not suspects and not silent:
        return whole
    chosen = set(suspects or silent)
    proven = bool(whole) or any(_proof(text[slice(*span)]) for span in chosen)
    if proven:
        chosen.update(span for span in spans if _CUT_TAG.search(text, *span))
    if proven and _FULL_WIDTH.search(text) is None:
        chosen.update(span for span in spans if _lands_inside_narrow(text[slice(*span)]))
    sheet = _sheet(text, [span for span in spans if span not in chosen], bool(silent))
    sheet.proven = proven
    if not sheet.proven:  # a break that reads far better than as it stands proves the process, too
        sheet.proven = _most_gained(text, chosen, sheet) >= PROOF_GAIN
    edits = _decode(text, sorted(chosen), sheet)
    if sheet.proven and any(edit.kind == "shear" for edit in edits):
        whole = undo_annotations(text, spans, proven=True)
    taken = [(edit.where, edit.where + len(edit.before)) for edit in edits]
    return sorted(edits + _outside(whole, taken), key=lambda edit: edit.where)


def _most_gained(text: str, chosen: Iterable[tuple[int, int]], sheet: Sheet) -> float:
    """How much better than as it stands the clearest segment reads, of the first few."""
    best = 0.0
    for start, end in sorted(chosen)[:40]:
        best = max([best, *(run.gain for run in Decoder(sheet, text[start:end]).runs())])
        if best >= PROOF_GAIN:
            break
    return best


def _outside(edits: Iterable[Edit], taken: list[tuple[int, int]]) -> list[Edit]:
    """The edits that touch none of the stretches, which are in order."""
    kept, i = [], 0
    for edit in edits:
        while i < len(taken) and taken[i][1] <= edit.where:
            i += 1
        if i == len(taken) or edit.where + len(edit.before) <= taken[i][0]:
            kept.append(edit)
    return kept


def _worth_a_look(text: str) -> bool:
    """Whether anything on the page looks like damage, its markup included: a cheaper question than where it stands."""
    return (
        _BREAK.search(text) is not None
        or any(_lands_inside(text, match) for match in SHEARED.finditer(text))
        or any(match.start() and not text[match.start() - 1].isascii() for match in BALANCED.finditer(text))
    )


def _suspect(segment: str) -> bool:
    """Whether a sheared run may start here."""
    if "?" not in segment or segment.isascii():
        return False
    return _BREAK.search(segment) is not None or any(_lands_inside(segment, m) for m in SHEARED.finditer(segment))


def _proof(segment: str) -> bool:
    """Whether an insertion with its tone marked stands inside a character here."""
    return any(toned(spelled(m[0])) and _lands_inside(segment, m) for m in SHEARED.finditer(segment))


def _lands_inside(segment: str, match: re.Match[str]) -> bool:
    """Whether the last byte before and a lost one make a character that reads as the insertion says."""
    before = segment[max(0, match.start() - 40) : match.start()]
    while before.endswith(")"):  # 局?jǐn)?shù)據, 申請(qǐng)?zhí)枮: what stands before the insertion before
        inner = max(before.rfind("("), before.rfind("?"))
        if inner < 0 or not INSERTION.fullmatch(before, inner):
            break
        if before[inner] == "?":
            return True
        before = before[:inner]
    raw = encode(before[-1:]) or b""
    if len(raw) < 2:
        return before.endswith("?") and len(before) > 1
    return any(code >> 8 == raw[-1] for code in codes_read(spelled(match[0])))


def _lands_inside_narrow(segment: str) -> bool:
    """Whether an insertion stands after a mark that was full-width when it came in: 稱:?he)l(fa)明."""
    return any(
        any(code >> 8 == ord(segment[match.start() - 1]) | 0x80 for code in codes_read(spelled(match[0])))
        for match in SHEARED.finditer(segment)
        if match.start() and "!" <= segment[match.start() - 1] <= "~"
    )


def _silently_sheared(segment: str) -> bool:
    for match in BALANCED.finditer(segment):
        raw = encode(segment[max(0, match.start() - 1) : match.start()]) or b""
        pinyin = spelled(match[0])
        fits = len(raw) == 2 and toned(pinyin) and not reads(segment[match.start() - 1], pinyin)
        if fits and any(code >> 8 == raw[1] for code in codes_read(pinyin)):
            return True
    return False


def _sheet(text: str, sound: list[tuple[int, int]], silent: bool) -> Sheet:
    """What the page says of itself before anything is decoded."""
    language = model()
    clean = [BALANCED.sub("", text[start:end]) for start, end in sound]
    chars = set("".join(clean)) or set(text)
    simplified, traditional, usual = scripts()
    hant = len(set(text) & traditional) >= len(set(text) & simplified)
    # 瞭 on a page that writes 了: of two forms a one-to-one conversion makes only one.
    other = {char for char in traditional - chars if chr(language.fold_map.get(ord(char), 0)) in chars}
    absent = (simplified | (traditional - usual) | other if hant else traditional) | _WIDE_RARE
    table: dict[tuple[str, str], int] = {}
    for match in BALANCED.finditer(text):
        listed = (text[match.start() - 1 : match.start()], spelled(match[0]))
        if reads(*listed):
            table[listed] = table.get(listed, 0) + 1
    return Sheet(
        scorer=Scorer(language, (language.fold(part) for part in clean if _HAN.search(part))),
        table=table,
        dropped=_PRIVATE.search(text) is None,
        narrow=_FULL_WIDTH.search(text) is None,
        silent=silent,
        absent=frozenset(absent - chars),
        narrow_marks=frozenset(NUMERIC.union(*(_BESIDE_HAN.findall(part) for part in clean))),
    )


def _decode(text: str, chosen: list[tuple[int, int]], sheet: Sheet) -> list[Edit]:
    """Decode each segment, then those again that were unsure, with what the others taught."""
    decoded = {span: Decoder(sheet, text[slice(*span)]).runs() for span in chosen}
    fold = model().fold
    unsure = []
    for span, runs in decoded.items():
        if all(run.margin > MIN_MARGIN for run in runs):
            sheet.scorer.learn(fold(_apply(text[slice(*span)], runs)))
        else:
            unsure.append(span)
    if unsure and len(unsure) < len(decoded):
        for span in unsure:
            decoded[span] = Decoder(sheet, text[slice(*span)]).runs()
    edits = []
    for span, runs in decoded.items():
        segment = text[slice(*span)]
        runs = [run for run in runs if run.sheared]  # annotations in step are the page's matter, see annotation.py
        if not sheet.proven:
            runs = [run for run in runs if run.gain >= MIN_GAIN]
        for run in runs:
            edits.extend(_edits(segment, run, span[0], sheet))
    return restore_digits(text, edits)


def _apply(segment: str, runs: list[Run]) -> str:
    out, place = [], 0
    for run in runs:
        out += [segment[place : run.start], run.text]
        place = run.end
    return "".join(out) + segment[place:]


def _edits(segment: str, run: Run, offset: int, sheet: Sheet) -> list[Edit]:
    """A run as edits: swallowed markup apart, and without what stayed as it was."""
    before, after = segment[run.start : run.end], run.text
    if sheet.narrow:
        after = after.translate(_NARROW)
    found = []
    start, end = run.start, run.end
    if after.endswith("<") and before.endswith("?") and TAG_REST.match(segment, end):
        after = after[:-1]
        found.append(Edit(offset + end, "", "<", "markup", 1.0))
    while before and after and before[0] == after[0]:
        before, after, start = before[1:], after[1:], start + 1
    while before and after and before[-1] == after[-1]:
        before, after, end = before[:-1], after[:-1], end - 1
    if before or after:
        kind = "shear" if run.sheared else "annotation"
        certainty = 0.0 if after == UNDECIDED else sure(run.margin) if run.sheared else 1.0
        found.insert(0, Edit(offset + start, before, after, kind, certainty))
    return found
