"""Mail as files have it: the texts of an .eml message or of an .mbox full of them, decoded."""

from __future__ import annotations

import mailbox
import re
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from typing import NamedTuple

from tracking.cli.misuse import Misuse

__all__ = ["Letter", "is_mail", "is_mailbox", "letters", "mailbox_letters", "plain_text"]

# Headers that a message has, and other text seldom begins with.
_HEADER = re.compile(
    rb"(?:Return-Path|Received|Delivered-To|Message-ID|MIME-Version|From|To|Subject|Date|X-[\w-]+|DKIM-Signature)[ \t]*:",
    re.IGNORECASE,
)
_ENVELOPE = re.compile(rb"From \S+ .*\d\d:\d\d")


class Letter(NamedTuple):
    """One message's texts."""

    subject: str
    sender: str
    date: str
    texts: tuple[str, ...]
    """Subject, then what the message says, as plain text before HTML."""


def is_mailbox(start: bytes) -> bool:
    """Whether a file that begins so holds messages one after the other."""
    return _ENVELOPE.match(start) is not None and _HEADER.search(start) is not None


def is_mail(start: bytes) -> bool:
    """Whether a file that begins so is one message: at least two of a message's headers before the first blank line."""
    head = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    return _HEADER.match(head) is not None and sum(map(bool, map(_HEADER.match, head.splitlines()))) >= 2


def letters(data: bytes) -> Iterator[Letter]:
    """The message of an .eml file."""
    yield _letter(message_from_bytes(data))


def mailbox_letters(path: Path) -> Iterator[Letter]:
    """The messages of an .mbox file, one after the other; the file is neither locked nor changed."""
    box = mailbox.mbox(path, factory=None, create=False)
    try:
        for place in box.iterkeys():
            yield _letter(message_from_bytes(box.get_bytes(place)))
    except OSError as error:
        raise Misuse(f"{path}: {error.strerror}; name a file that can be read") from error
    finally:
        box.close()


def _letter(message: Message) -> Letter:
    texts: dict[str, list[str]] = {"plain": [], "html": []}
    for part in message.walk():
        if part.get_content_maintype() == "text":
            texts["html" if part.get_content_subtype() == "html" else "plain"].append(_decoded(part))
    subject, sender, date = (_header(message, name) for name in ("Subject", "From", "Date"))
    return Letter(subject, sender, date, (subject, *texts["plain"], *texts["html"]))


def _header(message: Message, name: str) -> str:
    text = str(message.get(name, ""))
    with suppress(HeaderParseError, LookupError, ValueError):
        text = str(make_header(decode_header(text)))
    return " ".join(text.split())


def _decoded(part: Message) -> str:
    data = part.get_payload(decode=True)
    return plain_text(data, part.get_content_charset()) if isinstance(data, bytes) else ""


def plain_text(data: bytes, charset: str | None = None) -> str:
    """Bytes as text: in the encoding named, else as the first bytes say, as UTF-8 or as Windows-1252."""
    marked = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else None
    for encoding in filter(None, (charset, marked, "utf-8-sig", "cp1252")):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1")
