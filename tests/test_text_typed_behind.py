"""Numbers as people type them, with what names their carrier behind them, and in groups of their own."""

from __future__ import annotations

import pytest

import tracking

RESOLVER = tracking.Resolver()
DPD = "15507733221144"


def owners(text: str, country: str | None = None) -> list[tuple[str, str | None]]:
    return [(found.number, found.carrier) for found in RESOLVER.find(text, country)]


@pytest.mark.parametrize(
    "text",
    [
        "I still have {}, that's with DPD and nobody answers",
        "{}, it's dpd",
        "CE485554255IE (An Post, my first item) and {}, which is with DPD",
        "{}, das ist bei DPD",
        "{} liegt bei DPD",
        "{}, c'est chez DPD",
        "{}, es con DPD",
        "{}, è con DPD",
        "{}, dat is bij DPD",
        "{}, to jest w DPD",
    ],
)
def test_a_verb_joins_a_name_to_the_number_before_it(text: str) -> None:
    assert (DPD, "dpd-uk") in owners(text.format(DPD), "GB")


@pytest.mark.parametrize(
    "text",
    [
        "I have {}, that's not with DPD",
        "{}, das ist nicht DPD",
        "{}, to nie jest DPD",
        "Order {}, that's with DPD",
        "the order (see below) has {}, that's with DPD",
        "{}, it's DPD's order number",
        "{}, and DPD",
        "{}, or is it DPD?",
        "the locker {} is with DPD",
        "the code {} is with DPD",
        "{}, that's with Zebra",
    ],
)
def test_other_words_join_no_name(text: str) -> None:
    assert owners(text.format(DPD), "GB") == []


GROUPS = "h00a 4081 2367 9100"


@pytest.mark.parametrize(
    "text", ["hi its {} evri, not here", "evri {} not here", "evri: {} not here", "its {}, that's evri"]
)
def test_small_letters_in_groups_beside_a_small_name(text: str) -> None:
    assert owners(text.format(GROUPS), "GB") == [(GROUPS, "evri")]


def test_a_number_in_groups_needs_its_carriers_name() -> None:
    assert owners(f"hi its {GROUPS}, not here", "GB") == []
    assert owners(f"hi its {GROUPS[:-1]}6 evri, not here", "GB") == []  # the check digit is wrong
    assert owners(f"my order evri {GROUPS} not here", "GB") == []


@pytest.mark.parametrize("number", ["cpabk 3306 71245", "CPABK 3306 71245", "cpabk 330671245", "cpabk-3306-71245"])
def test_several_letters_apart_behind_a_name(number: str) -> None:
    assert owners(f"couriersplease no {number} left at the gate", "AU") == [(number, "couriers-please")]
    assert owners(f"they said no {number} left at the gate", "AU") == []
    assert owners(f"couriersplease order {number} left at the gate", "AU") == []


@pytest.mark.parametrize("number", ["{}-{} {}", "{} {}{}", "{} {} {}", "{}-{}-{}"])
def test_an_air_waybill_with_spaces(number: str) -> None:
    right, wrong = (number.format("607", "4700", last) for last in ("7590", "7591"))
    assert owners(f"- Etihad Cargo, AWB {right}, EY972/30NOV") == [(right, "etihad-cargo")]
    assert owners(f"- Etihad Cargo, AWB {wrong}, EY972/30NOV") == []
    assert owners(f"- Etihad Cargo, tel. {right}, EY972/30NOV") == []


def test_an_air_waybill_beside_a_name_has_a_hyphen() -> None:
    assert owners("30 NOV: 607-4700 7590 Etihad Cargo") == [("607-4700 7590", "etihad-cargo")]
    assert owners("30 NOV: 607 4700 7590 Etihad Cargo") == []
    assert owners("020 607-4700 7590 Etihad Cargo") == []


@pytest.mark.parametrize(
    "link",
    [
        "https://www.loggi.com/rastreador/QRT7XK52",
        "https://click.example.com/f/a/9b?upn=u1&u=https%3A%2F%2Fwww.loggi.com%2Frastreador%2FQRT7XK52&s=4c",
    ],
)
def test_a_code_in_a_carriers_own_page(link: str) -> None:
    assert owners(link) == [("QRT7XK52", "loggi")]
    assert owners(link.replace("QRT7XK52", "qrt7xk52")) == owners(link.replace("QRT7XK52", "AJUDANET")) == []


def test_a_beginning_as_other_numbers_have_it_is_not_sure() -> None:
    assert owners("Auftragsnummer Ihrer Bestellung im Shop: A00315 2204") == []
    assert owners("A00315 2204") == [("A00315 2204", "allegro-one")]
