"""The carriers that a number may belong to, as `identify` returns them."""

from __future__ import annotations

from abc import ABCMeta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from tracking.resolving.records import LazyRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tracking.matching.ranking import Match

__all__ = ["Candidate", "CheckResult", "candidates", "candidates_of", "candidates_of_code"]

CheckResult = Literal["valid", "none"]
"""Whether a candidate's check digit was verified."""


class _Fields(NamedTuple):
    """The values of a candidate that was made from its fields, and not from a match."""

    carrier: str
    company: str | None
    format: str
    parts: dict[str, str]
    check: CheckResult
    evidence: float
    url: str | None
    meanings: dict[str, str]


class _MadeOfFields(ABCMeta):
    """Creates a candidate from its fields when its class is called.

    With an ``__init__`` in the class, a candidate of a match could be created only by `object.__new__`, which takes
    half as long again as the call of a class without one. `identify` spends much of its time on creating candidates.
    """

    def __call__(
        cls,
        carrier: str,
        company: str | None,
        format: str,  # noqa: A002 - the field's name
        parts: dict[str, str],
        check: CheckResult,
        evidence: float,
        url: str | None,
        *,
        meanings: Mapping[str, str] | None = None,
    ) -> Candidate:
        """Take the fields, in order or by name."""
        given = _Fields(carrier, company, format, parts, check, evidence, url, dict(meanings or {}))
        return Candidate.of_fields(super().__call__(), given)


class Candidate(LazyRecord, metaclass=_MadeOfFields):
    """A carrier that a number may belong to.

    The parts and the URL are computed when they are read.

    >>> import tracking
    >>> best = tracking.identify("1Z001985YW99744790")[0]
    >>> best.carrier, best.company, best.check
    ('ups', 'UPS', 'valid')
    >>> tracking.identify("1Z001985YW99744791")
    ()
    """

    __slots__ = ("_beside", "_given", "_key", "_match")
    _fields = ("carrier", "company", "format", "parts", "check", "evidence", "url")
    _given: _Fields
    _key: str
    _match: Match | None
    _beside: Mapping[str, str]
    """What a scanned code says beside the number; set only for one."""

    @staticmethod
    def of_fields(made: Candidate, given: _Fields) -> Candidate:
        """Return a candidate with these field values."""
        made._match, made._given = None, given
        return made

    @staticmethod
    def of_all(key: str, matches: tuple[Match, ...]) -> tuple[Candidate, ...]:
        """Return the candidates of a key's matches, in their order.

        Their other fields are computed when they are read.
        """
        every = []
        for match in matches:
            one = _new()
            one._match = match
            one._key = key
            every.append(one)
        return tuple(every)

    @staticmethod
    def of_keys(matches: tuple[Match, ...]) -> Callable[[str], tuple[Candidate, ...]]:
        """Return the same as a function of keys with these matches, for keys that are asked about repeatedly."""

        def of_one(key: str) -> tuple[Candidate, ...]:
            one = _new()
            one._match = first
            one._key = key
            return (one,)

        def of_two(key: str) -> tuple[Candidate, ...]:
            one, two = _new(), _new()
            one._match = first
            two._match = last
            one._key = two._key = key
            return one, two

        # One or two candidates, as most numbers have, are written out, because half the time of `identify` is spent
        # here.
        if not matches or len(matches) > 2:
            return lambda key: candidates(key, matches)
        first, last = matches[0], matches[-1]
        return of_one if len(matches) == 1 else of_two

    @staticmethod
    def of_code(key: str, matches: tuple[Match, ...], parts: Mapping[str, str]) -> tuple[Candidate, ...]:
        """Return the candidates of a key that was read from a scanned code, which adds more to ``parts``."""
        every = Candidate.of_all(key, matches)
        for one in every:
            one._beside = parts
        return every

    @property
    def carrier(self) -> str:
        """The carrier's id."""
        return self._given.carrier if self._match is None else self._match.format.carrier_id

    @property
    def company(self) -> str | None:
        """The name for shops in the given country; None for a general format that belongs to no carrier."""
        return self._given.company if self._match is None else self._match.listed.company

    @property
    def format(self) -> str:
        """The carrier's name for this kind of number."""
        return self._given.format if self._match is None else self._match.format.name

    @property
    def parts(self) -> dict[str, str]:
        """The named parts of the number: ``{"shipper": "001985", "service": "YW", ...}``.

        If the number came from a scanned label code, the parts also hold what else the code says, as it is encoded:
        ``zip``, ``country``, ``service``.
        """
        if self._match is None:
            return self._given.parts
        parts = self._match.format.parts(self._key)
        return {**self._beside, **parts} if hasattr(self, "_beside") else parts

    @property
    def check(self) -> CheckResult:
        """``valid`` if a check digit was verified, ``none`` if the format has no check digit."""
        if self._match is None:
            return self._given.check
        return "valid" if self._match.format.check else "none"

    @property
    def evidence(self) -> float:
        """The evidence in bits: ``-log2`` of the share of random strings of this shape that would match."""
        return self._given.evidence if self._match is None else self._match.bits

    @property
    def url(self) -> str | None:
        """The tracking link, percent-encoded, or None."""
        return self._given.url if self._match is None else self._match.listed.url(self._key)

    @property
    def meanings(self) -> dict[str, str]:
        """The meanings of coded parts, if they are known: ``{"service": "Ground"}``.

        It is not a field of the record.
        """
        return self._given.meanings if self._match is None else self._match.format.meanings(self._key)

    @property
    def also_used_by(self) -> tuple[str, ...]:
        """The companies that also use this carrier's numbers on their parcels. It is not a field of the record."""
        users = () if self._match is None else self._match.users
        return tuple([str(user.listed.company) for user in users])

    @property
    def match(self) -> Match | None:
        """The match that it was made from; None for a candidate made from fields. It is not a field of the record."""
        return self._match

    def __hash__(self) -> int:
        return hash((self.carrier, self.company, self.format))  # the parts are a dictionary

    def __reduce__(self) -> Any:
        return _unpickled, (tuple(self), self.meanings)

    def __replace__(self, **changes: Any) -> Candidate:
        return Candidate(**{**self._asdict(), "meanings": self.meanings, **changes})


def _unpickled(fields: tuple[Any, ...], meanings: dict[str, str]) -> Candidate:
    return Candidate(*fields, meanings=meanings)


_new: Callable[[], Candidate] = type.__call__.__get__(Candidate)
"""Creates a candidate without fields."""
candidates, candidates_of, candidates_of_code = Candidate.of_all, Candidate.of_keys, Candidate.of_code
