"""A YAML file as values, with the line of each value and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from tracking.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LARGEST_TEXT", "FieldPath", "YamlFile", "fault_at", "yaml_kind"]

FieldPath = tuple[str | int, ...]
"""The path of a field: ("numbers", 0, "pattern")."""

_MOST = 50_000
"""The greatest number of values, or lines, in a file."""
LARGEST_TEXT = 1 << 20
"""The greatest size of a definition file in bytes, and of a definition in characters."""


def yaml_kind(value: Any) -> str:
    """Return the kind of value that YAML made of a text."""
    names = {
        bool: "a boolean",
        int: "a number",
        float: "a number",
        type(None): "empty",
        list: "a list",
        dict: "a mapping",
        str: "text",
    }
    return names.get(type(value), "a date" if hasattr(value, "year") else "of another kind")


def fault_at(
    file: str, lines: Mapping[FieldPath, int], path: FieldPath, reason: str, cure: str, *, below: int = 0
) -> Fault:
    """Return a fault at the line of a field, or ``below`` it; a missing path has the line of its innermost parent."""
    known = path
    while known and known not in lines:
        known = known[:-1]
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".") or "file"
    return Fault(file, lines.get(known, 1) + below, field, reason, cure)


class YamlFile:
    """The values of a file, the line of each value, and the faults that were found in them.

    ``first_line`` is how such a file usually begins; the fault of an empty file shows it.
    """

    def __init__(self, file: str, first_line: str) -> None:
        self.file, self.first_line = file, first_line
        self.faults: list[Fault] = []
        self.lines: dict[FieldPath, int] = {}
        """The line of each field, by its path."""

    def mapping(self, content: str | bytes) -> dict[str, Any] | None:
        """Return the values of a text, or of a file's bytes, that must be a mapping; otherwise None, and a fault."""
        try:
            data = self.parse(content if isinstance(content, str) else content.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            self.fault((), f"it is not UTF-8 (byte {error.start})", "save it as UTF-8")
            return None
        if isinstance(data, dict):
            return data
        if not self.faults:
            self.fault((), "it is not a mapping", f"begin with `{self.first_line}`")
        return None

    def fault(self, path: FieldPath, reason: str, cure: str, *, below: int = 0) -> None:
        """Add a fault. ``below`` counts lines below the field's own."""
        self.faults.append(fault_at(self.file, self.lines, path, reason, cure, below=below))

    def parse(self, text: str) -> Any:
        """Return the values of a text; None, and a fault, if it is not YAML or is empty."""
        if text.count(",") + text.count("\n") > _MOST or len(text) > LARGEST_TEXT:  # before any value is made
            self.faults.append(
                Fault(self.file, 0, "file", "it is too long", "a definition has a few kilobytes; shorten it")
            )
            return None
        loader = yaml.CSafeLoader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                self.fault((), "it is empty", f"begin with `{self.first_line}`")
                return None
            return self._value(loader, node, ())
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

    def _value(self, loader: Any, node: yaml.Node, path: FieldPath) -> Any:
        if len(self.lines) >= _MOST:  # aliases of aliases grow without end
            raise RecursionError
        self.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return self._mapping(loader, node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(loader, item, (*path, place)) for place, item in enumerate(node.value)]
        return _made(loader, node)

    def _mapping(self, loader: Any, node: yaml.MappingNode, path: FieldPath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name_node, value_node in node.value:
            name = name_node.value if isinstance(name_node, yaml.ScalarNode) else "?"
            here = (*path, name)
            if not isinstance(name_node, yaml.ScalarNode) or name_node.tag != "tag:yaml.org,2002:str":
                self.lines[here] = name_node.start_mark.line + 1
                self.fault(
                    here,
                    f"the key is {yaml_kind(_made(loader, name_node))}",
                    'put quotes around it, as in "03"',
                )
                continue
            if name in found:
                self.lines[here] = name_node.start_mark.line + 1
                self.fault(here, "the key appears a second time", "keep one of the two")
                continue
            found[name] = self._value(loader, value_node, here)
        return found


def _made(loader: Any, node: yaml.Node) -> Any:
    """Return the value of a node, or its text if it looks like a date or has a tag, and is neither (2026-13-01)."""
    try:
        return loader.construct_object(node, deep=True)
    except (ValueError, AttributeError, LookupError):
        return node.value
