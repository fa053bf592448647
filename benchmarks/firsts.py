"""What comes first in a process: a pass over numbers of every kind, and a table of all samples.

Each is a process of its own, out of a checkout or of an installed wheel. Only the processor's time counts.
"""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent

_PASS = """
import gc, json, sys, time
import tracking, tracking_numbers
numbers = json.load(sys.stdin)
libraries = tracking.Resolver().identify, tracking_numbers.get_tracking_number
for ask in libraries:
    ask("1Z001985YW99744790")
gc.collect()
gc.disable()
taken = [0.0, 0.0]
for start in range(0, len(numbers), 50):  # by turns, a few numbers each, so that both meet the same machine
    for which, ask in enumerate(libraries):
        begin = time.process_time()
        for number in numbers[start : start + 50]:
            ask(number)
        taken[which] += time.process_time() - begin
print(*taken)
"""
_TABLE = """
import json, sys, time
sys.path.append(sys.argv[1])
import pyarrow
numbers = json.load(sys.stdin)
table = pyarrow.table({"number": numbers})
begin = time.process_time()
from tracking import batch
batch.resolve_table(table)
print(time.process_time() - begin)
"""
_LOOP = """
import json, sys, time
numbers = json.load(sys.stdin)
begin = time.process_time()
import tracking_numbers
for number in numbers:
    tracking_numbers.get_tracking_number(number)
print(time.process_time() - begin)
"""


class First(NamedTuple):
    """What two libraries take for the same numbers."""

    seconds: float
    theirs: float
    """What tracking-numbers takes."""

    @property
    def ratio(self) -> float:
        """How many times as fast as tracking-numbers."""
        return self.theirs / self.seconds


def first_pass(numbers: Sequence[str], rounds: int, python: Path | None = None) -> First:
    """A pass over numbers, after one question; the median of several processes of the checkout, or of an interpreter."""
    return _median([First(*_told(_PASS, numbers, python)) for _ in range(rounds)])


def first_table(numbers: Sequence[str], rounds: int, python: Path) -> First:
    """A table of numbers, and tracking-numbers' loop over them, each with its import; the median of several processes."""
    return _median([First(*_told(_TABLE, numbers, python), *_told(_LOOP, numbers, python)) for _ in range(rounds)])


def _median(found: list[First]) -> First:
    return sorted(found, key=lambda one: one.ratio)[len(found) // 2]


def _told(program: str, numbers: Sequence[str], python: Path | None) -> list[float]:
    """The figures that a program prints, which is given the numbers."""
    command = [sys.executable, "-c", program] if python is None else [python, "-I", "-c", program]
    done = subprocess.run(
        [*command, sysconfig.get_path("purelib")],
        input=json.dumps(numbers),
        capture_output=True,
        check=True,
        text=True,
        cwd=ROOT if python is None else python.parent,
    )
    return list(map(float, done.stdout.split()))
