"""The one number of a cell among remarks that are none: initials, dates, times, counts, weights, amounts, tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracking.spelling.absent import absence
from tracking.spelling.countries import is_country_code
from tracking.spelling.late import late_pattern
from tracking.spelling.numbers import key

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["SHORTEST_LISTED", "CellPieces", "Remarks", "calls_another_number", "pieces_of", "remarks_in"]

_TAG = r"</?[A-Za-z][^<>]*>|(?<=\])\([a-z]+://[^()\s]*\)|[A-Za-z]{2,8}://[^\s()\[\]<>\"'|]*"
"""Tags, the links of Markdown, and links: what stands between them is the text."""
_DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
_REMARK = (
    rf"{_DATE}|"
    r"\d{1,2}[./]\d{1,2}\.?|[a-z]{0,4}[-#]\d{3,7}|\d{1,2}:\d\d(?::\d\d)?|\d{1,3}/\d{1,3}|\d{1,3}[x×]|[x×]\d{1,3}"
    r"|[€$£¥]\d{1,4}(?:[.,]\d{1,3})?|\d{1,4}[.,]\d\d?|\d{1,4}(?:[.,]\d{1,3})?(?:€|kg|g|lbs?|oz)"
)
"""A date, an order as SO-10442, a time, 1/2, a count, an amount, or a weight."""
_COUNT = r"\d{1,4}"
_UNIT = r"(?:kg|g|gr|lbs?|oz|cm|pcs?|stk|box|boxes|pieces?|parcels?|pallets?|ctns?|pkgs?|usd|eur|gbp|of)"
_TELEPHONE = r"\+\d[\d ()./-]{6,}\d"
_EDGES = " \t\r\n,;:|/#-()[]{}<>\"'=*`!?.\u201c\u201d\u2018\u2019"
_PIECES = r"((?:[,;:|\t\r\n#@*\u2022\u00b7\u2192()\[\]{}<>\"=_\uff0c\u3001\uff1b\uff1a\uff5c\uff08\uff09\uff0f\u3010\u3011]|/(?!\d)|(?<!\d)/|\s[-\u2013\u2014]+\s)+)"
"""What separates names, numbers, and remarks in a cell."""
_RUNS = r"(?:\S*\d\S*(?:\s+(?=\S*\d)|$|(?=\s)))+|[^\d\s]\S*(?:\s+(?!\S*\d)\S+)*"
"""Adjacent words with digits, or adjacent words without."""
_LABELED = frozenset(":#=\uff1a")
"""Characters between a number and the word that says what it is."""
_LINK_OR_TIME = r"[A-Za-z]{2,8}://[^\s()\[\]<>\"']*|(?<!\S)\d{1,2}:\d\d(?::\d\d)?(?!\S)"
SHORTEST_LISTED = 6
"""The least length of one of several numbers."""
_SHORTEST = 8
"""The least length of a number among remarks."""
_MOST = 12
"""The greatest number of pieces of a cell; a longer one is a text."""


class Remarks(NamedTuple):
    """The contents of a cell."""

    words: list[str]
    """Adjacent words without digits, which may be a name."""
    numbers: dict[str, str]
    """Possible numbers by their keys: no dates, and none that a word before it calls another kind of number."""


def remarks_in(cell: str) -> Remarks:
    """Return the names and numbers in a cell. A link is not split: it is read as a link."""
    cell = late_pattern(_LINK_OR_TIME).sub(", ", cell)
    found = Remarks([], {})
    before = ""
    for place, piece in enumerate(late_pattern(_PIECES).split(cell)):
        if place % 2:  # what separates two pieces
            before = before if _LABELED.intersection(piece) else ""
            continue
        for run in map(str.strip, late_pattern(_RUNS).findall(piece)):
            if not any(map(str.isdigit, run)):
                found.words.append(run)
            elif not _against(before):
                for part in (run, *run.replace("/", " ").split()):
                    if len(key(part)) >= SHORTEST_LISTED and late_pattern(_DATE).fullmatch(part) is None:
                        found.numbers[key(part)] = part
            before = run
    return found


def _against(words: str) -> bool:
    """Tell whether a word says that a number other than a parcel's follows."""
    from tracking.languages.words import AGAINST, verdict  # most numbers stand alone

    return any(verdict(word.casefold()) == AGAINST for word in words.split())


class CellPieces(NamedTuple):
    """The contents of a cell."""

    numbers: tuple[str, ...]
    """Pieces that may be numbers, each once."""
    clear: bool
    """Whether all other pieces are certainly no part of a number."""
    listed: bool
    """Whether there is nothing else."""
    apart: bool
    """Whether there are only words in brackets and words for "done" besides."""
    of_another: bool
    """Whether words call a number another one than a parcel's."""


def pieces_of(cell: str) -> CellPieces:
    """Return what may be a number in a cell that holds more than a number.

    >>> pieces_of("59000507655516 12 lbs").numbers, pieces_of("CP142470135KR (AB)").numbers
    (('59000507655516',), ('CP142470135KR',))
    >>> pieces_of("order 59000507655516").numbers, pieces_of("12345678 1234").clear
    ((), False)
    """
    text = late_pattern(_TELEPHONE).sub(" ", late_pattern(_TAG).sub(" ", cell))
    pieces = [piece for piece in late_pattern(r"[\s;,|\"*~]+").split(text) if piece]
    bare = [piece.strip(_EDGES) for piece in pieces]
    numbers: dict[str, str] = {}
    words: list[str] = []
    clear, of_another, another = len(pieces) <= _MOST, False, False
    for piece, before, after in zip(bare, ["", *bare], [*bare[1:], ""], strict=False):
        if not any(map(str.isdigit, piece)):
            words.append(piece)
            continue
        another = calls_another_number(words) or (another and not words)  # a telephone number has several groups
        of_another, words = of_another or another, []
        if another:
            continue
        if late_pattern(_COUNT).fullmatch(piece):
            counts = late_pattern(_UNIT).fullmatch(after.casefold()) is not None
            clear = clear and (counts or not any(map(str.isdigit, before + after)))
        elif late_pattern(_REMARK).fullmatch(piece.casefold()) is None and absence(piece) is None:
            spelled = key(piece)
            if len(spelled) >= _SHORTEST and 2 * sum(map(str.isdigit, spelled)) >= len(spelled):
                numbers.setdefault(spelled, piece)
            else:
                clear = False
    listed = len([*filter(None, bare)]) == len(numbers)
    besides = [piece for piece, alone in zip(pieces, bare, strict=True) if alone and key(alone) not in numbers]
    return CellPieces(tuple(numbers.values()), clear, listed, all(map(_stands_apart, besides)), of_another)


def _stands_apart(piece: str) -> bool:
    """Tell whether a piece is a word in brackets, or says that something is done: "(AB)", "OK"."""
    word = piece.strip(_EDGES)
    if late_pattern(r"[(\[{].+[)\]}]").fullmatch(piece):
        return word.isalpha()
    return not is_country_code(word.upper()) and absence(word) is not None


def calls_another_number(words: Iterable[str]) -> bool:
    """Tell whether words say that a number other than a parcel's follows. The last word that says anything decides."""
    from tracking.languages.words import AGAINST, NAMES, verdict  # most numbers stand alone

    said = [kind for word in words if word and (kind := verdict(word.casefold())) in (AGAINST, NAMES)]
    return said[-1:] == [AGAINST]
