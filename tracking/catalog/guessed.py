"""Names with other words beside them, and the posts of countries.

People write a service after a company's name, or "shipped with" before it. Exports write ``fedex_ground``. A post is
called by its country: "Post of Fiji". Such words are data of the languages and of the carriers. A name with any other
word beside it belongs to another company: "UPSell Gifts", "Overseas Logistics".
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tracking.languages.builtin import vocabulary
from tracking.languages.words import everyday_names
from tracking.spelling.companies import is_legal_form, name_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tracking.catalog.folded import FoldedCatalog
    from tracking.catalog.listed import ListedCarrier
    from tracking.definitions.source import Definitions

__all__ = ["Guess", "NamesAmongWords"]

_MOST_WORDS = 14
"""The greatest number of words in a name; longer texts are sentences."""
_SHORTEST_NAME = 3
"""The least length of a name with other words beside it: two letters are the initials of many companies."""
_LONGEST_PHRASE = 5
"""The greatest number of words in the name of a country or a service."""
_POSTAL_NUMBER = 13, "R"
"""The length of the numbers of the world's posts, and how some numbers of every post begin."""


class Guess(NamedTuple):
    """How a name with other words beside it was read."""

    name: str = ""
    """The name among the words, folded; empty for the post of a country."""
    country: str | None = None
    """The country among the other words."""
    carrier: str | None = None
    """The id of the carrier, if the words tell it: the country's post, or the carrier of the named service."""


class _Words(NamedTuple):
    """The words of all languages, each in the form of `name_words`, joined."""

    beside: frozenset[str]
    little: frozenset[str]
    posts: tuple[str, ...]
    countries: dict[str, str]
    """Country codes by name."""
    codes: dict[str, str]
    """Country codes by code in lower case, including ``uk``."""
    nobody: frozenset[str]


def _together(name: str) -> str:
    return "".join(name_words(name))


@cache
def _little() -> frozenset[str]:
    return frozenset(_together(word) for name, words in vocabulary().header_words if name == "little" for word in words)


def _bare(name: str) -> str:
    """Return a name without its small words: "of", "the"."""
    return "".join([word for word in name_words(name) if word not in _little()])


@cache
def _words() -> _Words:
    known = vocabulary()
    codes = {code.lower(): code for code, _ in known.countries}
    return _Words(
        frozenset(map(_together, known.beside_names)),
        _little(),
        tuple(sorted(dict.fromkeys(map(_together, known.posts)), key=lambda post: (-len(post), post))),
        {form: code for code, names in known.countries for name in names for form in (_together(name), _bare(name))},
        {**codes, "uk": "GB"},
        frozenset(map(_together, known.nobody)),
    )


class NamesAmongWords:
    """Finds a catalog's carriers in names that also have words for services, countries, and shipping."""

    def __init__(self, definitions: Definitions, carriers: Mapping[str, ListedCarrier], folded: FoldedCatalog) -> None:
        self._definitions, self._carriers, self._folded = definitions, carriers, folded
        self._posts: dict[str, str] | None = None

    def meaning(self, name: str) -> Guess | None:
        """Return what a name that no carrier has may mean; None if a word in it says that it means another company."""
        words = name_words(name)
        if not words or len(words) > _MOST_WORDS or "".join(words) in _words().nobody:
            return None
        if post := self._post_of(words):  # before a name within: "Japan EMS" is not the EMS of China
            return Guess(carrier=post)
        capitals = _in_capitals(name)
        for begin, end in _spans(len(words)):
            found = self._with_words_beside(words, begin, end, capitals) or self._post_with_words_beside(
                words, begin, end
            )
            if found is not None:
                return found
        return None

    def _with_words_beside(
        self, words: tuple[str, ...], begin: int, end: int, capitals: frozenset[str]
    ) -> Guess | None:
        """Return the name that some of the words are, if all other words are of a kind that stands beside a name."""
        name = "".join(words[begin:end])
        if len(name) < _SHORTEST_NAME or not self._folded.knows(name):
            return None
        everyday, beside = name in everyday_names() and name not in capitals, _words().beside
        if all(word in beside for word in words[begin:end]) and (
            end - begin == 1 or not self._folded.is_own_name(name)
        ):
            return None
        # "DHL International GmbH Express": a legal form that is not at the end may still belong to the name.
        others = words[:begin], tuple([word for word in words[end:] if not is_legal_form(word)])
        # If a name is an everyday word, such as "first" or "direct", only the carrier's own services make it a company.
        countries = None if everyday else _countries_among(others, beside)
        if countries is not None:
            return _with_country(name, countries)
        for carrier in self._folded.bearers(name).values():
            services = frozenset(map(_together, carrier.services))
            if carrier.id in self.posts().values():  # "Israel Post EMS"
                services |= frozenset(_words().posts)
            countries = _countries_among(others, services if everyday else services | beside)
            if countries is not None:
                return _with_country(name, countries, carrier.id)
        return None

    def _post_with_words_beside(self, words: tuple[str, ...], begin: int, end: int) -> Guess | None:
        """Return the post that some of the words name, if all other words are of a kind that stands beside a name."""
        post = self._post_of(words[begin:end])
        if post and _countries_among((words[:begin], words[end:]), _words().beside) == []:
            return Guess(carrier=post)
        return None

    def _post_of(self, words: tuple[str, ...]) -> str | None:
        """Return the id of the post of a country whose name stands beside a word for a post, with only small words."""
        country = _country_of_post(words)
        return self.posts().get(country) if country else None

    def posts(self) -> dict[str, str]:
        """Return the ids of the posts by the country code at the end of the numbers that they issue."""
        if self._posts is None:
            self._posts = {}
            for found in self._definitions.guessing(*_POSTAL_NUMBER):
                if found.of_post:
                    for letters in found.tails:
                        if all(len(each) == 1 for each in letters):
                            self._posts.setdefault("".join(letters), found.carrier_id)
        return self._posts


def _in_capitals(name: str) -> frozenset[str]:
    """Return the words in capitals, folded, of a name in mixed case: "shipped via UPS" names a company."""
    if name.isupper():
        return frozenset()
    return frozenset([_together(word) for word in name.split() if word.isupper() and len(word) >= _SHORTEST_NAME])


def _spans(many: int) -> Iterator[tuple[int, int]]:
    """Return the runs of so many words that are not all of them, the longest first."""
    for length in range(many - 1, 0, -1):
        for begin in range(many - length + 1):
            yield begin, begin + length


def _with_country(name: str, countries: list[str], carrier: str | None = None) -> Guess | None:
    """Return the guess of a name with these countries beside it; None if there are several."""
    return Guess(name, countries[0] if countries else None, carrier) if len(set(countries)) <= 1 else None


def _countries_among(parts: tuple[tuple[str, ...], ...], beside: frozenset[str]) -> list[str] | None:
    """Return the countries among words that may stand beside a name; None if one of the other words may not."""
    countries: list[str] = []
    for words in parts:
        place = 0
        while place < len(words):
            for many in range(min(_LONGEST_PHRASE, len(words) - place), 0, -1):
                phrase = "".join(words[place : place + many])
                if phrase in beside or phrase in _words().little or (phrase.isdigit() and len(phrase) <= 3):
                    break
                if country := _words().countries.get(phrase) or _words().codes.get(phrase):
                    countries.append(country)
                    break
            else:
                return None
            place += many
    return countries


def _country_of_post(words: tuple[str, ...]) -> str | None:
    """Return the country that is named beside a word for a post, with only small words."""
    known = _words()
    spelled = "".join(words)
    shorter = "".join([word for word in words if word not in known.little])
    for text in (spelled, shorter):
        for post in known.posts:
            for rest in (text.removesuffix(post), text.removeprefix(post)):
                if rest != text and rest in known.countries:
                    return known.countries[rest]
    return None
