"""Answers that equivalent rows share: rows become classes, and each class is answered once and stored.

`tracking.batch.equivalence` has the law by which rows are equivalent, and its exceptions. A row's class is an integer
of 64 bits: from the bottom the number's class, whether the key is respelled, whether there are a URL, a postal code,
and a language, and on top the *context*, which numbers the pairs of company and country.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tracking.batch.answer_memory import AnsweredRows, AnswerMemory
from tracking.batch.automaton import ONE_BY_ONE
from tracking.batch.columns import dictionary_array, two_letter_codes
from tracking.batch.equivalence import LONGEST_VALUE, EquivalentRows, GivenRow, evidence_differs
from tracking.batch.number_classes import NO_NUMBER, NUMBER_BITS, ClassedNumbers, NumberClasses
from tracking.spelling.countries import country_code
from tracking.spelling.urls import LONGEST_HOST, LONGEST_URL

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from numpy.typing import NDArray

    from tracking.catalog.catalog import Catalog
    from tracking.resolver import Resolver

__all__ = ["SharedAnswers"]

_MEMORY = 200_000
"""The greatest number of classes and contexts that are stored; the memory is then cleared."""
_RESPELLED = np.int64(1 << NUMBER_BITS)
_CONTEXT = NUMBER_BITS + 4
"""The bits below the context."""


_PLAIN_URL = (
    r"^https?://(?P<host>[a-z0-9][a-z0-9\-]{0,62}(?:\.[a-z0-9][a-z0-9\-]{0,62})+)"
    r"(?:[/?](?:[A-Za-z0-9/._~!$&'()*+,;=:?\-]|%[0-9A-F]{2})*)?(?:#[A-Za-z0-9/._~=&\-]*)?$"
)
"""Matches URLs that `tracking.spelling.urls.checked` returns unchanged, unless they are too long, and their hosts."""


class _Question(NamedTuple):
    """A question about the rows of a batch, by columns."""

    resolver: Resolver
    given: dict[str, Any]
    """The columns, string arrays or dictionaries of strings, by the names of `GivenRow`; None for a missing column."""
    of_class: Callable[[Resolver, EquivalentRows], Any]
    """Answers for all rows of a class; returns None if they have no answer in common."""
    of_row: Callable[[Resolver, GivenRow], Any]
    """Answers for one row."""


class _Memory:
    def __init__(self) -> None:
        self.contexts: dict[Hashable, int] = {}
        self.numbers = count()  # no two threads get the same number
        self.answers: dict[Any, AnswerMemory] = {}

    def size(self) -> int:
        return len(self.contexts) + sum(len(memory.places) for memory in list(self.answers.values()))


class SharedAnswers:
    """The classes of rows that were seen with one catalog, and their answers. Threads may share it."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.numbers = NumberClasses(catalog)
        self._memory = _Memory()

    def remembered(self) -> int:
        """Return how many classes and contexts are stored."""
        return self._memory.size()

    def ask(
        self,
        resolver: Resolver,
        given: dict[str, Any],
        rows: int,
        of_class: Callable[[Resolver, EquivalentRows], Any],
        of_row: Callable[[Resolver, GivenRow], Any],
    ) -> AnsweredRows:
        """Return the answers to ``rows`` rows, whose columns (string arrays or dictionaries of strings) are ``given``.

        The columns have the names of `GivenRow`. ``of_class`` answers for all rows of a class, or returns None if the class
        has no answer in common; then ``of_row`` answers for each row. The resolver must always have the same catalog.
        """
        question = _Question(resolver, given, of_class, of_row)
        memory = self._memory
        if memory.size() > _MEMORY:
            memory = self._memory = _Memory()
        numbers = given.get("number")
        if numbers is None:
            absent = np.full(rows, NO_NUMBER, dtype=np.int64)
            classed = ClassedNumbers(pa.nulls(rows, pa.string()), absent, None)
        else:
            classed = self.numbers.classify(numbers)
        classes = classed.classes | self._contexts(memory, given)  # ONE_BY_ONE has every bit and keeps it
        if classed.respelled is not None:
            classes |= classed.respelled * _RESPELLED
        if given.get("url") is not None:
            classes[_present(given["url"]) & ~self._foreign(given["url"])] = ONE_BY_ONE
        for name in ("postal_code", "language"):
            if given.get(name) is not None:
                classes[_unusual(given[name])] = ONE_BY_ONE
        answers = memory.answers.setdefault(of_class, AnswerMemory())
        of, missed = answers.look_up(classes)
        if len(missed):
            of[missed] = self._of_classes(answers, question, classes, missed, classed)
        return AnsweredRows(answers, _of_rows(question, of), of, classed.keys)

    def _of_classes(
        self,
        answers: AnswerMemory,
        question: _Question,
        classes: NDArray[np.int64],
        rows: NDArray[np.intp],
        classed: ClassedNumbers,
    ) -> NDArray[np.intp]:
        """Return the places of the answers to the classes of some rows; new classes are answered first."""
        encoded = pa.array(classes.take(rows)).dictionary_encode()
        inverse, found = encoded.indices.to_numpy(), encoded.dictionary.to_pylist()
        new = [at for at, row_class in enumerate(found) if row_class not in answers.places]
        if new:
            first = np.empty(len(found), dtype=np.intp)
            first[inverse[::-1]] = rows[::-1]
            for at in new:
                equivalent = self._equivalent(found[at], int(first[at]), classed, question.given)
                differs = evidence_differs(question.resolver, equivalent)
                answers.add(found[at], None if differs else question.of_class(question.resolver, equivalent))
        places: NDArray[np.intp] = np.array([answers.places[each] for each in found], dtype=np.intp).take(inverse)
        return places

    def _equivalent(self, row_class: int, row: int, classed: ClassedNumbers, given: dict[str, Any]) -> EquivalentRows:
        """Return a class, represented by one of its rows."""
        values = {name: column[row].as_py() for name, column in given.items() if column is not None}
        matched = self.numbers.matched(row_class & (1 << NUMBER_BITS) - 1)
        key = classed.keys[row].as_py() or ""
        return EquivalentRows(GivenRow(**values), key, bool(row_class & int(_RESPELLED)), matched)

    def _contexts(self, memory: _Memory, given: dict[str, Any]) -> Any:
        """Return the part of each row's class that does not come from its number."""
        company, place = _encoded(given.get("company"))
        land, at = two_letter_codes(given.get("country")) or _encoded(given.get("country"))
        if len(company) == 1 and len(land) == 1:
            (one_company,), (one_land,) = company, land
            found: Any = np.int64(self._context(memory, one_company, one_land) << _CONTEXT)
        else:
            pairs, of = _distinct(place * np.int64(len(land)) + at, len(company) * len(land))
            numbers = [self._context(memory, company[pair // len(land)], land[pair % len(land)]) for pair in pairs]
            found = (np.array(numbers, dtype=np.int64) << _CONTEXT).take(of)
        for bit, name in enumerate(("url", "postal_code", "language"), NUMBER_BITS + 1):
            if given.get(name) is not None:
                found = found | _present(given[name]).astype(np.int64) << bit
        return found

    def _context(self, memory: _Memory, company: str | None, land: str | None) -> int:
        land = country_code(land)
        named: Any = company and (
            self.catalog.company(company, land) or self.catalog.within(company, land) or "unknown"
        )
        known = memory.contexts.get((named, land))
        return memory.contexts.setdefault((named, land), next(memory.numbers)) if known is None else known

    def _foreign(self, urls: Any) -> NDArray[np.bool_]:
        """Tell for each URL whether it is sent unchanged and is on no carrier's host."""
        hosts = pc.struct_field(pc.extract_regex(urls, _PLAIN_URL), "host").dictionary_encode()
        foreign = [len(host) <= LONGEST_HOST and not self.catalog.host(host) for host in hosts.dictionary.to_pylist()]
        short = pc.less_equal(pc.binary_length(urls), LONGEST_URL)
        return _flags(pc.and_(pa.array(foreign, pa.bool_()).take(hosts.indices), short))


def _of_rows(question: _Question, of: NDArray[np.intp]) -> list[Any]:
    """Answer the rows that have no place in ``of``, and write their places there. Equal rows are answered once."""
    answers: list[Any] = []
    alone = (of < 0).nonzero()[0]
    if not len(alone):
        return answers
    at = pa.array(alone)
    columns = {name: column.take(at).to_pylist() for name, column in question.given.items() if column is not None}
    places: dict[GivenRow, int] = {}
    for row, *values in zip(alone.tolist(), *columns.values(), strict=True):
        asked = GivenRow(**dict(zip(columns, values, strict=True)))
        place = places.get(asked)
        if place is None:
            place = places[asked] = len(answers)
            answers.append(question.of_row(question.resolver, asked))
        of[row] = ~place
    return answers


def _encoded(column: Any) -> tuple[list[str | None], Any]:
    """Return the distinct values of a column, and each row's place among them."""
    if column is None:
        return [None], np.int64(0)
    column = dictionary_array(column)
    values = column.dictionary.to_pylist()
    if not column.indices.null_count:
        return values, column.indices.to_numpy().astype(np.int64, copy=False)
    return [*values, None], pc.fill_null(column.indices.cast(pa.int64()), len(values)).to_numpy()


def _distinct(numbers: NDArray[np.int64], below: int) -> tuple[list[int], NDArray[Any]]:
    """Return the distinct numbers among numbers from 0 to ``below``, and each number's place among these."""
    if below > len(numbers):
        encoded = pa.array(numbers).dictionary_encode()
        return encoded.dictionary.to_pylist(), encoded.indices.to_numpy()
    found = np.bincount(numbers, minlength=below).nonzero()[0]
    places = np.zeros(below, dtype=np.intp)
    places[found] = np.arange(len(found))
    return found.tolist(), places.take(numbers)


def _present(column: Any) -> NDArray[np.bool_]:
    """Tell for each value of a column whether it is more than an empty string."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    return _flags(pc.greater(pc.binary_length(column), 0))


def _unusual(column: Any) -> NDArray[np.bool_]:
    """Tell for each value whether it may prevent a link: it is long, or consists of dots."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    long = pc.greater(pc.binary_length(column), LONGEST_VALUE)
    return _flags(pc.or_(long, pc.is_in(column, pa.array([".", ".."]))))


def _flags(column: Any) -> NDArray[np.bool_]:
    flags: NDArray[np.bool_] = pc.fill_null(column, False).to_numpy(zero_copy_only=False)
    return flags
