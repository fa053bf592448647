"""A YAML file as values, with the line of each, and what is wrong with it."""

from __future__ import annotations

from typing import Any

import yaml

from tracking.definitions.complaints import yaml_kind
from tracking.errors import Fault

__all__ = ["LARGEST_TEXT", "FieldPath", "YamlFile"]

FieldPath = tuple[str | int, ...]
"""The way to a field: ("numbers", 0, "pattern")."""

_MOST = 50_000
"""Values, or lines, that a file may hold."""
LARGEST_TEXT = 1 << 20
"""Bytes of a definition file, and characters of a definition, at most."""


class YamlFile:
    """The values of a file, the line of each, and the faults that were found in them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.lines: dict[FieldPath, int] = {}
        """The line of each field, by its path."""

    def fault(self, path: FieldPath, reason: str, cure: str, *, below: int = 0) -> None:
        """Remember a fault; ``below`` counts lines under the field's own."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".") or "file"
        self.faults.append(Fault(self.file, self.lines.get(known, 1) + below, field, reason, cure))

    def parse(self, text: str) -> Any:
        """The values of a text; None, and a fault, where it is no YAML or empty."""
        if text.count(",") + text.count("\n") > _MOST or len(text) > LARGEST_TEXT:  # before anything is made of it
            self.faults.append(
                Fault(self.file, 0, "file", "it is too long", "a definition has a few kilobytes; shorten it")
            )
            return None
        loader = yaml.CSafeLoader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                self.fault((), "it is empty", "begin with `name: The Carrier`")
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
                self.fault(here, "the key stands here a second time", "keep one of the two")
                continue
            found[name] = self._value(loader, value_node, here)
        return found


def _made(loader: Any, node: yaml.Node) -> Any:
    """What YAML makes of a node; its text where it looks like a date and is none (2026-13-01), or says a tag and is none."""
    try:
        return loader.construct_object(node, deep=True)
    except (ValueError, AttributeError, LookupError):
        return node.value
