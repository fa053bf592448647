"""Rows of a table that somebody else wrote, chunk by chunk: what they hold for the resolver, and which cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple, Protocol, TypeVar

from tracking.cli.aligned import listed, quoted
from tracking.cli.columns import columns_of
from tracking.cli.misuse import Misuse
from tracking.definitions.templates import checked
from tracking.errors import InvalidURL
from tracking.fulfillment.shipment import FLOAT, ROUNDED, Shipment, number_faults
from tracking.resolving.results import Problem

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
    """Why a row, or its URL, cannot be used."""

    line: int
    """Of the file, counted from 1; of a file without lines the row."""
    problem: Problem
    number: str | None
    """As it stands in the file, where it can be told."""


class Row(Protocol):
    """A row of a file."""

    @property
    def line(self) -> int:
        """Where it begins, counted from 1."""

    @property
    def problem(self) -> Problem | None:
        """Why it cannot be read."""


R = TypeVar("R", bound=Row)


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

    def chunks(self, rows: Iterator[R], columns: Mapping[str, Callable[[R], Any]]) -> Iterator[Chunk]:
        """Gather rows into chunks; ``columns`` gives a field's cell of a row."""
        while gathered := list(islice(rows, SIZE)):
            wrong = {place: row.problem for place, row in enumerate(gathered) if row.problem is not None}
            told: dict[str, list[str | None]] = {}
            for field, default in self.defaults.items():
                if field in columns:
                    told[field] = self._texts(field, map(columns[field], gathered), wrong)
                else:
                    told[field] = [default] * len(gathered)
            if "country" in columns:
                told["country"] = [text and self._country(text) for text in told["country"]]
            self._judge(told, wrong)
            bad = {}
            for place, problem in sorted(wrong.items()):
                row = gathered[place]
                bad[place] = Bad(row.line, problem, None if row.problem else told["number"][place])
                if problem.code != "url_invalid":  # what else the row says is answered all the same
                    for column in told.values():
                        column[place] = None
            yield Chunk(gathered, told, bad)

    def _texts(self, field: str, cells: Iterable[Any], wrong: dict[int, Problem]) -> list[str | None]:
        default = self.defaults[field]
        return [
            (cell.strip() or default) if cell.__class__ is str else self._text(field, cell, place, wrong) or default
            for place, cell in enumerate(cells)
        ]

    def _text(self, field: str, cell: Any, place: int, wrong: dict[int, Problem]) -> str | None:
        if cell is None or cell.__class__ is int:
            return None if cell is None else str(cell)
        kind = {list: "a list", dict: "an object", bool: "true or false"}.get(type(cell), "something else")
        wrong[place] = Problem(f"{field}_invalid", f"{field}: expected text, found {kind}; give one text a row")
        return None

    def _judge(self, told: Mapping[str, list[str | None]], wrong: dict[int, Problem]) -> None:
        """Add what is wrong with numbers and URLs."""
        for place, number in enumerate(told["number"]):
            if number and not number.isalnum() and (ROUNDED.fullmatch(number) or FLOAT.fullmatch(number)):
                wrong.setdefault(place, self.rounded(number))
        for place, url in enumerate(told["url"]):
            if url:
                try:
                    checked(url)
                except InvalidURL as error:
                    wrong.setdefault(place, Problem("url_invalid", str(error)))

    def rounded(self, number: str) -> Problem:
        """Why a number that a spreadsheet spoiled cannot be resolved."""
        return number_faults(Shipment(order="", numbers=(number,)))[0]

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
    shown = listed(headers)
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
        f"column {quoted(header)} is left out, since {quoted(header_of[field])} is the {field}; "
        f"to have it instead: --{field.replace('_', '-')}-column {quoted(header)}"
        for header, field in dict.fromkeys(found.doubled)
        if field in header_of and header != header_of[field]
    ]
    remarks += [
        f"column {quoted(header)} stands there more than once, and the first counts; give each a name of its own"
        for header in header_of.values()
        if headers.count(header) > 1
    ]
    return header_of, remarks


def free_name(name: str, taken: Iterable[str]) -> str:
    """What an input's column is called where the answer's has the same name."""
    taken = set(taken) | set(ANSWERS)
    while name in taken:
        name = f"given_{name}"
    return name
