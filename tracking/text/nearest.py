"""What is nearer to a number of one text than the last word before it.

The name of a carrier right before it, a word for parcels right behind it, or the number before it in a list.
"""

from __future__ import annotations

import re
from itertools import dropwhile
from typing import TYPE_CHECKING

from tracking.languages.columns import header_meaning
from tracking.languages.folding import bare
from tracking.languages.words import IS, NAMES, SAYS, is_code_word, is_number_word, verdict
from tracking.matching import thresholds
from tracking.spelling.texts import NOTHING
from tracking.text.beside import heads_others
from tracking.text.context import Announcement
from tracking.text.naming import NOBODY, NamedCarriers
from tracking.text.nearness import clause_begins, last_words, name_is_nearer, parcel_follows, sent_behind
from tracking.text.noise_by_form import is_payment_card
from tracking.text.printed import as_one
from tracking.text.talk import Talk

if TYPE_CHECKING:
    from tracking.matching.ranking import Match
    from tracking.text.context import Before, ContextReader
    from tracking.text.document import TextDocument

__all__ = ["Nearest"]

_NAME_BEFORE = re.compile(r"[A-Z][\w&+]{1,30}+[\s:(\[\]】》},;'\"`•.\-|>=»›\x00\x01→⇒➔➜➝➞➡➤⟶►▶]{1,8}+\Z")
"""Matches a word with a capital right before a position, which may be a carrier's name, and spaces and signs behind it."""
_BETWEEN = " ([]】》}•.:-–—#|·>=»›\x01→⇒➔➜➝➞➡➤⟶►▶"
"""The signs that may stand between a name and its number."""
_WORD_BEHIND = re.compile(
    r"[\s\x00]{0,4}(?:[-–—]\s)?(?:<(?!/(?:[a-z]{1,6}></){0,3}(?:tr|p|br|div|h[1-6]|li|table|hr)\b)|[(（\[]?[^\W\d_])"
)
"""Matches a word right after a position, or a tag that does not end a row or a paragraph: a quick look before the text is read."""
_NAME = 40
_SHORT = 16
"""The numbers of characters that are read for these quick looks."""
_LAST_WORD = re.compile(r"([^\W\d_]{1,12}+|№)[\s.°º:]{1,4}+\Z|#[ :]{0,2}\Z")
"""Matches a word right before a position."""
_BEHIND_WORD = frozenset(" .°º:#")
"""The characters that may stand behind a word for a number."""
_BEHIND_LABEL = " \t.:#°º*\"'"
"""The signs that may stand between a label and its number."""
_LISTED = re.compile(
    r"(?:[\s\x00•*·‣▪–—&-]++|[,;]\s|(?<=\s)[/+|](?=\s)|(?<=\s)[^\W\d_]{1,4}(?=\s)|<!?/?(?:a|b|br|code|div|font|i|li|ol|p|span|strong|tt|u|ul|wbr)(?:[\s/][^<>]{0,300})?>){1,12}"
)
"""Matches what stands between two numbers of a list, maybe with a small word for *and*; cells of a table do not."""
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
_BEHIND_EMPTY_LINE = re.compile(r"\n[ \t\r]{0,4}\n[ \t>•*·‣▪-]{0,8}\Z")
_BRACKETS = {")": "(", "]": "["}
_SMALL = 5
"""The greatest length of a small word between a carrier's name and a word for a number."""
_TAX_NUMBER = re.compile(r"[A-Z]{2}\d{8,12}")
"""Matches a company's tax number, or a share's: "GLS (DE811139393)"."""
_NEAR = 100
"""The number of characters on either side of a number that are searched for names."""
_GAP = 600
"""The greatest number of characters between them, most of them tags."""


class Nearest:
    """Reads what is nearest to the numbers of one text. Numbers are asked about in order."""

    def __init__(self, document: TextDocument, words: ContextReader, before: Before, country: str | None) -> None:
        self._document, self._words, self._before, self._country = document, words, before, country
        self.talk = Talk(document, words, country)
        self._start = self._end = 0
        """The beginning and the end of the last number that was announced."""
        self._announced = Announcement(0, NOBODY)

    def labels(self, front: Announcement, end: int, number: str) -> bool:
        """Tell whether a carrier's name labels a number: ``GLS: ``, ``GLS → ``; or, before one group, ``GLS no. ``, ``GLS – ``.

        Behind a word about sending, the name alone labels one group: ``sent with GLS ``. A telephone number is printed in several groups, or has few digits and no arrow before it, or begins with 0 as it is dialed.
        """
        long = len(number) > thresholds.TELEPHONE
        return bool(front.carriers) and (
            self._words.labels(front, self._country)
            or self._is_pointed_at(front, end, number)
            or (
                self.is_one_group(end, number)
                and (
                    self._numbered(front.seen) > 0
                    or ((long or not number.isdecimal()) and self._words.parted_from_name(front))
                    or (long and front.says > 0 and self._words.ends_with_name(front.seen, " ") > 0)
                )
            )
        )

    def _is_pointed_at(self, front: Announcement, end: int, number: str) -> bool:
        """Tell whether an arrow or a bracket stands between a carrier's name and a number that is no telephone's and no order's."""
        if not self._words.points(front) or (number[0] == "0" and len(number) <= thresholds.TELEPHONE):
            return False
        return not self._is_headed_as_another(end - len(number))

    def _is_headed_as_another(self, start: int) -> bool:
        """Tell whether a number that begins at a position stands under a heading for other numbers."""
        return not self._document.markup and heads_others(self._document.plain, start)

    def ends_with_name(self, front: Announcement, one_group: bool, between: str = " (") -> int:
        """Return how many words the carrier's name before the position has, with these signs between; 0 if there is none.

        Before one group, a word for a number may stand behind the name, and counts: "DPD, onder nummer" has three words.
        """
        return self._words.ends_with_name(front.seen, between) or (self._numbered(front.seen) if one_group else 0)

    def named_in_line(self, front: Announcement) -> NamedCarriers:
        """Return the carriers that the line or the sentence before a position names."""
        return self._words.named_among(last_words(front.seen), self._country)

    def last_word(self, start: int) -> str:
        """Return the last word before a position, folded, without a word for a number behind it; empty without one.

        A word behind a marketplace's name is the marketplace's, and empty too: "eBay item".
        """
        from tracking.definitions.platforms import PLATFORMS  # few numbers have a name and a word before them

        words = last_words(self._document.seen_before(start))
        while words and is_number_word(words[-1]):
            words.pop()
        if not words or any(bare(word) in PLATFORMS for word in words[-2:-1]):
            return ""
        return bare(words[-1])

    def behind_label(self, start: int) -> bool:
        """Tell whether the word right before a position is one for a parcel's number: ``PRO 168-3494104``, ``AWB no. is 157-``."""
        near = self._document.plain[max(0, start - _SHORT) : start].rstrip(_BEHIND_LABEL)
        if near[-1:] not in ("", ">", NOTHING) and not _may_label(near.rpartition(" ")[2]):
            return False  # as before most telephone numbers
        seen = self._document.seen_before(start).rstrip(_BEHIND_LABEL)
        words = last_words(seen)
        if not words or not seen.endswith(words[-1]):
            return False
        if verdict(words[-1]) == IS:
            words.pop()
        label = [*dropwhile(is_number_word, reversed(words))]
        if not label:
            return False  # nothing says what is numbered: "No. 168-3494104"
        (word, *_), numbered = label, len(label) < len(words)
        meaning = header_meaning(word)  # a parcel, unlike a waybill, is no number: "parcel 214-5550178"
        is_number = numbered or verdict(word.lower()) != NAMES or (meaning is not None and meaning.field == "number")
        return is_number and verdict(word) == NAMES

    def labelled(self, start: int, number: str) -> bool:
        """Tell whether the word right before a number of letters and digits names its parcel, ``Track-ID is Z2NW83BD``."""
        if number.isdecimal() or sum(map(str.isdecimal, number)) < 2:
            return False
        words = last_words(self._document.seen_before(start))[-3:]
        if len(words) > 1 and verdict(words[-1]) == IS:
            words.pop()
        if len(words) > 1 and (is_number_word(words[-1]) or is_code_word(words[-1])):
            words.pop()
        return bool(words) and verdict(words[-1]) == NAMES

    def _numbered(self, seen: str) -> int:
        """Return how many words a name and the word for a number behind it have, with at most two small words between.

        A verb may stand behind both, "die GLS-Nummer ist", and the word before the name then: "le numéro GLS est".
        """
        words = last_words(seen)
        signed = seen.rstrip(" :").endswith("#") and bool(words) and verdict(words[-1]) != IS
        return (signed and self._words.name_at_end(words)) or self._end_numbered(words)

    def _end_numbered(self, words: list[str]) -> int:
        if words and verdict(words[-1]) == IS:
            words = words[:-1]
            many = self._words.name_at_end(words)
            if many and any(map(is_number_word, words[-many - 2 : -many])):
                return many + 1
            many = self._end_numbered(words)
            return many and many + 1
        first = len(words)
        while first and is_number_word(words[first - 1]):
            first -= 1
        if first == len(words):
            return 0
        for rest in (words[:first], words[: first - 1], words[: first - 2])[:first]:
            if many := self._words.name_at_end(rest):
                return len(words) - len(rest) + many
            if not rest or len(rest[-1]) > _SMALL or not rest[-1].islower() or verdict(rest[-1]):
                break
        return 0

    def mentions(self, start: int, end: int, rivals: tuple[Match, ...]) -> bool:
        """Tell whether the first word of one of the carriers' names is near a number: a quick look before words are read."""
        return self._mentioned(self._document.plain[max(0, start - _NEAR) : end + _NEAR], rivals)

    def _mentioned(self, near: str, rivals: tuple[Match, ...]) -> bool:
        near = near.lower()
        return any(word in near for rival in rivals for word in self._words.names.first_words(rival.listed.carrier))

    def named_before(self, start: int, rivals: tuple[Match, ...]) -> NamedCarriers:
        """Return which of the carriers are named in the lines before a number, further away than words about it."""
        near = self._document.plain[max(0, start - _NEAR) : start]
        if start > _NEAR:  # its first word may be cut
            _, _, near = near.partition(" ")
        if not self._mentioned(near, rivals):
            return NOBODY
        said = self._words.names.named_in(near, self._country)
        return NamedCarriers(tuple([one.listed.carrier for one in rivals if said.include(one.listed.carrier)]), (), ())

    def is_one_group(self, end: int, number: str) -> bool:
        """Tell whether a number that ends at a position is printed without separators."""
        return self._document.plain[end - len(number) : end].isalnum()

    def signed(self, start: int) -> bool:
        """Tell whether a sign stands right before a position, and a word for parcels or a carrier's name before that: ``UPS #``."""
        word = self.last_word(start)
        if not word or verdict(word) == NAMES:
            return bool(word)
        named = self._words.ends_with_name(self._document.seen_before(start), " #") > 0
        return named and bool(self._before.in_front(start).carriers)

    def announcement(
        self, front: Announcement, seen: str | None, start: int, end: int, *, talks: bool = True
    ) -> Announcement:
        """Return the announcement before a number that no word speaks for, replaced by a nearer one.

        ``talks`` says whether its sentence and the messages around it may speak for it.
        """
        plain = self._document.plain
        if end - start == self._end - self._start and front.says == 0 and self._continues_list(start):
            return self._announced
        if not front.carriers and (
            _NAME_BEFORE.search(plain, max(0, start - _NAME), start) or self._behind_number_word(start)
        ):
            front = self._words.read(seen, self._country)
        if front.carriers:
            number = as_one(plain[start:end])
            many = self.ends_with_name(front, number.isalnum(), _BETWEEN)
            if many and name_is_nearer(front.seen, many):
                return front._replace(says=SAYS, only_name=True)
            if many and front.says == 0 and self._is_beside_name(front.seen, many, number, start, end):
                return front._replace(says=SAYS if number.isdecimal() else NAMES)
        if _WORD_BEHIND.match(plain, end) is not None:
            behind = self._document.seen_behind(end)
            follows = self._words.may_speak(behind) and parcel_follows(behind)
            if follows and (front.says == 0 or (seen is not None and clause_begins(seen))):
                return front._replace(says=NAMES)
        return front if seen is None or not talks else self.talk.announcement(front, seen, start, end) or front

    def remember(self, start: int, end: int, announced: Announcement) -> None:
        """Keep the announcement of a number, for those that follow it in a list."""
        self._start, self._end, self._announced = start, end, announced

    def _behind_number_word(self, start: int) -> bool:
        """Tell whether a word for a number stands right before a position, and perhaps a carrier's name before it."""
        plain = self._document.plain
        if plain[start - 1 : start] not in _BEHIND_WORD:
            return False
        word = _LAST_WORD.search(plain, max(0, start - _SHORT), start)
        if word is None:
            return False
        last = word.group(1)
        if last is not None and not is_number_word(last) and verdict(last) != IS:
            return False
        near = plain[max(0, start - _NAME) : start]
        return "<" in near or self._numbered(near) > 0

    def _continues_list(self, start: int) -> bool:
        """Tell whether only signs of a list stand between the last number that was announced and a position.

        An empty line ends a list, unless one stands before each of its numbers.
        """
        plain = self._document.plain
        return (
            0 < start - self._end <= _GAP
            and _LISTED.fullmatch(plain, self._end, start) is not None
            and (
                self._document.markup
                or _EMPTY_LINE.search(plain, self._end, start) is None
                or _BEHIND_EMPTY_LINE.search(plain, max(0, self._start - _SHORT), self._start) is not None
            )
        )

    def _is_beside_name(self, seen: str, many: int, number: str, start: int, end: int) -> bool:
        """Tell whether a number behind a name of so many words is the carrier's, and no telephone number or payment card.

        It stands in brackets, with the name or alone, or the name and it begin a sentence. It has letters or is too long for a
        telephone number, or it stands in brackets and words behind it speak of sending.
        """
        if not number.isalnum() or is_payment_card(number) or self._is_headed_as_another(start):
            return False
        opened = _BRACKETS.get(self._document.behind(end))
        bracketed = opened is not None and opened in self._document.plain[max(0, start - _NAME) : start]
        if len(number) > thresholds.TELEPHONE and number.isdecimal():
            return bracketed or len(last_words(seen)) == many
        if not number.isdecimal():
            return bracketed and _TAX_NUMBER.fullmatch(number) is None
        return bracketed and self._document.before(start) == "(" and sent_behind(self._document.seen_behind(end))


def _may_label(word: str) -> bool:
    """Tell whether a word, or what is left of it, may be the last one of a label for a parcel's number: a quick look."""
    return word[-1:].isalpha() and (len(word) > _SHORT // 2 or verdict(word) in (NAMES, IS) or is_number_word(word))
