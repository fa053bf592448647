"""docs/orders-file.md lists every field that an order in a file may have, and an unknown one is told its cure."""

from __future__ import annotations

import pytest

from tests.graphql_api import Api, gid
from tests.orders_fields import MEANT, PAGE, TITLES, page
from tracking.server.given_fields import given_structs
from tracking.server.given_plain import ADDRESS_TEXTS
from tracking.server.orders_file import OrdersFileError, orders_given


def test_the_page_is_as_the_structures_are() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it again: python -m tests.orders_fields"


def test_every_structure_is_on_the_page_and_every_meaning_is_used() -> None:
    structs = given_structs()
    assert {structs[path] for path in TITLES} == set(structs.values())
    assert set(MEANT) == {name for struct in structs.values() for name in struct.__struct_fields__}


@pytest.mark.parametrize(
    ("more", "cure"),
    [
        ({"curency": "EUR"}, "curency: the field is not known; write currency"),
        (
            {"fulfillments": [{"tracking_number": "1"}]},
            "fulfillments[0].tracking_number: the field is not known; write tracking_numbers",
        ),
        (
            {"refunds": [{"lines": [{"colour": 1}]}]},
            "refunds[0].lines[0].colour: the field is not known; there are line_id, quantity, id",
        ),
        (
            {"shipping_lines": [{"title": "x", "tax_lines": [{"pric": "1"}]}]},
            "shipping_lines[0], one of its fields: [0].pric: the field is not known; write price",
        ),
        (
            {"lines": [{"id": 11, "quantity": 2.5}]},
            "lines[0].quantity: expected a whole number, found a number with a decimal point",
        ),
        ({"lines": [{"id": 11}]}, "docs/orders-file.md"),
    ],
)
def test_an_unknown_field_is_told_its_cure(more: dict[str, object], cure: str) -> None:
    with pytest.raises(OrdersFileError) as error:
        orders_given([{"id": 1, "name": "#1", "lines": [{"id": 11, "quantity": 1}], **more}])
    assert cure in str(error.value)


def test_every_field_of_an_address_is_told(api: Api) -> None:
    address = {name: name for name in ADDRESS_TEXTS} | {"country_code": "DE"}
    api.shop.add_orders([{"id": 5, "name": "#5", "shipping_address": address, "lines": [{"id": 6, "quantity": 1}]}])
    told = api.data(
        """query Q($id: ID!) { order(id: $id) { email shippingAddress { address1 address2 city company country
          country_code: countryCodeV2 first_name: firstName last_name: lastName name phone province
          province_code: provinceCode zip } } }""",
        id=gid("Order", 5),
    )
    assert {**told["shippingAddress"], "email": told["email"]} == address
