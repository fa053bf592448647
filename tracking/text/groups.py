"""Numbers printed in groups: ``1Z 999 AA1 01 2345 6784``.

What groups side by side may spell follows from how they look: so many digits, a separator, so many letters. That is worked
out once for each look and remembered; a text has few.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, NamedTuple
from weakref import WeakKeyDictionary

from tracking.catalog.listed import NEVER
from tracking.spelling.texts import NOTHING
from tracking.text.links import LONGEST, SHORTEST

if TYPE_CHECKING:
    from tracking.catalog.catalog import Catalog

__all__ = ["LONG_RUN", "SOME_GROUPS", "Joined", "Plan", "StrongLengths", "compact", "plan"]

_MOST = 12
"""Groups that a number is printed in, at most."""
_LONG = 10
"""Characters from which a group is long; of a number in groups, one may be."""
_TINY = 2
"""Groups of one character, at most."""
_MEMORY = 4096
"""Looks that are remembered."""
LONG_RUN = 250
"""Characters from which a run is looked at in parts."""
SOME_GROUPS = re.compile(r"(?>(?:[0-9A-Za-z\x00]++(?:[ .\-]|\) ?)?\x00*+){1,48})")
"""Part of a long run."""

_GROUP = re.compile(r"[0-9A-Za-z\x00]+")
_MARKETPLACE = re.compile(r"(?:A+ )?9{3}-9{7}-9{7}(?: A+)?")
_ACCOUNT = re.compile(r"(?<![9A])AA99[ \-]\x00*[9A]{4}[ \-]\x00*[9A]{4}(?![9A])")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHAPE = str.maketrans("0123456789" + _LETTERS + _LETTERS.lower(), "9" * 10 + "A" * 52)
_DROPPED = dict.fromkeys(map(ord, " .-()" + NOTHING))


class Joined(NamedTuple):
    """Groups that may be one number."""

    length: int
    digits: bool
    """Whether there are no letters in it."""
    stop: int


class Step(NamedTuple):
    """What may begin at one group of a run; places count from the run's beginning."""

    start: int
    stop: int
    size: int
    """The group's own characters; 0 where it is no number by itself."""
    head: tuple[int, int]
    """Where the first two characters of what begins here stand."""
    joined: tuple[Joined, ...]
    digits: int
    mixed: int
    """The lengths of those without and with letters: a bit each."""
    whole: Joined | None
    """What is all that stands between other separators, printed as numbers are: it needs no strong evidence."""


class Plan(NamedTuple):
    """What a run with a certain look may spell."""

    steps: tuple[Step, ...]
    account: bool
    """Whether a bank account may be printed in it."""
    phone: bool | None
    """Whether it looks like a telephone number; None where a leading zero tells."""
    turn: tuple[int, int]
    """The group at which the next part of a long run begins; what begins up to there was looked at."""


def compact(printed: str) -> str:
    """A number without its separators."""
    return printed.translate(_DROPPED).upper()


_known: dict[str, Plan] = {}


def plan(run: str) -> Plan:
    """What a run may spell."""
    look = run.translate(_SHAPE)
    found = _known.get(look)
    if found is None:
        found = _plan(look)
        if len(look) <= LONG_RUN:
            if len(_known) >= _MEMORY:
                _known.clear()
            _known[look] = found
    return found


def _plan(look: str) -> Plan:
    spans = [group.span() for group in _GROUP.finditer(look)]
    texts = [look[start:stop].replace(NOTHING, "") for start, stop in spans]
    gaps = [look[stop : stop + 1] for _, stop in spans]
    steps = []
    for place, (start, stop) in enumerate(() if _MARKETPLACE.fullmatch(look) else spans):
        joined = _joined(texts, spans, gaps, place)
        whole = _whole(texts, spans, gaps, place)
        if whole and whole.digits:  # groups of one size go together: a part of them is no number
            joined = tuple(one for one in joined if one.stop >= whole.stop)
        size = len(texts[place])
        if gaps[place] == "." and place + 1 < len(texts) and (texts[place] + texts[place + 1]).isdecimal():
            size = 0  # an amount, or a number with a fraction
        if joined or whole or size >= SHORTEST:
            second = start + 1
            while second < len(look) and look[second] not in "9A":
                second += 1
            digits, mixed = (sum({1 << one.length for one in joined if one.digits is kind}) for kind in (True, False))
            steps.append(Step(start, stop, size, (start, second), joined, digits, mixed, whole))
    return Plan(tuple(steps), _ACCOUNT.search(look) is not None, _phone(texts), spans[max(0, len(spans) - _MOST - 1)])


def _joined(texts: list[str], spans: list[tuple[int, int]], gaps: list[str], first: int) -> tuple[Joined, ...]:
    """The numbers that the groups from one on may spell."""
    number, gap = texts[first], gaps[first]
    long, tiny = int(len(number) > _LONG), int(len(number) == 1)
    found = []
    for last in range(first + 1, min(first + _MOST, len(texts))):
        number += texts[last]
        long, tiny = long + (len(texts[last]) > _LONG), tiny + (len(texts[last]) == 1)
        if gap == ")":  # a GS1 label's (00): the groups behind it have their own separator
            gap = gaps[last] or gap
        elif gaps[last - 1] != gap:
            break
        if long > 1 or tiny > _TINY or len(number) > LONGEST:
            break
        if len(number) >= SHORTEST + 2:
            found.append(Joined(len(number), number.isdecimal(), spans[last][1]))
    return tuple(found)


def _whole(texts: list[str], spans: list[tuple[int, int]], gaps: list[str], first: int) -> Joined | None:
    """A number that is all that stands between other separators; letters in front of it and behind it are words.

    Groups of one size end where the size changes.
    """
    gap = gaps[first]
    if gap in (".", "") or texts[first].isalpha():
        return _postal(texts, spans, gaps, first)
    if first and gaps[first - 1] == gap and not texts[first - 1].isalpha():
        return None
    last, most = first, min(first + _MOST, len(texts)) - 1
    while last < most and gaps[last] == gap:
        last += 1
    if last == most and gaps[last] == gap:
        return None
    while texts[last].isalpha():
        last -= 1
    if not _is_one(texts[first : last + 1], gap):
        size, last = len(texts[first]), first
        while last < most and gaps[last] == gap and len(texts[last + 1]) == size:
            last += 1
        if not _is_one(texts[first : last + 1], gap):
            return None
    number = "".join(texts[first : last + 1])
    if not SHORTEST + 2 <= len(number) <= LONGEST:
        return None
    return Joined(len(number), number.isdecimal(), spans[last][1])


def _postal(texts: list[str], spans: list[tuple[int, int]], gaps: list[str], first: int) -> Joined | None:
    """A number as posts print it, whatever its separators: RR 123 456 785 CN."""
    number = ""
    for last in range(first, min(first + 6, len(texts))):
        number += texts[last]
        if len(number) >= 13 or (gaps[last] != gaps[first] and len(number) < 11):
            postal = number[:2] == texts[first] == number[11:] == "AA" and number[2:11].isdecimal()
            return Joined(13, False, spans[last][1]) if postal else None
    return None


def _is_one(texts: list[str], gap: str) -> bool:
    """Whether groups look like one number.

    They are of one size, but for a shorter first or last one; or they have letters; or a check digit stands behind a dash.
    """
    if len(texts) < 2 or not all(map(str.isdecimal, texts)):
        return len(texts) > 1
    sizes = [len(text) for text in texts]
    size = sizes[1]
    if len(sizes) == 2:
        return sizes[0] > SHORTEST and size <= 2 and gap == "-"
    if len(sizes) < 3 or size < 3 or len(set(sizes[1:-1])) > 1:
        return False
    # A short first group before three digits each is an amount.
    return sizes[-1] <= size and (sizes[0] == size or (sizes[0] < size == sizes[-1] and size > 3))


def _phone(texts: list[str]) -> bool | None:
    if len(texts) < 2 or not all(map(str.isdecimal, texts)):
        return False
    sizes = [len(text) for text in texts]
    if len(texts) > 2 and sizes[0] > 2 and sizes.count(sizes[0]) >= len(texts) - 1 and sizes[-1] <= sizes[0]:
        return False
    return True if sizes[-2:] == [3, 4] or sizes.count(2) == len(sizes) else None


class StrongLengths:
    """By a number's first two characters, the lengths at which a format with strong evidence begins so: a bit each.

    Most groups that stand side by side are no number; this tells so before they are put together.
    """

    _made: ClassVar[WeakKeyDictionary[Catalog, StrongLengths]] = WeakKeyDictionary()

    def __init__(self, index: Catalog, least: float) -> None:
        # Of what mixes letters and digits, digits alone say less: not strong where the evidence depends on the number.
        digits, mixed = _Heads(), _Heads()
        for entry in index.entries.values():
            for form in entry.form[6]:
                for length, bits, _, guess, kind, _, heads, *_ in form[6]:
                    if guess != NEVER:
                        if kind != "m" and bits is not None and bits >= least:
                            digits.forms[heads] = digits.forms.get(heads, 0) | 1 << length
                        if kind != "d" and (bits is None or bits >= least):
                            mixed.forms[heads] = mixed.forms.get(heads, 0) | 1 << length
        self.digits, self.mixed = digits, mixed
        """Of numbers of digits only, and of those with a letter in them."""

    @classmethod
    def of(cls, index: Catalog, least: float) -> StrongLengths:
        """Those of an index, made once."""
        made = cls._made.get(index)
        if made is None:
            made = cls._made[index] = cls(index, least)
        return made


class _Heads(dict[str, int]):
    """The lengths by two characters, worked out when first asked for."""

    def __init__(self) -> None:
        self.forms: dict[tuple[tuple[str, ...], ...], int] = {}

    def __missing__(self, head: str) -> int:
        known = 0
        for heads, lengths in self.forms.items():
            if any(head[0] in first and head[1] in second for first, second in heads):
                known |= lengths
        self[head] = known
        return known
