"""Numbers in talk: in a sentence that says where a parcel is, and in a chat, where a number may be a message of its own.

"GLS says 75790066453 is still at the depot" has no word for parcels. A carrier's name and a word about a parcel's whereabouts
in one sentence speak for the number. In a chat the number alone is an answer, and the messages around it name the carrier.
Where a parcel's number was found before, a name right before another one is enough. None of this counts beside a word for another
number, so that a company's account and its telephone are not believed.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from tracking.languages.folding import FIRST_TOGETHER
from tracking.languages.words import (
    AGAINST,
    IS,
    NAMES,
    SAYS,
    about_parcel,
    asks_which,
    is_code_word,
    is_number_word,
    verdict,
)
from tracking.matching import thresholds
from tracking.text.beside import named_alone
from tracking.text.chats import Chat, last_clause
from tracking.text.context import Announcement
from tracking.text.naming import NOBODY, NamedCarriers, all_of
from tracking.text.nearness import SIGNS, name_is_nearer
from tracking.text.noise_by_form import is_dialed, is_payment_card
from tracking.text.tokens import NUMBER, pieces

if TYPE_CHECKING:
    from tracking.text.context import ContextReader
    from tracking.text.document import TextDocument

__all__ = ["Talk"]

_SHORTEST = 10
"""The least length of a number in talk."""
_ENDS = frozenset(".;!?。！？；\n")
"""The signs that end a sentence."""
_SMALL = 4
"""The greatest length of a word such as *the* or *mein* before a word for a number."""
_LOOK = 80
"""The number of characters behind a number that are read for a quick look."""
_MOST_PIECES = 8192
"""The number of texts between two spaces that are remembered."""


class Talk:
    """Reads the sentences and the messages around the numbers of one text."""

    def __init__(self, document: TextDocument, words: ContextReader, country: str | None) -> None:
        self._document, self._words, self._country = document, words, country
        self.about_parcels = False
        """Whether the number of a parcel was found in the text before."""
        self._chat = Chat(document, words, country)

    def announcement(self, front: Announcement, seen: str, start: int, end: int) -> Announcement | None:
        """Return what the sentence of a number, or the messages around it, say; None if they say nothing.

        ``front`` is what is known of the words before it, and ``seen`` these words, without the speaker of its message.
        """
        number = self._document.plain[start:end]
        if end - start < _SHORTEST or not number.isalnum() or _is_card_or_telephone(number):
            return None
        carriers = (
            self._in_sentence(front, seen, end, number)
            or self._chat.carriers(start, end)
            or named_alone(self._document, self._words, seen, start, end, self._country)
        )
        if not carriers:
            return None
        beside = self._words.ends_with_name(seen) > 0
        return Announcement(NAMES if beside else SAYS, carriers, "", True)

    def _in_sentence(self, front: Announcement, seen: str, end: int, number: str) -> NamedCarriers:
        """Return the carriers that are named in a sentence about a parcel's whereabouts."""
        may_be_beside = self.about_parcels and bool(front.carriers)
        near = (*seen.split(), *self._document.plain[end : end + _LOOK].split())
        if not may_be_beside and not any(map(_about_parcels.__getitem__, near)):
            return NOBODY
        rest = self._document.seen_behind(end).lstrip("?？")  # "Where is 4711? UPS says nothing."
        before = _sentence(pieces(seen))
        behind = [*takewhile(self._goes_on, pieces(rest))]
        beside = self._words.name_at_end([word for word in before if word not in ",:"]) if may_be_beside else 0
        if not beside and not any(map(about_parcel, behind)) and not any(map(about_parcel, before)):
            return NOBODY
        if self._calls_it_something(before, number):
            return NOBODY
        if AGAINST in self._words.kinds_of(before):
            before = self._behind_order(before) or last_clause(before, self._words.kinds_of(before))
            if not before:
                return NOBODY
        named = self._chat.named(before)
        return all_of([named, self._words.behind(self._document, end, self._country)])

    def _calls_it_something(self, words: list[str], number: str) -> bool:
        """Tell whether the last word before a number is what it counts, and no parcel: "GLS says locker 73814996922 is still shut".

        It may be a carrier's name, a small word, or one about parcels; a word for a number counts as the word before it, and so
        does one for a code behind a name, if the number is longer than codes and telephone numbers: "with GLS, code ".
        """
        long = len(number) > thresholds.TELEPHONE
        if words and (is_number_word(words[-1]) or (long and is_code_word(words[-1]))):
            words = [word for word in words[:-1] if word not in ",:"]
        if not words or self._words.kinds_of(words[-1:])[0] or max(words[-1]) >= FIRST_TOGETHER:
            return False
        last = words[-1]
        is_noun = len(last) > _SMALL or is_code_word(last) or (len(words) > 1 and last[0].isupper())
        return is_noun and not about_parcel(last) and not asks_which(last) and not self._words.name_at_end(words)

    def _behind_order(self, words: list[str]) -> list[str]:
        """Return the words from the last name on, if a word for an order before it announces nothing: "the order is with GLS"."""
        for last in range(len(words), 0, -1):
            many = self._words.name_at_end(words[:last])
            if many:
                return words[last - many :] if name_is_nearer(" ".join(words[:last]), many) else []
        return []

    def _goes_on(self, word: str) -> bool:
        """Tell whether a word behind a number belongs to its sentence, and not to another number."""
        (kind,) = self._words.kinds_of([word])
        return word not in _ENDS and kind not in (AGAINST, NUMBER)


class _AboutParcels(dict[str, bool]):
    """The texts between two spaces, and whether one has a word about a parcel: a quick look before words are read in their order."""

    def __missing__(self, piece: str) -> bool:
        if len(self) >= _MOST_PIECES:
            self.clear()
        found = self[piece] = any(map(about_parcel, pieces(piece)))
        return found


_about_parcels = _AboutParcels()


def _sentence(words: list[str]) -> list[str]:
    """Return the words and signs of a text's last sentence, with the one before if the last no more than announces a number.

    "Handed in at the GLS shop. The number is ".
    """
    begin = _begin(words, len(words))
    if begin and words[begin - 1] != "\n" and _announces(words[begin:]):
        before = _begin(words, begin - 1)
        if AGAINST not in map(verdict, words[before:begin]):  # "The order is with GLS. No. ..."
            begin = before
    return words[begin:]


def _begin(words: list[str], end: int) -> int:
    """Return the place of the first word of the sentence that ends at a place; a number begins one as well."""
    return next((at for at in range(end, 0, -1) if words[at - 1] in _ENDS or _is_long_number(words[at - 1])), 0)


def _is_long_number(word: str) -> bool:
    return sum(map(str.isdecimal, word)) > 3


def _announces(words: list[str]) -> bool:
    """Tell whether words are one for a number, with no more than an article before it and a verb behind: "The number is:"."""
    words = [word for word in words if word not in SIGNS]
    if words and verdict(words[-1]) == IS:
        words.pop()
    return (
        bool(words) and is_number_word(words[-1]) and len(words) < 3 and all(len(word) < _SMALL for word in words[:-1])
    )


def _is_card_or_telephone(number: str) -> bool:
    """Tell whether a number may be a payment card's, or is dialed as it stands."""
    return is_payment_card(number) or (number.isdecimal() and is_dialed(number))
