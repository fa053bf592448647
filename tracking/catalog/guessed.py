"""Names with other words beside them, and the posts of countries.

People write a service after a company's name, or "shipped with" before it. Exports write ``fedex_ground``. A post is
called by its country: "Post of Fiji". Such words are data of the languages and of the carriers. A name with any other
word beside it belongs to another company: "UPSell Gifts", "Overseas Logistics".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracking.catalog.beside import (
    countries_among,
    country_of_post,
    is_cut,
    is_negated,
    phrases_among,
    put_together,
    ways_to_write,
    words_beside,
)
from tracking.catalog.homes import homes_of_words
from tracking.catalog.writing import SHORTEST_NAME, readings, spans, written_as_names
from tracking.languages.folding import FIRST_TOGETHER
from tracking.languages.words import everyday_names
from tracking.spelling.companies import fold, is_legal_form, name_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracking.catalog.folded import FoldedCatalog
    from tracking.catalog.listed import ListedCarrier
    from tracking.definitions.source import Definitions

__all__ = ["Guess", "NamesAmongWords", "is_any_post"]

_MOST_WORDS = 14
"""The greatest number of words in a name; longer texts are sentences."""
_NEAR = 80
"""The number of characters on each side of a hyphen in which a name and a word against it are looked for."""
_SHORTEST_INITIALS = 2
"""The length of a name that counts as a company's initials. Beside these, only the company's own services count."""
_POSTAL_NUMBER = 13, "R"
"""The length of the numbers of the world's posts, and the beginning of some numbers of every post."""


class Guess(NamedTuple):
    """The reading of a name with other words beside it."""

    name: str = ""
    """The name among the words, folded; empty for the post of a country."""
    country: str | None = None
    """The country among the other words."""
    carrier: str | None = None
    """The id of the carrier, if the words tell it: the country's post, or the carrier of the named service."""
    homes: tuple[tuple[str, ...], ...] = ()
    """The countries in which such words are written, language by language."""
    initials: bool = False
    """True if the name is two letters with a service beside: in Malaysia, "RM 24" is a price."""


class NamesAmongWords:
    """Finds a catalog's carriers in names that also have words for services, countries, and shipping."""

    def __init__(self, definitions: Definitions, carriers: Mapping[str, ListedCarrier], folded: FoldedCatalog) -> None:
        self._definitions, self._carriers, self._folded = definitions, carriers, folded
        self._posts: dict[str, str] | None = None
        self._service_words: dict[tuple[str, bool], frozenset[str]] = {}

    def meaning(self, name: str) -> Guess | None:
        """Return what a name that no carrier has may mean; None if a word in it says that it means another company."""
        if self.is_free_of(name):
            return None
        for place, (words, text) in enumerate(readings(name, self._folded.knows)):
            found = (
                Guess("".join(words))
                if place and self._is_name(words, text)
                else self._among(words, written_as_names(text))
            )
            if found is not None and not (place and len(found.name) in range(1, SHORTEST_NAME)):  # "GoGoVan" is not GO
                return found._replace(homes=homes_of_words(name))
        return None

    def _is_name(self, words: tuple[str, ...], text: str) -> bool:
        """Tell whether all words are a name, and neither an everyday word nor an alias of words that stand beside names."""
        name = "".join(words)
        if not self._folded.knows(name) or (name in everyday_names() and not text.isupper()):
            return False
        return self._folded.is_own_name(name) or not words_beside().beside.issuperset(words)

    def is_free_of(self, name: str) -> bool:
        """Tell whether a name is joined with a word that says that its carrier is not meant: "DHL-free"."""
        for place, sign in enumerate(name):
            if sign == "-" and place and name[place - 1] != " " and (behind := name[place + 1 : place + _NEAR].split()):
                before = name_words(name[max(0, place - _NEAR) : place])
                joined = put_together(behind[0]) in words_beside().negations["joined"]
                if joined and any(self._folded.knows("".join(before[-many:])) for many in range(1, len(before) + 1)):
                    return True
        return False

    def _among(self, words: tuple[str, ...], as_names: frozenset[str]) -> Guess | None:
        """Return the possible meaning of words that are not a carrier's name."""
        if not words or len(words) > _MOST_WORDS or "".join(words) in words_beside().nobody:
            return None
        if post := self._post_of(words):  # before a name within: "Japan EMS" is not the EMS of China
            return Guess(carrier=post)
        for begin, end in spans(len(words)):
            found = self._with_words_beside(words, begin, end, as_names) or self._post_with_words_beside(
                words, begin, end
            )
            if found is not None and not is_negated(words[:begin], words[end:]):
                return found
        return None

    def _with_words_beside(
        self, words: tuple[str, ...], begin: int, end: int, as_names: frozenset[str]
    ) -> Guess | None:
        """Return the name that some of the words are, if all other words are of a kind that stands beside a name."""
        name = "".join(words[begin:end])
        together = max(name, default="") >= FIRST_TOGETHER  # two letters are a whole name: "顺丰"
        if len(name) < _SHORTEST_INITIALS or not self._folded.knows(name) or is_cut(words, begin, end):
            return None
        everyday, beside = name in everyday_names() and name not in as_names, words_beside().beside
        common = all(word in beside for word in words[begin:end])
        initials = len(name) < SHORTEST_NAME and not together and name not in as_names
        if common and not initials and (end - begin == 1 or not self._folded.is_own_name(name)):
            return None
        # A legal form that is not at the end may still belong to the name: "DHL International GmbH Express", "ООО СДЭК".
        # In front of it, one that is also a business is none: "Spa Hermes".
        in_front = [word for word in words[:begin] if not is_legal_form(word) or word in words_beside().businesses]
        others = tuple(in_front), tuple([word for word in words[end:] if not is_legal_form(word)])
        if self.is_service_of(name, others):
            return None
        # If a name is an everyday word, such as "first" or "direct", only the carrier's own services make it a company.
        if everyday or initials:
            beside = frozenset()
        countries = None if everyday or initials else countries_among(others, beside, words_beside().trades)
        if countries is not None:
            if self._is_foreign_post(words[begin:end], countries):
                return None
            return _with_country(name, countries, self.by_service(name, others, countries))
        bearers = self._folded.bearers(name).values()
        for of_family, by_name in ((False, False), (True, False), (True, True)):
            guesses = [
                # Another name of DPD says no more than DPD, which is another company in each country.
                _with_country(
                    name,
                    countries,
                    None if by_name and carrier.everywhere and fold(carrier.name) == name else carrier.id,
                )
                for carrier in bearers
                if (countries := self._countries_beside(carrier, others, beside, of_family, by_name)) is not None
                and not (initials and countries)
            ]
            if guesses:
                one = self._only_one(guesses)
                if one is None or (one.country and self._is_foreign_post(words[begin:end], [one.country])):
                    return None
                return one._replace(initials=initials)
        return None

    def _countries_beside(
        self,
        carrier: ListedCarrier,
        others: tuple[tuple[str, ...], ...],
        beside: frozenset[str],
        of_family: bool,
        by_name: bool,
    ) -> list[str] | None:
        """Return the countries among words that may stand beside a carrier's name; None if a word may not."""
        services = self._services(carrier, of_family)
        if beside:
            services |= words_beside().trades
        if by_name:
            services |= self._names_of(carrier)
        if carrier.id in self.posts().values():  # "Israel Post EMS"
            services |= frozenset(words_beside().posts)
        return countries_among(others, beside, services)

    def _is_foreign_post(self, name: tuple[str, ...], countries: list[str]) -> bool:
        """Tell whether a country beside words for any post is not that of their carrier: "Post Express Austria"."""
        return bool(countries) and is_any_post(name) and not self.is_any_local("".join(name), countries[0])

    def _only_one(self, guesses: list[Guess | None]) -> Guess | None:
        """Return the guess whose carrier is at home in the country that it tells, or else the first one."""
        first = guesses[0]
        if first is None or first.country is None:
            return first
        own = [one for one in guesses if one and one.carrier and first.country in self._carriers[one.carrier].local]
        return own[0] if own else first

    def _services(self, carrier: ListedCarrier, of_family: bool) -> frozenset[str]:
        """Return the names of a carrier's services; ``of_family`` adds those of its family: "GLS Spain BusinessParcel"."""
        known = self._service_words.get((carrier.id, of_family))
        if known is None:
            words = [*carrier.services]
            if of_family:
                for family in carrier.families:
                    words += [word for one in self._folded.bearers(fold(family)).values() for word in one.services]
            known = frozenset(form for word in words for form in ways_to_write(word))
            self._service_words[carrier.id, of_family] = known
        return known

    def _names_of(self, carrier: ListedCarrier) -> frozenset[str]:
        """Return the names that only this carrier has: "Bartolini BRT", "GLS (formerly GSO)"."""
        pages = [page.name for page in carrier.pages if page.name]
        names = map(put_together, (carrier.name, *carrier.aliases, *pages))
        return frozenset([name for name in names if len(self._folded.bearers(name)) == 1])

    def by_service(self, name: str, others: tuple[tuple[str, ...], ...], countries: list[str]) -> str | None:
        """Return the id of the only carrier of a name that has a service among the other words; None if none or several have.

        "Päckchen" stands beside many names. Among the carriers that are called DHL, only one has that service. Another
        one is meant if it is at home in the country that is told. Of a brand's companies with another name, such words
        tell none: "DPD Standard" is not Speedy.
        """
        if len(self._folded.bearers(name)) < 2:
            return None
        told = tuple(self.serving(name, others))
        if len(told) != 1 or self._is_elsewhere(told[0], name, countries):
            return None
        one = self._carriers[told[0]]
        bears_it = name not in map(fold, one.families) or fold(one.name).startswith(name)
        return one.id if bears_it or self.serving(name, others, words_beside().beside) else None

    def serving(
        self, name: str, others: tuple[tuple[str, ...], ...], without: frozenset[str] = frozenset()
    ) -> frozenset[str]:
        """Return the ids of the carriers of a name that have a service among the other words, without some words."""
        phrases = frozenset(phrases_among(others)) - without
        return frozenset(
            [
                one.id
                for one in self._folded.bearers(name).values()
                if any(not phrases.isdisjoint(ways_to_write(service)) for service in one.services)
            ]
        )

    def is_any_local(self, name: str, country: str) -> bool:
        """Whether a carrier of the name is at home, or listed, in a country."""
        return any(country in one.local for one in self._folded.bearers(name).values())

    def _is_elsewhere(self, told: str, name: str, countries: list[str]) -> bool:
        """Whether another carrier of the name is at home in the country that is told: "Amazon Shipping Standard UK"."""
        if not countries or countries[0] in self._carriers[told].local:
            return False
        return any(one.country == countries[0] for one in self._folded.bearers(name).values())

    def is_service_of(self, name: str, others: tuple[tuple[str, ...], ...], of_family: bool = False) -> bool:
        """Tell whether the name is a service of another carrier that is named beside it: "EMS (Japan Post)".

        ``of_family`` adds the services of that carrier's family.
        """
        for words in others:
            beside = "".join(words)
            if len(beside) >= SHORTEST_NAME and self._folded.knows(beside):
                own = self._folded.bearers(name)
                for carrier in self._folded.bearers(beside).values():
                    if carrier.id not in own and name in self._services(carrier, of_family):
                        return True
        return False

    def _post_with_words_beside(self, words: tuple[str, ...], begin: int, end: int) -> Guess | None:
        """Return the post that some of the words name, if all other words are of a kind that stands beside a name."""
        post = self._post_of(words[begin:end])
        known = words_beside()  # "法国邮政EMS": EMS is a service of every post
        if post and countries_among((words[:begin], words[end:]), known.beside, frozenset(known.posts)) == []:
            return Guess(carrier=post)
        return None

    def _post_of(self, words: tuple[str, ...]) -> str | None:
        """Return the id of the post of a country whose name stands beside a word for a post, with only small words."""
        country = country_of_post(words)
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


def is_any_post(words: tuple[str, ...]) -> bool:
    """Tell whether a name has a word for a post, and besides it only words that stand beside names: "Post Express"."""
    known = words_beside()
    return not set(words).isdisjoint(known.posts) and all(word in known.beside or word in known.posts for word in words)


def _with_country(name: str, countries: list[str], carrier: str | None = None) -> Guess | None:
    """Return the guess of a name with these countries beside it; None if there are several."""
    return Guess(name, countries[0] if countries else None, carrier) if len(set(countries)) <= 1 else None
