"""Where compiled definitions come from: one interface, whether they are in memory, in a snapshot, or one over the other.

Each part is given when it is asked for, so that an answer loads what it needs and no more: the formats that may begin as
a number does, the carriers that have a name on a list, one carrier. Only what concerns all carriers goes through ``ids``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracking.definitions.algorithms import ALPHABET
from tracking.definitions.format_at_length import FormatAtLength
from tracking.definitions.masks import CODES
from tracking.spelling.companies import as_code, fold
from tracking.spelling.numbers import PRINTED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from tracking.definitions.carrier_codes import CarrierCodes, Coded
    from tracking.definitions.compiled import FormatLiterals, PlainTuple
    from tracking.definitions.compiled_carrier import CompiledCarrier
    from tracking.definitions.folding import FoldedNames

__all__ = [
    "FIRST_IS_DIGIT",
    "FIRST_IS_OTHER",
    "Definitions",
    "Trial",
    "carrier_of",
    "class_of",
    "drawer_of_end",
    "format_key",
]

Trial = tuple[int, int, Any, Any, float, str]
"""A shape as a first number is tried with it; see `tracking.definitions.filing`."""
FIRST_IS_DIGIT, FIRST_IS_OTHER = b"d", b"l"
"""Under which the trials are filed that leave the first character open."""
_CHARACTERS = "".join((ALPHABET, *sorted(PRINTED)))
"""All that a key may end with."""


class Definitions:
    """Compiled definitions of carriers."""

    lengths: frozenset[int]
    """The lengths of numbers that may name a carrier."""
    newest_day: str | None
    """The newest day on which sources were read, as in 2026-11-21; None where no definition says one."""

    _folded: FoldedNames | None = None

    def __init__(self) -> None:
        self.format: Callable[[str], FormatAtLength] = _Formats(self).__getitem__
        """The format that a trial is for, by its key: the same object whenever it is asked for."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all carriers, in the order in which they are read."""
        raise NotImplementedError

    def carrier(self, id_: str) -> CompiledCarrier:
        """Return a carrier; raises KeyError for an id that is not known."""
        raise NotImplementedError

    def formats(self, id_: str) -> tuple[FormatAtLength, ...]:
        """Return a carrier's formats at each of their lengths, those that never guess as well; made anew at each call."""
        raise NotImplementedError

    def literals(self, carrier_id: str, place: int) -> FormatLiterals:
        """Return the plain tuples of a carrier's format at a length, by its place among these."""
        raise NotImplementedError

    def trials(self, length: int, drawer: bytes) -> Mapping[bytes, tuple[Trial, ...]]:
        """Return the trials of a length in a drawer, by the characters under which they are filed.

        A drawer is a first character, `FIRST_IS_DIGIT`, `FIRST_IS_OTHER`, or what `drawer_of_end` says.
        """
        raise NotImplementedError

    def summary(self, key: str) -> PlainTuple:
        """Return the summary of the format that a trial is for."""
        raise NotImplementedError

    def guessing(self, length: int, first: str, last: str | None = None) -> tuple[FormatAtLength, ...]:
        """Return the formats of a length that may guess and may begin with a character.

        With ``last``, those that may also end with that character. They are the same objects whenever they are asked for.
        """
        beginning, *ends = first.encode(), *(_CHARACTERS if last is None else last).encode()
        drawers = [beginning, class_of(beginning), *(drawer_of_end(bytes([end])) for end in ends)]
        begin = 8 * (length - 1)
        code, end = CODES[ord(first)], None if last is None else CODES[ord(last)]
        found = {
            key: None
            for drawer in drawers
            for trials in self.trials(length, drawer).values()
            for care, value, _, _, _, key in trials
            if not (code & care >> begin ^ value >> begin) and (end is None or not ((end & care ^ value) & 0xFF))
        }
        return tuple(map(self.format, found))

    def named(self, list_: str, name: str) -> tuple[str, ...]:
        """Return the ids of the carriers that a list ("global", or a country's code) shows under exactly this name."""
        raise NotImplementedError

    def family_lengths(self, name: str) -> Mapping[str, tuple[int, ...]]:
        """Return the lengths of the numbers of each carrier, by id, that says that it belongs to a family of this name."""
        raise NotImplementedError

    def with_plain_formats(self, country: str, length: int) -> tuple[str, ...]:
        """The ids of the carriers local in a country that have a format of a length with digits alone, by whatever guess."""
        raise NotImplementedError

    def codes(self, id_: str) -> CarrierCodes:
        """Return what platforms call a carrier; raises KeyError for an id that is not known."""
        raise NotImplementedError

    def coded(self) -> Mapping[str, tuple[Coded, ...]]:
        """Return whose the platforms' codes are, by folded form."""
        from tracking.definitions.carrier_codes import coded_carriers

        return coded_carriers((id_, self.codes(id_)) for id_ in self.ids)

    def codes_as_written(self) -> Mapping[str, tuple[Coded, ...]]:
        """Return whose the platforms' codes are, by the code as it is written (`tracking.spelling.companies.as_code`)."""
        from tracking.definitions.carrier_codes import coded_carriers

        return coded_carriers(((id_, self.codes(id_)) for id_ in self.ids), spelled=as_code)

    @property
    def with_formats(self) -> tuple[str, ...]:
        """The ids of the carriers of which a format is known, in the order in which they are read."""
        raise NotImplementedError

    def with_page_on(self, host: str) -> tuple[str, ...]:
        """Return the ids of the carriers that have a page on a host, which is given as in `tracking.spelling.urls.Address`."""
        raise NotImplementedError

    def brand_countries(self, name: str) -> Collection[str]:
        """Return the countries in which a brand of this name has a national company."""
        return self.folded().brands.get(fold(name), {})

    def folded(self) -> FoldedNames:
        """Return the names of all carriers by their folded form."""
        if self._folded is None:
            from tracking.definitions.folding import folded_names

            self._folded = folded_names(map(self.carrier, self.ids), self.coded(), self.codes_as_written())
        return self._folded


class _Formats(dict[str, FormatAtLength]):
    """Formats by their keys, made when they are first asked for."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions, self._summary = definitions, definitions.summary

    def __missing__(self, key: str) -> FormatAtLength:
        return self.setdefault(key, FormatAtLength(self._summary(key), self._definitions))


def class_of(first: bytes) -> bytes:
    """Return the drawer of trials that leave open which character of its class comes first."""
    return FIRST_IS_DIGIT if first.isdigit() else FIRST_IS_OTHER


def drawer_of_end(last: bytes) -> bytes:
    """Return the drawer of trials that are filed by the last two characters."""
    return b"-" + last


def format_key(carrier_id: str, place: int) -> str:
    """Return the key of a carrier's format at a length, by its place among these."""
    return f"{carrier_id}/{place}"


def carrier_of(key: str) -> str:
    """Return the id of the carrier whose format has a key."""
    return key.rpartition("/")[0]
