"""Articles of real pages beside the repository as known truths: what cleaning makes of them is taken for the truth.

None of them is in the project; where they are absent there is nothing to measure.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

from cleaners import Page, clean
from cleaners.article import Article
from tests.mirror.truth import Truth, TruthAuthor, TruthReference

#: Han characters below which a page is no article to merge.
FEWEST = 300


def real_articles(folder: Path, every: int = 1) -> Iterator[Truth]:
    """The Chinese articles of the pages below a folder; every: of so many pages one."""
    for path in sorted(folder.rglob("*.html.gz"))[::every]:
        article = clean(Page(f"http://{path.parent.name}.example/{path.name}", gzip.decompress(path.read_bytes())))
        if article.verdict.is_article and sum("\u4e00" <= c <= "\u9fff" for c in article.text) >= FEWEST:
            yield truth_of(article, path)


def truth_of(article: Article, path: Path) -> Truth:
    """A cleaned article in the form of the mirror's."""
    lines: list[str] = []
    for section in article.sections:
        if section.heading:
            lines.append(f"{'#' * min(max(section.level, 1), 2)} {section.heading}")
        lines += [p for p in section.paragraphs if "\n" not in p and not p.startswith(("#", "|")) and p.strip()]
    return Truth(
        id=f"{path.parent.name}-{path.name.removesuffix('.html.gz')}",
        path_id="1",
        title=article.title,
        authors=tuple(TruthAuthor(author.name) for author in article.authors),
        journal=article.journal,
        year=article.year,
        issue=article.issue,
        published=article.published,
        body="\n".join(lines),
        references=tuple(TruthReference(r.raw, r.mark) for r in article.references),
    )
