"""What the name of a field says of its value, in JSON, in XML, and in lines with labels: a tracking number, a carrier, or neither."""

from __future__ import annotations

import re
from functools import lru_cache

from tracking.languages.columns import header_meaning, header_sign
from tracking.languages.folding import header_pieces
from tracking.languages.header_words import in_words
from tracking.languages.words import AGAINST, NAMES, is_code_word, is_number_word, verdict

__all__ = ["field_says", "is_bare_field", "is_company_field", "is_id_field", "is_number_field", "is_other_field"]

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
