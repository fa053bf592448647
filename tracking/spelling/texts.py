"""A text in one spelling, character for character, so that what is found keeps its position.

Other characters become ASCII if they may belong to a number: digits of other scripts, wide letters, spaces and dashes
of every kind, HTML entities, and the escapes of quoted-printable. If a spelling is shorter than the original, it is
filled up with `NOTHING`; so are invisible characters, such as zero-width characters and soft line breaks.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache

__all__ = ["EDGE", "NOTHING", "spelled"]

NOTHING = "\x00"
"""Stands for something invisible; a number continues after it."""
EDGE = "\x01"
"""Stands for a character that would be mistaken for markup; a number ends at it."""

_MEMORY = 4096
"""How many written forms are remembered with their spelling; the memory is then cleared."""
_DOTS = "․·‧・"


@cache
def _odd_signs() -> re.Pattern[str]:
    """Return the characters with another spelling: digits, spaces, dashes, and invisible ones of the living scripts.

    It is made when the first text is read that is not ASCII.
    """
    kinds = {"Nd", "Zs", "Zl", "Zp", "Pd", "Cf"}
    # None is beyond the first 65,536, because a class with such characters is searched twenty times as slowly.
    blocks = (range(0x80, 0x3100), range(0xA600, 0xAC00), range(0xFE00, 0x10000))
    found = [chr(code) for block in blocks for code in block if unicodedata.category(chr(code)) in kinds]
    return re.compile(f"[{''.join(found)}{_DOTS}\uff21-\uff3a\uff41-\uff5a\ufe0f\u20e3]")


# Each begins with one character, for which `re` searches fastest. What one of them leaves is nothing that another would
# take: characters are filled up with `NOTHING`.
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_ESCAPES = re.compile(r"=(?:\r?\n|[0-9A-Fa-f]{2}(?:(?:=\r?\n)?=[0-9A-Fa-f]{2}){0,239})")
# A line of an attachment, which becomes blank, because no number is as long.
_BASE64 = re.compile(r"\n[0-9A-Za-z+/]{60,}+(?=={0,2}\r?(?:\n|\Z))")
_MAY_BREAK = re.compile(r"<wbr ?/?>")
_QUOTED_PRINTABLE = re.compile("=3D|=\r?\n")


class _Spellings(dict[str, str]):
    """Characters, entities, and escapes as they are written, with their spellings of the same length."""

    def __missing__(self, written: str) -> str:
        if len(self) >= _MEMORY:
            self.clear()
        found = "".join(map(_spelling_of_sign, _meant(written)))
        self[written] = found = (found + NOTHING * (len(written) - len(found)))[: len(written)]
        return found


def _meant(written: str) -> str:
    """Return the characters of an entity or of escapes in quoted-printable; any other character means itself."""
    if written[0] == "&":
        return html.unescape(written)
    if written[0] != "=" or len(written) == 1:
        return written
    if written.startswith(("=\r", "=\n")):
        return ""
    raw = bytes.fromhex(written.replace("=", ""))
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _spelling_of_sign(sign: str) -> str:
    """Return the spelling of one character, in whatever form it is written."""
    if sign in "<>":
        return EDGE
    if sign < "\x80":
        return sign
    if (digit := unicodedata.decimal(sign, None)) is not None:
        return str(digit)
    kind = unicodedata.category(sign)
    if kind in ("Cf", "Mn", "Me"):
        return NOTHING
    if kind in ("Zs", "Pd"):
        return " " if kind == "Zs" else "-"
    if kind in ("Zl", "Zp"):
        return "\n"
    if sign in _DOTS:
        return "."
    wide = unicodedata.normalize("NFKC", sign)
    return wide if len(wide) == 1 else sign


_spellings = _Spellings()


def spelled(text: str) -> str:
    """Return a text in one spelling. It is as long as the text, and each position is the same position in the text.

    >>> spelled("ＲＲ１２３&nbsp;4–5").replace(NOTHING, "")
    'RR123 4-5'
    """
    if not text.isascii():
        text = _odd_signs().sub(_spelling, text)
    text = _BASE64.sub(_blank, text)
    text = _MAY_BREAK.sub(_nothing, text)
    escaped = "=" in text and _QUOTED_PRINTABLE.search(text)
    if "&" in text:
        text = _ENTITY.sub(_spelling, text)
    return _ESCAPES.sub(_spelling, text) if escaped else text


def _nothing(found: re.Match[str]) -> str:
    return NOTHING * (found.end() - found.start())


def _blank(line: re.Match[str]) -> str:
    return "\n" + EDGE * (line.end() - line.start() - 1)


def _spelling(found: re.Match[str]) -> str:
    return _spellings[found.group()]
