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

__all__ = ["JOINS_LETTERS", "POSTAL", "LettersApart"]

JOINS_LETTERS = frozenset(" -")
"""What stands between such letters and the digits."""
_STANDS_BEFORE = frozenset(["", *" \n\t,;:()[]|<>\"'*"])
"""What may stand before such letters."""
_FEWEST, _MOST = 2, 5
"""The least and the greatest number of such letters."""
_NEAR = _MOST + 2
"""The number of characters that are looked at: the letters, the sign behind them, and what stands before them."""
_MEMORY = 4096
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

POSTAL = 9, 11
"""The lengths of a postal number without the letters that stand apart: its digits, or these and the letters behind them."""

_BEHIND = re.compile(r"[ -]?[A-Za-z][a-z](?![\w'’&/\-])")


class LettersApart(dict[str, int]):
    """The letters that stand apart before digits and may belong to them, by the characters before these: how many.

    Most texts repeat the words before their numbers, so that this is a quick look.
    """

    def __init__(self, lengths: StrongLengths) -> None:
        self._lengths = lengths

    def __missing__(self, near: str) -> int:
        if len(self) >= _MEMORY:
            self.clear()
        found = self[near] = self._many(near)
        return found

    def before(self, plain: str, start: int) -> int:
        """Return how many letters stand apart before digits that begin at a position; 0 unless a format begins with them."""
        return self[plain[start - _NEAR if start > _NEAR else 0 : start]]

    def _many(self, near: str) -> int:
        if near[-1:] not in JOINS_LETTERS:
            return 0
        rest = near[:-1].rstrip(_LETTERS)
        word = near[len(rest) : -1]
        if not _FEWEST <= len(word) <= _MOST or rest[-1:] not in _STANDS_BEFORE:
            return 0
        if not self._lengths.of_letters[word[:2].upper()] or (len(word) > _FEWEST and _is_word(word)):
            return 0
        return len(word)

    def read(self, gatherer: Gatherer, start: int, end: int, *, strong: bool) -> bool:
        """Tell whether digits and the letters before them, and maybe two small ones behind them, are a number; if so, keep it.

        ``strong`` says whether it has a check digit and strong evidence. For others the digits alone are read first.
        """
        plain = gatherer.plain
        many = self.before(plain, start)
        begin = start - many - 1
        if not many or not gatherer.words_count or (strong and many > _FEWEST):
            return False
        possible = self._lengths.of_letters[plain[begin : begin + 2].upper()]
        length = len(compact(plain[begin:end]))
        if not possible & (0b101 << length):  # of this length, or with two letters more
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
