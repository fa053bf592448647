"""Numbers in chats: a message that is no more than a number, or a carrier's name and a number, and the messages around it."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from tracking.languages.words import (
    AGAINST,
    IS,
    about_parcel,
    asks_which,
    ends_with_number_word,
    is_code_word,
    is_number_word,
    verdict,
)
from tracking.matching import thresholds
from tracking.text.beside import as_name
from tracking.text.naming import NOBODY, NamedCarriers
from tracking.text.speakers import ASKS, MESSAGE_BEGINS, MESSAGES_BEFORE, PROMISES, answers, said_from, speaks_again
from tracking.text.tokens import COLON, NUMBER, STOP, pieces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracking.text.context import ContextReader
    from tracking.text.document import TextDocument

__all__ = ["Chat", "last_clause"]

_PARTS = (STOP, COLON)
"""The kinds of the signs between two clauses of a message."""
_SMALL = 4
"""The greatest length of a word such as *the* or *mein* before a word for a number."""
_MEMORY = 64
"""The number of messages that are remembered."""
_FAR = 400
"""The number of characters on either side that are read for the messages around a number."""
_BEHIND = 2
"""The number of messages that are read behind a number."""
_MOST_WORDS = 3
"""The greatest number of words before a number that is the answer to a question about a carrier."""
_LINE_BEGINS = 60
"""The greatest length of what stands before a number in its own line: a time and a speaker."""
_LINE_ENDS = re.compile(r"[^\w\n]{0,16}(?:\n|\Z)")


class Chat:
    """Reads the messages around the numbers of one text."""

    def __init__(self, document: TextDocument, words: ContextReader, country: str | None) -> None:
        self._document, self._words, self._country = document, words, country
        self._messages: dict[str, NamedCarriers | None] = {}
        """The last messages that were read, with the carriers that they name."""

    def carriers(self, start: int, end: int) -> NamedCarriers:
        """Return the carriers that the messages around a number name, if it is a message of its own."""
        plain = self._document.plain
        if self._document.markup or _LINE_ENDS.match(plain, end) is None:
            return NOBODY
        line = plain.rfind("\n", max(0, start - _LINE_BEGINS), start) + 1
        begins = MESSAGE_BEGINS.match(plain, line, start) if line or start <= _LINE_BEGINS else None
        if begins is None:
            return NOBODY
        named = [word for word in pieces(plain[begins.end() : start]) if not _says_nothing(word)]
        others = named[: len(named) - self._words.name_at_end(named)]
        if others and not self._may_answer(others):
            return NOBODY
        low = max(0, line - _FAR)
        if line and plain[max(low, plain.rfind("\n", low, line - 1) + 1) : line].strip().isdecimal():
            return NOBODY  # one of a column of numbers
        lines = (text for text in reversed(plain[low:line].split("\n")[low > 0 :]) if text.strip())
        above = [*islice(lines, MESSAGES_BEFORE)]
        if others and not self._answers(len(others) < len(named), above):
            return NOBODY
        name = begins["name"]
        if begins["time"] or answers(name, above) or (name and speaks_again(plain, name, start)):
            if len(others) < len(named):
                return NOBODY if self._is_another_asked_for(above[:1]) else self.named(named)
            before = self._named_by(above)
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

    def _may_answer(self, others: list[str]) -> bool:
        """Tell whether words before a number, or before a carrier's name and a number, may be an answer: "yes, with"."""
        return (
            len(others) <= _MOST_WORDS
            and not any(self._words.kinds_of(others))
            and not any(map(_is_long_number, others))
        )

    def _answers(self, named: bool, above: list[str]) -> bool:
        """Tell whether such words answer: the message before is about a parcel, or asks about a carrier if they name none."""
        before = "".join(above[:1])
        if named:
            return any(map(about_parcel, pieces(before)))
        return before.rstrip().endswith(ASKS) and bool(self._named_by([before]))

    def named(self, words: list[str]) -> NamedCarriers:
        """Return the carriers that words name. People who chat write names small: evri, usps."""
        return self._words.named_among([*map(as_name, words)], self._country)

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
            if asked and not any(map(about_parcel, clause)) and not self.named(clause):
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
        clause = last_clause(words, kinds)
        return self.named(clause) or (NOBODY if len(clause) == len(words) else None)


def _says_nothing(word: str) -> bool:
    """Tell whether a word or a sign before a number says no more than that it is one: "Number is: "."""
    return word in ",:." or is_number_word(word) or verdict(word) == IS


def _is_long_number(word: str) -> bool:
    return sum(map(str.isdecimal, word)) > 3


def _is_for_a_number(word: str) -> bool:
    return is_number_word(word) or is_code_word(word) or ends_with_number_word(word)


def last_clause(words: list[str], kinds: list[int]) -> list[str]:
    """Return the words without a word for another number and its clause: in "I called about my order, GLS has it", GLS has it."""
    against = max((at for at, kind in enumerate(kinds) if kind == AGAINST), default=-1)
    if against < 0:
        return words
    ends = next((at for at in range(against, len(kinds)) if kinds[at] == STOP), len(words))
    return words[ends + 1 :]
