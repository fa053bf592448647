"""Numbers printed in groups: ``1Z 999 AA1 01 2345 6784``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from tracking.slots import NEVER
from tracking.text_links import LONGEST, SHORTEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracking.index import Index

__all__ = ["Groups", "StrongLengths", "joined"]

_MOST = 12
"""Groups that a number is printed in, at most."""
_LONG = 10
"""Characters from which a group is long; of a number in groups, one may be."""
_TINY = 2
"""Groups of one character, at most."""


class StrongLengths:
    """By a number's first two characters, the lengths at which a format with strong evidence begins so: a bit each.

    Most groups that stand side by side are no number; this tells so before they are put together.
    """

    _made: WeakKeyDictionary[Index, StrongLengths] = WeakKeyDictionary()

    def __init__(self, index: Index, least: float) -> None:
        self._forms: dict[tuple[tuple[str, ...], ...], int] = {}
        for entry in index.entries.values():
            for form in entry.form[6]:
                for length, bits, _, guess, _, _, heads, _, _ in form[6]:
                    if guess != NEVER and (bits is None or bits >= least):
                        self._forms[heads] = self._forms.get(heads, 0) | 1 << length
        self._known: dict[str, int] = {}

    @classmethod
    def of(cls, index: Index, least: float) -> StrongLengths:
        """Those of an index, made once."""
        made = cls._made.get(index)
        if made is None:
            made = cls._made[index] = cls(index, least)
        return made

    def at(self, head: str) -> int:
        """The lengths for two characters."""
        known = self._known.get(head)
        if known is None:
            known = 0
            for heads, lengths in self._forms.items():
                if any(head[0] in first and head[1] in second for first, second in heads):
                    known |= lengths
            self._known[head] = known
        return known


class Groups(NamedTuple):
    """A run: groups with one separator between each two."""

    spans: list[tuple[int, int]]
    texts: list[str]
    gaps: list[str]
    """Behind each group, the separator; "" behind the last."""

    def strong(self, first: int, lengths: StrongLengths) -> Iterator[tuple[str, int]]:
        """What the groups from one on may spell with strong evidence: the number and its last group."""
        _, texts, gaps = self
        number = texts[first]
        possible = lengths.at(number[:2] if len(number) > 1 else number + texts[first + 1][:1])
        if not possible:
            return
        gap = gaps[first]
        long, tiny = len(number) > _LONG, len(number) == 1
        for last in range(first + 1, min(first + _MOST, len(texts))):
            text = texts[last]
            long += len(text) > _LONG
            tiny += len(text) == 1
            number += text
            if gaps[last - 1] != gap or long > 1 or tiny > _TINY or len(number) > LONGEST:
                return
            if possible >> len(number) & 1:
                yield number, last

    def whole(self, first: int) -> tuple[str, int] | None:
        """A number that is all that stands between other separators, printed as numbers are; its last group.

        Letters in front of it and behind it are words. Groups of one size end where the size changes.
        """
        _, texts, gaps = self
        gap = gaps[first]
        if gap == "." or texts[first].isalpha() or (first and gaps[first - 1] == gap and not texts[first - 1].isalpha()):
            return None
        last, most = first, min(first + _MOST, len(texts)) - 1
        while last < most and gaps[last] == gap:
            last += 1
        if last == most and gaps[last] == gap:
            return None
        while texts[last].isalpha():
            last -= 1
        if not joined(texts[first : last + 1]):
            size, last = len(texts[first]), first
            while last < most and gaps[last] == gap and len(texts[last + 1]) == size:
                last += 1
            if not joined(texts[first : last + 1]):
                return None
        number = "".join(texts[first : last + 1])
        return (number, last) if SHORTEST + 2 <= len(number) <= LONGEST else None


def joined(texts: list[str]) -> bool:
    """Whether groups look like one number: of one size, but for a shorter first or last one; or with letters."""
    if len(texts) < 2 or not all(map(str.isdecimal, texts)):
        return len(texts) > 1
    sizes = [len(text) for text in texts]
    size = sizes[1]
    if len(sizes) < 3 or size < 3 or len(set(sizes[1:-1])) > 1:
        return False
    # A short first group before three digits each is an amount.
    return sizes[-1] <= size and (sizes[0] == size or (sizes[0] < size == sizes[-1] and size > 3))
