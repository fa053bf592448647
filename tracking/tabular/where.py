"""The rows of a file that count: those that have, or do not have, certain values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

from tracking.errors import TableError
from tracking.tabular.reader import Chunk, RowChunk, record_of

__all__ = ["Condition", "condition_of", "counting", "counting_rows"]


_NAMED, _LONGEST_NAME = 20, 30
"""How many headers an error names, and the characters of each."""


class Condition(NamedTuple):
    """A condition: the values that a row must have, or must not have, under a header."""

    header: str
    value: str
    """The value, which is compared without case and without spaces around it."""
    is_equal: bool

    def __str__(self) -> str:
        return f"{self.header}{'=' if self.is_equal else '!='}{self.value}"


def condition_of(text: str, headers: Collection[str], file: str) -> Condition:
    """Read ``HEADER=VALUE`` or ``HEADER!=VALUE``; a header may contain these signs. Raises `TableError`.

    >>> condition_of("Status!=Void", ["Status"], "a.csv")
    Condition(header='Status', value='Void', is_equal=False)
    >>> condition_of("a=b=c", ["a=b"], "a.csv").value
    'c'
    """
    for place, sign in enumerate(text):
        if sign == "=":
            for end, is_equal in ((place - 1, False), (place, True)):
                if (header := text[: max(end, 0)].strip()) in headers and (is_equal or text[end] == "!"):
                    return Condition(header, text[place + 1 :].strip(), is_equal)
    raise TableError(
        file,
        f"no such condition: {text}",
        f"write HEADER=VALUE or HEADER!=VALUE; the file has {_first(headers)}",
        field="--where",
    )


def _first(headers: Collection[str]) -> str:
    more = f" and {len(headers) - _NAMED} more" if len(headers) > _NAMED else ""
    return ", ".join(header[:_LONGEST_NAME] for header in list(headers)[:_NAMED]) + more


def counting(conditions: Iterable[Condition], text_of: Callable[[Any], str]) -> Callable[[Mapping[str, Any]], bool]:
    """Return a function that tells whether a row counts, given its cells by header.

    A row counts if every condition holds. If several values are given for one header, one of them is enough.

    >>> counts = counting([Condition("Shop", "A", True), Condition("Shop", "B", True)], str)
    >>> counts({"Shop": "b "}), counts({"Shop": "C"})
    (True, False)
    """
    wanted: dict[str, set[str]] = {}
    unwanted: dict[str, set[str]] = {}
    for one in conditions:
        (wanted if one.is_equal else unwanted).setdefault(one.header, set()).add(one.value.casefold())

    def counts(cells: Mapping[str, Any]) -> bool:
        def text(header: str) -> str:
            return text_of(cells.get(header, "")).strip().casefold()

        return all(text(header) in values for header, values in wanted.items()) and not any(
            text(header) in values for header, values in unwanted.items()
        )

    return counts


def counting_rows(chunk: Chunk, counts: Callable[[Mapping[str, Any]], bool]) -> RowChunk:
    """Return a chunk's rows that count, and those that cannot be read, because nobody knows whether they count."""
    kept = [row for row in chunk.rows if not (cells := record_of(row).cells) or counts(cells)]
    return RowChunk(kept, getattr(chunk, "header", None))
