"""Predicates: functions made for a few shapes, which return the formats that accept a number.

A predicate is given a number of the right length and beginning, as ASCII, and answers with `KnownFormats`, or with an empty
tuple. `tracking.matching.matcher` explains when it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from tracking.definitions.algorithms import ALPHABET, sums_of
from tracking.definitions.compiled import Rule, Span, algorithm_of
from tracking.definitions.masks import CODES, KNOWN
from tracking.matching.checksum_tables import ChecksumTable, checksum_table
from tracking.matching.known import Interned, KnownFormats, VaryingFormats, doubt_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tracking.definitions.format_at_length import FormatAtLength

__all__ = ["CheckAt", "Predicate", "Predicates", "ShapeTest", "nothing"]

Predicate = Callable[[bytes], "KnownFormats | tuple[()]"]
"""A function from a number, as ASCII, to the formats that accept it."""
CheckAt = tuple[Rule, Span]
"""A check digit's algorithm with its parameters, and the places of its payload and of the digit itself."""

SUMS = 4
"""The number of check digits over the same digits from which one look-up in a table is quicker than a sum for each."""
OFTEN = 256
"""The number of calls after which a predicate makes such a table, which takes as long as some hundred sums."""

_code = int.from_bytes
_LITERALS = frozenset(ALPHABET)
"""The characters of a mask that allow only themselves."""
_OF_DIGITS = KNOWN + "dxp0123456789"
"""The characters of a mask that digits may match."""


class ShapeTest(NamedTuple):
    """A shape that formats share, and how to test a number for it."""

    mask: str
    care: int
    value: int
    """The mask's `tracking.definitions.masks.Limits`."""
    further: Callable[[bytes], Any] | None
    """A further requirement besides the mask: parts of classes and look-aheads."""
    check: CheckAt | None
    verifier: Callable[[bytes], bool] | None
    """The check digit's test; None if there is no check digit."""
    formats: tuple[FormatAtLength, ...]
    """The formats that have this shape, with this check digit."""
    alike: Hashable
    """A value that is the same for equal tests of different formats."""


_Step = tuple[Callable[[bytes], bool] | None, list[tuple[int, int, Callable[[bytes], Any] | None, int, int]]]
"""A check digit's test, and the shapes that have it: limits, further test, and the bits for passed and failed."""


def nothing(number: bytes) -> tuple[()]:
    """Return no formats, for any number."""
    return ()


class _Outcomes:
    """The formats that follow from the tests that a number passed and failed, computed once for each combination.

    The bit ``1 << place`` of a state stands for a passed test, the bit ``1 << place + len(tests)`` for one whose check digit is wrong.
    """

    __slots__ = ("_interned", "_tests", "known")

    def __init__(self, tests: Sequence[ShapeTest], interned: Interned) -> None:
        self._tests, self._interned = tests, interned
        self.known: dict[int, KnownFormats | VaryingFormats] = {}

    def steps(self) -> list[_Step]:
        """Return the tests by their check digits, so that each check digit is tested once."""
        many = len(self._tests)
        steps: dict[CheckAt | None, _Step] = {}
        for place, test in enumerate(self._tests):
            doubts = many > 1 and any(doubt_of(one) is not None for one in test.formats)
            step = steps.setdefault(test.check, (test.verifier, []))
            step[1].append((test.care, test.value, test.further, 1 << place, 1 << place + many if doubts else 0))
        return list(steps.values())

    def of(self, state: int, number: bytes, code: int) -> KnownFormats | tuple[()]:
        """Return the formats that accept a number in that state."""
        known = self.known.get(state)
        if known is None:
            known = self.known[state] = self.outcome(state)
        return known if isinstance(known, KnownFormats) else known.of(number, code)

    def outcome(self, state: int, accepting: Iterable[FormatAtLength] = ()) -> KnownFormats | VaryingFormats:
        """Return the formats of a state, together with other formats that accept the number."""
        tests, wrong = self._tests, state >> len(self._tests)
        passed = [one for place, test in enumerate(tests) if state >> place & 1 for one in test.formats]
        failed = [one for place, test in enumerate(tests) if wrong >> place & 1 for one in test.formats]
        return self._interned.outcome([*accepting, *passed], failed)


class Predicates:
    """Makes predicates for numbers of one length; equal ones are made once."""

    def __init__(self, length: int, interned: Interned, checks: Callable[[], Iterable[CheckAt]]) -> None:
        self._length, self._interned = length, interned
        self._checks = checks
        self._shared: tuple[ChecksumTable | None, dict[CheckAt, int]] | None = None
        self._made: dict[tuple[ShapeTest, ...], Predicate] = {}
        self._holders: list[dict[bytes, Any]] = []

    def replacing(self, holder: dict[bytes, Any]) -> dict[bytes, Any]:
        """Return the same dictionary of predicates. From now on, quicker predicates with the same answers may replace its values."""
        self._holders.append(holder)
        return holder

    def of(self, tests: Sequence[ShapeTest]) -> Predicate:
        """Return the predicate of some shapes."""
        made = self._made.get(tuple(tests))
        if made is None:
            made = self._made.setdefault(tuple(tests), self._new(tests))
        return made

    def _new(self, tests: Sequence[ShapeTest]) -> Predicate:
        if not tests:
            return nothing
        plain = self._one(tests[0]) if len(tests) == 1 else _each(tests, _Outcomes(tests, self._interned))
        if sum(_is_sum_over_digits(test) for test in tests) < SUMS:
            return plain
        return self._until_often(plain, tests)

    def _one(self, test: ShapeTest) -> Predicate:
        _, care, value, further, _, verifier, formats, _ = test
        outcome = self._interned.outcome(formats, ())
        if further is not None or not isinstance(outcome, KnownFormats):
            return _each([test], _Outcomes([test], self._interned))
        inside = test.mask.strip(KNOWN)
        if not inside.strip("d"):  # quicker than the general case, and the case of most numbers
            digits = slice(2, 2 + len(inside))
            if verifier is None:
                return lambda number: outcome if number[digits].isdigit() else ()
            return lambda number: outcome if number[digits].isdigit() and verifier(number) else ()
        if verifier is None:
            return lambda number: outcome if _code(number.translate(CODES)) & care == value else ()
        if _check_digit_tells_all(test):
            return lambda number: (
                outcome if (number.isupper() or number.isdigit()) and number.isalnum() and verifier(number) else ()
            )
        return lambda number: outcome if _code(number.translate(CODES)) & care == value and verifier(number) else ()

    def _until_often(self, plain: Predicate, tests: Sequence[ShapeTest]) -> Predicate:
        """Return the same predicate; after many calls, one with a table of check digits replaces it."""
        asked, present = 0, plain

        def counting(number: bytes) -> KnownFormats | tuple[()]:
            nonlocal asked, present
            asked += 1
            if asked == OFTEN:
                present = self._with_table(plain, tests)
                for holder in self._holders:
                    for key, held in holder.copy().items():  # other threads add to it; a copy is made in one step
                        if held is counting:
                            holder[key] = present
            return present(number)

        return counting

    def _with_table(self, plain: Predicate, tests: Sequence[ShapeTest]) -> Predicate:
        """Return a predicate that looks up many check digits over digits at once, and tests the other shapes one by one."""
        found = self._table([test.check for test in tests if test.check and _is_sum_over_digits(test)])
        if found is None:
            return plain
        table, places = found
        inside = [(places[test.check], test) for test in tests if _is_sum_over_digits(test) and test.check in places]
        outside = [test for test in tests if not any(test is one for _, one in inside)]
        # Formats that any digits pass are accepted beforehand; formats that need a letter are not tested for digits.
        always = [one for test in outside if test.check is None and _is_over_digits(test) for one in test.formats]
        tested = [test for test in outside if test.check is not None or not _is_over_digits(test)]
        rest = _Outcomes([test for test in tested if test.mask.strip(_OF_DIGITS) == ""], self._interned)
        steps = rest.steps()

        def in_state(state: int) -> Callable[[bytes], KnownFormats | VaryingFormats | tuple[()]]:
            """Return the function for numbers whose other tests had this result; it looks at their check digits alone."""
            known: dict[bytes, KnownFormats | VaryingFormats | tuple[()]] = {}

            def not_known(number: bytes) -> KnownFormats | VaryingFormats | tuple[()]:
                if not number.isdigit():
                    return plain(number)
                flags = table.flags(number)
                right = table.passed(flags)
                accepting = [one for place, test in inside if place in right for one in test.formats]
                return known.setdefault(flags, rest.outcome(state, [*always, *accepting]))

            return table.look_up(known, not_known)

        if not steps:
            return cast("Predicate", in_state(0))  # formats with other evidence for letters are not in a table
        states = {0: in_state(0)}

        def with_rest(number: bytes) -> KnownFormats | tuple[()]:
            if not number.isdigit():
                return plain(number)
            code, state = _code(number.translate(CODES)), 0
            for verifier, shapes in steps:
                right = wrong = 0
                for care, value, further, if_right, if_wrong in shapes:
                    if code & care == value and (further is None or further(number)):
                        right |= if_right
                        wrong |= if_wrong
                if right:
                    state |= right if verifier is None or verifier(number) else wrong
            answer = states.get(state) or states.setdefault(state, in_state(state))
            outcome = answer(number)
            return outcome.of(number, code) if isinstance(outcome, VaryingFormats) else outcome

        return with_rest

    def _table(self, own: Sequence[CheckAt]) -> tuple[ChecksumTable, dict[CheckAt, int]] | None:
        """Return one table for the whole length, which stays in the processor's cache; if all are too many, one for these alone."""
        if self._shared is None:
            self._shared = _table_of(self._length, dict.fromkeys(self._checks()))
        table, places = self._shared
        if table is None:
            table, places = _table_of(self._length, dict.fromkeys(own))
        return None if table is None else (table, places)


def _is_over_digits(test: ShapeTest) -> bool:
    """Tell whether digits with the right beginning pass this test if their check digit, if any, is right."""
    if test.further is not None or test.mask.strip(KNOWN).strip("d"):
        return False
    return not any(one.bits is None or one.guess is None or doubt_of(one) is not None for one in test.formats)


def _is_sum_over_digits(test: ShapeTest) -> bool:
    """Tell whether digits are tested as in `_is_over_digits`, with a check digit that is a sum."""
    if test.check is None or not _is_over_digits(test):
        return False
    rule, span = test.check
    return sums_of(algorithm_of(rule), span.end - span.start) is not None


def _check_digit_tells_all(test: ShapeTest) -> bool:
    """Tell whether any letters and digits may stand around the check digit, a digit that the sum decides."""
    if test.check is None:
        return False
    rule, (start, end, at) = test.check
    sums = sums_of(algorithm_of(rule), end - start)
    around = test.mask[:at] + test.mask[at + 1 :]
    return not around.strip(KNOWN).strip("x") and test.mask[at] == "d" and sums is not None and sums.answers.isdigit()


def _table_of(length: int, checks: Iterable[CheckAt]) -> tuple[ChecksumTable | None, dict[CheckAt, int]]:
    places = {check: place for place, check in enumerate(checks)}
    sums = [(sums_of(algorithm_of(rule), span.end - span.start), span) for rule, span in places]
    return checksum_table(length, [(one, span.start, span.at) for one, span in sums if one is not None]), places


def _each(tests: Sequence[ShapeTest], outcomes: _Outcomes) -> Predicate:
    """Return a predicate that tests one shape after the other, if the number meets what all of them require."""
    steps, known, new = outcomes.steps(), outcomes.known, outcomes.of
    every_care, every_value = _shared(tests)

    def each(number: bytes) -> KnownFormats | tuple[()]:
        code, state = _code(number.translate(CODES)), 0
        if code & every_care != every_value:
            return ()
        for verifier, shapes in steps:
            right = wrong = 0
            for care, value, further, if_right, if_wrong in shapes:
                if code & care == value and (further is None or further(number)):
                    right |= if_right
                    wrong |= if_wrong
            if right:
                state |= right if verifier is None or verifier(number) else wrong
        if not state:
            return ()
        outcome = known.get(state)
        return outcome if isinstance(outcome, KnownFormats) else new(state, number, code)

    for place, signs in enumerate(zip(*[test.mask for test in tests], strict=True)):
        if signs[:1] * len(tests) == signs and signs[0] in _LITERALS:
            # Most numbers that fail all tests fail here, in a quarter of the time.
            (sign,) = signs[0].encode()
            return lambda number: each(number) if number[place] == sign else ()
    return each


def _shared(tests: Sequence[ShapeTest]) -> tuple[int, int]:
    """Return the bits that all tests require alike, and their values: most numbers that fail all tests fail there."""
    care, value = tests[0].care, tests[0].value
    for test in tests:
        care &= test.care & ~(value ^ test.value)
    return care, value & care
