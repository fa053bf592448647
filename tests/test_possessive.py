"""No pattern repeats a group possessively: Python 3.11.0 to 3.11.4 match such a one wrongly.

See https://github.com/python/cpython/issues/106052. An atomic group around a greedy repeat, ``(?>(?:...)+)``, means the
same and is right in every Python. A single character or a set may be repeated possessively.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
SOURCES = [
    *ROOT.glob("*.py"),
    *(file for folder in ("tracking", "tests", "benchmarks", "carriers") for file in (ROOT / folder).rglob("*.py")),
]
DEFINITIONS = sorted((ROOT / "carriers").glob("*.yaml"))
# What stands in a pattern for a character: an escaped one, and a set. Brackets in them are no group's.
_CHARACTER = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
# Blanks may stand before a quantifier in a verbose pattern.
_POSSESSIVE_GROUP = re.compile(r"\)\s*(?:[*+?]|\{[0-9]*,?[0-9]*\})\+")


def possessive_groups(text: str) -> list[str]:
    """Quantifiers in a pattern, or in a piece of one, that repeat a group possessively."""
    return _POSSESSIVE_GROUP.findall(_CHARACTER.sub("x", text))


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every string of a program, with its line; pieces that stand side by side are one, an f-string's values are left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            pieces = [one.value if isinstance(one, ast.Constant) else "x" for one in node.values]
            yield node.lineno, "".join(map(str, pieces))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            yield node.lineno, node.value if isinstance(node.value, str) else node.value.decode("latin-1")


def strings(value: Any) -> Iterator[str]:
    """Every string in a YAML file."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, str):
        yield value


def test_no_program_has_one() -> None:
    assert len(SOURCES) > 100
    found = [
        f"{file.relative_to(ROOT)}:{line}"
        for file in SOURCES
        for line, text in texts(ast.parse(file.read_text(encoding="utf-8")))
        if possessive_groups(text)
    ]
    assert found == []


def test_no_definition_has_one() -> None:
    assert len(DEFINITIONS) > 100
    found = [
        file.name
        for file in DEFINITIONS
        if any(map(possessive_groups, strings(yaml.load(file.read_bytes(), yaml.CSafeLoader))))
    ]
    assert found == []


GROUPS = ("(a|b)", "(?:a)", "(?P<name>[)]b)", "(?>a)", "(?:x{2})", "((a))", r"(\))")
QUANTIFIERS = ("*", "+", "?", "{3}", "{3,}", "{,3}", "{1,48}")


@pytest.mark.parametrize(("group", "quantifier", "blank"), list(product(GROUPS, QUANTIFIERS, ("", " ", "\n  "))))
def test_one_is_noticed(group: str, quantifier: str, blank: str) -> None:
    pattern = f"x{group}{blank}{quantifier}"
    assert not possessive_groups(pattern)
    assert not possessive_groups(pattern + "?")
    assert possessive_groups(pattern + "+")
    escaped = pattern.replace("{", "{{").replace("}", "}}")
    for written in (f"r'''{pattern}''' '+'", f"rf'''{{A}}{escaped}+'''", f"rb'''{pattern}+'''"):
        assert any(possessive_groups(text) for _, text in texts(ast.parse(written))), written


@pytest.mark.parametrize(
    "pattern", [r"\)++", "[()]++", r"[\])]*+", "(a)b++", "[^])]{2}+", "(?>(?:a)+)", "(a++)+", ")=+"]
)
def test_what_is_none_is_no_matter(pattern: str) -> None:
    assert not possessive_groups(pattern)
