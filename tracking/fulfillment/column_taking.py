"""The columns of a file that were taken for fields so far, and what their values look like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tracking.fulfillment.column_questions import NONE, CellTexts, Looks, Question
from tracking.fulfillment.numbered_columns import NumberedColumns
from tracking.languages.columns import header_meaning
from tracking.tabular.columns import columns_of

__all__ = ["SAMPLE", "ColumnTaking", "is_bare", "plain_order"]

SAMPLE = 50
"""How many values of a column are checked for the form of a tracking number."""


class ColumnTaking:
    """The fields' columns while they are being chosen, and the questions that arose."""

    def __init__(self, headers: tuple[str, ...], texts: CellTexts, given: Mapping[str, str], looks: Looks) -> None:
        self.headers, self.texts, self.looks = headers, texts, looks
        self.given = {field: header for field, header in given.items() if header in (*headers, NONE)}
        found = columns_of(headers, self.given)
        self.header_of, self.numbered = found.header_of, NumberedColumns(headers)
        for header in found.unknown:
            if (field := self.numbered.field(header)) is not None:
                self.header_of.setdefault(field, header)
        self.doubled = list(found.doubled)
        self.because = dict.fromkeys(self.given, "you said so")
        self.questions: list[Question] = []

    def candidates(self, field: str) -> list[str]:
        """Return the headers that name a field, the clearest first."""
        first = [self.header_of[field]] if field in self.header_of else []
        return first + [header for header, other in self.doubled if other == field and header not in first]

    def take(self, field: str, header: str | None, why: str = "its header") -> None:
        """Take a column for the field; the other candidates are left out."""
        others = [one for one in self.candidates(field) if one != header]
        self.doubled = [(one, other) for one, other in self.doubled if other != field]
        if header is None:
            self.header_of.pop(field, None)
        else:
            self.header_of[field] = header
            self.because[field] = why
            self.doubled += [(one, field) for one in others]

    def filled(self, header: str) -> list[str]:
        """Return the values of a column."""
        return [text for text in self.texts(header) if text]

    def sample(self, header: str) -> list[str]:
        """Return the first different values of a column."""
        return list(dict.fromkeys(self.filled(header)))[:SAMPLE]

    def distinct(self, headers: Iterable[str]) -> list[str]:
        """Return the first of the columns that say the same in every row."""
        first: dict[tuple[str, ...], str] = {}
        for header in headers:
            first.setdefault(tuple(map(plain_order, self.texts(header))), header)
        return list(first.values())

    def looks_like_numbers(self, header: str) -> bool:
        """Tell whether half of a column's values fit a known format of tracking numbers."""
        sample = self.sample(header)
        return bool(sample) and 2 * sum(map(self.looks.is_number, sample)) >= len(sample)


def plain_order(text: str) -> str:
    """Return an order in the form in which orders are compared: without #, in lower case.

    >>> plain_order(" #A1001")
    'a1001'
    """
    return text.strip().lstrip("#").casefold()


def is_bare(header: str) -> bool:
    """Tell whether a header says little, such as ``Number``.

    >>> is_bare("Number"), is_bare("Tracking number")
    (True, False)
    """
    return (meaning := header_meaning(header)) is not None and meaning.is_bare
