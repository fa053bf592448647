"""The ways in which one number is printed in groups: in groups of one size, with letters in front, with dots, as posts do."""

from __future__ import annotations

from typing import NamedTuple

from tracking.text.lengths import LONGEST_FOUND, SHORTEST_FOUND

__all__ = ["MOST_GROUPS", "GroupedNumber", "RunGroup", "as_one", "whole_number"]

MOST_GROUPS = 12
"""The greatest number of groups in which a number is printed."""
_POSTAL_GROUPS, _POSTAL_LENGTH = 6, 13
"""The greatest number of groups in which a postal number is printed, and its length."""
_MOST_LETTERS, _FEWEST_GROUPS = 2, 3
"""For a number that begins with a group of letters: the letters, and the groups of digits after them."""
_OF_SEVERAL_SIZES = ((6, 2, 5, 1), (5, 4, 4), (3, 2, 5, 1))
"""The sizes of groups of digits in which posts print numbers: Russian Post's, Korea Post's, Japan Post's for registered letters."""
_BEHIND_LABEL = ((3, 7), (3, 6), (3, 8), (5, 4), (2, 4, 4))
"""Those that only a label tells from telephone numbers: PRO numbers, air waybills, numbers of JRS Express and of Pony Express."""
_AIR_WAYBILL = ((3, 8), (3, 4, 4))
"""Those of an air waybill, in which a hyphen or a space may stand between any two groups: 160-2750 9731."""
_CONTAINER_LETTERS, _CONTAINER = 4, ((6, 1), (7,))
"""For a container (ISO 6346): the letters, and the sizes of the groups of digits after them."""
_SHORTEST_DOTTED = 15
"""The least number of digits in a number that is printed with dots."""
_SHORTEST_IN_GROUPS = 11
"""The same for groups of one size with a shorter last one."""


def as_one(printed: str) -> str:
    """Return a number of digits without its separators, and any other as it is printed.

    >>> as_one("6200 9149 4433 8858 3657 4901"), as_one("JJD 1550 8160")
    ('620091494433885836574901', 'JJD 1550 8160')
    """
    digits = printed.replace(" ", "").replace("-", "")
    return digits if digits.isdecimal() else printed


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


class RunGroup(NamedTuple):
    """A group of a run."""

    text: str
    """Its look: ``9999``, ``AA``."""
    start: int
    stop: int
    gap: str
    """The separator after it; empty after the last one."""


def whole_number(groups: list[RunGroup], first: int) -> GroupedNumber | None:
    """Return the number that is everything between other separators, without words of letters before and after it.

    Groups of one size end where the size changes.
    """
    gap = groups[first].gap
    if gap in (".", "") or groups[first].text.isalpha():
        return (
            _postal(groups, first)
            or (_dotted(groups, first) if gap == "." else None)
            or (_lettered(groups, first) if gap == " " else None)
        )
    if first and groups[first - 1].gap == gap and not groups[first - 1].text.isalpha():
        return None
    if waybill := _air_waybill(groups, first):
        return waybill
    last, most = first, min(first + MOST_GROUPS, len(groups)) - 1
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


def _air_waybill(groups: list[RunGroup], first: int) -> GroupedNumber | None:
    """Return an air waybill with a space in it, unless more digits stand before it or a hyphen joins it to something."""
    if first and groups[first - 1].text.isdecimal():
        return None
    for sizes in _AIR_WAYBILL:
        one = groups[first : first + len(sizes)]
        gaps = [group.gap for group in one]
        if (
            _sizes(one) == sizes
            and all(group.text.isdecimal() for group in one)
            and " " in gaps[:-1]
            and {*gaps[:-1]} <= {" ", "-"}
            and gaps[-1] in ("", " ")
        ):
            return GroupedNumber(sum(sizes), True, one[-1].stop, needs_label=True)
    return None


def _sizes(groups: list[RunGroup]) -> tuple[int, ...]:
    return tuple([len(group.text) for group in groups])


def _postal(groups: list[RunGroup], first: int) -> GroupedNumber | None:
    """Return a number as posts print it, whatever its separators: RR 123 456 785 CN."""
    number = ""
    for group in groups[first : first + _POSTAL_GROUPS]:
        number += group.text
        if len(number) >= _POSTAL_LENGTH or (group.gap != groups[first].gap and len(number) < _POSTAL_LENGTH - 2):
            is_postal = number[:2] == groups[first].text == number[11:] == "AA" and number[2:11].isdecimal()
            return GroupedNumber(_POSTAL_LENGTH, False, group.stop) if is_postal else None
    return None


def _lettered(groups: list[RunGroup], first: int) -> GroupedNumber | None:
    """Return a few letters and the groups of digits after them, as Packeta prints numbers: Z 832 8162 946.

    Only the last group may have two digits: KP 100 772 837 83. A container has four letters: MSKU 548603 5.
    """
    letters = groups[first].text
    digits: list[RunGroup] = []
    for group in groups[first + 1 : first + MOST_GROUPS]:
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


def _dotted(groups: list[RunGroup], first: int) -> GroupedNumber | None:
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


def _are_one(groups: list[RunGroup]) -> bool:
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
