"""The number in a scanned label code: carriers and check digits decide among the numbers that the code holds."""

from __future__ import annotations

from string import ascii_uppercase, digits
from typing import TYPE_CHECKING

from tracking.resolving.own_numbers import OwnNumbers
from tracking.spelling.numbers import key

if TYPE_CHECKING:
    from tracking.catalog.listed import AmbiguousName, ListedName
    from tracking.resolving.query import Knowledge, Query
    from tracking.spelling.scans import LabelCode

__all__ = ["read_code"]


def read_code(engine: Knowledge, query: Query, named: ListedName | AmbiguousName | None, code: LabelCode) -> None:
    """Read the number of a scanned code, and use it for the answer. The code's other contents are kept for candidates.

    A given company decides before the code's own kind does.
    """
    query.parts = code.parts
    number = _likeliest(engine, query, named, code)
    if number is None:
        return
    query.read = (number,)
    query.about(number)
    if code.body:
        whole = (code.body + character for character in digits + ascii_uppercase)
        query.code = next(filter(engine.vouched, whole), None)


def _likeliest(
    engine: Knowledge, query: Query, named: ListedName | AmbiguousName | None, code: LabelCode
) -> str | None:
    """Return a number that the given company's formats accept, or else any carrier's.

    Numbers with a check digit come first.
    """
    own = OwnNumbers(named)
    for numbers, fits in (
        ((*code.numbers, *code.others), own.vouch),
        ((*code.numbers, *code.others), own.match),
        (code.numbers or code.others, engine.vouched),
        (code.numbers, lambda number: bool(engine.ranked(number, query.country))),
    ):
        for number in numbers:
            if fits(key(number)):
                return number
    return code.numbers[0] if code.numbers else None
