"""The names of fields in records, which are read like headers of columns: what a field holds."""

from __future__ import annotations

import re
from functools import lru_cache

from tracking.languages.columns import header_meaning, header_sign
from tracking.languages.folding import header_pieces
from tracking.languages.header_words import in_words
from tracking.languages.words import AGAINST, NAMES, is_number_word, verdict

__all__ = ["holds_company", "holds_id", "holds_number"]

_SERVICE = re.compile("service|method", re.IGNORECASE)


@lru_cache(maxsize=1024)
def holds_number(name: str) -> bool:
    """Tell whether a field holds tracking numbers: ``waybill``, ``trackingNumber``, ``tracking_numbers``.

    >>> holds_number("trackingNumber"), holds_number("orderNumber")
    (True, False)
    """
    meaning = header_meaning(name) if name else None
    if meaning is not None:
        return meaning.field == "number"
    words = header_pieces(in_words(name))
    says = [*map(verdict, (*words, *name.split()))]  # some words count only in capitals: PRO
    return (NAMES in says and AGAINST not in says) or (bool(words) and all(map(is_number_word, words)))


@lru_cache(maxsize=1024)
def holds_id(name: str) -> bool:
    """Tell whether a field holds something's id.

    >>> holds_id("request_id"), holds_id("waybill")
    (True, False)
    """
    words = header_pieces(in_words(name))
    return len(words) > 1 and words[-1] == "id"


@lru_cache(maxsize=1024)
def holds_company(name: str) -> bool:
    """Tell whether a field holds a carrier: ``carrier``, ``trackingCompany``, ``courier_code``.

    >>> holds_company("courier_code"), holds_company("customer")
    (True, False)
    """
    bare = re.sub(r"(?i)[_ .-]?(?:code|slug|id|title|display|label|name)\Z", "", name)
    for one in (name, bare):
        meaning = header_meaning(one)
        if meaning is not None and meaning.field == "company" and not (meaning.is_bare or one == "company"):
            return True
    return header_sign(name) == "maybe_company" and not _SERVICE.search(name)
