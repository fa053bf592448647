from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import tracking
from tests.far_side import MANY, ONE, UPS, Rig, codes
from tracking.fulfillment.policy import COVERED, REFUSED, WARNED, Policy
from tracking.fulfillment.shipment import Shipment, ShipmentLine
from tracking.resolving.problems import PROBLEMS


@pytest.mark.parametrize(
    ("shipment", "policy", "code"),
    [
        (
            Shipment(order=ONE, numbers=("1Z001985YW99744791",), company="UPS"),
            {"wrong_check_digit": "refuse"},
            "check_digit",
        ),
        (Shipment(order=ONE, numbers=("X",), company="Nobody"), {"unknown_company": "refuse"}, "company_unknown"),
        (Shipment(order=ONE, numbers=("1.23e+21",)), {}, "number_rounded"),
        (Shipment(order=ONE, numbers=("123456789012.0",)), {}, "number_rounded"),
        (Shipment(order="4.50789E+08", numbers=(UPS,)), {}, "order_rounded"),
        (Shipment(order="  ", numbers=(UPS,)), {}, "order_missing"),
        (Shipment(order=ONE, numbers=(" ",)), {}, "number_empty"),
        (Shipment(order=ONE, numbers=("X",), urls=("ftp://x.example/",)), {}, "url_invalid"),
        (Shipment(order=ONE, numbers=("X",), lines=(ShipmentLine(quantity=0),)), {}, "quantity_invalid"),
    ],
)
def test_refused_before_anything_is_sent(rig: Rig, shipment: Shipment, policy: dict[str, Any], code: str) -> None:
    outcome = rig.pipeline(**policy).create(shipment)
    assert outcome.state == "refused"
    assert code in codes(outcome)
    assert not rig.far.calls


def test_a_wrong_check_digit_is_a_warning(rig: Rig) -> None:
    outcome = rig.pipeline().create(Shipment(order=ONE, numbers=("1Z001985YW99744791",), company="ups"))
    assert (outcome.state, codes(outcome), outcome.tracking.company) == ("done", ["check_digit"], "UPS")


def test_an_ambiguous_number_goes_without_a_company(rig: Rig, tmp_path: Path) -> None:
    folder = tmp_path / "carriers"
    folder.mkdir()
    for name in ("one", "two"):
        definition = f"""
name: {name.title()}
country: US
website: https://{name}.example
numbers:
  - name: parcel
    pattern: QX[0-9]{{8}}YZ
    valid: [QX12345678YZ]
    invalid: [QX1]
    guess: anywhere
    sources: [https://{name}.example]
verified: 2026-11-21
"""
        (folder / f"{name}.yaml").write_text(definition)
    resolver = tracking.Resolver(tracking.load_carriers(folder), builtin=False)
    asked = rig.far.sent
    shipment = Shipment(order=ONE, numbers=("QX12345678YZ",))
    refused = rig.pipeline(resolver, ambiguous_number="refuse").create(shipment)
    assert (refused.state, codes(refused), asked) == ("refused", ["ambiguous"], [])
    outcome = rig.pipeline(resolver).create(shipment)
    assert (outcome.state, codes(outcome), asked[0].tracking.company) == ("done", ["ambiguous"], None)


def test_a_number_that_says_too_little_is_as_one_of_several_carriers(rig: Rig) -> None:
    weak = "600078420325"
    refused = rig.pipeline(ambiguous_number="refuse").create(Shipment(order=ONE, numbers=(weak,)))
    assert (refused.state, codes(refused), rig.far.sent) == ("refused", ["weak"], [])
    named = Shipment(order=ONE, numbers=(weak,), company="Nordwind Parcels")
    outcome = rig.pipeline(ambiguous_number="refuse").create(named)
    assert (outcome.state, codes(outcome)) == ("done", ["company_unknown", "weak"])


def test_every_problem_of_a_resolution_is_covered_by_a_policy_or_a_warning() -> None:
    raised = {code for code, row in PROBLEMS.items() if "resolve" in row.raised_by}
    covered = [code for codes in COVERED.values() for code in codes]
    assert sorted([*covered, *REFUSED, *WARNED]) == sorted(raised)
    assert set(COVERED) < set(Policy.__struct_fields__)


def test_several_numbers(rig: Rig) -> None:
    numbers = (UPS, "1Z879E930346834440")
    outcome = rig.pipeline().create(Shipment(order=ONE, numbers=numbers))
    assert outcome.tracking.numbers == numbers
    assert [url.rpartition("=")[2] for url in outcome.tracking.urls] == list(numbers)


def test_several_numbers_where_a_fulfillment_holds_one(rig: Rig) -> None:
    rig.far.numbers_per_fulfillment = 1
    outcome = rig.pipeline().create(Shipment(order=ONE, numbers=(UPS, "1Z879E930346834440")))
    assert (outcome.state, codes(outcome)) == ("refused", ["several_numbers"])
    assert not rig.far.calls


def test_a_companys_text_means_one_carrier_for_all_numbers(rig: Rig) -> None:
    outcome = rig.pipeline().create(Shipment(order=ONE, numbers=("986578788855", "X1"), company="FedEx Whse Zorro"))
    assert outcome.tracking.company == "FedEx"
    assert {"company_guessed", "company_unknown"} <= set(codes(outcome))
    assert "companies_differ" not in codes(outcome)


def test_two_carriers_in_one_fulfillment(rig: Rig) -> None:
    outcome = rig.pipeline().plan(Shipment(order=ONE, numbers=(UPS, "RR123456785CN")))
    assert "companies_differ" in codes(outcome)
    assert outcome.tracking.company is None
    assert len(outcome.tracking.urls) == 2


UPS_PAGE = "https://www.ups.com/track?loc=en_US&tracknum="


def test_a_carriers_own_page_tells_the_number_that_goes_with_it(rig: Rig) -> None:
    pages = (UPS_PAGE + UPS, UPS_PAGE + "1Z879E930346834440")
    outcome = rig.pipeline().create(Shipment(order=ONE, urls=pages))
    assert (outcome.state, codes(outcome)) == ("done", [])
    sent = rig.far.sent[0].tracking
    assert (sent.company, sent.numbers, sent.urls) == ("UPS", (UPS, "1Z879E930346834440"), pages)
    pages = pages[::-1]
    rig.pipeline().update_tracking(outcome.fulfillment_id or 0, urls=pages[:1])
    (stored,) = rig.far.fulfillments(outcome.order_id or 0)
    assert (stored.tracking.numbers, stored.tracking.urls) == (("1Z879E930346834440",), pages[:1])


@pytest.mark.parametrize(
    ("numbers", "urls", "company", "sent", "code"),
    [
        ((), ("https://x.example/1",), None, ((), 1), "url_without_number"),
        (("A1",), ("https://x.example/1", "https://x.example/2"), None, (("A1",), 2), "url_without_number"),
        (("A1",), ("https://x.example/1", ""), "Nobody", (("A1",), 1), None),
        ((), (UPS_PAGE + UPS, "https://x.example/2"), None, ((UPS,), 2), "url_without_number"),
        (("A1", "B2"), ("https://x.example/1",), "Nobody", (("A1", "B2"), 1), "url_missing"),
        (("A1", "B2"), ("", "https://x.example/2"), "Nobody", (("A1", "B2"), 0), "url_missing"),
        (("A1", "B2"), (), "Nobody", (("A1", "B2"), 0), None),
        (("A1", "B2"), ("https://x.example/1",), "UPS", (("A1", "B2"), 2), None),
        (("A1",), ("https://x.example/1;https://x.example/2",), "Nobody", (("A1",), 1), "urls_joined"),
        (("A1",), ("https://x.example/1;2",), "Nobody", (("A1",), 1), None),
    ],
)
def test_numbers_and_pages_that_do_not_go_together_are_told(
    rig: Rig, numbers: Any, urls: Any, company: str | None, sent: Any, code: str | None
) -> None:
    outcome = rig.pipeline().plan(Shipment(order=ONE, numbers=numbers, urls=urls, company=company))
    assert (outcome.tracking.numbers, len(outcome.tracking.urls)) == sent
    told = {"url_without_number", "url_missing", "urls_joined"}.intersection(codes(outcome))
    assert told == ({code} if code else set())


def test_customers_hear_of_it_only_when_asked(rig: Rig) -> None:
    asked = rig.far.sent
    lines = (ShipmentLine(quantity=1),)
    for place, (policy, shipment) in enumerate([(False, None), (True, None), (True, False), (False, True)]):
        one = Shipment(order=MANY, numbers=(f"N{place}",), lines=lines, notify_customer=shipment)
        rig.pipeline(notify_customer=policy).create(one)
    assert [request.notify_customer for request in asked] == [False, True, False, True]


def test_digits_that_look_lost_are_told(rig: Rig) -> None:
    outcome = rig.pipeline().plan(Shipment(order=ONE, numbers=("123456789012345000000",)))
    assert "digits_maybe_lost" in codes(outcome)


@pytest.mark.parametrize("wrong", [{"already_fulfilled": "update-tracking"}, {"unknown_company": None}, {"settle": -1}])
def test_a_policy_that_is_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(wrong))}="):
        Policy(**wrong)


@pytest.mark.parametrize("order", [None, True, 1001.0])
def test_an_order_is_an_id_or_a_name(order: Any) -> None:
    with pytest.raises(TypeError, match="order: "):
        Shipment(order=order)


def test_a_string_is_no_tuple() -> None:
    with pytest.raises(TypeError, match="numbers: expected several texts, found one text"):
        Shipment(order=1, numbers="1Z")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="numbers: expected text, found int"):
        Shipment(order=1, numbers=(123,))  # type: ignore[arg-type]


def test_what_it_is_refused_for_stands_behind_the_warnings(rig: Rig) -> None:
    shipment = Shipment(order=ONE, numbers=("1Z001985YW99744791", "no number"))
    outcome = rig.pipeline(wrong_check_digit="refuse").create(shipment)
    assert outcome.state == "refused"
    assert len(outcome.problems) > 1
    assert outcome.problems[-1].code == "check_digit"
