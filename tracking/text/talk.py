"""Numbers in talk: in a sentence that says where a parcel is, and in a chat, where a number may be a message of its own.

"GLS says 75790066453 is still at the depot" has no word for parcels. A carrier's name and a word about a parcel's whereabouts
in one sentence speak for the number. In a chat the number alone is an answer, and the messages around it name the carrier.
Where a parcel's number was found before, a name right before another one is enough. None of this counts beside a word for another
number, so that a company's account and its telephone are not believed.
"""

from __future__ import annotations

import re
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
    ends_with_number_word,
    is_code_word,
    is_number_word,
    verdict,
)
from tracking.matching import thresholds
from tracking.text.beside import named_alone
from tracking.text.context import Announcement
from tracking.text.naming import NOBODY, NamedCarriers, all_of
from tracking.text.nearness import SIGNS, name_is_nearer
from tracking.text.noise_by_form import is_dialed, is_payment_card
from tracking.text.speakers import ASKS, MESSAGE_BEGINS, MESSAGES_BEFORE, PROMISES, answers, said_from, speaks_again
from tracking.text.tokens import COLON, NUMBER, STOP, pieces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracking.text.context import ContextReader
    from tracking.text.document import TextDocument

__all__ = ["Talk"]

_SHORTEST = 10
"""The least length of a number in talk."""
_SHORT_NAME = 4
"""The letters of a name that counts elsewhere only with a capital, since it is as short as many other words."""
_ENDS = frozenset(".;!?。！？；\n")
"""The signs that end a sentence."""
_PARTS = (STOP, COLON)
"""The kinds of the signs between two clauses of a message."""
_SMALL = 4
"""The greatest length of a word such as *the* or *mein* before a word for a number."""
_LOOK = 80
"""The number of characters behind a number that are read for a quick look."""
_FAR = 400
"""The number of characters on either side that are read for the messages around a number."""
_BEHIND = 2
"""The number of messages that are read behind a number."""
_MOST_WORDS = 3
"""The greatest number of words before a number that is the answer to a question about a carrier."""
_MOST_PIECES, _MEMORY = 8192, 64
"""The number of texts between two spaces that are remembered, and of messages."""
_LINE_BEGINS = 60
"""The greatest length of what stands before a number in its own line: a time and a speaker."""
_LINE_ENDS = re.compile(r"[^\w\n]{0,16}(?:\n|\Z)")


class Talk:
    """Reads the sentences and the messages around the numbers of one text."""

    def __init__(self, document: TextDocument, words: ContextReader, country: str | None) -> None:
        self._document, self._words, self._country = document, words, country
        self.about_parcels = False
        """Whether the number of a parcel was found in the text before."""
        self._messages: dict[str, NamedCarriers | None] = {}
        """The last messages that were read, with the carriers that they name."""

    def announcement(self, front: Announcement, seen: str, start: int, end: int) -> Announcement | None:
        """Return what the sentence of a number, or the messages around it, say; None if they say nothing.

        ``front`` is what is known of the words before it, and ``seen`` these words, without the speaker of its message.
        """
        number = self._document.plain[start:end]
        if end - start < _SHORTEST or not number.isalnum() or _is_card_or_telephone(number):
            return None
        carriers = (
            self._in_sentence(front, seen, end, number)
            or self._in_chat(start, end)
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
            before = self._behind_order(before) or _last_clause(before, self._words.kinds_of(before))
            if not before:
                return NOBODY
        named = self._named(before)
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

    def _named(self, words: list[str]) -> NamedCarriers:
        """Return the carriers that words name. People who chat write names small: evri, usps."""
        return self._words.named_among(
            [word.capitalize() if len(word) == _SHORT_NAME and word.islower() else word for word in words],
            self._country,
        )

    def _goes_on(self, word: str) -> bool:
        """Tell whether a word behind a number belongs to its sentence, and not to another number."""
        (kind,) = self._words.kinds_of([word])
        return word not in _ENDS and kind not in (AGAINST, NUMBER)

    def _in_chat(self, start: int, end: int) -> NamedCarriers:
        """Return the carriers that the messages around a number name, if it is a message of its own."""
        plain = self._document.plain
        if self._document.markup or _LINE_ENDS.match(plain, end) is None:
            return NOBODY
        line = plain.rfind("\n", max(0, start - _LINE_BEGINS), start) + 1
        begins = MESSAGE_BEGINS.match(plain, line, start) if line or start <= _LINE_BEGINS else None
        if begins is None:
            return NOBODY
        named = [word for word in pieces(plain[begins.end() : start]) if not _says_nothing(word)]
        low = max(0, line - _FAR)
        if line and plain[max(low, plain.rfind("\n", low, line - 1) + 1) : line].strip().isdecimal():
            return NOBODY  # one of a column of numbers
        above = [text for text in reversed(plain[low:line].split("\n")[low > 0 :]) if text.strip()]
        if not self._is_answer(named, above):
            return NOBODY
        name = begins["name"]
        if begins["time"] or answers(name, above) or (name and speaks_again(plain, name, start)):
            if self._words.name_at_end(named):
                return NOBODY if self._is_another_asked_for(above[:1]) else self._named(named)
            before = self._named_by(above[:MESSAGES_BEFORE])
            if before is None or before:
                return before or NOBODY
            below = [text for text in plain[end : end + _FAR].split("\n")[1:] if text.strip()]
            return self._named_by(below[:_BEHIND]) or NOBODY
        # A line of a mail: the one before it has to speak of a parcel.
        if (
            name
            or named
            or end - start <= thresholds.TELEPHONE
            or not any(map(about_parcel, pieces("".join(above[:1]))))
        ):
            return NOBODY
        return self._read_message(above[0]) or NOBODY

    def _is_answer(self, words: list[str], above: list[str]) -> bool:
        """Tell whether the words before a number in its message are no more than a carrier's name: "GLS: ".

        Words without a meaning may stand there as well, if the message before is about a parcel, "yes, with GLS, ", or asks
        about a carrier: "Did you send it with GLS?" "Yes, ".
        """
        many = self._words.name_at_end(words)
        others, before = words[: len(words) - many], "".join(above[:1])
        if not others:
            return True
        if any(self._words.kinds_of(others)) or any(map(_is_long_number, others)):
            return False
        if many:
            return any(map(about_parcel, pieces(before)))
        return len(others) <= _MOST_WORDS and before.rstrip().endswith(ASKS) and bool(self._named_by([before]))

    def _named_by(self, messages: Iterable[str]) -> NamedCarriers | None:
        """Return the carriers of the first message that names some; None if a word or a number before that means another number."""
        for message in messages:
            if message not in self._messages:
                if len(self._messages) >= _MEMORY:
                    self._messages.clear()
                self._messages[message] = self._read_message(message[said_from(message) :])
            said = self._messages[message]
            if said is None or said:
                return said
        return NOBODY

    def _is_another_asked_for(self, messages: Iterable[str]) -> bool:
        """Tell whether one of some messages asks for another number, or promises one: "Order number?", "Invoices:"."""
        for message in messages:
            promises = message.rstrip().endswith(PROMISES)
            words = pieces(message if promises else message[said_from(message) :])
            kinds = self._asked_for(words, self._words.kinds_of(words))
            asks = promises or message.rstrip().endswith(ASKS)
            if asks and AGAINST in kinds and not any(map(about_parcel, words)):
                return True
        return False

    def _asked_for(self, words: list[str], kinds: list[int]) -> list[int]:
        """Return the meanings of a message's words, with those for numbers that are not clearly a parcel's as `AGAINST`.

        "The number?" may be a parcel's, as may a number beside a carrier's name or in a sentence about parcels. "On what number
        can we call you?", "Serial number?", and "Zugangscode?" ask for another.
        """
        known, begin = [*kinds], 0
        for end in (*(at for at, kind in enumerate(kinds) if kind in _PARTS), len(kinds)):
            clause = words[begin:end]
            asked = [at for at, word in enumerate(clause) if not kinds[begin + at] and _is_for_a_number(word)]
            if asked and not any(map(about_parcel, clause)) and not self._named(clause):
                for at in asked:
                    known[begin + at] = 0 if self._may_be_parcels(clause, at) else AGAINST
            begin = end + 1
        return known

    def _may_be_parcels(self, clause: list[str], at: int) -> bool:
        """Tell whether a word for a number, at a place in a clause, has no word beside it that would make it another number."""
        before = clause[at - 1] if at else ""
        if not is_number_word(clause[at]) or (len(before) > _SMALL and not asks_which(before)):
            return False
        # "The number please": a word before it that is no verb leaves room for one behind it.
        return len(clause) - at - 1 <= (before != "" and verdict(before) != IS)

    def _read_message(self, message: str) -> NamedCarriers | None:
        """Return the carriers that a message names; None if it names none and has a word for another number, or if it has a number."""
        words = pieces(message)
        kinds = self._words.kinds_of(words)
        if NUMBER in kinds:
            return None
        kinds = self._asked_for(words, kinds)
        clause = _last_clause(words, kinds)
        return self._named(clause) or (NOBODY if len(clause) == len(words) else None)


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
        begin = _begin(words, begin - 1)
    return words[begin:]


def _begin(words: list[str], end: int) -> int:
    """Return the place of the first word of the sentence that ends at a place; a number begins one as well."""
    return next((at for at in range(end, 0, -1) if words[at - 1] in _ENDS or _is_long_number(words[at - 1])), 0)


def _says_nothing(word: str) -> bool:
    """Tell whether a word or a sign before a number says no more than that it is one: "Number is: "."""
    return word in ",:." or is_number_word(word) or verdict(word) == IS


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


def _is_for_a_number(word: str) -> bool:
    return is_number_word(word) or is_code_word(word) or ends_with_number_word(word)


def _last_clause(words: list[str], kinds: list[int]) -> list[str]:
    """Return the words without a word for another number and its clause: in "I called about my order, GLS has it", GLS has it."""
    against = max((at for at, kind in enumerate(kinds) if kind == AGAINST), default=-1)
    if against < 0:
        return words
    ends = next((at for at in range(against, len(kinds)) if kinds[at] == STOP), len(words))
    return words[ends + 1 :]


def _is_card_or_telephone(number: str) -> bool:
    """Tell whether a number may be a payment card's, or is dialed as it stands."""
    return is_payment_card(number) or (number.isdecimal() and is_dialed(number))
