"""Numbers that several carriers could have: whom a country names, and who is only shown."""

from __future__ import annotations

import random

import pytest

import tracking
from tests.made_up import NUMBER, carrier, codes, number_format, resolver
from tracking.definitions.algorithms import DECIMALS
from tracking.spelling.countries import TERRITORIES


def ids(candidates: tuple[tracking.Candidate, ...]) -> list[str]:
    return [one.carrier for one in candidates]


@pytest.mark.parametrize(
    ("country", "length", "begin"), [("DE", 11, ""), ("DE", 14, "0"), ("KR", 12, ""), ("IT", 12, ""), ("ES", 12, "")]
)
def test_one_check_digit_names_nobody_where_others_have_plain_digits(country: str, length: int, begin: str) -> None:
    source = random.Random(length)
    for _ in range(300):
        number = begin + "".join(source.choices(DECIMALS, k=length - len(begin)))
        found = tracking.resolve(number, country=country)
        assert found.carrier is None or found.candidates[0].evidence >= 5, number


def test_it_is_ambiguous_with_the_carriers_that_have_them() -> None:
    found = tracking.resolve("986578788855", country="KR")
    assert codes(found.problems) == codes(tracking.validate("986578788855", country="KR").problems) == ["ambiguous"]
    assert "FedEx, CJ Logistics, Hanjin" in found.problems[0].message


def test_but_at_home_what_may_guess_anywhere_names() -> None:
    assert tracking.resolve("986578788855", country="US").carrier == "fedex"
    assert tracking.resolve("986578788855", country="PR").carrier == "fedex"
    assert tracking.resolve("986578788855").carrier == "fedex"


def test_sixteen_digits_are_nobodys_without_a_country() -> None:
    number = "7035114477138472"
    found = tracking.resolve(number)
    assert (found.carrier, codes(found.problems)) == (None, ["ambiguous"])
    assert {one.carrier for one in found.candidates} >= {"canada-post", "evri", "correos-express"}
    for country, id_ in (("CA", "canada-post"), ("GB", "evri"), ("ES", "correos-express")):
        assert tracking.identify(number, country)[0].carrier == id_


@pytest.mark.parametrize(
    ("number", "country"), [("6078012345678", None), ("C1004444443", None), ("20450000000001", "US")]
)
def test_what_one_source_saw_names_nobody_elsewhere(number: str, country: str | None) -> None:
    assert tracking.resolve(number, country=country).carrier is None
    assert tracking.identify(number, country)


@pytest.mark.parametrize(
    ("number", "owner", "users"),
    [
        ("XR123456785CO", "4-72", "Chrono Shop2Shop"),
        ("802269919937015457", "ups", "UPS Mail Innovations"),
        ("9400111206206406260787", "usps", "DHL eCommerce"),
    ],
)
def test_users_of_anothers_numbers_are_shown_with_it(number: str, owner: str, users: str) -> None:
    first, *others = tracking.identify(number)
    assert (first.carrier, users in first.also_used_by) == (owner, True)
    assert all(users != one.company for one in others)


def test_users_of_numbers_that_no_post_issues_are_no_candidates() -> None:
    found = tracking.resolve("XR123456785KY")
    assert (found.carrier, found.candidates, codes(found.problems)) == (None, (), ["weak"])
    assert "Chrono Shop2Shop" in found.problems[0].message
    assert tracking.validate("XR123456785KY").ok


def test_who_brings_numbers_of_some_posts_or_airlines_is_not_shown_with_all() -> None:
    for number in ("RB123456785CO", "RB123456785CN", "176-12345675", "114-12345675"):
        shown = {
            *ids(tracking.identify(number)),
            *[user for one in tracking.identify(number) for user in one.also_used_by],
        }
        assert not shown & {
            "SkyPostal",
            "APC",
            "Asendia USA",
            "azul-cargo",
            "latam-cargo",
            "LATAM Cargo",
            "Azul Cargo Express",
        }
    assert "SkyPostal" in tracking.identify("NX209289700BR")[0].also_used_by
    assert tracking.resolve("577-96834850").carrier == "azul-cargo"


def test_untracked_items_of_some_posts_keep_no_check_digit() -> None:
    for country in ("MU", "VU", "SB", "TO"):
        for digit in "04":
            found = tracking.resolve(f"UA12345678{digit}{country}")
            assert (found.carrier is None, codes(found.problems).count("check_digit")) == (False, 0)
        assert tracking.resolve(f"RA123456784{country}").carrier is None


def test_what_others_print_is_not_named_for_its_first_letters() -> None:
    assert tracking.resolve("PL000012345678").carrier is None
    assert tracking.resolve("6078012345678", country="KR").carrier == "korea-post"
    assert tracking.resolve("123456789015", country="KR").carrier is None


def test_a_country_makes_the_list_no_poorer() -> None:
    """Every sample of every carrier has in any country the candidates that it has without one.

    Nobody is new but who was shown with the owner: an airline is a candidate at home and else a user of air waybills.
    """
    names = {known.id: known.name for known in tracking.carriers()}
    for known in tracking.carriers():
        for number in [one for form in known.numbers for one in form.valid[:2]]:
            found = tracking.identify(number)
            without, users = set(ids(found)), {name for one in found for name in one.also_used_by}
            for country in ("US", "DE", "KR", "RE"):
                there = set(ids(tracking.identify(number, country)))
                assert without <= there, (number, country)
                assert {names[one] for one in there - without} <= users, (number, country)


def test_foreign_home_formats_come_last() -> None:
    made = resolver(carrier("Home", number_format(3), country="DE"), carrier("Foreign", number_format(4), country="US"))
    assert ids(made.identify(NUMBER, "DE")) == ["home", "foreign"]
    assert ids(made.identify(NUMBER, "US")) == ["foreign", "home"]
    assert made.resolve(NUMBER, country="DE").carrier == "home"


def test_territories_are_no_states() -> None:
    states = set(TERRITORIES)
    territories = [one for of in TERRITORIES.values() for one in of]
    assert len(territories) == len(set(territories))
    assert not states & set(territories)
    assert {"GP", "MQ", "GF", "RE", "YT", "NC", "PF"} <= set(TERRITORIES["FR"])
    assert {"IM", "JE", "GG"} <= set(TERRITORIES["GB"])
    assert {"PR", "GU", "VI"} <= set(TERRITORIES["US"])
