"""Messages that say that the number before them is another one: "That looks like your order number. Could you send the waybill?"."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tracking.languages.folding import FIRST_TOGETHER
from tracking.languages.words import AGAINST, NAMES, ends_with_number_word, is_code_word, is_number_word, verdict
from tracking.text.nearness import SIGNS, speaks_of_number
from tracking.text.speakers import said_from
from tracking.text.tokens import pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracking.text.document import TextDocument

__all__ = ["is_corrected"]

_FAR = 240
"""The number of characters behind a number that are read."""
_ASKS = frozenset("?？؟")
_FEWEST_WORDS = 2
"""The least number of words before the word for another number: "that's my order number". A label has fewer."""


def is_corrected(document: TextDocument, end: int) -> bool:
    """Tell whether the text behind a number calls it another number, and then asks for the parcel's or gives it.

    The rest of the number's line is read, and the next message.
    """
    if document.markup:
        return False
    rest, _, below = document.plain[end : end + _FAR].partition("\n")
    message = below.lstrip().partition("\n")[0]
    if not any(map(_speaks_against, (*rest.split(), *message.split()))):
        return False
    words = pieces(f"{rest}\n{message[said_from(message) :]}")
    place = next((at for at, word in enumerate(words) if _is_long_number(word) or verdict(word) == AGAINST), -1)
    if place < 0 or not _is_called_so(words, place):
        return False
    named = False
    for word in words[place + 1 :]:
        if _is_long_number(word) or word in _ASKS:
            return named
        named = named or verdict(word) == NAMES
    return False


@lru_cache(maxsize=8192)
def _speaks_against(piece: str) -> bool:
    """Tell whether a text between two spaces has a word for another number: a quick look."""
    return AGAINST in map(verdict, pieces(piece))


def _is_called_so(words: Sequence[str], place: int) -> bool:
    """Tell whether the word at a place is for another number, and its clause says so, without asking for it."""
    word, *behind = *words[place:], ""
    if verdict(word) != AGAINST:
        return False
    if max(word) >= FIRST_TOGETHER:
        return speaks_of_number(word)
    before = [*words[:place]]
    ends = max((at for at, one in enumerate(before) if one in SIGNS), default=-1)
    clause = before[ends + 1 :]
    numbered = ends_with_number_word(word) or any(
        is_number_word(one) or is_code_word(one) for one in (*clause[-2:], *behind[:1])
    )
    asked = next((one for one in behind if one in SIGNS), "") in _ASKS
    return numbered and not asked and len(clause) >= _FEWEST_WORDS


def _is_long_number(word: str) -> bool:
    return sum(map(str.isdecimal, word)) > 3
