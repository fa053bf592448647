"""Evidence: the share of strings that match, in bits."""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING

from tracking.spelling.numbers import DIGITS, LETTERS, PRINTED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracking.definitions.shapes import Mask

__all__ = ["bits", "share_of"]


def share_of(masks: Iterable[Mask], number: str) -> float:
    """Return the share of strings of the number's own shape (digit for digit, letter for letter) that match some masks.

    Look-aheads are ignored. The number must have the length of the masks.
    """
    return min(1.0, sum([_share(signs, parts, number) for signs, parts in masks]))


def _share(signs: str, parts: tuple[str, ...], number: str) -> float:
    share, rest = 1.0, iter(parts)
    for sign, character in zip(signs, number, strict=True):
        if sign == "x":
            continue
        allowed = next(rest) if sign == "p" else sign
        if character in DIGITS:
            if sign != "d":
                share *= len(DIGITS.intersection(allowed)) / len(DIGITS)
        elif sign != "l" and character not in PRINTED:
            share *= len(LETTERS.intersection(allowed)) / len(LETTERS)
        if not share:
            break
    return share


def bits(share: float) -> float:
    """Return a share as bits of evidence, rounded to hundredths.

    >>> bits(1 / 10)
    3.32
    """
    return round(-log2(share), 2) + 0.0
