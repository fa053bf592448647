"""From the values of a definition file to a `Carrier`, field by field, so that all faults are reported at once."""

from __future__ import annotations

import re
import typing
from functools import cache
from typing import Any

import msgspec

from tracking.definitions.carrier import Carrier, NumberFormat, Page
from tracking.definitions.checks import format_faults, groups_by_format, page_faults
from tracking.definitions.code_checks import code_faults
from tracking.definitions.complaints import complaint
from tracking.yaml_file import FieldPath, YamlFile

__all__ = ["Decoder"]

_ITEMS: dict[FieldPath, Any] = {("pages",): Page, ("numbers",): NumberFormat}
_STEP = re.compile(r"\.([^.\[\]`]+)|\[(\d+|\.\.\.)\]")
"""A step of a path as msgspec writes it: a name, or a position in a list."""


class Decoder:
    """Decodes the values of a file and adds what is wrong to the file's faults."""

    def __init__(self, file: YamlFile) -> None:
        self._file = file
        self._groups: dict[str, tuple[str, ...]] = {}

    def decode(self, data: dict[str, Any], id: str) -> Carrier | None:  # noqa: A002 - the field's own name
        """Return the carrier. It is decoded field by field, so that each field's fault is reported."""
        self._groups = groups_by_format(data.get("numbers"))
        pieces = self._fields(data, Carrier, ())
        return Carrier(id=id, **pieces) if "name" in pieces else None

    def _fields(self, data: dict[str, Any], of: Any, path: FieldPath) -> dict[str, Any]:
        """Return the fields that are right, and add a fault for each one that is wrong, unknown, or missing."""
        known = _fields_of(of)
        pieces: dict[str, Any] = {}
        for name, value in data.items():
            here = (*path, name)
            if name not in known:
                self._file.fault(here, f"the field {name} is not known", f"there are {', '.join(known)}")
            elif (item := _ITEMS.get(here)) is not None and isinstance(value, list):
                found = [self._item(each, item, (*here, place)) for place, each in enumerate(value)]
                pieces[name] = tuple(each for each in found if each is not None)
            elif here == ("codes",) and isinstance(value, dict):
                before = len(self._file.faults)
                code_faults(value, self._file)
                if len(self._file.faults) == before:
                    pieces[name] = self._convert(value, known[name].type, here)
            elif (converted := self._convert(value, known[name].type, here)) is not None:
                pieces[name] = converted
        for name, field in known.items():
            if field.required and name not in data:
                cure = "add `name: The Carrier`" if of is Carrier else f"add `{name}: ...`"
                self._file.fault(path, f"the field {name} is missing", cure)
        return pieces

    def _item(self, data: Any, of: Any, path: FieldPath) -> Any:
        """Return a page or a format; None if something is wrong with it."""
        if not isinstance(data, dict):
            return self._convert(data, of, path)
        before = len(self._file.faults)
        pieces = self._fields(data, of, path)
        if of is Page:
            page_faults(pieces, path, self._file, self._groups)
        else:
            format_faults(pieces, path, self._file)
        return of(**pieces) if len(self._file.faults) == before else None

    def _convert(self, value: Any, to: Any, path: FieldPath) -> Any:
        """Return a value as the type of its field; None, and a fault, if it does not fit."""
        try:
            return msgspec.convert(value, to)
        except msgspec.ValidationError as error:
            inner = to
            if typing.get_origin(to) is typing.Annotated:
                inner, *_ = typing.get_args(to)
            if isinstance(value, list) and typing.get_origin(inner) is tuple:
                item, *_ = typing.get_args(inner)
                for place, each in enumerate(value):
                    self._convert(each, item, (*path, place))
            elif isinstance(value, dict) and typing.get_origin(inner) is dict:
                _, item = typing.get_args(inner)
                for name, each in value.items():
                    self._convert(each, item, (*path, name))
            else:
                self._complain(str(error), value, path)
            return None

    def _complain(self, message: str, value: Any, path: FieldPath) -> None:
        """Add the fault that msgspec found in a value, at the field within it that msgspec names."""
        reason, _, place = message.partition(" - at `")
        steps = _STEP.findall(place.removeprefix("key in "))
        where = (*path, *(name or (int(number) if number.isdigit() else "...") for name, number in steps))
        self._file.fault(where, *complaint(reason, _at(value, where[len(path) :]), where))


@cache
def _fields_of(kind: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    """Return the fields that a file may have. msgspec computes their types again at each call, which takes long."""
    return {field.name: field for field in msgspec.structs.fields(kind) if field.name != "id"}


def _at(value: Any, path: FieldPath) -> Any:
    """Return the value at a path within a value, or the innermost value that contains it."""
    for step in path:
        if step == "...":
            break
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            break
    return value
