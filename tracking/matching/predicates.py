"""Predicates: functions made for a few formats, that say which of them accept a number.

A predicate looks at cheap things first (are these digits?), predicates check digits that formats share once, and runs a pattern
only where length and ends do not tell everything.
"""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from typing import TYPE_CHECKING, Any

from tracking.catalog.listed import FormatAtLength, joined
from tracking.definitions.checkdigits import ALGORITHMS
from tracking.matching.thresholds import SHADOW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tracking.matching.checksum_tables import ChecksumTable

__all__ = ["Check", "Formats", "KnownFormats", "Panels", "digits_of", "nothing", "predicate_of", "summed", "tailed"]

Formats = tuple[FormatAtLength, ...]

MANY = 4
"""Check digits from which a panel is quicker than one test after the other."""
FEW = 12
"""Characters that may stand at a place, up to which it is worth a look before any pattern."""

Check = tuple[Any, tuple[int, int, int]]
"""A check digit's algorithm with its parameters, and where its payload and the digit itself lie."""
Panels = Callable[[int, "Sequence[Check]"], "tuple[ChecksumTable, Mapping[Check, int]] | None"]
"""The panel of numbers of a length that has these checks, and each one's place in it; None when there can be none."""


class KnownFormats(tuple[FormatAtLength, ...]):
    """Formats that a predicate gives again and again: what follows from them without a country is worked out once and kept here."""

    ranked: Any = None
    """Their matches in order."""
    named: Any = None
    """The carrier that they decide for."""


def nothing(number: bytes) -> Formats:
    """The predicate of no formats."""
    return ()


class _Group:
    """Formats that one check digit decides: ``test`` is it, None without."""

    __slots__ = ("slots", "test")

    def __init__(self, slots: list[FormatAtLength]) -> None:
        check = _check_of(slots[0])
        self.slots = tuple(slots)
        self.test: Callable[[bytes], bool] | None = None
        if check is not None:
            (algorithm, parameters), span = check
            self.test = ALGORITHMS[algorithm](*parameters).tester(*span)

    def members(self, late: bool = False) -> list[tuple[Any, FormatAtLength]]:
        """Each format with its pattern (None where none is needed), which is compiled ``late``, when it is first looked at."""
        if self.test is None and self.slots[0].check is not None:
            return [(slot.accepts_ascii, slot) for slot in self.slots]
        return [
            (None if slot.free and slot.kind == "d" else slot.admits if late else slot.gate(), slot)
            for slot in self.slots
        ]


def _check_of(slot: FormatAtLength) -> Check | None:
    """The check digit of a format, where it has one that is always at the same place."""
    return None if slot.check is None or slot.span is None else (slot.check[:2], slot.span)


def _groups(slots: list[FormatAtLength]) -> list[_Group]:
    together: dict[Any, list[FormatAtLength]] = {}
    for slot in slots:
        together.setdefault(_check_of(slot) or (slot.check and id(slot)), []).append(slot)
    return [_Group(group) for group in together.values()]


def summed(slot: FormatAtLength) -> Check | None:
    """The check digit of a format, where a panel can predicate it."""
    check = _check_of(slot)
    if check is None:
        return None
    (algorithm, parameters), (start, end, _) = check
    return None if ALGORITHMS[algorithm](*parameters).sums(end - start) is None else check


def predicate_of(slots: list[FormatAtLength], panels: Panels) -> Callable[[bytes], Formats]:
    """The predicate of a few formats."""
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


def tailed(slots: list[FormatAtLength], panels: Panels) -> Callable[[bytes], Formats]:
    """The predicate of a few formats whose first and last two characters fit: of most, only digits between them are left to see."""
    inner = [slot for slot in slots if slot.inner]
    groups = _groups(inner)
    if len(groups) != 1 or _shadowed(slots):
        return predicate_of(slots, panels)
    every, test = KnownFormats(inner), groups[0].test or bool
    rest = [slot for slot in slots if not slot.inner]
    if not rest:
        return lambda number: every if number[2:-2].isdigit() and test(number) else ()
    others = _any(rest)

    def predicate(number: bytes) -> Formats:
        more = others(number)
        if number[2:-2].isdigit() and test(number):
            return every + more if more else every
        return more

    return predicate


def digits_of(
    slots: list[FormatAtLength], both: list[FormatAtLength], otherwise: Callable[[bytes], Formats], panels: Panels
) -> Callable[[bytes], Formats]:
    """Formats of digits only, where no pattern is needed if the ends tell everything; ``otherwise`` predicates other numbers.

    ``both`` are formats that take digits as well as letters.
    """
    if _shadowed(slots + both):
        inner = _shadowing(slots + both)
        return lambda number: inner(number) if number.isdigit() else otherwise(number)
    groups = _groups(slots)
    if len(groups) == 1 and not both and all(gate is None for gate, _ in groups[0].members(late=True)):
        every, test = KnownFormats(groups[0].slots), groups[0].test
        if test is None:
            return lambda number: every if number.isdigit() else otherwise(number)
        if otherwise is nothing:
            return lambda number: every if number.isdigit() and test(number) else ()
        return lambda number: (every if test(number) else ()) if number.isdigit() else otherwise(number)
    if len(groups) >= MANY and (predicate := _panel(groups, both, otherwise, panels)) is not None:
        return predicate
    inner = _any(slots + both)
    return lambda number: inner(number) if number.isdigit() else otherwise(number)


def _panel(
    groups: list[_Group], both: list[FormatAtLength], otherwise: Callable[[bytes], Formats], panels: Panels
) -> Callable[[bytes], Formats] | None:
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
    known: dict[bytes, KnownFormats] = {}

    def predicate(number: bytes) -> Formats:
        if not number.isdigit():
            return otherwise(number)
        flags = made.flags(number)
        if flags not in known:
            passed = made.passed(flags)
            known[flags] = KnownFormats(slot for place, gate, slot in members if place in passed and gate is None)
        return known[flags]

    of_twelve = [stop - start for _, start, stop in made.pieces] == [3, 3, 3, 3]
    quick = _of_twelve(made, known, predicate) if of_twelve else predicate
    rest = (
        [slot for _, gate, slot in members if gate is not None]
        + [slot for group in outside for slot in group.slots]
        + both
    )
    if not rest:
        return quick
    more = _any(rest)

    def with_more(number: bytes) -> Formats:
        if not number.isdigit():
            return otherwise(number)
        found, others = quick(number), more(number)
        return found + others if others else found

    return with_more


def _of_twelve(
    made: ChecksumTable, known: dict[bytes, KnownFormats], predicate: Callable[[bytes], Formats]
) -> Callable[[bytes], Formats]:
    """The same for twelve digits, which most carriers share: written out, it takes half the time."""
    one, two, three, four = (table for table, _, _ in made.pieces)
    width, even, cut = len(made.columns), made.even, Struct("3s3s3s3s").unpack

    def twelve(number: bytes) -> Formats:
        try:
            a, b, c, d = cut(number)
            return known[(one[a] + two[b] + three[c] + four[d]).to_bytes(width, "little").translate(even)]
        except KeyError:  # not all of it digits, or the first of its kind
            return predicate(number)

    return twelve


def _any(slots: list[FormatAtLength]) -> Callable[[bytes], Formats]:
    """Formats whose patterns are looked at, then their check digits."""
    groups = _groups(slots)
    if len(slots) == 1:
        ((gate, slot),) = groups[0].members()
        test, alone = groups[0].test or bool, KnownFormats((slot,))
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


def _narrow(slots: list[FormatAtLength]) -> tuple[int, bytes] | None:
    """The place, last or last but one, where only few characters may stand, and these: most numbers fail there."""
    least = 10 if any(slot.kind == "d" for slot in slots) else FEW + 1
    ends = [("".join({c for slot in slots for sets in slot.tails for c in sets[place]}), place) for place in (-1, -2)]
    few, place = min(ends, key=lambda end: len(end[0]))
    return (place, few.encode()) if len(few) < least else None


def _tried(groups: list[_Group]) -> Callable[[bytes], Formats]:
    """One format after the other."""
    several = sum(len(group.slots) for group in groups) > 1
    plain = [(group.test, group.members(late=several)) for group in groups]
    # One pattern of all tells quickly that none matches, which is how most numbers fare.
    some = None
    if several and all(gate is not None for _, members in plain for gate, _ in members):
        some = joined(slot for group in groups for slot in group.slots)

    def predicate(number: bytes) -> Formats:
        found: list[FormatAtLength] = []
        if some is not None and not some(number):
            return ()
        for test, members in plain:
            passed = [slot for gate, slot in members if gate is None or gate(number)]
            if passed and (test is None or test(number)):
                found += passed
        return tuple(found)

    return predicate


def _shadowed(slots: list[FormatAtLength]) -> bool:
    """Whether one of them is narrow enough that its failing check digit speaks against another."""
    return any(_shadows(narrow, wide) for narrow in slots for wide in slots)


def _shadows(narrow: FormatAtLength, wide: FormatAtLength) -> bool:
    return (
        narrow.check is not None
        and not narrow.issued_elsewhere
        and narrow.shape is not None
        and narrow.shape >= SHADOW
        and (wide.bits is None or wide.bits <= narrow.shape)
        and (wide.check is None or (narrow.check[:2], narrow.span) != (wide.check[:2], wide.span))
    )


def _shadowing(slots: list[FormatAtLength]) -> Callable[[bytes], Formats]:
    """A predicate among whose formats a failing check digit puts the weaker ones in doubt."""
    members = [
        (slot.gate(), slot, group.test or (slot.right_ascii if slot.check else None))
        for group in _groups(slots)
        for slot in group.slots
    ]

    def predicate(number: bytes) -> Formats:
        found: list[FormatAtLength] = []
        failed = 0.0
        for gate, slot, test in members:
            if gate(number):
                if test is None or test(number):
                    found.append(slot)
                elif slot.shape is not None and slot.shape > failed and not slot.issued_elsewhere:
                    failed = slot.shape
        if failed >= SHADOW:
            found = [slot if slot.evidence(number.decode()) > failed else slot.as_likely_mistyped() for slot in found]
        return tuple(found)

    return predicate
