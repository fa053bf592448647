"""Where compiled definitions come from: one interface, whether they are in memory, in a snapshot, or one over the other.

Each part is given when it is asked for, so that an answer loads what it needs and no more: the formats that may begin as
a number does, the carriers that have a name on a list, one carrier. Only what concerns all carriers goes through ``ids``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracking.definitions.compiled import CompiledCarrier
    from tracking.definitions.folding import FoldedNames
    from tracking.definitions.format_at_length import FormatAtLength

__all__ = ["BOTH", "DIGIT", "OTHER", "Definitions", "keys_of"]

DIGIT, OTHER, BOTH = "#", "@", "*"
"""What stands for several digits, for several other characters, and for some of both in the key of a format."""


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

    def guessing(self, length: int, first: str) -> tuple[FormatAtLength, ...]:
        """The formats of a length that may guess and may begin with a character, and maybe some that may not.

        They are the same objects whenever they are asked for.
        """
        raise NotImplementedError

    def named(self, list_: str, name: str) -> tuple[str, ...]:
        """The ids of the carriers that a list ("global", or a country's code) shows under exactly this name."""
        raise NotImplementedError

    def folded(self) -> FoldedNames:
        """The names of all carriers by their folded form."""
        from tracking.definitions.folding import folded_names

        return folded_names(map(self.carrier, self.ids))


def keys_of(length: int, first: str) -> tuple[str, str, str]:
    """The keys under which `tracking.definitions.in_memory.by_beginning` files the formats of numbers of a length that begin with a character."""
    return f"{length}{first}", f"{length}{DIGIT if first.isdigit() else OTHER}", f"{length}{BOTH}"
