"""Numbers printed in groups: ``1Z 999 AA1 01 2345 6784``.

The numbers that the groups of a run may form follow from its look: so many digits, a separator, so many letters. They are
computed once for each look and remembered, since a text has few looks and many runs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tracking.spelling.texts import NOTHING
from tracking.text.lengths import LONGEST_FOUND, SHORTEST_FOUND, simple_look

if TYPE_CHECKING:
    from tracking.text.noise import Noise, NoiseRules

__all__ = ["LONG_RUN", "LOOK", "GroupStart", "GroupedNumber", "RunPlan", "RunPlans"]

LONG_RUN = 250
"""The number of characters from which a run is read in parts."""

_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LOOK = bytes.maketrans(b"0123456789" + _LETTERS + _LETTERS.lower(), b"9" * 10 + b"A" * 52)
"""A table for `bytes.translate`, which is faster than that of `str`: the look of a run, digits as 9, letters as A."""

_MOST_GROUPS = 12
"""The greatest number of groups in which a number is printed."""
_LONG_GROUP = 10
"""The number of characters from which a group is long; a number in groups may have one such group."""
_MOST_TINY = 2
"""The greatest number of groups with one character in a number."""
_POSTAL_GROUPS, _POSTAL_LENGTH = 6, 13
"""The greatest number of groups in which a postal number is printed, and its length."""
_MOST_LETTERS, _FEWEST_GROUPS = 2, 3
"""For a number that begins with a group of letters: the letters, and the groups of digits after them."""
_OF_SEVERAL_SIZES = ((6, 2, 5, 1), (5, 4, 4), (3, 2, 5, 1))
"""The sizes of groups of digits in which posts print numbers: Russian Post's, Korea Post's, Japan Post's for registered letters."""
_BEHIND_LABEL = ((3, 7), (3, 6), (3, 8), (5, 4), (2, 4, 4))
"""Those that only a label tells from telephone numbers: PRO numbers, air waybills, numbers of JRS Express and of Pony Express."""
_CONTAINER_LETTERS, _CONTAINER = 4, ((6, 1), (7,))
"""For a container (ISO 6346): the letters, and the sizes of the groups of digits after them."""
_SHORTEST_DOTTED = 15
"""The least number of digits in a number that is printed with dots."""
_SHORTEST_IN_GROUPS = 11
"""The same for groups of one size with a shorter last one."""
_MEMORY = 4096
"""Looks that are remembered; the memory is then cleared."""

_GROUP = re.compile(r"[0-9A-Za-z\x00]+")


class GroupedNumber(NamedTuple):
    """Groups that may be one number."""

    length: int
    """The length of the number without separators."""
    digits: bool
    """True if it has no letters."""
    stop: int
    """The end of its last group, counted from the beginning of the run."""
    look: str = ""
    """Its look without separators, if that is a simple one; else empty."""
    needs_label: bool = False
    """Whether a word for a parcel's number has to stand right before it."""


class GroupStart(NamedTuple):
    """The numbers that may begin at one group of a run; positions count from the beginning of the run."""

    start: int
    """The beginning of the group."""
    stop: int
    """The end of the group."""
    size: int
    """The length of the group; 0 if it is not a number by itself."""
    second: int
    """The position of the second character of what begins here; the first one is at ``start``."""
    numbers: tuple[GroupedNumber, ...]
    """The numbers that it may form with the groups after it, shortest first; they need strong evidence."""
    digit_lengths: int
    """The lengths of those that are all digits, as a set of bits."""
    mixed_lengths: int
    """The lengths of those with a letter, as a set of bits."""
    whole: GroupedNumber | None
    """The number that is everything between other separators, if printed as numbers are; it needs no strong evidence."""


class RunPlan(NamedTuple):
    """The numbers that a run with a certain look may contain."""

    starts: tuple[GroupStart, ...]
    """The groups at which a number may begin, in order."""
    only: GroupStart | None
    """The only such group, if it begins with the run's first two characters and needs strong evidence."""
    noise: tuple[Noise, ...]
    """The rules for the run that nothing outweighs."""
    doubts: tuple[Noise, ...]
    """The rules for the run that evidence outweighs."""
    next_start: int
    """For a part of a long run: the beginning of the next part, counted from the run's; 0 at the run's end."""
    next_stop: int
    """The end of the group at ``next_start``."""


class _Group(NamedTuple):
    text: str
    """Its look: ``9999``, ``AA``."""
    start: int
    stop: int
    gap: str
    """The separator after it; empty after the last one."""


class RunPlans(dict[bytes, RunPlan]):
    """The plans of runs by their looks, ``run.encode().translate(LOOK)``, made when they are first needed."""

    def __init__(self, noise: NoiseRules) -> None:
        self._noise = noise

    def __missing__(self, look: bytes) -> RunPlan:
        shown = look.decode()
        plan = _plan(shown, self._noise.suspected(shown))
        if len(look) <= LONG_RUN:
            if len(self) >= _MEMORY:
                self.clear()
            self[look] = plan
        return plan


def _plan(look: str, suspected: list[Noise]) -> RunPlan:
    groups = [
        _Group(found.group().replace(NOTHING, ""), *found.span(), look[found.end() : found.end() + 1])
        for found in _GROUP.finditer(look)
    ]
    starts = []
    for place, group in enumerate(groups):
        numbers, whole = _numbers(groups, place), _whole(groups, place)
        if whole and whole.digits:  # groups of one size belong together: a part of them is not a number
            numbers = tuple(one for one in numbers if one.stop >= whole.stop)
        size = len(group.text)
        if group.gap == "." and place + 1 < len(groups) and (group.text + groups[place + 1].text).isdecimal():
            size = 0  # an amount, or a number with a fraction
        if numbers or whole or size >= SHORTEST_FOUND:
            second = group.start + 1
            while second < len(look) and look[second] not in "9A":
                second += 1
            digit_lengths, mixed_lengths = _lengths(numbers, digits=True), _lengths(numbers, digits=False)
            starts.append(
                GroupStart(group.start, group.stop, size, second, numbers, digit_lengths, mixed_lengths, whole)
            )
    following = groups[max(0, len(groups) - _MOST_GROUPS - 1)]
    noise = tuple(rule for rule in suspected if rule.yields_to == "nothing")
    doubts = tuple(rule for rule in suspected if rule.yields_to != "nothing")
    return RunPlan(tuple(starts), _only(starts), noise, doubts, following.start, following.stop)


def _only(starts: list[GroupStart]) -> GroupStart | None:
    fit = [one for one in starts if one.second == 1 and one.size < SHORTEST_FOUND and not one.whole]
    return fit[0] if len(starts) == len(fit) == 1 else None


def _lengths(numbers: tuple[GroupedNumber, ...], digits: bool) -> int:
    return sum({1 << number.length for number in numbers if number.digits is digits})


def _numbers(groups: list[_Group], first: int) -> tuple[GroupedNumber, ...]:
    """Return the numbers that may begin with one group: up to 12 groups with one separator, few of them long or tiny.

    None is a part of digits with dashes, as in 55501827-000-11.
    """
    number, gap = groups[first].text, groups[first].gap
    follows = any(
        one.gap == gap == "-" and (one.text + number).isdecimal() for one in groups[max(0, first - 1) : first]
    )
    long, tiny = int(len(number) > _LONG_GROUP), int(len(number) == 1)
    found = []
    for last in range(first + 1, min(first + _MOST_GROUPS, len(groups))):
        group = groups[last]
        number += group.text
        long, tiny = long + (len(group.text) > _LONG_GROUP), tiny + (len(group.text) == 1)
        if gap == ")":  # a GS1 label's (00): the groups after it have their own separator
            gap = group.gap or gap
        elif groups[last - 1].gap != gap:
            break
        if long > 1 or tiny > _MOST_TINY or len(number) > LONGEST_FOUND:
            break
        if len(number) >= SHORTEST_FOUND + 2 and not (follows or (group.gap == gap == "-" and number.isdecimal())):
            found.append(GroupedNumber(len(number), number.isdecimal(), group.stop, simple_look(number)))
    return tuple(found)


def _whole(groups: list[_Group], first: int) -> GroupedNumber | None:
    """Return the number that is all between other separators, without words around it; groups of one size end where it changes."""
    gap = groups[first].gap
    if gap in (".", "") or groups[first].text.isalpha():
        return (
            _postal(groups, first)
            or (_dotted(groups, first) if gap == "." else None)
            or (_lettered(groups, first) if gap == " " else None)
        )
    if first and groups[first - 1].gap == gap and not groups[first - 1].text.isalpha():
        return None
    last, most = first, min(first + _MOST_GROUPS, len(groups)) - 1
    while last < most and groups[last].gap == gap:
        last += 1
    if last == most and groups[last].gap == gap:
        return None
    while groups[last].text.isalpha():
        last -= 1
    if not _are_one(groups[first : last + 1]):
        size, last = len(groups[first].text), first
        while last < most and groups[last].gap == gap and len(groups[last + 1].text) == size:
            last += 1
        if not _are_one(groups[first : last + 1]):
            return None
    one = groups[first : last + 1]
    number = "".join(group.text for group in one)
    if not SHORTEST_FOUND + 2 <= len(number) <= LONGEST_FOUND:
        return None
    return GroupedNumber(len(number), number.isdecimal(), groups[last].stop, needs_label=_sizes(one) in _BEHIND_LABEL)


def _sizes(groups: list[_Group]) -> tuple[int, ...]:
    return tuple([len(group.text) for group in groups])


def _postal(groups: list[_Group], first: int) -> GroupedNumber | None:
    """Return a number as posts print it, whatever its separators: RR 123 456 785 CN."""
    number = ""
    for group in groups[first : first + _POSTAL_GROUPS]:
        number += group.text
        if len(number) >= _POSTAL_LENGTH or (group.gap != groups[first].gap and len(number) < _POSTAL_LENGTH - 2):
            is_postal = number[:2] == groups[first].text == number[11:] == "AA" and number[2:11].isdecimal()
            return GroupedNumber(_POSTAL_LENGTH, False, group.stop) if is_postal else None
    return None


def _lettered(groups: list[_Group], first: int) -> GroupedNumber | None:
    """Return a few letters and the groups of digits after them, as Packeta prints numbers: Z 832 8162 946.

    Only the last group may have two digits: KP 100 772 837 83. A container has four letters: MSKU 548603 5.
    """
    letters = groups[first].text
    digits: list[_Group] = []
    for group in groups[first + 1 : first + _MOST_GROUPS]:
        if not group.text.isdecimal():
            break
        digits.append(group)
        if group.gap != " ":
            break
    sizes = _sizes(digits)
    if len(letters) == _CONTAINER_LETTERS and sizes in _CONTAINER:
        return GroupedNumber(len(letters) + sum(sizes), False, digits[-1].stop)
    if len(letters) > _MOST_LETTERS or len(digits) < _FEWEST_GROUPS or min(sizes[:-1]) < 3 or sizes[-1] < 2:
        return None
    length = len(letters) + sum(len(group.text) for group in digits)
    return GroupedNumber(length, False, digits[-1].stop) if SHORTEST_FOUND + 2 <= length <= LONGEST_FOUND else None


def _dotted(groups: list[_Group], first: int) -> GroupedNumber | None:
    """Return a long number of digits, as the Swiss Post prints it: 99.60.030631.26735739.

    An amount has groups of three up to its last one, unlike 780.089.297.77; a network address is noise.
    """
    if first and groups[first - 1].gap == ".":
        return None
    last = first
    while groups[last].gap == "." and last < len(groups) - 1:
        last += 1
    sizes = [len(group.text) for group in groups[first : last + 1]]
    number = "".join(group.text for group in groups[first : last + 1])
    in_groups = {*sizes[:-1]} == {4} or ({*sizes[:-1]} == {3} and sizes[-1] < 3)
    if len(sizes) < 3 or (max(sizes) < SHORTEST_FOUND and not in_groups) or not number.isdecimal():
        return None
    least = _SHORTEST_IN_GROUPS if in_groups else _SHORTEST_DOTTED
    return GroupedNumber(len(number), True, groups[last].stop) if least <= len(number) <= LONGEST_FOUND else None


def _are_one(groups: list[_Group]) -> bool:
    """Tell whether groups with one separator look like one number.

    They have one size, except for a shorter first or last one; or they have letters; or a check digit follows a dash.
    """
    if len(groups) < 2:
        return False
    if not all(group.text.isdecimal() for group in groups):
        return True
    sizes = _sizes(groups)
    first, size, *others = sizes
    if sizes in _OF_SEVERAL_SIZES or (sizes in _BEHIND_LABEL and groups[0].gap == "-"):
        return True
    if not others:
        return first > SHORTEST_FOUND and size <= 2 and groups[0].gap == "-"
    if size < 3 or len(set(sizes[1:-1])) > 1:
        return False
    last = sizes[-1]
    # A short first group before groups of three digits is an amount.
    return last <= size and (first == size or (first < size == last and size > 3))
