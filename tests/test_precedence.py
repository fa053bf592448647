"""What decides: an explicit URL, a known company, a number; with carriers made up for it."""

from __future__ import annotations

import pytest

from tests.made_up import CHECK, NUMBER, WRONG, carrier, codes, number_format, resolver
from tracking.definitions.carrier import Carrier, NumberFormat, Page

UNKNOWN = "Nordwind Parcels"
SHARED = "https://parcels.example.com/{number}"


def sharing(name: str, bits: float, *lists: str) -> Carrier:
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


# What is said beside an answer.

SHOP = "https://shop.example.com/1"


def test_a_url_answers_what_a_number_does_not() -> None:
    weak = resolver(carrier("A", number_format(4)))
    assert codes(weak.resolve("HELLO").problems) == ["number_unknown"]
    assert codes(weak.resolve("HELLO", url=SHOP).problems) == codes(weak.resolve(NUMBER, url=SHOP).problems) == []
    assert codes(weak.validate(NUMBER, url=SHOP).problems) == []
    assert codes(weak.validate("HELLO", url=SHOP).problems) == ["number_unknown"]


def test_a_wrong_check_digit_is_told_beside_a_url() -> None:
    made = resolver(carrier("A", number_format(9, check=CHECK)))
    for found in (made.resolve(WRONG, url=SHOP), made.validate(WRONG, url=SHOP)):
        assert codes(found.problems) == ["check_digit"]
    assert codes(made.resolve(WRONG, UNKNOWN, SHOP).problems) == ["company_unknown", "check_digit"]


def test_an_ambiguous_number_is_told_unless_the_page_tells_the_carrier() -> None:
    made = resolver(carrier("A", number_format(11)), carrier("B", number_format(11)), carrier("C", number_format(0)))
    for found in (made.resolve(NUMBER), made.resolve(NUMBER, url=SHOP), made.validate(NUMBER, url=SHOP)):
        assert codes(found.problems) == ["ambiguous"]
    assert codes(made.resolve(NUMBER, url=f"https://c.example.com/{NUMBER}").problems) == []


def test_five_carriers_are_told_of() -> None:
    for bits, code in ((4, "weak"), (6, "ambiguous")):
        made = resolver(*(carrier(name, number_format(bits)) for name in "ABCDEFG"))
        for found in (made.resolve(NUMBER), made.validate(NUMBER)):
            (problem,) = found.problems
            assert problem.code == code
            assert "A, B, C, D, E;" in problem.message or "A, B, C, D, E," in problem.message
            assert "F" not in problem.message


def test_a_company_without_formats() -> None:
    made = resolver(carrier("A"))
    assert codes(made.resolve("HELLO", "A").problems) == []
    found = made.validate("HELLO", "A")
    assert (found.ok, codes(found.problems)) == (True, ["format_unknown"])


def test_a_page_that_names_no_number_is_not_anothers() -> None:
    page = Page(name="A", lists=("global",), url="https://a.example.com/track")
    found = resolver(carrier("A", number_format(10), pages=(page,))).resolve(NUMBER, url=str(page.url))
    assert (found.carrier, codes(found.problems)) == ("a", [])


def test_several_carriers_of_one_name() -> None:
    """The number decides among them; where one of them has no known formats, any number will do."""

    def named(id_: str, *formats: NumberFormat) -> Carrier:
        pages = (Page(name="Zebra", lists=("global",), url=f"https://{id_}.example.com/" + "{number}"),)
        return carrier("Zebra", *formats, id=id_, pages=pages)

    two = named("a", number_format(3, guess="anywhere")), named("b", number_format(9, pattern="ZZ[0-9]{8}"))
    made = resolver(*two, carrier("Other", number_format(9)))
    found = made.resolve(NUMBER, "Zebra")
    assert (found.carrier, codes(found.problems)) == ("a", [])
    found = made.resolve("HELLO", "Zebra")
    assert (found.carrier, codes(found.problems)) == (None, ["company_ambiguous", "number_unknown"])
    for number, ok in ((NUMBER, True), ("ZZ12345678", True), ("HELLO", False)):
        assert made.validate(number, "Zebra").ok is ok
    assert resolver(*two, named("c")).validate("HELLO", "Zebra").ok


def test_what_a_page_needs_besides_the_number() -> None:
    page = Page(name="A", lists=("global",), url="https://a.example.com/{number}/{postal_code}/{language}")
    (problem,) = resolver(carrier("A", pages=(page,))).resolve("HELLO", "A").problems
    assert (problem.code, problem.message) == ("page_needs", "the page of A also needs language and postal_code")


def test_beside_a_url_a_number_that_is_not_strong_is_ambiguous_where_several_have_it() -> None:
    made = resolver(carrier("A", number_format(9)), carrier("B", number_format(6)))
    assert codes(made.validate(NUMBER).problems) == codes(made.resolve(NUMBER).problems) == []
    for found in (made.resolve(NUMBER, url=SHOP), made.validate(NUMBER, url=SHOP)):
        assert codes(found.problems) == ["ambiguous"]


def test_a_known_companys_page_gets_the_key_of_a_number_that_it_reads_and_else_the_number_as_given() -> None:
    made = resolver(carrier("A", number_format(9)))
    assert made.resolve("aa 000-12345", "A").url == "https://a.example.com/AA00012345"
    assert made.resolve("hel-lo", "A").url == "https://a.example.com/hel-lo"
    assert resolver(carrier("A")).resolve("aa 000-12345", "A").url == "https://a.example.com/aa%20000-12345"


def test_a_number_of_another_carrier_is_told_unless_that_one_only_uses_it() -> None:
    for issuers, told in (((), True), (("known",), False)):
        known = carrier("Known", number_format(8, pattern="ZZ[0-9]{8}"))
        made = resolver(known, carrier("Other", number_format(10, issued_by=issuers)))
        for found in (made.resolve(NUMBER, "Known"), made.validate(NUMBER, "Known")):
            assert codes(found.problems) == ["format_mismatch", *["carrier_differs"] * told]


def test_a_wrong_check_digit_is_told_beside_an_unknown_company() -> None:
    found = resolver(carrier("A", number_format(9, check=CHECK))).validate(WRONG, UNKNOWN)
    assert (found.ok, codes(found.problems)) == (False, ["company_unknown", "check_digit"])


def test_of_a_name_that_several_bear_only_their_formats_count() -> None:
    """And any evidence is enough, since the company was named."""
    elsewhere = carrier("B", number_format(8, pattern="ZZ[0-9]{8}"), aliases=("Both",))
    made = resolver(carrier("A", number_format(7), aliases=("Both",)), elsewhere, carrier("C", number_format(12)))
    assert made.resolve(NUMBER).carrier == "c"
    assert made.resolve(NUMBER, "Both").carrier == "a"


@pytest.mark.parametrize("bits", [6, 12])
def test_of_carriers_that_a_number_fits_as_well_it_names_the_one_whose_format_may_guess(bits: float) -> None:
    """Whatever another carrier's format says, and however little theirs does."""
    silent = carrier("B", number_format(6, guess="never"), aliases=("Both",))
    made = resolver(carrier("A", number_format(6), aliases=("Both",)), silent, carrier("C", number_format(bits)))
    assert made.resolve(NUMBER).carrier == (None if bits == 6 else "c")
    found = made.resolve(NUMBER, "Both")
    assert (found.carrier, found.via, codes(found.problems)) == ("a", "pattern", ["company_ambiguous"])


def test_the_company_that_is_given_counts_more_than_one_in_the_cell() -> None:
    made = resolver(carrier("Alphaline", number_format(10)), carrier("Bravoline", number_format(10)))
    assert made.resolve(f"Bravoline {NUMBER}").carrier == "bravoline"
    assert made.resolve(f"Bravoline {NUMBER}", "Alphaline").carrier == "alphaline"
