"""Headers of mails as text: encoded words (RFC 2047) and bytes that are not ASCII, in time linear in their length."""

from __future__ import annotations

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header

from tracking.spelling.late import late_pattern

__all__ = ["decoded_bytes", "decoded_header"]

_HEAD = r"=\?[^?\s]{1,75}\?[bBqQ]\?"
"""The beginning of an encoded word; RFC 2047 limits the whole to 75 characters, which many senders ignore."""
_FOLD = r"\r?\n[ \t]*"
"""The place at which a long header continues on the next line."""
_BYTES = "[\udc80-\udcff]+"
"""Bytes that are not ASCII, as the parser keeps them."""
_OF_HOSTS = frozenset(("idna", "punycode"))
"""Encodings of host names, which no text has: they take quadratic time."""
_LONGEST_CHARSET = 40
"""Characters; Python remembers every name that it was asked for."""


def decoded_header(value: str) -> str:
    """Return a header's value as text, with single spaces. A word that cannot be decoded stays as it is written.

    >>> decoded_header("=?utf-8?q?Gr=C3=BC=C3=9Fe?= =?utf-8?b?ISE=?= you"), decoded_header("=?utf-8?b?x?=")
    ('Grüße!! you', '=?utf-8?b?x?=')
    """
    value = late_pattern(_FOLD).sub(" ", value)
    found = _Pieces()
    done = begin = 0
    while (begin := value.find("=?", begin)) >= 0:
        head = late_pattern(_HEAD).match(value, begin)
        if head is None:
            begin += 2
            continue
        end = value.find("?=", head.end())
        if end < 0:  # nor does any later word have an end
            break
        try:
            words = decode_header(value[begin : end + 2])
        except (HeaderParseError, ValueError):
            begin = end + 2
            continue
        found.plain(value[done:begin])
        for word, charset in words:
            found.encoded(word, charset)
        done = begin = end + 2
    found.plain(value[done:])
    return " ".join(found.text().split())


class _Pieces:
    """The pieces of a header. Blanks between two encoded words are left out, and the bytes of such words are joined."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._words: list[bytes] = []
        self._charset: str | None = None

    def plain(self, text: str) -> None:
        if text and not (self._words and text.isspace()):
            self._decode()
            self._texts.append(late_pattern(_BYTES).sub(_read_bytes, text))

    def encoded(self, word: bytes | str, charset: str | None) -> None:
        if charset != self._charset:
            self._decode()
            self._charset = charset
        # A character may begin in one word and end in the next.
        self._words.append(word.encode("utf-8", "replace") if isinstance(word, str) else word)

    def text(self) -> str:
        self._decode()
        return "".join(self._texts)

    def _decode(self) -> None:
        if self._words:
            self._texts.append(decoded_bytes(b"".join(self._words), self._charset))
            self._words = []


def _read_bytes(found: re.Match[str]) -> str:
    return decoded_bytes(found.group().encode("ascii", "surrogateescape"))


def decoded_bytes(data: bytes, charset: str | None = None) -> str:
    r"""Return bytes as text: in the named encoding, or as the first bytes show, as UTF-8, or as Windows-1252.

    >>> decoded_bytes(b"gr\xfc\xdfe", "no such"), decoded_bytes(b"\xe4", "koi8-r")
    ('grüße', 'Д')
    """
    marked = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else None
    for encoding in filter(None, (_known(charset), marked, "utf-8-sig", "cp1252")):
        try:
            return data.decode(encoding)
        except (ValueError, LookupError):  # LookupError: it encodes something other than text
            continue
    return data.decode("latin-1")


def _known(charset: str | None) -> str | None:
    """Return the name of an encoding that exists and takes linear time."""
    if charset is None or len(charset) > _LONGEST_CHARSET:
        return None
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return None
    return None if name in _OF_HOSTS else name
