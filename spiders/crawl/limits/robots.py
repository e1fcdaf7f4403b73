"""A robots.txt within limits: what of it is read, and what is said where that is not all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from scrapy.settings import BaseSettings

from spiders.crawl.limits.overruns import Kind

#: (name, value) of a line of a robots.txt, in lower case and stripped; None where it is no directive.
Directive = Callable[[str], tuple[str, str] | None]

_AGENT = ("user-agent", "useragent", "user agent")
_SITEMAP = ("sitemap", "sitemaps", "site-map")
#: Of the whole site, as sitemaps are, and of no use to us.
_HOST = "host"
#: Kept wherever it stands: opt_out reads it.
_SIGNAL = "content-signal"
#: A rule with a ``$`` is two rules to Protego.
_DOLLAR = "$"


@dataclass(frozen=True, slots=True)
class RobotsLimits:
    """The settings ``LIMIT_ROBOTS_…``. bytes: that are read. rules: steps that the rules cost. sitemaps: that are
    taken."""

    bytes: int
    rules: int
    sitemaps: int

    @classmethod
    def of(cls, settings: BaseSettings) -> RobotsLimits:
        """Those of a crawl."""
        return cls(
            bytes=settings.getint("LIMIT_ROBOTS_BYTES"),
            rules=settings.getint("LIMIT_ROBOTS_RULES"),
            sitemaps=settings.getint("LIMIT_ROBOTS_SITEMAPS"),
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """What is used of a robots.txt. cut: the limits that it ran over."""

    text: bytes
    cut: tuple[Kind, ...] = ()


def kept(text: bytes, robots: Iterable[str], limits: RobotsLimits, directive: Directive) -> Kept:
    """The lines of a robots.txt that say something to one of these robots, or of the site, as far as the limits go.

    Rules are taken in the order in which they stand. Each costs a step for each robot of its group and each wildcard
    in it: so much is it looked at for every URL. A line that was cut in the middle says nothing.

    >>> text = b"User-agent: other\\nDisallow: /a\\nUser-agent: *\\nDisallow: /b\\nDisallow: /c*\\nSitemap: http://a.example/1"
    >>> read = lambda line: (line.split(":", 1)[0].lower(), line.split(":", 1)[1].strip())
    >>> kept(text, ["jingkan"], RobotsLimits(bytes=999, rules=3, sitemaps=9), read).text.decode().splitlines()
    ['user-agent: *', 'disallow: /b', 'sitemap: http://a.example/1']
    >>> kept(text, ["jingkan"], RobotsLimits(bytes=40, rules=9, sitemaps=9), read)
    Kept(text=b'', cut=('robots-bytes',))
    """
    cut: dict[Kind, None] = {}
    if len(text) > limits.bytes:
        cut["robots-bytes"] = None
        text = text[: limits.bytes]
        text = text[: max(text.rfind(b"\n"), text.rfind(b"\r")) + 1]
    lines: list[str] = []
    steps = sitemaps = 0
    group: set[str] = set()
    naming = False  # whether the last line named a robot, so that one more joins its group
    names = [robot.lower() for robot in robots]
    for name, value in _directives(text, directive):
        if name in _SITEMAP:
            sitemaps += 1
            if sitemaps > limits.sitemaps:
                cut["robots-sitemaps"] = None
            else:
                lines.append(f"{name}: {value}")
            continue
        if name in _AGENT:
            group = group if naming else set()
            ours = {robot for robot in (value.lower(), value.lower().replace("*", "")) if _is_one_of(robot, names)}
            group, cost = group | ours, len(ours)
        else:
            cost = len(group) * (1 + value.count("*")) * (2 if _DOLLAR in value else 1)
        naming = name in _AGENT
        if cost or name == _SIGNAL:
            steps += cost or 1
            if steps > limits.rules:
                cut["robots-rules"] = None
            else:
                lines.append(f"{name}: {value}")
    return Kept("\n".join(lines).encode(), tuple(cut))


def _is_one_of(robot: str, names: Iterable[str]) -> bool:
    """Whether what a robots.txt calls a robot may be one of these, or is all."""
    return robot == "*" or (robot != "" and any(robot in name for name in names))


def _directives(text: bytes, directive: Directive) -> Iterator[tuple[str, str]]:
    for line in text.decode("utf-8-sig", "ignore").splitlines():
        if (said := line.partition("#")[0].strip()) and (found := directive(said)) and found[0] != _HOST:
            yield found
