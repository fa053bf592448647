"""The register of problems: it holds every code that is raised, and no other; resolve and validate say the same of a number."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, get_args

import pytest

import tracking
from tests.record_answers import table
from tracking.resolving.problems import (
    PROBLEMS,
    FileCode,
    PipelineCode,
    ProblemCode,
    ResolverCode,
    Severity,
    markdown,
    sentence,
)

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "tracking"
MAKERS = ("Problem", "problem", "sentence")
BY = {"fulfillment": "pipeline", "cli": "files", "tabular": "files"}
OF_FILES = {
    f"fulfillment/{name}.py"
    for name in ("number_cells", "parcel_rows", "shipment_cells", "shipment_rows", "shipments_file")
}
"""What of the pipeline's room reads files."""
"""Who raises the problems that are made in a room."""


class Raised(NamedTuple):
    """A problem that is made somewhere."""

    place: str
    room: str
    code: str
    """A pattern of the codes that it may have; empty for one that is handed through."""


@cache
def raised() -> tuple[Raised, ...]:
    """Each call in the package that makes a problem."""
    return tuple(_raised())


def _raised() -> Iterator[Raised]:
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = _tree(path)
        constants = _constants_of(path)
        where = path.relative_to(PACKAGE)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MAKERS and node.args:
                yield Raised(f"{where}:{node.lineno}", where.parts[0], _pattern(node.args[0], constants))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def _constants_of(path: Path) -> dict[str, str]:
    return dict(_constants(_tree(path)))


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The texts that have a name in a file, also those that it imports."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tracking."):
            path = ROOT / f"{(node.module or '').replace('.', '/')}.py"
            known = _constants_of(path) if path.exists() else {}
            for alias in node.names:
                if alias.name in known:
                    yield alias.asname or alias.name, known[alias.name]
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                several = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                pairs = zip(target.elts, node.value.elts, strict=True) if several else [(target, node.value)]  # type: ignore[attr-defined]
                for name, value in pairs:
                    if isinstance(name, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
                        yield name.id, value.value


def _pattern(code: ast.expr, constants: dict[str, str]) -> str:
    if isinstance(code, ast.Constant):
        return re.escape(str(code.value))
    if isinstance(code, ast.JoinedStr):
        return "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_]+" for part in code.values
        )
    return re.escape(constants[code.id]) if isinstance(code, ast.Name) and code.id in constants else ""


def test_every_code_that_is_raised_is_registered() -> None:
    found = list(raised())
    assert len(found) > 60
    for one in found:
        codes = [code for code in PROBLEMS if re.fullmatch(one.code, code)]
        assert codes or not one.code, f"{one.place}: {one.code} is not registered"
        if one.code and one.room in BY:
            by = "files" if one.place.partition(":")[0] in OF_FILES else BY[one.room]
            assert any(by in PROBLEMS[code].raised_by for code in codes), f"{one.place}: say who raises it"


def test_codes_are_handed_through_only_where_they_come_from_elsewhere() -> None:
    places = sorted(one.place.partition(":")[0] for one in raised() if not one.code)
    assert places == ["cli/report.py", "fulfillment/steps.py", "resolving/diagnosis.py", "resolving/diagnosis.py"]


def test_every_registered_code_is_raised() -> None:
    patterns = {one.code for one in raised()}
    silent = [code for code in PROBLEMS if not any(re.fullmatch(pattern, code) for pattern in patterns if pattern)]
    assert not silent


def test_the_types_name_every_code_and_no_other() -> None:
    assert sorted(PROBLEMS) == sorted({code for kind in get_args(ProblemCode) for code in get_args(kind)})
    for kind, who in ((FileCode, "files"), (PipelineCode, "pipeline")):
        assert all(who in PROBLEMS[code].raised_by for code in get_args(kind))
    for code in get_args(ResolverCode):
        assert {"resolve", "validate", "tables"} & set(PROBLEMS[code].raised_by)


def test_the_register_says_everything() -> None:
    for code, row in PROBLEMS.items():
        assert re.fullmatch("[a-z]+(_[a-z]+)*", code)
        assert row.severity in get_args(Severity)
        assert set(row.raised_by) <= {"resolve", "validate", "tables", "files", "pipeline"}
        assert row.raised_by
        assert row.sentence
        assert row.cure
        assert "|" not in row.sentence + row.cure, "README's table would have one more column"


def test_a_sentence_wants_all_its_values() -> None:
    assert sentence("page_unknown", company="UPS") == "no tracking page of UPS is known"
    with pytest.raises(KeyError):
        sentence("page_unknown")


def test_readme_shows_the_register() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("<!-- problems: generated -->\n")[2].partition("\n<!-- end of problems -->")[0]
    assert shown == markdown(), "python -m tracking.resolving.problems prints what stands there"


# One decision.


SAME = ("ambiguous", "weak", "check_digit", "number_unknown")
COUNTRIES = (None, "US", "DE", "JP")


@cache
def numbers() -> list[str]:
    """Every number that the recorded answers ask about by itself: all samples, right and wrong, and many others."""
    asked = (json.loads(question.arguments) for question in table())
    return list(dict.fromkeys(arguments["number"] for arguments in asked if arguments.keys() == {"number"}))


@pytest.mark.parametrize("country", COUNTRIES)
def test_resolve_and_validate_say_the_same_of_a_number(country: str | None) -> None:
    told: set[str] = set()
    assert len(numbers()) > 2000
    for number in numbers():
        resolved, valid = tracking.resolve(number, country=country), tracking.validate(number, country=country)
        said = [problem for problem in resolved.problems if problem.code in SAME]
        assert said == [problem for problem in valid.problems if problem.code in SAME], number
        told.update(problem.code for problem in said)
        wrong = {problem.code for problem in said} & {"check_digit", "number_unknown"}
        assert valid.ok == (not wrong and "number_missing" not in [one.code for one in valid.problems]), number
        assert not said or resolved.carrier is None, number
    assert told == set(SAME)


def test_a_number_that_nobody_stands_out_for_is_told_by_both() -> None:
    for number, code in (("7035114477138472", "ambiguous"), ("600078420325", "weak")):
        for found in (tracking.resolve(number), tracking.validate(number)):
            assert [problem.code for problem in found.problems] == [code]
        assert tracking.validate(number).ok


@pytest.mark.parametrize("number", ["CV000562646ES", "GM123456784TV"])
def test_a_wrong_check_digit_is_not_ok_though_a_wider_format_accepts_the_number(number: str) -> None:
    found = tracking.validate(number)
    assert (found.ok, [problem.code for problem in found.problems]) == (False, ["check_digit"])
    assert tracking.identify(number)
    assert tracking.resolve(number).carrier is None
