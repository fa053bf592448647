"""How the package is built: rooms one above the other, and what keeps a file readable on its own.

The rooms and their files stand in `tests.layers`; ``python -m tests.layers`` draws them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.layers import PACKAGE, ROOMS, Place, files, imports, listed, room_of, tree
from tests.names_read import PrivateReach, commands, definitions, read_by_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PUBLIC = {"find", "resolve", "validate", "identify", "carriers", "explain"}
"""Functions of the package: a room of that name would replace them when it is imported."""
SAYS_NOTHING = {"utils", "util", "helpers", "models", "core", "managers", "common", "misc"}
"""Names that anything fits."""

BODIES = {"shopify/rest_bodies.py", "shopify/graphql_bodies.py", "server/rest_decode.py"}
READ_ALIKE = "the same thing read from a body of another kind; the module says of which"

TWICE: dict[str, tuple[set[str], str]] = {
    "event": (BODIES - {"server/rest_decode.py"}, READ_ALIKE),
    "fulfillment": (BODIES - {"server/rest_decode.py"}, READ_ALIKE),
    "fulfillment_order": (BODIES - {"server/rest_decode.py"}, READ_ALIKE),
}
"""Top-level names that may stand in these files, and why."""

BY_PLACE: dict[tuple[str, str], str] = {
    ("fulfillment/owner.py", "fields[19]"): "proc(5) numbers the fields of /proc/PID/stat",
    (
        "batch/texts.py",
        "runs.take(pa.array(which)).buffers()[2]",
    ): "a text column's third buffer holds the text in Arrow",
}
"""Subscripts by a number, by file and text, and why that number."""

PRIVATE: dict[tuple[str, str], str] = {}
"""Reads of private names, by file and text, and why."""

LONGER: dict[str, str] = {}
"""Files of up to 350 lines, and why they are not divided."""


def refuse(places: Iterable[object], cure: str) -> None:
    """Fail if there are any, with every place and what to do about it."""
    if lines := sorted(map(str, places)):
        pytest.fail("\n".join([f"{len(lines)} found. {cure}", *lines]), pytrace=False)


# Rooms.


def test_there_are_at_most_twenty_rooms() -> None:
    rooms = [room for room in ROOMS if not room.startswith("__")]  # what Python itself looks for is no room
    assert len(rooms) <= 20, "join two rooms in tests/layers.py, a reader keeps no more in mind"


def test_rooms_and_files_have_names_of_their_own() -> None:
    assert not PUBLIC & set(ROOMS), "importing a room of that name replaces the public function; rename the room"
    vague = {name for names in ROOMS.values() for name in names} | set(ROOMS)
    assert not vague & SAYS_NOTHING, "say in the file's name what is in it"


def test_every_file_has_its_place_and_no_place_is_empty() -> None:
    present, places = files(), listed()
    assert len(places) == len(set(places)), "a file is listed twice in tests/layers.py"
    refuse(set(present) - set(places), "List them in tests/layers.py, above what imports them.")
    refuse(set(places) - set(present), "They are gone; delete them in tests/layers.py.")


def test_a_file_imports_only_from_files_below_its_own() -> None:
    """Imports inside functions and for type checkers count like any other."""
    place = {file: at for at, file in enumerate(listed())}
    upward = [
        f"{one.place} ({one.target} stands above)"
        for file in files()
        for one in imports(file)
        if file in place and one.target in place and one.target != file and place[one.target] > place[file]
    ]
    cure = "Move what both need below both, hand the thing over as an argument, or change the order in tests/layers.py."
    refuse(upward, cure)


def circles(graph: dict[str, set[str]]) -> Iterator[str]:
    """Those that reach each other, each group once."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            new = graph[waiting.pop()] - seen
            seen |= new
            waiting += new
        return seen

    from_each = {name: reached(name) for name in graph}
    groups = {frozenset(other for other in far if name in from_each[other]) for name, far in from_each.items()}
    return (" <-> ".join(sorted(group)) for group in groups if group)


def test_circles_are_seen() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a", "e"}, "e": {"f"}, "f": {"e"}, "g": {"d"}}
    assert sorted(circles(graph)) == ["a <-> b <-> c", "e <-> f"]


def test_no_files_import_each_other_in_a_circle() -> None:
    graph = {file: {one.target for one in imports(file)} - {file} for file in files()}
    refuse(circles(graph), "Move what they share into a file below them.")


def test_no_rooms_import_each_other_in_a_circle() -> None:
    graph: dict[str, set[str]] = {room_of(file): set() for file in files()}
    for file in files():
        graph[room_of(file)] |= {room_of(one.target) for one in imports(file)} - {room_of(file)}
    refuse(circles(graph), "Move what they share into a room below.")


def test_importing_the_package_does_nothing() -> None:
    code = "import sys, tracking; print([name for name in sys.modules if name.startswith('tracking.')])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


# Names.


def test_nobody_reads_what_is_private_to_another() -> None:
    """A class may read its own private names on any of its objects; everything else asks by a public name."""
    reads = []
    for file in files():
        reader = PrivateReach(file)
        reader.visit(tree(file))
        reads += [place for place in reader.found if (place.file, place.text) not in PRIVATE]
    cure = "Give it a public name or a method that says what is wanted, or move the code into the class."
    refuse(reads, cure)


def test_no_top_level_name_stands_twice() -> None:
    """A command's function bears the command's name, and `tracking` itself binds names of others: both are left out."""
    homes: dict[str, list[Place]] = defaultdict(list)
    for file in files():
        if file != "__init__.py":
            for name, place in definitions(file):
                if name not in commands(file):
                    homes[name].append(place)
    twice = []
    for name, places in homes.items():
        allowed = TWICE[name][0] if name in TWICE else set()
        if len({place.file for place in places} - allowed) + bool(allowed) > 1:
            twice.append(f"{name}: " + ", ".join(f"tracking/{place.file}:{place.line}" for place in places))
    assert len(TWICE) <= 12, "a longer list excuses everything"
    refuse(twice, "Say in one of the names what tells it from the other.")


# Reading.


def test_no_function_is_too_complex() -> None:
    """McCabe's number, the independent ways through a function, is at most 15."""
    command = [
        "ruff",
        "check",
        "--no-cache",
        "--isolated",
        "--ignore-noqa",
        "--select",
        "C901",
        "--output-format",
        "json",
    ]
    limit = ["--config", "lint.mccabe.max-complexity = 15"]
    ran = subprocess.run([sys.executable, "-m", *command, *limit, str(PACKAGE)], capture_output=True, text=True)
    found = [
        f"{Path(one['filename']).relative_to(PACKAGE.parent)}:{one['location']['row']}: {one['message']}"
        for one in json.loads(ran.stdout)
    ]
    refuse(found, "Take out a step that has a name of its own, or make the cases a table.")


def test_tuples_are_not_read_by_place() -> None:
    """definitions/compiled.py alone says what stands where."""
    reads = {
        place
        for file in files()
        if file != "definitions/compiled.py"
        for place in read_by_place(file)
        if (file, place.text) not in BY_PLACE
    }
    refuse(reads, "Unpack it, or read a field by its name (NamedTuple, named groups of a pattern).")


def test_files_stay_small() -> None:
    sizes = {file: len((PACKAGE / file).read_text(encoding="utf-8").splitlines()) for file in files()}
    long = {f"tracking/{file}: {size} lines" for file, size in sizes.items() if size > (350 if file in LONGER else 300)}
    refuse(long, "Find the part with a name of its own and give it a file.")


def test_exceptions_are_needed() -> None:
    """An exception that excuses nothing any more is deleted."""
    subscripts = {(place.file, place.text) for file in files() for place in read_by_place(file)}
    assert not set(BY_PLACE) - subscripts
    names: dict[str, set[str]] = defaultdict(set)
    for file in files():
        for name, _ in definitions(file):
            names[name].add(file)
    assert not {name for name, (homes, _) in TWICE.items() if not homes <= names[name]}
    assert not {file for file in LONGER if len((PACKAGE / file).read_text(encoding="utf-8").splitlines()) <= 300}
