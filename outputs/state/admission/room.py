"""The rule of admission: whether a host has room for one more URL, by what it has waiting and what its lists bring.

Pure functions over counts. A host's articles and its lists have room each of their own, so that lists without end take
no article's place. Which lists are alike is told by their paths; an article's query may name it, so that articles are
never alike. Lists that bring articles earn room for more of them; those that bring none for long lose it, for this run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from cleaners.patterns import regex

#: Why a link is left out, as the run's counts (``limits/…``) and its summary say it.
ARTICLES, LISTS, ALIKE = "articles waiting", "lists waiting", "lists alike waiting"
BARREN, BARREN_ALIKE = "lists that bring nothing", "lists alike that bring nothing"
HOSTS = "new hosts"

_NUMBER = regex(r"\d+")


@dataclass(frozen=True, slots=True)
class Room:
    """What a host may have waiting, URLs that were never had. Where each number comes from: ``spiders/settings.py``.

    articles, lists: of a host. alike: lists of one shape. barren: lists of a host that may bring no new article, one
    after the other; barren_alike: those of one shape that bring no list of another shape either. hosts: that the links
    of a site may add in a run.
    """

    articles: int = 100_000
    lists: int = 10_000
    alike: int = 2_000
    barren: int = 1_000
    barren_alike: int = 100
    hosts: int = 1_000


class Counts(NamedTuple):
    """What is known of lists. waiting: URLs never had. barren: that brought nothing new, one after the other. brought:
    new articles in this run."""

    waiting: int = 0
    barren: int = 0
    brought: int = 0

    def visited(self, brought: int, leads_on: bool = False) -> Counts:
        """One of them was had for the first time, and brought so many new articles. leads_on: whether it also leads to
        new lists of another kind, as an overview of journals does.

        >>> Counts(waiting=5, barren=3).visited(brought=0), Counts(waiting=5, barren=3).visited(brought=20)
        (Counts(waiting=5, barren=4, brought=0), Counts(waiting=5, barren=0, brought=20))
        >>> Counts(barren=3).visited(brought=0, leads_on=True)
        Counts(waiting=0, barren=0, brought=0)
        """
        return Counts(self.waiting, 0 if brought or leads_on else self.barren + 1, self.brought + brought)

    def more(self, n: int) -> Counts:
        """So many more wait; a count that began too low ends at 0.

        >>> Counts(waiting=1).more(1).waiting, Counts().more(-1).waiting
        (2, 0)
        """
        return self._replace(waiting=max(self.waiting + n, 0))


def shape(url: str) -> str:
    """What lists that are alike have in common: the path with its numbers made equal, without the query.

    >>> shape("http://a.example/list/17.html?sort=date"), shape("http://a.example/calendar/2031/05/12")
    ('/list/0.html', '/calendar/0/0/0')
    """
    return _NUMBER.sub("0", urlsplit(url).path)


def no_room_for_article(room: Room, waiting: int) -> str:
    """Why an article must wait outside, where so many of its host wait; ``""`` where there is room.

    >>> no_room_for_article(Room(articles=2), 1), no_room_for_article(Room(articles=2), 2)
    ('', 'articles waiting')
    """
    return ARTICLES if waiting >= room.articles else ""


def no_room_for_list(room: Room, host: Counts, alike: Counts) -> str:
    """Why a list must wait outside; ``""`` where there is room. host: all the host's lists. alike: those of its shape.

    >>> room = Room(lists=30, alike=10, barren=20, barren_alike=5)
    >>> no_room_for_list(room, Counts(10), Counts(9)), no_room_for_list(room, Counts(10), Counts(10))
    ('', 'lists alike waiting')

    What its lists brought gives them room; what brought nothing for long loses it:

    >>> no_room_for_list(room, Counts(10, brought=1), Counts(10, brought=1))
    ''
    >>> no_room_for_list(room, Counts(10, brought=99), Counts(3, barren=5))
    'lists alike that bring nothing'
    """
    if alike.barren >= room.barren_alike:
        return BARREN_ALIKE
    if host.barren >= room.barren:
        return BARREN
    if alike.waiting >= room.alike + alike.brought:
        return ALIKE
    return LISTS if host.waiting >= room.lists + host.brought else ""
