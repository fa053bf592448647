"""A number and a carrier's name with nothing else around them: ``15501234567890 (DPD)``, or two cells or tags side by side."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from tracking.languages.builtin import vocabulary
from tracking.languages.words import AGAINST, IS, about_parcel, is_code_word, is_number_word, verdict
from tracking.matching import thresholds
from tracking.text.naming import NOBODY
from tracking.text.tokens import pieces

if TYPE_CHECKING:
    from tracking.text.context import ContextReader
    from tracking.text.document import TextDocument
    from tracking.text.naming import NamedCarriers

__all__ = ["as_name", "heads_others", "named_alone"]

_SHORTEST = 11
"""The least length of a number with a name in brackets or behind an arrow. Ten digits are a telephone number with its area."""
_BEGINS = re.compile(r"(?:\A|[\n,;/|•*>(:+]|[.!?]\s|\s-\s|\s[^\W\d_]{1,3}\s)[\s\"'`*]{0,4}\Z")
"""Matches the beginning of a clause, or a small word before it, at the end of a text."""
_LAST = 12
"""The number of characters that are searched for it."""
_MAY_FOLLOW = re.compile(r"(?:[\s\x00\"'`]{0,4}(?:[(\[\-→←<\x01|]|[^\W\d_])|,\s[^\W\d_])")
"""Matches what may follow a number with a name behind it: a quick look."""
_NAME_BEHIND = re.compile(
    r"""["'`]?\s?(?:(?P<sign>[(\[→←]|-{1,2}>|[<\x01]-)|-{1,2}|\|)?\s?(?:(?P<word>[^\W\d_]{1,4})\s)?"""
    r"""(?P<name>[^()\[\]|,;.:\d/]{2,30}?)\s?(?=[)\]|,;./]|\s-|\Z)"""
)
_LINKED = re.compile(r"(?:,\s)?\(?(?=[^\W\d_])([^()\[\]|,;.:\d/\n]{4,60})")
"""Matches the clause behind a number: ``, that's with DPD and``, `` das ist bei GLS``."""
_SMALL = 4
"""The greatest length of a small word before a number with such a clause."""
_MOST_LINKING = 3
"""The greatest number of small words between a number and a name in such a clause."""
_LONGEST_LINKING = 8
"""The greatest length of these words."""
_REMARK_ENDS = re.compile(r"\)\s([^\W\d_]{1,3})\s\Z")
"""Matches the end of a remark in brackets, and a small word such as *and* behind it."""
_SHORT_NAME = 4
"""The letters of a name that counts elsewhere only with a capital, since it is as short as many other words."""
_LONGEST_NAME = 4
"""The greatest number of words in a name behind such words."""
_PARAGRAPH = 400
"""The number of characters before a number that are searched for its paragraph's beginning."""
_HEADING = re.compile(r"[\s>*•#\-]{0,8}([^\d\n:]{2,60})[:\n]")
"""Matches a first line, or words and a colon, without digits."""
_MOST_TAGS = 6
"""The greatest number of tags between two cells."""
_FAR, _LONGEST = 400, 48
"""The greatest lengths of a tag, and of a name with spaces around it."""


def _name_behind(document: TextDocument, words: ContextReader, seen: str, start: int, end: int) -> str:
    """Return the carrier's name behind a number that begins a clause, if nothing else follows it; empty without one.

    In brackets, or behind an arrow, it may belong to a number that is as short as a telephone's.
    """
    if end - start < _SHORTEST or _MAY_FOLLOW.match(document.plain, end) is None:
        return ""
    near = seen if len(seen) <= _LAST else f"-{seen[-_LAST:]}"
    begins, behind = _BEGINS.search(near) is not None, document.seen_behind(end)
    if (
        end - start > thresholds.TELEPHONE
        and (begins or _is_behind_small_word(seen))
        and (linked := _linked_name(words, behind))
    ):
        return "" if AGAINST in map(verdict, _sentence(seen)) and not _is_behind_remark(seen) else linked
    if not begins:
        return ""
    found = _NAME_BEHIND.match(behind)
    if found is None or end - start < (_SHORTEST if found["sign"] else thresholds.TELEPHONE + 1):
        return ""
    word, name = found["word"], pieces(found["name"])
    if word and (verdict(word) or not word.islower()):  # it is no "via" or "mit", but belongs to the name
        name = [word, *name]
    name = [*map(as_name, name)]
    if AGAINST in map(verdict, _sentence(seen)) or words.name_at_end(name) < len(name):
        return ""
    return " ".join(name)


def _is_behind_small_word(seen: str) -> bool:
    """Tell whether a text ends with a small word that is not a word for a number or a code: "I have "."""
    words = seen.split()[-1:]
    return any(
        len(word) <= _SMALL and word.isalpha() and word.islower() and not (is_number_word(word) or is_code_word(word))
        for word in words
    )


def _is_behind_remark(seen: str) -> bool:
    """Tell whether a text ends with a remark and *and*, so that the remark is about the number before: "1Z... (my order) and "."""
    ends = _REMARK_ENDS.search(seen)
    if ends is None or verdict(ends[1]) or is_number_word(ends[1]):
        return False
    before, opened, _ = seen.rpartition("(")
    return not opened or AGAINST not in map(verdict, _sentence(before))


def _linked_name(words: ContextReader, behind: str) -> str:
    """Return the carrier's name that a verb joins to the number before it, ``, which is with DPD``; empty without one.

    No word of it is a negation or speaks of another number, nor do the words behind the name: "is DPD's order number".
    """
    found = _LINKED.match(behind)
    if found is None or "?" in found[1]:
        return ""
    clause = found[1].replace("’", "'").split()
    joined = False
    for at, written in enumerate(clause[:_MOST_LINKING]):
        link = pieces(written)
        if not _links(written, link):
            return ""
        joined = joined or written.endswith("'s") or any(verdict(word) == IS or about_parcel(word) for word in link)
        if joined and (name := _name_in_front(words, pieces(" ".join(clause[at + 1 :])))):
            return name
    return ""


def _links(written: str, link: list[str]) -> bool:
    """Tell whether a word may stand between a number and its carrier: it is small, no negation, and means no other number."""
    return (
        len(written) <= _LONGEST_LINKING
        and written.islower()
        and not any(verdict(word) == AGAINST or word in _negations() for word in link)
    )


def _name_in_front(words: ContextReader, clause: list[str]) -> str:
    """Return the carrier's name that a clause begins with; empty if the words behind it speak of another number."""
    clause = [*map(as_name, clause)]
    for many in range(min(_LONGEST_NAME, len(clause)), 0, -1):
        if words.name_at_end(clause[:many]) == many:
            rest = clause[many:]
            other = any(verdict(word) == AGAINST or is_number_word(word) or is_code_word(word) for word in rest)
            return "" if other or rest[:1] == ["s"] else " ".join(clause[:many])
    return ""


def _small_name_before(words: ContextReader, seen: str) -> str:
    """Return the carrier's name right before a number, if it is so short that it counts elsewhere only with a capital."""
    *_, last = ["", *seen.split()]
    word = last.rstrip(":")
    name = as_name(word)
    if name == word or not words.name_at_end([name]) or AGAINST in map(verdict, _sentence(seen)):
        return ""
    return name


@cache
def _negations() -> frozenset[str]:
    """Return the single words before a carrier's name that say that it is not meant."""
    return frozenset([word for place, words in vocabulary().negations if place == "before" for word in words])


def as_name(word: str) -> str:
    """Return a word as a name has it; people also write names small: evri, usps."""
    return word.capitalize() if len(word) == _SHORT_NAME and word.islower() else word


def _sentence(seen: str) -> list[str]:
    """Return the words and signs of the last sentence or line of a text; a period of an abbreviation ends none: "Tel. "."""
    words = pieces(seen)
    return words[max((at for at, word in enumerate(words) if word in ".!?\n"), default=-1) + 1 :]


def heads_others(plain: str, start: int) -> bool:
    r"""Tell whether the paragraph up to a position begins with a heading for other numbers.

    >>> heads_others("Invoices:\nDPD → 4711\nGLS → 4712", 28), heads_others("Parcels:\nDPD → 4711\nGLS → 4712", 27)
    (True, False)
    """
    low = max(0, start - _PARAGRAPH)
    begin = max(plain.rfind("\n\n", low, start), plain.rfind("\n\r\n", low, start), low - 1) + 1
    heading = _HEADING.match(plain, begin, start)
    if heading is None or (low and begin == low):
        return False
    words = pieces(heading.group(1))
    return AGAINST in map(verdict, words) and not any(map(about_parcel, words))


def _name_in_cell_before(document: TextDocument, words: ContextReader, start: int) -> str:
    """Return the carrier's name that is all of the cell, or of the tag, before a number's; empty without one."""
    plain, at = document.plain, start
    if not document.markup or document.is_data:  # in data the element itself has a name
        return ""
    for _ in range(_MOST_TAGS):
        low = max(0, at - _LONGEST)
        at = low + len(plain[low:at].rstrip())
        if plain[at - 1 : at] != ">":
            break
        at = max(plain.rfind("<", max(0, at - _FAR), at), 0)
    else:
        return ""
    opened = plain.rfind(">", max(0, at - _LONGEST), at)
    name = pieces(plain[opened + 1 : at]) if opened >= 0 and at < start else []
    return " ".join(name) if name and words.name_at_end(name) == len(name) else ""


def named_alone(
    document: TextDocument, words: ContextReader, seen: str, start: int, end: int, country: str | None
) -> NamedCarriers:
    """Return the carriers of a name that stands alone beside a number."""
    name = _name_behind(document, words, seen, start, end)
    if not name and end - start > thresholds.TELEPHONE:
        name = _name_in_cell_before(document, words, start)
    if not name and any(map(str.isalpha, document.plain[start:end])):
        name = _small_name_before(words, seen)
    if not name or (not document.markup and heads_others(document.plain, start)):
        return NOBODY
    return words.named_among(name.split(), country)
