"""The resolver's matching said plainly: every format of every carrier, one after the other, with nothing remembered."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from tracking.definitions.checkdigits import ALGORITHMS
from tracking.definitions.patterns import parse
from tracking.spelling.numbers import DIGITS, LETTERS, PRINTED, key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracking.definitions.carrier import Carrier, NumberFormat

SHADOW, LOCAL = 9.0, 5.0


def shape_bits(form: NumberFormat, number: str) -> float:
    """Bits of the pattern: the share of strings of the number's shape, alternatives added up."""
    total = 0.0
    for shape in parse(form.pattern).shapes:
        if len(shape.sets) != len(number):
            continue
        share = 1.0
        for allowed, character in zip(shape.sets, number, strict=True):
            if character not in PRINTED:
                same = DIGITS if character in DIGITS else LETTERS
                share *= len(allowed & same) / len(same)
        total += share
    return -math.log2(min(1.0, total))


def check_bits(form: NumberFormat, number: str) -> float:
    """Bits of the check digit: one is right out of those that could stand there."""
    if form.check is None:
        return 0.0
    choices = ALGORITHMS[form.check.algorithm](*form.check.parameters).outcomes
    for shape in parse(form.pattern).shapes:
        if len(shape.sets) == len(number):
            groups = {name: (start, end) for name, start, end in shape.groups}
            _, end = groups[form.check.over]
            first, last = groups.get(form.check.digit, (end - 1, end))
            sets = shape.sets[first:last]
            if all(allowed <= DIGITS or allowed <= LETTERS or len(allowed) == 36 for allowed in sets):
                choices = max(choices, math.prod(map(len, sets)))
    return math.log2(choices)


def check_is_right(form: NumberFormat, found: re.Match[str]) -> bool:
    if form.check is None:
        return True
    payload, groups = found[form.check.over], found.groupdict()
    digit = groups.get(form.check.digit)
    if digit is None:
        payload, digit = payload[:-1], payload[-1]
    return ALGORITHMS[form.check.algorithm](*form.check.parameters).digit(payload) == digit


def identify(carriers: Sequence[Carrier], number: str, country: str | None = None) -> list[tuple[str, float]]:
    """Carrier ids and evidence, best first."""
    number = key(number)
    passed, failed = [], 0.0
    for carrier in carriers:
        local = country is not None and (country == carrier.country or country in carrier.lists)
        for form in carrier.numbers:
            found = re.fullmatch(parse(form.pattern).source, number)
            if not found:
                continue
            shape = round(shape_bits(form, number), 2)
            bits = round(shape + check_bits(form, number), 2)
            tier = {"anywhere": 0, "home": 1, "never": 2}.get(
                form.guess or "", 2 if bits <= 0.5 else 1 if bits < 5 else 0
            )
            if tier == 2:
                continue
            if check_is_right(form, found):
                passed.append((carrier, form, tier, bits, local))
            elif not form.issued_by:
                failed = max(failed, shape)
    ranked = []
    for carrier, form, tier, bits, local in passed:
        doubted = failed >= SHADOW and bits <= failed
        if tier == 1 and country is not None and not local:
            continue
        score = bits + LOCAL if local else bits
        ranked.append(
            (
                (1 if doubted else 0 if local else tier, bool(form.issued_by), -score, carrier.id, form.name),
                carrier.id,
                bits,
            )
        )
    ranked.sort()
    best: dict[str, float] = {}
    for _, name, bits in ranked:
        best.setdefault(name, bits)
    return list(best.items())
