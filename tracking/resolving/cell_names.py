"""The names of carriers in a cell, and the numbers there that are theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracking.resolving.cell_contents import calls_another_number
from tracking.resolving.own_numbers import OwnNumbers, carriers_meant
from tracking.resolving.own_pages import named_values
from tracking.spelling.companies import CONNECTIONS, fold
from tracking.spelling.late import late_pattern
from tracking.spelling.numbers import key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracking.catalog.listed import AmbiguousName, ListedName
    from tracking.resolving.cell_contents import CellContents
    from tracking.resolving.query import Knowledge

__all__ = ["names_in", "numbers_of"]

_LINK_END = r"(?<=[/=#?])[^/=#?&\s]*\d[^/=#?&\s]*$"
"""Matches the end of a link, if it may be a number."""
_SPACED = r"(?=.*\d.* .*\d)[0-9A-Z]{1,8}(?: [0-9A-Z]{1,8})+"
"""Matches a number that is written in groups."""
_SHORTEST_NAME = 3
"""The least length of a name that has other words beside it."""
_WORDS = 8
"""The greatest number of words among which a name is looked for."""


class NameInCell(NamedTuple):
    """A carrier's name in a cell."""

    name: str
    meant: ListedName | AmbiguousName


def names_in(engine: Knowledge, held: CellContents, country: str | None, given: str | None) -> Iterator[NameInCell]:
    """Yield names in a cell, and what they mean: all adjacent words, or some of them.

    An everyday word counts if it is the given name, in capitals among other words, or beside a word for a tracking number.
    """
    from tracking.languages.words import NAMES, everyday_names, verdict

    catalog = engine.catalog
    says_number = any(verdict(word) >= NAMES for words in held.names for word in words.split())
    for words in held.names if held.numbers or held.links else ():
        if (meant := catalog.company(words, country)) is not None:
            yield NameInCell(words, meant)
            continue
        parts = words.split()[:_WORDS]
        everyday = frozenset() if says_number else everyday_names() - {fold(given or "")}
        for many in range(len(parts) - 1, 0, -1):
            for start in range(len(parts) - many + 1):
                name = " ".join(parts[start : start + many])
                meant = catalog.company(name, country)
                if meant is not None and len(name) >= _SHORTEST_NAME:
                    is_word = fold(name) in everyday and not (name.isupper() and not words.isupper())
                    if not is_word:
                        yield NameInCell(name, meant)


def numbers_of(engine: Knowledge, held: CellContents, name: str, meant: ListedName | AmbiguousName) -> dict[str, str]:
    """Return the numbers in a cell of the carrier that a name there means, by their keys.

    Plain digits are a number only if none of the numbers there has a right check digit, or if they follow the name.
    """
    formats = OwnNumbers(meant)
    numbers = {
        one: text
        for one, text in held.numbers.items()
        if not _calls_another(engine, name, held.before[one]) or _is_certain(formats, one)
    }
    for link in held.links:
        numbers.update((key(one), one) for one in _in_link(engine, link, meant))
    for part in held.parts.values():
        if late_pattern(_SPACED).fullmatch(rest := part.replace(name, "", 1).strip()):
            numbers.setdefault(key(rest), rest)
    own = [*filter(formats.accept, numbers)] or [*filter(formats.resemble, numbers)]
    if len(own) > 1 and (checked := [*filter(formats.vouch, own)]):
        own = [
            one
            for one in own
            if one in checked
            or held.before.get(one) == name.split()
            or not (one.isdigit() or any(each in one for each in checked))
        ]
    return {one: numbers[one] for one in own if not any(one != other and one in other for other in own)}


def _in_link(engine: Knowledge, link: str, meant: ListedName | AmbiguousName) -> list[str]:
    """Return what may be numbers in a link beside a name: what it alone is read as, or the end of the carrier's own link."""
    own = engine.catalog.host(link)
    if own and set(own).isdisjoint(carriers_meant(meant)):
        return []
    found = [one.number for one in engine.numbers_in(link, None, None)]
    return found or (late_pattern(_LINK_END).findall(link) if own else named_values(link))


def _is_certain(formats: OwnNumbers, number: str) -> bool:
    """Tell whether a check digit is right that digits alone would not have by chance."""
    return formats.vouch(number) and (formats.resemble(number) or not number.isdigit())


def _calls_another(engine: Knowledge, name: str, words: list[str]) -> bool:
    """Tell whether words before a number call it another one than a parcel's: "UPS commande".

    The words of a carrier's own name do not, and neither does the word for a connection to it: "GLS ref".
    """
    if not any(calls_another_number([word]) for word in words):
        return False
    own = name.split() if engine.catalog.bearers(name, None) else []
    return calls_another_number(word for word in words if word not in own and fold(word) not in CONNECTIONS)
