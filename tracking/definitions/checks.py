"""Checks that the types of a definition cannot make.

Templates can be filled, patterns can be read, groups exist, and a check digit can be computed for every number that its
pattern matches.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tracking.definitions.algorithms import sums_of
from tracking.definitions.checkdigits import ALGORITHMS
from tracking.definitions.hostile import done_in_time, texts_against
from tracking.definitions.pattern_reader import PatternError
from tracking.definitions.patterns import parse
from tracking.definitions.templates import TemplateError, template, template_read_before
from tracking.errors import InvalidURL
from tracking.spelling.urls import checked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracking.definitions.algorithms import Algorithm
    from tracking.definitions.carrier import Check
    from tracking.definitions.patterns import Pattern
    from tracking.definitions.shapes import Shape
    from tracking.yaml_file import FieldPath, YamlFile

__all__ = ["format_faults", "groups_by_format", "page_faults"]

_GROUP = re.compile(r"\(\?P<(\w+)>")

Wrong = tuple[tuple[str, ...], str, str]
"""The field below ``check``, what is wrong, and the cure."""


def groups_by_format(numbers: Any) -> dict[str, tuple[str, ...]]:
    """Return the named groups of each format of a file by its name, before anything is checked."""
    formats = [each for each in numbers if isinstance(each, dict)] if isinstance(numbers, list) else []
    return {str(each.get("name")): tuple(_GROUP.findall(str(each.get("pattern", "")))) for each in formats}


def page_faults(pieces: dict[str, Any], path: FieldPath, file: YamlFile, formats: dict[str, tuple[str, ...]]) -> None:
    """Return faults of a page: templates that cannot be filled. ``formats`` are the file's, with their groups."""
    for nth, name in enumerate(pieces.get("formats", ())):
        if name not in formats:
            known = ", ".join(map(repr, formats)) or "none"
            file.fault((*path, "formats", nth), f"there is no format {name!r}", f"write a format's name: {known}")
    own = pieces.get("formats") or formats
    groups = tuple(dict.fromkeys(group for name in own for group in formats.get(name, ())))
    if pieces.get("spelling"):
        _spelling_faults(pieces["spelling"], pieces.get("url") or "", groups, path, file)
    fields: list[tuple[FieldPath, str]] = [(("also", nth), text) for nth, text in enumerate(pieces.get("also", ()))]
    if pieces.get("url") is not None:
        fields.append((("url",), pieces["url"]))
    for field, text in fields:
        try:
            checked("1".join(template(text, groups).pieces[::2]))
        except TemplateError as error:
            file.fault((*path, *field), str(error), "see `pages` in carriers/README.md")
        except InvalidURL as error:
            file.fault((*path, *field), error.reason, error.cure)


def _spelling_faults(spelling: str, url: str, groups: tuple[str, ...], path: FieldPath, file: YamlFile) -> None:
    here = (*path, "spelling")
    if "{number}" not in url:
        file.fault(here, "the address has no {number} to be spelled", "leave it out, or write {number} into `url`")
    for group in template_read_before(spelling).variables:
        if group not in groups:
            cure = f"name one of {', '.join(groups) or 'the groups of its formats'}"
            file.fault(here, f"no format of the page has the group {group}", cure)


def format_faults(pieces: dict[str, Any], path: FieldPath, file: YamlFile) -> None:
    """Return faults of a format: a pattern that cannot be read, or named groups that do not exist."""
    if "pattern" not in pieces:
        return
    text, here = pieces["pattern"], (*path, "pattern")
    try:
        pattern = parse(text)
    except PatternError as error:
        below = text.count("\n", 0, error.column)
        is_block = "\n" in text.rstrip("\n") or text.endswith("\n")
        file.fault(here, str(error), "see `pattern` in carriers/README.md", below=below + is_block)
        return
    except re.error as error:
        file.fault(here, f"not a pattern: {error}", "see `pattern` in carriers/README.md")
        return
    if pattern.looks and not all(done_in_time(pattern.source, text) for text in texts_against(pattern.shapes)):
        # Only a look-ahead may contain an unbounded repeat; `patterns.LIMIT` bounds everything else.
        file.fault(here, "it takes too long on long texts", "write it without repeats inside repeats")
    for group in pieces.get("codes", ()):
        if group not in pattern.names:
            file.fault(
                (*path, "codes", group),
                f"the pattern has no group {group}",
                f"name one of {', '.join(pattern.names) or 'its groups'}",
            )
    if pieces.get("check") is not None:
        found = _check_fault(pieces["check"], pattern)
        if found is not None:
            field_name, reason, cure = found
            file.fault((*path, "check", *field_name), reason, cure)


def _check_fault(check: Check, pattern: Pattern) -> Wrong | None:
    """Return the first thing that is wrong with a format's check digit."""
    if check.over not in pattern.names:
        cure = f"name the payload `(?P<{check.over}> ... )`, or write over: GROUP"
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
    """Return the first thing that is wrong with the check digit if a number matches in this way."""
    groups = {name: (start, end) for name, start, end in shape.groups}
    for name in (check.over, check.digit):
        if name in pattern.names and name not in groups:
            return (), f"the group {name} may be missing", "a check digit is always there; write two formats"
    start, end = groups[check.over]
    if check.digit in groups:
        first, last = groups[check.digit]
        if start <= first < end:
            cure = "end the payload in front of the check digit"
            return ("over",), f"the group {check.digit} stands in {check.over}", cure
    else:
        end -= 1
        first, last = end, end + 1
    if start >= end:
        return ("over",), f"the group {check.over} is empty", "name the payload with what it holds"
    sums = sums_of(algorithm, end - start)
    if sums is not None and len(sums.rows) < end - start:
        raise ValueError("there are no weights")
    digits = {payload: algorithm.digit(payload) for payload in _payloads(shape.sets[start:end])}
    for payload, digit in digits.items():
        if digit is None:
            odd = next((one for one in sorted(payload) if algorithm.digit(one * len(payload)) is None), payload)
            reason = f"{odd} may stand in {check.over} and has no value in {check.algorithm}"
            return ("over",), reason, "narrow the payload"
        if len(digit) != last - first:
            wanted = "one character" if len(digit) == 1 else f"{len(digit)} characters"
            if check.digit in groups:
                return ("digit",), f"the group {check.digit} is not {wanted}", "name the check digit alone"
            reason = f"the check digit is {wanted}, and no group {check.digit} says where it stands"
            return ("digit",), reason, f"name it: `(?P<{check.digit}> ... )`"
    return None


def _payloads(sets: tuple[frozenset[str], ...]) -> Iterator[str]:
    """Yield a few payloads in which every character occurs at every place where it may."""
    places = [sorted(allowed) for allowed in sets]
    for turn in range(max(map(len, places))):
        yield "".join(allowed[turn % len(allowed)] for allowed in places)
