"""Mail in files: an .eml message, or an .mbox file with many messages."""

from __future__ import annotations

import mailbox
import re
from collections.abc import Iterator
from pathlib import Path

from tracking.cli.misuse import Misuse

__all__ = ["is_mail", "is_mailbox", "mailbox_messages"]

# Headers that messages have, and that other text seldom begins with.
_HEADER = re.compile(
    rb"(?:Return-Path|Received|Delivered-To|Message-ID|MIME-Version|From|To|Subject|Date|X-[\w-]+|DKIM-Signature)[ \t]*:",
    re.IGNORECASE,
)
_ENVELOPE = re.compile(rb"From \S+ .*\d\d:\d\d")


def is_mailbox(start: bytes) -> bool:
    """Tell whether a file with this beginning is a mailbox: messages one after the other."""
    return _ENVELOPE.match(start) is not None and _HEADER.search(start) is not None


def is_mail(start: bytes) -> bool:
    """Tell whether a file with this beginning is a message: it has two message headers before the first blank line."""
    head = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    return _HEADER.match(head) is not None and sum(map(bool, map(_HEADER.match, head.splitlines()))) >= 2


def mailbox_messages(path: Path) -> Iterator[bytes]:
    """Yield the messages of an .mbox file. The file is neither locked nor changed."""
    box = mailbox.mbox(path, factory=None, create=False)
    try:
        for place in box.iterkeys():
            yield box.get_bytes(place)
    except OSError as error:
        raise Misuse(f"{path}: {error.strerror}; name a file that can be read") from error
    finally:
        box.close()
