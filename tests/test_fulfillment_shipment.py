from __future__ import annotations

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracking.fulfillment.shipment import (
    Shipment,
    ShipmentLine,
    doubts,
    faults,
    key_of,
    label_form,
    order_reference,
    printable,
)


def test_keys() -> None:
    one = Shipment(
        order="#1", numbers=("1z 2", "B"), lines=(ShipmentLine(sku="A B", quantity=2), ShipmentLine(sku="C"))
    )
    assert key_of(one, 5) == "5:1Z2,B"
    assert key_of(msgspec.structs.replace(one, numbers=()), 5) == "5::A%20B=2,C"
    assert key_of(Shipment(order=5), 5) == "5:"
    assert key_of(Shipment(order=5, lines=(ShipmentLine(line_item_id=7, quantity=1),)), 5) == "5::@7=1"
    assert key_of(Shipment(order=5, key="mine"), 5) == "mine"


texts = st.text(max_size=6)
lines = st.lists(
    st.builds(ShipmentLine, sku=st.text(min_size=1, max_size=6), quantity=st.none() | st.integers(1, 9)), max_size=3
).map(tuple)
shipments = st.builds(Shipment, order=st.just(1), numbers=st.lists(texts, max_size=3).map(tuple), lines=lines)


def identity(shipment: Shipment) -> object:
    return (
        sorted(map(label_form, shipment.numbers)) if shipment.numbers else [],
        sorted((line.sku or "", line.quantity or 0) for line in shipment.lines),
    )


@given(shipments, shipments)
@example(Shipment(order=1, numbers=("", "")), Shipment(order=1, numbers=("", ""), lines=(ShipmentLine(quantity=1),)))
def test_keys_tell_shipments_apart(one: Shipment, other: Shipment) -> None:
    if key_of(one, 1) == key_of(other, 1):
        # No number and an empty number look the same; an empty number is refused.
        assert [n for n in identity(one)[0] if n] == [n for n in identity(other)[0] if n]  # type: ignore[index]
        # With a number the lines are what is in the parcel, and may grow.
        assert any(one.numbers) or identity(one)[1] == identity(other)[1]  # type: ignore[index]


@given(shipments)
def test_a_key_needs_no_quotes(shipment: Shipment) -> None:
    key = key_of(shipment, "#1")
    assert key.isascii()
    assert not set(key) & set(" *?'\"$&|<>;()[]{}\\`!#\n")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("1.23E+21", "number_rounded"),
        ("1,23E+21", "number_rounded"),
        ("1e+21", "number_rounded"),
        ("1.5e21", "number_rounded"),
        ("123456789012.0", "number_rounded"),
        ("123456789012,00", "number_rounded"),
        (" ", "number_empty"),
        ("\n", "number_empty"),
        ("12E45", None),
        ("1E5", None),
        ("1Z001985YW99744790", None),
        ("1.2", None),
    ],
)
def test_numbers(number: str, code: str | None) -> None:
    assert [problem.code for problem in faults(Shipment(order=1, numbers=(number,)))] == ([code] if code else [])


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("1.23E+21", "is what a spreadsheet made of it and its digits are lost; format"),
        ("986578788855.0", "was read as a number with a fraction, and a zero at its beginning may be lost; format"),
        ("1234567890123456,0", "was read as a number with a fraction, and its last digits may be lost; format"),
    ],
)
def test_what_a_spreadsheet_or_a_program_did_to_a_number(number: str, said: str) -> None:
    (problem,) = faults(Shipment(order=1, numbers=(number,)))
    assert problem.message.startswith(f"number: {number} {said}")


@pytest.mark.parametrize("order", [0, -1, 2**63, "", " \n"])
def test_orders_that_cannot_be(order: int | str) -> None:
    (problem,) = faults(Shipment(order=order))
    assert problem.code in ("order_missing", "order_invalid")
    assert "#1001" in problem.message


def test_everything_that_is_wrong_is_told() -> None:
    shipment = Shipment(order="", numbers=("1E+9", ""), lines=(ShipmentLine(quantity=-1), ShipmentLine()), key="")
    assert [problem.code for problem in faults(shipment)] == [
        "order_missing",
        "number_rounded",
        "number_empty",
        "quantity_invalid",
        "line_empty",
        "key_empty",
    ]


@pytest.mark.parametrize(
    ("number", "is_odd"),
    [
        ("123456789012345000000", True),
        ("12345678901234500", True),
        ("1234567890123450", False),  # one zero may well be the number's own
        ("123456789012345600000", False),
        ("100000000000000", False),
    ],
)
def test_digits_that_a_spreadsheet_may_have_lost(number: str, is_odd: bool) -> None:
    assert bool(doubts(Shipment(order=1, numbers=(number,)))) is is_odd


def test_references_and_text() -> None:
    assert order_reference(7) == 7
    assert order_reference("gid://shopify/Order/12?x=1") == 12
    assert order_reference("gid://shopify/DraftOrder/12") == "gid://shopify/DraftOrder/12"
    assert printable(" a\r\nb\t\x00 ") == "ab"
    assert label_form(" 1z \t9 ") == "1Z9"
