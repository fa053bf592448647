"""Whether a pattern ends in time with texts that are made to keep it busy.

`regex` limits the time that a stranger's pattern may take. `re`, which the resolver uses, cannot.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tracking.definitions.shapes import Shape

__all__ = ["HOSTILE", "done_in_time", "texts_against"]

HOSTILE = ("0" * 5000, "1Z" * 2500, "A" * 5000, "0A" * 2500, "9" * 4999 + "!", "Z" * 4999 + "0")
"""Texts with which a backtracking pattern would run for a long time."""
_TIMEOUT = 0.05
"""Seconds that a pattern may take with each of them."""

_SHAPES = 4
"""How many shapes of a pattern are used to make texts."""


def texts_against(shapes: Iterable[Shape]) -> Iterator[str]:
    """Yield long texts that a pattern's own shapes allow, except for their ends."""
    yield from HOSTILE
    for shape in islice(shapes, _SHAPES):
        least, most = ("".join(pick(allowed) for allowed in shape.sets) for pick in (min, max))
        for whole in dict.fromkeys((least, most)):
            yield from (whole[:-1] + "!", whole * (5000 // len(whole)) + "!", whole[:1] + whole[1:] * 100 + "!")


def done_in_time(pattern: str, text: str) -> bool:
    """Tell whether a pattern ends in time with a text.

    It is tried three times, since a busy machine may be slow once.
    """
    fullmatch = regex.compile(pattern).fullmatch
    for _ in range(3):
        try:
            fullmatch(text, timeout=_TIMEOUT)
        except TimeoutError:
            continue
        return True
    return False
