"""What a company name means, step by step, with carriers made up for it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.made_up import NUMBER, carrier, number_format, resolver
from tracking.definitions.carrier import Carrier, Page


def shown(name: str, *lists: str, also: str = "") -> Page:
    return Page(
        name=name, lists=lists, url=f"https://{also or name.lower().replace(' ', '-')}.example.com/" + "{number}"
    )


def named(id_: str, *pages: Page, **fields: Any) -> Carrier:
    return Carrier(**{"id": id_, "name": id_.title(), "pages": pages, **fields})


def meant(name: str, *carriers: Carrier, country: str | None = None) -> str | None:
    return resolver(*carriers).resolve("1", name, country=country).carrier


@pytest.mark.parametrize(("country", "carrier_id"), [(None, "global"), ("DE", "german"), ("US", "global")])
def test_a_countrys_list_comes_before_the_global_one(country: str | None, carrier_id: str) -> None:
    carriers = named("global", shown("Zebra", "global")), named("german", shown("Zebra", "DE"))
    for name in ("Zebra", "zebra!"):
        assert meant(name, *carriers, country=country) == carrier_id


def test_exact_comes_before_folded() -> None:
    carriers = named("a", shown("ZEBRA", "global")), named("b", shown("Zebra", "global"))
    assert meant("ZEBRA", *carriers) == "a"
    assert meant("Zebra", *carriers) == "b"
    assert meant("zebra", *carriers) is None


def test_an_exact_global_name_comes_before_a_countrys_folded_one() -> None:
    carriers = named("a", shown("ZEBRA", "DE")), named("b", shown("Zebra", "global"))
    assert meant("Zebra", *carriers, country="DE") == "b"
    assert meant("zebra", *carriers, country="DE") == "a"


def test_a_listed_name_comes_before_an_alias() -> None:
    carriers = named("a", shown("Antelope", "global"), aliases=("Zebra",)), named("b", shown("Zebra", "global"))
    assert meant("zebra", *carriers) == "b"


def test_an_alias_of_a_local_carrier_comes_before_one_of_a_global_carrier() -> None:
    carriers = (
        named("a", shown("Antelope", "global"), aliases=("Zebra",)),
        named("b", shown("Buffalo", "DE"), aliases=("Zebra",)),
        named("c", shown("Cheetah", "FR"), aliases=("Zebra",)),
    )
    assert meant("Zebra", *carriers, country="DE") == "b"
    assert meant("Zebra", *carriers, country="FR") == "c"
    assert meant("Zebra", *carriers, country="US") == meant("Zebra", *carriers) == "a"


def test_a_carrier_on_no_list_is_known_everywhere() -> None:
    carriers = named("zebra", shown("Antelope"), country="DE"), named("b", shown("Zebra", "FR"))
    assert meant("zebra", *carriers, country="US") == meant("zebra", *carriers) == "zebra"
    assert meant("antelope", *carriers) == "zebra"


def test_an_alias_comes_before_what_is_listed_only_elsewhere() -> None:
    carriers = named("a", shown("Antelope", "global"), aliases=("Zebra",)), named("b", shown("Zebra", "DE"))
    assert meant("zebra", *carriers) == meant("Zebra", *carriers, country="US") == "a"


def test_what_is_listed_only_elsewhere_comes_before_an_alias_from_elsewhere() -> None:
    carriers = named("a", shown("Antelope", "FR"), aliases=("Zebra",)), named("b", shown("Zebra", "DE"))
    assert meant("Zebra", *carriers) == "b"
    assert meant("Zebra", carriers[0]) == "a"


def test_two_carriers_at_one_step_are_not_decided() -> None:
    carriers = [named(id_, shown("Zebra", "global", also=id_)) for id_ in ("a", "b")]
    for name in ("Zebra", "zebra"):
        found = resolver(*carriers).resolve("1", name)
        assert (found.carrier, found.company) == (None, name)
        (problem,) = (one for one in found.problems if one.code == "company_ambiguous")
        assert "Zebra (a), Zebra (b)" in problem.message


def test_a_general_format_is_no_company() -> None:
    general = named("zebra", shown("Zebra", "global"), aliases=("Antelope",), general=True, numbers=(number_format(9),))
    for name in ("Zebra", "zebra", "Antelope"):
        assert meant(name, general) is None
    (candidate,) = resolver(general).identify(NUMBER)
    assert (candidate.carrier, candidate.company) == ("zebra", None)


def test_the_name_by_which_it_was_found_is_the_company() -> None:
    two = named("zebra", shown("Zebra", "global"), shown("Zebra Express", "global"), aliases=("Zebra Rapid",))
    made = resolver(two)
    for name, company in (("zebra", "Zebra"), ("zebra express", "Zebra Express"), ("Zebra Rapid", "Zebra")):
        found = made.resolve("1", name)
        assert (found.company, found.url) == (company, f"https://{company.lower().replace(' ', '-')}.example.com/1")


def test_a_carrier_that_a_name_means_twice_is_known_by_the_first() -> None:
    two = named("zebra", shown("ZEBRA", "global", also="one"), shown("Zebra", "global", also="two"))
    assert resolver(two).resolve("1", "zebra").company == "ZEBRA"


@pytest.mark.parametrize(
    ("country", "company"), [("DE", "Zebra DE"), (None, "Zebra"), ("US", "Zebra"), ("FR", "Zebra FR")]
)
def test_a_number_names_its_carrier_as_the_shops_list_does(country: str | None, company: str) -> None:
    zebra = named(
        "zebra",
        shown("Zebra DE", "DE"),
        shown("Zebra FR", "FR"),
        shown("Zebra", "global"),
        numbers=(number_format(9),),
    )
    found = resolver(zebra).resolve(NUMBER, country=country)
    assert (found.company, found.url) == (company, f"https://{company.lower().replace(' ', '-')}.example.com/{NUMBER}")


def test_a_carrier_is_local_where_it_is_at_home_and_where_it_is_listed() -> None:
    zebra = named("zebra", shown("Zebra", "DE"), country="FR", numbers=(number_format(4),))
    found = {country: bool(resolver(zebra).resolve(NUMBER, country=country).carrier) for country in ("DE", "FR", "US")}
    assert found == {"DE": True, "FR": True, "US": False}


def test_pages_of_other_names_are_not_the_companys() -> None:
    zebra = named("zebra", Page(name="Zebra", lists=("global",)), shown("Zebra Express"), numbers=(number_format(9),))
    assert resolver(zebra).resolve(NUMBER).url is None


def test_made_up_carriers_are_on_the_global_list() -> None:
    assert meant("B", carrier("A"), carrier("B")) == "b"
