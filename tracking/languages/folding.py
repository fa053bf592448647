"""The comparison of words: without case, accents, and punctuation."""

from __future__ import annotations

import unicodedata

__all__ = ["FIRST_TOGETHER", "bare", "folded", "header_pieces"]

FIRST_TOGETHER = "\u3040"
"""The first letter of the scripts that do not separate words: Japanese, Chinese, and Korean."""

# Letters that are not other letters with an accent.
_LETTERS = str.maketrans({"ł": "l", "ı": "i", "ß": "ss", "ς": "σ"})
_HEADER_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})

_ASCII = {code: " # " if chr(code) == "#" else " " for code in range(128) if not chr(code).isalnum()}


def bare(word: str) -> str:
    """Return a word without case and accents.

    >>> bare("Przesyłki"), bare("TAKİP"), bare("Suivi")
    ('przesylki', 'takip', 'suivi')
    """
    word = word.lower()
    if word.isascii():
        return word
    plain = "".join(sign for sign in unicodedata.normalize("NFD", word) if unicodedata.category(sign) != "Mn")
    return plain.translate(_LETTERS)


def folded(word: str) -> str:
    """Return a word without case and accents, or unchanged if its script does not separate words.

    >>> folded("Ausstehend"), folded("미정")
    ('ausstehend', '미정')
    """
    return word if max(word, default="") >= FIRST_TOGETHER else bare(word)


def header_pieces(header: str) -> list[str]:
    """Return the words of a column's header, without case, accents, and punctuation.

    >>> header_pieces("N° de Commande"), header_pieces("Order #")
    (['n', 'de', 'commande'], ['order', '#'])
    """
    if header.isascii():
        return header.lower().translate(_ASCII).split()
    letters = []
    for letter in unicodedata.normalize("NFKD", header.casefold().translate(_HEADER_LETTERS)):
        kind = unicodedata.category(letter)[0]
        if kind in "LN" or (kind == "M" and not unicodedata.combining(letter)):  # vowel signs are not accents
            letters.append(letter.casefold())
        elif kind != "M":
            letters.append(" # " if letter == "#" else " ")
    return "".join(letters).split()
