"""Numbers in links: wrapped ones, sites that follow any carrier's parcels, carriers' own hosts."""

from __future__ import annotations

from urllib.parse import quote

import pytest

import tracking
from tests.test_text import FEDEX, UPS, USPS

UPS_PAGE = f"https://www.ups.com/track?loc=en_US&tracknum={UPS}"


def owners(text: str) -> list[tuple[str, str | None]]:
    found = tracking.find(text)
    for one in found:
        assert text[one.start : one.end] == one.number
    return [(one.number, one.carrier) for one in found]


def quoted(link: str) -> str:
    return quote(link, safe="")


@pytest.mark.parametrize(
    "link",
    [
        f"https://www.google.com/url?q={UPS_PAGE}&sa=D&ust=1795764515232215",
        f"https://www.google.com/url?sa=t&url={quoted(UPS_PAGE)}&usg=AOv",
        f"https://nam12.safelinks.protection.outlook.com/?url={quoted(UPS_PAGE)}&data=05%7C01&reserved=0",
        f"https://k7.r.eu-central-1.awstrack.me/L0/{quoted(UPS_PAGE)}/1/0107019d61a0736a-000000/Yh3=220",
        f"https://click.shop.example/ls/click?id=77768206364&url={quoted(UPS_PAGE)}&h=9c1f",
        f"https://urldefense.com/v3/__{UPS_PAGE}__;!!abc$",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__www.ups.com_track-3Floc-3Den-5FUS-26tracknum-3D"
        f"{UPS}&d=DwMFaQ&c=x",
        f"https://urldefense.com/v3/__https://www.ups.com/track*loc=en_US**Atracknum={UPS}__;PyYm!!abc$",
        f"https://click.shop.example/?to={quoted(f'https://a.example/r?u={quoted(UPS_PAGE)}')}",
        f"https://click.shop.example/?to={quoted(quoted(UPS_PAGE))}",
        f"https://t.17track.net/en#nums={UPS}",
        f"https://www.17track.net/en/track?nums={UPS}",
        f"https://parcelsapp.com/pl/tracking/{UPS}",
        f"https://shop.aftership.com/track/ups/{UPS}?lang=en",
        f"https://www.ups.com/mobile/track?requester=NES&trackNums={UPS}&loc=de_AT",
        f"https://www.ups.com/de/de/track/{UPS}/trackdetails",
        f"https://www.ups.com/track/#/number={UPS}",
    ],
)
def test_links_that_lead_to_a_carrier(link: str) -> None:
    assert owners(link) == owners(f'<a href="{link.replace("&", "&amp;")}">Track</a>') == [(UPS, "ups")]


@pytest.mark.parametrize(
    "page",
    ["de/privatkunden/dhl-sendungsverfolgung.html", "en/privatkunden/pakete-empfangen/verfolgen.html"],
)
def test_carriers_that_share_a_host(page: str) -> None:
    """Deutsche Post's codes of 20 characters are too plain to guess; its letters are told by their form."""
    for number, carrier in (("00340435069080100016", "dhl-de"), ("RC320145308DE", "deutsche-post")):
        assert owners(f"https://www.dhl.de/{page}?piececode={number}") == [(number, carrier)]


def test_what_a_page_puts_behind_its_number() -> None:
    assert owners("https://track.dpd.co.uk/parcels/15501234567890*19980") == [("15501234567890", "dpd-uk")]
    number = "3STERY010751747"
    assert owners(f"https://jouw.postnl.nl/track-and-trace/{number}-NL-1012AB") == [(number, "postnl")]


def test_the_carrier_in_an_aggregators_path() -> None:
    number = "041441760228964"
    assert owners(f"https://shop.aftership.com/fedex/{number}") == [(number, "fedex")]
    assert owners(f"https://shop.aftership.com/usps/{USPS}") == [(USPS, "usps")]
    assert owners("https://www.17track.net/en/carriers/100002") == owners("https://shop.aftership.com/") == []


@pytest.mark.parametrize(
    "link",
    [
        f"https://www.ups.com.evil.example/track?tracknum={UPS}",
        f"https://ups.com-track.example/{UPS}",
        f"https://www.ups.com@evil.example/track?tracknum={UPS}",
        f"https://evil.example/www.ups.com/track?tracknum={UPS}",
        f"https://evil.example/?u={quoted(f'https://ups.com.evil.example/?n={UPS}')}",
        f"https://17track.net.evil.example/#nums={UPS}",
        f"https://www.fedex.com/account?customer_id={FEDEX}",
        "https://a.example/?u=" + quoted("https://a.example/?u=") * 20 + quoted(UPS_PAGE),
    ],
)
def test_links_that_lead_elsewhere(link: str) -> None:
    assert owners(link) == []


def test_links_within_links_are_unwrapped_to_a_depth() -> None:
    link = UPS_PAGE
    for depth in range(1, 7):
        link = f"https://a{depth}.example/?u={quoted(link)}"
        assert bool(owners(link)) is (depth <= 4), depth
