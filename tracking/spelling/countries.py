"""One spelling for country codes."""

from __future__ import annotations

__all__ = ["country_code"]


def country_code(country: str | None) -> str | None:
    """A country code as the lists write it, None for none; UK is what people say for GB.

    >>> country_code("uk")
    'GB'
    >>> country_code(" ")
    """
    country = country.strip().upper() if country else ""
    return "GB" if country == "UK" else country or None
