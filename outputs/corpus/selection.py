"""Which articles a corpus holds, and why the others are left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from outputs.corpus.copies import Copy
from outputs.record_types import Record

OPTED_OUT = "its site reserves text and data mining"
OTHER_SITE = "of a site that was not asked for"
NO_TEXT = "no text"


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked of a corpus; where nothing is, it takes every article with a text that no site reserves.

    sites, verdicts, languages: only these, all where there are none. min_quality: the least ``quality.confidence``.
    since: the day, ``2026-11-25`` or a beginning of it, from which on pages were fetched. with_empty: also articles
    without text. with_opted_out: also pages whose site reserves them.
    """

    sites: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    min_quality: float = 0.0
    since: str = ""
    with_empty: bool = False
    with_opted_out: bool = False

    def against_copy(self, copy: Copy) -> str:
        """Why a copy has no part in its article; ``""`` where it has.

        >>> Selection().against_copy(Copy("a", {"opt_out": ["tdm-reservation"]}))
        'its site reserves text and data mining'
        """
        if self.sites and copy.site not in self.sites:
            return OTHER_SITE
        return OPTED_OUT if copy.record.get("opt_out") and not self.with_opted_out else ""

    def against(self, record: Record) -> str:
        """Why an article is left out; ``""`` where it is not.

        >>> Selection(min_quality=0.9).against({"text": "文", "quality": {"confidence": 0.8}})
        'confidence below 0.9'
        """
        verdict, confidence = (
            record.get("verdict", {}).get("kind", ""),
            record.get("quality", {}).get("confidence", 0.0),
        )
        language = record.get("language", "")
        if not record.get("text") and not self.with_empty:
            return NO_TEXT
        if self.verdicts and verdict not in self.verdicts:
            return f"verdict {verdict or 'unknown'}"
        if self.languages and language not in self.languages:
            return f"language {language or 'unknown'}"
        if confidence < self.min_quality:
            return f"confidence below {self.min_quality:g}"
        return f"fetched before {self.since}" if self.since and record.get("fetched", "") < self.since else ""

    def as_json(self) -> dict[str, Any]:
        """It as an object of JSON, for ``from_json``."""
        return asdict(self)


def from_json(value: Mapping[str, Any]) -> Selection:
    """The Selection that ``as_json`` gave; names that it does not know are passed over.

    >>> from_json(Selection(sites=("a",), since="2026").as_json()) == Selection(sites=("a",), since="2026")
    True
    """
    known = {field.name for field in fields(Selection)}
    given: dict[str, Any] = {
        name: tuple(part) if isinstance(part, list | tuple) else part for name, part in value.items() if name in known
    }
    return Selection(**given)
