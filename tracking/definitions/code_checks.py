"""Checks of a carrier's codes, as its file has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tracking.definitions.platforms import PLATFORMS
from tracking.yaml_file import yaml_kind

if TYPE_CHECKING:
    from tracking.yaml_file import FieldPath, YamlFile

__all__ = ["code_faults"]


def code_faults(codes: dict[str, Any], file: YamlFile) -> None:
    """Return what is wrong with the codes of a carrier, as its file has them: platforms, countries, and texts."""
    for platform, value in codes.items():
        here: FieldPath = ("codes", platform)
        if platform not in PLATFORMS:
            file.fault(here, f"the platform {platform} is not known", f"there are {', '.join(PLATFORMS)}")
        elif not isinstance(value, dict):
            _texts_faults(value, here, file)
        elif not value:
            file.fault(here, "it is empty", "write the code, or leave the platform out")
        else:
            for where, each in value.items():
                if where == "UK":
                    file.fault((*here, where), "'UK' is not the country's code in ISO 3166-1", "write GB")
                elif not re.fullmatch("global|[A-Z]{2}", where):
                    cure = "write global or a country code in capitals, as in GB"
                    file.fault((*here, where), f"{where!r} is not a list", cure)
                _texts_faults(each, (*here, where), file)


def _texts_faults(value: Any, path: FieldPath, file: YamlFile) -> None:
    """Return what is wrong with a code, or with a list of codes."""
    texts = value if isinstance(value, list) else [value]
    if not texts:
        file.fault(path, "it is empty", "write the code, or leave the platform out")
    for place, text in enumerate(texts):
        here = (*path, place) if isinstance(value, list) else path
        if not isinstance(text, str):
            cure = (
                "write a code, a list of codes [...], or codes by country {PL: ...}; numbers and yes and no in quotes"
            )
            file.fault(here, f"expected text, found {yaml_kind(text)}", cure)
        elif not text.strip() or text != text.strip():
            file.fault(here, "it is empty or begins or ends with a space", "write the code alone")
        elif text in texts[:place]:
            file.fault(here, f"{text!r} appears twice", "remove one of the two")
