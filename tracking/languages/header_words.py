"""Words within the headers of columns."""

from __future__ import annotations

import re
from functools import cache

from tracking.languages.builtin import vocabulary
from tracking.languages.folding import header_pieces
from tracking.languages.row_words import LONGEST_HEADER, is_among, lone_words, words_of

__all__ = [
    "counts_packs",
    "counts_units",
    "counts_unsent",
    "in_words",
    "is_for_tracking",
    "is_other_status",
    "is_plain_quantity",
    "may_count_parcels",
    "mentions_item",
    "mentions_sent",
    "mentions_sku",
    "mentions_status",
    "mentions_void",
]

_SKU, _COUNTED = frozenset({"sku", "skus"}), frozenset({"count", "number", "no", "total", "name", "description"})
_OTHER_ITEM_WORDS = frozenset({"ean", "gtin", "upc", "asin", "isbn", "product", "lineitem"})
"""In any language; the others are the headers of SKUs."""
_PER = frozenset({"per", "je", "pro", "par", "por", "pr"})
_FLAGS = frozenset({"flag", "indicator", "ind"})
_AROUND_A_FLAG = frozenset(
    (
        *("is", "was", "has", "been", "already", "yet", "this", "a", "y", "n", "yes", "no", "or", "by"),
        *("information", "info", "record", "row", "entry", "transaction", "document", "customer", "buyer", "seller"),
    )
)
_SHORTEST_BEGINNING = 4
"""Letters of a word with which others may begin: Zahlungsstatus."""
_NO_STATUS_WITHIN = frozenset({"state", "type", "direction", "stato"})
"""Words that mean a row's status by themselves, and within a header also a place or a kind: Ship to state."""
_HUMP = re.compile("(?<=[a-z])(?=[A-Z])")


def in_words(header: str) -> str:
    """Return a header in which words that are joined by capitals are separate.

    >>> in_words("externalOrderId")
    'external Order Id'
    """
    return _HUMP.sub(" ", header)


def counts_units(header: str) -> bool:
    """Tell whether a header has a word for a quantity in it, and none for parcels.

    >>> counts_units("Qty packed"), counts_units("Packed at"), counts_units("Quantity of parcels")
    (True, False, False)
    """
    words = header_pieces(header) if len(header) <= LONGEST_HEADER else []
    if _quantity_words().isdisjoint(words) or not _parcel_counts().isdisjoint(words):
        return False
    return not any(map(_parcel_word().match, words))


def may_count_parcels(header: str) -> bool:
    """Tell whether a quantity's header has only words that may count parcels instead.

    >>> may_count_parcels("Anzahl"), may_count_parcels("Quantity")
    (True, False)
    """
    words = header_pieces(header) if len(header) <= LONGEST_HEADER else []
    return not set(words).isdisjoint(vocabulary().header_perhaps_parcels)


def counts_unsent(header: str) -> bool:
    """Tell whether a header is for units that were not sent.

    >>> counts_unsent("Qty backordered"), counts_unsent("Qty shipped")
    (True, False)
    """
    words = header_pieces(in_words(header)) if len(header) <= LONGEST_HEADER else []
    return not _unsent_words().isdisjoint(words)


def is_plain_quantity(header: str) -> bool:
    """Tell whether a header says how many and not whether they were ordered or sent.

    >>> is_plain_quantity("Qty"), is_plain_quantity("Item quantity"), is_plain_quantity("Qty shipped")
    (True, True, False)
    """
    words = header_pieces(in_words(header)) if len(header) <= LONGEST_HEADER else []
    return bool(words) and _quantity_words().union(vocabulary().header_groups, _SKU).issuperset(words)


def is_for_tracking(header: str) -> bool:
    """Tell whether a header says that its number is for tracking, and not the number of the parcel or the shipment.

    >>> is_for_tracking("Takip Numarası"), is_for_tracking("Paket No")
    (True, False)
    """
    together = "".join(header_pieces(header)) if len(header) <= LONGEST_HEADER else ""
    return any(word in together for word in vocabulary().header_tracking)


def mentions_sku(header: str) -> bool:
    """Tell whether a header has SKU as one of its words, and does not count SKUs.

    >>> mentions_sku("Channel SKU"), mentions_sku("SKU(s)"), mentions_sku("SKU count"), mentions_sku("variantSku")
    (True, True, False, True)
    """
    words = header_pieces(in_words(header)) if len(header) <= LONGEST_HEADER else []
    return not _SKU.isdisjoint(words) and not counts_units(header) and _COUNTED.isdisjoint(words)


def counts_packs(header: str) -> bool:
    """Tell whether a header is for how many units are in something: Qty per carton.

    >>> counts_packs("Qty per carton"), counts_packs("Stück je Karton"), counts_packs("Price per unit")
    (True, True, False)
    """
    pieces = header_pieces(header) if len(header) <= LONGEST_HEADER else []
    counted = _quantity_words().union(vocabulary().header_parcels, ("pcs",))
    return not _PER.isdisjoint(pieces[1:]) and bool(pieces) and pieces[0] in counted


def mentions_item(header: str) -> bool:
    """Tell whether a header has a word for an item in it, so that its file has a row for each item.

    >>> mentions_item("EAN"), mentions_item("Artikelbezeichnung"), mentions_item("Item name"), mentions_item("Order")
    (True, False, True, False)
    """
    pieces = header_pieces(in_words(header)) if len(header) <= LONGEST_HEADER else []
    return not _item_words().isdisjoint(pieces)


def mentions_status(header: str) -> bool:
    """Tell whether a header has a word for a status in it, and none for a status that says nothing of the sending.

    >>> mentions_status("Line status"), mentions_status("Positionsstatus"), mentions_status("Ship to state")
    (True, True, False)
    >>> mentions_status("Payment status"), mentions_status("Zahlungsstatus")
    (False, False)
    """
    pieces = header_pieces(in_words(header)) if len(header) <= LONGEST_HEADER else []
    return _has_status(pieces) and not _has_other_status(pieces)


def is_other_status(header: str) -> bool:
    """Tell whether a header is for a status that says nothing of the sending.

    >>> is_other_status("Payment status"), is_other_status("Line status"), is_other_status("Payment method")
    (True, False, False)
    """
    pieces = header_pieces(in_words(header)) if len(header) <= LONGEST_HEADER else []
    return _has_status(pieces) and _has_other_status(pieces)


def _has_status(pieces: list[str]) -> bool:
    return any(piece.endswith("status") for piece in pieces) or is_among(_status_words(), pieces)


def _has_other_status(pieces: list[str]) -> bool:
    return is_among(_other_status(), pieces) or any(piece.startswith(_beginnings()) for piece in pieces)


def mentions_void(header: str) -> bool:
    """Tell whether a header is for a flag of rows that do not count.

    >>> mentions_void("ShipmentVoidIndicator"), mentions_void("Hold at location"), mentions_void("Exchange rate")
    (True, False, False)
    """
    void = lone_words("voided") | words_of("void")
    pieces = header_pieces(in_words(header)) if len(header) <= LONGEST_HEADER else []
    called_flag = not _FLAGS.isdisjoint(pieces) and is_among(void - words_of("maybe_void"), pieces)
    return called_flag or _has_little_beside(void, pieces)


def mentions_sent(header: str) -> bool:
    """Tell whether a header is for a flag of what was sent.

    >>> mentions_sent("Order shipped?"), mentions_sent("Email sent")
    (True, False)
    """
    pieces = header_pieces(in_words(header)) if len(header) <= LONGEST_HEADER else []
    return _has_little_beside(lone_words("sent"), pieces)


def _has_little_beside(words: frozenset[str], pieces: list[str]) -> bool:
    """Tell whether a header has one of the words, and otherwise only those for what is in a file."""
    others = [piece for piece in pieces if not is_among(words, [piece])]
    around = _AROUND_A_FLAG.union(_FLAGS, vocabulary().header_groups)
    return len(others) < len(pieces) and around.issuperset(others)


@cache
def _status_words() -> frozenset[str]:
    """Return the words for a status that are headers by themselves."""
    return lone_words("status") - _NO_STATUS_WITHIN


@cache
def _other_status() -> frozenset[str]:
    return frozenset(vocabulary().header_other_status)


@cache
def _beginnings() -> tuple[str, ...]:
    return tuple(word for word in _other_status() if len(word) >= _SHORTEST_BEGINNING)


@cache
def _item_words() -> frozenset[str]:
    headers = map(header_pieces, dict(vocabulary().columns)["sku"])
    return _OTHER_ITEM_WORDS.union(word for pieces in headers if len(pieces) == 1 for word in pieces)


@cache
def _quantity_words() -> frozenset[str]:
    """Return the headers of quantities that are one word with more than two letters."""
    words = [header_pieces(header) for header in dict(vocabulary().columns)["quantity"]]
    return frozenset(word for pieces in words if len(pieces) == 1 for word in pieces if len(word) > 2)


@cache
def _parcel_word() -> re.Pattern[str]:
    """Return a pattern for words that name a parcel or its papers."""
    words = (re.escape(word).replace(r"\*", ".*") for word in vocabulary().tracking_number)
    return re.compile(rf"(?:{'|'.join(words)})\Z")


@cache
def _unsent_words() -> frozenset[str]:
    return frozenset(vocabulary().header_unsent)


@cache
def _parcel_counts() -> frozenset[str]:
    return frozenset(vocabulary().header_parcels)
