"""Made-up carriers whose formats say as many bits as a test wants."""

from __future__ import annotations

import math
from functools import cache
from itertools import combinations_with_replacement, product
from typing import Any

import msgspec

import tracking
from tracking.definitions.carrier import Carrier, NumberFormat, Page

NUMBER = "AA00012345"
"""A number that every format here matches."""
CHECK = {"algorithm": "mod10", "weights": [1]}
"""Its check digit says 3.32 bits, since ten might stand there."""
CHECK_BITS = round(math.log2(10), 2)
RIGHT, WRONG = "AA00012340", "AA00012341"
"""The same number with a right check digit and with a wrong one."""


@cache
def _patterns() -> dict[float, str]:
    """Patterns for the first five characters of `NUMBER`, by the bits that they say."""
    found = {}
    two_letters = list(combinations_with_replacement(range(1, 27), 2))
    for letters, digits in product(two_letters, combinations_with_replacement(range(1, 11), 3)):
        share = math.prod(letters) / 26**2 * math.prod(digits) / 10**3
        allowed = [f"[A-{chr(64 + many)}]" for many in letters] + [f"[0-{many - 1}]" for many in digits]
        found[round(-math.log2(share), 2)] = "".join(allowed)
    return found


def number_format(bits: float, check: dict[str, Any] | None = None, **fields: Any) -> NumberFormat:
    """A format that says ``bits`` of a number, to hundredths; with a check digit both together say so many."""
    pattern = _patterns()[round(bits - CHECK_BITS if check else bits, 2)]
    rest = "(?P<serial>[0-9]{4})(?P<check>[0-9])" if check else "[0-9]{5}"
    described = {"name": f"{bits} bits", "pattern": pattern + rest, "check": check, **fields}
    return msgspec.convert(described, NumberFormat)


def carrier(name: str, *formats: NumberFormat, country: str | None = None, **fields: Any) -> Carrier:
    """A carrier, whose id is its name in small letters."""
    pages = (Page(name=name, lists=("global",), url=f"https://{name.lower()}.example.com/" + "{number}"),)
    return Carrier(
        **{"id": name.lower(), "name": name, "country": country, "pages": pages, "numbers": formats, **fields}
    )


def resolver(*carriers: Carrier) -> tracking.Resolver:
    """A resolver that knows nobody else."""
    return tracking.Resolver(carriers, builtin=False)


def codes(problems: tuple[tracking.Problem, ...]) -> list[str]:
    return [one.code for one in problems]
