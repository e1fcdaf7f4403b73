"""One peer's fields of pages, by whatever interpreter has it: paths of ``.html.gz`` on stdin, a JSON line each out.

    /path/to/venv/bin/python tests/bench/peer_fields.py trafilatura < paths

Exit code 3: not installed there. Nothing of the project is imported, for that interpreter need not have it.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Callable

Fields = dict[str, object]


def trafilatura() -> Callable[[str, str], Fields]:
    from trafilatura import extract_metadata

    def run(text: str, url: str) -> Fields:
        data = extract_metadata(text, default_url=url or None)
        if data is None:
            return {}
        people = [name.strip() for name in (data.author or "").split(";") if name.strip()]
        return {"title": data.title, "authors": people, "year": (data.date or "")[:4], "journal": data.sitename}

    return run


def newspaper4k() -> Callable[[str, str], Fields]:
    from newspaper import Article

    def run(text: str, url: str) -> Fields:
        article = Article(url or "http://a.example/")
        article.download(input_html=text)
        article.parse()
        day = article.publish_date
        return {"title": article.title, "authors": list(article.authors), "year": str(day.year) if day else ""}

    return run


def gne() -> Callable[[str, str], Fields]:
    from gne import GeneralNewsExtractor

    extractor = GeneralNewsExtractor()

    def run(text: str, url: str) -> Fields:
        data = extractor.extract(text)
        people = [data["author"]] if data["author"] else []
        return {"title": data["title"], "authors": people, "year": data["publish_time"][:4]}

    return run


PEERS = {"trafilatura": trafilatura, "newspaper4k": newspaper4k, "gne": gne}


def main() -> int:
    try:
        run = PEERS[sys.argv[1]]()
    except ImportError as error:
        print(error, file=sys.stderr)
        return 3
    for line in sys.stdin:
        path, _, url = line.rstrip("\n").partition("\t")
        with gzip.open(path) as stream:
            text = stream.read().decode("utf-8", "replace")
        start = time.perf_counter()
        try:
            fields, failed = run(text, url), ""
        except Exception as error:  # a peer's failure on a page is a result, too
            fields, failed = {}, f"{type(error).__name__}: {error}"
        print(json.dumps({"fields": fields, "seconds": time.perf_counter() - start, "failed": failed}, default=str))
    return 0


if __name__ == "__main__":
    sys.exit(main())
