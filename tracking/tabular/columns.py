"""What the columns of shipment files are called, by people and by other programs."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tracking.cli.column_names import FIELDS

__all__ = ["FIELDS", "Columns", "columns_of"]

# Words that mean the same in a header, folded: N°, Nº, №, No., Nr., č. and whole words for a number; little words are none.
_WORDS = {
    "#": "# n no nos nr nro num number numbers numero numeros nummer nummeret numer numeri numeris numurs numar numarul"
    " c cislo szam szama broj stevilka numarasi номер αριθμοσ αρ رقم מספר מס संख्या नंबर",
    "code": "code codes codigo codi codice cod codul kod kodu kode kodas kods koda kood koodi код κωδικοσ קוד कोड",
    "ref": "ref reference referencia referentie referenz riferimento",
    "id": "id ids आईडी",
    "": "of the for and de del der des die das den dem det di do da dos das du d la le les l el los las lo della dello"
    " dell delle van het en et e y und och og na za zu zur zum για за на для της του",
}
_MEANING = {word: meaning for meaning, words in _WORDS.items() for word in words.split()}
# What compounds end in: Bestellnummer, Bestellnr, tilausnumero, rendelésszám.
_COMPOUND = re.compile(r"(.{3,}?)(nummern?|number|numero|numer|nro|nr|szama?)")
# Letters that are no other letter with an accent.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_NUMBERED = ("order", "number")
"""The fields of which a number, an id, a code and a reference are the same: the order, or the parcel."""

Key = frozenset[str]
Place = tuple[str, int]
"""A field, and how far down its list of names."""


class Columns(NamedTuple):
    """Which of a file's headers stands for which field."""

    header_of: dict[str, str]
    unknown: tuple[str, ...]
    """Headers that stand for nothing."""
    doubled: tuple[tuple[str, str], ...]
    """Header and field, where another header stands for the field already."""


def columns_of(headers: Iterable[str], given: Mapping[str, str]) -> Columns:
    """Tell what a file's headers stand for: as ``given`` (field: header), else by name, else by what others call it."""
    header_of = dict(given)
    unknown, doubled = [], []
    ranked = sorted(
        ((*_field_of(header), place, header) for place, header in enumerate(headers) if header not in given.values()),
        key=lambda one: one[1:3],
    )
    for field, _, _, header in ranked:
        if field is None:
            unknown.append(header)
        elif field in header_of:
            doubled.append((header, field))
        else:
            header_of[field] = header
    return Columns(header_of, tuple(unknown), tuple(doubled))


def _field_of(header: str) -> tuple[str | None, int]:
    """The field that a header names, and how far down its list of names."""
    spelled, phrased, numbered = _lists()
    words = _words(header)
    key = _key(words)
    found = spelled.get("".join(words))
    if found is None and key - _WORDS.keys():  # "No." alone counts the rows
        found = phrased.get(key) or numbered.get(_numbered(key))
    return found or (None, 0)


@functools.cache
def _lists() -> tuple[dict[str, Place], dict[Key, Place], dict[Key, Place]]:
    """Every name: as it is spelled, blanks apart; as a phrase, whatever the order of its words; numbered or not."""
    spelled: dict[str, Place] = {}
    phrased: dict[Key, Place] = {}
    numbered: dict[Key, Place] = {}
    for field, names in FIELDS.items():
        for rank, name in enumerate((field, *names)):
            place = field, rank
            words = _words(name)
            key = _key(words)
            spelled.setdefault("".join(words), place)
            phrased.setdefault(key, place)
            if field in _NUMBERED:
                numbered.setdefault(_numbered(key), place)
                numbered.setdefault(key | {"#"}, place)
    return spelled, phrased, numbered


def _words(text: str) -> list[str]:
    """The words of a header, without case, accents and punctuation."""
    letters = []
    for letter in unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS)):
        kind = unicodedata.category(letter)[0]
        if kind in "LN" or (kind == "M" and not unicodedata.combining(letter)):  # vowel signs are no accents
            letters.append(letter.casefold())
        elif kind != "M":
            letters.append(" # " if letter == "#" else " ")
    return "".join(letters).split()


def _key(words: Iterable[str]) -> Key:
    """What a phrase is about: little words dropped, every word for a number the same."""
    return frozenset(part for word in words for part in _parts(word))


def _parts(word: str) -> Iterable[str]:
    if (meaning := _MEANING.get(word)) is not None:
        return (meaning,) if meaning else ()
    if found := _COMPOUND.fullmatch(word):
        return found[1], "#"
    # The Arabic article.
    return (word[2:] if word.startswith("ال") and len(word) > 4 else word,)


def _numbered(key: Key) -> Key:
    return key - {"code", "ref", "id"} | {"#"} if key & {"#", "code", "ref", "id"} else key
