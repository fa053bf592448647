"""Messages that say that the number before them is another one: "That looks like your order number. Could you send the waybill?"."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tracking.languages.columns import header_meaning
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
_ASKS = ("?", "？", "؟")
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
    place = next((at for at, word in enumerate(words) if _is_long_number(word) or _is_called_so(words, at)), len(words))
    named = False
    for at in range(place, len(words)):
        if _is_long_number(words[at]) or words[at] in _ASKS:
            return named
        named = named or (verdict(words[at]) == NAMES and _is_number(words, at))
    return named and message.rstrip().endswith(_ASKS)


@lru_cache(maxsize=8192)
def _speaks_against(piece: str) -> bool:
    """Tell whether a text between two spaces has a word for another number: a quick look."""
    return AGAINST in map(verdict, pieces(piece))


def _is_called_so(words: Sequence[str], at: int) -> bool:
    """Tell whether the word at a place is for another number, and its clause says so."""
    if verdict(words[at]) != AGAINST or not _is_number(words, at):
        return False
    if max(words[at]) >= FIRST_TOGETHER:
        return True
    begin = next((place for place in range(at, 0, -1) if words[place - 1] in SIGNS), 0)
    return at - begin >= _FEWEST_WORDS


def _is_number(words: Sequence[str], at: int) -> bool:
    """Tell whether the word at a place is for a number, and not for the order or the parcel itself."""
    word = words[at]
    if max(word) >= FIRST_TOGETHER:
        return speaks_of_number(word)
    meaning = header_meaning(word)
    beside = (*words[max(0, at - 2) : at], *words[at + 1 : at + 2])
    return (
        ends_with_number_word(word)
        or (meaning is not None and meaning.field == "number")
        or any(is_number_word(one) or is_code_word(one) for one in beside)
    )


def _is_long_number(word: str) -> bool:
    return sum(map(str.isdecimal, word)) > 3
