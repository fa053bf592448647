"""The words and signs of a text, and the meaning of each. Each is looked up once and remembered.

Words are data (`tracking.languages.words`). A memory that is full is cleared.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracking.languages.folding import FIRST_TOGETHER, bare
from tracking.languages.words import AGAINST, SAYS, two_piece_words, verdict
from tracking.text.naming import IDEOGRAPHS

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "COLON",
    "JOINS",
    "NUMBER",
    "PREFIX",
    "STOP",
    "Denials",
    "Kinds",
    "Pieces",
    "Spellings",
    "pieces",
    "tokens_of",
]

_MEMORY = 8192
"""The number of words that are remembered with their meaning."""

# Words, except what may stand between them (spaces, signs, arrows, pictures), with scripts that do not separate words apart
# from others; and what ends a clause, including colons and line ends, but not the period of an abbreviation.
_BETWEEN = "\\s\x00-\x20!-/:-@\\[-`{-~\xa1-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\u2000-\u206f\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\u2190-\u2bff"
pieces = re.compile(
    f"[^{_BETWEEN}{IDEOGRAPHS}]+|[{IDEOGRAPHS}]+|[:\n：]|[,;!?，；。]"
    "|[.](?:(?<=[^\\W\\d_]{4}[.])|(?<=[0-9][.])(?= )|(?=\\s+[^\\W\\d_]{2}))"
).findall
_ENDS = frozenset(words.split()[-1] for words in two_piece_words())
_PHRASES: dict[str, list[list[str]]] = {}
"""The words of several pieces, in pieces, by their first piece."""
for _phrase in two_piece_words():
    _PHRASES.setdefault(_phrase.split()[0].lower(), []).append(_phrase.lower().split())
_PHRASE_STARTS = frozenset(form for word in _PHRASES for form in (word, word.capitalize(), word.upper()))
PREFIX, STOP, COLON, NUMBER = -6, -5, -4, -3
JOINS = ":：-#/("
"""The signs that may join a word to the number after it. None of them separates the cells of a table."""


def tokens_of(seen: str) -> list[str]:
    """Return the words and signs of a text. A word in several pieces is one."""
    found: list[str] = pieces(seen)
    return found if _PHRASE_STARTS.isdisjoint(found) else _joined(found)


def _joined(apart: list[str]) -> list[str]:
    found, place = [], 0
    while place < len(apart):
        size = 1
        for phrase in _PHRASES.get(apart[place].lower(), ()):
            if [token.lower() for token in apart[place : place + len(phrase)]] == phrase:
                size = max(size, len(phrase))
        found.append(" ".join(apart[place : place + size]))
        place += size
    return found


class Kinds(dict[str, int]):
    """The meanings of words and of the signs between them."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _MEMORY:
            self.clear()
        if word in ":\n：":
            kind = COLON
        elif word in ",.;!?，；。":
            kind = STOP
        elif len(word) > 3 and sum(map(str.isdecimal, word)) > 3:
            kind = NUMBER
        else:
            kind = verdict(word)
        self[word] = kind
        return kind


class Spellings(dict[str, str]):
    """Words without case and accents; a sign and a number have none."""

    def __init__(self, kinds: Kinds) -> None:
        self._kinds = kinds

    def __missing__(self, word: str) -> str:
        if len(self) >= _MEMORY:
            self.clear()
        spelling = self[word] = "" if self._kinds[word] in (COLON, STOP, NUMBER) else bare(word)
        return spelling


class Pieces(dict[str, int]):
    """The texts between two spaces, and their meaning.

    It is `SAYS` if one of the words may speak for a parcel; else `AGAINST` or `NUMBER`, whichever comes last; else 0.
    """

    def __init__(self, kinds: Kinds) -> None:
        self._kinds = kinds

    def __missing__(self, piece: str) -> int:
        if len(self) >= _MEMORY:
            self.clear()
        found = 0
        for token in pieces(piece):
            kind = self._kinds[token]
            if kind > 0 or token in _PHRASE_STARTS:
                found = SAYS
                break
            if kind in (AGAINST, NUMBER):
                found = kind
        self[piece] = found
        return found


class Denials(dict[str, int]):
    """Words right before numbers, maybe with a sign behind them, and whether they speak against a number.

    The value is `AGAINST` for a word alone, which no other word cancels; `COLON` if a sign is behind it, or if it may be
    several words; `PREFIX` for letters with a sign that have no meaning and are no carrier's name, as in "INV-82983002"; else 0.
    """

    def __init__(self, kinds: Kinds, is_name: Callable[[str], bool]) -> None:
        self._kinds, self._is_name = kinds, is_name

    def __missing__(self, piece: str) -> int:
        if len(self) >= _MEMORY:
            self.clear()
        *_, word = "", *pieces(piece.rstrip(JOINS))
        kind, found = self._kinds[word] if word.lower() not in _ENDS else 0, 0
        if kind == AGAINST:
            found = AGAINST if piece.isalpha() and max(piece) < FIRST_TOGETHER else COLON
        elif not kind and piece[:-1] == word and not self._is_name(word):
            found = PREFIX
        self[piece] = found
        return found
