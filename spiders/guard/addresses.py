"""Whether a URL, a port or an IP address may be asked for, and why not. Pure: nothing is resolved here.

What a page, a redirect, a sitemap, a robots.txt or a DNS answer names leads to the public net and nowhere else. Beyond
it lies only what a person named, see ``named_by``. Who connects asks twice: ``refusal_of`` with the URL, and
``refusal_at`` with each IP address that it is about to connect to, since a name may lead anywhere, and elsewhere the
next time.
"""

from __future__ import annotations

import re
import socket
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Literal
from urllib.parse import SplitResult, urljoin, urlsplit

Address = IPv4Address | IPv6Address

#: What refusals are counted by. form: no address at all. port: another service's. name: one of the local network.
Kind = Literal["form", "port", "name", "loopback", "private", "link-local", "multicast", "reserved"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an address is not asked for. words: one clause that names it."""

    kind: Kind
    words: str


class Refused(Exception):
    """An address that is not asked for; str() is the clause that says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.words)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Named:
    """The hosts beyond the public net that a person named, each with its port, 0 for every one."""

    hosts: frozenset[tuple[str, int]] = frozenset()

    def cover(self, host: str, port: int) -> bool:
        """Whether a person named this host (of a URL, never one that a name led to), or the domain that it is in.

        >>> named = named_by(["127.0.0.1:8731", "wiki.lan"])
        >>> named.cover("127.1", 8731), named.cover("a.wiki.lan", 80), named.cover("127.0.0.1", 8732)
        (True, True, False)
        """
        if not self.hosts:
            return False
        host = known_as(host)
        labels = host.split(".")
        domains = {host} if literal(host) else {".".join(labels[n:]) for n in range(len(labels))}
        return any((domain, each) in self.hosts for domain in domains for each in (0, port))

    def __or__(self, other: Named) -> Named:
        return Named(self.hosts | other.hosts) if other.hosts else self


NOBODY = Named()
#: Said once where a proxy resolves the names.
BY_NAME = "a proxy is set: what an address leads to is checked by its name alone"

#: The ports that browsers do not ask, whatever a page says: the Fetch standard, "bad port", November 2026.
_BAD_PORTS = frozenset((
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531,
    532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060,
    5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
))  # fmt: skip
#: Further services that do harm when they are spoken to, by hand, from IANA's registry: files, remote desktops,
#: databases, caches, queues, and what runs containers.
_SERVICES = frozenset((
    88, 445, 502, 623, 873, 1433, 1521, 1883, 2181, 2375, 2376, 2379, 2380, 3306, 3389, 4369, 5432, 5671, 5672, 5900,
    5984, 6379, 6443, 9042, 9092, 9200, 9300, 10250, 11211, 27017, 27018,
))  # fmt: skip

#: Names that no public DNS holds. localhost, local: RFC 6761, 6762. home.arpa: RFC 8375. internal: ICANN, 2024. The
#: rest, by hand, are used so (RFC 6762, appendix G).
_LOCAL_SUFFIXES = frozenset(
    ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "localdomain", "home.arpa")
)

#: What is not the public net: IANA's special-purpose registries and multicast, November 2026. The standard library's
#: ``is_global`` has changed its mind from release to release (CVE-2024-4032). The more special row stands first.
_PLACES: tuple[tuple[str, Kind, str], ...] = (
    ("0.0.0.0/8", "loopback", "this machine"),
    ("127.0.0.0/8", "loopback", "this machine"),
    ("10.0.0.0/8", "private", "a private network"),
    ("172.16.0.0/12", "private", "a private network"),
    ("192.168.0.0/16", "private", "a private network"),
    ("100.64.0.0/10", "private", "a carrier's inner network"),  # and 100.100.100.200, Alibaba's metadata
    ("169.254.0.0/16", "link-local", "this link, where clouds keep their metadata"),
    ("168.63.129.16/32", "link-local", "this link, where clouds keep their metadata"),  # Azure's, in a public range
    ("192.0.0.0/24", "reserved", "a reserved range"),
    ("192.0.2.0/24", "reserved", "a reserved range"),
    ("192.88.99.0/24", "reserved", "a reserved range"),
    ("198.18.0.0/15", "reserved", "the range for benchmarks, which some proxies answer for every name"),
    ("198.51.100.0/24", "reserved", "a reserved range"),
    ("203.0.113.0/24", "reserved", "a reserved range"),
    ("224.0.0.0/4", "multicast", "multicast"),
    ("240.0.0.0/4", "reserved", "a reserved range"),
    ("::/127", "loopback", "this machine"),
    ("fc00::/7", "private", "a private network"),
    ("fec0::/10", "private", "a private network"),
    ("fe80::/10", "link-local", "this link"),
    ("ff00::/8", "multicast", "multicast"),
    ("2001::/23", "reserved", "a reserved range"),  # Teredo (2001::/32) is in it, whatever IPv4 address it holds
    ("2001:db8::/32", "reserved", "a reserved range"),
    ("2002::/16", "reserved", "a tunnel (6to4)"),
    ("3fff::/20", "reserved", "a reserved range"),
    ("2000::/3", "reserved", ""),  # the public net: what IANA has given out
    ("::/0", "reserved", "a reserved range"),
)
_NETWORKS: tuple[tuple[IPv4Network | IPv6Network, Kind, str], ...] = tuple(
    (ip_network(network), kind, words) for network, kind, words in _PLACES
)
#: What is in none of them, which an IPv4 address may be.
_PUBLIC: tuple[Kind, str] = ("reserved", "")
#: IPv6 addresses that stand for the IPv4 address of their last four bytes: mapped (RFC 4291), NAT64 (RFC 6052).
_STAND_FOR_IPV4 = (ip_network("::ffff:0:0/96"), ip_network("64:ff9b::/96"))

#: Of a URL that no parser takes: a secret may stand anywhere in it.
_UNREADABLE = Refusal("form", "what cannot be read is no address")
#: Answers that lead elsewhere by their Location: RFC 9110, section 15.4.
_REDIRECTS = frozenset([301, 302, 303, 307, 308])
_DEFAULT_PORT = {"http": 80, "https": 443}
#: A label, also of a name in Chinese; RFC 1035 has at most 63 bytes for one and 253 for a name.
_LABEL = re.compile(r"[\w-]{1,63}")
_NAME_MOST = 253
#: The last label of what is read as an IPv4 address or not at all (URL standard, "ends in a number"): 127.1, 0x7f.1
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")


def refusal_of(url: str, named: Named = NOBODY) -> Refusal | None:
    """Why a URL is not asked for, as far as it says itself; None where it may be.

    >>> refusal_of("http://www.a.example/page/1.shtml"), refusal_of("https://8.8.8.8:8443/")
    (None, None)
    >>> refusal_of("http://2130706433/").words
    '2130706433 is an address of this machine, which nobody named'
    >>> refusal_of("http://a.example:22/").words, refusal_of("http://me@a.example/").kind
    ('a.example:22 is the port of another service', 'form')
    >>> refusal_of("http://127.0.0.1:8731/", named_by(["127.0.0.1:8731"]))
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return _UNREADABLE
    return _refusal(parts.scheme, parts.netloc, named)


def refusal_of_redirect(status: int, url: str, location: str) -> Refusal | None:
    """Why an answer's redirect can lead to no page; None for one that can, and for no redirect.

    >>> refusal_of_redirect(302, "http://a.example/1", "file:///etc/passwd").words
    'file is neither http nor https'
    >>> refusal_of_redirect(302, "http://a.example/1", "/2"), refusal_of_redirect(200, "http://a.example/1", "file:")
    (None, None)
    """
    if status not in _REDIRECTS or not location:
        return None
    try:
        found = refusal_of(urljoin(url, location))
    except ValueError:
        return _UNREADABLE
    return found if found and found.kind == "form" else None


def refusal_at(host: str, port: int, address: str, named: Named = NOBODY) -> Refusal | None:
    """Why no connection is made to the IP address that a URL's host has led to; None where it may be.

    >>> refusal_at("a.example", 80, "93.184.215.14")
    >>> refusal_at("a.example", 80, "::ffff:127.0.0.1").words
    'a.example leads to 127.0.0.1, an address of this machine, which nobody named'

    A name that was named does not name what it leads to, unless no public DNS can hold it:

    >>> refusal_at("a.example", 80, "10.0.0.5", named_by(["a.example"])).kind
    'private'
    >>> refusal_at("wiki.lan", 80, "10.0.0.5", named_by(["wiki.lan"]))
    """
    if (why := _refusal_of_port(host, port)) or named.cover(host, port):
        return why
    found = literal(address)
    if found is None:
        return Refusal("form", f"{_shown(host)} leads to {_shown(address)}, which is no address")
    where = "is" if literal(host) == found else f"leads to {_meant(found)},"
    return _refusal_of_ip(host, found, where)


def named_by(entries: Iterable[str]) -> Named:
    """What a person names with addresses and domains (``host`` or ``host:port``, every port without one).

    Only what lies beyond the public net is kept: IP addresses, and names that no public DNS can hold. A list of
    millions of public addresses names nothing. What is no address is passed over.

    >>> sorted(named_by(["http://0x7f.1/1", "wiki.lan", "www.a.example", "8.8.8.8", "http://["]).hosts)
    [('127.0.0.1', 80), ('wiki.lan', 0)]
    """
    hosts = set()
    for entry in entries:
        found = _host_and_port(entry)
        if found and (_place(address) if (address := literal(found[0])) else _is_local(found[0])):
            hosts.add(found)
    return Named(frozenset(hosts))


def wholly(url: str) -> Named:
    """What a person names with an address of their own, such as a webhook's: its host wherever it leads to.

    >>> refusal_at("hooks.a.example", 443, "10.0.0.5", wholly("https://hooks.a.example/x"))
    """
    found = _host_and_port(url)
    return Named(frozenset([found] if found else ()))


def known_as(host: str) -> str:
    """The one form of a URL's host: an IP address as it is written usually, a name in lower case.

    >>> known_as("0177.0.0.1"), known_as("[::FFFF:7f00:1]"), known_as("WWW.A.example."), known_as("１２７。１")
    ('127.0.0.1', '127.0.0.1', 'www.a.example', '127.0.0.1')
    """
    name = _normal(host)
    address = literal(name)
    return name if address is None else str(_meant(address))


def literal(host: str) -> Address | None:
    """The IP address that a host is, in any form that a resolver takes for one; None for a name.

    >>> literal("2130706433"), literal("fe80::1%eth0"), literal("127.example"), literal("300.1.1.1.1")
    (IPv4Address('127.0.0.1'), IPv6Address('fe80::1'), None, None)
    """
    name = _normal(host)
    if ":" in name:
        try:
            return ip_address(name.partition("%")[0])
        except ValueError:
            return None
    labels = name.split(".")
    if len(labels) > 4 or not all(_NUMBER.fullmatch(label) and label.isascii() for label in labels):
        return None
    try:
        return IPv4Address(socket.inet_aton(name))  # it reads, and asks nobody
    except OSError:
        return None


@lru_cache(maxsize=4096)  # a page's links lead to few hosts
def _refusal(scheme: str, netloc: str, named: Named) -> Refusal | None:
    if scheme not in _DEFAULT_PORT:
        return Refusal("form", f"{_shown(scheme) or 'what has no scheme'} is neither http nor https")
    parts = SplitResult(scheme, netloc, "", "", "")
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if "@" in netloc or not _is_host(host):
        return Refusal("form", f"{_shown(netloc.rpartition('@')[2]) or 'what names no host'} is no address")
    port = _DEFAULT_PORT[scheme] if port is None else port
    if (why := _refusal_of_port(host, port)) or named.cover(host, port):
        return why
    if address := literal(host):
        return _refusal_of_ip(host, address, "is")
    if _is_local(_normal(host)):
        kind: Kind = "loopback" if _normal(host).rpartition(".")[2] == "localhost" else "name"
        what = "this machine" if kind == "loopback" else "a local network"
        return Refusal(kind, f"{_shown(host)} is a name of {what}, which nobody named")
    return None


def _refusal_of_port(host: str, port: int) -> Refusal | None:
    if port == 0:
        return Refusal("form", f"{_shown(host)}:0 is no address")
    if port in _BAD_PORTS or port in _SERVICES:
        return Refusal("port", f"{_shown(host)}:{port} is the port of another service")
    return None


def _refusal_of_ip(host: str, address: Address, where: str) -> Refusal | None:
    if place := _place(address):
        kind, words = place
        return Refusal(kind, f"{_shown(host)} {where} an address of {words}, which nobody named")
    return None


def _place(address: Address) -> tuple[Kind, str] | None:
    """What an address is of, beyond the public net."""
    meant = _meant(address)
    kind, words = next(((kind, words) for network, kind, words in _NETWORKS if meant in network), _PUBLIC)
    return (kind, words) if words else None


def _meant(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, or the address itself."""
    if any(address in network for network in _STAND_FOR_IPV4):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _is_host(host: str) -> bool:
    name = _normal(host)
    if ":" in name:
        return literal(name) is not None
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):  # a number or nothing: 1.2.3.4.5 and 300.300 are no names
        return literal(name) is not None
    return len(name) <= _NAME_MOST and all(_LABEL.fullmatch(label) for label in labels)


def _is_local(name: str) -> bool:
    """Whether a name is one that no public DNS holds: of one label, or in a domain for such."""
    labels = name.split(".")
    return len(labels) == 1 or labels[-1] in _LOCAL_SUFFIXES or ".".join(labels[-2:]) in _LOCAL_SUFFIXES


def _host_and_port(entry: str) -> tuple[str, int] | None:
    """The host that an entry names, and its port, 0 for every one; None where it names none."""
    entry = entry.strip()
    try:
        parts = urlsplit(entry if "://" in entry else f"//{entry}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    port = _DEFAULT_PORT.get(parts.scheme, 0) if port is None else port
    return (known_as(host), port) if _is_host(host) else None


def _normal(host: str) -> str:
    """As a resolver will read it: width and case undone, one dot at the end left out."""
    name = unicodedata.normalize("NFKC", host).replace("。", ".").lower().strip("[]")
    return name.removesuffix(".")


def _shown(text: str) -> str:
    """For a message: what comes from outside, without what a terminal obeys, and no longer than a line."""
    return "".join(char if char.isprintable() else "?" for char in text[:80])
