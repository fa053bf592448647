"""What is attacked: values drawn at random, and a check that fails where a promise is broken."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

import tests.fuzzing

__all__ = ["Target", "check_linear", "every_target", "run_target"]


class Target(NamedTuple):
    """One kind of input."""

    name: str
    promise: str
    """What the check finds out, in a sentence."""
    values: SearchStrategy[Any]
    check: Callable[[Any], None]
    """Raises for a value that breaks the promise."""
    short: int = 40
    """Values that are tried where there is little time."""


class Tried(NamedTuple):
    """What came of a target."""

    values: int
    """How many were tried."""
    found: Exception | None
    """The first failure, with the smallest value that shows it in its notes."""


def every_target() -> list[Target]:
    """The targets of all files of this folder, by name."""
    found: list[Target] = []
    for module in iter_modules(tests.fuzzing.__path__):
        found += getattr(import_module(f"{tests.fuzzing.__name__}.{module.name}"), "TARGETS", ())
    return sorted(found, key=lambda target: target.name)


def run_target(target: Target, count: int, drawn_from: int) -> Tried:
    """Try a target on ``count`` values that depend on ``drawn_from`` alone; a failure is made small."""
    tried = 0

    def check(value: Any) -> None:
        nonlocal tried
        tried += 1
        target.check(value)

    run = settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )(seed(drawn_from)(given(target.values)(check)))
    try:
        run()
    except Exception as error:  # whatever a promise is broken by
        return Tried(tried, error)
    return Tried(tried, None)


_LENGTHS = (2_000, 16_000)
_ALLOWED, _SLACK = 24.0, 0.1
"""How many times as long eight times the length may take (its square would be 64 times), and seconds besides."""


def check_linear(call: Callable[[str], object], piece: str) -> None:
    """Raise AssertionError where a call takes more than linear time for one piece of text over and over."""
    if not piece:
        return

    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        begin = time.process_time()
        with suppress(Exception):  # what may be raised, other checks know
            call(text)
        return time.process_time() - begin

    short, long = _LENGTHS
    for _ in range(3):  # a machine may be busy with something else
        before, after = seconds(short), seconds(long)
        if after <= _ALLOWED * before + _SLACK:
            return
    raise AssertionError(f"{len(piece)} characters over and over: {before:.3f} s for {short}, {after:.3f} s for {long}")
