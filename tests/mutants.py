"""Whether tests notice when a rule changes a little.

    python -m tests.mutants            moves every constant and changes every rule of `tests.mutations`
    python -m tests.mutants --short    the same without tables, constants that only make answers quicker, and most of the pipeline
    python -m tests.mutants ranking    only changes whose file or text holds this

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
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import hypothesis
import msgspec  # noqa: F401 - what the package and the tests import is there for every process
import pytest
import yaml  # noqa: F401

from tests.mutation import Mutation
from tests.mutations import BATCH, CONSTANTS, EQUIVALENT, RULES, SPEED
from tests.mutations_files import OF_FILES
from tests.mutations_pipeline import PIPELINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.context import ForkProcess

ROOT = Path(__file__).parent.parent
LITTLE = 0.1
"""By how much bits are moved; whole numbers are moved by one."""
NOT_RUN = "nobody, since the tests could not be run"
LONGEST = 300.0
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
QUICK = ("fulfillment_reconcile", "fulfillment_planning")
"""Of the pipeline's tests, those that need no shop."""
FIXTURES = ("-p", "tests.connections", "-p", "tests.far_side", "-m", "not postgres")
"""What tests of the pipeline and the client need beside."""
FAILED = 10
"""The exit status of a process in which the first file of tests failed; the second file's is one more, and so on."""


class Changed(SourceFileLoader):
    """Imports one module of the package from a changed text: the finder and the loader of that module."""

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
    return text_of(mutation).replace(mutation.old, mutation.new)


def text_of(mutation: Mutation) -> str:
    return (ROOT / "tracking" / mutation.file).read_text(encoding="utf-8")


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
    """Tests that run with a change, or without one to see that they pass."""

    mutation: Mutation | None
    tests: tuple[str, ...]


class Outcome(NamedTuple):
    """What came of a trial."""

    trial: Trial
    noticed: str
    """The tests that failed; empty for none."""
    seconds: float
    output: str


def run(trial: Trial, output: str) -> None:
    """Run the tests of a trial in this process, up to the first file that fails; the exit status is its place from 10."""
    sink = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    if trial.mutation is not None:
        sys.meta_path.insert(0, Changed(trial.mutation))
        from tracking.definitions.checkout import Kept  # what a changed program compiles is nobody else's

        Kept._read = Kept._write = lambda *_: None  # type: ignore[assignment, method-assign, return-value]
    for place, name in enumerate(trial.tests):
        fixtures = FIXTURES if name.startswith(("fulfillment", "shopify")) else ()
        status = pytest.main([*OPTIONS, *fixtures, f"tests/test_{name}.py"])
        if status in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED):
            sys.exit(FAILED + place)
        if status != pytest.ExitCode.OK:
            sys.exit(1)


def noticed_by(trial: Trial, status: int | None) -> str:
    """The tests that an exit status tells of."""
    if status is None or status < 0:
        return "its time"
    if 0 < status < FAILED:
        return NOT_RUN
    return trial.tests[status - FAILED] if status else ""


def outcomes(trials: Sequence[Trial]) -> Iterator[Outcome]:
    """Run trials, as many at once as there are processors."""
    fork, at_once = multiprocessing.get_context("fork"), os.cpu_count() or 1
    waiting = list(reversed(trials))
    running: dict[int, tuple[ForkProcess, Trial, float, str]] = {}
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


def main(short: bool, asked: Sequence[str]) -> int:
    began = time.monotonic()
    os.chdir(ROOT)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.path.insert(0, str(ROOT))
    # As in conftest.py, but always the same examples.
    hypothesis.settings.register_profile("mutants", deadline=None, derandomize=True, database=None)
    hypothesis.settings.load_profile("mutants")
    mutations = [*moves(), *RULES, *OF_FILES, *EQUIVALENT, *SPEED, *PIPELINE]
    if short:
        mutations = [one for one in mutations if one.tests != BATCH and not one.unnoticed]
        mutations = [one for one in mutations if one not in PIPELINE or one.tests[0] in QUICK]
    if moved := [f"  {one}" for one in mutations if text_of(one).count(one.old) != 1]:
        print("These do not stand once in their files; write them anew in tests/mutations.py:", *moved, sep="\n")
        return 1
    if asked:
        mutations = [one for one in mutations if any(part in str(one) for part in asked)]
    wrong: list[str] = []
    noticing: dict[str, None] = {}
    for trial, noticed, seconds, output in outcomes([Trial(one, one.tests) for one in mutations]):
        assert trial.mutation is not None
        right = bool(noticed) is not bool(trial.mutation.unnoticed) and noticed != NOT_RUN
        what = f"noticed by {noticed}" if noticed else trial.mutation.unnoticed or "survived"
        print(f"{'' if right else 'WRONG: '}{trial.mutation}: {what} ({seconds:.1f} s)", flush=True)
        if noticed in trial.tests:
            noticing[noticed] = None
        if not right:
            wrong.append(str(trial.mutation))
            print(output if noticed else "", end="")
    # Tests that fail without a change notice nothing.
    for trial, noticed, _, output in outcomes([Trial(None, (name,)) for name in noticing]):
        if noticed:
            wrong.append(f"tests/test_{trial.tests[0]}.py fails without a change")
            print(output)
    print(f"\n{len(mutations)} changes in {time.monotonic() - began:.0f} s; {len(wrong)} wrong:")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main("--short" in sys.argv, [part for part in sys.argv[1:] if not part.startswith("--")]))
