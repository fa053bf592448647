"""Judges: functions made for a few formats, that say which of them accept a number.

A judge looks at cheap things first (are these digits?), judges check digits that formats share once, and runs a pattern
only where length and ends do not tell everything.
"""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from typing import TYPE_CHECKING, Any

from tracking.checkdigits import ALGORITHMS
from tracking.slots import Slot, joined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tracking.panel import Panel

__all__ = ["Check", "Known", "Panels", "Slots", "digits_of", "judge_of", "nothing", "summed", "tailed"]

Slots = tuple[Slot, ...]

SHADOW = 9.0
"""Bits from which a pattern whose check digit fails puts guesses that say no more in doubt: a number that begins like one
carrier's own, two fixed letters or three digits, is more likely mistyped than another's by chance."""
MANY = 4
"""Check digits from which a panel is quicker than one test after the other."""
FEW = 12
"""Characters that may stand at a place, up to which it is worth a look before any pattern."""

Check = tuple[Any, tuple[int, int, int]]
"""A check digit's algorithm with its parameters, and where its payload and the digit itself lie."""
Panels = Callable[[int, "Sequence[Check]"], "tuple[Panel, Mapping[Check, int]] | None"]
"""The panel of numbers of a length that has these checks, and each one's place in it; None when there can be none."""


class Known(tuple[Slot, ...]):
    """Formats that a judge gives again and again: what follows from them without a country is worked out once and kept here."""

    ranked: Any = None
    """Their matches in order."""
    place: Any = None
    """The carrier that they decide for."""


def nothing(number: bytes) -> Slots:
    """The judge of no formats."""
    return ()


class _Group:
    """Formats that one check digit decides: ``test`` is it, None without."""

    __slots__ = ("slots", "test")

    def __init__(self, slots: list[Slot]) -> None:
        check = _check_of(slots[0])
        self.slots = tuple(slots)
        self.test: Callable[[bytes], bool] | None = None
        if check is not None:
            (algorithm, parameters), span = check
            self.test = ALGORITHMS[algorithm](*parameters).tester(*span)

    def members(self, late: bool = False) -> list[tuple[Any, Slot]]:
        """Each format with its pattern (None where none is needed), which is compiled ``late``, when it is first looked at."""
        if self.test is None and self.slots[0].check is not None:
            return [(slot.accepts_ascii, slot) for slot in self.slots]
        return [
            (None if slot.free and slot.kind == "d" else slot.admits if late else slot.gate(), slot)
            for slot in self.slots
        ]


def _check_of(slot: Slot) -> Check | None:
    """The check digit of a format, where it has one that is always at the same place."""
    return None if slot.check is None or slot.span is None else (slot.check[:2], slot.span)


def _groups(slots: list[Slot]) -> list[_Group]:
    together: dict[Any, list[Slot]] = {}
    for slot in slots:
        together.setdefault(_check_of(slot) or (slot.check and id(slot)), []).append(slot)
    return [_Group(group) for group in together.values()]


def summed(slot: Slot) -> Check | None:
    """The check digit of a format, where a panel can judge it."""
    check = _check_of(slot)
    if check is None:
        return None
    (algorithm, parameters), (start, end, _) = check
    return None if ALGORITHMS[algorithm](*parameters).sums(end - start) is None else check


def judge_of(slots: list[Slot], panels: Panels) -> Callable[[bytes], Slots]:
    """The judge of a few formats."""
    if not slots:
        return nothing
    if _shadowed(slots):
        return _shadowing(slots)
    digits = [slot for slot in slots if slot.kind == "d"]
    others = [slot for slot in slots if slot.kind != "d"]
    if not digits:
        return _any(others)
    both = [slot for slot in others if slot.kind == "b"]
    return digits_of(digits, both, _any(others) if others else nothing, panels)


def tailed(slots: list[Slot], panels: Panels) -> Callable[[bytes], Slots]:
    """The judge of a few formats whose first and last two characters fit: of most, only digits between them are left to see."""
    inner = [slot for slot in slots if slot.inner]
    groups = _groups(inner)
    if len(groups) != 1 or _shadowed(slots):
        return judge_of(slots, panels)
    every, test = Known(inner), groups[0].test or bool
    rest = [slot for slot in slots if not slot.inner]
    if not rest:
        return lambda number: every if number[2:-2].isdigit() and test(number) else ()
    others = _any(rest)

    def judge(number: bytes) -> Slots:
        more = others(number)
        if number[2:-2].isdigit() and test(number):
            return every + more if more else every
        return more

    return judge


def digits_of(
    slots: list[Slot], both: list[Slot], otherwise: Callable[[bytes], Slots], panels: Panels
) -> Callable[[bytes], Slots]:
    """Formats of digits only, where no pattern is needed if the ends tell everything; ``otherwise`` judges other numbers.

    ``both`` are formats that take digits as well as letters.
    """
    if _shadowed(slots + both):
        inner = _shadowing(slots + both)
        return lambda number: inner(number) if number.isdigit() else otherwise(number)
    groups = _groups(slots)
    if len(groups) == 1 and not both and all(gate is None for gate, _ in groups[0].members(late=True)):
        every, test = Known(groups[0].slots), groups[0].test
        if test is None:
            return lambda number: every if number.isdigit() else otherwise(number)
        if otherwise is nothing:
            return lambda number: every if number.isdigit() and test(number) else ()
        return lambda number: (every if test(number) else ()) if number.isdigit() else otherwise(number)
    if len(groups) >= MANY and (judge := _panel(groups, both, otherwise, panels)) is not None:
        return judge
    inner = _any(slots + both)
    return lambda number: inner(number) if number.isdigit() else otherwise(number)


def _panel(
    groups: list[_Group], both: list[Slot], otherwise: Callable[[bytes], Slots], panels: Panels
) -> Callable[[bytes], Slots] | None:
    """Many check digits over the same digits: all judged in one go."""
    inside = {check: group for group in groups if (check := summed(group.slots[0])) is not None}
    found = panels(groups[0].slots[0].length, list(inside)) if len(inside) >= MANY else None
    if found is None:
        return None
    made, places = found
    members = [
        (places[check], gate, slot) for check, group in inside.items() for gate, slot in group.members(late=True)
    ]
    outside = [group for group in groups if group not in inside.values()]
    known: dict[bytes, Known] = {}

    def judge(number: bytes) -> Slots:
        if not number.isdigit():
            return otherwise(number)
        flags = made.flags(number)
        if flags not in known:
            passed = made.passed(flags)
            known[flags] = Known(slot for place, gate, slot in members if place in passed and gate is None)
        return known[flags]

    of_twelve = [stop - start for _, start, stop in made.pieces] == [3, 3, 3, 3]
    quick = _of_twelve(made, known, judge) if of_twelve else judge
    rest = (
        [slot for _, gate, slot in members if gate is not None]
        + [slot for group in outside for slot in group.slots]
        + both
    )
    if not rest:
        return quick
    more = _any(rest)

    def with_more(number: bytes) -> Slots:
        if not number.isdigit():
            return otherwise(number)
        found, others = quick(number), more(number)
        return found + others if others else found

    return with_more


def _of_twelve(made: Panel, known: dict[bytes, Known], judge: Callable[[bytes], Slots]) -> Callable[[bytes], Slots]:
    """The same for twelve digits, which most carriers share: written out, it takes half the time."""
    one, two, three, four = (table for table, _, _ in made.pieces)
    width, even, cut = len(made.columns), made.even, Struct("3s3s3s3s").unpack

    def twelve(number: bytes) -> Slots:
        try:
            a, b, c, d = cut(number)
            return known[(one[a] + two[b] + three[c] + four[d]).to_bytes(width, "little").translate(even)]
        except KeyError:  # not all of it digits, or the first of its kind
            return judge(number)

    return twelve


def _any(slots: list[Slot]) -> Callable[[bytes], Slots]:
    """Formats whose patterns are looked at, then their check digits."""
    groups = _groups(slots)
    if len(slots) == 1:
        ((gate, slot),) = groups[0].members()
        test, alone = groups[0].test or bool, Known((slot,))
        if slot.open and groups[0].test is not None:
            # Any letters and digits: that they are such costs less to see than the pattern.
            return lambda number: alone if number.isalnum() and number.isupper() and test(number) else ()
        if gate is None:
            return lambda number: alone if test(number) else ()
        if (end := _narrow(slots)) is not None:
            place, few = end
            return lambda number: alone if number[place] in few and gate(number) and test(number) else ()
        return lambda number: alone if gate(number) and test(number) else ()
    if (end := _narrow(slots)) is not None:
        place, few = end
        inner = _tried(groups)
        return lambda number: inner(number) if number[place] in few else ()
    return _tried(groups)


def _narrow(slots: list[Slot]) -> tuple[int, bytes] | None:
    """The place, last or last but one, where only few characters may stand, and these: most numbers fail there."""
    least = 10 if any(slot.kind == "d" for slot in slots) else FEW + 1
    ends = [("".join({c for slot in slots for sets in slot.tails for c in sets[place]}), place) for place in (-1, -2)]
    few, place = min(ends, key=lambda end: len(end[0]))
    return (place, few.encode()) if len(few) < least else None


def _tried(groups: list[_Group]) -> Callable[[bytes], Slots]:
    """One format after the other."""
    several = sum(len(group.slots) for group in groups) > 1
    plain = [(group.test, group.members(late=several)) for group in groups]
    # One pattern of all tells quickly that none matches, which is how most numbers fare.
    some = None
    if several and all(gate is not None for _, members in plain for gate, _ in members):
        some = joined(slot for group in groups for slot in group.slots)

    def judge(number: bytes) -> Slots:
        found: list[Slot] = []
        if some is not None and not some(number):
            return ()
        for test, members in plain:
            passed = [slot for gate, slot in members if gate is None or gate(number)]
            if passed and (test is None or test(number)):
                found += passed
        return tuple(found)

    return judge


def _shadowed(slots: list[Slot]) -> bool:
    """Whether one of them is narrow enough that its failing check digit speaks against another."""
    return any(_shadows(narrow, wide) for narrow in slots for wide in slots)


def _shadows(narrow: Slot, wide: Slot) -> bool:
    return (
        narrow.check is not None
        and not narrow.user
        and narrow.shape is not None
        and narrow.shape >= SHADOW
        and (wide.bits is None or wide.bits <= narrow.shape)
        and (wide.check is None or (narrow.check[:2], narrow.span) != (wide.check[:2], wide.span))
    )


def _shadowing(slots: list[Slot]) -> Callable[[bytes], Slots]:
    """A judge among whose formats a failing check digit puts the weaker ones in doubt."""
    members = [
        (slot.gate(), slot, group.test or (slot.right_ascii if slot.check else None))
        for group in _groups(slots)
        for slot in group.slots
    ]

    def judge(number: bytes) -> Slots:
        found: list[Slot] = []
        failed = 0.0
        for gate, slot, test in members:
            if gate(number):
                if test is None or test(number):
                    found.append(slot)
                elif slot.shape is not None and slot.shape > failed and not slot.user:
                    failed = slot.shape
        if failed >= SHADOW:
            found = [slot if slot.evidence(number.decode()) > failed else slot.in_doubt() for slot in found]
        return tuple(found)

    return judge
