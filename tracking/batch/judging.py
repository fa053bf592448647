"""Columns of numbers, judged: each row's key and outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tracking.batch.automaton import FLAGS, NOTHING, ODD, STATES, Automaton, grouped
from tracking.spelling.numbers import LONGEST, key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tracking.batch.automaton import Accept
    from tracking.catalog.catalog import Catalog
    from tracking.definitions.format_at_length import FormatAtLength

__all__ = ["BITS", "MISSING", "WORTH", "Judged", "Judging"]

BITS = FLAGS + STATES + 6
"""Bits of an outcome: flags, final state, and on top the length."""
WORTH = 500
"""Rows of a length from which its automaton is worth its making; before, they are looked at one by one."""
_LONGEST = 62
"""Longer numbers are looked at one by one."""
MISSING = _LONGEST + 1 << FLAGS + STATES
"""The outcome of an absent or empty number."""

_PLAIN = r"^(?:[A-Za-z]*[0-9][0-9A-Za-z \-]*|[A-Za-z]+)$"
"""Numbers, when they are not too long, of which `tracking.spelling.numbers.key` drops spaces and hyphens and nothing else: no word
that announces a number begins with a digit or is glued to one."""


class Judged(NamedTuple):
    """What is known of a column of numbers."""

    keys: Any
    """The keys (`pyarrow.StringArray`), where the outcome is not `ODD`."""
    outcomes: NDArray[np.int64]
    """Rows of one outcome are judged alike by every format."""
    rewritten: NDArray[np.bool_] | None
    """Where a key is not the number as given; None when nowhere."""


class Judging:
    """The automata of an index, each made when it is worth it."""

    def __init__(self, index: Catalog) -> None:
        self._carriers = tuple(index.carriers.values())
        self._lengths = {each.length for each in index.formats()}
        self._automata: dict[int, Automaton] = {}
        self._seen: dict[int, int] = {}

    def judge(self, numbers: Any) -> Judged:
        """Judge a `pyarrow.StringArray`."""
        outcomes = self._judge(numbers)
        odd = (outcomes == ODD).nonzero()[0]
        if not len(odd):
            return Judged(numbers, outcomes, None)
        # Not written as a key: rewritten, then judged once more.
        texts = numbers.take(pa.array(odd)).dictionary_encode()
        found, place = _keys(texts.dictionary), texts.indices.to_numpy()
        again = np.where(found.is_valid(), self._judge(found), ODD)
        outcomes[odd] = again.take(place)
        judged = outcomes[odd] != ODD
        if not judged.any():
            return Judged(numbers, outcomes, None)
        mask = np.zeros(len(numbers), dtype=np.bool_)
        mask[odd] = judged
        keys = pc.replace_with_mask(numbers, pa.array(mask), found.take(pa.array(place[judged])))
        return Judged(keys, outcomes, mask)

    def accept(self, outcome: int) -> tuple[Accept | None, tuple[FormatAtLength, ...]]:
        """What an outcome stands for, and the formats that its places mean."""
        automaton = self._automata.get(outcome >> FLAGS + STATES)
        if automaton is None:
            return None, ()
        return automaton.accepts[(outcome >> FLAGS) & (1 << STATES) - 1], automaton.slots

    def _judge(self, numbers: Any) -> NDArray[np.int64]:
        lengths = pc.fill_null(pc.binary_length(numbers), 0).to_numpy()
        groups = list(grouped(np.minimum(lengths, _LONGEST + 1).astype(np.uint8)))
        order = np.concatenate([rows for _, rows in groups]) if groups else np.zeros(0, dtype=np.intp)
        characters = _characters(numbers.take(pa.array(order)) if len(groups) > 1 else numbers)
        outcomes = np.empty(len(numbers), dtype=np.int64)
        start = 0
        for length, rows in groups:
            if not length:
                outcomes[rows] = MISSING
            elif length > _LONGEST:
                outcomes[rows] = self._long(numbers.take(pa.array(rows)).to_pylist())
            else:
                end = start + length * len(rows)
                automaton = self._automaton(length, len(rows))
                if automaton is None:
                    outcomes[rows] = ODD
                else:
                    outcomes[rows] = automaton.outcomes(characters[start:end].reshape(-1, length))
                start = end
        return outcomes

    def _long(self, numbers: list[str]) -> list[int]:
        lengths = self._lengths
        return [
            NOTHING
            if number.isascii() and number.isalnum() and number == number.upper() and len(number) not in lengths
            else ODD
            for number in numbers
        ]

    def _automaton(self, length: int, rows: int) -> Automaton | None:
        automaton = self._automata.get(length)
        if automaton is None:
            self._seen[length] = self._seen.get(length, 0) + rows
            if self._seen[length] >= WORTH:
                slots = [each for carrier in self._carriers for each in carrier.formats_at(length)]
                automaton = self._automata.setdefault(length, Automaton(length, slots))
        return automaton


def _keys(numbers: Any) -> Any:
    """The key of each number; null where that has other characters than a key of a format."""
    plain = pc.and_(
        pc.match_substring_regex(numbers, pattern=_PLAIN), pc.less_equal(pc.binary_length(numbers), LONGEST)
    )
    bare = pc.replace_substring(pc.replace_substring(numbers, " ", ""), "-", "")
    if pc.all(plain).as_py():
        return pc.ascii_upper(bare)
    keys = [key(number) for number in numbers.filter(pc.invert(plain)).to_pylist()]
    others = pa.array([one if one.isascii() and one.isalnum() else None for one in keys], pa.string())
    return pc.replace_with_mask(pc.ascii_upper(bare), pc.invert(plain), others)


def _characters(texts: Any) -> NDArray[np.uint8]:
    """All characters, one string after the other."""
    _, ends, data = texts.buffers()
    if data is None:
        return np.zeros(0, dtype=np.uint8)
    bounds = np.frombuffer(ends, dtype=np.int32)
    start, end = int(bounds[texts.offset]), int(bounds[texts.offset + len(texts)])
    return np.frombuffer(data, dtype=np.uint8)[start:end]
