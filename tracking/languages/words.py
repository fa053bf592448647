"""What a word in front of a number says of it.

Four kinds of words count. A word that stood in two of them would count for the tracking number first, then for another
number, then for the shipping; `tracking.languages.consistency` sees to it that none does.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from tracking.languages.builtin import vocabulary
from tracking.languages.folding import FIRST_TOGETHER, bare

__all__ = ["AGAINST", "IS", "NAMES", "SAYS", "everyday_names", "two_piece_words", "verdict"]

IS, AGAINST, SAYS, NAMES = -2, -1, 1, 2
"""A verb between a name and its number; a word of another number; a word of shipping; a word that names the tracking number."""


class _Words(NamedTuple):
    written: dict[str, int]
    """Words that count only as they are written."""
    whole: dict[str, int]
    begun: dict[str, int]
    """Beginnings of words."""
    lengths: range
    """Those of the beginnings, the longest first."""
    together: dict[str, int]
    """Words of scripts that write words together."""
    within: re.Pattern[str]
    """Any of those."""


@cache
def _words() -> _Words:
    known = vocabulary()
    written = dict.fromkeys(known.written_other_numbers, AGAINST) | dict.fromkeys(known.written_tracking_number, NAMES)
    whole: dict[str, int] = {}
    begun: dict[str, int] = {}
    together: dict[str, int] = {}
    for kind, words in (
        (IS, known.verbs),
        (SAYS, known.shipping),
        (AGAINST, known.other_numbers),
        (NAMES, known.tracking_number),
    ):
        for word in words:
            if max(word) >= FIRST_TOGETHER:
                together[word] = kind
            elif word.endswith("*"):
                begun[word[:-1]] = kind
            else:
                whole[word] = kind
    sizes = [0, *map(len, begun)]
    within = re.compile("|".join(map(re.escape, sorted(together, key=len, reverse=True))) or r"(?!)")
    return _Words(written, whole, begun, range(max(sizes), 0, -1), together, within)


@lru_cache(maxsize=8192)
def verdict(word: str) -> int:
    """What a word says of the number behind it: `NAMES`, `SAYS`, `AGAINST`, `IS`, or 0.

    >>> verdict("Sendungsnummer"), verdict("delivered"), verdict("Bestellnummer"), verdict("hello")
    (2, 1, -1, 0)
    >>> verdict("お荷物のお問い合わせ番号")
    2
    """
    known = _words()
    if max(word) >= FIRST_TOGETHER:
        kind = 0
        for stem in known.within.finditer(word):
            kind = known.together[stem.group()]
        return kind
    written = known.written.get(word) or known.written.get(word.lower())
    if written is not None:
        return written
    word = bare(word)
    kind = known.whole.get(word, 0)
    if not kind:
        for length in known.lengths:
            kind = known.begun.get(word[:length], 0)
            if kind:
                break
    return kind


@cache
def two_piece_words() -> tuple[str, ...]:
    """Words in two pieces, of which the last alone would mean something else.

    >>> "airway bill" in two_piece_words()
    True
    """
    return tuple(word for word in _words().written if " " in word)


@cache
def everyday_names() -> frozenset[str]:
    """Names of carriers, folded, that are everyday words as well: in capitals they are names.

    >>> "best" in everyday_names(), "fedex" in everyday_names()
    (True, False)
    """
    return frozenset(vocabulary().everyday)
