"""From a company name to a carrier."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from tracking.catalog.listed import AmbiguousName, ListedCarrier, ListedName
from tracking.definitions.compiled_carrier import GLOBAL
from tracking.spelling.companies import CONNECTIONS, fold, fold_code, name_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracking.catalog.folded import FoldedCatalog
    from tracking.catalog.guessed import Guess, NamesAmongWords
    from tracking.definitions.carrier_codes import Coded
    from tracking.definitions.source import Definitions

__all__ = ["Names"]

_BRACKETS = str.maketrans("（）", "()")
_MEMORY = 4096
"""How many company names are remembered with their meanings; the memory is then cleared."""
_COUNTRIES = 512
"""The number of countries whose listed names are remembered: there are 250, and other codes need not be kept."""


class Names:
    """The names of all carriers.

    Names in their listed spelling are looked up one by one. All names, folded, are loaded when a name is first looked
    up that is on no list.
    """

    def __init__(self, definitions: Definitions, carriers: Mapping[str, ListedCarrier]) -> None:
        self._definitions, self._carriers = definitions, carriers
        self.exact: dict[str | None, dict[str, ListedName | AmbiguousName]] = {}
        """By country, the listed names that were asked for, with what they mean."""
        self._others: dict[tuple[str, str | None], ListedName | AmbiguousName | None] = {}
        self._folded: FoldedCatalog | None = None
        self._among_words: NamesAmongWords | None = None
        self._codes: Mapping[str, tuple[Coded, ...]] | None = None

    @property
    def folded(self) -> FoldedCatalog:
        """Return the names of all carriers by their folded form, made when they are first needed."""
        if self._folded is None:
            from tracking.catalog.folded import FoldedCatalog

            self._folded = FoldedCatalog(self._definitions, self._carriers)
        return self._folded

    @property
    def among_words(self) -> NamesAmongWords:
        """Return the reader of names with other words beside them, made when it is first needed: most names need none."""
        if self._among_words is None:
            from tracking.catalog.guessed import NamesAmongWords

            self._among_words = NamesAmongWords(self._definitions, self._carriers, self.folded)
        return self._among_words

    def company(self, name: str, country: str | None) -> ListedName | AmbiguousName | None:
        """Return the carrier that a company name means in a shop of that country; None for an unknown name.

        The order is: exact, then folded, then alias, each in the country's list before the global one; then names that
        are listed only elsewhere; last, names with other words beside them, and the posts of countries. If several
        carriers have the name, or it is a family's, the number must tell which of them is meant.
        """
        exact = self.exact.get(country)
        if exact is not None and (listed := exact.get(name)) is not None:
            return listed
        if (name, country) in self._others:
            return self._others[name, country]
        listed = self._exact(name, country)
        if listed is not None:
            if exact is not None or len(self.exact) < _COUNTRIES:
                self.exact.setdefault(country, {})[name] = listed
            return listed
        if len(self._others) >= _MEMORY:
            self._others.clear()
        found = self._search(name, country)
        if found is not None and self._is_listed(name, country) and len(self.exact) < _COUNTRIES:
            self.exact.setdefault(country, {})[name] = found
        else:
            self._others[name, country] = found
        return found

    def bearers(self, name: str, country: str | None) -> list[ListedCarrier]:
        """Return every carrier with a name, on any list or as an alias, in the order of `company`."""
        found: dict[str, ListedCarrier] = {}
        for step in self.folded.steps(fold(name), _lists_of(country), country):
            found.update((carrier.id, carrier) for carrier, _ in step if carrier.id not in found)
        return list(found.values())

    def _exact(self, name: str, country: str | None) -> ListedName | AmbiguousName | None:
        """Return the one carrier or family that the country's list, or else the global one, has under this name."""
        for list_ in _lists_of(country):
            if ids := self._definitions.named(list_, name):
                (id_, *more) = ids
                carrier = self._carriers[id_]
                if more:
                    return None
                listed = carrier.place(country, name)
                if name not in carrier.families:
                    return listed
                if country is not None and country in self._definitions.brand_countries(name):
                    return None
                lengths = self._definitions.family_lengths(name)
                others = frozenset([length for other, of in lengths.items() if other != id_ for length in of])
                return AmbiguousName(partial(self._members, name, country, listed), listed, False, others)
        return None

    def _members(self, name: str, country: str | None, usual: ListedName) -> list[ListedName]:
        """Return all carriers with a name, and the usual one under the name that was found."""
        bearers = self.folded.bearers(fold(name)).values()
        return [usual if carrier is usual.carrier else carrier.place(country) for carrier in bearers]

    def _is_listed(self, name: str, country: str | None) -> bool:
        """Tell whether exactly this name is on a list of the shop; it may belong to several carriers."""
        return any(self._definitions.named(list_, name) for list_ in _lists_of(country))

    def _search(self, name: str, country: str | None) -> ListedName | AmbiguousName | None:
        """Return the meaning of a name that belongs to several carriers, or whose spelling is on no list."""
        found = self._borne(name, fold(name), country)
        found = self._coded(name, country) if found is None else self._or_coded(name, found, country)
        if found is not None:
            return found
        name = name.translate(_BRACKETS)
        remarked = name.endswith(")") and "(" in name
        alone = self._without_remark(name, country) if remarked else None
        # Of several, the remark may tell: "DHL (Packstation)"; and it may be the name itself: "SmartPost (FedEx)".
        if isinstance(alone, ListedName) and not self._is_whose_service(*name.rpartition("(")[::2]):
            return alone
        guess = self.among_words.meaning(name)
        return alone if guess is None else self.guessed(guess, country)

    def _is_whose_service(self, before: str, remark: str) -> bool:
        """Tell whether a remark is a carrier's name, and if it is only an alias, if that carrier has such a service."""
        name = fold(remark)
        if not self.folded.knows(name):  # most remarks: nothing more is made for them
            return False
        return self.folded.is_own_name(name) or self.among_words.is_service_of(fold(before), (name_words(remark),))

    def _without_remark(self, name: str, country: str | None) -> ListedName | AmbiguousName | None:
        """Return the meaning of the name before a remark in brackets, as in "Yodel (www.yodel.co.uk)"."""
        from tracking.languages.words import everyday_names  # most names have no remark

        alone = name.partition("(")[0].strip()
        is_name = alone.isupper() or fold(alone) not in everyday_names()
        found = self._search(alone, country) if alone and is_name else None
        if isinstance(found, ListedName):
            return found.as_guess()
        return (
            None if found is None else AmbiguousName(found.__iter__, found.usual, guessed=True, general=found.general)
        )

    def _coded(self, name: str, country: str | None) -> ListedName | AmbiguousName | None:
        """Return the carrier for which platforms use a code, also without the name of a connection at its end.

        If several carriers have one code, those of the shop's country are meant.
        """
        found = self._with_code(fold_code(name), country)
        words = name_words(name)
        if found is None and len(words) > 1 and words[-1] in CONNECTIONS:
            connected = name.casefold().rpartition(words[-1])[0].strip(" -_.")  # as it is written: it may be a code
            return self._search(connected or " ".join(words[:-1]), country)
        return found

    def _or_coded(
        self, name: str, found: ListedName | AmbiguousName, country: str | None
    ) -> ListedName | AmbiguousName:
        """Return the same, or an ambiguous name if a platform calls only another carrier by this name.

        A carrier keeps its name as it writes it, a name that the shop's lists show, that of a brand's company in its
        country, and at home a name that no other carrier there has.
        """
        whose = self.folded.coded(name)
        usual = found.usual if isinstance(found, AmbiguousName) else found
        if not whose or usual is None or self.folded.of_brand(fold(name), country) is usual.carrier:
            return found
        if name == usual.carrier.name or any(usual.carrier.is_on(list_) for list_ in _lists_of(country)):
            return found
        where = next((place for place in _lists_of(country) if any(place in places for _, places in whose)), None)
        coded = [self._carriers[id_] for id_, places in whose if where in places or (where is None and not country)]
        others = [carrier for carrier in coded if carrier is not usual.carrier]
        if where is None and len(others) < len(coded):  # codes of single countries, one of them its own
            return found
        if not others or (country in usual.carrier.local and not any(country in one.local for one in others)):
            return found
        members = (usual, *(found if isinstance(found, AmbiguousName) else ()), *(one.place(country) for one in others))
        return AmbiguousName({listed.carrier.id: listed for listed in reversed(members)}.values)

    def _coded_carriers(self) -> Mapping[str, tuple[Coded, ...]]:
        if self._codes is None:
            self._codes = self._definitions.coded()
        return self._codes

    def _with_code(self, bare: str, country: str | None) -> ListedName | AmbiguousName | None:
        whose = self._coded_carriers().get(bare, ())
        own = [id_ for id_, countries in whose if country in countries or country in self._carriers[id_].local]
        members = [self._carriers[id_].place(country) for id_, _ in whose]
        usual = [listed for listed in members if len(whose) == 1 or [listed.carrier.id] == own]
        if len(members) > 1:
            return AmbiguousName(members.copy, next(iter(usual), None))
        return members[0] if members else None

    def guessed(self, guess: Guess, country: str | None) -> ListedName | AmbiguousName | None:
        """Return the meaning of a name with other words beside it.

        A country among the words counts more than the shop's, and that more than the one in which such words are written.
        """
        if guess.initials and country and not self.among_words.is_any_local(guess.name, country):
            return None
        if guess.carrier is not None:
            own = self._carriers[guess.carrier].place(country)
            others = self.folded.bearers(guess.name).values() if guess.name else ()
            members = {
                own.carrier.id: own,
                **{one.id: one.place(country) for one in others if one is not own.carrier},
            }
            return AmbiguousName(members.values, own, guessed=True) if len(members) > 1 else own.as_guess()
        place = guess.country or (None if country else self._at_home(guess))
        for where in (place, country) if place else (country,):
            found = self._borne(guess.name, guess.name, where)
            if isinstance(found, ListedName):
                if where == country or where in found.carrier.local:
                    return _under(found.carrier, found.company, country).as_guess()
            elif found:
                there = [listed for listed in found if where in listed.carrier.local]
                told = len(there) == 1 and where == place and not self.folded.of_brand(guess.name, where)
                usual = there[0] if told else found.usual
                plain = None if guess.country or place is None else self.guessed(guess._replace(homes=()), country)
                otherwise = None if isinstance(plain, ListedName) else plain
                return AmbiguousName(
                    found.__iter__, usual, True, general=found.general, country=place, otherwise=otherwise
                )
        return None

    def _at_home(self, guess: Guess) -> str | None:
        """Return the country in which words of a guess are written, if only one of the name's carriers is from there.

        If several languages have the words, it must be that of them all.
        """
        bearers = self.folded.bearers(guess.name)
        found: dict[str, str] = {}
        for homes in guess.homes if len(bearers) > 1 else ():
            own: dict[str, str] = {}
            for home in homes:
                brand = self.folded.of_brand(guess.name, home)
                there = [one for one in bearers.values() if one.country == home or one.is_on(home)]
                own.update((one.id, home) for one in ([brand] if brand else there))
            if len(own) != 1:
                return None
            found.update(own)
        return next(iter(found.values())) if len(found) == 1 else None

    def _borne(self, name: str, bare: str, country: str | None) -> ListedName | AmbiguousName | None:
        """Return the meaning of a name that a carrier or a family has. ``bare`` is its folded form."""
        lists = _lists_of(country)
        exact = next((ids for list_ in lists if (ids := self._definitions.named(list_, name))), ())
        steps: Iterable[list[tuple[ListedCarrier, str | None]]] = [[(self._carriers[id_], name) for id_ in exact]]
        found = next((step for step in chain(steps, self.folded.steps(bare, lists, country)) if step), [])
        meant = {carrier.id: _under(carrier, listed, country) for carrier, listed in reversed(found)}
        usual = next(iter(meant.values())) if len(meant) == 1 else None
        general, brand = usual, self.folded.of_brand(bare, country)
        if brand is not None:  # under the name that the shop's list has for the brand
            shown = next((listed for _, listed in found if self._is_listed(listed or "", country)), None)
            usual = brand.place(country) if shown is None else brand.place(country).called(shown)
            meant[brand.id] = usual
        bearers = self.folded.bearers(bare)
        if usual is not None and bearers.keys() <= {usual.carrier.id}:
            return usual
        if not bearers:
            return None
        members = {**{id_: carrier.place(country) for id_, carrier in bearers.items()}, **meant}
        return AmbiguousName(members.values, usual, general=general)


def _lists_of(country: str | None) -> tuple[str, ...]:
    return (country, GLOBAL) if country else (GLOBAL,)


def _under(carrier: ListedCarrier, listed: str | None, country: str | None) -> ListedName:
    """Return a carrier under the listed name by which it was found, if that is a page's."""
    return carrier.place(country, listed if any(page.name == listed for page in carrier.pages) else None)
