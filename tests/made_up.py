"""Made-up carriers whose formats say as many bits as a test wants."""

from __future__ import annotations

import math
from functools import cache
from itertools import combinations_with_replacement
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
def _classes() -> dict[float, tuple[tuple[int, ...], tuple[int, ...]]]:
    """How many letters may stand at two places, and how many digits at three, by the bits that this says."""
    found: dict[float, tuple[tuple[int, ...], tuple[int, ...]]] = {}
    two_letters = [(many, math.prod(many) / 26**2) for many in combinations_with_replacement(range(1, 27), 2)]
    three_digits = [(many, math.prod(many) / 10**3) for many in combinations_with_replacement(range(1, 11), 3)]
    for letters, share in two_letters:
        for digits, other in three_digits:
            found[round(-math.log2(share * other), 2)] = letters, digits
    return found


def number_format(bits: float, check: dict[str, Any] | None = None, **fields: Any) -> NumberFormat:
    """A format that says ``bits`` of a number, to hundredths; with a check digit both together say so many."""
    letters, digits = _classes()[round(bits - CHECK_BITS if check else bits, 2)]
    allowed = [f"[A-{chr(64 + many)}]" for many in letters] + [f"[0-{many - 1}]" for many in digits]
    pattern = "".join(allowed)
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
