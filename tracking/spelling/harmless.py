"""Text by strangers in a form that no program acts on: neither terminals on escapes, nor spreadsheets on formulas."""

from __future__ import annotations

import json
import re
from typing import Any

from tracking.spelling.late import late_pattern

__all__ = ["half_character", "harmless", "harmless_cell", "harmless_json"]

# Characters that change the direction of writing, and line ends that only some programs know.
_TURNING = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029)
_ACTING = {**{code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}, 9: "\\t", 10: "\\n", 13: "\\r"}
_ACTING |= {code: f"\\u{code:04x}" for code in (*_TURNING, *range(0xD800, 0xE000))}  # halves: not allowed in UTF-8
_ACTING_IN_LINES = {code: shown for code, shown in _ACTING.items() if code not in (9, 10)}
_IN_JSON = {code: f"\\u{code:04x}" for code in (*range(127, 160), *_TURNING)}
_FORMULA = "=+-@\t\r"
"""The first characters of cells that a spreadsheet takes for formulas (OWASP, CSV injection)."""
_NEGATIVE = r"-[0-9]+(?:[.,][0-9]+)?"


def harmless(text: str, *, lines: bool = False) -> str:
    r"""Return a text that cannot control a terminal. With ``lines``, it may have several lines, and tabs.

    >>> harmless("1\n\x1b[2J"), harmless("1\n\x1b[2J", lines=True), harmless("1")
    ('1\\n\\x1b[2J', '1\n\\x1b[2J', '1')
    """
    return text.translate(_ACTING_IN_LINES if lines else _ACTING)


def harmless_json(value: Any, indent: int | None = None) -> str:
    r"""Return a value as JSON in UTF-8. Characters that control a terminal, and halves of characters, are escaped.

    >>> harmless_json(["\x9b2J", "\ud800", "é"])
    '["\\u009b2J", "\\ud800", "é"]'
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    if text.isascii() and "\x7f" not in text:
        return text
    return late_pattern("[\ud800-\udfff]").sub(_escaped, text.translate(_IN_JSON))


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


def half_character(text: str) -> str | None:
    r"""Return the first lone surrogate in a text, as JSON can contain one; None without any. UTF-8 cannot encode it.

    >>> half_character("a\ud83d"), half_character("a")
    ('\ud83d', None)
    """
    if text.isascii():
        return None
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return text[error.start]
    return None


def harmless_cell(cell: Any) -> Any:
    """Return a cell for a spreadsheet: text that it would take for a formula gets an apostrophe in front.

    Negative numbers, and values that are not text, do not change.

    >>> harmless_cell("=1+1"), harmless_cell("-12.5"), harmless_cell("UPS"), harmless_cell(-1)
    ("'=1+1", '-12.5', 'UPS', -1)
    """
    if not isinstance(cell, str) or cell[:1] not in _FORMULA or not cell:
        return cell
    return cell if late_pattern(_NEGATIVE).fullmatch(cell) else f"'{cell}"
