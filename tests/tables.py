"""Rows to ask about, and what one call answers: what tables of any kind are compared with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import tracking
from tracking.definitions.loading import read_carrier

ADDED = [
    "tracking_carrier",
    "tracking_company",
    "tracking_url",
    "tracking_via",
    "tracking_evidence",
    "tracking_problems",
]


def one_call(row: dict[str, Any], resolver: Any = tracking) -> list[Any]:
    """What a row must be answered with, by one call, in plain words."""
    given = {name: row.get(name) for name in ("number", "company", "url", "country", "postal_code", "language")}
    try:
        found = resolver.resolve(**given)
        url, via, codes = found.url, found.via, []
    except tracking.InvalidURL:
        found = resolver.resolve(**{**given, "url": None})
        url, via, codes = None, "none", ["url_invalid"]
    if found.carrier is None:
        bits = [candidate.evidence for candidate in found.candidates]
    else:
        bits = [candidate.evidence for candidate in found.candidates if candidate.carrier == found.carrier]
    codes += [problem.code for problem in found.problems]
    return [found.carrier, found.company, url, via, bits[0] if bits else None, codes]


def samples() -> list[tuple[Any, str]]:
    return [
        (carrier, number)
        for carrier in tracking.carriers()
        for format_ in carrier.numbers
        for number in (*format_.valid, *format_.invalid)
    ]


def contexts(carrier: Any, number: str) -> Iterator[dict[str, Any]]:
    listed = next((page.name for page in carrier.pages if page.name), carrier.name)
    for country in (None, carrier.country):
        for company in (None, listed):
            yield {"number": number, "country": country, "company": company}


def carrier(id_: str, page: str, pattern: str = "[0-9]{8,11}") -> Any:
    return read_carrier(
        f"name: {id_}\npages: [{{url: 'https://{id_}.example/{page}'}}]\nnumbers: [{{name: n, pattern: '{pattern}'}}]",
        id=id_,
    )
