"""From a shipment to the tracking info to send: the listed company name, the numbers as text, and the links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tracking.errors import InvalidURL
from tracking.fulfillment.shipment import Shipment, doubts, number_faults, printable
from tracking.fulfillment.values import TrackingInfo
from tracking.resolving.results import Problem
from tracking.spelling.numbers import may_be_scan

if TYPE_CHECKING:
    from tracking.fulfillment.policy import Policy

__all__ = ["Asked", "ResolvedNumber", "ResolverPort", "asked"]


class ResolvedNumber(Protocol):
    """The part of `tracking.Resolution` that the pipeline uses."""

    @property
    def number(self) -> str | None:
        """The number as given, or as the carrier's own page has it."""

    @property
    def company(self) -> str | None:
        """The name to send."""

    @property
    def url(self) -> str | None:
        """The tracking link."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Warnings."""

    @property
    def scanned(self) -> str | None:
        """The number on the label, if the number given is a scanner's reading of a code."""


class ResolverPort(Protocol):
    """The part of `tracking.Resolver` that the pipeline uses. The module `tracking` itself has it, too."""

    def resolve(
        self,
        number: str,
        *,
        company: str | None = None,
        url: str | None = None,
        country: str | None = None,
        postal_code: str | None = None,
        language: str | None = None,
    ) -> ResolvedNumber:
        """Resolve one number."""


class Asked(NamedTuple):
    """The tracking info to send for a shipment."""

    tracking: TrackingInfo
    problems: tuple[Problem, ...]
    """Warnings."""
    refusal: Problem | None
    """Why it must not be sent; None if it may be sent."""
    elsewhere: frozenset[str] = frozenset()
    """Numbers of other shipments to the same order, which are not replaced."""


def asked(
    shipment: Shipment, resolver: ResolverPort, policy: Policy, *, country: str | None = None, limit: int | None = None
) -> Asked:
    """Validate and resolve a shipment.

    ``country`` is the shop's, for shipments without one. ``limit`` is how many numbers a fulfillment can carry.
    """
    numbers = tuple(map(printable, shipment.numbers))
    if wrong := number_faults(shipment):
        return Asked(TrackingInfo(numbers=numbers), wrong[1:], wrong[0])
    problems = dict.fromkeys(doubts(shipment))
    try:
        resolutions = [
            resolver.resolve(
                number,
                company=shipment.company,
                url=url,
                country=shipment.country or country,
                postal_code=shipment.postal_code,
                language=shipment.language,
            )
            for number, url in _pairs(_as_scanned(shipment.numbers, numbers), shipment)
        ]
    except InvalidURL as error:
        return Asked(TrackingInfo(numbers=numbers), tuple(problems), Problem("url_invalid", str(error)))
    numbers = tuple([one.scanned or number for number, one in zip(numbers, resolutions, strict=False)])
    problems |= dict.fromkeys(problem for one in resolutions for problem in one.problems)
    companies = _companies(resolutions)
    if len(companies) > 1:
        names = " and ".join(str(name or "no company known") for name in companies)
        problems[
            Problem("companies_differ", f"number: one fulfillment has one company, the numbers belong to {names}")
        ] = None
    if shipment.urls:
        # GraphQL's reference wants a number for each URL; the URL of a carrier's own page contains it.
        behind = (printable(one.number or "") for one in resolutions[len(numbers) :])
        numbers += tuple(takewhile(bool, behind))
    problems |= dict.fromkeys(_gaps(numbers, shipment, resolutions))
    tracking = TrackingInfo(
        company=next(iter(companies)) if len(companies) == 1 else None,
        numbers=numbers,
        # Numbers and URLs belong together by position: no URL may follow a gap.
        urls=tuple(takewhile(bool, (one.url or "" for one in resolutions))),
    )
    return Asked(tracking, tuple(problems), _refusal(problems, policy, shipment.company, len(numbers), limit))


def _companies(resolutions: Sequence[ResolvedNumber]) -> dict[str | None, None]:
    """Return the companies of a shipment's numbers.

    Where a company's unknown text and one of the numbers name a carrier, the text means that carrier for all of them.
    """
    unknown = [any(problem.code == "company_unknown" for problem in one.problems) for one in resolutions]
    companies = dict.fromkeys(one.company for one, kept in zip(resolutions, unknown, strict=True) if not kept)
    return companies or dict.fromkeys(one.company for one in resolutions)


def _as_scanned(given: Sequence[str], numbers: Sequence[str]) -> tuple[str, ...]:
    """Return the numbers to resolve.

    A scanned code keeps its control characters, which separate its fields; other numbers lose them.
    """
    pairs = zip(given, numbers, strict=True)
    return tuple([code.strip(" \t\r\n") if may_be_scan(code) else number for code, number in pairs])


def _gaps(numbers: Sequence[str], shipment: Shipment, resolutions: Sequence[ResolvedNumber]) -> Iterable[Problem]:
    """Return problems for numbers without a URL beside others that have one, and for URLs without a number."""
    have = [bool(one.url) for one in resolutions]
    missing = [number for number, there in zip(numbers, have, strict=False) if not there]
    if missing and any(have):
        words = f"url: none for {', '.join(missing)}, while others have one; "
        if any(have[have.index(False) :]):
            words += "numbers and pages go by position, so that those behind it are left to the shop; "
        yield Problem("url_missing", words + "give one for each number, or a company that the shop knows")
    if some := ", ".join(filter(None, shipment.urls[len(numbers) :])):
        yield Problem(
            "url_without_number", f"url: no number for {some}; the API wants one for each URL, so give it too"
        )


def _pairs(numbers: tuple[str, ...], shipment: Shipment) -> Iterable[tuple[str, str | None]]:
    """Return each number with its URL. URLs without a number, or a company alone, get an empty number."""
    count = max(len(numbers), len(shipment.urls), 1 if shipment.company else 0)
    for place in range(count):
        number = numbers[place] if place < len(numbers) else ""
        yield number, (shipment.urls[place] or None) if place < len(shipment.urls) else None


def _refusal(
    problems: Iterable[Problem], policy: Policy, company: str | None, count: int, limit: int | None
) -> Problem | None:
    if limit is not None and count > limit:
        return Problem(
            "several_numbers",
            f"number: {count} numbers, and this shop takes {limit} a fulfillment over REST; use GraphQL",
        )
    return next((problem for problem in problems if policy.refused(problem, company)), None)
