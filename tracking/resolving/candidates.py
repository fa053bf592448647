"""The carriers that a number may belong to, as `identify` gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from tracking.resolving.records import LazyRecord

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracking.matching.ranking import Match

__all__ = ["Candidate", "CheckResult", "candidates", "candidates_of_code"]

CheckResult = Literal["valid", "none"]
"""Whether a candidate's check digit was verified."""

_new = object.__new__


class _Fields(NamedTuple):
    """What a candidate says that was made of its fields, not of a match."""

    carrier: str
    company: str | None
    format: str
    parts: dict[str, str]
    check: CheckResult
    evidence: float
    url: str | None
    meanings: dict[str, str]


class Candidate(LazyRecord):
    """A carrier that a number may belong to.

    The parts and the URL are worked out when they are read.

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
    """What a scanned code says beside the number; set only then."""

    def __init__(
        self,
        carrier: str,
        company: str | None,
        format: str,  # noqa: A002 - the field's name
        parts: dict[str, str],
        check: CheckResult,
        evidence: float,
        url: str | None,
        *,
        meanings: Mapping[str, str] | None = None,
    ) -> None:
        self._match = None
        self._given = _Fields(carrier, company, format, parts, check, evidence, url, dict(meanings or {}))

    @staticmethod
    def of(match: Match, key: str) -> Candidate:
        """A candidate of a match of a key; its other fields are worked out when they are read."""
        made = _new(Candidate)
        made._match, made._key = match, key
        return made

    @staticmethod
    def of_all(key: str, matches: tuple[Match, ...]) -> tuple[Candidate, ...]:
        """The candidates of a key's matches, in their order."""
        # Written out for as many as most numbers have, since nearly all the time of `identify` is spent here.
        many = len(matches)
        if many == 1:
            one = _new(Candidate)
            (one._match,), one._key = matches, key
            return (one,)
        if many == 3:
            one, two, three = _new(Candidate), _new(Candidate), _new(Candidate)
            one._match, two._match, three._match = matches
            one._key = two._key = three._key = key
            return one, two, three
        every = []
        for match in matches:
            one = _new(Candidate)
            one._match, one._key = match, key
            every.append(one)
        return tuple(every)

    @staticmethod
    def of_code(key: str, matches: tuple[Match, ...], parts: Mapping[str, str]) -> tuple[Candidate, ...]:
        """The candidates of a key that was read in a scanned code, which says more in ``parts``."""
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
        """The name that a shop in the asked-for country lists; None for a general format that belongs to no carrier."""
        return self._given.company if self._match is None else self._match.listed.company

    @property
    def format(self) -> str:
        """What the carrier calls this kind of number."""
        return self._given.format if self._match is None else self._match.format.name

    @property
    def parts(self) -> dict[str, str]:
        """The named parts of the number: ``{"shipper": "001985", "service": "YW", ...}``.

        Where the number was read in a scanned label code, they are also what else the code says, as it is encoded: ``zip``,
        ``country``, ``service``.
        """
        if self._match is None:
            return self._given.parts
        parts = self._match.format.parts(self._key)
        return {**self._beside, **parts} if hasattr(self, "_beside") else parts

    @property
    def check(self) -> CheckResult:
        """``valid`` when a check digit was verified, ``none`` when the format has none."""
        if self._match is None:
            return self._given.check
        return "valid" if self._match.format.check else "none"

    @property
    def evidence(self) -> float:
        """How much the match says, in bits: ``-log2`` of the share of random strings of this shape that would match."""
        return self._given.evidence if self._match is None else self._match.bits

    @property
    def url(self) -> str | None:
        """The tracking page, percent-encoded, or None."""
        return self._given.url if self._match is None else self._match.listed.url(self._key)

    @property
    def meanings(self) -> dict[str, str]:
        """What the coded parts mean, where that is known: ``{"service": "Ground"}``. It is no field of the record."""
        return self._given.meanings if self._match is None else self._match.format.meanings(self._key)

    @property
    def also_used_by(self) -> tuple[str, ...]:
        """The companies that put this carrier's numbers on their parcels, too. It is no field of the record."""
        users = () if self._match is None else self._match.users
        return tuple([str(user.listed.company) for user in users])

    @property
    def match(self) -> Match | None:
        """The match it was made of; None for a candidate made of its fields. It is no field of the record."""
        return self._match

    def __hash__(self) -> int:
        return hash((self.carrier, self.company, self.format))  # the parts are a dictionary

    def __reduce__(self) -> Any:
        return _unpickled, (tuple(self), self.meanings)

    def __replace__(self, **changes: Any) -> Candidate:
        return Candidate(**{**self._asdict(), "meanings": self.meanings, **changes})


def _unpickled(fields: tuple[Any, ...], meanings: dict[str, str]) -> Candidate:
    return Candidate(*fields, meanings=meanings)


candidates = Candidate.of_all
candidates_of_code = Candidate.of_code
