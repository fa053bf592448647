"""From nothing to the first answer: a whole process, out of an installed wheel."""

from __future__ import annotations

import atexit
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from benchmarks.peers import MODULES, PROGRAMS

ROOT = Path(__file__).parent.parent


class Start(NamedTuple):
    """A library's first answer."""

    millis: float
    """The whole process, its median."""
    ratio: float
    """Our time to its time: how many times as fast we are."""
    memory: float
    """The most memory in use, in MB, beyond that of an interpreter that does nothing."""


@cache
def installed(libraries: tuple[str, ...]) -> Path:
    """A fresh environment with our wheel and the others beside it, made once; gives its interpreter."""
    temporary = tempfile.TemporaryDirectory()
    atexit.register(temporary.cleanup)
    folder = Path(temporary.name)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    python = folder / "venv" / "bin" / "python"
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--disable-pip-version-check", str(wheel)], check=True)
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    for name in libraries:
        if name != "tracking":
            # With its bytecode, as pip leaves it.
            shutil.copytree(Path(sysconfig.get_path("purelib")) / MODULES[name], site / MODULES[name])
    return python


def starts(libraries: Sequence[str], rounds: int) -> dict[str, Start]:
    """Every library's shortest program, by turns."""
    # Not getrusage: its peak counts the process that started this one.
    memory = "\nprint(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])"
    python = installed(tuple(libraries))
    folder = python.parent
    programs = {"nothing": "pass", **{library: PROGRAMS[library] for library in libraries}}
    times: dict[str, list[float]] = {library: [] for library in programs}
    for turn in range(rounds + 1):
        for library, program in programs.items():
            start = time.perf_counter()
            subprocess.run([python, "-I", "-c", program], check=True, cwd=folder)
            if turn:
                times[library].append(time.perf_counter() - start)
    used = {
        library: int(
            subprocess.run(
                [python, "-I", "-c", program + memory], check=True, cwd=folder, capture_output=True, text=True
            ).stdout.split()[-1]
        )
        for library, program in programs.items()
    }
    # Of each half of the runs the quicker: what other programs on the machine take is not counted.
    middle = {library: statistics.median(sorted(taken)[: len(taken) // 2 + 1]) for library, taken in times.items()}
    return {
        library: Start(
            middle[library] * 1e3, middle[library] / middle["tracking"], (used[library] - used["nothing"]) / 1024
        )
        for library in programs
    }
