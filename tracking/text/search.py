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

from tracking.languages.words import verdict
from tracking.spelling.texts import NOTHING, spelled
from tracking.text.groups import LONG_RUN, SOME_GROUPS, Joined, Step, StrongLengths, compact, plan
from tracking.text.judging import STRONG, SURE, TELEPHONE, Judging, most_bits
from tracking.text.links import LONGEST, SHORTEST, bare_link, numbers_in_link
from tracking.text.noise import UUID, account, card, date, glued, phone, stamp

if TYPE_CHECKING:
    from tracking.matching.ranking import Match
    from tracking.resolving.engine import Engine
    from tracking.resolving.results import Found

__all__ = ["find"]

_SHORT_TEXT = 120
"""Characters of a text that may be a number and nothing else."""
_SHORT_RUN = 16
"""Characters of a run that may be a date."""
_NOBODYS = 4096
"""Groups that are remembered to be nobody's."""

# One expression stops at what matters. It begins with a set of characters, which `re` looks for fastest, and never goes back.
_SCAN = re.compile(
    r"[<0-9:](?:"
    # A run: groups of letters and digits with one separator between two; or one group that is long enough, with the
    # letters in front of its first digit.
    r"(?<=[0-9])[0-9A-Za-z\x00]*+"
    r"(?:(?>(?:[ .\-]\x00*+(?:[A-Za-z]{0,4}+(?:\x00++[A-Za-z]{0,3}+)?[0-9][0-9A-Za-z\x00]*+"
    r"|[A-Z]{1,4}+(?:\x00++[A-Z]{0,3}+\x00*+)?(?![0-9A-Za-z])))+)(?P<groups>)"
    r"|(?<=[0-9A-Za-z\x00]{6}))"
    # A tag without a link in it; <RR123456785CN> and <www.example.com> are none.
    r"|(?<=<)(?![A-Za-z]*(?:[0-9]{4}|\.))[/!?A-Za-z](?>(?:[^<>:]++|:(?!\\?/\\?/)){0,400})>(?P<tag>)"
    r"|(?<=:)//[^\s<>\"'`\x01]{1,2048}+(?P<link>)"
    r")"
)
_GROUPS, _TAG, _LINK = (_SCAN.groupindex[name] for name in ("groups", "tag", "link"))
_GROUP = re.compile(r"[0-9A-Za-z\x00]+")
# What may stand in front of a run and belong to it: letters apart from the digits, or the (00) of a GS1 label.
_LEAD = re.compile(
    r"(?:(?<![0-9A-Za-z])[A-Z]{1,4}(?:\x00{1,8}[A-Z]{0,3})?\x00{0,8}[ .\-]|\((?:00|420)\)[ ]?)\x00{0,8}\Z"
)
_SCHEME = re.compile(r"https?\Z", re.IGNORECASE)
_LINK_END = ".,;:!?)]}*_'" + NOTHING
_UNDERSCORED = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{1,8}_\Z")
_NUMBERED = re.compile(r"(?<![a-zA-Z0-9])(?:no|nr|num)\.\Z", re.IGNORECASE)
_ASSIGNED = re.compile(r"([A-Za-z_\-]{2,30})=\x00{0,8}\Z")
_WORD_BEFORE = re.compile(r"(?:^|[\s,;:(\[|])[A-Z0-9]{2,41}/\Z")
_WORD_BEHIND = re.compile(r"/[A-Z0-9]{2,41}(?:$|[\s,;:)\]|.])")
_ONE_NUMBER = re.compile(r"\s*([0-9A-Z](?:[ .\-\x00]{0,3}[0-9A-Z])*)\s*")
_LETTERS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" + NOTHING)
_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ)" + NOTHING)


def find(engine: Engine, text: str, country: str | None, min_evidence: float | None) -> list[Found]:
    """See `Resolver.find`."""
    return _Search(engine, text, country, min_evidence).whole()


class _Search:
    """One text, searched once."""

    def __init__(self, engine: Engine, text: str, country: str | None, min_evidence: float | None) -> None:
        self.plain = spelled(text)
        self.judging = Judging(engine, country, min_evidence, text, self.plain)
        self.ranked, self.judge = self.judging.ranked, self.judging.judge
        self.lengths = StrongLengths.of(engine.catalog, STRONG)
        self.nobodys: set[str] = set()
        """Groups that were put together and are no number of anybody's."""
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
            lead = before == ")" or (before in " .-" and start > 1 and plain[start - 2] in capitals)
            if kind == _GROUPS:
                if end - start > _SHORT_RUN or lead or not (end - start < SHORTEST + 2 or date(plain, start, end)):
                    self.run(start, end, lead)
            elif lead and self.led(start, end):
                self.run(start, end, lead)
            else:
                self.single(start, end, before, True)
        found = self.judging.found
        if not found and len(plain) <= _SHORT_TEXT:
            self.by_itself()
        found.sort(key=_start)
        return found

    def by_itself(self) -> None:
        """A text that is one number and nothing else, whatever its separators."""
        whole = _ONE_NUMBER.fullmatch(self.plain)
        if not whole:
            return
        start, end = whole.span(1)
        number = compact(self.plain[start:end])
        if SHORTEST <= len(number) <= LONGEST and not (
            plan(self.plain[start:end]).phone or stamp(number) or date(self.plain, start, end)
        ):
            self.judge(start, end, number, self.ranked(number), not card(number))

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

    def led(self, start: int, end: int) -> bool:
        """Whether letters that stand apart in front of one group may belong to it: a format begins so."""
        plain = self.plain
        begin = at = start - 1
        while begin and at - begin < 5 and plain[begin - 1] in _CAPITALS:
            begin -= 1
        if ")" in plain[start - 2 : start] or NOTHING in plain[begin:end]:
            return True
        letters = plain[begin:at]
        return bool(self.lengths.mixed[(letters + plain[start].upper())[:2]] >> (at - begin + end - start) & 1)

    # Links.

    def link(self, start: int, end: int) -> None:
        """A link from its ``://`` on."""
        scheme = _SCHEME.search(self.plain, max(0, start - 5), start)
        self.read_link(scheme.start() if scheme else start, end)

    def read_link(self, start: int, end: int) -> None:
        judging = self.judging
        written = self.plain[start:end].rstrip(_LINK_END)
        for begin, stop, whose in numbers_in_link(judging.engine, written, judging.country):
            judging.add(start + begin, start + stop, whose)
        self.done = end

    def in_bare_link(self, start: int) -> bool:
        """Whether a place lies within a link without a scheme; then that is read."""
        found = bare_link(self.plain, start)
        if found:
            self.read_link(*found)
        return found is not None

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
        if glued(before, behind, digits) and (
            (before in "/=" and self.in_bare_link(start)) or digits or not self.assigned(start, end, before, behind)
        ):
            return
        if before in "-._" or behind in "-._":
            beyond, next_ = plain[start - 2 : start - 1], plain[end + 1 : end + 2]
            if (before == "_" and beyond.isalnum()) or (behind == "_" and next_.isalnum()):
                self.underscored(start, end, number)
                return
            spoken = self.apart(before, beyond) or _NUMBERED.search(plain, max(0, start - 5), start) is not None
            alone = alone and spoken and self.apart(behind, next_)
        if not alone and digits and not self.lengths.digits[number[:2]] >> len(number) & 1:
            return  # nothing strong begins so
        ranked = self.ranked(number)
        if ranked or (alone and self.judging.by_default):
            self.judge(start, end, number, ranked, alone)

    def apart(self, sign: str, beyond: str) -> bool:
        """Whether a sign beside a number, with a character beyond it, leaves it a number by itself."""
        if sign == "-":
            return not (beyond.isdecimal() or (beyond.isalpha() and not self.judging.by_default))
        return sign != "." or not (beyond.isdecimal() or beyond.islower())

    def underscored(self, start: int, end: int, number: str) -> None:
        """A number of which an underscore is part; any other word with one is no number."""
        front = _UNDERSCORED.search(self.plain, max(0, start - 12), start)
        if front and (ranked := self.ranked(number := front.group().upper() + number)):
            self.judge(front.start(), end, number, ranked, False)

    def assigned(self, start: int, end: int, before: str, behind: str) -> bool:
        """Whether a number is the value of a name that speaks for it (``tracking=1Z...``), or one of two words (``UPS/1Z...``)."""
        if before == "=":
            name = _ASSIGNED.search(self.plain, max(0, start - 40), start)
            return name is not None and any(verdict(word) > 0 for word in re.split("[_-]", name.group(1)) if word)
        if before == "/":
            return _WORD_BEFORE.search(self.plain, max(0, start - 48), start) is not None
        return behind == "/" and _WORD_BEHIND.match(self.plain, end) is not None

    def run(self, start: int, end: int, lead: bool) -> None:
        """Groups with one separator between two: a number printed in groups, numbers side by side, or noise."""
        plain = self.plain
        if lead and (found := _LEAD.search(plain, max(0, start - 22), start)):
            start = _GROUP.search(plain, found.start()).start()  # type: ignore[union-attr]
        done = start
        while True:
            stop = end
            if end - start > LONG_RUN:
                stop = SOME_GROUPS.match(plain, start, end).end()  # type: ignore[union-attr]
            turn, done = self.groups(start, stop, done, stop < end)
            if stop == end or not turn[0]:
                return
            start, done = start + turn[0], max(done, start + turn[1])

    def groups(self, start: int, end: int, done: int, cut: bool) -> tuple[tuple[int, int], int]:
        """A run, or part of a long one: where the next part begins in it, and up to where numbers were found."""
        plain = self.plain
        run = plain[start:end]
        steps, like_account, like_phone, turn = plan(run)
        if like_phone is None:
            like_phone = run[0] == "0"
        if not steps or (like_account and account(run)) or ("-" in run and UUID.match(run)):
            return turn, end
        digits, mixed = self.lengths.digits, self.lengths.mixed
        spoken: bool | None = None
        for step in steps:
            begin, size, joined = start + step.start, step.size, step.joined
            if begin < done:
                continue
            if cut and step.start > turn[0]:
                break
            if joined:
                one, two = step.head
                head = run[one] + run[two]
                of_digits = step.digits and digits[head] & step.digits
                of_mixed = step.mixed and mixed[head.upper()] & step.mixed
                if of_digits or of_mixed:
                    strong = [item for item in joined if (of_digits if item.digits else of_mixed) >> item.length & 1]
                    if found := self.printed(run, start, step, strong, False, like_phone):
                        done = found
                        continue
            if spoken is None and (step.whole or size >= SHORTEST):
                spoken = not (like_phone or phone(plain, start))
            if step.whole and spoken and (found := self.printed(run, start, step, [step.whole], True)):
                done = found
            elif size >= SHORTEST:
                self.single(begin, start + step.stop, plain[begin - 1] if begin else "\n", bool(spoken))
        return turn, done

    def printed(
        self, run: str, at: int, step: Step, possible: list[Joined], alone: bool, like_phone: bool = False
    ) -> int:
        """The end of the best number that is printed in groups from one on: the strongest, then the longest; or 0."""
        start = step.start
        best: tuple[Joined, str, tuple[Match, ...]] | None = None
        most = 0.0 if alone else STRONG
        for item in possible:
            printed = run[start : item.stop]
            if printed in self.nobodys and not alone:
                continue
            number = compact(printed)
            ranked = self.ranked(number)
            if not (ranked or alone):
                if len(self.nobodys) < _NOBODYS:
                    self.nobodys.add(printed)
            elif (bits := most_bits(ranked)) >= most:
                best, most = (item, number, ranked), bits
        if best is None:
            return 0
        item, number, ranked = best
        first = self.ranked(compact(run[start : step.stop])) if step.size >= SHORTEST else ()
        if first and most <= most_bits(first):
            return 0  # the first group is a number by itself
        if item.digits and like_phone and STRONG <= most < SURE and len(number) <= TELEPHONE:
            return 0  # as likely somebody's telephone number
        start, end = at + start, at + item.stop
        if self.plain[start - 1 : start] == "(":
            start -= 1
        before, behind = self.plain[start - 1 : start] if start else "\n", self.plain[end : end + 1]
        if (
            (glued(before, behind, item.digits) and (item.digits or not self.assigned(start, end, before, behind)))
            or (alone and card(number) and not (self.judging.by_default and self.judging.window(start)[0] > 0))
            or ("-" in run and UUID.search(self.plain, max(0, at - 36), at + len(run) + 36))
        ):
            return 0
        return end if self.judge(start, end, number, ranked, alone) else 0


def _start(found: Found) -> int:
    return found.start
