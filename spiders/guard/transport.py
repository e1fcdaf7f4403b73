"""The guard in httpx: each request, a redirect's too, goes to addresses that were checked, and to no other.

The name is resolved here, once, and the connection made to what was found and allowed: between a check and a
connection that resolves again, a name can be bound anew.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from urllib.request import getproxies, proxy_bypass

import httpx

from spiders.guard.addresses import NOBODY, Named, Refusal, Refused, literal, refusal_at, refusal_of

_DEFAULT_PORT = {"http": 80, "https": 443}


class GuardedTransport(httpx.BaseTransport):
    """httpx's transport behind the guard. Raises Refused for what may not be asked for.

    named: what a person named. proxied: called where a request goes to a proxy of the environment, which httpx leaves
    to a transport of one's own. A proxy resolves by itself, so the check is by name.
    """

    def __init__(self, named: Named = NOBODY, proxied: Callable[[], None] = lambda: None) -> None:
        self.named, self.proxied = named, proxied
        # No connection is kept: httpx would give that of one name to another with the same address.
        self.limits = httpx.Limits(max_keepalive_connections=0)
        self.direct = httpx.HTTPTransport(limits=self.limits)
        self.proxies: dict[str, httpx.HTTPTransport] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to one request, from an address that may be asked."""
        if why := refusal_of(str(request.url), self.named):
            raise Refused(why)
        if proxy := _proxy_for(request.url):
            self.proxied()
            if proxy not in self.proxies:
                self.proxies[proxy] = httpx.HTTPTransport(proxy=proxy, limits=self.limits)
            return self.proxies[proxy].handle_request(request)
        error: httpx.TransportError = httpx.ConnectError("its name leads to no address", request=request)
        for address in self._allowed(request):
            try:
                return self.direct.handle_request(_pinned(request, address))
            except (httpx.ConnectError, httpx.ConnectTimeout) as failed:  # the next address may do
                error = failed
        raise error

    def _allowed(self, request: httpx.Request) -> list[str]:
        """The addresses that a request's host leads to and that may be asked; Refused where none may."""
        host = request.url.raw_host.decode("ascii")
        port = request.url.port or _DEFAULT_PORT[request.url.scheme]
        allowed, why = list[str](), list[Refusal]()
        for address in _resolved(request, host, port):
            if refusal := refusal_at(host, port, address, self.named):
                why.append(refusal)
            elif address not in allowed:
                allowed.append(address)
        if why and not allowed:
            raise Refused(why[0])
        return allowed

    def close(self) -> None:
        """Close what is open."""
        for transport in (self.direct, *self.proxies.values()):
            transport.close()


def _resolved(request: httpx.Request, host: str, port: int) -> list[str]:
    if address := literal(host):
        return [str(address)]
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # UnicodeError: a label of more than 63 bytes
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise httpx.ConnectError(why, request=request) from error
    return [str(sockaddr[0]) for *_, sockaddr in found]


def _pinned(request: httpx.Request, address: str) -> httpx.Request:
    """The same request to an address instead of its host, which stays in its Host header and in the TLS handshake."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.raw_host.decode("ascii")},
    )


def _proxy_for(url: httpx.URL) -> str:
    """The proxy that the environment sets for a URL, ``""`` for none."""
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all") or ""
    if not proxy or proxy_bypass(url.netloc.decode("ascii")):
        return ""
    return proxy if "://" in proxy else f"http://{proxy}"
