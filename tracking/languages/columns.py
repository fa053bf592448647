"""The fields that the headers of columns stand for.

Only whole phrases count, and only clear ones: a wrong column is worse than none. For orders and tracking numbers, a
bare noun also stands for itself with number, id, code, or reference. A group that a program puts before its headers is
left out: ``Shipment - Tracking Number`` is a tracking number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from tracking.languages.builtin import vocabulary
from tracking.languages.folding import header_pieces
from tracking.languages.header_words import counts_packs, in_words, mentions_status
from tracking.languages.row_words import IN_CELLS, LONGEST_HEADER

__all__ = [
    "HeaderMeaning",
    "column_headers",
    "header_meaning",
    "header_phrase",
    "header_sign",
    "is_inner_id",
]

_SIGNS = {"number": "#", "code": "code", "reference": "ref", "id": "id", "little": ""}
"""The reading of the words of each meaning; small words are dropped."""
_NUMBERED = ("order", "number")
"""Fields for which number, id, code, and reference mean the same: the order, and the parcel."""
_SHOP_ORDER, _INTERNAL = "shop_order", "internal"
_NO_PART_OF_A_GROUP = frozenset({"country", "postal_code", "language", "line_item_id", "key"})
"""Fields that a header with a group before it does not mean, because a group may change whose postal code it is."""
_GROUP = re.compile(r"(?P<group>.*\w)\s*(?:[:./>]|\s[-–—|]\s)\s*(?P<rest>.*\w.*)", re.DOTALL)

_FIRST = re.compile(r"(?P<rest>.*\w)[\s_.#-]*(?<!\d)1", re.DOTALL)
"""The first of several columns: Reference 1."""

Phrase = frozenset[str]


class HeaderMeaning(NamedTuple):
    """The meaning of a header."""

    field: str
    rank: int
    """Its position among the field's headers: of two columns, the one with the lower rank is used."""
    is_bare: bool = False
    """True for a word that says little, such as ``Number``: any other header of the field is preferred."""
    is_shops: bool = False
    """True if it clearly names the shop's own order: it is preferred to all others."""


class _Headers(NamedTuple):
    spelled: dict[str, HeaderMeaning]
    """By spelling, without spaces."""
    phrased: dict[Phrase, HeaderMeaning]
    """By the words, in any order."""
    numbered: dict[Phrase, HeaderMeaning]
    """By the words, if number, code, reference, and id mean the same."""


def column_headers() -> dict[str, tuple[str, ...]]:
    """Return the headers of every field, the usual one first.

    >>> column_headers()["order"][:2], column_headers()["sku"][0]
    (('order', 'order name'), 'sku')
    """
    return dict(vocabulary().columns)


def header_meaning(header: str) -> HeaderMeaning | None:
    """Return what a header stands for; None if it is not known.

    >>> header_meaning("Bestell-Nr.").field, header_meaning("N° de suivi").field
    ('order', 'number')
    >>> header_meaning("Item - SKU").field, header_meaning("Store Order ID").is_shops
    ('sku', True)
    >>> header_meaning("PackageTrackingNumber").field, header_meaning("Order date"), header_meaning("Shipment: ID")
    ('number', None, None)
    """
    if len(header) > LONGEST_HEADER:
        return None
    grouped = _grouped(header)
    found = _looked_up(_headers(), header)
    if grouped is None:
        return found or _after_another_word(header)
    rest = _looked_up(_headers(), grouped)
    is_bare = not _phrase(header_pieces(grouped)) - _signs_read() or (
        rest is not None and rest.is_bare and rest.field != "quantity"
    )
    if found is not None and (found.field == "order" or not is_bare):
        return found
    return None if rest is None or is_bare or rest.field in _NO_PART_OF_A_GROUP else rest


def header_sign(header: str) -> str | None:
    """Return the question that a header may raise, by its name in the vocabulary: maybe_order, store, status, ...

    None means that it raises none.

    >>> header_sign("Market - Store Name"), header_sign("Customer Ref."), header_sign("Tracking number")
    ('store', 'maybe_order', None)
    >>> header_sign("Reference 1"), header_sign("Line status"), header_sign("Reference 2")
    ('maybe_order', 'status', None)
    """
    if len(header) > LONGEST_HEADER:
        return None
    last = _GROUP.fullmatch(header)
    found = _looked_up(_question_headers(), header)
    if found is None and last is not None:
        found = _looked_up(_question_headers(), last["rest"])
    if found is None and (first := _FIRST.fullmatch(header)) is not None:
        found = _looked_up(_question_headers(), first["rest"])
        found = found if found is not None and found.field in ("maybe_order", "maybe_number") else None
    if found is None and counts_packs(header):
        return "pack"
    if found is None and header_meaning(header) is None and mentions_status(header):
        return "status"
    return None if found is None else found.field


def is_inner_id(header: str) -> bool:
    """Tell whether a header is for a warehouse's own ids: of shipments, parcels, or labels.

    >>> is_inner_id("shipment_id"), is_inner_id("order_id")
    (True, False)
    """
    return header_phrase(header) in _internal()


def _grouped(header: str) -> str | None:
    """Return the header after a group's name; None if there is no group."""
    found = _GROUP.fullmatch(header)
    if found is None:
        return None
    words = header_pieces(found["group"])
    return found["rest"] if words and _group_words().issuperset(words) else None


def _after_another_word(header: str) -> HeaderMeaning | None:
    """Return the meaning of the header of a tracking number behind a word for who carries it: Carrier tracking code."""
    words = header_pieces(in_words(header))
    if len(words) < 3 or words[0] not in vocabulary().header_before_number:
        return None
    found = _by_words(_headers(), words[1:])
    return found if found is not None and found.field in ("number", "url") and not found.is_bare else None


def _looked_up(headers: _Headers, header: str) -> HeaderMeaning | None:
    found = _by_words(headers, header_pieces(header))
    if found is not None or (humped := in_words(header)) == header:
        return found
    return _by_words(headers, header_pieces(humped))  # externalOrderId


def _by_words(headers: _Headers, words: list[str]) -> HeaderMeaning | None:
    phrase = _phrase(words)
    found = headers.spelled.get("".join(words))
    if phrase in _internal():
        return None
    if found is None and (phrase - _signs_read() or headers is not _headers()):  # "No." alone counts the rows
        found = headers.phrased.get(phrase) or headers.numbered.get(_as_number(phrase))
    return found


def header_phrase(header: str) -> Phrase:
    """Return the meaning of a header: without small words, and with the same word for every kind of number.

    >>> header_phrase("Number of the order") == header_phrase("Order No.")
    True
    """
    return _phrase(header_pieces(header))


@cache
def _headers() -> _Headers:
    bare = frozenset(vocabulary().header_bare)
    questions = dict(vocabulary().questions)
    found = _Headers({}, {}, {})
    for rank, header in enumerate(questions[_SHOP_ORDER], -len(questions[_SHOP_ORDER])):
        _add(found, header, HeaderMeaning("order", rank, is_shops=True), numbered=True, with_signs=False)
    for field, headers in column_headers().items():
        for rank, header in enumerate((field, *headers)):
            is_bare = header in bare
            meaning = HeaderMeaning(field, rank + (len(headers) + 1) * is_bare, is_bare=is_bare)
            _add(found, header, meaning, numbered=field in _NUMBERED)
    return found


@cache
def _question_headers() -> _Headers:
    found = _Headers({}, {}, {})
    for sign, headers in vocabulary().questions:
        for rank, header in enumerate(headers if sign not in (_SHOP_ORDER, _INTERNAL, *IN_CELLS) else ()):
            _add(found, header, HeaderMeaning(sign, rank), numbered=sign == "maybe_order", with_signs=False)
    return found


def _add(headers: _Headers, header: str, meaning: HeaderMeaning, *, numbered: bool, with_signs: bool = True) -> None:
    """Add a header. If ``numbered``, also add it with a sign; if ``with_signs``, also with another sign."""
    words = header_pieces(header)
    phrase = _phrase(words)
    headers.spelled.setdefault("".join(words), meaning)
    headers.phrased.setdefault(phrase, meaning)
    # A channel's reference is the order's; a channel's id is the channel's.
    if numbered and (with_signs or not phrase & {"code", "ref", "id"}):
        headers.numbered.setdefault(_as_number(phrase), meaning)
        headers.numbered.setdefault(phrase | {"#"}, meaning)


@cache
def _internal() -> frozenset[Phrase]:
    return frozenset(header_phrase(header) for header in dict(vocabulary().questions)[_INTERNAL])


@cache
def _group_words() -> frozenset[str]:
    return frozenset(vocabulary().header_groups)


def _signs_read() -> frozenset[str]:
    return frozenset(_SIGNS.values())


@cache
def _signs() -> dict[str, str]:
    """Return the words within headers, and the reading of each."""
    return {word: _SIGNS[name] for name, words in vocabulary().header_words for word in words}


@cache
def _compound() -> re.Pattern[str]:
    """Return the endings that mean a number: Bestellnummer, tilausnumero, rendelésszám."""
    return re.compile(rf"(?P<noun>.{{3,}}?)(?:{'|'.join(map(re.escape, vocabulary().header_endings)) or '(?!)'})")


def _phrase(words: Iterable[str]) -> Phrase:
    return frozenset(part for word in words for part in _parts(word))


def _parts(word: str) -> Iterable[str]:
    if (sign := _signs().get(word)) is not None:
        return (sign,) if sign else ()
    if found := _compound().fullmatch(word):
        return found["noun"], "#"
    # the Arabic article
    return (word[2:] if word.startswith("ال") and len(word) > 4 else word,)


def _as_number(phrase: Phrase) -> Phrase:
    return phrase - {"code", "ref", "id"} | {"#"} if phrase & {"#", "code", "ref", "id"} else phrase
