"""Whether tests notice when a rule changes a little.

    python -m tests.mutants            moves every constant and changes every rule of `tests.mutations`
    python -m tests.mutants --short    the same without tables, and without constants that only make answers quicker
    python -m tests.mutants ranking    only in files whose name holds this

Each change is made in a process of its own, where one module is compiled from the changed text; no file is written. The
tests of its room run there until one fails. A change that none of them notices has *survived*: the exit status is 1, and a
test is missing, or the change is none (then say why in `tests.mutations`).
"""

from __future__ import annotations

import ast
import multiprocessing
import os
import sys
import tempfile
import time
from importlib.abc import MetaPathFinder
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import hypothesis
import msgspec  # noqa: F401 - what the package and the tests import is there for every process
import pytest
import yaml  # noqa: F401

from tests.mutations import BATCH, CONSTANTS, EQUIVALENT, RULES, SPEED, Mutation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.process import BaseProcess

ROOT = Path(__file__).parent.parent
LITTLE = 0.1
"""By how much bits are moved; whole numbers are moved by one."""
LONGEST = 120.0
"""Seconds after which a change counts as noticed: it made something endless."""
OPTIONS = (
    "-x",
    "-q",
    "--noconftest",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:xdist",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
)
FAILED = 10
"""The exit status of a process in which the first file of tests failed; the second file's is one more, and so on."""


class Changed(SourceFileLoader, MetaPathFinder):
    """Imports one module of the package from a changed text."""

    def __init__(self, mutation: Mutation) -> None:
        self.name = "tracking." + mutation.file.removesuffix(".py").replace("/", ".")
        self.path = str(ROOT / "tracking" / mutation.file)
        self.text = changed(mutation)

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        return spec_from_file_location(fullname, self.path, loader=self) if fullname == self.name else None

    def get_code(self, fullname: str) -> Any:
        return compile(self.text, self.path, "exec", dont_inherit=True)


def changed(mutation: Mutation) -> str:
    """The text of the file after the change."""
    text = (ROOT / "tracking" / mutation.file).read_text(encoding="utf-8")
    if (found := text.count(mutation.old)) != 1:
        raise SystemExit(f"error: this stands {found} times in tracking/{mutation.file}: {mutation.old!r}")
    return text.replace(mutation.old, mutation.new)


def moves() -> Iterator[Mutation]:
    """Every constant of the files with thresholds, a little more and a little less."""
    for file, tests in CONSTANTS.items():
        for node in ast.parse((ROOT / "tracking" / file).read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                value, line = node.value.value, ast.unparse(node)
                if isinstance(value, int | float):
                    for step in (LITTLE, -LITTLE) if isinstance(value, float) else (1, -1):
                        new = f"{ast.unparse(node.targets[0])} = {round(value + step, 2)}"
                        yield Mutation(file, f"\n{line}\n", f"\n{new}\n", tests)


class Trial(NamedTuple):
    """Tests that run with a change, or with none to see that they pass."""

    mutation: Mutation | None
    tests: tuple[str, ...]


class Outcome(NamedTuple):
    """What came of a trial."""

    trial: Trial
    noticed: str
    """The test file that failed; empty for none."""
    seconds: float
    output: str


def run(trial: Trial, output: str) -> None:
    """Run the tests of a trial in this process, up to the first file that fails; the exit status is its place from 10."""
    sink = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    if trial.mutation is not None:
        sys.meta_path.insert(0, Changed(trial.mutation))
    for place, name in enumerate(trial.tests):
        status = pytest.main([*OPTIONS, f"tests/test_{name}.py"])
        if status in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED):
            sys.exit(FAILED + place)
        if status != pytest.ExitCode.OK:
            sys.exit(1)


def noticed_by(trial: Trial, status: int | None) -> str:
    """The tests that an exit status tells of."""
    if status is None or status < 0:
        return "its time"
    if 0 < status < FAILED:
        return "nobody: the tests could not be run"
    return trial.tests[status - FAILED] if status else ""


def outcomes(trials: Sequence[Trial], at_once: int) -> Iterator[Outcome]:
    """Run trials, several at once."""
    fork = multiprocessing.get_context("fork")
    waiting = list(reversed(trials))
    running: dict[int, tuple[BaseProcess, Trial, float, str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        while waiting or running:
            while waiting and len(running) < at_once:
                trial = waiting.pop()
                output = f"{folder}/{len(waiting)}"
                process = fork.Process(target=run, args=(trial, output))
                process.start()
                running[process.sentinel] = (process, trial, time.monotonic(), output)
            ended = wait(list(running), timeout=1.0)
            for sentinel, (process, trial, began, output) in list(running.items()):
                seconds = time.monotonic() - began
                if sentinel not in ended:
                    if seconds < LONGEST:
                        continue
                    process.kill()
                process.join()
                del running[sentinel]
                text = Path(output).read_text(encoding="utf-8", errors="replace")
                yield Outcome(trial, noticed_by(trial, process.exitcode), seconds, text)
                process.close()


def main(short: bool, files_asked: Sequence[str]) -> int:
    began = time.monotonic()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    # As in conftest.py, but always the same examples.
    hypothesis.settings.register_profile("mutants", deadline=None, derandomize=True, database=None)
    hypothesis.settings.load_profile("mutants")
    mutations = [*moves(), *RULES, *EQUIVALENT, *SPEED]
    if short:
        mutations = [one for one in mutations if one.tests != BATCH and not one.unnoticed]
    for one in mutations:
        changed(one)
    if files_asked:
        mutations = [one for one in mutations if any(part in one.file for part in files_asked)]
    files = dict.fromkeys(name for one in mutations for name in one.tests)
    trials = [Trial(None, (name,)) for name in files] + [Trial(one, one.tests) for one in mutations]
    wrong = []
    for outcome in outcomes(trials, at_once=os.cpu_count() or 1):
        mutation, noticed = outcome.trial.mutation, outcome.noticed
        if mutation is None:
            said, right = f"unchanged: tests/test_{outcome.trial.tests[0]}.py", not noticed
        else:
            said, right = str(mutation), bool(noticed) is not bool(mutation.unnoticed) and "nobody" not in noticed
        what = f"noticed by {noticed}" if noticed else mutation.unnoticed or "survived" if mutation else "passes"
        print(f"{'' if right else 'WRONG: '}{said}: {what} ({outcome.seconds:.1f} s)", flush=True)
        if not right:
            wrong.append(said)
            if noticed:
                print(outcome.output)
    print(f"\n{len(mutations)} changes in {time.monotonic() - began:.0f} s; {len(wrong)} wrong:")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main("--short" in sys.argv, [part for part in sys.argv[1:] if not part.startswith("--")]))
