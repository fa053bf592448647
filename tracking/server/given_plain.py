"""Orders in a file: their amounts and addresses, which are stored unchanged, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tracking.server.graphql_names import api_types

__all__ = ["ADDRESS_TEXTS", "address_faults", "amount_faults", "country_faults", "text_faults"]

ADDRESS_TEXTS = (
    "address1", "address2", "city", "company", "country", "country_code", "email", "first_name", "last_name", "name",
    "phone", "province", "province_code", "zip",
)  # fmt: skip
"""The fields of an address that the shop reads."""

_AMOUNT = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,6})?", re.ASCII)


def amount_faults(amount: object, where: str, *, owed: bool = False) -> Iterable[str]:
    """Return what is wrong with an amount. One that is ``owed`` is negative if too much was paid."""
    if amount is not None and not _AMOUNT.fullmatch(str(amount).removeprefix("-" if owed else "")):
        yield f"{where}: {amount!r} is not an amount; write it like 12.50"


def country_faults(country: object, where: str) -> Iterable[str]:
    """Return what is wrong with a country's code."""
    if country is not None and country not in api_types()["CountryCode"].members:
        yield f"{where}: {country!r} is not a country code; write it like DE"


def text_faults(given: Mapping[str, Any], names: Iterable[str], where: str) -> Iterable[str]:
    """Return which of these fields are not text."""
    for name in names:
        if not isinstance(given.get(name), str | None):
            yield f"{where}.{name}: {given[name]!r} is not text; put quotes around it"


def address_faults(address: Mapping[str, Any] | None, where: str) -> Iterable[str]:
    """Return what is wrong with an address."""
    if address is not None:
        yield from text_faults(address, ADDRESS_TEXTS, where)
        if isinstance(address.get("country_code"), str):
            yield from country_faults(address["country_code"], f"{where}.country_code")
