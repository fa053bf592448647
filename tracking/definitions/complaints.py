"""The complaints of a decoder, in words that name the cure."""

from __future__ import annotations

import re
from typing import Any

from tracking.definitions.checkdigits import ALGORITHMS
from tracking.yaml_file import yaml_kind

__all__ = ["complaint"]

_CHOICES: dict[str | int, str] = {
    "guess": "anywhere, home, or never",
    "side": "left or right",
    "states": "page, host, format, check, or name",
}


def complaint(reason: str, value: Any, path: tuple[str | int, ...]) -> tuple[str, str]:
    """Return a decoder's complaint in words that name the cure."""
    if unknown := re.match(r"Object contains unknown field `(.*)`", reason):
        source = "sources" in path
        return f"the field {unknown.group(1)} is not known", "a source has text and states" if source else _fields_of(
            value
        )
    if missing := re.match(r"Object missing required field `(.*)`", reason):
        return f"the field {missing.group(1)} is missing", f"add `{missing.group(1)}: ...`"
    if "algorithm" in path and (wrong := re.match(r"Invalid value '(.*)'", reason)):
        return f"the algorithm {wrong.group(1)} is not known", f"there are {', '.join(ALGORITHMS)}"
    if expected := re.match(r"Expected `(.*?)`, got `(.*?)`", reason):
        if expected.group(1).startswith("str") and (isinstance(value, (bool, int, float)) or hasattr(value, "year")):
            return f"expected text, found {yaml_kind(value)}", f"put quotes around it: YAML reads {value!r} otherwise"
        cures = {
            "str": ("text", "write it, or leave the field out"),
            "array": ("a list", "put brackets around it: [...]"),
            "object": ("a mapping", "write its fields, as in {name: value}"),
            "bool": ("a boolean", "write true or false"),
        }
        wanted, cure = cures.get(
            expected.group(1).partition(" ")[0],
            (expected.group(1), "see the field's description in carriers/README.md"),
        )
        return f"expected {wanted}, found {yaml_kind(value)}", cure
    field = next((name for name in reversed(path) if isinstance(name, str)), "")
    if "enum value" in reason and field in _CHOICES:
        return f"{value!r} is not one of the choices", f"write {_CHOICES[field]}"
    if "of length >= 1" in reason and field == "states":
        return "it is empty", f"write {_CHOICES[field]}"
    if "of length >= 1" in reason:
        return "it is empty", "write it, or leave the field out"
    if "encoded date" in reason:
        return f"{value!r} is not a date", "write it as in 2026-11-21"
    if "matching regex" in reason:
        if "202e" in reason:
            return f"{value!r} holds a control character", "write the name alone, as it is printed"
        if value == "UK":
            return "'UK' is not the country's code in ISO 3166-1", "write GB"
        if "global" in reason:
            return f"{value!r} is not a list", "write global or a country code in capitals, as in GB"
        if "a-z" in reason:
            return f"{value!r} is not an id", "write the carrier's file name without .yaml"
        return f"{value!r} is not a country code", "write two capitals, as in GB"
    return reason[0].lower() + reason[1:], "see the field's description in carriers/README.md"


def _fields_of(value: Any) -> str:
    """Return the parameters of a check digit's algorithm; fields of pages and formats never come here."""
    algorithm = value.get("algorithm") if isinstance(value, dict) else None
    if algorithm in ALGORITHMS:
        return f"{algorithm} takes {', '.join((*getattr(ALGORITHMS[algorithm], '_fields', ()), 'over', 'digit'))}"
    return "see carriers/README.md for what each algorithm takes"
