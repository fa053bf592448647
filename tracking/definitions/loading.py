"""Definition files, strictly read: from YAML to `Carrier`.

Duplicate and unknown keys are refused, and every fault names file, line, field and cure. `regex` bounds the time that a
stranger's patterns may take; `re`, which the resolver uses, cannot.
"""

from __future__ import annotations

import re
import typing
from pathlib import Path
from typing import Any

import msgspec
import regex
import yaml

from tracking.definitions.carrier import Carrier, NumberFormat, Page
from tracking.definitions.checks import check_fault
from tracking.definitions.complaints import kind, told
from tracking.definitions.patterns import PatternError, parse
from tracking.definitions.templates import TemplateError, checked, template
from tracking.errors import DefinitionError, Fault, InvalidURL

__all__ = ["builtin_folder", "lines", "load_carriers", "read"]

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HOSTILE = ("0" * 5000, "1Z" * 2500, "A" * 5000, "0A" * 2500, "9" * 4999 + "!", "Z" * 4999 + "0")
"""Strings on which a pattern that backtracks would run for a long time."""
MOST = 50_000
"""Values that a file may hold."""
TIMEOUT = 0.05
"""Seconds that a pattern may take on each of them."""


def quick(pattern: str, text: str) -> bool:
    """Whether a pattern is done with a text in time. Query three times, since a busy machine is slow once."""
    fullmatch = regex.compile(pattern).fullmatch
    for _ in range(3):
        try:
            fullmatch(text, timeout=TIMEOUT)
        except TimeoutError:
            continue
        return True
    return False


def builtin_folder() -> Path:
    """The folder of the built-in definitions: inside an installed package, else beside the package in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "_carriers"
    return inside if inside.is_dir() else package.parent / "carriers"


def load_carriers(path: str | Path) -> tuple[Carrier, ...]:
    """The definitions of a file, or of every ``*.yaml`` file in a folder, by id.

    Everything is read; then, if anything was wrong, one `DefinitionError` is raised whose ``.errors`` name file, line,
    field and cure and whose ``.carriers`` are the definitions that are good. A path that is not there raises OSError.
    """
    path = Path(path)
    files = sorted(path.glob("*.yaml"), key=lambda file: file.stem) if path.is_dir() else [path]
    carriers: list[Carrier] = []
    faults: list[Fault] = []
    for file in files:
        try:
            text = file.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            faults.append(Fault(str(file), 0, "file", f"it is not UTF-8 (byte {error.start})", "save it as UTF-8"))
            continue
        except OSError as error:
            if file is path:
                raise
            faults.append(
                Fault(str(file), 0, "file", f"it cannot be read: {error.strerror}", "make it a file that can be read")
            )
            continue
        try:
            carriers.append(read(text, id=file.stem, file=str(file)))
        except DefinitionError as error:
            faults += error.errors
    if path.is_dir() and not files:
        faults.append(
            Fault(str(path), 0, "folder", "it holds no .yaml file", "name the folder that holds the definitions")
        )
    if faults:
        raise DefinitionError(faults, carriers)
    return tuple(carriers)


def read(text: str, *, id: str, file: str = "<string>") -> Carrier:  # noqa: A002 - the field's own name
    """One definition from its text; raises `DefinitionError` with a `Fault` for each thing that is wrong."""
    reader = _Reader(file)
    data = reader.parse(text)
    if not _ID.fullmatch(id):
        reader.fault(
            (),
            f"the file name {id!r} is no id",
            "use lower-case letters, digits and single dashes, as in dhl-express.yaml",
        )
    if not isinstance(data, dict):
        if not reader.faults:
            reader.fault((), "it is not a mapping", "begin with `name: The Carrier`")
        raise DefinitionError(reader.faults)
    if "id" in data:
        reader.fault(("id",), "the id is the file's name", "remove it")
        del data["id"]
    carrier = reader.decode(data, id)
    if reader.faults or carrier is None:
        raise DefinitionError(sorted(dict.fromkeys(reader.faults), key=lambda fault: fault.line))
    return carrier


Path_ = tuple[str | int, ...]
_ITEMS: dict[Path_, Any] = {("pages",): Page, ("numbers",): NumberFormat}


def lines(text: str) -> dict[Path_, int]:
    """The line of each field of a definition's text, by its path: ("numbers", 0, "pattern")."""
    reader = _Reader("<string>")
    reader.parse(text)
    return reader.lines


class _Reader:
    """Values from YAML, the line of each, and what is wrong."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.lines: dict[Path_, int] = {}

    def fault(self, path: Path_, reason: str, cure: str, *, below: int = 0) -> None:
        """Remember a fault; ``below`` counts lines under the field's own."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".") or "file"
        self.faults.append(Fault(self.file, self.lines.get(known, 1) + below, field, reason, cure))

    def parse(self, text: str) -> Any:
        loader = yaml.CSafeLoader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                self.fault((), "it is empty", "begin with `name: The Carrier`")
                return None
            return self.value(loader, node, ())
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 0
            self.faults.append(
                Fault(
                    self.file,
                    line,
                    "file",
                    f"it is not YAML: {error.problem or error.context}",
                    "see the line, and the one before it",
                )
            )
        except yaml.YAMLError as error:
            self.faults.append(Fault(self.file, 0, "file", f"it is not YAML: {error}", "remove the character"))
        except RecursionError:
            self.faults.append(
                Fault(self.file, 0, "file", "it is nested too deeply, or has too many values", "write it flat")
            )
        finally:
            loader.dispose()
        return None

    def value(self, loader: Any, node: yaml.Node, path: Path_) -> Any:
        if len(self.lines) >= MOST:  # aliases of aliases grow without end
            raise RecursionError
        self.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            found: dict[str, Any] = {}
            for name_node, value_node in node.value:
                name = name_node.value if isinstance(name_node, yaml.ScalarNode) else "?"
                here = (*path, name)
                if not isinstance(name_node, yaml.ScalarNode) or name_node.tag != "tag:yaml.org,2002:str":
                    self.lines[here] = name_node.start_mark.line + 1
                    self.fault(
                        here,
                        f"the key is {kind(_made(loader, name_node))}",
                        'put quotes around it, as in "03"',
                    )
                    continue
                if name in found:
                    self.lines[here] = name_node.start_mark.line + 1
                    self.fault(here, "the key stands here a second time", "keep one of the two")
                    continue
                found[name] = self.value(loader, value_node, here)
            return found
        if isinstance(node, yaml.SequenceNode):
            return [self.value(loader, item, (*path, place)) for place, item in enumerate(node.value)]
        return _made(loader, node)

    def decode(self, data: dict[str, Any], id: str) -> Carrier | None:  # noqa: A002 - the field's own name
        """The carrier, field by field, so that each field's fault is told."""
        pieces = self.fields(data, Carrier, ())
        return Carrier(id=id, **pieces) if "name" in pieces else None

    def fields(self, data: dict[str, Any], of: Any, path: Path_) -> dict[str, Any]:
        """The fields that are right; a fault for each that is wrong, unknown or missing."""
        known = {field.name: field for field in msgspec.structs.fields(of) if field.name != "id"}
        pieces: dict[str, Any] = {}
        for name, value in data.items():
            here = (*path, name)
            if name not in known:
                self.fault(here, f"the field {name} is not known", f"there are {', '.join(known)}")
            elif (item := _ITEMS.get(here)) is not None and isinstance(value, list):
                found = [self.item(each, item, (*here, place)) for place, each in enumerate(value)]
                pieces[name] = tuple(each for each in found if each is not None)
            elif (converted := self.convert(value, known[name].type, here)) is not None:
                pieces[name] = converted
        for name, field in known.items():
            if field.required and name not in data:
                cure = "add `name: The Carrier`" if of is Carrier else f"add `{name}: ...`"
                self.fault(path, f"the field {name} is missing", cure)
        return pieces

    def item(self, data: Any, of: Any, path: Path_) -> Any:
        """A page or a format; None when something is wrong with it."""
        if not isinstance(data, dict):
            return self.convert(data, of, path)
        before = len(self.faults)
        pieces = self.fields(data, of, path)
        (_page if of is Page else _number)(pieces, path, self)
        return of(**pieces) if len(self.faults) == before else None

    def convert(self, value: Any, to: Any, path: Path_) -> Any:
        try:
            return msgspec.convert(value, to)
        except msgspec.ValidationError as error:
            inner = typing.get_args(to)[0] if typing.get_origin(to) is typing.Annotated else to
            if isinstance(value, list) and typing.get_origin(inner) is tuple:
                for place, each in enumerate(value):
                    self.convert(each, typing.get_args(inner)[0], (*path, place))
                return None
            if isinstance(value, dict) and typing.get_origin(inner) is dict:
                for name, each in value.items():
                    self.convert(each, typing.get_args(inner)[1], (*path, name))
                return None
            reason, _, inner = str(error).partition(" - at `")
            steps = re.findall(r"\.([^.\[\]`]+)|\[(\d+|\.\.\.)\]", inner.removeprefix("key in "))
            where: Path_ = (*path, *(name or (int(place) if place.isdigit() else "...") for name, place in steps))
            at: Any = value
            for step in where[len(path) :]:
                if step == "...":
                    break
                try:
                    at = at[step]
                except (KeyError, IndexError, TypeError):
                    break
            self.fault(where, *told(reason, at, where))
            return None


def _made(loader: Any, node: yaml.Node) -> Any:
    """What YAML makes of a node; its text where it looks like a date and is none (2026-13-01), or says a tag and is none."""
    try:
        return loader.construct_object(node, deep=True)
    except (ValueError, AttributeError, LookupError):
        return node.value


# What types cannot tell: templates that can be filled, patterns that can be read, groups that exist.


def _page(pieces: dict[str, Any], path: Path_, reader: _Reader) -> None:
    fields: list[tuple[Path_, str]] = [(("also", nth), text) for nth, text in enumerate(pieces.get("also", ()))]
    if pieces.get("url") is not None:
        fields.append((("url",), pieces["url"]))
    for field, text in fields:
        try:
            checked("1".join(template(text).pieces[::2]))
        except TemplateError as error:
            reader.fault((*path, *field), str(error), "see `pages` in carriers/README.md")
        except InvalidURL as error:
            reader.fault((*path, *field), error.reason, error.cure)


def _number(pieces: dict[str, Any], path: Path_, reader: _Reader) -> None:
    if "pattern" not in pieces:
        return
    text, here = pieces["pattern"], (*path, "pattern")
    try:
        pattern = parse(text)
    except PatternError as error:
        below = text.count("\n", 0, error.column)
        is_block = "\n" in text.rstrip("\n") or text.endswith("\n")
        reader.fault(here, str(error), "see `pattern` in carriers/README.md", below=below + is_block)
        return
    except re.error as error:
        reader.fault(here, f"not a pattern: {error}", "see `pattern` in carriers/README.md")
        return
    if pattern.looks and not all(quick(pattern.source, text) for text in HOSTILE):
        # Only a look-ahead may hold a repeat without a bound; everything else is bounded by `patterns.LIMIT`.
        reader.fault(here, "it takes too long on long texts", "say it without repeats inside repeats")
    for group in pieces.get("codes", ()):
        if group not in pattern.names:
            reader.fault(
                (*path, "codes", group),
                f"the pattern has no group {group}",
                f"name one of {', '.join(pattern.names) or 'its groups'}",
            )
    if pieces.get("check") is not None:
        found = check_fault(pieces["check"], pattern)
        if found is not None:
            field_name, reason, cure = found
            reader.fault((*path, "check", *field_name), reason, cure)
