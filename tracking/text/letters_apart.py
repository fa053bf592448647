"""Numbers that people type with two letters apart before the digits: ``ce 485 554 255 ie``, ``FS 8554 866900``.

Two letters that stand apart are a word in most texts. So they belong to a number only if a format with them accepts it, and if
words or a carrier's name speak for it. Small letters need this even if the evidence is strong.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from tracking.languages.words import is_code_word, is_number_word, verdict
from tracking.text.lengths import compact

if TYPE_CHECKING:
    from tracking.text.gathering import Gatherer
    from tracking.text.lengths import StrongLengths

__all__ = ["POSTAL", "STANDS_BEFORE", "read_behind_letters"]

STANDS_BEFORE = frozenset(["", *" \n\t,;:()[]|<>\"'*"])
"""What may stand before such letters: a quick look."""

POSTAL = 9, 11
"""The lengths of a postal number without the letters that stand apart: its digits, or these and the letters behind them."""

_BEHIND = re.compile(r"[ -]?[A-Za-z][a-z](?![\w'’&/\-])")


def read_behind_letters(gatherer: Gatherer, lengths: StrongLengths, start: int, end: int, *, strong: bool) -> bool:
    """Tell whether digits and the two letters before them, and maybe two small ones behind them, are a number; if so, keep it.

    ``strong`` says whether it has a check digit and strong evidence. For others the digits alone are read first.
    """
    plain = gatherer.plain
    begin = start - 3
    if begin < 0 or not gatherer.words_count or plain[start - 1] not in " -":
        return False
    possible = lengths.of_letters[plain[begin : begin + 2].upper()]
    if not possible:
        return False
    behind = _BEHIND.match(plain, end)
    stops = (behind.end(), end) if behind else (end,)
    numbers = [(stop, compact(plain[begin:stop])) for stop in stops]
    numbers = [(stop, number) for stop, number in numbers if possible >> len(number) & 1]
    if not numbers or (not strong and (_is_word(plain[begin : begin + 2]) or not gatherer.may_speak(start))):
        return False
    return any(gatherer.typed(begin, stop, number, strong=strong) for stop, number in numbers)


@lru_cache(maxsize=1024)
def _is_word(letters: str) -> bool:
    """Tell whether two letters are a word that is never a part of a number."""
    return bool(verdict(letters)) or is_number_word(letters) or is_code_word(letters)
