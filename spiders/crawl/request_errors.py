"""Why a request got no answer, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from gzip import BadGzipFile

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectError, ConnectionClosed

from outputs.archive.encodings import ERRORS
from spiders.crawl.limits.overruns import Overrun
from spiders.guard.addresses import Refused
from spiders.guard.words import BROKE_OFF, DAMAGED, NO_ANSWER, NOT_HTTP


class NotAsked(IgnoreRequest):
    """A request that was not sent, or not given the time for an answer, and has not failed: its URL is as due as it was
    before."""


class RefusedRequest(Refused, IgnoreRequest):
    """A request to what may not be asked for. To Scrapy it is one that was ignored, which is no error of its own."""


class RefusedRedirect(RefusedRequest):
    """An answer that leads to what may not be asked for, so that no request was made of it."""


#: What is said of an error of each kind, the more special one first.
_WORDS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    (CannotResolveHostError, "its name cannot be resolved"),
    (DownloadConnectionRefusedError, "it refuses the connection"),
    (DownloadTimeoutError, "no answer within DOWNLOAD_TIMEOUT"),
    (ResponseDataLossError, BROKE_OFF),
    (UnsupportedURLSchemeError, "its address is neither http nor https"),
    (ConnectError, "no connection can be made to it"),
    (ConnectionClosed, NO_ANSWER),
    ((BadGzipFile, *ERRORS), DAMAGED),
)
#: What Twisted's parser raises of what is no HTTP: an error that it keeps to itself, and for lengths that are no number
#: or more than one.
_NOT_HTTP = ("ParseError", "ValueError")


def reason_of(error: BaseException) -> str:
    """One clause for an error of the downloader.

    >>> reason_of(CannotResolveHostError("a.example")), reason_of(ValueError("odd"))
    ('its name cannot be resolved', 'odd')
    """
    causes = list(_causes(error))
    if overrun := overrun_of(error):
        return str(overrun)
    # Before the connection that was closed: it was closed for that.
    if any(type(cause).__module__.startswith("OpenSSL") for cause in causes):
        return "no encrypted connection can be made to it"
    for cause in causes:
        for kind, words in _WORDS:
            if isinstance(cause, kind):
                return words
        if cause is not error and type(cause).__name__ in _NOT_HTTP:
            return NOT_HTTP
    text = " ".join(str(error).split())
    # What is left of an error inside another one is of use to programmers: <twisted.python.failure.Failure …>
    return f"no answer ({type(causes[-1]).__name__})" if not text or "<" in text else text


def overrun_of(error: BaseException, began: bool = False) -> Overrun | None:
    """The limit that an answer ran over, where that is why there is none. began: whether its head had come.

    >>> overrun_of(DownloadTimeoutError()), overrun_of(DownloadTimeoutError(), began=True)
    (None, Overrun('its answer was not at its end within DOWNLOAD_TIMEOUT'))
    """
    for cause in _causes(error):
        if isinstance(cause, Overrun):
            return Overrun(cause.kind)
        if isinstance(cause, DownloadCancelledError):  # Scrapy's own: it grew over DOWNLOAD_MAXSIZE
            return Overrun("body")
        if isinstance(cause, DownloadTimeoutError) and began:
            return Overrun("seconds")
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error, and those that it was raised for: Scrapy's is raised from Twisted's, which holds a list of them."""
    yield error
    for inner in (error.__cause__, *(getattr(failure, "value", None) for failure in getattr(error, "reasons", ()))):
        if isinstance(inner, BaseException):
            yield from _causes(inner)
