"""The CSL-JSON schema (citation-style-language/schema, csl-data.json 1.0.2), written out for what items may hold."""

from __future__ import annotations

_STANDARD = (
    "abstract annote archive archive_collection archive_location archive-place authority call-number citation-key "
    "citation-label collection-title container-title container-title-short dimensions division DOI event event-title "
    "event-place genre ISBN ISSN jurisdiction keyword language medium note original-publisher original-publisher-place "
    "original-title part-title PMCID PMID publisher publisher-place references reviewed-genre reviewed-title scale section "
    "shortTitle source status title title-short URL version volume-title-short year-suffix journalAbbreviation"
).split()  # noqa: SIM905
_NUMBERS = (
    "chapter-number citation-number collection-number edition first-reference-note-number issue locator number "
    "number-of-pages number-of-volumes page page-first part printing supplement version volume"
).split()  # noqa: SIM905
_NAMES = (
    "author chair collection-editor compiler composer container-author contributor curator director editor "
    "editorial-director executive-producer guest host illustrator interviewer narrator organizer original-author performer "
    "producer recipient reviewed-author script-writer series-creator translator"
).split()  # noqa: SIM905
_DATES = "accessed available-date event-date issued original-date submitted".split()  # noqa: SIM905
_TYPES = (
    "article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset "
    "document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation "
    "manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical "
    "personal_communication post post-weblog regulation report review review-book software song speech standard thesis "
    "treaty webpage"
).split()  # noqa: SIM905
_TEXT = {"type": "string"}
_NUMBER = {"type": ["string", "number"]}
_NAME = {
    "type": "object",
    "additionalProperties": False,
    "anyOf": [{"required": ["family"]}, {"required": ["literal"]}],
    "properties": {
        **dict.fromkeys(("family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal"), _TEXT),
        **dict.fromkeys(("comma-suffix", "static-ordering", "parse-names"), {"type": ["string", "number", "boolean"]}),
    },
}
_DATE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": _NUMBER},
        },
        "season": _NUMBER,
        "circa": {"type": ["string", "number", "boolean"]},
        "literal": _TEXT,
        "raw": _TEXT,
    },
}
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "array",
    "items": {
        "type": "object",
        "required": ["type", "id"],
        "additionalProperties": False,
        "properties": {
            "type": {"enum": _TYPES},
            "id": _NUMBER,
            "categories": {"type": "array", "items": _TEXT},
            "custom": {"type": "object"},
            **dict.fromkeys(_STANDARD, _TEXT),
            **dict.fromkeys(_NUMBERS, _NUMBER),
            **dict.fromkeys(_NAMES, {"type": "array", "items": _NAME}),
            **dict.fromkeys(_DATES, _DATE),
        },
    },
}
