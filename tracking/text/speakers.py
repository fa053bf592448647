"""Who speaks in a chat: what stands before the words of a message, ``[30/11/26, 10:12] Jo: ``, and whether it is a chat at all."""

from __future__ import annotations

import re
from functools import lru_cache

from tracking.languages.words import AGAINST, verdict
from tracking.text.tokens import pieces

__all__ = ["ASKS", "MESSAGES_BEFORE", "MESSAGE_BEGINS", "PROMISES", "answers", "said_from", "speaks_again"]

ASKS, PROMISES = ("?", "？", "؟", ";", "\u037e"), (":", "：")
"""The ends of a message that asks for a number, in Greek a semicolon, and of one that promises a number."""
MESSAGES_BEFORE = 3
"""The number of messages that are read before a number."""

_TIME = (
    r"(?:\d{1,4}[./\-]\d{1,2}[./\-]?(?:\d{2,4})?[,T \-]{1,3})?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[ ]?[ap]\.?m\.?)?(?!\d)"
)
MESSAGE_BEGINS = re.compile(
    rf"[>\s*•\-\[(]{{0,8}}(?P<time>{_TIME}[\])\s,\-–]{{0,4}})?(?:(?P<name>[^\n:]{{1,30}}):[ \t]{{0,2}})?", re.IGNORECASE
)
"""Matches what a chat puts before a message, or a mail before a line that it quotes."""
_FAR = 600
"""The number of characters on either side of a message that are searched for another one of its speaker."""
_LONGEST_TIME = 30
"""The greatest length of what stands before a speaker's name in its line."""
_WORDS = re.compile(r":[ \t]{1,2}(?:[^\W\d_][\w'’]*[ ,.!?…]{1,3}){3}")
"""Matches the words of a message. A field of a form has a value that is shorter, or has digits."""


def speaks_again(plain: str, name: str, start: int) -> bool:
    r"""Tell whether the name before a message also stands before another one near it, which has words.

    >>> speaks_again("Customer: my parcel is not here\nAgent: Number?\nCustomer: 4711", "Customer", 55)
    True
    >>> speaks_again("Customer: 4711\nTotal: 12\nCustomer: 4712", "Customer", 33)
    False
    """
    near, named = plain[max(0, start - _FAR) : start + _FAR], f"{name}:"
    if near.count(named) < 2:
        return False
    at = near.find(named)
    while at >= 0:
        if _WORDS.match(near, at + len(name)):
            line = near.rfind("\n", 0, at) + 1
            if at - line <= _LONGEST_TIME and ":" not in near[line:at]:
                return True
        at = near.find(named, at + 1)
    return False


def answers(name: str | None, above: list[str]) -> bool:
    """Tell whether the messages before one ask for a number; a speaker with a name may answer in several messages."""
    if name:
        return any(text.rstrip().endswith(ASKS) for text in above)
    return bool(above) and above[0].rstrip().endswith((*ASKS, *PROMISES))


def said_from(message: str) -> int:
    """Return where the words of a message begin; its speaker may be a carrier, but no customer and no telephone number."""
    begins = MESSAGE_BEGINS.match(message)
    if begins is None:
        return 0
    name = begins["name"] or ""
    return begins.end() if _is_nobody(name) else max(0, begins.end("time"))


@lru_cache(maxsize=1024)
def _is_nobody(speaker: str) -> bool:
    """Tell whether a speaker's name is a customer's, or a telephone number."""
    return any(map(str.isdecimal, speaker)) or AGAINST in map(verdict, pieces(speaker))
