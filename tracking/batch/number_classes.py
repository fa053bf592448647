"""Columns of numbers become columns of keys and of classes: keys of one class are treated alike by every format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tracking.batch.automaton import BARE, NO_MATCH, ONE_BY_ONE, STATE_BITS, Automaton, grouped
from tracking.batch.final_states import FLAG_BITS
from tracking.spelling.absent import SHORTEST_OF_ZEROS, absence
from tracking.spelling.numbers import (
    FRAMES,
    LONGEST,
    SHORTEST_FRAMED,
    SHORTEST_TWICE,
    is_labeled,
    key,
    may_be_scan,
    once,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tracking.catalog.catalog import Catalog
    from tracking.definitions.format_at_length import FormatAtLength

__all__ = ["NO_NUMBER", "NUMBER_BITS", "WORTH_ROWS", "ClassedNumbers", "NumberClasses"]

NUMBER_BITS = FLAG_BITS + STATE_BITS + 6
"""The number of bits of a number's class: flags, final state, and on top the length."""
WORTH_ROWS = 500
"""The number of rows of one length from which an automaton pays. Earlier rows are answered one by one."""
_LONGEST = 62
"""Longer numbers are answered one by one, unless a format has their length."""
NO_NUMBER = _LONGEST + 1 << FLAG_BITS + STATE_BITS
"""The class of absent and empty numbers."""

_ZERO, _NINE = ord("0"), ord("9")
_PLAIN = r"^(?:[A-Za-z]*[0-9][0-9A-Za-z \-]*|[A-Za-z]+)$"
"""Matches numbers from which `tracking.spelling.numbers.key` drops only spaces and hyphens, if they are not too long: no word
that announces a number begins with a digit or is attached to one."""
_DAY = r"^[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,4}(?:T.*| .*)?$"
"""Matches all dates that `_PLAIN` matches."""


class MatchedFormat(NamedTuple):
    """A format whose pattern matches, with one layout of its groups."""

    format: FormatAtLength
    groups: tuple[tuple[str, int, int], ...]
    """Each group's name, with its beginning and end in the key."""
    uneven: bool
    """Whether the evidence of a match differs for each mixture of letters and digits."""


class ClassedNumbers(NamedTuple):
    """A column of numbers with their keys and classes."""

    keys: Any
    """The keys (`pyarrow.StringArray`); the numbers as given if their class is `ONE_BY_ONE`."""
    classes: NDArray[np.int64]
    """Each number's class."""
    respelled: NDArray[np.bool_] | None
    """Whether each key is spelled differently from its number; None if no key is."""


class NumberClasses:
    """The classes of a catalog's numbers: an automaton for each length, made once enough numbers of that length were seen."""

    def __init__(self, catalog: Catalog) -> None:
        self._carriers = tuple(catalog.with_formats())
        self._lengths = {format_.length for carrier in self._carriers for format_ in carrier.formats}
        self.automata: dict[int, Automaton] = {}
        """The automata that have been made, by length."""
        self.bare_automata: dict[int, Automaton] = {}
        """The automata for bare digits, made for lengths at which no letters were seen."""
        self._seen: dict[int, int] = {}

    def classify(self, numbers: Any) -> ClassedNumbers:
        """Return the keys and classes of a `pyarrow.StringArray`."""
        classes = self._read(numbers)
        odd = (classes == ONE_BY_ONE).nonzero()[0]
        if not len(odd):
            return ClassedNumbers(numbers, classes, None)
        # Numbers that are not written as keys are respelled, then read again.
        texts = numbers.take(pa.array(odd)).dictionary_encode()
        found, place = _keys(texts.dictionary), texts.indices.to_numpy()
        again = np.where(found.is_valid(), self._read(found), ONE_BY_ONE)
        classes[odd] = again.take(place)
        respelled = classes[odd] != ONE_BY_ONE
        if not respelled.any():
            return ClassedNumbers(numbers, classes, None)
        mask = np.zeros(len(numbers), dtype=np.bool_)
        mask[odd] = respelled
        keys = pc.replace_with_mask(numbers, pa.array(mask), found.take(pa.array(place[respelled])))
        return ClassedNumbers(keys, classes, mask)

    def matched(self, number_class: int) -> tuple[MatchedFormat, ...]:
        """Return the formats whose pattern matches the keys of a class, whatever their check digits."""
        place = (number_class >> FLAG_BITS) & (1 << STATE_BITS) - 1
        automata = self.bare_automata if place & BARE else self.automata
        automaton = automata.get(number_class >> FLAG_BITS + STATE_BITS)
        if automaton is None:
            return ()
        state = automaton.final_states[place & ~BARE]
        if state is None:
            return ()
        uneven = state.uneven
        return tuple(
            MatchedFormat(automaton.formats[place], groups, place in uneven) for place, groups in state.formats
        )

    def _read(self, numbers: Any) -> NDArray[np.int64]:
        lengths = pc.fill_null(pc.binary_length(numbers), 0).to_numpy()
        groups = list(grouped(np.minimum(lengths, _LONGEST + 1).astype(np.uint8)))
        order = np.concatenate([rows for _, rows in groups]) if groups else np.zeros(0, dtype=np.intp)
        characters = _characters(numbers.take(pa.array(order)) if len(groups) > 1 else numbers)
        classes = np.empty(len(numbers), dtype=np.int64)
        start = 0
        for length, rows in groups:
            if not length:
                classes[rows] = NO_NUMBER
            elif length > _LONGEST:
                classes[rows] = self._long(numbers.take(pa.array(rows)).to_pylist())
            else:
                end = start + length * len(rows)
                keys = characters[start:end]
                automaton = self._automaton(length, len(rows), bool(keys.max() <= ord("9")))
                if automaton is None:
                    classes[rows] = ONE_BY_ONE
                else:
                    block = keys.reshape(-1, length)
                    classes[rows] = automaton.classes(block)
                    classes[rows[_absent(block)]] = ONE_BY_ONE
                    classes[rows[_twice(block)]] = ONE_BY_ONE
                    classes[rows[_framed(block)]] = ONE_BY_ONE
                start = end
        return classes

    def _long(self, numbers: list[str]) -> list[int]:
        lengths = self._lengths
        return [
            NO_MATCH
            if number.isascii()
            and number.isalnum()
            and number == number.upper()
            and absence(number) is None
            and once(number) is None
            and len(number) not in lengths
            and len(number) <= LONGEST
            else ONE_BY_ONE
            for number in numbers
        ]

    def _automaton(self, length: int, rows: int, bare: bool) -> Automaton | None:
        """Return the automaton for keys of a length; if there is none and they have no letters, the one for bare digits."""
        made = self.bare_automata if bare else self.automata
        automaton = self.automata.get(length) or made.get(length)
        if automaton is None:
            self._seen[length] = self._seen.get(length, 0) + rows
            if self._seen[length] >= WORTH_ROWS:
                formats = [format_ for carrier in self._carriers for format_ in carrier.formats_at(length)]
                automaton = made.setdefault(length, Automaton(length, formats, bare))
        return automaton


def _keys(numbers: Any) -> Any:
    """Return the key of each number; null if it has characters that no format's key has."""
    plain = pc.and_(
        pc.match_substring_regex(numbers, pattern=_PLAIN), pc.less_equal(pc.binary_length(numbers), LONGEST)
    )
    plain = pc.and_not(plain, pc.match_substring_regex(numbers, pattern=_DAY))
    bare = pc.replace_substring(pc.replace_substring(numbers, " ", ""), "-", "")
    if pc.all(plain).as_py():
        return pc.ascii_upper(bare)
    odd = numbers.filter(pc.invert(plain)).to_pylist()
    keys = [None if number and may_be_scan(number) else _key_alone(number) for number in odd]
    others = pa.array(keys, pa.string())
    return pc.replace_with_mask(pc.ascii_upper(bare), pc.invert(plain), others)


def _key_alone(number: str) -> str | None:
    """Return the key of a number; None if it has characters that no format's key has, or words beside the number."""
    found = key(number)
    plain = found.isascii() and found.isalnum() and not is_labeled(number, found)
    return found if plain and absence(number) is None else None


def _absent(block: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return which keys, as rows of characters, are no tracking number (`tracking.spelling.absent`): letters only, few zeros."""
    length = block.shape[1]
    some = (block[:, 0] > _NINE) & (block[:, -1] > _NINE)
    if length < SHORTEST_OF_ZEROS:
        some |= block[:, 0] == _ZERO
    rows: NDArray[np.intp] = some.nonzero()[0]
    if not len(rows):
        return rows
    of_some = block.take(rows, axis=0)
    absent = (of_some > _NINE).all(axis=1)
    if length < SHORTEST_OF_ZEROS:
        absent |= (of_some == _ZERO).all(axis=1)
    return rows[absent]


def _twice(block: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return which keys, as rows of characters, are the same twice (`tracking.spelling.numbers.once`)."""
    middle, odd = divmod(block.shape[1], 2)
    if odd or block.shape[1] < SHORTEST_TWICE:
        return np.zeros(0, dtype=np.intp)
    rows: NDArray[np.intp] = ((block[:, 0] == block[:, middle]) & (block[:, -1] == block[:, middle - 1])).nonzero()[0]
    of_some = block.take(rows, axis=0)
    twice: NDArray[np.intp] = rows[(of_some[:, :middle] == of_some[:, middle:]).all(axis=1)]
    return twice


def _framed(block: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return which keys, as rows of characters, have start and stop characters (`tracking.spelling.numbers.once`)."""
    if block.shape[1] < SHORTEST_FRAMED:
        return np.zeros(0, dtype=np.intp)
    low, high = min(FRAMES), max(FRAMES)
    ends = block[:, [0, -1]]
    rows = np.flatnonzero(((ends >= low) & (ends <= high)).all(axis=1))
    framed: NDArray[np.intp] = rows[(block.take(rows, axis=0)[:, 1:-1] <= _NINE).all(axis=1)]
    return framed


def _characters(texts: Any) -> NDArray[np.uint8]:
    """Return all characters as bytes, one string after the other."""
    _, ends, data = texts.buffers()
    if data is None:
        return np.zeros(0, dtype=np.uint8)
    bounds = np.frombuffer(ends, dtype=np.int32)
    start, end = int(bounds[texts.offset]), int(bounds[texts.offset + len(texts)])
    return np.frombuffer(data, dtype=np.uint8)[start:end]
