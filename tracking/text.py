"""Tracking numbers in free text: mail, chat, HTML, tables.

One pass. The text is brought to one spelling that keeps every place (`text_spelling`); one expression then stops at links,
tags and runs of groups with a digit, and nothing else costs anything. A run is judged by the resolver's formats first, since
most are no number of anybody's; only what is accepted is looked at for the noise around it (`text_noise`) and, where its
evidence is weak, for the words in front of it (`text_window`). Everything looks a bounded number of characters far, so the
time is linear in the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracking.resolver import candidates
from tracking.results import Candidate, Found
from tracking.slots import ANYWHERE, NEVER
from tracking.text_groups import Groups, StrongLengths
from tracking.text_links import LONGEST, SHORTEST, numbers_in_link
from tracking.text_noise import amount, card, date, enclosed, glued, iban, phone, serial, stamp
from tracking.text_spelling import NOTHING, spelled
from tracking.text_window import Window, seen_before
from tracking.words import AGAINST, SAYS, verdict

if TYPE_CHECKING:
    from tracking.resolver import Match, Resolver
    from tracking.slots import Entry

__all__ = ["find"]

STRONG = 8.0
"""Bits from which a number needs no word in front of it."""
SURE = 10.0
"""Bits from which a word against it does not count; a checked number's never does. Two fixed letters have 9.4."""
_PLAIN, _PLAINEST = 8, 25
"""Characters of a number that only a carrier's name and a word for parcels together let count."""

# One expression stops at what matters. It begins with a set of characters, which `re` looks for fastest, and never goes back.
_SCAN = re.compile(
    r"[<0-9:](?:"
    # A run: groups of letters and digits with one separator between two; or one group that is long enough, with the
    # letters in front of its first digit.
    r"(?<=[0-9])[0-9A-Za-z\x00]*+"
    r"(?:(?:[ .\-]\x00*+(?:[A-Za-z]{0,4}[0-9][0-9A-Za-z\x00]*+|[A-Z]{1,4}+\x00*+(?![0-9A-Za-z])))++(?P<groups>)"
    r"|(?<=[0-9A-Za-z\x00]{6}))"
    # A tag without a link in it; <RR123456785CN> is none.
    r"|(?<=<)(?![A-Za-z]*[0-9]{4})[/!?A-Za-z](?:[^<>:]++|:(?!//)){0,400}+>(?P<tag>)"
    r"|(?<=:)//[^\s<>\"'`\x01]{1,2048}+(?P<link>)"
    r")"
)
_GROUPS, _TAG, _LINK = (_SCAN.groupindex[name] for name in ("groups", "tag", "link"))
_GROUP = re.compile(r"[0-9A-Za-z\x00]+")
# What may stand in front of a run and belong to it: letters apart from the digits, or the (00) of a GS1 label.
_LEAD = re.compile(r"(?:(?<![0-9A-Za-z])[A-Z]{1,4}\x00{0,8}[ .\-]|\((?:00|420)\)[ ]?)\x00{0,8}\Z")
_SCHEME = re.compile(r"https?\Z", re.IGNORECASE)
_BREAK = re.compile(r"[\s<>\"'`\x01(]")
_BARE_LINK = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,}(?::\d+)?(?:/|\\/|\?)", re.IGNORECASE)
_LINK_REST = re.compile(r"[^\s<>\"'`\x01]{1,2048}")
_LINK_END = ".,;:!?)]}*_'" + NOTHING
_ASSIGNED = re.compile(r"([A-Za-z_\-]{2,30})=\Z")
_LETTERS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" + NOTHING)
_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ)")


def find(resolver: Resolver, text: str, country: str | None, min_evidence: float | None) -> list[Found]:
    """See `Resolver.find`."""
    return _Search(resolver, text, country, min_evidence).whole()


class _Search:
    """One text, searched once."""

    def __init__(self, resolver: Resolver, text: str, country: str | None, min_evidence: float | None) -> None:
        self.resolver, self.text, self.country = resolver, text, country
        self.by_default = min_evidence is None
        self.least = STRONG if min_evidence is None else min_evidence
        self.lengths, self.reader = StrongLengths.of(resolver._index, STRONG), Window.of(resolver._index)
        self.plain = spelled(text)
        self.markup = "<" in self.plain
        self.found: list[Found] = []
        self.done = 0

    def whole(self) -> list[Found]:
        plain, capitals = self.plain, _CAPITALS
        for match in _SCAN.finditer(plain):
            kind = match.lastindex
            if kind == _TAG:
                continue
            start, end = match.span()
            if start < self.done:
                continue
            if kind == _LINK:
                self.link(start, end)
                continue
            before = plain[start - 1] if start else "\n"
            if before in _LETTERS:
                start, before = self.beginning(start)
                lead = before in " .-"
            else:
                lead = before in " .-" and start > 1 and plain[start - 2] in capitals
            if lead or before == ")" or (kind == _GROUPS and end - start > SHORTEST + 1):
                self.run(start, end)
            elif kind == _GROUPS:
                continue
            else:
                self.single(start, end, before, True)
        self.found.sort(key=_start)
        return self.found

    def beginning(self, start: int) -> tuple[int, str]:
        """Where the letters begin that stand in front of a first digit, and the character before them."""
        plain, least = self.plain, max(0, start - LONGEST - 1)
        while start > least and plain[start - 1] in _LETTERS:
            start -= 1
        at = start
        while plain[start] == NOTHING:
            start += 1
        while at and plain[at - 1] == NOTHING:
            at -= 1
        before = plain[at - 1] if at else "\n"
        if before == "\\" and plain[start] in "nrt":  # a line end as JSON writes it
            return start + 1, "\n"
        return start, before

    # Links.

    def link(self, start: int, end: int) -> None:
        """A link from its ``://`` on."""
        scheme = _SCHEME.search(self.plain, max(0, start - 5), start)
        self.read_link(scheme.start() if scheme else start, end)

    def read_link(self, start: int, end: int) -> None:
        written = self.plain[start:end].rstrip(_LINK_END)
        for begin, stop, whose in numbers_in_link(self.resolver, written, self.country):
            self.add(start + begin, start + stop, whose)
        self.done = end

    def in_bare_link(self, start: int) -> bool:
        """Whether a place lies within a link without a scheme; then that is read."""
        word = _BREAK.split(self.plain[max(0, start - 600) : start])[-1]
        if not _BARE_LINK.match(word):
            return False
        rest = _LINK_REST.match(self.plain, start)
        self.read_link(start - len(word), rest.end() if rest else start)
        return True

    # Runs.

    def single(self, start: int, end: int, before: str, alone: bool) -> None:
        """One group; ``before`` is the character in front of it, ``alone`` whether weak evidence may count."""
        plain = self.plain
        number = plain[start:end]
        if NOTHING in number:
            number = number.replace(NOTHING, "")
        if not SHORTEST <= len(number) <= LONGEST:
            return
        digits = number.isdecimal()
        if not digits:
            number = number.upper()
        behind = plain[end : end + 1]
        if glued(before, behind, digits):
            if before not in "/=" or self.in_bare_link(start) or before != "=" or digits or not self.assigned(start):
                return
        ranked = self.resolver._ranked(number, self.country)
        if not ranked and not (self.by_default and alone):
            return
        if before in "-._" or behind in "-._":
            beyond, next_ = plain[start - 2 : start - 1], plain[end + 1 : end + 2]
            if (before == "_" and beyond.isalnum()) or (behind == "_" and next_.isalnum()):
                return
            alone = (
                alone
                and not (before in "-." and (beyond.isdecimal() or (before == "-" and beyond.isalpha() and not self.by_default)))
                and not (behind in ("-", ".") and (next_.isdecimal() or next_.islower() or (behind == "-" and next_.isalpha())))
            )
        self.judge(start, end, number, ranked, alone)

    def assigned(self, start: int) -> bool:
        """Whether a name that speaks for it stands in front of a value: ``tracking=1Z...``."""
        name = _ASSIGNED.search(self.plain, max(0, start - 32), start)
        return name is not None and any(verdict(word) > 0 for word in re.split("[_-]", name.group(1)) if word)

    def run(self, start: int, end: int) -> None:
        """Groups with one separator between two: a number printed in groups, numbers side by side, or noise."""
        plain = self.plain
        spans = [group.span() for group in _GROUP.finditer(plain, start, end)]
        lead = _LEAD.search(plain, max(0, start - 22), start)
        if lead:
            spans.insert(0, _GROUP.search(plain, lead.start()).span())  # type: ignore[union-attr]
        if len(spans) > 1 and date(plain, start, end):
            return
        texts = [plain[begin:stop].replace(NOTHING, "").upper() for begin, stop in spans]
        if len(spans) > 1 and serial(plain, spans, texts):
            return
        groups = Groups(spans, texts, [plain[stop] for _, stop in spans[:-1]] + [""])
        spoken = not phone(plain, start, texts)
        place = 0
        while place < len(spans):
            last = self.printed(groups, place, spoken) if place + 1 < len(spans) else None
            if last is None:
                begin, stop = spans[place]
                last = place
                if stop - begin >= SHORTEST:
                    self.single(begin, stop, plain[begin - 1] if begin else "\n", spoken)
            place = last + 1

    def printed(self, groups: Groups, first: int, spoken: bool) -> int | None:
        """The last group of the number that is printed in groups from one on: the strongest, then the longest."""
        ranked_of, country = self.resolver._ranked, self.country
        best: tuple[str, int, tuple[Match, ...]] | None = None
        most = STRONG
        for number, last in groups.strong(first, self.lengths):
            ranked = ranked_of(number, country)
            if ranked and (bits := _bits(ranked)) >= most:
                best, most = (number, last, ranked), bits
        alone = best is None
        if best is None:
            whole = groups.whole(first) if spoken else None
            if whole is None or card(whole[0]):
                return None
            best = (*whole, ranked_of(whole[0], country))
        elif len(groups.texts[first]) > SHORTEST and most <= _bits(ranked_of(groups.texts[first], country)):
            return None  # the first group is a number by itself
        number, last, ranked = best
        start, end = groups.spans[first][0], groups.spans[last][1]
        if self.plain[start - 1 : start] == "(":
            start -= 1
        before, behind = self.plain[start - 1 : start] if start else "\n", self.plain[end : end + 1]
        if glued(before, behind, number.isdecimal()):
            return None
        return last if self.judge(start, end, number, ranked, alone) else None

    # Judging.

    def judge(self, start: int, end: int, number: str, ranked: tuple[Match, ...], alone: bool) -> bool:
        """Whether a number stands here; if so, it is added."""
        bits = _bits(ranked)
        if bits >= STRONG or not self.by_default:
            if bits < self.least or not ranked or ranked[0][0][0] != ANYWHERE or (bits < STRONG and not alone):
                return False
            if self.noise(start, end, number) or (
                self.by_default
                and bits < SURE
                and not any(match[2] >= STRONG and match[1].check for match in ranked)
                and self.window(start)[0] == AGAINST
            ):
                return False
            self.add(start, end, candidates(number, _deciding(ranked)))
            return True
        return alone and self.beside(start, end, number, ranked)

    def noise(self, start: int, end: int, number: str) -> bool:
        """Whether what is around a number that somebody's format accepts, or the number itself, tells that it is none."""
        if enclosed(self.plain, start, end, self.markup):
            return True
        return amount(self.plain, start, end) if number.isdecimal() else iban(number)

    def window(self, start: int, needed: int = AGAINST) -> tuple[int, list[Entry]]:
        """What the words in front of a place say, and whom they name where the words say as much as is needed."""
        return self.reader.read(seen_before(self.plain, start, self.markup), self.country, needed)

    def beside(self, start: int, end: int, number: str, ranked: tuple[Match, ...]) -> bool:
        """A weak shape counts only behind a word that speaks for it: a word for parcels, or a carrier's name or host.

        Behind a carrier's name its own formats count, those that may guess only at home as well; behind its name and a
        word for parcels, those that are too plain to guess at all.
        """
        digits = number.isdecimal()
        if digits and stamp(number) or not ranked and not _PLAIN <= len(number) <= _PLAINEST:
            return False
        says, entries = self.window(start, AGAINST if ranked else SAYS)
        own = []
        for entry in entries:
            for slot in entry.slots(len(number)):
                tier = slot.tier(number)
                if tier == NEVER and (says <= 0 or slot.kind != ("d" if digits else "m")):
                    continue
                if slot.accepts(number):
                    own.append((tier, -slot.evidence(number), entry.id, slot))
        deciding = _deciding(ranked)
        if not own and (says <= 0 or not deciding or deciding[0][2] <= 0):
            return False
        if self.noise(start, end, number):
            return False
        named: dict[str, Candidate] = {}
        for _, bits, id_, slot in sorted(own, key=lambda item: item[:3]):
            named.setdefault(id_, Candidate.of(slot, number, -bits, slot.entry.place(self.country)))
        others = [one for one in candidates(number, deciding) if one.carrier not in named]
        self.add(start, end, (*named.values(), *others))
        return True

    def add(self, start: int, end: int, whose: tuple[Candidate, ...]) -> None:
        plain, text = self.plain, self.text
        if plain[end - 1] == NOTHING:
            stop, end = end, start + len(plain[start:end].rstrip(NOTHING))
            if text[end - 1] in "&=" and plain[end - 1] != text[end - 1]:  # an escape, which is longer than its sign
                end = text.find(";", end, stop) + 1 or min(stop, end + 2)
        self.found.append(Found(text[start:end], start, end, whose))


def _start(found: Found) -> int:
    return found.start


def _deciding(ranked: tuple[Match, ...]) -> tuple[Match, ...]:
    """The matches that may decide; they come first."""
    if not ranked or ranked[-1][0][0] == ANYWHERE:
        return ranked
    return tuple([match for match in ranked if match[0][0] == ANYWHERE])


def _bits(ranked: tuple[Match, ...]) -> float:
    """The most bits of a match that may decide."""
    most = 0.0
    for match in ranked:
        if match[2] > most and match[0][0] == ANYWHERE:
            most = match[2]
    return most
