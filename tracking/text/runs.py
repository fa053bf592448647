"""Runs of groups: a number printed in groups, numbers side by side, or noise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tracking.matching import thresholds
from tracking.spelling.texts import NOTHING
from tracking.text.gathering import most_bits
from tracking.text.groups import LONG_RUN, LOOK
from tracking.text.lengths import SHORTEST_FOUND, compact
from tracking.text.letters_apart import JOINS_LETTERS, LettersApart
from tracking.text.single_groups import SingleGroups, assigned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracking.matching.ranking import Match
    from tracking.text.gathering import Gatherer
    from tracking.text.groups import GroupStart, RunPlan, RunPlans
    from tracking.text.lengths import StrongLengths
    from tracking.text.noise import NoiseRules, YieldsTo
    from tracking.text.printed import GroupedNumber

__all__ = ["Runs"]

# A part of a long run. The group is atomic, since Python before 3.11.5 repeats groups possessively in a wrong way.
_SOME_GROUPS = re.compile(r"(?>(?:[0-9A-Za-z\x00]++(?:[ .\-]|\) ?)?\x00*+){1,48})")
_AIR_WAYBILL = 11
"""The number of digits of an air waybill, which has a check digit, unlike the other numbers that need a label."""
_REJECTED = 4096
"""The number of remembered groups that are not a carrier's number."""
# Text that may stand before a run and belong to it: letters apart from the digits, or the (00) of a GS1 label.
_LEAD = re.compile(
    r"(?:(?<![0-9A-Za-z])[A-Z]{1,4}(?:\x00{1,8}[A-Z]{0,3})?\x00{0,8}[ .\-]|\((?:00|420)\)[ ]?)\x00{0,8}\Z"
)
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BESIDE_CAPITALS = frozenset("0123456789abcdefghijklmnopqrstuvwxyz" + NOTHING)
_FIRST_GROUP = re.compile(r"[0-9A-Za-z\x00]")


class _Printed(NamedTuple):
    """A number printed in groups."""

    groups: GroupedNumber
    number: str
    """The number without separators."""
    matches: tuple[Match, ...]
    bits: float
    """The most bits of a match that may decide."""


class Runs:
    """Reads runs of groups in one text."""

    def __init__(self, noise: NoiseRules, lengths: StrongLengths, plans: RunPlans, singles: SingleGroups) -> None:
        self._noise, self._lengths, self._plans, self._singles = noise, lengths, plans, singles
        self._letters = LettersApart(lengths)

    def read(self, gatherer: Gatherer, start: int, end: int, lead: bool) -> None:
        """Read a run of a text. ``lead`` says whether the text before it may belong to it."""
        plain, first = gatherer.plain, start
        if lead:
            start = _with_lead(plain, start)
        if end - start > LONG_RUN:
            self._read_long(gatherer, start, end)
            return
        run = plain[start:end]
        plan = self._plans[run.encode().translate(LOOK)]
        lettered = (
            plan.letters_apart and plain[first - 1 : first] in JOINS_LETTERS and self._letters.before(plain, first) > 0
        )
        if lettered and start == first and self._letters.read(gatherer, first, end, strong=True):
            return
        if not plan.starts:
            return
        only = plan.only
        if only is not None:  # this settles most dates and short groups
            beginning = run[:2]
            if not self._lengths.of_digits[beginning] & only.digit_lengths and not (
                only.mixed_lengths and self._lengths.of_mixed[beginning.upper()] & only.mixed_lengths
            ):
                if lettered:
                    self._letters.read(gatherer, first, end, strong=False)
                return
        for rule in plan.noise:
            if rule.test(gatherer.document, start, end):
                return
        done = self._read_groups(gatherer, run, start, start, plan, end)
        if lettered and done == start:
            self._letters.read(gatherer, first, end, strong=False)

    def _read_long(self, gatherer: Gatherer, start: int, end: int) -> None:
        """Read a long run in parts, each of which begins at a group of the one before it."""
        plain, done = gatherer.plain, start
        while start < end:
            part = _SOME_GROUPS.match(plain, start, end)
            stop = part.end() if part else end
            run = plain[start:stop]
            plan = self._plans[run.encode().translate(LOOK)]
            if any(rule.test(gatherer.document, start, stop) for rule in plan.noise):
                done = stop
            else:
                last_start = plan.next_start if stop < end else stop
                done = self._read_groups(gatherer, run, start, done, plan, last_start)
            if stop == end or not plan.next_start:
                break
            start, done = start + plan.next_start, max(done, start + plan.next_stop)

    def _read_groups(self, gatherer: Gatherer, run: str, start: int, done: int, plan: RunPlan, last_start: int) -> int:
        """Read the groups of a run, or of a part, that begins at ``start``. Returns the end of what was found.

        Groups that begin before ``done`` are skipped. Groups count if they begin up to ``last_start``, which counts
        from the run's beginning.
        """
        of_digits, of_mixed, looks = self._lengths.of_digits, self._lengths.of_mixed, self._lengths.mixed_looks
        doubts: list[YieldsTo] | None = None
        for group in plan.starts:
            first, stop, size, second, numbers, digit_lengths, mixed_lengths, whole = group
            begin = start + first
            if begin < done:
                continue
            if first > last_start:
                break
            beginning = run[first] + run[second]
            upper = beginning.upper()
            possible: Sequence[GroupedNumber] = ()
            if numbers:  # of these, the ones with a length at which some strong format has this beginning
                digits = digit_lengths and of_digits[beginning] & digit_lengths
                mixed = mixed_lengths and of_mixed[upper] & mixed_lengths
                if not (digits or mixed or whole or size >= SHORTEST_FOUND):
                    continue  # as most groups
                if digits or mixed:
                    possible = [
                        one
                        for one in numbers
                        for length, of_digits_only, _, look, _ in (one,)
                        if (digits if of_digits_only else mixed) >> length & 1 and (not look or looks[upper, look])
                    ]
            if whole and whole.needs_label:
                end = start + whole.stop
                labelled = gatherer.behind_label(begin, end)
                # A telephone number may have spaces in the same places, and stand beside the airline's name.
                airline = whole.length == _AIR_WAYBILL and run[stop] == "-"
                beside = airline and not labelled and gatherer.is_beside_name(begin, end)
                whole = whole if labelled or beside else None
            elif whole:
                strong = of_digits[beginning] if whole.digits else of_mixed[upper]
                if not strong >> whole.length & 1 and gatherer.denied(begin):
                    whole = None
            alone = whole or size >= SHORTEST_FOUND
            if not possible and not alone:
                continue
            best = self._best(gatherer, run, first, possible, False) if possible else None
            if best is None and not alone:
                continue
            if doubts is None:
                run_end, document = start + len(run), gatherer.document
                doubts = [rule.yields_to for rule in plan.doubts if rule.test(document, start, run_end)]
            weak = best is not None and best.bits < thresholds.STANDS_ALONE and not doubts
            if (best and (found := self._read_printed(gatherer, run, start, group, best, doubts, weak))) or (
                whole
                and (not doubts or (whole.needs_label and "strong" not in doubts))
                and (best := self._best(gatherer, run, first, (whole,), True))
                and (found := self._read_printed(gatherer, run, start, group, best, doubts, True))
            ):
                done = found
            elif size >= SHORTEST_FOUND:
                self._singles.read(
                    gatherer, begin, start + stop, gatherer.plain[begin - 1] if begin else "\n", not doubts
                )
        return done

    def _read_printed(
        self,
        gatherer: Gatherer,
        run: str,
        at: int,
        group: GroupStart,
        best: _Printed,
        doubts: list[YieldsTo],
        weak_counts: bool,
    ) -> int:
        """Read the best number that is printed in groups from one on; return where it ends in the text, or 0 if there is none.

        ``at`` is the beginning of the run in the text. ``weak_counts`` says whether the number may have weak evidence.
        """
        if _first_is_better(gatherer, run, group, best.bits) or _rest_is_better(gatherer, run, group, best.groups):
            return 0
        (_, digits, stop, _, needs_label), number, matches, bits = best
        if (
            "sure" in doubts
            and not needs_label
            and digits
            and bits < thresholds.SURE
            and len(number) <= thresholds.TELEPHONE
        ):
            return 0
        start, end = at + group.start, at + stop
        if gatherer.document.before(start) == "(":
            start -= 1
        before, behind = gatherer.document.before(start), gatherer.document.behind(end)
        if self._noise.glued(before, behind, digits) and not (
            self._singles.numbered(gatherer, start, number, behind)
            if before == "#"
            else not digits and assigned(gatherer.plain, start, end, before, behind)
        ):
            return 0
        if weak_counts and self._noise.in_number(number, digits, "words") and not gatherer.speaks_for_parcel(start):
            return 0
        return end if gatherer.consider(start, end, number, matches, weak_counts) else 0

    def _best(
        self, gatherer: Gatherer, run: str, start: int, possible: Sequence[GroupedNumber], weak_counts: bool
    ) -> _Printed | None:
        """Return the number with most evidence, and then the longest, of those that the groups from a position form."""
        best: _Printed | None = None
        least = 0.0 if weak_counts else thresholds.STANDS_ALONE
        most = (0.0, least)
        for groups in possible:
            printed = run[start : groups.stop]
            if printed in gatherer.rejected and not weak_counts:
                continue
            number = compact(printed)
            matches = gatherer.matches(number)
            if not (matches or weak_counts):
                if len(gatherer.rejected) < _REJECTED:
                    gatherer.rejected.add(printed)
                continue
            # A shape with strong evidence may be one that guesses at home alone. Elsewhere words must speak for it.
            bits = shape = most_bits(matches)
            if bits < least and matches:
                shape = max([match.bits for match in matches])
            if shape >= least and (bits, shape) >= most:
                best, most = _Printed(groups, number, matches, bits), (bits, shape)
        return best


def _with_lead(plain: str, start: int) -> int:
    """Return the beginning of a run with the text before it that belongs to it."""
    at, low = start - 1, max(0, start - 6)
    begin = low + len(plain[low:at].rstrip(_CAPITALS))
    if low < begin < at < begin + 5 and plain[at] in " .-" and plain[begin - 1] not in _BESIDE_CAPITALS:
        return begin  # letters and a separator, as most are: "EAN ", "INV-"
    if (found := _LEAD.search(plain, max(0, start - 22), start)) and (
        first := _FIRST_GROUP.search(plain, found.start())
    ):
        return first.start()
    return start


def _first_is_better(gatherer: Gatherer, run: str, group: GroupStart, bits: float) -> bool:
    """Tell whether the first group is a number by itself, with as much evidence as all groups together."""
    if group.size < SHORTEST_FOUND:
        return False
    matches = gatherer.matches(compact(run[group.start : group.stop]))
    return bool(matches) and bits <= most_bits(matches)


def _rest_is_better(gatherer: Gatherer, run: str, group: GroupStart, groups: GroupedNumber) -> bool:
    """Tell whether letters in front are a name, since the one group behind them is a number by itself: SPX SPXMY010676153391."""
    rest = run[group.stop + 1 : groups.stop]
    if not run[group.start : group.stop].isalpha() or not rest.isalnum():
        return False
    return most_bits(gatherer.matches(rest.upper())) >= thresholds.STANDS_ALONE
