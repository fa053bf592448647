"""Chooses the columns of what is in a parcel: the SKU, and how many units."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tracking.fulfillment.cell_words import PIECES
from tracking.fulfillment.column_questions import NONE, SHOWN_VALUES, CellTexts, Question, both, either
from tracking.fulfillment.column_taking import ColumnTaking, is_bare
from tracking.fulfillment.shipment_cells import is_count, is_item_id, units_said
from tracking.languages.columns import header_sign
from tracking.languages.header_words import (
    counts_units,
    counts_unsent,
    is_plain_quantity,
    may_count_parcels,
    mentions_item,
    mentions_sku,
)
from tracking.tabular.shown_texts import quoted

__all__ = ["OWN_QUANTITY", "contents", "rows_of_items", "take_quantity", "take_sku"]

OWN_QUANTITY = "quantity"
"""The header in files that are written for this library: an empty cell there means all that remains of the SKU."""
OWN_ITEM = "line_item_id"
"""The header of the shop's ids in such files: another program's ids do not stand there."""
ALL_THAT_REMAINS = "--column quantity= for all that remains of each SKU"
HOW_MANY = f"--column quantity=HEADER, or {ALL_THAT_REMAINS}"
CELLS_LOOKED_AT = 50
ITEMS = re.compile(
    r"\b\d{1,4} ?[x×*] ?[^\W\d_]|[\w)](?:[ (][x×]|\*) ?\d{1,4}\b|\w ?\(\d{1,3}\)\s*(?:[;,|]|$)"
    r"|^[^\s:;,|]+:\d{1,4}(?:[;,|]\s*[^\s:;,|]+:\d{1,4})+$|^\s*\[?\s*\{.*[\"'](?:sku|quantity|qty)",
    re.IGNORECASE,
)
"""2x Shirt, Shirt x 2, Shirt (2), A:2;B:1, and JSON."""
MEASURES = re.compile(r"\d ?[x×] ?\d|\b[cm]m\b|^\s*\d+(?:[.,]\d+)?(?: ?\* ?\d+(?:[.,]\d+)?){2}", re.IGNORECASE)


def take_sku(taking: ColumnTaking) -> None:
    """Take a column whose header has SKU among other words, if no other one is the SKU."""
    found = [header for header in taking.headers if mentions_sku(header) and taking.filled(header)]
    _leave_foreign_ids(taking, [taking.header_of["sku"]] if "sku" in taking.header_of else found)
    if not {"sku", "line_item_id"}.isdisjoint(taking.header_of):
        return
    differing = taking.distinct(header for header in found if header not in taking.header_of.values())
    if len(differing) > 1:
        cure = f"{either('sku', differing)}, or --column sku= if the SKUs do not matter"
        taking.questions.append(Question("sku", tuple(differing), f"{both(differing)} may both be the SKU", cure))
    elif differing:
        taking.take("sku", differing[0], "its header mentions the SKU")


def _leave_foreign_ids(taking: ColumnTaking, skus: list[str]) -> None:
    """Leave another program's ids of line items out, if a SKU beside each of them says what is in the parcel."""
    header = taking.header_of.get("line_item_id", NONE)
    if header in (NONE, OWN_ITEM) or "line_item_id" in taking.given:
        return
    ids = taking.texts(header)
    said = [taking.texts(sku) for sku in skus if sku != NONE]
    if not all(map(is_item_id, filter(None, ids))) and any(
        all(sku or not one for sku, one in zip(texts, ids, strict=True)) for texts in said
    ):
        taking.take("line_item_id", None)


def take_quantity(taking: ColumnTaking) -> None:
    """Take the column of the quantity, or ask for it."""
    if taking.given.get("sku") == NONE and "quantity" not in taking.given:  # the count includes ignored columns
        taking.header_of["quantity"] = NONE
    sku = taking.header_of.get("sku", NONE)
    if "quantity" not in taking.given and taking.header_of.get("quantity", NONE) != NONE:
        telling = [one for one in taking.candidates("quantity") if taking.filled(one)]
        telling = [one for one in telling if not is_bare(one)] or telling
        differing = taking.distinct(telling)
        if len(differing) > 1:
            taking.take("quantity", None)
            reason = f"{both(differing)} may both be the quantity, and differ"
            taking.questions.append(Question("quantity", tuple(differing), reason, either("quantity", differing)))
        elif telling:
            taking.take("quantity", telling[0])
            _other_counts(taking, telling[0])
            _other_units(taking, telling[0])
            _packs(taking, telling[0])
            _perhaps_parcels(taking, telling[0])
        elif sku != NONE and taking.filled(sku) and (empty := taking.header_of["quantity"]) != OWN_QUANTITY:
            taking.take("quantity", None)
            taking.questions.append(Question("quantity", (), f"{quoted(empty)} is empty, and the SKU is not", HOW_MANY))
    elif sku != NONE and "quantity" not in taking.header_of and taking.filled(sku):
        near = _counts(taking)
        reason = f"{quoted(sku)} is the SKU, and no column says how many"
        reason += f" ({quoted(next(iter(near)))} may)" if near else ""
        cure = f"{either('quantity', near)}, or {ALL_THAT_REMAINS}" if near else HOW_MANY
        taking.questions.append(Question("quantity", tuple(near), reason, cure))
    elif "quantity" not in taking.header_of:
        _maybe_quantity(taking)


def _other_counts(taking: ColumnTaking, taken: str) -> None:
    """Ask whether a plain quantity was sent or only ordered, if another column counts otherwise."""
    if not is_plain_quantity(taken):
        return
    unsent = [header for header in taking.headers if counts_unsent(header) and _says(taking, header, taken)]
    others = [header for header in _counts(taking) if header not in unsent and _says(taking, header, taken)]
    if not (unsent or others):
        return
    taking.take("quantity", None)
    said = f"{quoted(unsent[0])} says that not all were sent" if unsent else f"{quoted(others[0])} says otherwise"
    reason = f"{quoted(taken)} may be what was ordered or what was sent: {said}"
    taking.questions.append(Question("quantity", (taken, *others), reason, either("quantity", (taken, *others))))


def _other_units(taking: ColumnTaking, taken: str) -> None:
    """Ask whether a quantity counts pieces, if a column says that it counts cartons or the like."""
    for header in taking.headers:
        if header_sign(header) != "measure":
            continue
        units = [text for text in taking.sample(header) if text.strip(".").casefold() not in PIECES]
        if units and "quantity" in taking.header_of and not any(map(is_count, units)):
            taking.take("quantity", None)
            reason = f"{quoted(taken)} may not count pieces: {quoted(header)} says {quoted(units[0])}"
            cure = f"{either('quantity', (taken,))} if it does, or {ALL_THAT_REMAINS}"
            taking.questions.append(Question("quantity", (taken,), reason, cure))


def _packs(taking: ColumnTaking, taken: str) -> None:
    """Ask whether a quantity counts pieces, if a column says that one of it is a pack of several."""
    for header in taking.headers if taking.header_of.get("quantity") == taken else ():
        if header_sign(header) != "pack" or header == taken:
            continue
        packs = [size for text in taking.sample(header) if (size := units_said(text)) not in ("", "0", "1")]
        if packs:
            taking.take("quantity", None)
            reason = f"{quoted(taken)} may count packs and not pieces: {quoted(header)} says {quoted(packs[0])}"
            cure = f"{either('quantity', (taken,))} if it counts pieces, or {ALL_THAT_REMAINS}"
            taking.questions.append(Question("quantity", (taken,), reason, cure))
            return


def _perhaps_parcels(taking: ColumnTaking, taken: str) -> None:
    """Ask whether a quantity counts units or parcels, if no SKU stands beside it."""
    if taking.header_of.get("quantity") != taken or not {"sku", "line_item_id"}.isdisjoint(taking.header_of):
        return
    if may_count_parcels(taken) and not any(map(mentions_item, taking.headers)):
        taking.take("quantity", None)
        cure = f"{either('quantity', (taken,))} if it counts units, or --column quantity= for all that remains of each order"
        reason = f"{quoted(taken)} may count units or parcels, since no column is the SKU"
        taking.questions.append(Question("quantity", (taken,), reason, cure))


def _says(taking: ColumnTaking, header: str, taken: str) -> bool:
    """Tell whether a column holds counts other than nought in rows with a quantity, and not always the same."""
    pairs = [pair for pair in zip(taking.texts(taken), taking.texts(header), strict=True) if all(pair)]
    counts = [(units_said(quantity), units_said(other)) for quantity, other in pairs]
    if not counts or not all(other.isdecimal() for _, other in counts):
        return False
    return any(int(other) > 0 and other != quantity for quantity, other in counts)


def _counts(taking: ColumnTaking) -> list[str]:
    """Return the columns whose headers have a word for a quantity in them, and whose values are such."""
    near = [header for header in taking.headers if header not in taking.header_of.values() and counts_units(header)]
    return [header for header in near if (sample := taking.sample(header)) and all(map(is_count, sample))]


def _maybe_quantity(taking: ColumnTaking) -> None:
    """Ask about columns that may be the quantity."""
    if near := _counts(taking):
        cure = f"{either('quantity', near)}, or --column quantity= if there is none"
        taking.questions.append(Question("quantity", tuple(near), f"{quoted(near[0])} may be the quantity", cure))


def rows_of_items(
    headers: Sequence[str], orders: Sequence[str], numbers: Sequence[str], texts: CellTexts
) -> Iterator[Question]:
    """Ask about rows of one parcel that differ in columns which are not read: there may be a row for each item.

    >>> table = {"Item": ["Shirt", "Cap"], "City": ["Rome", "Rome"]}
    >>> [one.reason for one in rows_of_items(["Item", "City"], ["#1", "#1"], ["1Z", "1Z"], lambda name: table[name])]
    ["rows of one parcel differ in 'Item', which is not read: is it what is in the parcel?"]
    """
    first: dict[tuple[str, str], int] = {}
    pairs = [
        (first[parcel], place)
        for place, parcel in enumerate(zip(orders, numbers, strict=True))
        if all(parcel) and first.setdefault(parcel, place) != place
    ]
    differing = [
        header
        for header in headers
        if not counts_units(header) and (cells := texts(header)) and any(cells[a] != cells[b] for a, b in pairs)
    ]
    if any(header_sign(header) is None for header in differing):  # two references alone may be of two orders
        differing.sort(key=lambda header: all(map(str.isdecimal, texts(header))))  # positions, or a program's ids
        which = "which is not read: is it" if len(differing) == 1 else "which are not read: is one of them"
        reason = f"rows of one parcel differ in {both(differing)}, {which} what is in the parcel?"
        cure = f"{either('sku', differing[:SHOWN_VALUES])}, or --column sku= for all that remains of each order"
        yield Question("sku", tuple(differing), reason, cure)


def contents(headers: Iterable[str], texts: CellTexts) -> Iterator[Question]:
    """Ask about a column that says what is in a parcel, in one cell: it is not read.

    >>> [one.reason for one in contents(["Items", "Size"], lambda name: {"Items": ["1x A"], "Size": ["10 x 20 cm"]}[name])]
    ["'Items' may list the contents of the parcel, and is not read"]
    """
    for header in headers:
        is_told = header_sign(header) in ("maybe_company", "remarks", "status", "store", "maybe_store")
        cells = [] if is_told else list(dict.fromkeys(filter(None, texts(header))))[:CELLS_LOOKED_AT]
        if cells and 2 * sum(map(_counts_items, cells)) >= len(cells):
            reason = f"{quoted(header)} may list the contents of the parcel, and is not read"
            cure = "--column sku= for all that remains of each order; or give SKU and quantity columns of their own"
            yield Question("sku", (header,), reason, cure)


def _counts_items(cell: str) -> bool:
    return ITEMS.search(cell) is not None and MEASURES.search(cell) is None
