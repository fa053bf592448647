"""A mail as it was sent: its decoded texts, and the names of its senders."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import Compat32
from typing import TYPE_CHECKING, NamedTuple

from tracking.text.encoded_words import decoded_bytes, decoded_header

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SUBJECT", "Letter", "LetterPart", "letter"]

SUBJECT = "subject"
"""The name of the part that holds a mail's subject."""
_SPEAKING = ("From", "Sender", "Reply-To", "Subject", "List-Id", "List-Unsubscribe")
"""The headers that may name a carrier."""
_LONGEST_PARAMETERS = 4096
"""The greatest length of a header that describes a part, because its parameters are read in quadratic time."""


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
    """The headers about the sender, including those of the mails inside it."""
    parts: tuple[LetterPart, ...]
    """The subject, followed by the texts of the mail, plain text before HTML."""
    broken: tuple[str, ...] = ()
    """Sentences that name each part that could not be read, or not as the mail describes it."""


class _Bounded(Compat32):
    """Reads headers as the standard library does by default, and headers that describe a part up to a length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_PARAMETERS] if name.lower().startswith("content-") else value


_POLICY = _Bounded()


def letter(message: bytes | Message) -> Letter:
    r"""Decode a mail, however broken. Raises TypeError for anything that is neither bytes nor a message.

    >>> mail = letter(b"From: a@b.example\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\nHello")
    >>> mail.subject, [part.name for part in mail.parts]
    ('Grüße', ['subject', '1'])
    """
    if not isinstance(message, (bytes, Message)):
        raise TypeError(f"message: expected bytes or email.message.Message, found {type(message).__name__}")
    if isinstance(message, Message):
        return _of_message(message)
    try:
        parsed = message_from_bytes(message, policy=_POLICY)
    except RecursionError:
        return _unparted(message)
    return _of_message(parsed)


def _of_message(message: Message) -> Letter:
    texts: dict[bool, list[LetterPart]] = {False: [], True: []}
    senders: list[str] = []
    broken: list[str] = []
    for number, part in _numbered(message, ""):
        senders += [text for name in _SPEAKING if (text := _header(part, name))]
        try:
            kind = _kind(part)
            said = _decoded(part) if kind.startswith("text/") and not part.is_multipart() else None
        except Exception as error:  # another library's class of messages may raise anything
            broken.append(f"part {number}: it cannot be read ({type(error).__name__})")
            continue
        if said is not None:
            texts[kind == "text/html"].append(LetterPart(number, said))
    subject = _header(message, "Subject")
    parts = (LetterPart(SUBJECT, subject), *texts[False], *texts[True])
    return Letter(subject, _header(message, "Date"), tuple(senders), parts, tuple(broken))


def _unparted(message: bytes) -> Letter:
    """Return a mail with parts that are nested too deep: all that follows its headers, as one text."""
    headers = BytesHeaderParser(policy=_POLICY).parsebytes(message)
    _, _, body = message.replace(b"\r\n", b"\n").partition(b"\n\n")
    subject = _header(headers, "Subject")
    return Letter(
        subject,
        _header(headers, "Date"),
        tuple([text for name in _SPEAKING if (text := _header(headers, name))]),
        (LetterPart(SUBJECT, subject), LetterPart("1", decoded_bytes(body))),
        ("part 1: its parts lie too deep in each other; it is read as one text",),
    )


def _numbered(message: Message, number: str) -> Iterator[tuple[str, Message]]:
    """Yield the parts of a mail with their numbers; a mail without parts is its own first part."""
    waiting = [(number, message, False)]
    while waiting:
        number, part, within = waiting.pop()
        within_it = part.get_payload() if part.is_multipart() else []
        mails = [one for one in within_it if isinstance(one, Message)] if isinstance(within_it, list) else []
        yield (number if part.is_multipart() or within else f"{number}.1".lstrip(".")), part
        if _kind(part).startswith("message/"):  # a mail within a mail takes this number; its parts count on
            waiting += [(number, one, False) for one in reversed(mails)]
        else:
            inner = [(f"{number}.{count}".lstrip("."), one, True) for count, one in enumerate(mails, 1)]
            waiting += reversed(inner)


def _header(message: Message, name: str) -> str:
    """Return the first header of that name, as it was sent: a policy may raise anything for a header that it cannot read."""
    wanted = name.lower()
    return next((decoded_header(str(value)) for key, value in message.raw_items() if key.lower() == wanted), "")


def _kind(part: Message) -> str:
    """Return the type of a part's content, such as text/plain."""
    try:
        return part.get_content_type()
    # The library does not document what it raises for headers that are made to break it.
    except Exception:
        return _header(part, "Content-Type").partition(";")[0].strip().lower() or "text/plain"


def _decoded(part: Message) -> str:
    data = part.get_payload(decode=True)
    try:
        charset = part.get_content_charset()
    except Exception:  # as in `_kind`
        charset = None
    return decoded_bytes(data, charset) if isinstance(data, bytes) else ""
