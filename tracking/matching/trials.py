"""The first numbers of a kind, tested with the shapes that may fit; `tracking.definitions.filing` explains trials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracking.definitions.algorithms import verifier_of
from tracking.definitions.compiled import algorithm_of, pattern_bits
from tracking.definitions.masks import CODES
from tracking.definitions.source import CLASS_OF
from tracking.matching import thresholds
from tracking.matching.known import KnownFormats

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tracking.definitions.compiled import PlainTuple
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.definitions.source import Definitions, Trial
    from tracking.matching.known import Interned, VaryingFormats

__all__ = ["TrialsAtLength"]


class TrialsAtLength:
    """The trials of one length, loaded when the first number of that length comes."""

    def __init__(self, length: int, definitions: Definitions) -> None:
        self._length, self._definitions = length, definitions
        self._by_beginning: Mapping[bytes, tuple[Trial, ...]] | None = None
        self._by_end: Mapping[bytes, tuple[Trial, ...]] = {}
        self._verifiers: dict[Any, Callable[[bytes], bool]] = {}
        self._alone: dict[str, KnownFormats | VaryingFormats] = {}
        """The answers for numbers that pass the trials of one format and fail no check digit, by the format's key."""

    def _load(self) -> Mapping[bytes, tuple[Trial, ...]]:
        by_beginning, self._by_end = self._definitions.trials(self._length)
        self._by_beginning = by_beginning  # last, since another thread may be asking
        return by_beginning

    def tried(self, number: bytes, code: int) -> tuple[dict[str, PlainTuple], dict[str, PlainTuple]]:
        """Return the formats that accept a number with this code, and those that it matches with a wrong check digit.

        Each is a dictionary of summaries by key.
        """
        by_beginning = self._by_beginning
        if by_beginning is None:
            by_beginning = self._load()
        passed: dict[str, PlainTuple] = {}
        failed: dict[str, PlainTuple] = {}
        checked: Any = None
        right = True
        for trials in (
            self._by_end.get(number[-2:], ()),
            by_beginning.get(number[:2], ()),
            by_beginning.get(number[:1], ()),
            by_beginning.get(CLASS_OF[number[0]], ()),
        ):
            for care, value, further, check, key, summary in trials:
                if code & care == value and (further is None or self._holds(further, number, code, key, summary)):
                    if check is not checked:
                        checked = check
                        right = check is None or (self._verifiers.get(check) or self.verifier(check))(number)
                    if right:
                        passed[key] = summary
                    else:
                        failed[key] = summary
        return passed, failed

    def _holds(self, further: Any, number: bytes, code: int, key: str, summary: PlainTuple) -> bool:
        """Tell whether a number that a mask allows meets the other requirements of the format."""
        parts, looks = further
        for place, allowed in parts:
            if number[place] not in allowed:
                return False
        if looks is None:
            return self._definitions.format(key, summary).fullmatch_ascii()(number) is not None
        return all(wanted == _fits(ways, number, code) for wanted, ways in looks)

    def answer(self, number: bytes, interned: Interned) -> KnownFormats | tuple[()]:
        """Return what a predicate would answer, without making one."""
        code = int.from_bytes(number.translate(CODES))
        passed, failed = self.tried(number, code)
        if not passed:
            return ()
        to_format = self._definitions.format
        if len(passed) == 1 and not failed:  # as with most numbers
            ((key, summary),) = passed.items()
            outcome = self._alone.get(key)
            if outcome is None:
                outcome = self._alone[key] = interned.alone(to_format(key, summary))
        else:
            # Only narrow patterns can put the others in doubt, so nothing is made of most formats that failed.
            narrow = [to_format(key, one) for key, one in failed.items() if pattern_bits(one) >= thresholds.SHADOW]
            outcome = interned.outcome(map(to_format, passed, passed.values()), narrow)
        return outcome if isinstance(outcome, KnownFormats) else outcome.of(number, code)

    def near(self, number: bytes) -> list[FormatAtLength]:
        """Return the formats whose pattern a number matches, although its check digit is wrong."""
        passed, failed = self.tried(number, int.from_bytes(number.translate(CODES)))
        return [self._definitions.format(key, one) for key, one in failed.items() if key not in passed]

    def verifier(self, check: Any) -> Callable[[bytes], bool]:
        """Return the test of a check digit, which is made once."""
        verifier = self._verifiers.get(check)
        if verifier is None:
            rule, span = check
            verifier = self._verifiers.setdefault(check, verifier_of(algorithm_of(rule), *span))
        return verifier


def _fits(ways: Any, number: bytes, code: int) -> bool:
    """Tell whether a number fits one of the ways in which a look-ahead matches."""
    for care, value, parts in ways:
        if code & care == value and all(number[place] in allowed for place, allowed in parts):
            return True
    return False
