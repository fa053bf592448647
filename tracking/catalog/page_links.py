"""Numbers in the links to pages: pages for certain formats, named groups as variables, and other spellings.

Most pages take any number unchanged; `ListedName.quick` fills these, and this module is not loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracking.definitions.templates import template_read_before
from tracking.spelling.numbers import key
from tracking.spelling.urls import fit_link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tracking.definitions.compiled_carrier import CompiledPage
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.definitions.shapes import Shape
    from tracking.definitions.templates import Template

__all__ = ["PageLink", "link_of", "number_of"]


class PageLink(NamedTuple):
    """A filled page for a number."""

    url: str
    template: Template
    """The page's listed name."""
    respelled: bool
    """True if the number's spelling in the URL differs from the number."""


def link_of(
    page: CompiledPage,
    template: Template,
    number: str,
    values: Mapping[str, str | None],
    shown: str | None,
    formats_at: Callable[[int], tuple[FormatAtLength, ...]],
) -> PageLink | None:
    """Return the filled page; None if it is for other formats, if a variable is missing, or if it makes no link.

    ``shown`` replaces the number in the URL, if the page takes it unchanged.
    """
    known = {**values, "number": number if shown is None else shown}
    respelled = bool(page.spelling or template.groups)
    if page.formats or respelled:
        fitting = _fitting(page, number, formats_at(len(number)))
        parts = _parts(template.groups, number, fitting)
        if parts is None or (page.formats and not fitting):
            return None
        if page.spelling:
            known["number"] = _spelled(page.spelling, number, fitting)
        known = {**parts, **known}
    url = template.expand(known)
    return None if url is None or fit_link(url) is None else PageLink(url, template, respelled)


def _fitting(page: CompiledPage, number: str, formats: Iterable[FormatAtLength]) -> list[FormatAtLength]:
    """Return the formats of a page whose pattern matches a number, those with a right check digit first."""
    fitting = [each for each in formats if not page.formats or each.name in page.formats]
    fitting = [each for each in fitting if each.fullmatch(number)]
    if len(fitting) > 1:
        fitting.sort(key=lambda each: 2 if not each.right(number) else 1 if each.check is None else 0)
    return fitting


def _spelled(spelling: str, number: str, fitting: list[FormatAtLength]) -> str:
    """Return a number in the spelling of a page; unchanged, if no format fits."""
    if spelling == "lower":
        return number.lower() if fitting else number
    if spelling == "drop_check":
        for each in fitting:
            if (expected := each.expected(number)) is not None:
                digit, at = expected
                return number[:at] + number[at + len(digit) :]
        return number
    printed = template_read_before(spelling)
    parts = _parts(printed.variables, number, fitting)
    if parts is None:
        return number
    pieces = [parts[piece] if place % 2 else piece for place, piece in enumerate(printed.pieces)]
    return "".join(pieces)


def _parts(wanted: tuple[str, ...], number: str, fitting: Iterable[FormatAtLength]) -> dict[str, str] | None:
    """Return the groups of the first format that has all the wanted ones; None if there is no such format."""
    for each in fitting if wanted else ():
        parts = each.parts(number)
        if all(name in parts for name in wanted):
            return parts
    return None if wanted else {}


# Reading links backwards.


def number_of(parts: Mapping[str, str], formats: Iterable[FormatAtLength], names: tuple[str, ...]) -> str:
    """Return the number whose groups are in a URL, by a format with one of these names, or by any format without names.

    Returns "" if no format has the groups, or if the pattern does not fix the rest of the number.
    """
    for each in formats:
        for shape in each.shapes if not names or each.name in names else ():
            number = _filled(shape, parts)
            if number and each.fullmatch(number):
                return number
    return ""


def _filled(shape: Shape, parts: Mapping[str, str]) -> str:
    signs = ["".join(allowed) if len(allowed) == 1 else "" for allowed in shape.sets]
    placed = set()
    for name, start, end in shape.groups:
        if (part := key(parts.get(name, ""))) and len(part) == end - start:
            signs[start:end] = part
            placed.add(name)
    return "".join(signs) if all(signs) and placed == parts.keys() else ""
