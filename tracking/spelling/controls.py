r"""The control characters between the fields of a scanned code, in the spellings of programs that cannot send them."""

from __future__ import annotations

from tracking.spelling.late import late_pattern

__all__ = ["END", "FNC1", "RECORD", "with_controls"]

FNC1 = "\x1d"
RECORD = "\x1e"
END = "\x04"
_SPELLED = {
    **dict.fromkeys(["GS", "FNC1", "␝", "1D", "]", "029"], FNC1),
    **dict.fromkeys(["RS", "␞", "1E", "^", "030"], RECORD),
    **dict.fromkeys(["EOT", "␄", "04", "D", "004"], END),
}
_NAME = "(GS|FNC1|RS|EOT)"
_SPELLING = rf"(?i:<{_NAME}>|\{{{_NAME}\}}|\[{_NAME}\]|([␝␞␄])|\\(?:x|u00)(1D|1E|04)|\^([\]^D])|~d(029|030|004))"
"""Control characters as they are written by programs that cannot send them: by name, escaped, or after a caret."""
_TILDES = r"~?(?:(?:00\d{18}|01\d{14}|42[01]\d{5,12})~).*"
"""GS1 element strings with a tilde for FNC1, as keyboard wedges are often set to write it."""


def with_controls(scanned: str) -> str:
    r"""Return a scanned code with its control characters.

    >>> with_controls("42092101{GS}94001"), with_controls("42092101~94001"), with_controls(r"42092101\x1d94001")
    ('42092101\x1d94001', '42092101\x1d94001', '42092101\x1d94001')
    """
    content = late_pattern(_SPELLING).sub(lambda found: _SPELLED[found[found.lastindex or 0].upper()], scanned)
    return content.replace("~", FNC1) if late_pattern(_TILDES).fullmatch(content.strip()) else content
