"""What the header of a column stands for.

Whole phrases only, and only those that leave no doubt: a wrong column is worse than none. For orders and tracking numbers a
bare noun also stands for itself with number, id, code or reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from tracking.languages.builtin import vocabulary
from tracking.languages.folding import header_pieces

__all__ = ["HeaderMeaning", "column_headers", "header_meaning", "header_phrase"]

_SIGNS = {"number": "#", "code": "code", "reference": "ref", "id": "id", "little": ""}
"""What every word of a meaning is read as; little words are left out."""
_NUMBERED = ("order", "number")
"""The fields of which a number, an id, a code and a reference are the same: the order, or the parcel."""

Phrase = frozenset[str]


class HeaderMeaning(NamedTuple):
    """What a header stands for."""

    field: str
    rank: int
    """How far down the list of the field's headers it stands: of two columns, that of the lower rank is taken."""


class _Headers(NamedTuple):
    spelled: dict[str, HeaderMeaning]
    """By spelling, blanks apart."""
    phrased: dict[Phrase, HeaderMeaning]
    """By the words, whatever their order."""
    numbered: dict[Phrase, HeaderMeaning]
    """By the words, where number, code, reference and id are the same."""


def column_headers() -> dict[str, tuple[str, ...]]:
    """Every field's headers, the usual one first.

    >>> column_headers()["order"][:2], column_headers()["sku"][0]
    (('order', 'order name'), 'sku')
    """
    return dict(vocabulary().columns)


def header_meaning(header: str) -> HeaderMeaning | None:
    """What a header stands for, None for nothing.

    >>> header_meaning("Bestell-Nr.").field, header_meaning("N° de suivi").field
    ('order', 'number')
    >>> header_meaning("Order date")
    """
    headers = _headers()
    words = header_pieces(header)
    phrase = _phrase(words)
    found = headers.spelled.get("".join(words))
    if found is None and phrase - set(_SIGNS.values()):  # "No." alone counts the rows
        found = headers.phrased.get(phrase) or headers.numbered.get(_as_number(phrase))
    return found


def header_phrase(header: str) -> Phrase:
    """What a header is about: little words dropped, every word for a number the same.

    >>> header_phrase("Number of the order") == header_phrase("Order No.")
    True
    """
    return _phrase(header_pieces(header))


@cache
def _headers() -> _Headers:
    found = _Headers({}, {}, {})
    for field, headers in column_headers().items():
        for rank, header in enumerate((field, *headers)):
            meaning = HeaderMeaning(field, rank)
            words = header_pieces(header)
            phrase = _phrase(words)
            found.spelled.setdefault("".join(words), meaning)
            found.phrased.setdefault(phrase, meaning)
            if field in _NUMBERED:
                found.numbered.setdefault(_as_number(phrase), meaning)
                found.numbered.setdefault(phrase | {"#"}, meaning)
    return found


@cache
def _signs() -> dict[str, str]:
    """Words within headers, and what each is read as."""
    return {word: _SIGNS[name] for name, words in vocabulary().header_words for word in words}


@cache
def _compound() -> re.Pattern[str]:
    """What ends in a word for a number: Bestellnummer, tilausnumero, rendelésszám."""
    return re.compile(rf"(?P<noun>.{{3,}}?)(?:{'|'.join(map(re.escape, vocabulary().header_endings)) or '(?!)'})")


def _phrase(words: Iterable[str]) -> Phrase:
    return frozenset(part for word in words for part in _parts(word))


def _parts(word: str) -> Iterable[str]:
    if (sign := _signs().get(word)) is not None:
        return (sign,) if sign else ()
    if found := _compound().fullmatch(word):
        return found["noun"], "#"
    # The Arabic article.
    return (word[2:] if word.startswith("ال") and len(word) > 4 else word,)


def _as_number(phrase: Phrase) -> Phrase:
    return phrase - {"code", "ref", "id"} | {"#"} if phrase & {"#", "code", "ref", "id"} else phrase
