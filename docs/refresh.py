"""What the pages show of the program: ``python -m docs.refresh`` writes it anew, tests compare it.

Two kinds of text in README and in docs/*.md are made, not written: tables between ``<!-- NAME: generated -->`` and ``<!-- end of
NAME -->``, and what a command prints below a line ``$ tracking ...`` of a console block.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any, NamedTuple

from click.testing import CliRunner

import tracking
from tracking.cli import command
from tracking.definitions.carrier import schema
from tracking.resolving.problems import markdown

__all__ = ["GENERATED", "Example", "examples", "main", "pages", "printed", "refreshed"]

ROOT = Path(__file__).parent.parent
_BLOCK = re.compile(r"(?<=<!-- )([\w ]+)(: generated -->\n)(.*?)(<!-- end of \1 -->)", re.DOTALL)
_CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
_COMMAND = re.compile(r"^\$ (tracking|curl) (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
_RESOLVER = frozenset({"resolve", "validate", "tables"})


class Example(NamedTuple):
    """A command on a page, and what the page says that it prints."""

    page: str
    program: str
    given: str
    shown: str


def pages() -> list[Path]:
    """README and the pages of this folder."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def examples(page: Path) -> Iterator[Example]:
    """The commands of a page whose output it shows."""
    for block in _CONSOLE.findall(page.read_text(encoding="utf-8")):
        for program, given, shown in _COMMAND.findall(block):
            if shown:
                yield Example(page.name, program, given, shown)


def printed(program: str, given: str) -> str:
    """What a command prints, in the current folder. A ``curl`` asks a desk in this process."""
    if program == "tracking" and "--carriers" in given:  # which counts for a whole process
        ran = [sys.executable, "-m", "tracking", *shlex.split(given)]
        output = subprocess.run(ran, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False).stdout
    elif program == "tracking":
        output = CliRunner().invoke(command, shlex.split(given)).output
    else:
        from starlette.testclient import TestClient

        from tracking.desk.app import create_desk
        from tracking.resolver import default

        url = re.sub(r"^http://127\.0\.0\.1:\d+", "", shlex.split(given)[-1])
        output = TestClient(create_desk(default(), tracking.carriers())).get(url).text
    return "".join(f"{line.rstrip()}\n" for line in output.splitlines())


def _other_problems() -> str:
    """The problems of files and of the pipeline alone."""
    known = markdown(_RESOLVER).splitlines()
    head, rows = known[:2], set(known)
    others = markdown(frozenset({"files", "pipeline"})).splitlines()
    return "\n".join([*head, *(row for row in others if row not in rows)])


def _fields(of: str) -> str:
    """The fields of a type of definitions, as a table."""
    properties: dict[str, dict[str, Any]] = schema()["$defs"][of]["properties"]
    rows = [f"| `{name}` | {_kind(about)} | {about.get('description', '')} |" for name, about in properties.items()]
    first = ["| `id` | text | The carrier's id. |"] if of == "Carrier" else []
    return "\n".join(["| field | type | meaning |", "| --- | --- | --- |", *first, *rows])


def _kind(about: dict[str, Any]) -> str:
    if "anyOf" in about:
        kinds = [_kind(one) for one in about["anyOf"]]
        nothing = ["nothing"] if "nothing" in kinds else []
        return " or ".join([*dict.fromkeys(kind for kind in kinds if kind != "nothing"), *nothing])
    kinds = {"string": "text", "array": "list", "object": "object", "boolean": "true or false", "null": "nothing"}
    return kinds.get(about.get("type", "text" if "enum" in about else "object"), "object").replace("nothing", "`null`")


GENERATED: dict[str, Callable[[], str]] = {
    "problems": lambda: markdown(_RESOLVER),
    "other problems": _other_problems,
    "carrier fields": lambda: _fields("Carrier"),
    "page fields": lambda: _fields("Page"),
    "format fields": lambda: _fields("NumberFormat"),
}
"""What stands between the marks of each name."""


def refreshed(text: str) -> str:
    """A page with its tables and outputs made anew; run in a folder that has the repository's ``docs`` and ``tests``."""

    def block(found: re.Match[str]) -> str:
        name, mark, _, end = found.groups()
        return f"{name}{mark}{GENERATED[name]()}\n{end}"

    def console(found: re.Match[str]) -> str:
        def one(example: re.Match[str]) -> str:
            program, given, shown = example.groups()
            return f"$ {program} {given}\n{printed(program, given) if shown else ''}"

        return f"```console\n{_COMMAND.sub(one, found[1])}```"

    return _CONSOLE.sub(console, _BLOCK.sub(block, text))


def main() -> int:
    """Write every page anew that has changed; the exit status."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        for name in ("docs", "tests"):
            os.symlink(ROOT / name, name)
        for page in pages():
            before = page.read_text(encoding="utf-8")
            after = refreshed(before)
            if after != before:
                page.write_text(after, encoding="utf-8")
                print(f"{page.relative_to(ROOT)} was written again")
    return 0


if __name__ == "__main__":
    sys.exit(main())
