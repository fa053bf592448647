"""Reads company names as people and programs write them: capitals among small letters, words without spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.catalog.beside import put_together, words_beside
from tracking.languages.folding import FIRST_TOGETHER
from tracking.spelling.late import late_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SHORTEST_NAME", "spans", "with_gaps", "written_as_names", "written_out"]

SHORTEST_NAME = 3
"""The least length of a name with other words beside it: two letters are the initials of many companies."""
_WORDS = rf"[^\W_{FIRST_TOGETHER}-\U0010ffff]+"
"""Words of scripts that separate words."""
_TWO_JOINED = r"(?<![^\W_])([^\W_]) ?[&+] ?([^\W_])(?![^\W_])"
"""Two letters with a sign between them: "J&T", "R + L"."""


def written_as_names(name: str) -> frozenset[str]:
    """Return the words, folded, that are written as companies' names are.

    These are words in capitals in a name of mixed case, "shipped via UPS", or among letters that have no case, and single
    letters joined with a sign: "J&T".
    """
    joined = [f"{before}{behind}".casefold() for before, behind in late_pattern(_TWO_JOINED).findall(name)]
    if name.isupper() and max(name) < FIRST_TOGETHER:
        return frozenset(joined)
    words = late_pattern(_WORDS).findall(name)
    capitals = [put_together(word) for word in words if word.isupper() and len(word) >= SHORTEST_NAME]
    return frozenset([*capitals, *joined])


def with_gaps(name: str) -> str:
    """Return a name that programs write together with a space before each word: ``FedexGround``, ``USPSPriorityMail``."""
    if all(word[1:] == word[1:].lower() for word in name.split()):  # most names
        return name
    letters = []
    for place, (before, letter, behind) in enumerate(zip(f" {name}", name, f"{name[1:]} ", strict=False)):
        if place > 1 and letter.isupper() and (before.islower() or (before.isupper() and behind.islower())):
            letters.append(" ")
        letters.append(letter)
    return "".join(letters)


def written_out(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return folded words in their long forms: "Yun Exp" is Yun Express."""
    known = words_beside().abbreviations
    return tuple([known.get(word, word) for word in words])


def spans(many: int) -> Iterator[tuple[int, int]]:
    """Return the runs of so many words that are not all of them, the longest first."""
    for length in range(many - 1, 0, -1):
        for begin in range(many - length + 1):
            yield begin, begin + length
