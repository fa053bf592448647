"""Patterns for words: before a pasted number, and in links."""

from __future__ import annotations

import re
from functools import cache

from tracking.languages.builtin import vocabulary

__all__ = ["announcing", "link_name"]

_NEVER = r"(?!)"
"""A pattern that matches nothing, for languages without words."""


@cache
def announcing() -> re.Pattern[str]:
    """Return a pattern for the words that announce a number, with the signs after them, if a digit follows.

    >>> announcing().match("Your parcel no. 4711").end()
    16
    >>> announcing().match("Hello 4711")
    """
    longest_first = sorted(vocabulary().announce, key=len, reverse=True)
    words = "|".join(re.escape(word).replace(r"\ ", r"\s") for word in longest_first) or _NEVER
    return re.compile(rf"(?is)(?:(?:{words})(?!\w)[\s.]*)+(?=.*[0-9])")


@cache
def link_name() -> re.Pattern[str]:
    """Return a pattern for the name of a link's parameter, or the step of a path, before a number.

    >>> bool(link_name().search("trackingNumber")), bool(link_name().search("id")), bool(link_name().search("uid"))
    (True, True, False)
    """
    known = vocabulary()
    within, alone = (
        "|".join(map(re.escape, words)) or _NEVER for words in (known.link_names_containing, known.link_names)
    )
    return re.compile(f"{within}|^(?:{alone})$", re.IGNORECASE)
