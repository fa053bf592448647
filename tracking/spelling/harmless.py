"""Text that somebody else wrote, so that no program acts on it: terminals on escapes, spreadsheets on formulas."""

from __future__ import annotations

import json
import re
from typing import Any

from tracking.spelling.late import late_pattern

__all__ = ["half_character", "harmless", "harmless_cell", "harmless_json"]

# Marks that turn the direction of writing, and line ends that only some programs know.
_TURNING = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029)
_ACTING = {**{code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}, 9: "\\t", 10: "\\n", 13: "\\r"}
_ACTING |= {code: f"\\u{code:04x}" for code in (*_TURNING, *range(0xD800, 0xE000))}  # halves of characters: no UTF-8
_ACTING_IN_LINES = {code: shown for code, shown in _ACTING.items() if code not in (9, 10)}
_IN_JSON = {code: f"\\u{code:04x}" for code in (*range(127, 160), *_TURNING)}
_FORMULA = "=+-@\t\r"
"""What a cell begins with that a spreadsheet takes for a formula (OWASP, CSV injection)."""
_NEGATIVE = r"-[0-9]+(?:[.,][0-9]+)?"


def harmless(text: str, *, lines: bool = False) -> str:
    r"""A text that can do a terminal no harm; with ``lines`` it may have several, and tabs.

    >>> harmless("1\n\x1b[2J"), harmless("1\n\x1b[2J", lines=True), harmless("1")
    ('1\\n\\x1b[2J', '1\n\\x1b[2J', '1')
    """
    return text.translate(_ACTING_IN_LINES if lines else _ACTING)


def harmless_json(value: Any, indent: int | None = None) -> str:
    r"""A value as JSON in UTF-8: what a terminal acts on, and halves of characters, are escaped.

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
    r"""The first lone surrogate in a text, as JSON can write one; None without any. Such a text is no UTF-8.

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
    """A cell of a table for a spreadsheet: text that it would take for a formula gets an apostrophe in front.

    A negative number stays as it is; so does what is no text.

    >>> harmless_cell("=1+1"), harmless_cell("-12.5"), harmless_cell("UPS"), harmless_cell(-1)
    ("'=1+1", '-12.5', 'UPS', -1)
    """
    if not isinstance(cell, str) or cell[:1] not in _FORMULA or not cell:
        return cell
    return cell if late_pattern(_NEGATIVE).fullmatch(cell) else f"'{cell}"
