"""Why a request got no answer, in plain words."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)


class NotAsked(IgnoreRequest):
    """A request that was not sent and has not failed: its URL is as due as it was before."""


_WORDS: dict[type[BaseException], str] = {
    CannotResolveHostError: "its name cannot be resolved",
    DownloadConnectionRefusedError: "it refuses the connection",
    DownloadTimeoutError: "no answer within DOWNLOAD_TIMEOUT",
    ResponseDataLossError: "the answer broke off in the middle",
}


def reason_of(error: BaseException) -> str:
    """One clause for an error of the downloader.

    >>> reason_of(CannotResolveHostError("a.example")), reason_of(ValueError("odd"))
    ('its name cannot be resolved', 'odd')
    """
    if said := _WORDS.get(type(error)):
        return said
    # Twisted wraps what OpenSSL says of a handshake: [<twisted.python.failure.Failure OpenSSL.SSL.Error: …>]
    text = " ".join(str(error).split())
    if "OpenSSL" in text:
        return "no encrypted connection can be made to it"
    return text or type(error).__name__
