"""Title, authors, journal, DOI and year of small pages written for this, one for each vocabulary and its odd forms."""

from __future__ import annotations

import pytest

from cleaners import Page, clean

E, H = "Springs of the uplands", "山区小型泉水的流量变化"
ENGLISH = """<p>We measured the flow of small springs in the uplands for nine years and found that they dry earlier
every summer. The springs feed the wells of four villages, and the wells were measured too.</p><p>The results show that
springs above the forest edge suffer most. Hedges and ponds keep water in the soil, and where they were kept the springs
ran longer into the summer.</p>"""
CHINESE = """<p>本文以三个山区县的小型水源为对象，连续九年测量泉水流量，发现夏季断流的时间逐年提前。</p>
<p>结果表明，林缘以上的泉眼受影响最大；保留池塘和树篱的村庄，泉水流淌的时间更长，井水也更稳定。</p>"""
LATIN = (E, ["Anna Smith", "Ben Jones"], "Upland Notes", "10.5555/un.2013.7", "2013")
HAN = (H, ["林若水", "欧阳静"], "山地水文", "10.5555/sdsw.2013.04.007", "2013")
GRAPH = """{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "Site"},
{"@type": ["ScholarlyArticle", "Article"], "headline": "Springs of the uplands", "author": [{"@type": "Person",
"givenName": "Anna", "familyName": "Smith"}, {"@id": "#ben"}, {"@type": "Organization", "name": "Upland Club"}],
"isPartOf": {"@type": "PublicationIssue", "isPartOf": {"@type": "PublicationVolume", "isPartOf": {"@type": "Periodical",
"name": "Upland Notes"}}}, "datePublished": "2013-04-29", "sameAs": "https://doi.org/10.5555/un.2013.7"},
{"@type": "Person", "@id": "#ben", "name": "Ben Jones"}]}"""
STRINGS = """[{"@type": "ScholarlyArticle", "name": "Springs of the uplands", "author": ["Anna Smith", "Ben Jones"],
"isPartOf": {"@type": "Periodical", "name": "Upland Notes"}, "datePublished": "2013", "identifier": {"@type":
"PropertyValue", "propertyID": "DOI", "value": "10.5555/un.2013.7"}}]"""
# name: (attribute, its tags, what the page says)
HEADS = {
    "open journal systems": (
        "name",
        "citation_title=Springs of the uplands|citation_author=Anna Smith|citation_author=Ben Jones|"
        "citation_journal_title=Upland Notes|citation_date=2013/04/29|citation_doi=10.5555/un.2013.7",
        LATIN,
    ),
    "property, inverted names, DOI as address": (
        "property",
        "citation_title=Springs of the uplands|citation_author=Smith, Anna|citation_author=Jones, Ben|"
        "citation_journal_title=Upland Notes|citation_publication_date=2013-04|"
        "citation_doi=https://doi.org/10.5555/un.2013.7",
        LATIN,
    ),
    "capitals, one tag of authors": (
        "name",
        "Citation_Title=Springs of the uplands|citation_authors=Smith, Anna; Jones, Ben|"
        "CITATION_JOURNAL_TITLE=Upland Notes|citation_year=2013|citation_doi=doi:10.5555/un.2013.7",
        LATIN,
    ),
    "magtech": (
        "name",
        f"citation_title={H}|citation_authors=林若水，欧阳静|citation_journal_title=山地水文|"
        "citation_publication_date=2013-04-29|citation_doi=10.5555/sdsw.2013.04.007",
        HAN,
    ),
    "hanspub": (
        "name",
        f"citation_title={H}|citation_author=林若水|citation_author=欧阳静|citation_journal_title=山地水文|"
        "citation_publication_date=2013/4/29|citation_doi=10.5555/sdsw.2013.04.007",
        HAN,
    ),
    "dspace": (
        "name",
        "DC.title=Springs of the uplands|DC.creator=Smith, Anna|DC.creator=Jones, Ben|DCTERMS.issued=2013-04-29|"
        "DC.identifier=https://hdl.handle.net/1/2|DC.identifier=10.5555/un.2013.7|DC.relation.ispartof=Upland Notes|"
        "DCTERMS.isPartOf=urn:ISSN:1234-5679",
        LATIN,
    ),
    "eprints": (
        "name",
        "eprints.title=Springs of the uplands|eprints.creators_name=Smith, Anna|eprints.creators_name=Jones, Ben|"
        "eprints.publication=Upland Notes|eprints.date=2013-04|eprints.id_number=doi:10.5555/un.2013.7",
        LATIN,
    ),
    "prism": (
        "name",
        "dc.Title=Springs of the uplands|dc.Creator=Anna Smith|dc.Creator=Ben Jones|prism.publicationName=Upland Notes|"
        "prism.publicationDate=29 April 2013|prism.doi=doi:10.5555/un.2013.7",
        LATIN,
    ),
    "a group among the authors, online the year before": (
        "name",
        "citation_title=Springs of the uplands|citation_author=Smith A.|citation_author_institution=Univ|"
        "citation_author=Upland Springs Group|citation_journal_title=Upland Notes|citation_online_date=2012/12/30|"
        "citation_publication_date=2013|dc.identifier=doi:10.5555/un.2013.7",
        (E, ["Smith A.", "Upland Springs Group"], *LATIN[2:]),
    ),
}


def told(head: str, title: str) -> tuple[str, list[str], str, str, str]:
    body = ENGLISH if title == E else CHINESE
    page = f"<html><head><meta charset=utf-8><title>x</title>{head}</head><body><h1>{title}</h1>{body}</body></html>"
    got = clean(Page("http://a.example/article/view/7", page.encode()))
    return got.title, [a.name for a in got.authors], got.journal, got.doi, got.year


@pytest.mark.parametrize("name", HEADS)
def test_tags(name: str) -> None:
    attribute, tags, expected = HEADS[name]
    pairs = [tag.partition("=")[::2] for tag in tags.split("|")]
    assert told("".join(f'<meta {attribute}="{k}" content="{v}">' for k, v in pairs), expected[0]) == expected


@pytest.mark.parametrize("script", [GRAPH, STRINGS])
def test_json_ld(script: str) -> None:
    assert told(f'<script type="application/ld+json">{script}</script>', E) == LATIN


# A page number in a vocabulary that has none; more brackets than a parser of JSON can nest.
ODD = {
    "pages of Dublin Core": '<meta name="dc.startingpage" content="7"><meta name="dc.endingpage" content="16">',
    "pages of PRISM under Highwire's names": '<meta name="prism.firstpage" content="7">',
    "pages of Highwire under PRISM's names": '<meta name="citation_startingpage" content="7">',
    "a last page without a first": '<meta name="citation_lastpage" content="16">',
    "brackets": f'<script type="application/ld+json">{{"@type": "Article", "x": {"[" * 50_000}</script>',
}


@pytest.mark.parametrize("name", ODD)
def test_a_head_that_says_nothing_does_no_harm(name: str) -> None:
    page = f"<html><head><meta charset=utf-8>{ODD[name]}</head><body><h1>{H}</h1>{CHINESE}</body></html>"
    got = clean(Page("http://a.example/article/view/7", page.encode()))
    assert (got.title, got.pages) == (H, "")


def test_pages_are_read_from_the_tags_of_their_vocabulary() -> None:
    tags = '<meta name="prism.startingpage" content="7"><meta name="prism.endingpage" content="16">'
    page = f"<html><head><meta charset=utf-8>{tags}</head><body><h1>{H}</h1>{CHINESE}</body></html>"
    assert clean(Page("http://a.example/article/view/7", page.encode())).pages == "7-16"
