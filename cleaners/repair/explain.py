"""A repair as a reader wants to see it: one line for each damaged run, with a little of what stands around it."""

from __future__ import annotations

from cleaners.repair.edit import UNDECIDED, Repaired

_AROUND = 8  # characters of context on each side
_LONG = 60  # characters of a run that are shown whole


def explain(text: str, repaired: Repaired) -> list[str]:
    """Lines that show each damaged run before and after, of what kind it was and how sure the repair is.

    Annotations repeat, so each (character, pinyin) is one line with its count.

    >>> from cleaners.repair import repair
    >>> page = "面對面、實打?qū)嵶龊眯滦蝿菹氯罕姽ぷ?/h1>"
    >>> for line in explain(page, repair(page)):
    ...     print(line)
    面對面、實打[?qū)嵶龊眯滦蝿菹氯罕姽ぷ?]/h1> → 面對面、實打[實做好新形勢下群眾工作]/h1>   shear, sure 1.00
    …滦蝿菹氯罕姽ぷ?[]/h1> → …滦蝿菹氯罕姽ぷ?[<]/h1>   markup, sure 1.00
    """
    lines: list[str] = []
    counted: dict[tuple[str, str], int] = {}
    for edit in repaired.edits:
        if edit.kind in ("annotation", "gbk-insertion"):
            listed = (text[edit.where - 1 : edit.where], edit.before)
            counted[listed] = counted.get(listed, 0) + 1
            continue
        end = edit.where + len(edit.before)
        left = _shown(("…" if edit.where > _AROUND else "") + text[max(0, edit.where - _AROUND) : edit.where])
        right = _shown(text[end : end + _AROUND])
        note = " (undecidable)" if UNDECIDED in edit.after else ""
        lines.append(
            f"{left}[{_shown(edit.before)}]{right} → {left}[{_shown(edit.after)}]{right}   "
            f"{edit.kind}, sure {edit.sure:.2f}{note}"
        )
    listed_lines = [
        f"{char}{insertion} → {char}   annotation, {count} ×" for (char, insertion), count in sorted(counted.items())
    ]
    return lines + listed_lines


def _shown(text: str) -> str:
    """Text on one line: private-use and control characters as codes, the middle of a long run left out."""
    if len(text) > _LONG:
        text = text[: _LONG // 2] + "…" + text[-_LONG // 2 :]
    return "".join(f"<{ord(c):04X}>" if "\ue000" <= c <= "\uf8ff" or c < " " else c for c in text)
