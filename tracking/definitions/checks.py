"""Whether a definition's check digit can be worked out on every number that its pattern matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.definitions.checkdigits import ALGORITHMS, ALPHABET

if TYPE_CHECKING:
    from tracking.definitions.carrier import Check
    from tracking.definitions.checkdigits import Algorithm
    from tracking.definitions.patterns import Pattern, Shape

__all__ = ["check_fault"]

Wrong = tuple[tuple[str, ...], str, str]
"""The field below ``check``, what is wrong, and the cure."""


def check_fault(check: Check, pattern: Pattern) -> Wrong | None:
    """The first thing that is wrong with a format's check digit."""
    if check.over not in pattern.names:
        cure = f"name the payload `(?P<{check.over}> ... )`, or say over: GROUP"
        return ("over",), f"the pattern has no group {check.over}", cure
    if check.digit not in pattern.names and check.digit != "check":
        return ("digit",), f"the pattern has no group {check.digit}", "name the check character's group"
    try:
        algorithm = ALGORITHMS[check.algorithm](*check.parameters)
        for name in ("ten", "eleven"):
            if len(getattr(algorithm, name, "0")) != 1:
                return (name,), "it is not one character", "write the character that stands there"
        for shape in pattern.shapes:
            if (wrong := _wrong(check, pattern, algorithm, shape)) is not None:
                return wrong
    except (ValueError, IndexError, ZeroDivisionError) as error:
        return (), f"the parameters do not work: {error}", "see `check` in carriers/README.md"
    return None


def _wrong(check: Check, pattern: Pattern, algorithm: Algorithm, shape: Shape) -> Wrong | None:
    """The same of one way to match."""
    groups = {name: (start, end) for name, start, end in shape.groups}
    for name in (check.over, check.digit):
        if name in pattern.names and name not in groups:
            return (), f"the group {name} may be missing", "a check digit is always there; write two formats"
    start, end = groups[check.over]
    if check.digit in groups:
        first, last = groups[check.digit]
        if last - first != 1:
            return ("digit",), f"the group {check.digit} is not one character", "name the check character alone"
        if start <= first < end:
            cure = "end the payload in front of the check character"
            return ("over",), f"the group {check.digit} stands in {check.over}", cure
    else:
        end -= 1
    if start >= end:
        return ("over",), f"the group {check.over} is empty", "name the payload with what it holds"
    sums = algorithm.sums(max(1, end - start))
    if sums is not None and len(sums.rows) < end - start:
        raise ValueError("there are no weights")
    characters = getattr(algorithm, "characters", ALPHABET)
    for allowed in shape.sets[start:end]:
        if odd := min(allowed.difference(characters), default=None):
            reason = f"{odd} may stand in {check.over} and has no value in {check.algorithm}"
            return ("over",), reason, "narrow the payload"
    return None
