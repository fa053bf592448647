"""Where compiled definitions come from: one interface, whether they are in memory, in a snapshot, or one over the other.

Each part is given when it is asked for, so that an answer loads what it needs and no more: the formats that may begin as
a number does, the carriers that have a name on a list, one carrier. Only what concerns all carriers goes through ``ids``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracking.definitions.algorithms import ALPHABET
from tracking.definitions.format_at_length import FormatAtLength
from tracking.definitions.masks import CODES
from tracking.spelling.numbers import PRINTED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tracking.definitions.compiled import CompiledCarrier, FormatLiterals, PlainTuple
    from tracking.definitions.folding import FoldedNames

__all__ = [
    "FIRST_IS_DIGIT",
    "FIRST_IS_OTHER",
    "Definitions",
    "Trial",
    "carrier_of",
    "drawer_of_end",
    "drawers_of_beginning",
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

    def trials(self, drawer: str) -> Mapping[bytes, tuple[Trial, ...]]:
        """Return the trials in a drawer, by the characters under which they are filed."""
        raise NotImplementedError

    def summary(self, key: str) -> PlainTuple:
        """Return the summary of the format that a trial is for."""
        raise NotImplementedError

    def guessing(self, length: int, first: str, last: str | None = None) -> tuple[FormatAtLength, ...]:
        """Return the formats of a length that may guess and may begin with a character.

        With ``last``, those that may also end with that character. They are the same objects whenever they are asked for.
        """
        ends = map(drawer_of_end, _CHARACTERS if last is None else last)
        drawers = [f"{length}{drawer}" for drawer in (*drawers_of_beginning(first), *ends)]
        begin = 8 * (length - 1)
        code, end = CODES[ord(first)], None if last is None else CODES[ord(last)]
        found = {
            key: None
            for drawer in drawers
            for trials in self.trials(drawer).values()
            for care, value, _, _, _, key in trials
            if not (code & care >> begin ^ value >> begin) and (end is None or not ((end & care ^ value) & 0xFF))
        }
        return tuple(map(self.format, found))

    def named(self, list_: str, name: str) -> tuple[str, ...]:
        """Return the ids of the carriers that a list ("global", or a country's code) shows under exactly this name."""
        raise NotImplementedError

    def folded(self) -> FoldedNames:
        """Return the names of all carriers by their folded form."""
        from tracking.definitions.folding import folded_names

        return folded_names(map(self.carrier, self.ids))


class _Formats(dict[str, FormatAtLength]):
    """Formats by their keys, made when they are first asked for."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions

    def __missing__(self, key: str) -> FormatAtLength:
        return self.setdefault(key, FormatAtLength(self._definitions.summary(key), self._definitions))


def drawers_of_beginning(first: str) -> tuple[str, str]:
    """Return the drawers, without their length, of trials that are filed by their beginning."""
    return first, (FIRST_IS_DIGIT if first.isdigit() else FIRST_IS_OTHER).decode()


def drawer_of_end(last: str) -> str:
    """Return the drawer, without its length, of trials that are filed by their end."""
    return f"-{last}"


def format_key(carrier_id: str, place: int) -> str:
    """Return the key of a carrier's format at a length, by its place among these."""
    return f"{carrier_id}/{place}"


def carrier_of(key: str) -> str:
    """Return the id of the carrier whose format has a key."""
    return key.rpartition("/")[0]
