"""The guard in httpx: each request, a redirect's too, goes to addresses that were checked, and to no other.

The name is resolved here, once, and the connection made to what was found and allowed: between a check and a
connection that resolves again, a name can be bound anew. What comes back is bounded in head, body and time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from ssl import SSLContext
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from spiders.guard.addresses import NOBODY, Named, Refusal, Refused, refusal_at, refusal_of
from spiders.guard.limits import LIMITS, Clock, Limits, OverLimit
from spiders.guard.sockets import Exchange, resolved

_DEFAULT_PORT = {"http": 80, "https": 443}


class GuardedTransport(httpx.BaseTransport):
    """What httpx sends requests through. Raises Refused for what may not be asked for, OverLimit for what is too much.

    named: what a person named. proxied: called where a request goes to a proxy of the environment, which httpx leaves
    to a transport of one's own. A proxy resolves by itself, so the check is by name. clock: runs for all requests.
    """

    def __init__(
        self,
        named: Named = NOBODY,
        proxied: Callable[[], None] = lambda: None,
        limits: Limits = LIMITS,
        clock: Clock | None = None,
    ) -> None:
        self.named, self.proxied, self.limits = named, proxied, limits
        self.clock = clock or Clock(limits.whole)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to one request, from an address that may be asked."""
        if why := refusal_of(str(request.url), self.named):
            raise Refused(why)
        with _as_httpx():
            if proxy := _proxy_for(request.url):
                self.proxied()
                return self._ask(request, request.url.raw_host.decode("ascii"), proxy)
            error: httpcore.NetworkError | httpcore.TimeoutException = httpcore.ConnectError("nobody is there")
            for address in self._allowed(request):
                try:
                    return self._ask(request, address)
                except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:  # the next address may do
                    error = failed
            raise error

    def _ask(self, request: httpx.Request, address: str, proxy: str = "") -> httpx.Response:
        """Send a request to an address instead of its host, which stays in its Host header and in the TLS handshake.

        Each has a connection of its own: one that is kept would be given to another name with the same address.
        """
        exchange, url = Exchange(self.clock, self.limits), request.url
        pool = _pool(exchange, proxy)
        answer = pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=address.encode("ascii"), port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions={"sni_hostname": url.raw_host.decode("ascii")},
            )
        )
        body = _Body(exchange, pool, answer)
        try:
            exchange.head_ends(len(answer.headers))
        except OverLimit:
            body.close()
            raise
        return httpx.Response(answer.status, headers=answer.headers, stream=body, extensions=answer.extensions)

    def _allowed(self, request: httpx.Request) -> list[str]:
        """The addresses that a request's host leads to and that may be asked; Refused where none may."""
        host = request.url.raw_host.decode("ascii")
        port = request.url.port or _DEFAULT_PORT[request.url.scheme]
        allowed, why = list[str](), list[Refusal]()
        for address in resolved(host, port, self.clock, self.limits):
            if refusal := refusal_at(host, port, address, self.named):
                why.append(refusal)
            elif address not in allowed:
                allowed.append(address)
        if why and not allowed:
            raise Refused(why[0])
        return allowed


class _Body(httpx.SyncByteStream):
    """The body of an answer as it is sent; its connection ends with it."""

    def __init__(self, exchange: Exchange, pool: httpcore.ConnectionPool, answer: httpcore.Response) -> None:
        self.exchange, self.pool, self.answer = exchange, pool, answer

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx():
            for chunk in self.answer.iter_stream():
                self.exchange.content += len(chunk)
                yield chunk

    def close(self) -> None:
        self.answer.close()
        self.pool.close()


def _pool(exchange: Exchange, proxy: str) -> httpcore.ConnectionPool:
    """Makes the one connection of an exchange. Raises ValueError for a proxy that is no address of one."""
    through = None
    if proxy:
        given = httpx.Proxy(proxy)
        through = httpcore.Proxy(str(given.url), auth=given.raw_auth)
    return httpcore.ConnectionPool(_tls(), through, max_keepalive_connections=0, network_backend=exchange)


@cache
def _tls() -> SSLContext:
    """Loaded once: reading the certificates takes longer than most requests."""
    return httpx.create_ssl_context()


@contextmanager
def _as_httpx() -> Iterator[None]:
    """What httpcore raises, by the same name in httpx."""
    try:
        yield
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, httpcore.ProxyError) as error:
        raise getattr(httpx, type(error).__name__)(str(error)) from error


def _proxy_for(url: httpx.URL) -> str:
    """The proxy that the environment sets for a URL, ``""`` for none."""
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all") or ""
    if not proxy or proxy_bypass(url.netloc.decode("ascii")):
        return ""
    return proxy if "://" in proxy else f"http://{proxy}"
