"""A page that has the marks and no more: the panel, its script, and a record that is shown when the page is."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import outputs.report
from outputs.report.escaping import Html, element, in_script, joined, text
from outputs.report.marks_panel import SCRIPT, marks_panel

STATIC = Path(outputs.report.__file__).with_name("static")
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'"
#: What stands in for review.js: shows a record, once the script of the marks is there.
SHOW = """"use strict";
globalThis.show = (detail) => document.dispatchEvent(new CustomEvent("jingkan:shown", { detail }));
show({});
document.querySelector("#marks details").open = true;
"""
#: A browser that keeps nothing for pages on disk.
REFUSE = (
    'Object.defineProperty(globalThis, "localStorage", { get() { throw new DOMException("", "SecurityError"); } });\n'
)
#: One that has no room left.
FULL = 'Storage.prototype.setItem = () => { throw new DOMException("", "QuotaExceededError"); };\n'
COLOURS = """:root { color-scheme: light dark; --ground: #fbfbf9; --card: #fff; --line: #dfe0dc; --ink: #1f2328;
  --soft: #5a6068; --accent: #0b6b62; --grey: #8b9096; --warm: #b4532a; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171a; --card: #1b1f23; --line: #33393f; --ink: #e4e6e3;
  --soft: #a3aab1; --accent: #62c4b6; --grey: #7d858c; --warm: #e08a5e; } }
body { background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
html[lang="en"] span[lang="zh-Hans"], html[lang="zh-Hans"] span[lang="en"] { display: none; }
button { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--line); }
.note { color: var(--soft); font-size: 0.875rem; }
"""


def write(
    folder: Path, corpus: str, shown: Mapping[str, Any] | None = None, before: str = "", language: str = "en"
) -> Path:
    """Write the page into a folder. shown: what ``jingkan:shown`` tells. before: a script that runs first."""
    shutil.copytree(STATIC, folder / "static")
    (folder / "before.js").write_text(before)
    (folder / "show.js").write_text(SHOW.replace("{}", in_script(shown or {})), "utf-8")
    (folder / "page.css").write_text(COLOURS)
    head = joined((
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", text("Marks")),
        *(element("link", rel="stylesheet", href=sheet) for sheet in ("page.css", "static/report.css")),
        *(element("script", src=script, defer="") for script in ("before.js", SCRIPT, "show.js")),
    ))  # fmt: skip
    body = element("body", element("main", element("h1", text("Marks")), marks_panel(corpus)))
    path = folder / "marks.html"
    path.write_text(Html(f"<!DOCTYPE html>\n{element('html', element('head', head), body, lang=language)}\n"), "utf-8")
    return path
