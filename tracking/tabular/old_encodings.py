"""The encoding of a file that is not UTF-8: the one in which its headers are known words."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from tracking.languages.columns import header_meaning, header_sign

__all__ = ["encoding_by_headers"]

OTHERS = (
    "cp932",
    "gb18030",
    "big5",
    "cp949",
    "euc_jp",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "koi8_r",
    "mac_roman",
    "cp850",
)
"""Encodings that programs write by habit where Windows-1252 is not the usual one."""
USUAL = "cp1252"
HEADER_WITHIN_LINES = 20
"""How many lines are searched for the header."""
BETWEEN_CELLS = re.compile(r"[,;\t|]")


def encoding_by_headers(data: bytes) -> str | None:
    """Return the encoding of a file's first bytes, if they are not UTF-8; None if no other one makes more headers known.

    >>> encoding_by_headers("注文番号,数量".encode("shift_jis")), encoding_by_headers("Größe;Menge".encode("cp1252"))
    ('cp932', None)
    """
    if data.isascii() or data.lstrip().startswith((b"{", b"[")) or _text(data, "utf-8") is not None:
        return None  # JSON is UTF-8
    usual = _known_headers(data.decode(USUAL, "replace"))
    counted = {name: _known_headers(text) for name in OTHERS if (text := _text(data, name)) is not None}
    best = max(counted, key=counted.__getitem__, default=None)
    return best if best is not None and counted[best] > usual else None


def _text(data: bytes, encoding: str) -> str | None:
    """Return bytes as text, of which the last character may be cut off; None if they are not of this encoding."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError:
        return None


def _known_headers(text: str) -> int:
    """Return the most known headers in one of the first lines."""
    return max((_known(BETWEEN_CELLS.split(line)) for line in text.splitlines()[:HEADER_WITHIN_LINES]), default=0)


def _known(cells: Iterable[str]) -> int:
    words = {cell.strip(" \"'") for cell in cells}
    return sum(header_meaning(word) is not None or header_sign(word) is not None for word in words if word)
