"""Every company that the API's lists show is known by exactly that name, in the shops that see it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tracking

LISTS: dict[str, dict[str, dict[str, str]]] = json.loads(
    (Path(__file__).parent / "data" / "listed_names.json").read_text(encoding="utf-8")
)
LISTINGS = [
    pytest.param(scope, name, page, id=f"{version}-{scope}-{name}")
    for version, lists in LISTS.items()
    for scope, names in lists.items()
    for name, page in names.items()
]
NUMBER = "AB 12/3"


def test_the_lists_are_whole() -> None:
    sizes = {version: sum(map(len, lists.values())) for version, lists in LISTS.items()}
    assert sizes == {"rest_2025_10": 192, "graphql_2026_10": 195}
    assert len({name for names in LISTS["rest_2025_10"].values() for name in names}) == 170


@pytest.mark.parametrize(("scope", "name", "page"), LISTINGS)
def test_a_listed_name_is_known_and_leads_to_its_page(scope: str, name: str, page: str) -> None:
    country = None if scope == "global" else scope
    found = tracking.resolve(NUMBER, company=name, country=country)
    assert found.company == name
    assert found.carrier is not None
    assert not {problem.code for problem in found.problems} & {"company_unknown", "company_ambiguous"}
    if page == "number":
        assert found.via == "company"
        assert "AB%2012%2F3" in (found.url or "")
    elif page == "page":  # where the shopper types it
        assert found.via == "company"
        assert found.url is not None
        assert "page_without_number" in {problem.code for problem in found.problems}
    else:
        assert page == "none"


@pytest.mark.parametrize(("scope", "name", "page"), LISTINGS)
def test_it_is_known_in_any_spelling(scope: str, name: str, page: str) -> None:
    """Case, spaces and full-width letters do not matter; the listed spelling comes back."""
    country = None if scope == "global" else scope
    for spelling in (
        name.upper(),
        f"  {name.lower()} ",
        "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name),
    ):
        assert tracking.resolve(NUMBER, company=spelling, country=country).company == name


def test_no_other_name_is_said_to_be_listed() -> None:
    """What the definitions say of the lists is what the lists say, in either version."""
    known = {(scope, name) for lists in LISTS.values() for scope, names in lists.items() for name in names}
    claimed = {
        (scope, page.name or carrier.name)
        for carrier in tracking.carriers()
        for page in carrier.pages
        for scope in page.lists
    }
    assert claimed == known


def test_one_name_in_several_lists_leads_to_each_countrys_page() -> None:
    pages = {country: tracking.resolve("1", company="GLS", country=country).url for country in (None, "DE", "FR")}
    assert len(set(pages.values())) == 3
    assert tracking.resolve("1", company="DPD", country="NL").url != tracking.resolve("1", company="DPD").url
    carriers = {
        country: tracking.resolve("1", company="Fastway", country=country).carrier for country in ("AU", "IE", "ZA")
    }
    assert len(set(carriers.values())) == len(carriers)


def test_a_name_listed_only_elsewhere_is_known_all_the_same() -> None:
    """A shop in France that names a company of Australia's list means that company."""
    assert tracking.resolve("1", company="Direct Couriers", country="FR").company == "Direct Couriers"
