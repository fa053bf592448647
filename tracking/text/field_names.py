"""What the name of a field says of its value, in JSON, in XML, and in lines with labels: a tracking number, a carrier, or neither."""

from __future__ import annotations

import re
from functools import lru_cache

from tracking.languages.columns import header_meaning, header_sign
from tracking.languages.folding import header_pieces
from tracking.languages.header_words import in_words, mentions_item, mentions_sku
from tracking.languages.words import AGAINST, NAMES, is_code_word, is_number_word, verdict

__all__ = [
    "counts_goods",
    "field_says",
    "is_bare_field",
    "is_company_field",
    "is_id_field",
    "is_number_field",
    "is_other_field",
    "may_be_goods",
    "numbers_something",
]

_SMALL = 3
"""The greatest length of a word that tells nothing."""
_SERVICE = re.compile("service|method", re.IGNORECASE)


@lru_cache(maxsize=1024)
def is_number_field(name: str) -> bool:
    """Tell whether a field holds tracking numbers: ``waybill``, ``trackingNumber``, ``tracking_numbers``.

    >>> is_number_field("trackingNumber"), is_number_field("parcelWeight"), is_number_field("order_number")
    (True, False, False)
    """
    meaning = header_meaning(name) if name else None
    if meaning is not None:
        return meaning.field == "number"
    says = field_says(name)
    return (NAMES in says and AGAINST not in says and _ends_as_number(name)) or is_bare_field(name)


@lru_cache(maxsize=1024)
def is_id_field(name: str) -> bool:
    """Tell whether a field holds something's id.

    >>> is_id_field("request_id"), is_id_field("waybill")
    (True, False)
    """
    words = header_pieces(in_words(name))
    return len(words) > 1 and words[-1] == "id"


@lru_cache(maxsize=1024)
def is_other_field(name: str) -> bool:
    """Tell whether a field holds something else of a parcel: ``parcelWeight``.

    >>> is_other_field("parcelWeight"), is_other_field("parcel"), is_other_field("weight")
    (True, False, False)
    """
    return NAMES in field_says(name) and not is_number_field(name) and not _ends_as_number(name)


def _ends_as_number(name: str) -> bool:
    """Tell whether the last word of a field's name is one for a parcel or a number, unlike ``parcelWeight``."""
    *_, last = "", *(word for word in re.split(r"[\W_]+", in_words(name)) if word.strip("0123456789"))
    return bool(last) and (verdict(last) == NAMES or is_number_word(last) or is_code_word(last))


def field_says(name: str) -> list[int]:
    """Return what the words of a field's name say, as `tracking.languages.words.verdict` does. Some count only in capitals: PRO.

    >>> field_says("invoices"), field_says("rows")
    ([-1, -1], [0, 0])
    """
    return [*map(verdict, (*header_pieces(in_words(name)), *name.split()))]


@lru_cache(maxsize=1024)
def is_bare_field(name: str) -> bool:
    """Tell whether a field's name is no more than a word for a number.

    >>> is_bare_field("No"), is_bare_field("orderNo")
    (True, False)
    """
    words = header_pieces(in_words(name))
    return bool(words) and all(map(is_number_word, words))


@lru_cache(maxsize=1024)
def is_company_field(name: str) -> bool:
    """Tell whether a field holds a carrier: ``carrier``, ``trackingCompany``, ``courier_code``.

    >>> is_company_field("courier_code"), is_company_field("company")
    (True, False)
    """
    bare = re.sub(r"(?i)[_ .-]?(?:code|slug|id|title|display|label|name)\Z", "", name)
    for one in (name, bare):
        meaning = header_meaning(one)
        if meaning is not None and meaning.field == "company" and not (meaning.is_bare or one == "company"):
            return True
    return header_sign(name) == "maybe_company" and not _SERVICE.search(name)


@lru_cache(maxsize=1024)
def may_be_goods(name: str) -> bool:
    """Tell whether a field is for what may be a parcel's label, or a product's: a bar code of nothing in particular.

    >>> may_be_goods("Variant Barcode"), may_be_goods("parcel_barcode"), may_be_goods("waybill")
    (True, False, False)
    """
    words = header_pieces(in_words(name))
    meaning = header_meaning(name)
    return bool(words) and meaning is None and header_sign(words[-1]) == "maybe_number" and verdict(words[-1]) == NAMES


@lru_cache(maxsize=1024)
def counts_goods(name: str) -> bool:
    """Tell whether a field is for an item, its SKU, or how many of it there are, so that its record is an item's.

    >>> counts_goods("variantSku"), counts_goods("qty"), counts_goods("carrier")
    (True, True, False)
    """
    meaning = header_meaning(name)
    is_item = meaning is not None and meaning.field in ("sku", "line_item_id", "quantity")
    return is_item or mentions_item(name) or mentions_sku(name)


@lru_cache(maxsize=1024)
def numbers_something(name: str) -> bool:
    """Tell whether a field is for the number or the code of something that is neither a parcel nor a known field.

    >>> numbers_something("loyalty_no"), numbers_something("parcel_no"), numbers_something("no"), numbers_something("Carrier ref")
    (True, False, False, False)
    """
    words = header_pieces(in_words(name))
    rest = [word for word in words if not (is_number_word(word) or is_code_word(word))]
    if len(rest) == len(words) or header_meaning(name) is not None or header_sign(name) is not None:
        return False
    return (
        any(len(word) > _SMALL for word in rest)
        and not any(map(verdict, rest))
        and not any(map(is_company_field, rest))
    )


@lru_cache(maxsize=1024)
def is_of_people(name: str) -> bool:
    """Tell whether a field is for a known number that is neither a parcel's nor an order's, such as a customer's or a telephone's.

    >>> is_of_people("customer_id"), is_of_people("phone"), is_of_people("order_id"), is_of_people("carrier")
    (True, True, False, False)
    """
    meaning = header_meaning(name)
    return AGAINST in field_says(name) and (meaning is None or meaning.field not in ("order", "number", "company"))
