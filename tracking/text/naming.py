"""Carriers that a text names: their names among its words, and the carriers that a name may mean.

A name may belong to several carriers: DHL is the name of the express service, of the German parcel service, and of
others. So a name stands for circles of carriers: those that it means in a shop of the country, then all others that
have it, and then those whose name begins with it. The number decides among these, from the first circle on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from tracking.catalog.listed import AmbiguousName, ListedName
from tracking.languages.folding import FIRST_TOGETHER, bare
from tracking.languages.words import everyday_names, name_endings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracking.catalog.catalog import Catalog
    from tracking.catalog.listed import ListedCarrier

__all__ = ["IDEOGRAPHS", "NOBODY", "CarrierNames", "NamedCarriers", "all_of"]

IDEOGRAPHS = "\u3040-\u9fff\uac00-\ud7a3\uf900-\ufaff"
"""The letters of scripts that do not separate words, as ranges of a class."""
_OTHER_SCRIPTS = "\u0370"
"""The first letter behind those of the Latin script."""
_MOST_WORDS = 4
"""The greatest number of words in a carrier's name."""
_BEGINNING = 5
"""The number of first letters that show that no name begins with a word."""
_SHORTEST_HOST = 3
"""The least length of a host's own label that counts as a name."""
_MEMORY = 4096
"""The number of names that are remembered with their carriers, and of words; the memory is then cleared."""
_TOGETHER = re.compile(f"[{IDEOGRAPHS}]")
_VOWEL = re.compile("[aeiouy]")
_WORDS = re.compile(f"[^\\W\\d_{IDEOGRAPHS}][^\\W_{IDEOGRAPHS}]*|[0-9]+[^\\W_{IDEOGRAPHS}]+|[{IDEOGRAPHS}]+")


class NamedCarriers(NamedTuple):
    """The carriers that names may mean, in circles."""

    meant: tuple[ListedCarrier, ...]
    """The carriers that the names mean in a shop of the country."""
    others: tuple[ListedCarrier, ...]
    """All other carriers that have the names."""
    family: tuple[ListedCarrier, ...]
    """The carriers whose names begin with one of the names."""

    def __bool__(self) -> bool:
        return self != ((), (), ())  # quicker than a look at each circle

    def include(self, carrier: ListedCarrier) -> bool:
        """Tell whether a carrier is in any of the circles."""
        return carrier in self.meant or carrier in self.others or carrier in self.family

    def all(self) -> tuple[ListedCarrier, ...]:
        """Return the carriers of all circles."""
        return (*self.meant, *self.others, *self.family)


NOBODY = NamedCarriers((), (), ())


def all_of(found: list[NamedCarriers]) -> NamedCarriers:
    """Return all carriers that are named, circle by circle, in order."""
    said = [carriers for carriers in found if carriers]
    if len(said) < 2:
        return said[0] if said else NOBODY
    circles = zip(*said, strict=True)
    return NamedCarriers(*(tuple(dict.fromkeys(one for some in circle for one in some)) for circle in circles))


class _FirstWords(dict[str, bool]):
    """Words, folded, and whether a name may begin with them, or be within them: a quick look, since most words have neither."""

    def __init__(self, beginnings: set[str]) -> None:
        self._beginnings = beginnings

    def __missing__(self, spelling: str) -> bool:
        if len(self) >= _MEMORY:
            self.clear()
        found = len(spelling) < 2 or spelling[:_BEGINNING] in self._beginnings or spelling >= FIRST_TOGETHER
        self[spelling] = found
        return found


class CarrierNames:
    """The names of a catalog's carriers, for a search among words."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._spellings = {bare(name) for name in catalog.folded_names_and_aliases()}
        self._beginnings = {spelling[:size] for spelling in self._spellings for size in range(2, _BEGINNING + 1)}
        self._first = _FirstWords(self._beginnings)
        within = [spelling for spelling in self._spellings if len(spelling) > 1 and _TOGETHER.match(spelling)]
        self._within = re.compile("|".join(sorted(within, key=len, reverse=True)) or r"(?!)")
        """The names that are looked for within words, in scripts that write words together."""
        self._first_words: dict[str, frozenset[str]] = {}
        self._meant: dict[tuple[str, str | None], NamedCarriers] = {}

    def among(self, words: list[str], spellings: list[str]) -> list[str]:
        """Return the names among words, which are given with their spellings, in order.

        Of the names that begin at one word, the longest is returned.
        """
        names: list[str] = []
        beginnings, first, taken = self._beginnings, self._first, 0
        for place, spelling in enumerate(spellings):
            if not first[spelling] or place < taken:
                continue
            begins = spelling[:_BEGINNING] if len(spelling) > 1 else "".join(spellings[place : place + 2])[:2]
            if begins in beginnings:
                if many := self._length_at(words, spellings, place):
                    taken = place + many
                    names.append(" ".join(words[place:taken]))
                elif name := self._without_ending(words[place], spelling):
                    names.append(name)
            if spelling >= FIRST_TOGETHER and _TOGETHER.match(spelling):
                names += self._within.findall(spelling)
        return names

    def _length_at(self, words: list[str], spellings: list[str], place: int) -> int:
        """Return how many words the longest name that begins at a place has; 0 without one."""
        known, joined, longest = self._spellings, "", 0
        for many, spelling in enumerate(spellings[place : place + _MOST_WORDS], 1):
            joined += spelling
            if joined in known:
                if _are_name(words[place : place + many], joined) or (
                    many == 1 and (_is_foreign(words, place) or self._has_service(words, place))
                ):
                    longest = many
            elif len(joined) > 1 and joined[:_BEGINNING] not in self._beginnings:
                break
        return longest

    def _without_ending(self, word: str, spelling: str) -> str:
        """Return the name that a word is with what its language puts at a name's end, as Overseasom; empty without one."""
        if not spelling.endswith(name_endings()):
            return ""
        for ending in name_endings():
            name = spelling.removesuffix(ending)
            if name != spelling and name in self._spellings and name not in everyday_names() and _is_name(word, name):
                return word[: len(word) - len(normalize("NFC", ending))]
        return ""

    def end(self, words: list[str], spellings: list[str]) -> int:
        """Return the number of words in the name at the end of words, which are given with their spellings; 0 without a name."""
        for many in range(min(_MOST_WORDS, len(words)), 0, -1):
            if (
                spellings[-many]
                and "".join(spellings[-many:]) in self._spellings
                and (many > 1 or _is_name(words[-1], spellings[-1]) or _is_foreign(words, len(words) - 1))
            ):
                return many
        return int(bool(words) and bool(self._without_ending(words[-1], spellings[-1])))

    def _has_service(self, words: list[str], place: int) -> bool:
        """Tell whether a word with a capital is the name of a carrier whose service stands behind it in capitals: "Estes PRO"."""
        if not words[place].istitle():
            return False
        service = "".join(words[place + 1 : place + 2])
        return service.isupper() and any(
            service in carrier.services for carrier in self._catalog.bearers(words[place], None)
        )

    def first_words(self, carrier: ListedCarrier) -> frozenset[str]:
        """Return the first words of a carrier's names, in lower case."""
        known = self._first_words.get(carrier.id)
        if known is None:
            names = [
                carrier.id.replace("-", " "),
                carrier.name,
                *carrier.aliases,
                *(page.name or "" for page in carrier.pages),
            ]
            words = (name.lower().split()[:1] for name in names)
            known = self._first_words[carrier.id] = frozenset(word for some in words for word in some)
        return known

    def named_in(self, text: str, country: str | None) -> NamedCarriers:
        """Return the carriers that a text names."""
        words = _WORDS.findall(text)
        return self.meant_by(self.among(words, [*map(str.lower if text.isascii() else bare, words)]), country)

    def named_as(self, label: str, country: str | None) -> NamedCarriers:
        """Return the carriers that a label names: a sender's name or a logo's text, which may be an everyday word."""
        words = _WORDS.findall(label)
        if 0 < len(words) <= _MOST_WORDS and "".join(map(bare, words)) in self._spellings:
            return self.meant_by([" ".join(words)], country)
        return self.named_in(label, country)

    def named_by_host(self, host: str, country: str | None) -> NamedCarriers:
        """Return the carriers of a host: they have a page on it or above it, or its own label is their name."""
        labels = host.lower().removeprefix("www.").split(".")[:-1]
        names = dict.fromkeys(name for label in labels for name in (label, label.partition("-")[0]))
        named = [name for name in names if len(name) >= _SHORTEST_HOST and bare(name) in self._spellings]
        by_name = self.meant_by([name for name in named if bare(name) not in everyday_names()], country)
        return all_of([self.on_host(host), by_name])

    def on_host(self, host: str) -> NamedCarriers:
        """Return the carriers that have a page on a host, or on one above it.

        The carrier that the host is named after comes first.
        """
        labels = host.lower().removeprefix("www.").split(".")
        for first in range(len(labels) - 1):
            if carriers := self._catalog.carriers_on(".".join(labels[first:])):
                called = (labels[first], labels[first].partition("-")[0])
                meant = tuple(one for one in carriers if one.id in called)
                others = tuple(one for one in carriers if one not in meant and not one.general)
                return NamedCarriers(meant, others, ())
        return NOBODY

    def meant_by(self, names: Iterable[str], country: str | None) -> NamedCarriers:
        """Return the carriers that names may mean, the last name first."""
        said = [self._meant_by(name, country) for name in names]
        said.reverse()
        return all_of(said) if said else NOBODY

    def _meant_by(self, name: str, country: str | None) -> NamedCarriers:
        known = self._meant.get((name, country))
        if known is None:
            if len(self._meant) >= _MEMORY:
                self._meant.clear()
            known = self._meant[name, country] = self._circles(name, country)
        return known

    def _circles(self, name: str, country: str | None) -> NamedCarriers:
        listed = self._catalog.company(name, country)
        members = [one.carrier for one in ((listed,) if isinstance(listed, ListedName) else listed or ())]
        usual = listed.usual if isinstance(listed, AmbiguousName) else None
        meant = members if usual is None else [usual.carrier]
        others = [one for one in self._catalog.bearers(name, country) if one not in meant]
        family = [*self._family(name, country), *members]
        known = {*meant, *others}
        family = [one for one in dict.fromkeys(family) if one not in known]
        return NamedCarriers(*(tuple(one for one in circle if not one.general) for circle in (meant, others, family)))

    def _family(self, name: str, country: str | None) -> list[ListedCarrier]:
        """Return the carriers whose ids begin with a name, and those that have its first word: GLS of GLS Nederland."""
        begins, brand = f"{bare(name)}-", name.split()[0]
        carriers = self._catalog.carriers
        family = [carriers[id_] for id_ in carriers if id_.startswith(begins)]
        if brand != name and bare(brand) in self._spellings and bare(brand) not in everyday_names():
            family += self._catalog.bearers(brand, country)
        return family


def _are_name(words: list[str], spelling: str) -> bool:
    """Tell whether words that are a carrier's name are used as its name: "my parcel" is not MyParcel's."""
    first, *others = words
    if not others:
        return _is_name(first, spelling)
    return spelling not in everyday_names() or all(word[:1].isupper() for word in words)


def _is_foreign(words: list[str], place: int) -> bool:
    """Tell whether a word in Latin letters with a capital stands beside one of another script: it is no everyday word there."""
    word = words[place]
    if not (word[:1].isupper() and word.isascii()):
        return False
    return any(one[0] >= _OTHER_SCRIPTS for one in (*words[max(0, place - 1) : place], *words[place + 1 : place + 2]))


def _is_name(word: str, spelling: str) -> bool:
    """Tell whether a word that is a carrier's name is used as its name: nobody calls a parcel "now"."""
    if word.isupper() or not word.isascii() or not _VOWEL.search(spelling) or not (word[1:].islower() or len(word) < 2):
        return True
    return spelling not in everyday_names() and (word[:1].isupper() or len(word) > 4)
