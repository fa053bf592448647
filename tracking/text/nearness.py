"""Words that are nearer to a number than a word before it: a carrier's name beside it, or a word for parcels after it.

"Your order is on its way via GLS (73814996922)" speaks of the order only at its beginning, and "73814996922 numaralı
gönderiniz" names the parcel behind its number. Words are data (`tracking.languages`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tracking.languages.builtin import vocabulary
from tracking.languages.folding import FIRST_TOGETHER, bare
from tracking.languages.words import (
    AGAINST,
    IS,
    NAMES,
    about_parcel,
    asks_which,
    first_stem,
    is_code_word,
    is_number_word,
    number_words,
    verdict,
)
from tracking.text.tokens import pieces, tokens_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "SIGNS",
    "behind_colon",
    "clause_begins",
    "last_words",
    "name_is_nearer",
    "numbers_another",
    "parcel_follows",
    "sent_behind",
    "speaks_of_number",
]

_BEHIND_COLON = re.compile(r""":[\s"'*`]{0,3}\Z""")
_ENDS_CLAUSE = frozenset(",.;!?，；。")
SIGNS = frozenset(":\n：,.;!?，；。")
_MOST_BETWEEN = 4
"""The greatest number of words between "is" and a word for parcels: "is the number of your parcel"."""
_SHORTEST_STEM = 4
"""The least length of the beginning of a word for an order. Shorter beginnings occur in other words as well."""
_READ_ON = 2
"""The number of words after the word for parcels that are searched for one that cancels it: "is your delivery hotline"."""
_MOST_JOINED = 8
"""The greatest number of characters before the word for parcels, in a script that writes words together."""


class _NearWords(NamedTuple):
    orders: tuple[str, ...]
    """The beginnings of words for an order, folded. In scripts that write words together they may stand within a word."""
    endings: tuple[str, ...]
    """The endings of compounds that mean a number."""
    numbered: frozenset[str]
    """Words between a number and its parcel, folded."""
    numbered_together: tuple[str, ...]
    """Words between a number and its parcel, in scripts that write words together."""


@cache
def _near_words() -> _NearWords:
    known = vocabulary()
    headers = [
        form
        for field, headers in known.columns
        if field == "order"
        for header in headers
        for form in (header, bare(header))
    ]
    stems = [word.removesuffix("*") for word in known.other_numbers]
    return _NearWords(
        tuple(
            [
                stem
                for stem in stems
                if (len(stem) >= _SHORTEST_STEM or max(stem) >= FIRST_TOGETHER)
                and any(header.startswith(stem) for header in headers)
            ]
        ),
        tuple(known.header_endings),
        frozenset([word for word in known.numbered if max(word) < FIRST_TOGETHER]),
        tuple([word for word in known.numbered if max(word) >= FIRST_TOGETHER]),
    )


def name_is_nearer(seen: str, words_of_name: int) -> bool:
    """Tell whether the last word against a number means an order and announces no number, so that the name at the end counts.

    >>> name_is_nearer("Your order is on its way via GLS (", 1), name_is_nearer("Order number: GLS ", 1)
    (True, False)
    >>> name_is_nearer("Invoice sent via GLS (", 1), name_is_nearer("Order GLS ", 1)
    (False, False)
    """
    words = [word for word in tokens_of(seen) if word not in SIGNS][:-words_of_name]
    place = next((at for at in range(len(words) - 1, -1, -1) if verdict(words[at]) == AGAINST), None)
    if place is None:
        return False
    known, word = _near_words(), words[place]
    if max(word) >= FIRST_TOGETHER:  # the text between may be in one word with it
        apart = place + 1 < len(words) or not word.endswith(known.orders)
        return apart and any(stem in word for stem in known.orders) and not speaks_of_number(word)
    if place + 1 == len(words):
        return False
    word = bare(word)
    if word.endswith(known.endings) or bare(words[place + 1]) in number_words():
        return False
    return word.startswith(tuple(stem for stem in known.orders if max(stem) < FIRST_TOGETHER))


def clause_begins(seen: str) -> bool:
    """Tell whether a new clause begins after the last word against a number, and that word announces nothing.

    >>> clause_begins("Dear customer, "), clause_begins("Customer number: ")
    (True, False)
    """
    for word in reversed(tokens_of(seen)):
        if word in _ENDS_CLAUSE:
            return True
        if verdict(word) == AGAINST:
            return False
    return True


def numbers_another(seen: str) -> bool:
    """Tell whether a text ends with a word for a number, and before that with what has it, which is no parcel and no service.

    >>> numbers_another("Your Delivery Pass number is "), numbers_another("Your delivery has the number ")
    (True, False)
    >>> numbers_another("Delivery Confirmation Number: "), numbers_another("the ship spawn seed ")
    (False, False)
    """
    words = last_words(seen)
    while words and verdict(words[-1]) == IS:
        words.pop()
    noun = words[:-1][-1:]
    if not noun or not (is_number_word(words[-1]) or is_code_word(words[-1])):
        return False
    (word,) = noun
    is_noun = len(word) > _SHORTEST_STEM - 1 and word[:1].isupper() and max(word) < FIRST_TOGETHER
    return is_noun and not about_parcel(word) and not asks_which(word) and bare(word) not in _services()


@cache
def _services() -> frozenset[str]:
    """Return the words, folded, that people write beside a carrier's name: services and what belongs to them."""
    return frozenset(bare(word) for _, words in vocabulary().beside_names for word in words)


def parcel_follows(seen: str) -> bool:
    """Tell whether the text that is seen after a number says that it is a parcel's number.

    >>> parcel_follows("numaralı gönderiniz yola çıktı"), parcel_follows("is your tracking number")
    (True, True)
    >>> parcel_follows("(Sendungsnummer)"), parcel_follows("のお荷物をお届けしました")
    (True, True)
    >>> parcel_follows("numaralı siparişiniz"), parcel_follows("tracking"), parcel_follows("is your tracking hotline")
    (False, False, False)
    """
    words = tokens_of(seen)
    if not words or words[0] in SIGNS:
        return False
    first, labelled = words[0], seen[0] in "(（["
    if max(first) >= FIRST_TOGETHER:
        return _together_names(words, labelled)
    says = verdict(first)
    if says == NAMES:
        return (labelled or _is_numbered(words[1:3]) > 0 or _says(words[1:2]) == NAMES) and not _taken_back(words[1:])
    if says == IS:
        return _names_within(words[1:], _MOST_BETWEEN)
    if numbered := _is_numbered(words):
        return _names_within(words[numbered:], 0)
    return labelled and _names_within(words, 2)


def sent_behind(seen: str) -> bool:
    """Tell whether one of the first words that are seen behind a number speaks of a parcel or of sending it.

    >>> sent_behind(") versendet."), sent_behind(") Rechnung versendet"), sent_behind(") ist unser Partner")
    (True, False, False)
    """
    words = [word for word in tokens_of(seen) if word not in SIGNS][:_READ_ON]
    return next((says for word in words if (says := verdict(word)) and says != IS), 0) > 0


def _names_within(words: Sequence[str], most: int) -> bool:
    """Tell whether the first word with a meaning is one for parcels, after ``most`` words at most, and is not cancelled."""
    place = between = 0
    while place < len(words) and words[place] not in SIGNS:
        says = verdict(words[place])
        if says == NAMES:
            return not _taken_back(words[place + 1 :])
        if says and says != IS:  # "is je trackingnummer": a verb elsewhere
            return False
        numbered = _is_numbered(words[place:])
        between += not numbered and bare(words[place]) not in number_words()
        if between > most:
            return False
        place += max(numbered, 1)
    return False


def _taken_back(words: Sequence[str]) -> bool:
    """Tell whether a word after the word for parcels says that this is another number after all."""
    for word in words[:_READ_ON]:
        if word in SIGNS:
            return False
        if verdict(word) == AGAINST:
            return True
    return False


def _is_numbered(words: Sequence[str]) -> int:
    """Return the number of pieces of the word between a number and its parcel ("no'lu") at the beginning; 0 without one."""
    for many in (1, 2):
        if "".join(map(bare, words[:many])) in _near_words().numbered:
            return many
    return 0


def _says(words: Sequence[str]) -> int:
    return verdict(words[0]) if words else 0


def _together_names(words: Sequence[str], labelled: bool) -> bool:
    """Tell the same for words that are written together: the first stem is a parcel's, and something joins it to the number."""
    first, joined = words[0], ""
    for link in _near_words().numbered_together:
        if first.startswith(link) and len(link) > len(joined):
            joined = link
    rest = first.removeprefix(joined) or "".join(words[1:2])
    if not rest or max(rest) < FIRST_TOGETHER:
        return False
    stem = first_stem(rest)
    if stem is None or stem.says != NAMES or stem.start > _MOST_JOINED:
        return False
    return labelled or bool(joined) or speaks_of_number(rest)


def speaks_of_number(word: str) -> bool:
    """Tell whether a word for a number is in a text of a script that writes words together."""
    return any(number in word for number in number_words() if max(number) >= FIRST_TOGETHER)


def last_words(seen: str) -> list[str]:
    """Return the words of a text without signs, from the last sentence or line that has any."""
    words: list[str] = []
    found = pieces(seen)
    for at in range(len(found) - 1, -1, -1):
        word = found[at]
        if word in ".;!?。！？；\n" and words and not (word == "." and is_number_word(found[at - 1])):
            break
        if word not in SIGNS:
            words.append(word)
    return words[::-1]


def behind_colon(plain: str, start: int) -> bool:
    """Tell whether a colon stands before a position, with signs like quotes between."""
    near = plain[max(0, start - 4) : start]
    return ":" in near and _BEHIND_COLON.search(near) is not None
