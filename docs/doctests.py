"""What mkdocstrings cannot see by itself: doctests are blocks of code, clients have their calls' methods, fields are described."""

from __future__ import annotations

import re
from typing import Any

import griffe

from docs.reference import FIELDS

_CALL = re.compile(r"_\w+\(Api\.(\w+)\)")
_META = re.compile(r"Annotated\[(.*), Meta\([^()]*\)\]", re.DOTALL)
_TEXT_TYPES = re.compile(r"\b(?:_Name|_Text|ID|Country|List)\b")
_API = "shopify.api.Api"
_CLIENTS = {"shopify.client.Client": False, "shopify.async_client.AsyncClient": True}
"""The clients, and whether their methods are awaited."""


class FencedDoctests(griffe.Extension):
    """Puts the doctests of docstrings into fences, so that Markdown does not take ``>>>`` for a quotation."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Change the docstring of an object that griffe has read."""
        if obj.docstring is not None:
            obj.docstring.value = fenced(obj.docstring.value)


class ClientMethods(griffe.Extension):
    """Gives the clients the methods that they make from the calls of `tracking.shopify.api.Api`."""

    def on_package(self, *, pkg: griffe.Module, **_: Any) -> None:
        """Replace the attributes of the clients by methods."""
        if pkg.name != "tracking":
            return
        api = pkg[_API]
        for place, is_awaited in _CLIENTS.items():
            client = pkg[place]
            for name, member in list(client.members.items()):
                made = _CALL.fullmatch(str(member.value)) if member.is_attribute else None
                if made is not None:
                    client.set_member(name, _method(api[made[1]], member, is_awaited))


def _method(call: griffe.Function, member: griffe.Attribute, is_awaited: bool) -> griffe.Function:
    """Return the client's method of a call, which returns the call's value."""
    returned: Any = call.returns
    made = griffe.Function(
        member.name,
        parameters=call.parameters,
        returns=returned.slice if isinstance(returned, griffe.ExprSubscript) else returned,
        docstring=griffe.Docstring(call.docstring.value) if call.docstring else None,
        lineno=member.lineno,
        endlineno=member.endlineno,
    )
    if is_awaited:
        made.labels.add("async")
    return made


class DescribedFields(griffe.Extension):
    """Takes the description of a definition's field for its docstring, and its plain type for its annotation."""

    def on_attribute_instance(self, *, attr: griffe.Attribute, **_: Any) -> None:
        """Read a field's annotation, ``Annotated[type, Meta(description=...)]``."""
        annotation: Any = attr.annotation
        if attr.docstring is None and attr.parent is not None and attr.parent.is_class and attr.name in FIELDS:
            attr.docstring = griffe.Docstring(FIELDS[attr.name])
        if not isinstance(annotation, griffe.ExprSubscript) or str(annotation.left) != "Annotated":
            return
        kind, meta = annotation.slice.elements[:2]
        attr.annotation = _TEXT_TYPES.sub("str", _META.sub(r"\1", str(kind)))
        for given in getattr(meta, "arguments", ()):
            if isinstance(given, griffe.ExprKeyword) and given.name == "description":
                attr.docstring = griffe.Docstring(_text_of(given.value))


def _text_of(value: Any) -> str:
    """Return the text of a string's expression; the names in an f-string stay as they are written."""
    if isinstance(value, griffe.ExprJoinedStr):
        return "".join(one if isinstance(one, str) else str(one) for one in value.values)
    return str(value).strip("'\"")


def fenced(text: str) -> str:
    """Return a docstring with fences around each run of lines that begins with ``>>>``."""
    found: list[str] = []
    inside = False
    for line in text.splitlines():
        begins = line.lstrip().startswith(">>>")
        if begins and not inside:
            found += ["", "```pycon"]
            inside = True
        elif inside and not line.strip():
            found.append("```")
            inside = False
        found.append(line.strip() if inside and begins else line)
    return "\n".join([*found, "```"] if inside else found)
