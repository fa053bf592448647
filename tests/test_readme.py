"""README is true where other tests do not look: targets, Pythons, and the picture. (tests/test_docs.py runs its examples.)"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import tracking

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_make_targets_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"\bmake ([a-z-]+)", README)
    assert {"demo", "test", "docs"} <= set(targets)
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_supported_pythons_are_the_same_everywhere() -> None:
    """`pyproject.toml` names them, CI runs the tests on them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = re.findall(r"Programming Language :: Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    assert project["requires-python"] == f">={named[0]}"
    words = f"Python {', '.join(named[:-1])} or {named[-1]}"
    assert words in README
    assert words in (ROOT / "carriers" / "README.md").read_text(encoding="utf-8")


def test_as_many_carriers_are_known_as_the_pages_say() -> None:
    """The figures are rounded down, so that a new carrier needs no change here; they may not fall far behind."""
    page = " ".join((ROOT / "docs" / "carriers.md").read_text(encoding="utf-8").split())
    said = [int(figure.replace(",", "")) for figure in re.findall(r"more than ([0-9,]+)", page, re.IGNORECASE)]
    known = list(tracking.carriers())
    urls = [[page.url for page in carrier.pages if page.url] for carrier in known]
    counted = [
        len(known),
        sum(map(bool, urls)),
        sum(any("{number}" in url for url in of) for of in urls),
        sum(any(number.check is not None for number in carrier.numbers) for carrier in known),
    ]
    assert len(said) == len(counted)
    assert all(figure < count < 1.25 * figure for figure, count in zip(said, counted, strict=True)), counted
    assert f"more than {said[0]:,} carriers" in README


def test_it_can_be_read_in_a_few_minutes() -> None:
    assert len(README.splitlines()) < 120
    assert "](docs/picture.svg)" in README


def test_every_link_leads_to_a_file() -> None:
    links = re.findall(r"\]\(([^)#\s]+)", README)
    assert len(links) > 20
    for link in links:
        assert (ROOT / link).exists(), link


def test_every_extra_is_named() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for extra in set(project["optional-dependencies"]) - {"all"}:
        assert f"`[{extra}]`" in README, extra
