"""Where compiled definitions come from: one interface, whether they are in memory, in a snapshot, or one over the other.

Each part is given when it is asked for, so that an answer loads what it needs and no more: the formats that may begin as
a number does, the carriers that have a name on a list, one carrier. Only what concerns all carriers goes through ``ids``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.definitions.algorithms import ALPHABET
from tracking.spelling.numbers import PRINTED

if TYPE_CHECKING:
    from tracking.definitions.compiled import CompiledCarrier
    from tracking.definitions.folding import FoldedNames
    from tracking.definitions.format_at_length import FormatAtLength

__all__ = ["Definitions", "filing_key", "filing_keys"]

_DIGITS, _OTHERS, _BOTH = "#", "@", "*"
"""What stands for several digits, for several other characters, and for some of both in the key of a format."""
_CHARACTERS = "".join((ALPHABET, *sorted(PRINTED)))
"""All that a key may end with."""


class Definitions:
    """Compiled definitions of carriers."""

    lengths: frozenset[int]
    """The lengths of numbers that may name a carrier."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all carriers, in the order in which they are read."""
        raise NotImplementedError

    def carrier(self, id_: str) -> CompiledCarrier:
        """A carrier; raises KeyError for an id that is not known."""
        raise NotImplementedError

    def formats(self, id_: str) -> tuple[FormatAtLength, ...]:
        """A carrier's formats at each of their lengths, those that never guess as well; made anew at each call."""
        raise NotImplementedError

    def guessing(self, length: int, first: str, last: str | None = None) -> tuple[FormatAtLength, ...]:
        """The formats of a length that may guess and may begin with a character, and maybe some that may not.

        With ``last``, those that may also end with that character. They are the same objects whenever they are asked for.
        """
        raise NotImplementedError

    def named(self, list_: str, name: str) -> tuple[str, ...]:
        """The ids of the carriers that a list ("global", or a country's code) shows under exactly this name."""
        raise NotImplementedError

    def with_plain_formats(self, country: str, length: int) -> tuple[str, ...]:
        """The ids of the carriers local in a country that have a format of a length with digits alone, by whatever guess."""
        raise NotImplementedError

    def folded(self) -> FoldedNames:
        """The names of all carriers by their folded form."""
        from tracking.definitions.folding import folded_names

        return folded_names(map(self.carrier, self.ids))


def filing_keys(length: int, first: str, last: str | None = None) -> list[str]:
    """The keys of formats of a length that may begin with a character, and with ``last`` may end with that.

    A format has one key: its length and its first character or, where there are several of these, a sign for digits, others or both;
    behind one of the latter the last character, where there is only one. Postal numbers differ in nothing else.
    """
    classes = f"{length}{_DIGITS if first.isdigit() else _OTHERS}", f"{length}{_BOTH}"
    lasts = ("", *(_CHARACTERS if last is None else last))
    return [f"{length}{first}", *(begin + end for begin in classes for end in lasts)]


def filing_key(found: FormatAtLength) -> str:
    """The key of a format; see `filing_keys`."""
    firsts = {character for first, *_ in found.heads for character in first}
    lasts = {character for *_, last in found.tails for character in last}
    if len(firsts) == 1:
        return f"{found.length}{min(firsts)}"
    digits = sum(map(str.isdigit, firsts))
    begin = _DIGITS if digits == len(firsts) else _BOTH if digits else _OTHERS
    return f"{found.length}{begin}{min(lasts) if len(lasts) == 1 else ''}"
