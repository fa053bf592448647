"""Rows of a table that somebody else wrote, chunk by chunk: what they hold for the resolver, and which cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from tracking.cli.columns import columns_of
from tracking.cli.misuse import Misuse
from tracking.errors import InvalidURL
from tracking.fulfillment.shipment import FLOAT, ROUNDED, Shipment, number_faults
from tracking.results import Problem
from tracking.templates import checked

__all__ = ["ANSWERS", "FIELDS", "Bad", "Chunk", "Fields", "chosen", "free_name"]

FIELDS = ("number", "company", "url", "country", "postal_code", "language")
"""What the resolver is told of a row."""
ANSWERS = (
    "tracking_carrier",
    "tracking_company",
    "tracking_url",
    "tracking_via",
    "tracking_evidence",
    "tracking_problems",
)
"""The columns that a table gets."""
SIZE = 32_768
"""Rows of a chunk."""


class Bad(NamedTuple):
    """Why a row is not resolved."""

    line: int
    """Of the file, counted from 1."""
    problem: Problem
    number: str | None
    """As it stands in the file, where it can be told."""


class Chunk(NamedTuple):
    """Rows, as their file has them, and what is known of each for the resolver."""

    rows: list[Any]
    fields: dict[str, list[str | None]]
    bad: dict[int, Bad]
    """By place among the rows."""


class Fields:
    """Takes rows' cells, and gives what the resolver is to be told; ``defaults`` stand in for empty cells."""

    def __init__(self, defaults: Mapping[str, str | None]) -> None:
        self.defaults = {field: defaults.get(field) for field in FIELDS}
        self.odd_countries: dict[str, None] = {}
        """Values of the country column that are no country code; they count as not given."""
        self._countries: dict[str, str | None] = {}

    def chunks(self, rows: Iterable[tuple[int, Any, Mapping[str, Any], Problem | None]]) -> Iterator[Chunk]:
        """Gather rows (line, as the file has it, cells by field, why it cannot be read) into chunks."""
        chunk = self._empty()
        for line, row, cells, problem in rows:
            place = len(chunk.rows)
            chunk.rows.append(row)
            told: dict[str, str | None] = {}
            if problem is None:
                told, problem = self.told(cells)
            if problem is not None:
                chunk.bad[place] = Bad(line, problem, told.get("number"))
                told = dict.fromkeys(FIELDS)
            for field in FIELDS:
                chunk.fields[field].append(told[field])
            if place + 1 == SIZE:
                yield chunk
                chunk = self._empty()
        if chunk.rows:
            yield chunk

    def _empty(self) -> Chunk:
        return Chunk([], {field: [] for field in FIELDS}, {})

    def told(self, cells: Mapping[str, Any]) -> tuple[dict[str, str | None], Problem | None]:
        """What the resolver is told of a row, and why the row cannot be resolved."""
        told = self.defaults.copy()
        for field, cell in cells.items():
            if cell.__class__ is not str:
                if cell is None:
                    continue
                if cell.__class__ is not int:
                    kind = {list: "a list", dict: "an object", bool: "true or false"}.get(type(cell), "something else")
                    return told, Problem(
                        f"{field}_invalid", f"{field}: expected text, found {kind}; give one text a row"
                    )
                cell = str(cell)
            if text := cell.strip():
                told[field] = text
        number, url, country = told["number"], told["url"], told["country"]
        if number is not None and not number.isalnum() and (ROUNDED.fullmatch(number) or FLOAT.fullmatch(number)):
            return told, number_faults(Shipment(order="", numbers=(number,)))[0]
        if url is not None:
            try:
                checked(url)
            except InvalidURL as error:
                return told, Problem("url_invalid", str(error))
        if country is not None:
            told["country"] = self._country(country)
        return told, None

    def _country(self, text: str) -> str | None:
        if text not in self._countries:
            is_code = len(text) == 2 and text.isascii() and text.isalpha()
            if not is_code and len(self.odd_countries) < 5:
                self.odd_countries[text] = None
            if len(self._countries) > 1000:
                self._countries.clear()
            self._countries[text] = text.upper() if is_code else self.defaults["country"]
        return self._countries[text]


def chosen(headers: list[str], given: Mapping[str, str], name: str) -> tuple[dict[str, str], list[str]]:
    """Which header stands for which of the resolver's fields, and remarks on it; raises `Misuse`."""
    shown = ", ".join(headers) or "nothing"
    for field, header in given.items():
        if header not in headers:
            option = field.replace("_", "-")
            raise Misuse(f"--{option}-column {header}: no such column; {name} has {shown}")
    found = columns_of(headers, given)
    header_of = {field: found.header_of[field] for field in FIELDS if field in found.header_of}
    if "number" not in header_of and "url" not in header_of:
        raise Misuse(
            f"{name}: no column for the number among {shown}; say --number-column HEADER "
            "(numbers alone, without headers: pipe them to tracking resolve)"
        )
    remarks = [
        f"column {header!r} is left out, since {header_of[field]!r} is the {field}; "
        f"to have it instead: --{field.replace('_', '-')}-column {header!r}"
        for header, field in found.doubled
        if field in header_of
    ]
    return header_of, remarks


def free_name(name: str, taken: Iterable[str]) -> str:
    """What an input's column is called where the answer's has the same name."""
    taken = set(taken) | set(ANSWERS)
    while name in taken:
        name = f"given_{name}"
    return name
