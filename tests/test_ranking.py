"""The order of matches and the decision, on both sides of every threshold."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tracking.definitions.compiled import ANYWHERE, HOME, NEVER
from tracking.matching import thresholds
from tracking.matching.ranking import Decision, Match, Rank, decide, deciding, in_order, is_plain_guess, rank

LITTLE = 0.01


def match(
    carrier: str, bits: float, tier: int = ANYWHERE, issued_elsewhere: bool = False, general: bool = False
) -> Match:
    format_: Any = SimpleNamespace(
        carrier_id=carrier,
        name="number",
        likely_mistyped=False,
        issued_by=("a",) if issued_elsewhere else (),
        check=None,
    )
    listed: Any = SimpleNamespace(company=carrier, carrier=SimpleNamespace(id=carrier, general=general))
    return Match(Rank(tier, issued_elsewhere, -bits), format_, bits, listed)


def kind(*matches: Match, least: float = 0.0) -> str:
    return decide(matches, least).kind


def test_nothing_decides_nothing() -> None:
    assert decide(()) == Decision("none")


def test_the_best_is_named_when_the_next_is_less_likely_by_the_tie() -> None:
    best = match("a", 10)
    assert decide((best, match("b", 10 - thresholds.TIE))) == Decision("named", best)
    near = match("b", 10 - thresholds.TIE + LITTLE)
    assert decide((best, near)) == Decision("ambiguous", best, (near,))


def test_a_rival_that_may_not_decide_is_none() -> None:
    assert kind(match("a", 10), match("b", 10, HOME)) == "named"
    assert kind(match("a", 10, HOME), match("b", 10, HOME)) == "weak"


def test_whoever_uses_anothers_numbers_is_no_rival_of_the_issuer() -> None:
    assert kind(match("a", 10), match("b", 12, issued_elsewhere=True)) == "named"
    users = match("a", 10, issued_elsewhere=True), match("b", 10, issued_elsewhere=True)
    assert kind(*users) == "ambiguous"


def test_no_bits_name_nobody() -> None:
    assert kind(match("a", 0)) == "weak"
    assert kind(match("a", LITTLE)) == "named"


def test_the_least_that_is_asked_for_names() -> None:
    assert kind(match("a", thresholds.STRONG), least=thresholds.STRONG) == "named"
    assert kind(match("a", thresholds.STRONG - LITTLE), least=thresholds.STRONG) == "weak"
    two = match("a", thresholds.STRONG - LITTLE), match("b", 3)
    assert kind(*two, least=thresholds.STRONG) == "ambiguous"


def test_a_general_format_names_nobody() -> None:
    general = match("gs1", 10, general=True)
    assert decide((general,)) == Decision("weak", general)
    other = match("a", 3)
    assert decide((general, other)) == Decision("ambiguous", general, (other,))


def test_the_named_carrier_is_told_only_when_one_is_named() -> None:
    best = match("a", 10)
    assert decide((best,)).listed is best.listed
    assert decide((best, match("b", 10))).listed is None


def test_those_that_may_decide_come_first() -> None:
    matches = match("a", 10), match("b", 9), match("c", 12, HOME)
    assert deciding(matches) == matches[:2]
    assert deciding(matches[:2]) == matches[:2]
    assert deciding(()) == ()


def test_one_match_a_carrier_in_order() -> None:
    wide, narrow, user, home = match("a", 3), match("a", 9), match("b", 20, issued_elsewhere=True), match("c", 30, HOME)
    issuer, last = in_order([home, wide, user, narrow])
    assert (issuer.rank, issuer.format, issuer.bits, issuer.listed) == (narrow.rank, narrow.format, 9, narrow.listed)
    assert (issuer.users, issuer.carriers, last) == ((user,), ("a", "b"), home)
    assert narrow.users == ()  # it may be another number's match as well
    assert in_order([home, user]) == (user, home)  # the issuer has no match
    assert [one.format.carrier_id for one in in_order([match("z", 5), match("y", 5)])] == ["y", "z"]


def ranked(country: str | None, *formats: tuple[str, float, int]) -> list[tuple[str, int, float]]:
    made: list[Any] = [
        SimpleNamespace(
            carrier_id=carrier,
            name="number",
            issued_elsewhere=False,
            issued_by=(),
            check=None,
            likely_mistyped=False,
            bits=bits,
            guess=tier,
        )
        for carrier, bits, tier in formats
    ]
    carriers: Any = {
        carrier: SimpleNamespace(id=carrier, local={carrier.upper()}, place=lambda country: None)
        for carrier, _, _ in formats
    }
    found = rank(made, "123", country, carriers)
    return [(one.format.carrier_id, one.rank.tier, one.rank.score) for one in found]


def test_the_country_counts_as_much_as_its_bits() -> None:
    more = 8 + thresholds.LOCAL
    assert ranked("DE", ("de", 8, ANYWHERE), ("us", more - LITTLE, ANYWHERE)) == [
        ("de", ANYWHERE, -more),
        ("us", ANYWHERE, -more + LITTLE),
    ]
    assert [id_ for id_, _, _ in ranked("DE", ("de", 8, ANYWHERE), ("us", more + LITTLE, ANYWHERE))] == ["us", "de"]


@pytest.mark.parametrize(
    ("country", "found"),
    [
        (None, [("us", ANYWHERE), ("de", HOME)]),
        ("DE", [("de", ANYWHERE), ("us", ANYWHERE)]),
        ("US", [("us", ANYWHERE), ("de", HOME)]),
    ],
)
def test_what_may_guess_at_home_only_does_so_there(country: str | None, found: list[tuple[str, int]]) -> None:
    order = ranked(country, ("de", 9, HOME), ("us", 5, ANYWHERE), ("never", 20, NEVER))
    assert [(id_, tier) for id_, tier, _ in order] == found


@pytest.mark.parametrize(("bits", "plain"), [(4.99, True), (5, False)])
def test_bare_digits_that_say_little_are_a_plain_guess(bits: float, plain: bool) -> None:
    def guess(digits_only: bool, explicit: int | None = None) -> Match:
        format_: Any = SimpleNamespace(digits_only=digits_only, guess=explicit)
        listed: Any = SimpleNamespace(carrier=SimpleNamespace(local={"US"}))
        return Match(Rank(ANYWHERE, False, -bits), format_, bits, listed)

    assert is_plain_guess(guess(True), "US") == is_plain_guess(guess(True, ANYWHERE), "DE") == plain
    assert not is_plain_guess(guess(False), "US")
    assert not is_plain_guess(guess(True, ANYWHERE), "US")
