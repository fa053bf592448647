"""What decides: an explicit URL, a known company, a number; with carriers made up for it."""

from __future__ import annotations

import pytest

from tests.made_up import NUMBER, carrier, codes, number_format, resolver
from tracking.definitions.carrier import Page

UNKNOWN = "Nordwind Parcels"
SHARED = "https://parcels.example.com/{number}"


def sharing(name: str, bits: float, *lists: str) -> object:
    return carrier(name, number_format(bits), pages=(Page(name=name, lists=lists, url=SHARED),))


def test_a_number_tells_whose_the_shared_page_is() -> None:
    url = SHARED.replace("{number}", NUMBER)
    other = carrier("C", number_format(8, pattern="ZZ[0-9]{8}"), pages=(Page(name="C", lists=("global",), url=SHARED),))
    assert resolver(other, sharing("B", 8, "global")).resolve(url=url).carrier == "b"
    assert resolver(other, sharing("A", 6, "global"), sharing("B", 8, "global")).resolve(url=url).carrier == "b"


@pytest.mark.parametrize(("lists", "named"), [((), "a"), (("DE",), None)])
def test_else_the_only_one_that_is_listed(lists: tuple[str, ...], named: str | None) -> None:
    url = SHARED.replace("{number}", "Q1")
    assert resolver(sharing("A", 6, "global"), sharing("B", 8, *lists)).resolve(url=url).carrier == named


@pytest.mark.parametrize("bits", [8, 12])
def test_a_url_and_an_unknown_company(bits: float) -> None:
    """A strong number tells the carrier; the company stays as it was given."""
    made = resolver(carrier("A", number_format(min(bits, 10))), carrier("B", number_format(0)))
    found = made.resolve(NUMBER, UNKNOWN, "https://shop.example.com/1")
    assert (found.carrier, found.company, found.via) == ("a" if bits > 10 else None, UNKNOWN, "url")


def test_a_carriers_page_stands_beside_a_known_company_and_a_strong_number() -> None:
    made = resolver(carrier("A", number_format(10)), carrier("B", number_format(6)))
    page = "https://b.example.com/AA00099999"
    found = made.resolve(NUMBER, url=page)
    assert (found.carrier, found.company, found.url, found.number) == ("b", "B", page, NUMBER)
    assert codes(found.problems) == ["number_differs"]
    found = made.resolve(NUMBER, "A", page)
    assert (found.carrier, found.company, found.url) == ("a", "A", page)
    found = made.resolve(url=page)
    assert (found.carrier, found.number, [one.carrier for one in found.candidates]) == ("b", "AA00099999", ["a", "b"])
    assert codes(made.resolve("AA 000 99999", url=page).problems) == []
