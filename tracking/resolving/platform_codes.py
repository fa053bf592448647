"""The codes that platforms use for carriers: `tracking.code_for` and `tracking.platforms`."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from tracking.catalog.listed import AmbiguousName
from tracking.definitions.platforms import PLATFORMS, Platform
from tracking.errors import UnknownPlatform
from tracking.resolving.records import Shown
from tracking.spelling.countries import country_code
from tracking.spelling.given import text_of, text_or_none

if TYPE_CHECKING:
    from tracking.catalog.catalog import Catalog
    from tracking.definitions.platforms import CatchAll

__all__ = ["PlatformCode", "code_for", "code_of_answer", "platform_named", "platforms"]


class PlatformCode(
    NamedTuple(
        "PlatformCode",
        [
            ("platform", str),
            ("field", str),
            ("code", str),
            ("name", str),
            ("listed", bool),
            ("also", dict[str, str | None]),
            ("others", tuple[str, ...]),
        ],
    ),
    Shown,
):
    """What to send to a platform for a parcel's carrier: the answer of `tracking.code_for`.

    >>> import tracking
    >>> found = tracking.code_for("ups", "eBay")
    >>> found.field, found.code, found.listed
    ('shippingCarrierCode', 'UPS', True)
    >>> tracking.code_for("budbee", "amazon").also
    {'carrierName': 'Budbee'}
    """

    __slots__ = ()

    if TYPE_CHECKING:
        platform: str
        """The platform's key."""
        field: str
        """The field of the platform's API that takes the code."""
        code: str
        """The value of the field."""
        name: str
        """The company's name."""
        listed: bool
        """True for the platform's own code of this carrier; false for what it accepts for carriers that it does not know."""
        also: dict[str, str | None]
        """Additional fields that then have to be sent, with their values (None for a link that is not known)."""
        others: tuple[str, ...]
        """Other codes of the platform for the same carrier."""


class _Asked(NamedTuple):
    """The carrier whose code is asked for."""

    id: str | None
    """The carrier's codes, if the carrier is known."""
    company: str | None
    url: str | None
    """The link to the parcel, if it is known."""


def platforms() -> tuple[Platform, ...]:
    """Return the rules of each platform: its field, the kind and date of its list, and the value for other carriers.

    >>> import tracking
    >>> [one.catch_all.code for one in tracking.platforms() if one.key in ("ebay", "paypal")]
    ['Other', 'OTHER']
    >>> [one for one in tracking.platforms() if one.key == "nowhere"]
    []
    """
    return tuple(PLATFORMS.values())


def platform_named(name: str) -> Platform:
    """Return the platform with a key or name; raises `UnknownPlatform`.

    >>> platform_named("eBay").key
    'ebay'
    >>> platform_named("amazn")
    Traceback (most recent call last):
        ...
    tracking.errors.UnknownPlatform: platform 'amazn' is not known; did you mean amazon?
    """
    found = PLATFORMS.get(name)
    if found is None:
        wanted = name.strip().casefold()
        for found in PLATFORMS.values():
            if wanted in (found.key, found.name.casefold()):
                return found
        close = get_close_matches(wanted, PLATFORMS, n=1)
        raise UnknownPlatform(name, f"did you mean {close[0]}?" if close else f"there are {', '.join(PLATFORMS)}")
    return found


def code_for(catalog: Catalog, carrier: Any, platform: str, country: str | None) -> PlatformCode | None:
    """Return the code of a carrier on a platform; see `tracking.Resolver.code_for`."""
    text_of(platform, "platform")
    country = country_code(text_or_none(country, "country"))
    return _code(catalog, _asked(catalog, carrier, country), platform_named(platform), country)


def code_of_answer(
    catalog: Catalog, carrier: str | None, company: str | None, platform: str, country: str | None
) -> str | None:
    """Return only the code, for the carrier and company in the answer of a table's row."""
    found = _code(catalog, _Asked(carrier, company, None), platform_named(platform), country_code(country))
    return None if found is None else found.code


def _code(catalog: Catalog, asked: _Asked, rules: Platform, country: str | None) -> PlatformCode | None:
    codes: tuple[str, ...] = ()
    if asked.id is not None:
        codes = catalog.codes(asked.id).at(rules.key, country, rules.by_site)
    if not asked.company:
        return None
    if codes:
        code, *others = codes
        return PlatformCode(rules.key, rules.field, code, asked.company, True, {}, tuple(others))
    return None if rules.catch_all is None else _other(rules, rules.catch_all, asked.company, asked.url)


def _other(rules: Platform, other: CatchAll, company: str, url: str | None) -> PlatformCode:
    """Return what is sent for a carrier that is not on a platform's list."""
    values = {"name": company, "url": url}
    also = {field: values[wanted] for field, wanted in other.also.items()}
    code = company if other.code is None else other.code
    return PlatformCode(rules.key, other.field or rules.field, code, company, False, also, ())


def _asked(catalog: Catalog, carrier: Any, country: str | None) -> _Asked:
    """Return the carrier meant by an id, a company's name, a definition, or a result that has a carrier."""
    company = url = None
    if isinstance(carrier, str):
        if carrier not in catalog.carriers:
            named = catalog.company(carrier, country)
            listed = named.usual if isinstance(named, AmbiguousName) else named
            return _Asked(None, None, None) if listed is None else _Asked(listed.carrier.id, listed.company, None)
        id_: str | None = carrier
    else:
        if carrier is not None and not hasattr(carrier, "carrier") and not hasattr(carrier, "id"):
            text_of(carrier, "carrier")
        id_ = getattr(carrier, "carrier", getattr(carrier, "id", None))
        company, url = getattr(carrier, "company", None), getattr(carrier, "url", None)
        if id_ is None and company is None:
            return _Asked(None, None, None)
    if id_ is None or id_ not in catalog.carriers:
        return _Asked(None, company, url)
    return _Asked(id_, company or catalog.carriers[id_].place(country).company, url)
