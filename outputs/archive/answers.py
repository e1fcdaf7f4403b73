"""Whether what a web server answered is a page: one rule for all who take the pages of any WARC file."""

from __future__ import annotations

import re

from cleaners import Page
from outputs.archive.encodings import TooLarge
from outputs.archive.reader import WarcRecord

#: The types that pages are sent as; a server that names none, or no type at all, may send one all the same.
_PAGE_TYPES = frozenset(["text/html", "application/xhtml+xml", "text/plain"])
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
#: What a page that was sent as something else begins with, white space and a byte order mark apart.
_HTML = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html)\b|\s*<\?xml[^>]*>\s*<(?:!doctype html|html)\b", re.I
)


class NoPage(ValueError):
    """An answer that is no page: why, in a clause that goes on after its name."""


def page_of(record: WarcRecord) -> Page:
    """The page of a response. Raises NoPage where it is none."""
    if not record.status:
        raise NoPage("is no answer of a web server")
    if record.status != "200":
        raise NoPage(f"is no page: the server answered {record.status}")
    try:
        page = record.page()
    except TooLarge as error:
        raise NoPage(f"{error}: not a page") from error
    except Exception as error:  # whatever a library says of chunks that it did not expect
        raise NoPage(f"cannot be decoded ({type(error).__name__})") from error
    sent_as = page.content_type.partition(";")[0].strip().lower()
    if sent_as not in _PAGE_TYPES and _TYPE.fullmatch(sent_as) and not _HTML.match(page.body[:1024]):
        raise NoPage(f"is no page: it was sent as {sent_as}")
    return page
