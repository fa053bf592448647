"""Every format of every carrier: how evenly fast single calls are.

Times are given in *floors*. A floor is what no answer can do without: a look-up in a dictionary, one `str.encode`, and one
named tuple of seven fields, about 0.3 microseconds.
"""

from __future__ import annotations

import gc
import random
import re
import statistics
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

import tracking
from benchmarks.calls import Result
from tracking.definitions.patterns import parse
from tracking.spelling.numbers import key

CALLS = 60
"""Calls that are timed together; the quickest of `TURNS` such loops counts, so that other programs do not."""
TURNS = 7
WARM = 300
"""Times that every number is asked about beforehand, so that what is made for often-asked numbers is made."""
FRESH = 2
"""Numbers made of each format at each length."""


class Even(NamedTuple):
    """How long single calls of `identify` take over many kinds of numbers, in floors."""

    median: float
    most_of_ten: float
    """What nine in ten do not exceed."""
    most_of_hundred: float
    """What ninety-nine in a hundred do not exceed."""
    worst: float
    number: str
    """The number that takes longest."""


def samples() -> list[str]:
    """The keys of all samples of all carriers."""
    found = (number for carrier in tracking.carriers() for one in carrier.numbers for number in one.valid)
    return list(dict.fromkeys(map(key, found)))


def fresh(seed: int, many: int = FRESH) -> list[str]:
    """Numbers of every format at every length that nobody chose: any characters that a shape allows, and a right check digit."""
    source, resolver, found = random.Random(seed), tracking.Resolver(), []
    for carrier in tracking.carriers():
        for number in carrier.numbers:
            shapes = parse(number.pattern).shapes
            for length in {len(shape.sets) for shape in shapes}:
                own = [shape for shape in shapes if len(shape.sets) == length]
                for _ in range(many):
                    shape = source.choice(own)
                    text = "".join(source.choice(sorted(allowed)) for allowed in shape.sets)
                    found.append(_checked(text, resolver, carrier.id, number.name))
    return list(dict.fromkeys(found))


def _checked(text: str, resolver: tracking.Resolver, carrier: str, name: str) -> str:
    """A number with the right check digit, where its format has one and the pattern allows it."""
    for format_ in resolver.catalog.carriers[carrier].formats_at(len(text)):
        if format_.name == name and (expected := format_.expected(text)) is not None:
            digit, at = expected
            return text[:at] + digit + text[at + len(digit) :]
    return text


def kinds() -> list[str]:
    """Samples that differ in their letters, the places of their digits, or the first two characters: some 650."""
    found = {(re.sub("[0-9]", "9", number), number[:2]): number for number in reversed(samples())}
    return list(reversed(found.values()))


def floor(numbers: Iterable[str]) -> float:
    """Seconds of a floor on this machine, now."""
    known = {number.encode(): ("UPS", "ups", "https://example.com/") for number in numbers}

    def ask(number: str) -> Result:
        name, id_, url = known[number.encode()]
        return Result(number, name, id_, url, "pattern", (), ())

    return statistics.median(_seconds(ask, number.decode()) for number in list(known)[:100])


def _seconds(ask: Callable[[str], object], number: str) -> float:
    """Seconds of one call."""
    best = float("inf")
    for _ in range(TURNS):
        start = time.perf_counter()
        for _ in range(CALLS):
            ask(number)
        best = min(best, time.perf_counter() - start)
    return best / CALLS


def even(numbers: list[str]) -> Even:
    """How evenly fast `identify` is over these numbers, when it has been asked about such ones often."""
    identify = tracking.Resolver().identify
    for _ in range(WARM):
        for number in numbers:
            identify(number)
    gc.collect()
    gc.disable()
    # The floor before and after: a machine that slows down meanwhile slows it too.
    before = floor(numbers)
    taken = sorted((_seconds(identify, number), number) for number in numbers)
    unit = (before + floor(numbers)) / 2
    gc.enable()
    times = [seconds / unit for seconds, _ in taken]
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    _, slowest = taken[-1]
    return Even(cuts[49], cuts[89], cuts[98], times[-1], slowest)
