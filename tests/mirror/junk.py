"""The hijacker's junk, form by form, as it is found on the pages: put in after the damage, so never damaged itself.

Each form is one function ``(rng, Place) -> Injection``; ``FORMS`` is all of them. An injection says where its pieces go
(slots of ``render``) and which strings of it no cleaned article may hold. The words are invented in the manner of the
real ones, and mild.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from pathlib import Path

ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyz0123456789"

WORDS: dict[str, list[str]] = tomllib.loads((Path(__file__).resolve().parent / "spam.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Place:
    """What a form may need to know of the page.

    paragraphs: how many ``@pN`` slots it has. line: how it prints a paragraph, ``{}`` being the text.
    """

    paragraphs: int
    line: str = "<p>{}</p>"


@dataclass(frozen=True, slots=True)
class Injection:
    """One piece of junk.

    form: the function's name. pieces: (slot, HTML). lines: (slot, HTML that replaces it and the rest of its line).
    strings: what no field of a cleaned article may hold. stamp: real elements get random ids as well.
    spoils_title: the page's <title> no longer tells the article's title.
    """

    form: str
    pieces: tuple[tuple[str, str], ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    strings: tuple[str, ...] = ()
    stamp: str = field(default="")
    spoils_title: bool = False


Form = Callable[[random.Random, Place], Injection]


def phrase(rng: random.Random) -> str:
    """One spam phrase.

    >>> phrase(random.Random(3))
    '亚洲六合彩代理加盟'
    """
    if rng.random() < 0.4:
        return rng.choice(WORDS["heads"][:4]) + rng.choice(WORDS["bets"]) + rng.choice(WORDS["bet_tails"])
    return "".join((*rng.sample(WORDS["heads"], 2), rng.choice(WORDS["middles"]), rng.choice(WORDS["tails"])))


def phrases(rng: random.Random, number: int) -> list[str]:
    """That many different phrases."""
    drawn: dict[str, None] = {}
    while len(drawn) < number:
        drawn[phrase(rng)] = None
    return list(drawn)


def random_id(rng: random.Random, length: int = 5) -> str:
    return "".join(rng.choice(ALPHANUMERIC) for _ in range(length))


def domain(rng: random.Random) -> str:
    """A host under .invalid: it can never be fetched."""
    return f"www.{random_id(rng, 7)}.invalid"


def entities(text: str, rng: random.Random, twice: bool = False) -> str:
    """Every character beyond ASCII as a numeric entity, hexadecimal or decimal; twice: its ampersand encoded again."""
    style = "&#x{:X};" if rng.random() < 0.5 else "&#{};"
    encoded = "".join(char if char.isascii() else style.format(ord(char)) for char in text)
    return encoded.replace("&", "&amp;") if twice else encoded


def _block(rng: random.Random, words: Iterable[str] = ()) -> tuple[str, str]:
    """The block of junk elements and the id that all of them share; words stand inside some of them."""
    identity = random_id(rng)

    def element(above: tuple[str, ...] = ()) -> str:
        # The same name twice in one line of descent would close the block itself (<li><div><li></div>).
        name = rng.choice([name for name in (*WORDS["elements"], *["div"] * 9) if name == "div" or name not in above])
        inner = "".join(element((*above, name)) for _ in range(rng.choice((0, 0, 1, 1, 2)) if len(above) < 3 else 0))
        return f'<{name} id="{identity}">{inner}</{name}>'

    inside = [element() for _ in range(rng.randint(25, 60))]
    for word in words:
        inside.insert(rng.randrange(len(inside)), f'<span id="{identity}"><div id="{identity}">{word}</div></span>')
    return f'<div id="{identity}" class="pl_css_ganrao" style="display: none;">{"".join(inside)}</div>', identity


def hidden_block(rng: random.Random, place: Place) -> Injection:
    """The empty block, first in <body> and again after </body>, each with its own random id."""
    first, one = _block(rng)
    second, two = _block(rng)
    strings = ("pl_css_ganrao", f'id="{one}"', f'id="{two}"')
    return Injection("hidden_block", (("top", first), ("tail", second)), strings=strings)


def hidden_block_words(rng: random.Random, place: Place) -> Injection:
    """The same block with spam inside nested <div>: a pattern that ends at the first </div> leaves half of it."""
    words = phrases(rng, 4)
    first, _ = _block(rng, words[:2])
    second, _ = _block(rng, words[2:])
    return Injection("hidden_block_words", (("top", first), ("tail", second)), strings=("pl_css_ganrao", *words))


def style_rule_only(rng: random.Random, place: Place) -> Injection:
    """The rule without any element it would apply to."""
    rule = "<style>#pl_css_ganrao{ display:none }</style>"
    return Injection("style_rule_only", (("head", rule),), strings=("pl_css_ganrao",))


def hidden_by_rule(rng: random.Random, place: Place) -> Injection:
    """Spam in an element that only a <style> rule hides."""
    name, words = "c" + random_id(rng, 6), phrases(rng, 3)
    rule = rng.choice(("display:none", "visibility:hidden", "display : none !important"))
    links = "".join(f'<a href="http://{domain(rng)}/">{word}</a>' for word in words)
    slot = rng.choice(("top", "before-title", "after-article", "end"))
    pieces = (("head", f"<style>.{name}{{{rule}}}</style>"), (slot, f'<div class="{name}">{links}</div>'))
    return Injection("hidden_by_rule", pieces, strings=tuple(words))


def stamped_ids(rng: random.Random, place: Place) -> Injection:
    """Real elements stamped with random ids: ``<div   id="icsuysb"   class="clear">``."""
    return Injection("stamped_ids", stamp=random_id(rng, 7))


def banner_heading(rng: random.Random, place: Place) -> Injection:
    """A linked <h1> before the page's own first element."""
    words = phrases(rng, rng.randint(3, 8))
    banner = rng.choice(("_", ",", "-", " I ")).join(words)
    html = f'<h1><a href="http://{domain(rng)}/">{banner}</a></h1>'
    return Injection("banner_heading", (("top", html),), strings=(banner, *words))


def banner_line(rng: random.Random, place: Place) -> Injection:
    """A banner of phrases as plain text at the top, as on the seed."""
    words = phrases(rng, rng.randint(4, 9))
    banner = rng.choice(("_", ",", "-", " I ")).join(words)
    tag = rng.choice(("div", "p", "center"))
    return Injection("banner_line", (("top", f"<{tag}>{banner}</{tag}>"),), strings=(banner, *words))


def friendship_footer(rng: random.Random, place: Place) -> Injection:
    """The footer with its entity-encoded links."""
    words, greeting = phrases(rng, rng.randint(3, 6)), "感谢您访问我们的网站，您可能还对以下资源感兴趣："
    links = "\n".join(f'<a href="http://{domain(rng)}/">{entities(word, rng)}</a>' for word in words)
    html = (
        f'<footer>\n<div class="friendship-link">\n<p>{greeting}</p>\n<div class="friend-links">\n{links}\n'
        "</div>\n</div>\n</footer>"
    )
    return Injection("friendship_footer", (("end", html),), strings=(greeting[:-1], *words))


def title_replaced(rng: random.Random, place: Place) -> Injection:
    """Entity-encoded spam, sometimes doubly, in place of the <title>."""
    words = phrases(rng, 3)
    spam = entities("_".join(words), rng, twice=rng.random() < 0.3)
    return Injection("title_replaced", lines=(("title", f"{spam}</title>"),), strings=tuple(words), spoils_title=True)


def title_prefix(rng: random.Random, place: Place) -> Injection:
    """A spam prefix on the true title."""
    words = phrases(rng, 2)
    prefix = "_".join(words) + rng.choice(("_", "-", ",", "，"))
    return Injection("title_prefix", (("title", rng.choice((prefix, entities(prefix, rng)))),), strings=tuple(words))


def meta_spam(rng: random.Random, place: Place) -> Injection:
    """Entity-encoded spam in keywords and description."""
    words = phrases(rng, 5)
    keywords = f'<meta name="keywords" content="{entities(",".join(words[:3]), rng)}">'
    description = f'<meta name="description" content="{entities("提供" + "，".join(words[3:]), rng)}">'
    return Injection("meta_spam", lines=(("keywords", keywords), ("description", description)), strings=tuple(words))


def spam_h2(rng: random.Random, place: Place) -> Injection:
    """Spam in the place of an <h2> that is not the article's."""
    word = phrase(rng)
    return Injection("spam_h2", lines=(("h2", f"{entities(word, rng)}</h2>"),), strings=(word,))


def _counties(rng: random.Random) -> tuple[str, tuple[str, ...]]:
    names = rng.sample(WORDS["counties"], 24) + rng.sample(WORDS["strays"], 3)
    rng.shuffle(names)
    return "| ".join(names) + "|", tuple(f"{name}| {following}" for name, following in pairwise(names))


def pool_list(rng: random.Random, place: Place) -> Injection:
    """``主站蜘蛛池模板:`` and county names, each a link."""
    text, pairs = _counties(rng)
    names = text.rstrip("|").split("| ")
    links = " ".join(f'<a href="http://{domain(rng)}/" target="_blank">{name}</a>|' for name in names)
    slot = "tail" if rng.random() < 0.4 else "end"
    return Injection("pool_list", ((slot, f"<div>主站蜘蛛池模板: {links}</div>"),), strings=("主站蜘蛛池模板", *pairs))


def county_list(rng: random.Random, place: Place) -> Injection:
    """Bare county names, no label, no links, as on the seed."""
    text, pairs = _counties(rng)
    html = rng.choice(("<div>{}</div>", "<p>{}</p>", "{}")).format(text)
    return Injection("county_list", (("end", html),), strings=pairs)


def link_farm(rng: random.Random, place: Place) -> Injection:
    """Visible links after the article, in a list, a table, or one after the other."""
    words = phrases(rng, rng.randint(6, 20))
    links = [f'<a href="http://{domain(rng)}/{random_id(rng, 4)}.html">{word}</a>' for word in words]
    listed = "<ul>" + "".join(f"<li>{link}</li>" for link in links) + "</ul>"
    table = "<table><tr>" + "".join(f"<td>{link}</td>" for link in links) + "</tr></table>"
    html = rng.choice((listed, table, f"<div>{'|'.join(links)}</div>", f"<p>{' '.join(links)}</p>"))
    return Injection("link_farm", ((rng.choice(("after-article", "end")), html),), strings=tuple(words))


def _unseen(form: str, rng: random.Random, attribute: str) -> Injection:
    words = phrases(rng, 3)
    inner = "".join(f'<a href="http://{domain(rng)}/">{word}</a>' for word in words)
    tag = rng.choice(("div", "p", "span"))
    slot = rng.choice(("top", "before-title", "p3", "after-article", "end", "tail"))
    return Injection(form, ((slot, f"<{tag} {attribute}>{inner}</{tag}>"),), strings=tuple(words))


def off_screen(rng: random.Random, place: Place) -> Injection:
    """Text moved off the screen by its style."""
    styles = ("position:absolute;left:-9999px", "position: fixed; top: -1000px;", "text-indent:-9999px")
    return _unseen("off_screen", rng, f'style="{rng.choice(styles)}"')


def zero_size(rng: random.Random, place: Place) -> Injection:
    """Text of no size."""
    styles = ("font-size:0", "width:0;height:0;overflow:hidden", "height: 0px; overflow: hidden;", "font-size:0px")
    return _unseen("zero_size", rng, f'style="{rng.choice(styles)}"')


def same_colour(rng: random.Random, place: Place) -> Injection:
    """Text in the colour of its own background."""
    styles = ("color:#fff;background:#fff", "background-color:#ffffff; color:#ffffff", "color:white;background:white")
    return _unseen("same_colour", rng, f'style="{rng.choice(styles)}"')


def hidden_attribute(rng: random.Random, place: Place) -> Injection:
    """The ``hidden`` attribute, or a style that says the same."""
    forms = ("hidden", 'hidden="hidden"', 'style="display:none"', 'style="VISIBILITY: hidden"')
    return _unseen("hidden_attribute", rng, rng.choice(forms))


def error_script(rng: random.Random, place: Place) -> Injection:
    """The script that goes with the block."""
    script = '<script>var V_PATH="/";window.onerror=function(){ return true; };</script>'
    return Injection("error_script", (("head", script),), strings=("V_PATH", "onerror"))


def promotion(rng: random.Random, place: Place) -> Injection:
    """One promotional line inside the body that looks like a paragraph."""
    contact = "wx" + random_id(rng, 6)
    line = rng.choice(WORDS["promotions"]).format(id=contact, number=rng.randrange(10**7, 10**8), phrase=phrase(rng))
    slot = f"p{rng.randint(2, max(2, place.paragraphs))}"
    return Injection("promotion", ((slot, place.line.format(line)),), strings=(line, contact))


FORMS: tuple[Form, ...] = (
    hidden_block, hidden_block_words, style_rule_only, hidden_by_rule, stamped_ids, banner_heading, banner_line,
    friendship_footer, title_replaced, title_prefix, meta_spam, spam_h2, pool_list, county_list, link_farm, off_screen,
    zero_size, same_colour, hidden_attribute, error_script, promotion,
)  # fmt: skip


def combination(rng: random.Random, place: Place, share: float = 0.4) -> tuple[Injection, ...]:
    """A random choice of forms, each with this probability, at least one."""
    chosen = [form for form in FORMS if rng.random() < share] or [rng.choice(FORMS)]
    return tuple(form(rng, place) for form in chosen if not (form is title_prefix and title_replaced in chosen))


def fitting(html: str, injections: Iterable[Injection]) -> tuple[Injection, ...]:
    """Those of them whose slots the page has all: a mobile page has no ``@h2``, a list page no ``@p3``."""
    return tuple(
        injection
        for injection in injections
        if all(f"<!--@{slot}-->" in html for slot, _ in (*injection.pieces, *injection.lines))
    )


def apply(html: str, injections: Iterable[Injection], rng: random.Random) -> str:
    """Put the injections into their slots, and take the unused slots out; see ``fitting``.

    Works on text, and on bytes read as Latin-1 because slots are ASCII: see ``apply_bytes``.
    """
    for injection in injections:
        for slot, line in injection.lines:
            before, _, after = html.partition(f"<!--@{slot}-->")
            html = before + line + after[after.index("\n") :]
        for slot, piece in injection.pieces:
            html = html.replace(f"<!--@{slot}-->", f"<!--@{slot}-->{piece}", 1)
        if injection.stamp:
            html = _stamp(html, rng)
    return re.sub(r"<!--@[a-z0-9-]+-->", "", html)


def apply_bytes(body: bytes, injections: Iterable[Injection], rng: random.Random, charset: str) -> bytes:
    """The same for a page that is bytes already: the pieces go in as that charset."""

    def coded(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        return tuple((slot, text.encode(charset).decode("latin-1")) for slot, text in pairs)

    bytewise = [
        Injection(i.form, coded(i.pieces), coded(i.lines), i.strings, i.stamp, i.spoils_title) for i in injections
    ]
    return apply(body.decode("latin-1"), bytewise, rng).encode("latin-1")


def _stamp(html: str, rng: random.Random) -> str:
    return re.sub(r"<(div|p|ul) class=", lambda m: f'<{m[1]}   id="{random_id(rng, 7)}"   class=', html)


def doorway(rng: random.Random, path: str) -> tuple[str, tuple[str, ...]]:
    """A page that is nothing but spam, as a taken-over URL shows it, and the strings no record may hold."""
    words = phrases(rng, 40)
    title = "_".join(words[:4])
    fours = (words[start : start + 4] for start in range(4, 24, 4))
    paragraphs = "\n".join(f"<p>{a}为您提供{b}、{c}等服务，{d}，欢迎访问{domain(rng)}。</p>" for a, b, c, d in fours)
    links = "\n".join(f'<li><a href="/{random_id(rng, 6)}.html">{word}</a></li>' for word in words[24:])
    html = (
        f'<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>{entities(title, rng)}</title>\n'
        f'<meta name="keywords" content="{entities(",".join(words[:6]), rng)}">\n'
        f'<meta name="description" content="{escape("，".join(words[:8]))}">\n'
        f'<script src="/{random_id(rng)}.js"></script>\n</head>\n<body>\n<h1><a href="{path}">{title}</a></h1>\n'
        f"{paragraphs}\n<ul>\n{links}\n</ul>\n<div>{_counties(rng)[0]}</div>\n</body>\n</html>\n"
    )
    return html, tuple(words)
