"""What a file of the package defines at its top level, which private names it reads, and which places of tuples."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

from tests.layers import GENERATED, Place, first_line, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENTED = ("_thread",)
"""Modules of Python that are public in spite of their names."""
NAMED_TUPLE = ("_asdict", "_field_defaults", "_fields", "_make", "_replace")
"""Python's public names for parts of a named tuple."""


# Top-level names.


def definitions(file: str) -> Iterator[tuple[str, Place]]:
    """Public functions, classes and constants at a file's top level, also those under a condition."""
    waiting: list[ast.stmt] = list(tree(file).body)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.If | ast.Try):
            waiting += [*node.body, *node.orelse]
            continue
        for name in _defined(node):
            if not name.startswith("_"):
                yield name, Place(file, node.lineno, name)


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.AnnAssign):
        return [node.target.id] if isinstance(node.target, ast.Name) else []
    if isinstance(node, ast.Assign) and not _type_variable(node.value):
        walked = (name for target in node.targets for name in ast.walk(target))
        return [name.id for name in walked if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)]
    return []


def _type_variable(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and getattr(value.func, "id", "") in ("TypeVar", "ParamSpec")


def commands(file: str) -> set[str]:
    """Functions that are commands of the program: decorated with ``command``."""
    return {
        node.name
        for node in tree(file).body
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if ast.unparse(decorator).partition("(")[0].rpartition(".")[2] in ("command", "group")
    }


# Private names.


def private(name: str) -> bool:
    """Whether a name begins with an underscore and is neither Python's own nor a named tuple's."""
    return name.startswith("_") and name != "_" and not name.endswith("__") and name not in NAMED_TUPLE


class PrivateReach(ast.NodeVisitor):
    """Collects the places where a file reads a private name that is not of the class it stands in."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.owned: list[set[str]] = []
        """Private names of the classes around the place, from the outermost."""
        self.found: list[Place] = []

    def refuse(self, node: ast.expr | ast.stmt) -> None:
        self.found.append(Place(self.file, node.lineno, first_line(node)))

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.owned.append(set(_own_names(node)))
        self.generic_visit(node)
        self.owned.pop()

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        path = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
        if any(private(name) for name in path if name not in (*GENERATED, *DOCUMENTED)):
            self.refuse(node)

    def visit_Import(self, node: ast.Import) -> None:
        if any(
            private(part)
            for alias in node.names
            for part in alias.name.split(".")
            if part not in (*GENERATED, *DOCUMENTED)
        ):
            self.refuse(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if not self._may(node.attr, node.value):
            self.refuse(node)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """`getattr`, `setattr` and the like with a name written out."""
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called.strip("_") in ("getattr", "setattr", "hasattr", "delattr", "getattribute") and len(node.args) > 1:
            of, name = node.args[:2]
            if isinstance(name, ast.Constant) and isinstance(name.value, str) and not self._may(name.value, of):
                self.refuse(node)
        self.generic_visit(node)

    def _may(self, name: str, of: ast.expr) -> bool:
        if not private(name) or any(name in names for names in self.owned):
            return True
        inherited = isinstance(of, ast.Call) and isinstance(of.func, ast.Name) and of.func.id == "super"
        return bool(self.owned) and (_of_self(of) or inherited)


def _own_names(of: ast.ClassDef) -> Iterator[str]:
    """What a class defines: methods, attributes, what it sets on itself, slots."""
    for node in of.body:
        yield from _defined(node)
        if isinstance(node, ast.Assign) and "__slots__" in _defined(node):
            yield from (one.value for one in ast.walk(node.value) if isinstance(one, ast.Constant))  # type: ignore[misc]
    for one in ast.walk(of):
        if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store) and _of_self(one.value):
            yield one.attr


def _of_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("self", "cls")


# Places in tuples.


def constant(node: ast.expr) -> int | None:
    """The whole number that an expression writes out, if it does."""
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return None
    return value if type(value) is int else None


def read_by_place(file: str) -> Iterator[Place]:
    """Subscripts by a number that only fit a tuple whose places mean something.

    From 2 up and from -2 down; a number in what another number has chosen; 0 and 1 of the same value in one function.
    The first, the second and the last of something are other than that, and so are `str.partition` and `typing.Literal`.
    """
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Subscript) and (at := _place(node)) is not None:
            chained = isinstance(node.value, ast.Subscript) and _place(node.value) is not None
            if at > 1 or at < -1 or chained:
                yield Place(file, node.lineno, ast.unparse(node))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _both_places(file, node)


def _place(node: ast.Subscript) -> int | None:
    of = node.value
    if isinstance(of, ast.Name | ast.Attribute) and ast.unparse(of).endswith("Literal"):
        return None
    if isinstance(of, ast.Call) and isinstance(of.func, ast.Attribute) and of.func.attr in ("partition", "rpartition"):
        return None
    return constant(node.slice)


def _both_places(file: str, function: ast.AST) -> Iterator[Place]:
    seen: dict[str, dict[int, ast.Subscript]] = defaultdict(dict)
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript) and (at := _place(node)) is not None:
            seen[ast.unparse(node.value)].setdefault(at, node)
    for places in seen.values():
        if {0, 1} <= set(places):
            yield Place(file, places[1].lineno, ast.unparse(places[1]))
