"""Shapes: the ways in which a pattern matches, position by position.

A definition's pattern is expanded into shapes once, when the definition is compiled (`tracking.definitions.patterns`).
The matcher, the search in texts, and tables use them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracking.spelling.numbers import DIGITS, LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Group", "Look", "Mask", "Set", "Shape", "mask_of", "sets_of"]

Set = frozenset[str]
"""The characters that are allowed at one position."""
Group = tuple[str, int, int]
"""A named group: its name, and where it begins and ends."""

Mask = tuple[str, tuple[str, ...]]
"""The sets of a shape as text: a sign for each position, and the characters of the sets that no sign stands for.

A literal character stands for itself, ``d`` for any digit, ``l`` for any letter, ``x`` for both, and ``p`` for a part
of these that is listed beside the text. Germany's postal numbers are ``("lldddddddddDE", ())``.
"""
_SIGNS = {DIGITS: "d", LETTERS: "l", DIGITS | LETTERS: "x"}
_PART = "p"


class Look(NamedTuple):
    """A look-ahead in a shape."""

    text: str
    """The pattern that it looks for, on one line."""
    at: int
    """The position before which it stands."""
    wanted: bool
    """True if it must match there, as in ``(?=...)``; false if it must not, as in ``(?!...)``."""
    ways: tuple[tuple[Set, ...], ...] | None
    """The ways in which it matches, from ``at`` to the end of the number; None if shapes cannot tell."""


class Shape(NamedTuple):
    """One way to match: the characters that are allowed at each position, and the places of the named groups."""

    sets: tuple[Set, ...]
    groups: tuple[Group, ...]
    looks: tuple[Look, ...] = ()
    """The look-aheads on the way, which allow less than the sets do."""

    def fits(self, number: str) -> bool:
        """Tell whether a number of this length has an allowed character at each position, regardless of look-aheads."""
        return all(character in allowed for allowed, character in zip(self.sets, number, strict=True))


def mask_of(sets: Iterable[Set]) -> Mask:
    """Return the mask of a shape's sets.

    >>> mask_of((frozenset("1"), DIGITS, frozenset("79")))
    ('1dp', ('79',))
    """
    signs, parts = "", []
    for allowed in sets:
        sign = _SIGNS.get(allowed) or ("".join(allowed) if len(allowed) == 1 else _PART)
        signs += sign
        if sign == _PART:
            parts.append("".join(sorted(allowed)))
    return signs, tuple(parts)


def sets_of(mask: Mask) -> tuple[Set, ...]:
    """Return the sets of a mask: the inverse of `mask_of`."""
    signs, parts = mask
    rest = iter(parts)
    known = {sign: allowed for allowed, sign in _SIGNS.items()}
    return tuple([frozenset(next(rest)) if sign == _PART else known.get(sign) or frozenset(sign) for sign in signs])
