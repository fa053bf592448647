"""The pages for contributors are true: what they name is there, and the map shows the rooms."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.layers import ROOMS, picture

ROOT = Path(__file__).parent.parent
PAGES = ("CONTRIBUTING.md", "docs/design.md", "CHANGELOG.md")
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FILE = re.compile(r"(?:\.?[\w-]+/)*[\w.-]+\.(?:py|md|yaml|json|jsonl|tsv|toml|graphql)|(?:\.?[\w-]+/)+[\w.-]*")
_BUILT = (".venv/",)


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def named_files(text: str) -> list[str]:
    """The paths that stand in a page as code, alone or as the first word of a command."""
    words = (code.split()[0] for code in _CODE.findall(text))
    return [word for word in words if _FILE.fullmatch(word) and not word.startswith(_BUILT)]


def anchor(heading: str) -> str:
    """What a link to a heading is called."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("name", PAGES)
def test_every_file_that_is_named_is_there(name: str) -> None:
    missing = [path for path in named_files(page(name)) if not (ROOT / path).exists()]
    assert not missing, f"{name} names what is not there"


def test_files_are_recognized() -> None:
    text = "`tracking/matching/ranking.py`, `tests/data` and `carriers/`; `hatch_build.py`; `.ci/run`, `.venv/bin/mypy`, `and/or`, `x.y`"
    found = ["tracking/matching/ranking.py", "tests/data", "carriers/", "hatch_build.py", ".ci/run", "and/or"]
    assert named_files(text) == found


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str) -> None:
    for link in _LINK.findall(page(name)):
        if link.startswith("https://"):
            continue
        path, _, fragment = link.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        assert target.is_file(), f"{name}: {link}"
        if fragment:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert fragment in map(anchor, headings), f"{name}: {link}"


@pytest.mark.parametrize("name", PAGES)
def test_every_make_target_is_there(name: str) -> None:
    makefile = page("Makefile")
    for target in re.findall(r"`make ([a-z-]+)", page(name)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{name}: make {target}"


def test_every_make_target_is_named() -> None:
    for target in re.findall(r"^([a-z-]+):.*##", page("Makefile"), re.MULTILINE):
        if target not in ("demo", "clean"):
            assert f"`make {target}`" in page("CONTRIBUTING.md"), target


@pytest.mark.parametrize("name", PAGES)
def test_every_program_that_is_named_is_there(name: str) -> None:
    for module in re.findall(r"\bpython -m ([\w.]+)", page(name)):
        place = ROOT / module.replace(".", "/")
        assert place.with_suffix(".py").exists() or (place / "__main__.py").exists(), f"{name}: python -m {module}"


@pytest.mark.parametrize("name", PAGES)
def test_a_name_that_is_said_to_be_in_a_file_is_there(name: str) -> None:
    found = re.findall(r"`(\w+)`\s+(?:of\s+`\w+`\s+)?in\s+`([\w/.]+\.py)`", page(name))
    assert found or name != "CONTRIBUTING.md"
    for word, path in found:
        assert re.search(rf"\b{word}\b", page(path)), f"{name}: {word} is not in {path}"


def test_the_map_shows_the_rooms_from_the_ground_up() -> None:
    section = page("CONTRIBUTING.md").partition("\n## The map\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", section, re.MULTILINE)
    assert [room for room, _ in rows] == list(ROOMS), "the rooms stand in tests/layers.py"
    assert all(sentence.endswith(".") for _, sentence in rows)


def changes() -> list[str]:
    """What "What do you want to do?" explains, one text a change."""
    section = page("CONTRIBUTING.md").partition("\n## What do you want to do?\n")[2].partition("\n## ")[0]
    return re.split(r"^\d+\. ", section, flags=re.MULTILINE)[1:]


def test_every_change_begins_in_one_place_and_has_a_test() -> None:
    assert len(changes()) == 17
    for change in changes():
        assert re.search(r"\*\*.+?\*\*", change, re.DOTALL)
        assert re.search(r"\b[Bb]egins?\b|The same place", change), change
        assert "*Test:*" in change, change


def test_the_picture_of_the_rooms_is_drawn() -> None:
    drawn = [line.split()[0] for line in picture().splitlines()]
    assert drawn == list(reversed(ROOMS))


def test_readme_leads_to_these_pages() -> None:
    for name in PAGES:
        assert f"]({name})" in page("README.md"), name
