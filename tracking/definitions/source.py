"""The source of compiled definitions: one interface, whether they are in memory, in a snapshot, or merged.

Each part is returned when it is needed, so that an answer loads no more than it needs: the trials of a number's length,
the carriers with a name on a list, or one carrier. Only work on all carriers uses ``ids``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tracking.definitions.format_at_length import FormatAtLength
from tracking.definitions.masks import CODES
from tracking.spelling.companies import as_code, fold

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tracking.definitions.carrier_codes import CarrierCodes, Coded
    from tracking.definitions.compiled import FormatLiterals, PlainTuple
    from tracking.definitions.compiled_carrier import CompiledCarrier
    from tracking.definitions.folding import FoldedNames

__all__ = [
    "CLASS_OF",
    "FIRST_IS_DIGIT",
    "FIRST_IS_OTHER",
    "Definitions",
    "Trial",
    "TrialsOfLength",
    "carrier_of",
    "format_key",
]

Trial = tuple[int, int, Any, Any, str, "PlainTuple"]
"""A test of a shape for a first number; see `tracking.definitions.filing`."""
FIRST_IS_DIGIT, FIRST_IS_OTHER = b"d", b"l"
"""The places of trials that leave the first character open."""
CLASS_OF = (
    tuple([FIRST_IS_DIGIT if chr(code).isdecimal() else FIRST_IS_OTHER for code in range(128)])
    + (FIRST_IS_OTHER,) * 128
)
"""The place of the trials that leave open which character of its class is first, by the code of the first character."""


class TrialsOfLength(NamedTuple):
    """The trials of one length, by the characters under which they are filed."""

    by_beginning: Mapping[bytes, tuple[Trial, ...]]
    """Those filed by the first two characters, by the first, or, as `CLASS_OF` says, by its class."""
    by_end: Mapping[bytes, tuple[Trial, ...]]
    """Those filed by the last two characters."""


class Definitions:
    """Compiled definitions of carriers."""

    lengths: frozenset[int]
    """The lengths of numbers that may name a carrier."""
    newest_day: str | None
    """The newest day on which sources were read, as in 2026-11-21; None if no definition has one."""

    _folded: FoldedNames | None = None

    def __init__(self) -> None:
        self._made: dict[str, FormatAtLength] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all carriers, in the order in which they are read."""
        raise NotImplementedError

    def carrier(self, id_: str) -> CompiledCarrier:
        """Return a carrier. Raises KeyError for an unknown id."""
        raise NotImplementedError

    def formats(self, id_: str) -> tuple[FormatAtLength, ...]:
        """Return a carrier's formats at each of their lengths, including those that never guess.

        They are made at each call.
        """
        raise NotImplementedError

    def literals(self, carrier_id: str, place: int) -> FormatLiterals:
        """Return the plain tuples of a carrier's format at a length, by its position."""
        raise NotImplementedError

    def trials(self, length: int) -> TrialsOfLength:
        """Return the trials of a length."""
        raise NotImplementedError

    def format(self, key: str, summary: PlainTuple) -> FormatAtLength:
        """Return the format that a trial is for: the same object whenever it is asked for."""
        found = self._made.get(key)
        return found or self._made.setdefault(key, FormatAtLength(summary, self))

    def guessing(self, length: int, first: str, last: str | None = None) -> tuple[FormatAtLength, ...]:
        """Return the formats of a length that may guess and may begin with a character.

        With ``last``, return those that may also end with that character. Each call returns the same objects.
        """
        begin = 8 * (length - 1)
        code, end = CODES[ord(first)], None if last is None else CODES[ord(last)]
        found = {
            key: summary
            for filed in self.trials(length)
            for trials in filed.values()
            for care, value, _, _, key, summary in trials
            if not (code & care >> begin ^ value >> begin) and (end is None or not ((end & care ^ value) & 0xFF))
        }
        return tuple([self.format(key, summary) for key, summary in found.items()])

    def named(self, list_: str, name: str) -> tuple[str, ...]:
        """Return the ids of the carriers that a list ("global", or a country's code) shows under exactly this name."""
        raise NotImplementedError

    def family_lengths(self, name: str) -> Mapping[str, tuple[int, ...]]:
        """Return the lengths of numbers by carrier id, for carriers that say that they belong to this family."""
        raise NotImplementedError

    def with_plain_formats(self, country: str, length: int) -> tuple[str, ...]:
        """Return the ids of a country's local carriers that have a format of digits at a length, whatever its guess."""
        raise NotImplementedError

    def codes(self, id_: str) -> CarrierCodes:
        """Return the platforms' codes for a carrier. Raises KeyError for an unknown id."""
        raise NotImplementedError

    def coded(self) -> Mapping[str, tuple[Coded, ...]]:
        """Return the carriers of the platforms' codes, by folded form."""
        from tracking.definitions.carrier_codes import coded_carriers

        return coded_carriers((id_, self.codes(id_)) for id_ in self.ids)

    def codes_as_written(self) -> Mapping[str, tuple[Coded, ...]]:
        """Return whose the platforms' codes are, by the code as it is written (`tracking.spelling.companies.as_code`)."""
        from tracking.definitions.carrier_codes import coded_carriers

        return coded_carriers(((id_, self.codes(id_)) for id_ in self.ids), spelled=as_code)

    @property
    def with_formats(self) -> tuple[str, ...]:
        """The ids of the carriers with a known format, in the order in which they are read."""
        raise NotImplementedError

    def with_page_on(self, host: str) -> tuple[str, ...]:
        """Return the ids of the carriers with a page on a host, given as in `tracking.spelling.urls.Address`."""
        raise NotImplementedError

    def brand_countries(self, name: str) -> Collection[str]:
        """Return the countries in which a brand of this name has a national company."""
        return self.folded().brands.get(fold(name), {})

    def folded(self) -> FoldedNames:
        """Return the names of all carriers, by their folded form."""
        if self._folded is None:
            from tracking.definitions.folding import folded_names

            self._folded = folded_names(map(self.carrier, self.ids), self.coded(), self.codes_as_written())
        return self._folded


def format_key(carrier_id: str, place: int) -> str:
    """Return the key of a carrier's format at a length, by its position."""
    return f"{carrier_id}/{place}"


def carrier_of(key: str) -> str:
    """Return the id of the carrier whose format has a key."""
    return key.rpartition("/")[0]
