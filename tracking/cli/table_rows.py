"""Rows of a table that somebody else wrote, in chunks: values for the resolver, and rows that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tracking.cli.given import RESOLVER_FIELDS
from tracking.errors import InvalidURL
from tracking.fulfillment.shipment import Shipment, number_faults
from tracking.resolving.results import Problem
from tracking.spelling.absent import is_rounded
from tracking.spelling.countries import country_code, is_country_code
from tracking.spelling.harmless import half_character
from tracking.spelling.urls import checked
from tracking.tabular.reader import AddedColumn, Chunk

__all__ = ["ADDED", "ANSWERS", "Answered", "Bad", "Fields", "ToldRows"]

ADDED = (
    AddedColumn("tracking_carrier", "text"),
    AddedColumn("tracking_company", "text"),
    AddedColumn("tracking_url", "text"),
    AddedColumn("tracking_via", "text"),
    AddedColumn("tracking_evidence", "number"),
    AddedColumn("tracking_problems", "texts"),
)
"""The columns that a table gets."""
ANSWERS = tuple(column.name for column in ADDED)


class Bad(NamedTuple):
    """Why a row, or its URL, cannot be used."""

    line: int
    """The line of the file, counted from 1; in a file without lines, the row."""
    problem: Problem
    number: str | None
    """The value as it stands in the file, if it is known."""


class ToldRows(NamedTuple):
    """The resolver's input from a chunk's rows."""

    fields: dict[str, list[str | None]]
    bad: dict[int, Bad]
    """By position among the rows."""


class Answered(NamedTuple):
    """A chunk's answers."""

    numbers: Sequence[Any]
    """What the resolver was told: a Python list or an Arrow array, like the columns."""
    bad: dict[int, Bad]
    """By position among the rows."""
    columns: list[Any]
    """One for each of `ANSWERS`."""
    countries: Sequence[Any]
    """The shops' countries, in the same form as the numbers."""


class Fields:
    """Turns the cells of rows into what the resolver is told. ``defaults`` replace empty cells."""

    def __init__(self, defaults: Mapping[str, str | None]) -> None:
        self.defaults = {field: defaults.get(field) for field in RESOLVER_FIELDS}
        self.odd_countries: dict[str, None] = {}
        """Values of the country column that are no country code; they count as not given."""
        self._countries: dict[str, str | None] = {}

    def told(self, chunk: Chunk, header_of: Mapping[str, str]) -> ToldRows:
        """Examine a chunk's rows. ``header_of`` says which column holds a field."""
        rows = chunk.rows
        wrong = {place: row.problem for place, row in enumerate(rows) if row.problem is not None}
        told: dict[str, list[str | None]] = {}
        for field, default in self.defaults.items():
            if field in header_of:
                told[field] = self._texts(field, chunk.column(header_of[field]), wrong)
            else:
                told[field] = [default] * len(rows)
        if "country" in header_of:
            told["country"] = [text and self._country(text) for text in told["country"]]
        self._check(told, wrong)
        bad = {}
        for place, problem in sorted(wrong.items()):
            row = rows[place]
            bad[place] = Bad(row.line, problem, None if row.problem else told["number"][place])
            if problem.code != "url_invalid":  # the rest of the row is answered all the same
                for column in told.values():
                    column[place] = None
        return ToldRows(told, bad)

    def _texts(self, field: str, cells: Iterable[Any], wrong: dict[int, Problem]) -> list[str | None]:
        default = self.defaults[field]
        return [
            (cell.strip() or default) if cell.__class__ is str else self._text(field, cell, place, wrong) or default
            for place, cell in enumerate(cells)
        ]

    def _text(self, field: str, cell: Any, place: int, wrong: dict[int, Problem]) -> str | None:
        if cell is None or cell.__class__ is int:
            return None if cell is None else str(cell)
        if isinstance(cell, str):
            return cell.strip()
        kind = {list: "a list", dict: "an object", bool: "true or false"}.get(type(cell), "something else")
        wrong[place] = Problem(f"{field}_invalid", f"{field}: expected text, found {kind}; give one text per row")
        return None

    def _check(self, told: Mapping[str, list[str | None]], wrong: dict[int, Problem]) -> None:
        """Add what is wrong with texts, numbers, and URLs."""
        for field, column in told.items():
            if half_character("".join([text for text in column if text])) is None:
                continue
            for place, text in enumerate(column):
                if half := half_character(text or ""):
                    reason = f"{field}: half a character ({half!r}) is in it; write it whole, or leave it out"
                    wrong.setdefault(place, Problem(f"{field}_invalid", reason))
        for place, number in enumerate(told["number"]):
            if number and not number.isalnum() and is_rounded(number):
                wrong.setdefault(place, self.rounded(number))
        for place, url in enumerate(told["url"]):
            if url and place not in wrong:
                try:
                    checked(url)
                except InvalidURL as error:
                    wrong.setdefault(place, Problem("url_invalid", str(error)))

    def rounded(self, number: str) -> Problem:
        """Return why a number that a spreadsheet spoiled cannot be resolved."""
        return number_faults(Shipment(order="", numbers=(number,)))[0]

    def _country(self, text: str) -> str | None:
        if text not in self._countries:
            code = country_code(text)
            is_code = code is not None and is_country_code(code)
            if not is_code and len(self.odd_countries) < 5:
                self.odd_countries[text] = None
            if len(self._countries) > 1000:
                self._countries.clear()
            self._countries[text] = code if is_code else self.defaults["country"]
        return self._countries[text]
