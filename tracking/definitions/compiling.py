"""From a definition to the plain tuples that the index is made of.

Plain tuples, so that an installed package can carry them as literals and needs neither YAML nor the schema at start.
Their layout is the business of this module, which writes it, and of `tracking.catalog.catalog`, which reads it:

carrier: (id, name, country, general, aliases, pages, formats)
page:    (name or None, lists, url or None, also)
format:  (name, pattern, group names, codes, issued by, check, lengths)
check:   (algorithm, parameters, (payload's group, check character's group)) or None
length:  (length, bits, shape, guess, kind, free, heads, tails, span, inner)

``bits`` is the evidence of a match (None where it depends on the number at hand), ``shape`` the pattern's part of it; ``guess`` 0 anywhere, 1 home, 2 never,
None where it follows from such bits; ``kind`` "d" digits only, "m" with a letter in it, "b" both; ``free`` when the first
two characters tell everything but the check digit (of a number that is all digits, or all digits and capitals); ``heads`` and ``tails`` the characters of the first two and the last two positions;
``span`` (start, end, check) of the payload and its check character (None where it differs); ``inner`` when between the first
two and the last two characters stand digits, any of them.
"""

from __future__ import annotations

import math
from typing import Any

from tracking.definitions.carrier import Carrier, NumberFormat
from tracking.definitions.checkdigits import ALGORITHMS
from tracking.definitions.patterns import DIGITS, LETTERS, Pattern, Shape, bits, parse

__all__ = ["compiled"]

GUESS = {"anywhere": 0, "home": 1, "never": 2}


def compiled(carrier: Carrier) -> tuple[Any, ...]:
    """A definition as plain tuples; see the module's text for their layout."""
    return (
        carrier.id,
        carrier.name,
        carrier.country,
        carrier.general,
        carrier.aliases,
        tuple((page.name, page.lists, page.url, page.also) for page in carrier.pages),
        tuple(map(_format, carrier.numbers)),
    )


def _format(number: NumberFormat) -> tuple[Any, ...]:
    pattern = parse(number.pattern)
    check = number.check and (number.check.algorithm, number.check.parameters, (number.check.over, number.check.digit))
    codes = tuple((group, tuple(meanings.items())) for group, meanings in number.codes.items())
    lengths = tuple(_length(number, pattern, length) for length in pattern.lengths)
    return (number.name, pattern.source, pattern.names, codes, number.issued_by, check, lengths)


def _length(number: NumberFormat, pattern: Pattern, length: int) -> tuple[Any, ...]:
    shapes = pattern.of(length)
    spans = {_span(number, shape) for shape in shapes}
    span = spans.pop() if len(spans) == 1 and number.check is not None else None
    share = pattern.constant_share(length)
    evidence = None if share is None else bits(share) + check_bits(number, shapes)
    guess = GUESS[number.guess] if number.guess else None if evidence is None else tier(evidence)
    digits = all(allowed <= DIGITS for shape in shapes for allowed in shape.sets)
    lettered = all(any(not allowed & DIGITS for allowed in shape.sets) for shape in shapes)
    free = len(shapes) == 1 and not pattern.looks and _free(number, shapes[0], DIGITS if digits else DIGITS | LETTERS)
    return (
        length,
        None if evidence is None else round(evidence, 2),
        None if share is None else bits(share),
        guess,
        "d" if digits else "m" if lettered else "b",
        free,
        _ends(shapes, slice(None, 2)),
        _ends(shapes, slice(-2, None)),
        span,
        not pattern.looks
        and len({shape.sets[:2] for shape in shapes}) == 1
        and all(_inner(number, shape) for shape in shapes),
    )


def _free(number: NumberFormat, shape: Shape, any_: frozenset[str]) -> bool:
    """Whether anything may stand behind the first two; a right check digit is one of those that the check can give."""
    return all(
        allowed == any_ or _given(number, shape, place) for place, allowed in enumerate(shape.sets) if place >= 2
    )


def _inner(number: NumberFormat, shape: Shape) -> bool:
    """Whether any digits may stand between the first two and the last two."""
    inside = range(2, len(shape.sets) - 2)
    return bool(inside) and all(shape.sets[place] == DIGITS or _given(number, shape, place) for place in inside)


def _given(number: NumberFormat, shape: Shape, place: int) -> bool:
    """Whether this is the check digit's place and every digit that the check can give may stand there."""
    span = _span(number, shape)
    if number.check is None or span is None or place != span[2]:
        return False
    sums = ALGORITHMS[number.check.algorithm](*number.check.parameters).sums(span[1] - span[0])
    return sums is not None and set(sums.answers.decode()) <= shape.sets[place]


def _ends(shapes: tuple[Shape, ...], part: slice) -> tuple[tuple[str, ...], ...]:
    found = dict.fromkeys(tuple("".join(sorted(allowed)) for allowed in shape.sets[part]) for shape in shapes)
    return tuple(found)


def tier(evidence: float) -> int:
    """Where a match may guess, by its bits: up to 0.5 never, under 5 at home, else anywhere."""
    return 2 if evidence <= 0.5 else 1 if evidence < 5 else 0


def _span(number: NumberFormat, shape: Shape) -> tuple[int, int, int] | None:
    """Where the payload begins and ends, and where its check character stands."""
    check = number.check
    if check is None:
        return None
    groups = {name: (start, end) for name, start, end in shape.groups}
    start, end = groups[check.over]
    if check.digit in groups:
        return start, end, groups[check.digit][0]
    return start, end - 1, end - 1


def check_bits(number: NumberFormat, shapes: tuple[Shape, ...]) -> float:
    """What a right check digit adds: one character is right out of those that could stand there."""
    if number.check is None:
        return 0.0
    outcomes = ALGORITHMS[number.check.algorithm](*number.check.parameters).outcomes
    choices = outcomes
    for shape in shapes:
        span = _span(number, shape)
        assert span is not None
        allowed = shape.sets[span[2]]
        choices = max(choices, len(allowed) if allowed <= DIGITS or allowed <= LETTERS or len(allowed) == 36 else 0)
    return math.log2(choices)
