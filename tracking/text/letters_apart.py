"""Numbers that people type with two letters apart before the digits: ``ce 485 554 255 ie``, ``FS 8554 866900``.

Two letters that stand apart are a word in most texts. So they belong to a number only if a format with them accepts it, and if
words or a carrier's name speak for it. Small letters need this even if the evidence is strong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracking.languages.words import is_code_word, is_number_word, verdict
from tracking.text.lengths import compact

if TYPE_CHECKING:
    from tracking.text.gathering import Gatherer
    from tracking.text.lengths import StrongLengths

__all__ = ["may_have_letters", "read_behind_letters"]

_BEFORE = re.compile(r"(?<![\w'’&./\-])[A-Za-z]{2}[ -]\Z")
_BEHIND = re.compile(r"[ -]?[A-Za-z][a-z](?![\w'’&/\-])")


def may_have_letters(plain: str, start: int) -> bool:
    """Tell whether a word of two letters stands before a position, or a shorter one: a quick look."""
    return (
        plain[start - 1 : start] in (" ", "-")
        and plain[start - 2 : start - 1].isalpha()
        and not plain[start - 4 : start - 3].isalnum()
    )


def read_behind_letters(gatherer: Gatherer, lengths: StrongLengths, start: int, end: int, *, strong: bool) -> bool:
    """Tell whether digits and the two letters before them, and maybe two small ones behind them, are a number; if so, keep it.

    ``strong`` says whether it has a check digit and strong evidence. For others the digits alone are read first.
    """
    plain = gatherer.plain
    before = _BEFORE.search(plain, max(0, start - 3), start)
    if before is None or not gatherer.words_count:
        return False
    begin = before.start()
    letters = plain[begin : begin + 2]
    possible = lengths.of_letters[letters.upper()]
    if not possible or (not strong and (verdict(letters) or is_number_word(letters) or is_code_word(letters))):
        return False
    behind = _BEHIND.match(plain, end)
    stops = (behind.end(), end) if behind else (end,)
    numbers = [(stop, compact(plain[begin:stop])) for stop in stops]
    return any(possible >> len(one) & 1 and gatherer.typed(begin, stop, one, strong=strong) for stop, one in numbers)
