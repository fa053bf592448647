"""The one number of a cell among remarks that are none: initials, dates, times, counts, weights, amounts, tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracking.spelling.late import late_pattern
from tracking.spelling.numbers import key

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["CellParts", "calls_another_number", "parts_of"]

_TAG = r"</?[A-Za-z][^<>]*>|(?<=\])\([a-z]+://[^()\s]*\)|[A-Za-z]{2,8}://[^\s()\[\]<>\"'|]*"
"""Tags, the links of Markdown, and links: what stands between them is the text."""
_REMARK = (
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}[./]\d{1,2}\.?|\d{1,2}:\d\d(?::\d\d)?|\d{1,3}/\d{1,3}|\d{1,3}[x×]|[x×]\d{1,3}"
    r"|[€$£¥]\d{1,4}(?:[.,]\d{1,3})?|\d{1,4}[.,]\d\d?|\d{1,4}(?:[.,]\d{1,3})?(?:€|kg|g|lbs?|oz)"
)
"""A date, a time, 1/2, a count, an amount, or a weight."""
_COUNT = r"\d{1,4}"
_UNIT = r"(?:kg|g|gr|lbs?|oz|cm|pcs?|stk|box|boxes|pieces?|parcels?|pallets?|ctns?|pkgs?|usd|eur|gbp|of)"
_TELEPHONE = r"\+\d[\d ()./-]{6,}\d"
_EDGES = " \t\r\n,;:|/#-()[]{}<>\"'=*`!?.\u201c\u201d\u2018\u2019"
_SHORTEST = 8
"""The least length of a number among remarks."""
_MOST = 12
"""The greatest number of pieces of a cell; a longer one is a text."""


class CellParts(NamedTuple):
    """The contents of a cell."""

    numbers: tuple[str, ...]
    """Pieces that may be numbers, each once."""
    clear: bool
    """Whether all other pieces are certainly no part of a number."""


def parts_of(cell: str) -> CellParts:
    """Return what may be a number in a cell that holds more than a number.

    >>> parts_of("59000507655516 12 lbs").numbers, parts_of("CP142470135KR (AB)").numbers
    (('59000507655516',), ('CP142470135KR',))
    >>> parts_of("order 59000507655516").numbers, parts_of("12345678 1234").clear
    ((), False)
    """
    text = late_pattern(_TELEPHONE).sub(" ", late_pattern(_TAG).sub(" ", cell))
    pieces = [bare for piece in late_pattern(r"[\s;,|\"]+").split(text) if (bare := piece.strip(_EDGES))]
    numbers: dict[str, str] = {}
    clear, words = len(pieces) <= _MOST, list[str]()
    for piece, before, after in zip(pieces, ["", *pieces], [*pieces[1:], ""], strict=False):
        if not any(map(str.isdigit, piece)):
            words.append(piece)
            continue
        of_another, words = calls_another_number(words), []
        if late_pattern(_COUNT).fullmatch(piece):
            counts = late_pattern(_UNIT).fullmatch(after.casefold()) is not None
            clear = clear and (counts or not any(map(str.isdigit, before + after)))
        elif late_pattern(_REMARK).fullmatch(piece.casefold()) is None and not of_another:
            spelled = key(piece)
            if len(spelled) >= _SHORTEST and 2 * sum(map(str.isdigit, spelled)) >= len(spelled):
                numbers.setdefault(spelled, piece)
            else:
                clear = False
    return CellParts(tuple(numbers.values()), clear)


def calls_another_number(words: Iterable[str]) -> bool:
    """Tell whether words say that a number other than a parcel's follows. The last word that says anything decides."""
    from tracking.languages.words import AGAINST, NAMES, verdict  # most numbers stand alone

    said = [kind for word in words if (kind := verdict(word.casefold())) in (AGAINST, NAMES)]
    return said[-1:] == [AGAINST]
