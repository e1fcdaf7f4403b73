"""What a hostile page would have a browser, a terminal or a reader of lines do: one list for all tests."""

from __future__ import annotations

#: What a browser would run, load or obey, were it not escaped.
PAYLOADS = (
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>", "'><a href=javascript:alert(1)>x</a>", "<style>*{display:none}</style>",
    "</style><script>alert(1)</script>", "<!--", "-->", "<![CDATA[<b>]]>", "</text><script>alert(1)</script>",
    "<iframe src=//evil.example>", "<link rel=stylesheet href=//evil.example>", "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>", "&lt;script&gt;", "&#60;script&#62;", "{{7*7}}", "${7*7}",
    "\u202egnp.exe", "\x1b[31m", "\x00<b>", "\ufeff<b>", "\u2028alert(1)", "\ud800<b>", "</title><b>",
    "</td></table><b>", "</details><b>", "<form action=//evil.example><button>", "<object data=//evil.example>",
    "<math href=//evil.example>", "<x onmouseover=alert(1)>", "<b style=position:fixed>", "]]><b>",
    "%3Cb%3E", "＜script＞", "\\u003cscript", "`<b>`",
    "<template><b>", "<plaintext>",
    "<!--<script>", "]]>", "\u2028alert(1)\u2029", "\u202egpj.exe", "\x1b[2J", "javascript:alert(1)", "${alert(1)}",
    "`+alert(1)+`", "');alert(1);//", "\"onload=\"alert(1)", "\\u003cscript>", "\\", "<svg/onload=alert(1)>",
    "__proto__", "\x00", "\ufeff", "\" onmouseover=\"alert(1)", "\u202e</textarea><script>alert(1)</script>",
    "<iframe src=http://a.example/></iframe>", "<link rel=stylesheet href=http://a.example/a.css>",
)  # fmt: skip
