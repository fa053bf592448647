"""README is true: its console examples print what they show, and every command is in it. (Its doctests run by themselves.)"""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import tracking
from tests.served import Served
from tracking.cli import COMMANDS, command

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
EXAMPLES = [
    (given, shown)
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for given, shown in re.findall(r"^\$ tracking (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    if shown
]

pytestmark = pytest.mark.usefixtures("all_closed")


def test_there_are_examples() -> None:
    assert EXAMPLES


@pytest.mark.parametrize(("given", "shown"), EXAMPLES, ids=[given for given, _ in EXAMPLES])
def test_a_command_prints_what_is_shown(
    given: str, shown: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "tests").symlink_to(Path(__file__).parent)  # examples may write beside what they read
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(command, shlex.split(given))
    assert [line.rstrip() for line in result.output.splitlines()] == [line.rstrip() for line in shown.splitlines()]


def test_the_pipelines_example_runs(
    serve: Callable[..., Served], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = serve("--demo", "--database", f"sqlite:///{tmp_path}/shop.db")
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(import tracking\nfrom tracking.fulfillment.*?)```", README, re.DOTALL)
    assert "http://127.0.0.1:8000" in code
    exec(code.replace("http://127.0.0.1:8000", shop.url), {})


def test_every_command_is_named() -> None:
    for name in COMMANDS:
        assert re.search(rf"`?tracking {name}\b", README), name


def test_the_make_targets_are_there() -> None:
    makefile = (Path(__file__).parent.parent / "Makefile").read_text()
    for target in re.findall(r"\bmake ([a-z-]+)", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_supported_pythons_are_the_same_everywhere() -> None:
    """`pyproject.toml` names them, CI runs the tests on them."""
    root = Path(__file__).parent.parent
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = re.findall(r"Programming Language :: Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    assert project["requires-python"] == f">={named[0]}"
    words = f"Python {', '.join(named[:-1])} or {named[-1]}"
    assert words in README
    assert words in (root / "carriers" / "README.md").read_text(encoding="utf-8")


def test_as_many_carriers_are_known_as_it_says() -> None:
    """Its figures are rounded down, so that a new carrier needs no change here; they may not fall far behind."""
    words = " ".join(README.split())
    said = [int(figure.replace(",", "")) for figure in re.findall(r"more than ([0-9,]+)", words, re.I)]
    known = list(tracking.carriers())
    urls = [[page.url for page in carrier.pages if page.url] for carrier in known]
    counted = [
        len(known),
        sum(map(bool, urls)),
        sum(any("{number}" in url for url in of) for of in urls),
        sum(any(number.check for number in carrier.numbers) for carrier in known),
    ]
    assert len(said) == len(counted)
    assert all(figure < count < 1.25 * figure for figure, count in zip(said, counted, strict=True)), counted
