"""What is known of the sites that addresses belong to: what they declare, or what a crawl used and learned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cleaners import Rules

RulesFor = Callable[[str], Rules | None]


def _never(url: str) -> bool:
    return False


@dataclass(frozen=True)
class KnownSites:
    """rules: of the site of an address, None where it belongs to none. gone: whether an address was taken down.

    file: the file that says so, by its name and its bytes, for a later crawl may write it anew; ``""`` for none.
    """

    rules: RulesFor
    gone: Callable[[str], bool] = _never
    file: str = ""


def of_crawl(path: Path, declared: RulesFor) -> KnownSites:
    """What a file of ``scrapy reclean --rules`` says; of an address that its crawl never met, what sites declare.

    Raises RulesError.
    """
    from outputs.cleaning.workers import rules_of  # loads what cleaning a crawl needs: only who gives rules pays for it
    from outputs.cluster.rules_file import Host, digest, read
    from outputs.takedown.matching import Takedowns

    known = read(path)

    @cache
    def rules_of_host(host: Host) -> Rules:
        return rules_of(host.rules, host.learned)

    def rules(url: str) -> Rules | None:
        host = known.host(url)
        return rules_of_host(host) if host else declared(url)

    return KnownSites(rules, Takedowns(known.taken_down).cover, f"{path} (SHA-256 {digest(path)})")
