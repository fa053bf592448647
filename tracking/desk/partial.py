"""Numbers while they are typed: the formats that their first characters still allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracking.definitions.carrier import Carrier
    from tracking.definitions.shapes import Set
    from tracking.resolver import Resolver

__all__ = ["Possible", "PossibleFormats"]


class Possible(NamedTuple):
    """A format that a number may become."""

    carrier: str
    """The carrier's id."""
    company: str
    format: str
    lengths: tuple[int, ...]
    """Lengths of complete numbers, in characters."""
    fixed: int
    """How many of the typed characters the format fixes. The more it fixes, the more they say."""


class _Shape(NamedTuple):
    place: int
    """The position of the format among all."""
    length: int
    sets: tuple[Set, ...]


class PossibleFormats:
    """Every shape of every format of a resolver's carriers, by its first character."""

    def __init__(self, resolver: Resolver, carriers: Iterable[Carrier]) -> None:
        self._formats: list[tuple[str, str, str]] = []
        self._by_first: dict[str, list[_Shape]] = {}
        for carrier in carriers:
            listed = resolver.catalog.carriers[carrier.id]
            company = listed.place(None).company or listed.name
            places: dict[str, int] = {}
            for each in listed.formats:
                if each.name not in places:
                    places[each.name] = len(self._formats)
                    self._formats.append((carrier.id, company, each.name))
                for shape in each.shapes:
                    first, *_ = shape.sets
                    for character in first:
                        found = self._by_first.setdefault(character, [])
                        found.append(_Shape(places[each.name], each.length, shape.sets))

    def of(self, key: str) -> tuple[Possible, ...]:
        """Return the formats whose numbers may begin with a key and are longer; the most specific come first."""
        lengths: dict[int, set[int]] = {}
        fixed: dict[int, int] = {}
        for shape in self._by_first.get(key[:1], ()):
            if shape.length > len(key) and all(
                character in allowed for allowed, character in zip(shape.sets, key, strict=False)
            ):
                lengths.setdefault(shape.place, set()).add(shape.length)
                certain = sum(len(allowed) == 1 for allowed in shape.sets[: len(key)])
                fixed[shape.place] = max(certain, fixed.get(shape.place, 0))
        found = [
            Possible(*self._formats[place], tuple(sorted(there)), fixed[place]) for place, there in lengths.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.fixed, one.company.casefold(), one.format)))
