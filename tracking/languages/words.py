"""The meanings of words before a number.

Four kinds of words count by themselves. A word in two of them would count as a name of the tracking number first, then as a
word for another number, then as a word about shipping; `tracking.languages.consistency` checks that there is no such word.
Words about a parcel's whereabouts count only together with a carrier's name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from tracking.languages.builtin import vocabulary
from tracking.languages.folding import FIRST_TOGETHER, bare

__all__ = [
    "AGAINST",
    "IS",
    "NAMES",
    "SAYS",
    "Stem",
    "about_parcel",
    "asks_which",
    "ends_with_number_word",
    "everyday_names",
    "first_stem",
    "is_code_word",
    "is_number_word",
    "name_endings",
    "number_words",
    "two_piece_words",
    "verdict",
    "words_for_no_number",
]

IS, AGAINST, SAYS, NAMES = -2, -1, 1, 2
"""The kinds of words: a verb before a number, a word for another number, about shipping, or for this number."""


_SHORTEST_ENDING = 4
"""The length from which a word for a number may end another word."""


class _Words(NamedTuple):
    written: dict[str, int]
    """Words that count only in this spelling."""
    whole: dict[str, int]
    begun: dict[str, int]
    """Beginnings of words."""
    lengths: range
    """The lengths of the beginnings, the longest first."""
    together: dict[str, int]
    """Words of scripts that do not separate words."""
    within: re.Pattern[str]
    """Matches any of those."""


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
    """Return what a word says about the number after it: `NAMES`, `SAYS`, `AGAINST`, `IS`, or 0.

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


class _Whereabouts(NamedTuple):
    whole: frozenset[str]
    begun: tuple[str, ...]
    together: tuple[str, ...]
    """Words of scripts that do not separate words."""


@cache
def _whereabouts() -> _Whereabouts:
    apart = [word for word in vocabulary().whereabouts if max(word) < FIRST_TOGETHER]
    return _Whereabouts(
        frozenset([word for word in apart if word[-1] != "*"]),
        tuple([word[:-1] for word in apart if word[-1] == "*"]),
        tuple([word for word in vocabulary().whereabouts if max(word) >= FIRST_TOGETHER]),
    )


@lru_cache(maxsize=8192)
def about_parcel(word: str) -> bool:
    """Tell whether a word speaks of a parcel, of sending it, or of its whereabouts, as people do together with a carrier's name.

    >>> about_parcel("parcel"), about_parcel("stuck"), about_parcel("아직도"), about_parcel("hello")
    (True, True, True, False)
    """
    if verdict(word):
        return verdict(word) > 0
    known = _whereabouts()
    if max(word) >= FIRST_TOGETHER:
        return any(stem in word for stem in known.together)
    word = bare(word)
    return word in known.whole or word.startswith(known.begun)


class Stem(NamedTuple):
    """A known word within others that are written together."""

    says: int
    start: int
    """Where it begins."""


def first_stem(text: str) -> Stem | None:
    """Return the first known word in a text of a script that writes words together; None if none is in it.

    >>> first_stem("のお荷物をお届けしました")
    Stem(says=2, start=2)
    """
    known = _words()
    found = known.within.search(text)
    return None if found is None else Stem(known.together[found.group()], found.start())


@cache
def two_piece_words() -> tuple[str, ...]:
    """Return words in two pieces of which the last alone would have another meaning.

    >>> "airway bill" in two_piece_words()
    True
    """
    return tuple(word for word in _words().written if " " in word)


@cache
def everyday_names() -> frozenset[str]:
    """Return names of carriers, folded, that are also everyday words: in capitals, they are names.

    >>> "best" in everyday_names(), "fedex" in everyday_names()
    (True, False)
    """
    return frozenset(vocabulary().everyday)


@cache
def name_endings() -> tuple[str, ...]:
    """Return what languages put at the end of a carrier's name in a sentence, folded, the longest first.

    >>> "om" in name_endings()
    True
    """
    return tuple(sorted(map(bare, vocabulary().name_endings), key=len, reverse=True))


@cache
def words_for_no_number() -> frozenset[str]:
    """Return the values, folded, that say that there is no number.

    >>> sorted({"pending", "n/a", "ausstehend", "label"} & words_for_no_number())
    ['ausstehend', 'n/a', 'pending']
    """
    return frozenset(vocabulary().no_number)


@cache
def number_words() -> frozenset[str]:
    """Return the words and abbreviations for a number, folded.

    >>> sorted({"no", "nummer", "numer", "order"} & number_words())
    ['no', 'numer', 'nummer']
    """
    known = [word for name, words in vocabulary().header_words if name == "number" for word in words]
    # Headers take Korean letters apart, and have neither № nor the raised o of nº and n.º.
    return frozenset(["№", "nº", "º", *(unicodedata.normalize("NFC", word) for word in known)])


@cache
def _code_words() -> frozenset[str]:
    known = vocabulary().header_words
    return frozenset([bare(word) for name, words in known if name in ("code", "id") for word in words])


def is_code_word(word: str) -> bool:
    """Tell whether a word, in any spelling, is one for a code or an id.

    >>> is_code_word("Código"), is_code_word("número")
    (True, False)
    """
    return bare(word) in _code_words()


@cache
def _number_endings() -> tuple[str, ...]:
    return tuple([word for word in number_words() | _code_words() if len(word) >= _SHORTEST_ENDING])


@lru_cache(maxsize=8192)
def ends_with_number_word(word: str) -> bool:
    """Tell whether a longer word ends with one for a number or a code.

    >>> ends_with_number_word("Zugangscode"), ends_with_number_word("Code"), ends_with_number_word("Haus")
    (True, False, False)
    """
    word = bare(word)
    return word.endswith(_number_endings()) and word not in number_words() and word not in _code_words()


@cache
def _which() -> frozenset[str]:
    return frozenset(vocabulary().which)


def asks_which(word: str) -> bool:
    """Tell whether a word before one for a number asks for it.

    >>> asks_which("Welche"), asks_which("serial")
    (True, False)
    """
    return bare(word) in _which()


@lru_cache(maxsize=8192)
def is_number_word(word: str) -> bool:
    """Tell whether a word, in any spelling, is one for a number.

    >>> is_number_word("Číslem"), is_number_word("Paket")
    (True, False)
    """
    return bare(word) in number_words()
