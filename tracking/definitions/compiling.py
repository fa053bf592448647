"""From a definition to the plain tuples that an installed package contains.

Plain tuples can be literals of a module, so an installed package needs neither YAML nor the schema at its start. This
module writes them, and `tracking.definitions.compiled` reads them; no other module may know their layout:

    carrier: (id, name, country, general, aliases, pages, families, services, parcel words, verified, codes, formats)
    verified: the day as text, or None
    codes:   see `tracking.definitions.carrier_codes`
    page:    (name or None, lists, url or None, also) and, unless it is for every number unchanged, (formats, spelling or None,
             lengths)
    format:  (shared, lengths)
    shared:  (name, pattern, codes, issued by, check, bits from which a match may guess anywhere)
    check:   (algorithm, parameters, payload's group, check character's group) or None
    length:  (length, bits, pattern bits, guess, care, layouts, digits only, always lettered, heads, tails, spans, shapes)
    layout:  (places, bits)
    span:    (start, end, at)
    shape:   (mask, groups, looks)
    look:    (pattern, position, wanted, ways as masks or None)

`CompiledFormatAtLength` explains the fields of a length. ``spans`` is empty without a check digit, and a single span if
all shapes agree.
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

from tracking.definitions.carrier import Carrier, NumberFormat, Page, stating
from tracking.definitions.carrier_codes import codes_of
from tracking.definitions.checkdigits import ALGORITHMS
from tracking.definitions.compiled import ANYWHERE, HOME, NEVER, PlainTuple, Span
from tracking.definitions.evidence import bits, share_of
from tracking.definitions.masks import code_of, letter_or_digit
from tracking.definitions.patterns import Pattern, parse
from tracking.definitions.shapes import Shape, mask_of, sets_of
from tracking.definitions.tiers import ANYWHERE_FROM, ANYWHERE_FROM_ONE_SOURCE, tier_of
from tracking.spelling.numbers import DIGITS, LETTERS, PRINTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracking.definitions.shapes import Mask

__all__ = ["compiled"]

_GUESS = {"anywhere": ANYWHERE, "home": HOME, "never": NEVER}
_MOST_LAYOUTS = 16
"""The greatest number of layouts of letters and digits for which a format's evidence is worked out beforehand."""


def compiled(carrier: Carrier) -> PlainTuple:
    """Return a definition as plain tuples; see the module's docstring for their layout."""
    return (
        carrier.id,
        carrier.name,
        carrier.country,
        carrier.general,
        carrier.aliases,
        tuple([_page(page, carrier.numbers) for page in carrier.pages]),
        carrier.families,
        carrier.services,
        carrier.parcel_words,
        carrier.verified and carrier.verified.isoformat(),
        codes_of(carrier),
        tuple(map(_format, carrier.numbers)),
    )


def _page(page: Page, numbers: Sequence[NumberFormat]) -> PlainTuple:
    lengths = {length for one in numbers if one.name in page.formats for length in parse(one.pattern).lengths}
    more = (page.formats, page.spelling, tuple(sorted(lengths))) if page.formats or page.spelling else ()
    return (page.name, page.lists, page.url, page.also, *more)


def _format(number: NumberFormat) -> PlainTuple:
    pattern = parse(number.pattern)
    check = number.check and (number.check.algorithm, number.check.parameters, number.check.over, number.check.digit)
    codes = tuple((group, tuple(meanings.items())) for group, meanings in number.codes.items())
    shared = (number.name, pattern.source, codes, number.issued_by, check, _anywhere_from(number))
    return shared, tuple(_length(number, pattern, length) for length in pattern.lengths)


def _anywhere_from(number: NumberFormat) -> float:
    one_source = len(stating(number.sources, "format")) == 1
    return ANYWHERE_FROM if number.check or not one_source else ANYWHERE_FROM_ONE_SOURCE


def _length(number: NumberFormat, pattern: Pattern, length: int) -> PlainTuple:
    shapes = pattern.of(length)
    spans = tuple(tuple(span) for shape in shapes if (span := _span(number, shape)) is not None)
    share = pattern.constant_share(length)
    evidence = None if share is None else bits(share) + check_bits(number, shapes)
    by_evidence = None if evidence is None else tier_of(evidence, _anywhere_from(number))
    guess = _GUESS[number.guess] if number.guess else by_evidence
    masks = [mask for mask, _ in dict.fromkeys((mask_of(shape.sets), shape.groups) for shape in shapes)]
    care = 0 if share is not None else letter_or_digit([signs for signs, _ in masks])
    layouts = () if share is not None else _layouts(masks, care, _digit_bits(number))
    return (
        length,
        None if evidence is None else round(evidence, 2),
        None if share is None else bits(share),
        guess,
        care,
        layouts,
        all(allowed <= DIGITS for shape in shapes for allowed in shape.sets),
        all(any(not allowed & DIGITS for allowed in shape.sets) for shape in shapes),
        _ends(shapes, slice(None, 2)),
        _ends(shapes, slice(-2, None)),
        spans[:1] if len(set(spans)) == 1 else spans,
        tuple(map(_shape, shapes)),
    )


def _layouts(masks: Sequence[Mask], care: int, check: float) -> tuple[tuple[int, float], ...]:
    """Return the evidence of each layout of letters and digits that some masks allow; empty if there are too many."""
    found: dict[int, float] = {}
    for mask in masks:
        kinds = []
        for place, allowed in enumerate(reversed(sets_of(mask))):
            if allowed & PRINTED and len(allowed) > 1:
                return ()
            signs = [min(allowed & kind) for kind in (DIGITS, LETTERS, PRINTED) if allowed & kind]
            kinds.append(signs if care >> 8 * place & 0xFF else signs[:1])
        if math.prod(map(len, kinds)) > _MOST_LAYOUTS:
            return ()
        for written in product(*reversed(kinds)):
            text = "".join(written)
            found[code_of(text) & care] = round(bits(share_of(masks, text)) + check, 2)
    return tuple(found.items())


def _shape(shape: Shape) -> PlainTuple:
    looks = tuple(
        (look.text, look.at, look.wanted, None if look.ways is None else tuple(map(mask_of, look.ways)))
        for look in shape.looks
    )
    return mask_of(shape.sets), shape.groups, looks


def _ends(shapes: tuple[Shape, ...], part: slice) -> tuple[tuple[str, ...], ...]:
    found = dict.fromkeys(tuple("".join(sorted(allowed)) for allowed in shape.sets[part]) for shape in shapes)
    return tuple(found)


def _span(number: NumberFormat, shape: Shape) -> Span | None:
    """Return where the payload begins and ends, and where its check character is."""
    check = number.check
    if check is None:
        return None
    groups = {name: (start, end) for name, start, end in shape.groups}
    start, end = groups[check.over]
    if check.digit in groups:
        at, _ = groups[check.digit]
        return Span(start, end, at)
    return Span(start, end - 1, end - 1)


def _digit_bits(number: NumberFormat) -> float:
    """Return the bits of one check digit out of all of the algorithm's."""
    check = number.check
    return 0.0 if check is None else bits(1 / ALGORITHMS[check.algorithm](*check.parameters).outcomes)


def check_bits(number: NumberFormat, shapes: tuple[Shape, ...]) -> float:
    """Return the bits that a right check digit adds: one character is right out of those that could be there."""
    if number.check is None:
        return 0.0
    outcomes = ALGORITHMS[number.check.algorithm](*number.check.parameters).outcomes
    choices = outcomes
    for shape in shapes:
        groups = {name: (start, end) for name, start, end in shape.groups}
        _, end = groups[number.check.over]
        first, last = groups.get(number.check.digit, (end - 1, end))
        of_one_class = (
            len(allowed) if allowed <= DIGITS or allowed <= LETTERS or len(allowed) == 36 else 0
            for allowed in shape.sets[first:last]
        )
        choices = max(choices, math.prod(of_one_class))
    return math.log2(choices)
