"""Which rows are of one kind, and what each kind is answered with.

Two rows are of one kind when every format judges their numbers alike, their companies mean the same carrier, and the rest
that matters is equal. A kind is asked about once and remembered; rows that are like no other are asked about one by one.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tracking.batch.automaton import ODD
from tracking.batch.columns import encoded, two_letters
from tracking.batch.judging import BITS, MISSING, Judged, Judging
from tracking.batch.pool import Asked, Pool
from tracking.definitions.compiled import NEVER
from tracking.spelling.countries import country_code
from tracking.spelling.urls import LONGEST_HOST, LONGEST_URL

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from numpy.typing import NDArray

    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.resolver import Resolver

__all__ = ["Kind", "Kinds", "Row"]

_MEMORY = 200_000
"""Kinds and contexts that are remembered; then the memory is begun anew."""
_REWRITTEN = np.int64(1 << BITS)
_CONTEXT = BITS + 4


_PLAIN_URL = (
    r"^https?://(?P<host>[a-z0-9][a-z0-9\-]{0,62}(?:\.[a-z0-9][a-z0-9\-]{0,62})+)"
    r"(?:[/?](?:[A-Za-z0-9/._~!$&'()*+,;=:?\-]|%[0-9A-F]{2})*)?(?:#[A-Za-z0-9/._~=&\-]*)?$"
)
"""URLs that `tracking.spelling.urls.checked` gives back as they are, when they are not too long; and their hosts."""


class Row(NamedTuple):
    """What is asked: the arguments of `tracking.resolve`."""

    number: str | None = None
    company: str | None = None
    url: str | None = None
    country: str | None = None
    postal_code: str | None = None
    language: str | None = None


class Kind(NamedTuple):
    """Rows that are judged alike, by one of them."""

    row: Row
    key: str
    """The number's key; empty for no number."""
    rewritten: bool
    """Whether the key is another spelling than the number's."""
    matched: tuple[tuple[FormatAtLength, tuple[tuple[str, int, int], ...]], ...]
    """The formats whose pattern matches, check digits aside, and where their groups lie (several where that is not certain)."""


class _Memory:
    def __init__(self) -> None:
        self.contexts: dict[Hashable, int] = {}
        self.numbers = count()  # a count is never given twice, whatever threads do
        self.pools: dict[Any, Pool] = {}

    def size(self) -> int:
        return len(self.contexts) + sum(len(pool.places) for pool in list(self.pools.values()))


class Kinds:
    """The kinds of rows that a resolver has met; may be shared by threads."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self._judging = Judging(resolver.catalog)
        self._memory = _Memory()

    def ask(
        self,
        given: dict[str, Any],
        rows: int,
        of_kind: Callable[[Resolver, Kind], Any],
        of_row: Callable[[Resolver, Row], Any],
    ) -> Asked:
        """Answers to ``rows`` rows, whose columns (string arrays or dictionaries, by the names of `Row`) are ``given``.

        ``of_kind`` answers for all rows of a kind, or with None when the kind has no answer in common; then ``of_row``
        answers for each.
        """
        memory = self._memory
        if memory.size() > _MEMORY:
            memory = self._memory = _Memory()
        numbers = given.get("number")
        if numbers is None:
            outcomes = np.full(rows, MISSING, dtype=np.int64)
            judged = Judged(pa.nulls(rows, pa.string()), outcomes, None)
        else:
            judged = self._judging.judge(numbers)
        kinds = judged.outcomes | self._contexts(memory, given)  # ODD has every bit and keeps it
        if judged.rewritten is not None:
            kinds |= judged.rewritten * _REWRITTEN
        if given.get("url") is not None:
            kinds[_present(given["url"]) & ~self._foreign(given["url"])] = ODD
        pool = memory.pools.setdefault(of_kind, Pool())
        of, missed = pool.look_up(kinds)
        if len(missed):
            of[missed] = self._of_kinds(pool, kinds, missed, judged, given, of_kind)
        return Asked(pool, self._of_rows(of, given, of_row), of, judged.keys)

    def _of_kinds(
        self,
        pool: Pool,
        kinds: NDArray[np.int64],
        rows: NDArray[np.intp],
        judged: Judged,
        given: dict[str, Any],
        of_kind: Callable[[Resolver, Kind], Any],
    ) -> NDArray[np.intp]:
        """The places of the answers to the kinds of some rows, asked about where they are new."""
        encoded = pa.array(kinds.take(rows)).dictionary_encode()
        inverse, found = encoded.indices.to_numpy(), encoded.dictionary.to_pylist()
        new = [at for at, kind in enumerate(found) if kind not in pool.places]
        if new:
            first = np.empty(len(found), dtype=np.intp)
            first[inverse[::-1]] = rows[::-1]
            for at in new:
                pool.add(found[at], self._of_kind(found[at], int(first[at]), judged, given, of_kind))
        places: NDArray[np.intp] = np.array([pool.places[kind] for kind in found], dtype=np.intp).take(inverse)
        return places

    def _of_kind(
        self,
        kind: int,
        row: int,
        judged: Judged,
        given: dict[str, Any],
        of_kind: Callable[[Resolver, Kind], Any],
    ) -> Any:
        asked = Row(**{name: column[row].as_py() for name, column in given.items() if column is not None})
        accept, slots = self._judging.accept(kind & (1 << BITS) - 1)
        if accept is not None and accept.mixed:
            # The evidence of these formats is another for each mixture of letters and digits.
            named = self.resolver.catalog.company(asked.company, country_code(asked.country)) if asked.company else None
            of = {place.carrier.id for place in (named if isinstance(named, tuple) else (named,)) if place is not None}
            if any(slots[place].guess != NEVER or slots[place].carrier_id in of for place in accept.mixed):
                return None
        matched = () if accept is None else tuple((slots[place], groups) for place, groups in accept.slots)
        return of_kind(
            self.resolver, Kind(asked, judged.keys[row].as_py() or "", bool(kind & int(_REWRITTEN)), matched)
        )

    def _of_rows(
        self, of: NDArray[np.intp], given: dict[str, Any], of_row: Callable[[Resolver, Row], Any]
    ) -> list[Any]:
        """Answers for the rows that have none in common with others, their places set; equal rows are asked about once."""
        answers: list[Any] = []
        alone = (of < 0).nonzero()[0]
        if not len(alone):
            return answers
        at = pa.array(alone)
        columns = {name: column.take(at).to_pylist() for name, column in given.items() if column is not None}
        places: dict[Row, int] = {}
        for row, *values in zip(alone.tolist(), *columns.values(), strict=True):
            asked = Row(**dict(zip(columns, values, strict=True)))
            place = places.get(asked)
            if place is None:
                place = places[asked] = len(answers)
                answers.append(of_row(self.resolver, asked))
            of[row] = ~place
        return answers

    def _contexts(self, memory: _Memory, given: dict[str, Any]) -> Any:
        """What beside the number makes the kind of a row, as a number in the upper bits."""
        company, place = _encoded(given.get("company"))
        land, at = two_letters(given.get("country")) or _encoded(given.get("country"))
        if len(company) == 1 and len(land) == 1:
            found: Any = np.int64(self._context(memory, company[0], land[0]) << _CONTEXT)
        else:
            pairs, of = _distinct(place * np.int64(len(land)) + at, len(company) * len(land))
            numbers = [self._context(memory, company[pair // len(land)], land[pair % len(land)]) for pair in pairs]
            found = (np.array(numbers, dtype=np.int64) << _CONTEXT).take(of)
        for bit, name in enumerate(("url", "postal_code", "language"), BITS + 1):
            if given.get(name) is not None:
                found = found | _present(given[name]).astype(np.int64) << bit
        return found

    def _context(self, memory: _Memory, company: str | None, land: str | None) -> int:
        land = country_code(land)
        named: Any = company and (self.resolver.catalog.company(company, land) or "unknown")
        known = memory.contexts.get((named, land))
        return memory.contexts.setdefault((named, land), next(memory.numbers)) if known is None else known

    def _foreign(self, urls: Any) -> NDArray[np.bool_]:
        """Where a URL stays as it is and is no carrier's page: such rows are of one kind."""
        hosts = pc.struct_field(pc.extract_regex(urls, _PLAIN_URL), "host").dictionary_encode()
        foreign = [
            len(host) <= LONGEST_HOST and not self.resolver.catalog.host(host) for host in hosts.dictionary.to_pylist()
        ]
        short = pc.less_equal(pc.binary_length(urls), LONGEST_URL)
        return _flags(pc.and_(pa.array(foreign, pa.bool_()).take(hosts.indices), short))


def _encoded(column: Any) -> tuple[list[str | None], Any]:
    """The values of a column, and each row's place among them."""
    if column is None:
        return [None], np.int64(0)
    column = encoded(column)
    values = column.dictionary.to_pylist()
    if not column.indices.null_count:
        return values, column.indices.to_numpy().astype(np.int64, copy=False)
    return [*values, None], pc.fill_null(column.indices.cast(pa.int64()), len(values)).to_numpy()


def _distinct(numbers: NDArray[np.int64], below: int) -> tuple[list[int], NDArray[Any]]:
    """The different ones among numbers from 0 to ``below``, and each one's place among these."""
    if below > len(numbers):
        encoded = pa.array(numbers).dictionary_encode()
        return encoded.dictionary.to_pylist(), encoded.indices.to_numpy()
    found = np.bincount(numbers, minlength=below).nonzero()[0]
    places = np.zeros(below, dtype=np.intp)
    places[found] = np.arange(len(found))
    return found.tolist(), places.take(numbers)


def _present(column: Any) -> NDArray[np.bool_]:
    """Where a column holds more than an empty string."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    return _flags(pc.greater(pc.binary_length(column), 0))


def _flags(column: Any) -> NDArray[np.bool_]:
    flags: NDArray[np.bool_] = pc.fill_null(column, False).to_numpy(zero_copy_only=False)
    return flags
