"""Numbers that people type with letters apart before the digits: ``ce 485 554 255 ie``, ``FS 8554 866900``, ``cpegm 9455 81884``.

Letters that stand apart are a word in most texts. So they belong to a number only if a format with them accepts it, and if
words or a carrier's name speak for it. Small letters need this even if the evidence is strong. More than two letters need
the carrier's name.
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

__all__ = ["POSTAL", "letters_apart", "read_behind_letters"]

_STANDS_BEFORE = frozenset(["", *" \n\t,;:()[]|<>\"'*"])
"""What may stand before such letters."""
_FEWEST, _MOST = 2, 5
"""The least and the greatest number of such letters."""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

POSTAL = 9, 11
"""The lengths of a postal number without the letters that stand apart: its digits, or these and the letters behind them."""

_BEHIND = re.compile(r"[ -]?[A-Za-z][a-z](?![\w'’&/\-])")


def letters_apart(plain: str, start: int) -> int:
    """Return how many letters stand apart before digits that begin at a position; 0 unless they may belong to these.

    >>> letters_apart("cpegm 9455 81884", 6), letters_apart("FS-855486", 3), letters_apart("parcel 855486", 7)
    (5, 2, 0)
    """
    at = start - 1
    if at < _FEWEST or plain[at] not in " -":
        return 0
    near = plain[max(0, at - _MOST - 1) : at]
    rest = near.rstrip(_LETTERS)
    many = len(near) - len(rest)
    return many if _FEWEST <= many <= _MOST and rest[-1:] in _STANDS_BEFORE else 0


def read_behind_letters(gatherer: Gatherer, lengths: StrongLengths, start: int, end: int, *, strong: bool) -> bool:
    """Tell whether digits and the letters before them, and maybe two small ones behind them, are a number; if so, keep it.

    ``strong`` says whether it has a check digit and strong evidence. For others the digits alone are read first.
    """
    plain = gatherer.plain
    many = letters_apart(plain, start)
    begin = start - many - 1
    if not many or not gatherer.words_count or (strong and many > _FEWEST):
        return False
    possible = lengths.of_letters[plain[begin : begin + 2].upper()]
    if not possible:
        return False
    behind = _BEHIND.match(plain, end)
    stops = (behind.end(), end) if behind else (end,)
    numbers = [(stop, compact(plain[begin:stop])) for stop in stops]
    numbers = [(stop, number) for stop, number in numbers if possible >> len(number) & 1]
    if not numbers or (not strong and _is_word(plain[begin : start - 1])):
        return False
    if many > _FEWEST:
        return any(gatherer.typed_beside_name(begin, stop, number) for stop, number in numbers)
    if not strong and not gatherer.may_speak(start):
        return False
    return any(gatherer.typed(begin, stop, number, strong=strong) for stop, number in numbers)


@lru_cache(maxsize=1024)
def _is_word(letters: str) -> bool:
    """Tell whether letters are a word that is never a part of a number."""
    return bool(verdict(letters)) or is_number_word(letters) or is_code_word(letters)
