"""What the rules of `tests.test_layers` see in a source and what they let pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import layers
from tests.layers import imports, tree
from tests.names_read import PrivateReach, commands, definitions, read_by_place

Put = Callable[[dict[str, str]], None]


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Put]:
    """Puts files in the place of the package's."""

    def put(texts: dict[str, str]) -> None:
        for name, text in texts.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        forget()

    def forget() -> None:
        for known in (layers.files, layers.tree, layers.file_of, layers.imports):
            known.cache_clear()

    monkeypatch.setattr(layers, "PACKAGE", tmp_path)
    yield put
    forget()


@pytest.mark.parametrize(
    "text",
    [
        "import tracking.a.b",
        "from tracking.a.b import c",
        "from tracking.a import b",
        "from tracking.a import b as c",
        "from .b import c",
        "from . import b",
        "from ..a.b import c",
        "def f():\n    from tracking.a.b import c",
        "if TYPE_CHECKING:\n    from tracking.a.b import c",
        "importlib.import_module('tracking.a.b')",
    ],
)
def test_imports_are_seen(sources: Put, text: str) -> None:
    sources({"__init__.py": "", "a/__init__.py": "", "a/b.py": "", "a/c.py": text})
    assert [one.target for one in imports("a/c.py")] == ["a/b.py"]


def test_imports_of_others_and_of_what_a_build_writes_are_none(sources: Put) -> None:
    sources(
        {"__init__.py": "", "a.py": "import os\nfrom tracking_numbers import b\nfrom tracking._snapshot import FORMS"}
    )
    assert imports("a.py") == []


OWN = """
class A:
    __slots__ = ("_slot",)
    _shared: int = 1
    def _method(self):
        self._set = 1
    def f(self, other):
        {}
"""


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("x._name", 1),
        ("x.y._name.z", 1),
        ("module._name()", 1),
        ("getattr(x, '_name')", 1),
        ("object.__setattr__(x, '_name', 1)", 1),
        ("from a import _name", 1),
        ("import a._name", 1),
        ("def f(self): return self._name", 1),
        ("class A:\n    _name = 1\nA._name", 1),
        ("x.__class__, x.name_, x._replace(a=1), x._fields", 0),
        ("from _thread import RLock\nfrom tracking._snapshot import FORMS", 0),
        (OWN.format("other._slot, other._shared, other._method(), other._set, self._elsewhere, super()._above"), 0),
        (OWN.format("return [one._slot for one in other]"), 0),
        (OWN.format("other._unknown, other.f._slots"), 2),
    ],
)
def test_reads_of_private_names_are_seen(sources: Put, text: str, reads: int) -> None:
    sources({"a.py": text})
    reader = PrivateReach("a.py")
    reader.visit(tree("a.py"))
    assert len(reader.found) == reads


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("x[2]", 1),
        ("x[-2]", 1),
        ("x.y()[3] = 1", 1),
        ("x[0][1]", 1),
        ("x[0][0]", 1),
        ("def f(x): return x[0] + x[1]", 1),
        ("lambda x: (x[0], x[1])", 1),
        ("x[0], x[1], x[-1], x[i], x[i][0], x[1:3], x['a']", 0),
        ("def f(x): return x[0] + x[-1]", 0),
        ("x.partition(':')[2], Literal[2], typing.Literal[3]", 0),
    ],
)
def test_places_of_tuples_are_seen(sources: Put, text: str, reads: int) -> None:
    sources({"a.py": text})
    assert len(set(read_by_place("a.py"))) == reads


def test_top_level_names_are_seen(sources: Put) -> None:
    text = """
A: int = 1
B, (C, D) = 1, (2, 3)
T = TypeVar("T")
_E = 1
if A:
    F = 1
else:
    from os import path
    def g(): inner = 1
class H:
    i = 1
@command("j")
def j(): pass
"""
    sources({"a.py": text})
    assert {name for name, _ in definitions("a.py")} == {"A", "B", "C", "D", "F", "H", "g", "j"}
    assert commands("a.py") == {"j"}
