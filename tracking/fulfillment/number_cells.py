"""The tracking numbers and URLs in a cell: one, or several if each piece is a number by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from tracking.fulfillment.beside_numbers import CellParts, NumbersTold, number_beside
from tracking.fulfillment.shipment import label_form
from tracking.fulfillment.shipment_cells import cell_text
from tracking.languages.row_words import is_void
from tracking.resolving.results import Problem
from tracking.spelling.absent import DAY, SHORTEST_OF_ZEROS, SPREADSHEET_ERROR, absence
from tracking.spelling.late import late_pattern
from tracking.spelling.numbers import is_labeled, key

__all__ = ["CellNumbers", "NumberForms", "cell_numbers", "cell_urls"]

BETWEEN = re.compile(r"(?:[;,|\r\n\t\v\f\u2028\u2029]|<br ?/?>)+", re.IGNORECASE)
"""Characters that never occur within a number."""
PERHAPS_BETWEEN = re.compile(r"\s*/\s*")
"""Characters that occur within the numbers of a few carriers."""
BLANKS_BETWEEN = re.compile(r"\s+")
SHORTEST_PART = 8
"""The least length of one of several numbers between spaces; numbers are printed in shorter groups."""
LONGEST_GROUP = 6
"""The greatest length of a group in a printed number."""
BETWEEN_URLS = re.compile(r"[;,|\s]+(?=https?://)", re.IGNORECASE)
LABELLED = re.compile(r"[^\W\d_][^\d:#]{0,30}[:#]\s*(?P<rest>\S.*)")
"""A number behind what it is called: UPS: 1Z001985YW99744790."""
FORMULA = re.compile(rf"=|[^@\s]+@[^@\s]+\.\w|\+\d|{SPREADSHEET_ERROR}")
"""A formula that was not calculated, the error of one that was (#REF!), an address for mail, or a telephone number."""
UNREAD = re.compile(r"^(?:=|https?://|www\.)|<", re.IGNORECASE)
"""A formula, HTML, or a page, of which a cell does not say which part is the number."""
QUOTES = " []{}\"'`“”„«»‘’‚"
"""Characters that programs put around a value, and that belong to no number."""
RANGE = re.compile(r"\.\.|…")
SHORTEST_GLUED, MOST_GLUED = 8, 4
"""Characters of each number of several that are written without anything between them, and how many they may be."""
SHORTEST_WORD = 4
"""Letters of what is a word, if there is no digit beside them."""
UNCLEAR_CURE = "give each number a row of its own, or name the company whose numbers they are"


class NumberForms(NumbersTold, Protocol):
    """Tells what forms numbers have."""

    def evidence(self, text: str) -> float | None:
        """Return the bits of evidence that a text is a tracking number; None if no format fits."""

    def may_be(self, text: str) -> bool:
        """Tell whether a text is a number by itself."""

    def holds_several(self, text: str) -> bool:
        """Tell whether a text holds several numbers among other words."""

    def with_zeros(self, text: str) -> str | None:
        """Return the number that a text was before it lost its zeros; None if it is not certain."""


class CellNumbers(NamedTuple):
    """The contents of a cell."""

    numbers: tuple[str, ...]
    problem: Problem | None = None
    """Why the numbers cannot be told apart; None if they can."""
    company: str | None = None
    """The carrier that is named beside the number, if its form alone does not name one."""


def cell_numbers(cell: Any, forms: NumberForms) -> CellNumbers:
    """Return the numbers in a cell. Numbers that cannot be told apart are a problem, and are never joined into one.

    Each item of a list is taken for a number, or for several.
    """
    if isinstance(cell, list):
        found = [cell_numbers(one, forms) for one in cell]
        problem = next((one.problem for one in found if one.problem), None)
        companies = {one.company for one in found if one.company}
        return CellNumbers(_distinct(number for one in found for number in one.numbers), problem, _only(companies))
    if isinstance(cell, int) and not isinstance(cell, bool):
        cell = str(cell)
    if not isinstance(cell, str):
        text = cell_text(cell)
        return CellNumbers((text,) if text else ())
    pieces = [text for piece in BETWEEN.split(_as_text(cell)) if (text := cell_text(piece))]
    if not pieces:
        return CellNumbers(())
    if (len(pieces) == 1 and is_placeholder(cell)) or any(map(UNREAD.search, pieces)):
        return _no_number(cell)
    alone = [_alone(piece, forms) for piece in pieces]
    if any(is_void(found.words) for found in alone if found.words):
        return _void(cell)
    pieces = [found.number for found in alone]
    companies = {found.words for found in alone if found.is_named}
    if len(pieces) > 1 and not _are_numbers(pieces, forms):
        return _unclear(cell)
    numbers: list[str] = []
    for piece in pieces:
        parts = _parts(piece, forms)
        if parts is None:
            return _unclear(cell)
        numbers += parts
    for number in numbers:
        if (whole := forms.with_zeros(number)) is not None:
            return _without_zeros(number, whole)
    return CellNumbers(_distinct(numbers), company=_only(companies))


def _alone(piece: str, forms: NumberForms) -> CellParts:
    """Return a number without the words beside it, if it is certain what they are."""
    piece = piece.strip(QUOTES) or piece
    if piece.isascii() and piece.isalnum():
        return CellParts(piece, "", is_named=False)
    told = forms.evidence(piece) is not None and not is_labeled(piece, key(piece))
    found = None if told else number_beside(piece, forms)
    return found or CellParts(piece, "", is_named=False)


def _only(companies: set[str]) -> str | None:
    """Return the carrier that is named beside numbers; None if there is none, or more than one."""
    return min(companies) if len(companies) == 1 else None


def _distinct(numbers: Iterable[str]) -> tuple[str, ...]:
    return tuple({label_form(number): number for number in numbers}.values())


def _as_text(cell: str) -> str:
    """Return a cell without the marks that keep a spreadsheet from taking it for a number: ="00123"."""
    return cell_text(cell) if cell.startswith(("=", "'")) else cell


def _parts(piece: str, forms: NumberForms) -> Sequence[str] | None:
    """Return the numbers in a text between separators; None if they cannot be told apart."""
    labelled = LABELLED.fullmatch(piece)
    if labelled and forms.evidence(labelled["rest"]) is not None:
        piece = labelled["rest"]
    parts = [_alone(part, forms).number for part in PERHAPS_BETWEEN.split(piece) if part]
    if len(parts) > 1:
        # Short parts that are written alike may be a year and a count: 2026/4455.
        clear = all(len(part) >= SHORTEST_PART for part in parts) or all(map(forms.may_be, parts))
        if clear and all(any(map(str.isdigit, part)) for part in parts) and _are_numbers(parts, forms):
            return parts
        # A number among other parts is not the whole: ups.com/1Z001985YW99744790.
        whole = forms.evidence(piece) is not None and not any(map(forms.stands_alone, parts))
        return (piece,) if whole else None
    if RANGE.search(piece) or _is_glued(piece, forms) or _is_misspelled(piece, forms):
        return None
    parts = BLANKS_BETWEEN.split(piece)
    if len(parts) == 1:
        return (piece,)
    if all(len(part) >= SHORTEST_PART and any(map(str.isdigit, part)) for part in parts):
        joined = forms.evidence("".join(parts))
        if not _are_numbers(parts, forms):
            return (piece,) if joined is not None else None
        each = min(forms.evidence(part) or 0.0 for part in parts)
        if joined is None or each > joined:
            return parts
        return (piece,) if joined > each else None
    if _may_be_two(parts, forms) and forms.evidence("".join(parts)) is None:
        return None
    return None if forms.holds_several(piece) else (piece,)


def _is_glued(piece: str, forms: NumberForms) -> bool:
    """Tell whether a text is several numbers of one length without anything between them."""
    text = key(piece)
    if BLANKS_BETWEEN.search(piece):
        return False
    lengths = [len(text) // count for count in range(2, MOST_GLUED + 1) if len(text) % count == 0]
    cut = (
        [text[at : at + length] for at in range(0, len(text), length)] for length in lengths if length >= SHORTEST_GLUED
    )
    return any(all(map(forms.stands_alone, parts)) for parts in cut) and forms.evidence(piece) is None


def _is_misspelled(piece: str, forms: NumberForms) -> bool:
    """Tell whether a letter of another script is among those of a number: it looks the same, and no carrier knows it."""
    if piece.isascii() or BLANKS_BETWEEN.search(piece):
        return False
    text = key(piece)
    latin = any(letter.isascii() and letter.isalpha() for letter in text)
    other = any(not letter.isascii() and letter.isalpha() for letter in text)
    return latin and other and forms.evidence(piece) is None


def _may_be_two(parts: Sequence[str], forms: NumberForms) -> bool:
    """Tell whether one of some parts is a number by itself, and the others are too long for groups of digits."""
    long = all(len(part) >= LONGEST_GROUP and any(map(str.isdigit, part)) for part in parts)
    return long and any(forms.evidence(part) is not None for part in parts if len(part) >= SHORTEST_PART)


def _are_numbers(pieces: Sequence[str], forms: NumberForms) -> bool:
    """Tell whether each piece is a number by itself: all are written alike, or have a format."""
    shapes = {_shape(piece) for piece in pieces}
    return (len(shapes) == 1 and "" not in shapes) or all(map(forms.may_be, pieces))


def _shape(text: str) -> str:
    return re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", key(text)))


def is_placeholder(cell: str) -> bool:
    """Tell whether a cell says that there is no number: in words, with signs, with a few zeros.

    >>> is_placeholder("not yet"), is_placeholder("n/a"), is_placeholder("0"), is_placeholder("00000000000")
    (True, True, True, False)
    """
    text = cell_text(cell)
    if FORMULA.match(text) or late_pattern(DAY).fullmatch(text):
        return True
    if any(map(str.isdigit, text)):
        return not text.strip("0") and len(text) < SHORTEST_OF_ZEROS
    if absence(text) or not any(map(str.isalnum, text)):
        return True
    return len(re.sub(r"[\W_]", "", text)) >= SHORTEST_WORD and (not text.isupper() or " " in text)


def _no_number(cell: str) -> CellNumbers:
    text = cell_text(cell)
    said = f"number: {text!r} is not a tracking number; empty the cell if there is no number, or leave out the row"
    return CellNumbers((text,), Problem("number_invalid", f'{said} (--where "HEADER!={text}")'))


def _void(cell: str) -> CellNumbers:
    text = cell_text(cell)
    said = (
        f"number: {text!r} says that the number does not count; write the number alone if it does, or leave out the row"
    )
    return CellNumbers((text,), Problem("number_invalid", f'{said} (--where "HEADER!={text}")'))


def _without_zeros(number: str, whole: str) -> CellNumbers:
    said = f"number: {number!r} has no known form, and {whole} has one: the zeros before it were lost"
    cure = "write it whole, and format the column as text"
    return CellNumbers((number,), Problem("number_invalid", f"{said}; {cure}"))


def _unclear(cell: str) -> CellNumbers:
    text = cell_text(cell)
    said = f"number: {text!r} may hold several numbers, or more than a number, and not each piece of it is one; {UNCLEAR_CURE}"
    return CellNumbers((text,), Problem("numbers_unclear", said))


def cell_urls(text: str, count: int, problems: list[Problem]) -> tuple[str, ...]:
    """Return the URLs in a cell's text, for so many numbers. Adds to ``problems`` if they cannot be told apart.

    A URL may itself contain a semicolon.
    """
    parts = tuple(part.strip() for part in text.split(";"))
    if count > 1 and len(parts) == count and not any(BETWEEN_URLS.search(part) for part in parts):
        return parts
    found = tuple(part.strip(" ;,|") for part in BETWEEN_URLS.split(text))
    if len(found) > 1 and count not in (0, len(found)):
        words = f"url: {len(found)} URLs and {count} number{'s' * (count > 1)}; give one for each number, by position"
        problems.append(Problem("urls_unclear", words))
    return found if text else ()
