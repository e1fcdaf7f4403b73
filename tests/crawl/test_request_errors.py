"""What a host does instead of answering is told in plain words, whatever wraps the error."""

from __future__ import annotations

from gzip import BadGzipFile

import pytest
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, DownloadTimeoutError, IgnoreRequest
from twisted.internet.error import ConnectionDone, ConnectionLost, NoRouteError, TCPTimedOutError
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError
from twisted.web.client import ResponseFailed, ResponseNeverReceived

from outputs.archive.encodings import ERRORS
from spiders.crawl.request_errors import reason_of

#: An error of a handshake, of a library that comes with Twisted.
SSLError = type("Error", (Exception,), {"__module__": "OpenSSL.SSL"})


def wrapped(*errors: Exception) -> DownloadFailedError:
    """As Scrapy raises what Twisted says."""
    inner = ResponseNeverReceived([Failure(error) for error in errors])
    outer = DownloadFailedError(str(inner))
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (wrapped(ConnectionLost()), "it ended the connection without an answer"),
        (wrapped(ConnectionDone()), "it ended the connection without an answer"),
        (ResponseFailed([Failure(ConnectionDone())]), "it ended the connection without an answer"),
        (
            wrapped(ConnectionLost(), SSLError([("SSL", "", "wrong version")])),
            "no encrypted connection",
        ),
        (wrapped(ParseError("wrong number of parts", b"\x1b[31mSSH-2.0")), "its answer is not HTTP"),
        (wrapped(ValueError("invalid literal for int(): b'many'")), "its answer is not HTTP"),
        (BadGzipFile("Not a gzipped file (b'<h')"), "its compression is damaged"),
        *((error("odd <library>"), "its compression is damaged") for error in ERRORS),
        (NoRouteError(), "no connection can be made to it"),
        (TCPTimedOutError(), "no connection can be made to it"),
        (DownloadTimeoutError("Getting http://a.example took longer than 60.0 seconds."), "within DOWNLOAD_TIMEOUT"),
        (
            DownloadCancelledError("Received 9 bytes in request <GET …>."),
            "larger than DOWNLOAD_MAXSIZE",
        ),
        (wrapped(KeyError("x")), "no answer (KeyError)"),
        (KeyError(), "no answer (KeyError)"),
        (ValueError("odd"), "odd"),
        (IgnoreRequest("Forbidden by robots.txt"), "Forbidden by robots.txt"),
    ],
)
def test_an_error_is_said_in_plain_words(error: Exception, said: str) -> None:
    told = reason_of(error)
    assert said in told and not set("<>[]\x1b") & set(told)
