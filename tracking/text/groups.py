"""Numbers printed in groups: ``1Z 999 AA1 01 2345 6784``.

The numbers that the groups of a run may form follow from its look: so many digits, a separator, so many letters. They are
computed once for each look and remembered, since a text has few looks and many runs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tracking.spelling.texts import NOTHING
from tracking.text.lengths import LONGEST_FOUND, SHORTEST_FOUND, simple_look
from tracking.text.printed import MOST_GROUPS, GroupedNumber, RunGroup, whole_number

if TYPE_CHECKING:
    from tracking.text.noise import Noise, NoiseRules

__all__ = ["LONG_RUN", "LOOK", "GroupStart", "RunPlan", "RunPlans"]

LONG_RUN = 250
"""The number of characters from which a run is read in parts."""

_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LOOK = bytes.maketrans(b"0123456789" + _LETTERS + _LETTERS.lower(), b"9" * 10 + b"A" * 52)
"""A table for `bytes.translate`, which is faster than that of `str`: the look of a run, digits as 9, letters as A."""

_LONG_GROUP = 10
"""The number of characters from which a group is long; a number in groups may have one such group."""
_MOST_TINY = 2
"""The greatest number of groups with one character in a number."""
_MEMORY = 4096
"""Looks that are remembered; the memory is then cleared."""

_GROUP = re.compile(r"[0-9A-Za-z\x00]+")
_LETTERS_APART = re.compile("(?:AA[ -])?(?=[9 -]{9,20}(?:AA)?$)9+(?:[ -]9+)+(?:AA)?")
"""Matches the look of a number in groups, with or without two letters apart before it: ``485 554 255``, ``FS 8554 866900``."""


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
    letters_apart: bool
    """Whether two letters that stand apart before its digits may belong to them: it has groups of digits with one sign between."""


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
        RunGroup(found.group().replace(NOTHING, ""), *found.span(), look[found.end() : found.end() + 1])
        for found in _GROUP.finditer(look)
    ]
    starts = []
    for place, group in enumerate(groups):
        numbers = _numbers(groups, place)
        whole = whole_number(groups, place)
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
    following = groups[max(0, len(groups) - MOST_GROUPS - 1)]
    noise = tuple(rule for rule in suspected if rule.yields_to == "nothing")
    doubts = tuple(rule for rule in suspected if rule.yields_to != "nothing")
    letters_apart = _LETTERS_APART.fullmatch(look) is not None
    return RunPlan(tuple(starts), _only(starts), noise, doubts, following.start, following.stop, letters_apart)


def _only(starts: list[GroupStart]) -> GroupStart | None:
    fit = [one for one in starts if one.second == 1 and one.size < SHORTEST_FOUND and not one.whole]
    return fit[0] if len(starts) == len(fit) == 1 else None


def _lengths(numbers: tuple[GroupedNumber, ...], digits: bool) -> int:
    return sum({1 << number.length for number in numbers if number.digits is digits})


def _numbers(groups: list[RunGroup], first: int) -> tuple[GroupedNumber, ...]:
    """Return the numbers that may begin with one group: up to 12 groups with one separator, few long or tiny."""
    number, gap = groups[first].text, groups[first].gap
    long, tiny = int(len(number) > _LONG_GROUP), int(len(number) == 1)
    found = []
    for last in range(first + 1, min(first + MOST_GROUPS, len(groups))):
        group = groups[last]
        number += group.text
        long, tiny = long + (len(group.text) > _LONG_GROUP), tiny + (len(group.text) == 1)
        if gap == ")":  # a GS1 label's (00): the groups after it have their own separator
            gap = group.gap or gap
        elif groups[last - 1].gap != gap:
            break
        if long > 1 or tiny > _MOST_TINY or len(number) > LONGEST_FOUND:
            break
        if len(number) >= SHORTEST_FOUND + 2 and not (number.isdecimal() and _is_part(groups, first, last)):
            found.append(GroupedNumber(len(number), number.isdecimal(), group.stop, simple_look(number)))
    return tuple(found)


def _is_part(groups: list[RunGroup], first: int, last: int) -> bool:
    """Tell whether hyphens join groups of digits to further digits, so that they are a part of something longer: 555-01827000-26."""
    before, behind = groups[first - 1 : first], groups[last : last + 2]
    return (bool(before) and before[0].gap == "-" and before[0].text.isdecimal()) or (
        groups[first].gap == "-" == groups[last].gap and len(behind) > 1 and behind[1].text.isdecimal()
    )
