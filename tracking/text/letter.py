"""A mail as it was sent: its texts, decoded, and who speaks in it."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SUBJECT", "Letter", "LetterPart", "decoded_bytes", "letter"]

SUBJECT = "subject"
"""The name of the part that a mail's subject is."""
_FOLD = re.compile(r"\r?\n[ \t]*")
"""Where a long header goes on in the next line."""
_OF_HOSTS = frozenset(("idna", "punycode"))
"""Encodings of host names, which no text has: they take quadratic time."""
_SPEAKING = ("From", "Sender", "Reply-To", "Subject", "List-Id", "List-Unsubscribe")
"""The headers that may name a carrier."""


class LetterPart(NamedTuple):
    """One text of a mail."""

    name: str
    """`SUBJECT`, or the part's number as IMAP counts."""
    text: str


class Letter(NamedTuple):
    """A mail's texts."""

    subject: str
    date: str
    senders: tuple[str, ...]
    """What its headers say of who sent it; those of the mails within it as well."""
    parts: tuple[LetterPart, ...]
    """The subject, then what the mail says, plain text before HTML."""


def letter(message: bytes | Message) -> Letter:
    r"""Decode a mail, however broken; raises TypeError for what is neither bytes nor a message.

    >>> mail = letter(b"From: a@b.example\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\nHello")
    >>> mail.subject, [part.name for part in mail.parts]
    ('Grüße', ['subject', '1'])
    """
    if not isinstance(message, (bytes, Message)):
        raise TypeError(f"message: expected bytes or email.message.Message, found {type(message).__name__}")
    parsed = message_from_bytes(message) if isinstance(message, bytes) else message
    texts: dict[bool, list[LetterPart]] = {False: [], True: []}
    senders: list[str] = []
    for number, part in _numbered(parsed, ""):
        senders += [text for name in _SPEAKING if (text := _header(part, name))]
        if part.get_content_maintype() == "text" and not part.is_multipart():
            texts[part.get_content_subtype() == "html"].append(LetterPart(number, _decoded(part)))
    subject = _header(parsed, "Subject")
    return Letter(
        subject, _header(parsed, "Date"), tuple(senders), (LetterPart(SUBJECT, subject), *texts[False], *texts[True])
    )


def _numbered(message: Message, number: str) -> Iterator[tuple[str, Message]]:
    """The parts of a mail with their numbers; a mail that has no parts is its first part."""
    waiting = [(number, message, False)]
    while waiting:
        number, part, within = waiting.pop()
        within_it = part.get_payload() if part.is_multipart() else []
        mails = [one for one in within_it if isinstance(one, Message)] if isinstance(within_it, list) else []
        yield (number if part.is_multipart() or within else f"{number}.1".lstrip(".")), part
        if part.get_content_maintype() == "message":  # a mail within a mail has its number; its parts count on
            waiting += [(number, one, False) for one in reversed(mails)]
        else:
            inner = [(f"{number}.{count}".lstrip("."), one, True) for count, one in enumerate(mails, 1)]
            waiting += reversed(inner)


def _header(message: Message, name: str) -> str:
    value = message.get(name, "")
    if isinstance(value, str):
        value = _FOLD.sub(" ", value)
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return " ".join(str(value).split())
    text = "".join([piece if isinstance(piece, str) else decoded_bytes(piece, charset) for piece, charset in pieces])
    return " ".join(text.split())


def _decoded(part: Message) -> str:
    data = part.get_payload(decode=True)
    return decoded_bytes(data, part.get_content_charset()) if isinstance(data, bytes) else ""


def decoded_bytes(data: bytes, charset: str | None = None) -> str:
    """Bytes as text: in the encoding named, else as the first bytes say, as UTF-8 or as Windows-1252."""
    marked = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else None
    named = None if charset is None or charset.lower() in _OF_HOSTS else charset
    for encoding in filter(None, (named, marked, "utf-8-sig", "cp1252")):
        try:
            return data.decode(encoding)
        except (ValueError, LookupError):
            continue
    return data.decode("latin-1")
