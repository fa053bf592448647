"""The rooms: a file imports only from files above it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "tracking"
RESOLVER = [
    "errors",
    "normalize",
    "checkdigits",
    "panel",
    "patterns",
    "templates",
    "carrier",
    "loading",
    "compiling",
    "slots",
    "matching",
    "index",
    "results",
    "builtin",
    "validation",
    "resolver",
    "words",
    "text",
    "accuracy",
    "coverage",
    "lint",
    "batch",
    "spark",
]
ROOMS = ("fulfillment", "shopify", "server", "cli")


def files() -> list[Path]:
    return sorted(
        path for path in PACKAGE.rglob("*.py") if "_carriers" not in path.parts and path.name != "_snapshot.py"
    )


def imported(path: Path) -> set[str]:
    """Modules of the package that a file imports when it is imported or called; those for type checkers alone do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            node.body = []
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.split(".")[0] == "tracking"}


def test_every_file_of_the_resolver_has_its_place() -> None:
    present = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "_snapshot"}
    grouped = {name for name in present if name.split("_")[0] in RESOLVER}
    assert present == grouped


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_imports_only_from_files_above_it(path: Path) -> None:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    room = parts[0] if len(parts) > 1 else None
    for name in imported(path):
        target = name.split(".")[1:]
        if not target:
            continue
        if room is None and parts[0] != "__init__":
            own = RESOLVER.index(parts[0].split("_")[0])
            assert target[0] not in ROOMS, f"{path.name} imports {name}"
            if target[0].split("_")[0] in RESOLVER:
                # resolver and validation call each other by name when asked: what an answer means is worked out late.
                late = (parts[0], target[0]) in {("resolver", "text")}
                assert late or RESOLVER.index(target[0].split("_")[0]) <= own, f"{path.name} imports {name}"
        elif room in ROOMS and target[0] in ROOMS:
            assert ROOMS.index(target[0]) <= ROOMS.index(room), f"{'/'.join(parts)} imports {name}"


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_stay_small(path: Path) -> None:
    """About 300 lines; tables of algorithms or of texts may be longer."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= (470 if path.name == "checkdigits.py" else 350)


def test_importing_the_package_does_nothing() -> None:
    code = "import sys, tracking; print([name for name in sys.modules if name.startswith('tracking.')])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
