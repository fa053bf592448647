"""Words within cells that say what a row is: one that does not count, was not sent, or sums up."""

from __future__ import annotations

import re
from functools import cache

from tracking.languages.builtin import vocabulary
from tracking.languages.folding import FIRST_TOGETHER, header_pieces

__all__ = [
    "IN_CELLS",
    "LONGEST_HEADER",
    "is_among",
    "is_nothing_but_void",
    "is_outgoing",
    "is_remarked_void",
    "is_return",
    "is_total",
    "is_unsent",
    "is_void",
    "lone_words",
    "words_of",
]

IN_CELLS = "void", "maybe_void", "returns", "outgoing", "unsent", "waiting", "total"
"""The questions of the vocabulary whose words stand in cells, and not in headers."""
LONGEST_HEADER = 200
"""Characters. A longer cell is not a header that is known."""
_ONLY_ALONE = re.compile("inbound", re.IGNORECASE)
"""A word of void rows that carriers also have in what they say of a parcel: Inbound Out of Customs."""
_MOST_WORDS_OF_A_TOTAL = 4
_MOST_WORDS_OF_A_REMARK = 6
_CLAUSE = re.compile(r"\s[-\u2013\u2014]+\s|[:;,.!(/\n。、，：；（]")
"""What ends the first clause of a remark."""
_MOST_AROUND_A_WORD = 2
"""Characters beside a word, where words are written together: 返品済み."""
_NEGATED = re.compile("[不無无未没沒勿]")
"""Characters that say not, where words are written together: 不要退货."""


def is_void(cell: str) -> bool:
    """Tell whether a cell in a status column says that its row does not count.

    >>> is_void("Cancelled by customer"), is_void("キャンセル済"), is_void("Shipped")
    (True, True, False)
    """
    return _has_word(cell, "void") and not (_ONLY_ALONE.search(cell) and len(header_pieces(cell)) > 2)


def is_remarked_void(cell: str) -> bool:
    """Tell whether a remark begins with a word for rows that do not count, and not with what a customer may wish.

    >>> is_remarked_void("CANCELLED - do not ship"), is_remarked_void("Hold: not paid"), is_remarked_void("Void by Ann")
    (True, True, True)
    >>> is_remarked_void("Hold at the post office"), is_remarked_void("Leave at the door, no returns please")
    (False, False)
    """
    beginning = cell.strip()[:LONGEST_HEADER]
    if is_nothing_but_void(_CLAUSE.split(beginning, maxsplit=1)[0]):
        return True
    first, *others = header_pieces(beginning) or ("",)
    is_wish = is_among(words_of("maybe_void"), [first]) or _NEGATED.search(first) is not None
    return len(others) < _MOST_WORDS_OF_A_REMARK and is_void(first) and not is_wish


def is_nothing_but_void(cell: str) -> bool:
    """Tell whether a cell has only words that say that its row does not count.

    >>> is_nothing_but_void("RETURN"), is_nothing_but_void("Test kit"), is_nothing_but_void("")
    (True, False, False)
    """
    pieces = header_pieces(cell) if len(cell) <= LONGEST_HEADER else []
    return bool(pieces) and all(map(_is_void_word, pieces))


def is_return(cell: str) -> bool:
    """Tell whether the name of a carrier's service has a word for parcels that come back in it.

    >>> is_return("DHL Retoure Online"), is_return("UPS Returns Plus"), is_return("FedEx Ground Hold at Location")
    (True, True, False)
    """
    return is_among(words_of("returns"), header_pieces(cell[:LONGEST_HEADER]))


def is_outgoing(cell: str) -> bool:
    """Tell whether a cell says that its row is a shipment like all others.

    >>> is_outgoing("OUTBOUND"), is_outgoing("Shipped Nov 30"), is_outgoing("PayPal")
    (True, True, False)
    """
    return is_among(words_of("outgoing"), header_pieces(cell[:LONGEST_HEADER]))


def is_total(cell: str) -> bool:
    """Tell whether a cell begins a row of totals.

    >>> is_total("Grand Total:"), is_total("Summe"), is_total("#1001")
    (True, True, False)
    """
    return len(header_pieces(cell)) <= _MOST_WORDS_OF_A_TOTAL and _has_word(cell, "total")


def is_unsent(cell: str, header: str) -> bool:
    """Tell whether a cell in a status column says that its row was not sent; of an order, also that it waits.

    >>> is_unsent("Not shipped", "Status"), is_unsent("Pending", "Order status"), is_unsent("Pending", "Tracking status")
    (True, True, False)
    """
    return _has_word(cell, "unsent") or (_is_of_order(header) and _has_word(cell, "waiting"))


def _has_word(cell: str, meaning: str) -> bool:
    return is_among(words_of(meaning), header_pieces(cell))


def is_among(words: frozenset[str], pieces: list[str]) -> bool:
    """Tell whether one of the words is a piece, or stands within one if its script writes words together."""
    return not words.isdisjoint(pieces) or any(word in piece for piece in pieces for word in _together(words))


def _is_void_word(piece: str) -> bool:
    void = words_of("void")
    together = (word for word in _together(void) if word in piece and not _NEGATED.search(piece))
    return piece in void or any(len(piece) <= len(word) + _MOST_AROUND_A_WORD for word in together)


def _is_of_order(header: str) -> bool:
    pieces = header_pieces(header)
    return any(piece.startswith(word) for piece in pieces for word in _order_words())


@cache
def _together(words: frozenset[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word >= FIRST_TOGETHER)


@cache
def words_of(meaning: str) -> frozenset[str]:
    """Return the words for a question of the vocabulary, one by one."""
    return frozenset(word for text in dict(vocabulary().questions)[meaning] for word in header_pieces(text))


@cache
def lone_words(question: str) -> frozenset[str]:
    """Return the headers of a question of the vocabulary that are one word."""
    headers = map(header_pieces, dict(vocabulary().questions)[question])
    return frozenset(word for pieces in headers if len(pieces) == 1 for word in pieces)


@cache
def _order_words() -> frozenset[str]:
    """Return the words for an order that are headers by themselves."""
    headers = map(header_pieces, dict(vocabulary().columns)["order"])
    return frozenset(
        word for pieces in headers if len(pieces) == 1 for word in pieces if len(word) > 1 and word != "name"
    )
