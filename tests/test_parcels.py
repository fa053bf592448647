"""Situations between files and a shop: what the files say, run by run, and what the shop holds afterwards."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec
import pytest
from starlette.testclient import TestClient

import tracking
from tests.test_cli_columns import EXPORTS, answer, exported, read_as
from tracking.cli.given_file import read_shipments
from tracking.errors import AccessDenied
from tracking.fulfillment.journal import Journal
from tracking.fulfillment.outcome import Outcome
from tracking.fulfillment.parcel_rows import ShipmentRow
from tracking.fulfillment.pipeline import Pipeline
from tracking.fulfillment.planning import is_live
from tracking.fulfillment.policy import Policy
from tracking.fulfillment.shipment import Shipment, ShipmentLine
from tracking.fulfillment.values import CreateFulfillment, LineRequest, TrackingInfo
from tracking.fulfillment.values_requests import FulfillmentHold
from tracking.server.app import create_app
from tracking.server.direct import DirectShop
from tracking.server.graphql import GraphQL
from tracking.server.shop import Shop
from tracking.shopify import Client
from tracking.shopify.transport import HttpxTransport

pytestmark = pytest.mark.usefixtures("all_closed")

UPS, UPS2 = "1Z001985YW99744790", "1Z879E930346834440"
DHL, DHL2 = "00340434161094027318", "00340434161094021255"


class File(NamedTuple):
    """A file that is brought into the shop."""

    text: str
    """With the order as # and the number sign alone, the header first where it is not the usual one."""
    said: str = "done"
    """The states of its shipments, and the codes of those that are not done."""
    columns: Mapping[str, str] = MappingProxyType({})
    equal_rows: Any = None
    policy: Mapping[str, Any] = MappingProxyType({})


class Situation(NamedTuple):
    """What happens to an order, and what it holds then."""

    order: str
    """Units by SKU."""
    steps: tuple[File | str, ...]
    holds: str
    """The live fulfillments, each its numbers and its units."""
    several: bool = False
    """It takes several numbers a fulfillment, which REST does not."""


def sent(*rows: str, said: str = "done", **more: Any) -> File:
    """A file with order, number, SKU and quantity."""
    return File("\n".join(["order,number,sku,quantity", *(f"#,{row}" for row in rows)]), said, **more)


def whole(*numbers: str, said: str = "done", **more: Any) -> File:
    """A file with order and number."""
    return File("\n".join(["order,number", *(f'#,"{number}"' for number in numbers)]), said, **more)


ADD, REPLACE, REFUSE = ({"already_fulfilled": how} for how in ("add", "replace", "refuse"))
SITUATIONS = {
    # Rows and parcels
    "a row a line of one parcel": Situation("A2 B1", (sent("N,A,2", "N,B,1"),), "N: A2 B1"),
    "a row a unit": Situation("A3", (sent("N,A,1", "N,A,2"),), "N: A3"),
    "two parcels": Situation("A2", (sent("N1,A,1", "N2,A,1", said="done done"),), "N1: A1 | N2: A1"),
    "the same file again": Situation("A2 B1", (sent("N,A,1"), sent("N,A,1")), "N: A1"),
    "the same file again, the journal lost": Situation("A2", (sent("N,A,1"), "lose", sent("N,A,1")), "N: A1"),
    "rows in another order": Situation("A2 B1", (sent("N,A,2", "N,B,1"), sent("N,B,1", "N,A,2")), "N: A2 B1"),
    "rows that differ elsewhere": Situation(
        "A3", (File("order,number,sku,quantity,serial\n#,N,A,1,s1\n#,N,A,1,s2"),), "N: A2"
    ),
    "a header row without a SKU": Situation(
        "A2 B1", (sent("N,,", "N,A,1", said="refused:parcel_differs refused:parcel_differs"),), ""
    ),
    "a parcel with lines and one without": Situation(
        "A2 B1", (sent("N1,A,1", "N2,,", said="done refused:order_repeated"),), "N1: A1"
    ),
    "companies that differ in one parcel": Situation(
        "A2 B1",
        (
            File(
                "order,number,company,sku,quantity\n#,N,UPS,A,1\n#,N,GLS,B,1",
                "refused:parcel_incomplete refused:parcel_differs",
            ),
        ),
        "",
    ),
    "each number sent, then both in one cell": Situation(
        "A4", (sent("N1,A,1", "N2,A,1", said="done done"), sent("N1;N2,A,2")), "N1: A1 | N2: A1", several=True
    ),
    "a number that lost its zeros": Situation(
        "A3", (sent("0012345678,A,1"), sent("12345678,A,1", said="refused:zeros_differ")), "0012345678: A1"
    ),
    "a number that certainly lost its zeros": Situation(
        "A3", (sent(f"{DHL.lstrip('0')},A,1", said="refused:number_invalid"),), ""
    ),
    # Equal rows
    "equal rows, room for both": Situation("A2", (sent("N,A,1", "N,A,1"),), "N: A2"),
    "equal rows, room for one": Situation("A1 B1", (sent("N,A,1", "N,A,1", "N,B,1"),), "N: A1 B1"),
    "equal rows again": Situation("A2 B1", (sent("N,A,1", "N,A,1"), "lose", sent("N,A,1", "N,A,1")), "N: A2"),
    "equal rows, another parcel wants the room": Situation(
        "A2", (sent("N1,A,1", "N1,A,1", "N2,A,1", said="done done"),), "N1: A1 | N2: A1"
    ),
    "equal rows, room for all parcels": Situation(
        "A3", (sent("N1,A,1", "N1,A,1", "N2,A,1", said="done done"),), "N1: A2 | N2: A1"
    ),
    "equal rows of two parcels, room for one more": Situation(
        "A3",
        (
            sent("N1,A,1", "N1,A,1", "N2,A,1", "N2,A,1", said="refused:equal_rows_unclear refused:equal_rows_unclear"),
            sent("N1,A,1", "N1,A,1", "N2,A,1", "N2,A,1", equal_rows="skip", said="done skipped done skipped"),
        ),
        "N1: A1 | N2: A1",
    ),
    "three equal rows, room for two": Situation(
        "A2", (sent(*["N,A,1"] * 3, said="refused:equal_rows_unclear"), sent("N,A,1", "N,A,1")), "N: A2"
    ),
    "equal rows, each counts": Situation("A4", (sent("N,A,2", "N,A,2", equal_rows="add"),), "N: A4"),
    "equal rows, each counts, no room": Situation(
        "A1", (sent("N,A,1", "N,A,1", equal_rows="add", said="refused:not_enough_remaining"),), ""
    ),
    "equal rows, one counts": Situation(
        "A2", (sent("N,A,1", "N,A,1", equal_rows="skip", said="done skipped"),), "N: A1"
    ),
    "equal rows without a number": Situation("A2", (sent(",A,1", ",A,1"), sent(",A,1", ",A,1")), "-: A2"),
    "equal rows of all that remains": Situation("A2", (sent("N,A,", "N,A,", said="done skipped"),), "N: A2"),
    "equal rows of a whole order": Situation("A2 B1", (whole("N", "N", said="done skipped"),), "N: A2 B1"),
    # The same parcel again
    "a line more": Situation("A1 B1", (sent("N,A,1"), sent("N,A,1", "N,B,1")), "N: A1 | N: B1"),
    "a line more, the journal lost": Situation(
        "A1 B1", (sent("N,A,1"), "lose", sent("N,A,1", "N,B,1")), "N: A1 | N: B1"
    ),
    "a line more, alone": Situation("A1 B1", (sent("N,A,1"), sent("N,B,1")), "N: A1 | N: B1"),
    "a quantity that grows": Situation("A3", (sent("N,A,1"), sent("N,A,3"), sent("N,A,3")), "N: A1 | N: A2"),
    "a quantity that grows, the journal lost": Situation(
        "A4", (sent("N,A,1"), "lose", sent("N,A,3"), "lose", sent("N,A,3")), "N: A1 | N: A2"
    ),
    "a quantity that shrinks": Situation("A3", (sent("N,A,3"), sent("N,A,1", said="refused:parcel_shrunk")), "N: A3"),
    "a quantity that shrinks, the journal lost": Situation(
        "A3", (sent("N,A,3"), "lose", sent("N,A,1", said="refused:parcel_shrunk")), "N: A3"
    ),
    "an older file again": Situation(
        "A3",
        (sent("N,A,1"), sent("N,A,2"), sent("N,A,1", said="refused:parcel_shrunk"), sent("N,A,2")),
        "N: A1 | N: A1",
    ),
    "a parcel that may not change": Situation(
        "A3",
        (
            sent("N,A,1"),
            sent("N,A,3", policy={"changed_parcel": "refuse"}, said="refused:parcel_changed"),
            sent("N,A,3", policy={"changed_parcel": "refuse"}, said="refused:parcel_changed"),
            sent("N,A,1"),
        ),
        "N: A1",
    ),
    "more than the order has": Situation(
        "A3", (sent("N,A,1"), sent("N,A,4", said="refused:not_enough_remaining"), sent("N,A,3")), "N: A1 | N: A2"
    ),
    "all that remains, then more": Situation("A2 B1", (sent("N,A,1"), whole("N")), "N: A1 | N: A1 B1"),
    "a whole order again, the journal lost": Situation("A2 B1", (whole("N"), "lose", whole("N")), "N: A2 B1"),
    "all of a SKU, the journal lost": Situation("A2 B1", (sent("N,A,"), "lose", sent("N,A,")), "N: A2"),
    "all of a SKU, then a line more": Situation("A2 B1", (sent("N,A,"), sent("N,A,", "N,B,1")), "N: A2 | N: B1"),
    "lower case and blanks": Situation("A2", (sent("1z n,A,1"), "lose", sent("1ZN,A,2")), "1z n: A1 | 1ZN: A1"),
    "cancelled in the shop, and more of it": Situation(
        "A2 B1", (sent("N,A,1"), "cancel", sent("N,A,1", "N,B,1")), "N: A1 B1"
    ),
    # Several numbers
    "a row a parcel": Situation("A2 B1", (whole("N1", "N2"),), "N1;N2: A2 B1", several=True),
    "a row a parcel, again": Situation(
        "A2 B1", (whole("N1", "N2"), whole("N2", "N1"), "lose", whole("N1", "N2")), "N1;N2: A2 B1", several=True
    ),
    "one of them again": Situation(
        "A2 B1", (whole("N1", "N2"), "lose", whole("N1"), whole("N1")), "N1;N2: A2 B1", several=True
    ),
    "a parcel more for the whole order": Situation(
        "A2 B1",
        (whole("N1"), whole("N1", "N2", said="refused:already_fulfilled"), whole("N1", "N2", policy=ADD), whole("N1")),
        "N1;N2: A2 B1",
        several=True,
    ),
    **{
        f"several numbers between {name}": Situation(
            "A1", (File(f'order,number\n#,"{UPS}{between}{UPS2}"'),), f"{UPS};{UPS2}: A1", several=True
        )
        for name, between in {
            "semicolons": ";",
            "commas": ", ",
            "bars": "|",
            "slashes": " / ",
            "lines": "\n",
            "returns": "\r\n",
            "blanks": " ",
            "tabs": "\t",
        }.items()
    },
    "numbers of no form that look alike": Situation(
        "A1", (whole("AB-77-12/AB-77-13"),), "AB-77-12;AB-77-13: A1", several=True
    ),
    "pieces that are no numbers": Situation(
        "A1", (whole(f"{UPS}, box 2", said="refused:numbers_unclear"), whole(UPS)), f"{UPS}: A1"
    ),
    "numbers of a company without known formats": Situation(
        "A1",
        (
            whole("4711-XY-1;AB47-11", said="refused:numbers_unclear"),
            File("order,number,company\n#,4711-XY-1;AB47-11,My Own Fleet"),
        ),
        "4711-XY-1;AB47-11: A1",
        several=True,
    ),
    "numbers of which nobody knows the form, a row each": Situation(
        "A1",
        (whole("CA003964817SK 0085105093278", said="refused:numbers_unclear"), whole("CA003964817SK", "0085105093278")),
        "CA003964817SK;0085105093278: A1",
        several=True,
    ),
    "the same number twice in a cell": Situation("A1", (whole(f"{UPS};{UPS.lower()}"),), f"{UPS.lower()}: A1"),
    "two numbers among words": Situation(
        "A1", (whole(f"{UPS} and {UPS2}", said="refused:numbers_unclear"), whole(UPS)), f"{UPS}: A1"
    ),
    "a number that is printed in groups": Situation(
        "A1", (whole("1Z 001985 YW 9974 4790"),), "1Z 001985 YW 9974 4790: A1"
    ),
    "several URLs": Situation(
        "A1",
        (File(f'order,number,url\n#,"{UPS};{UPS2}","https://a.example/{UPS} https://b.example/{UPS2}"'),),
        f"{UPS};{UPS2}: A1",
        several=True,
    ),
    "several URLs of one number": Situation(
        "A1",
        (
            File(f'order,number,url\n#,{UPS},"https://a.example/{UPS},https://b.example/2"', "refused:urls_unclear"),
            File(f"order,number,url\n#,{UPS},https://a.example/{UPS}"),
        ),
        f"{UPS}: A1",
    ),
    # Fulfilled before
    "made by hand without a number": Situation("A2", ("hand A2", whole("N")), "N: A2"),
    "made by hand without a number, these lines": Situation("A3", ("hand A1", sent("N,A,1")), "N: A1"),
    "without a number yesterday": Situation("A2 B1", (sent(",A,1"), sent("N,A,1"), sent("N,A,1")), "N: A1"),
    "without a number yesterday, the whole order": Situation("A2 B1", (whole(""), whole("N")), "N: A2 B1"),
    "another number is never overwritten": Situation(
        "A2", ("hand A2 OLD", whole("N", said="refused:already_fulfilled")), "OLD: A2"
    ),
    "without a number, nothing may be added": Situation(
        "A2", ("hand A2", whole("N", policy=REFUSE, said="refused:already_fulfilled")), "-: A2"
    ),
    "another number is added": Situation("A2", ("hand A2 OLD", whole("N", policy=ADD)), "OLD;N: A2", several=True),
    "another number is replaced": Situation("A2", ("hand A2 OLD", whole("N", policy=REPLACE)), "N: A2"),
    "another number is replaced, as it was called": Situation(
        "A2", ("hand A2 OLD", whole("N", policy={"already_fulfilled": "update_tracking"})), "N: A2"
    ),
    "two parcels for one that was made by hand": Situation(
        "A2 B1",
        (
            "hand A2 B1",
            sent("N1,A,2", "N2,B,1", policy=ADD, said="done done"),
            sent("N1,A,2", "N2,B,1", said="done done"),
            "lose",
            sent("N1,A,2", "N2,B,1", said="done done"),
        ),
        "N1;N2: A2 B1",
        several=True,
    ),
    # A shipment id
    "a shipment id is no key": Situation(
        "A2 B1",
        (File("shipment_id,order,number,sku,quantity\nS,#,N1,A,1\nS,#,N2,A,1", "done done"),),
        "N1: A1 | N2: A1",
    ),
    "a shipment id joins lines": Situation(
        "A2 B1", (File("shipment_id,order,number,sku,quantity\nS,#,N,A,1\nS,#,,B,1"),), "N: A1 B1"
    ),
    "a shipment id joins lines without a number": Situation(
        "A2 B1", (File("shipment_id,order,number,sku,quantity\nS,#,,A,1\nS,#,,B,1"),), "-: A1 B1"
    ),
    "a shipment id without a number and several numbers": Situation(
        "A2 B1",
        (
            File(
                "shipment_id,order,number,sku,quantity\nS,#,N1,A,1\nS,#,N2,A,1\nS,#,,B,1",
                "done done refused:parcel_differs",
            ),
        ),
        "N1: A1 | N2: A1",
    ),
    "a key when it is told so": Situation(
        "A2 B1",
        (
            File("shipment_id,order,number,sku,quantity\nS@,#,N,A,1\nS@,#,N,B,1", columns={"key": "shipment_id"}),
            File("shipment_id,order,number,sku,quantity\nS@,#,N,A,2\nS@,#,N,B,1", columns={"key": "shipment_id"}),
            File("shipment_id,order,number,sku,quantity\nS@,#,M,A,2", "refused:key_reused", {"key": "shipment_id"}),
        ),
        "N: A1 B1 | N: A1",
    ),
    "a key with a number that came later": Situation(
        "A2",
        (
            File("id,order,number,sku,quantity\nK@,#,,A,1", columns={"key": "id"}),
            File("id,order,number,sku,quantity\nK@,#,N,A,1", columns={"key": "id"}),
        ),
        "N: A1",
    ),
    "without a number in two fulfillments": Situation(
        "A2 B1",
        ("hold B", whole("", said="refused:left_open"), "release", whole(""), whole("N"), whole("N")),
        "N: A2 | N: B1",
    ),
    "lines without a number in two fulfillments": Situation(
        "A2 B1",
        (
            "hold B",
            File("shipment_id,order,number,sku,quantity\nS,#,,A,1\nS,#,,B,1", "refused:left_open"),
            "release",
            File("shipment_id,order,number,sku,quantity\nS,#,,A,1\nS,#,,B,1"),
            sent("N,A,1", "N,B,1", policy=REFUSE, said="refused:already_fulfilled"),
            sent("N,A,1", "N,B,1"),
        ),
        "N: A1 | N: B1",
    ),
    "a key in two fulfillments with a number that came later": Situation(
        "A2 B1",
        (
            "hold B",
            File("id,order,number\nK@,#,", "refused:left_open", columns={"key": "id"}),
            "release",
            File("id,order,number\nK@,#,", columns={"key": "id"}),
            File("id,order,number\nK@,#,N", columns={"key": "id"}),
            File("id,order,number\nK@,#,N", columns={"key": "id"}),
        ),
        "N: A2 | N: B1",
    ),
    "a key of one of two that look the same": Situation(
        "A2",
        (
            File("id,order,number,sku,quantity\nK@,#,,A,1\nL@,#,,A,1", "done done", columns={"key": "id"}),
            File("id,order,number,sku,quantity\nK@,#,N,A,1\nL@,#,,A,1", "done done", columns={"key": "id"}),
        ),
        "N: A1 | -: A1",
    ),
    # What is open
    "a part on hold": Situation(
        "A2 B1",
        ("hold B", whole("N", said="refused:left_open"), whole("N", said="refused:left_open"), "release", whole("N")),
        "N: A2 | N: B1",
    ),
    "a line on hold": Situation(
        "A2 B1",
        ("hold B", sent("N,A,1", "N,B,1", said="refused:left_open"), "release", sent("N,A,1", "N,B,1"), whole("M")),
        "N: A1 | N: B1 | M: A1",
    ),
    "a line on hold, the journal lost": Situation(
        "A2 B1",
        ("hold B", sent("N,A,1", "N,B,1", said="refused:left_open"), "lose", "release", sent("N,A,1", "N,B,1")),
        "N: A1 | N: B1",
    ),
    "all of it on hold": Situation(
        "A2", ("hold A", whole("N", said="refused:not_open"), "release", whole("N")), "N: A2"
    ),
    "a part on hold that somebody sends": Situation(
        "A2 B1", ("hold B", whole("N", said="refused:left_open"), "release", "hand B1 X", whole("N")), "N: A2 | X: B1"
    ),
    "a part on hold, and a parcel that may not change": Situation(
        "A2 B1",
        (
            "hold B",
            sent("N,A,2", "N,B,1", said="refused:left_open", policy={"changed_parcel": "refuse"}),
            "release",
            sent("N,A,2", "N,B,1", policy={"changed_parcel": "refuse"}),
        ),
        "N: A2 | N: B1",
    ),
}


SITUATIONS_BESIDE = ("left of 0 lines", "left of 2 lines", "two rows that replace")


class Shops(NamedTuple):
    """One shop with an order for each situation, in process and over HTTP."""

    shop: Shop
    testing: TestClient
    order_of: dict[tuple[str, str], int]

    def far(self, api: str) -> Any:
        if api == "memory":
            return DirectShop(self.shop)
        transport = HttpxTransport(self.testing, 30)
        return Client("http://testserver", "token", api=api, transport=transport, retries=0)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shops]:
    shop, order_of, lines = Shop(), dict[tuple[str, str], int](), []
    situations = {**SITUATIONS, **dict.fromkeys(SITUATIONS_BESIDE, Situation("A1 B1", (), ""))}
    for count, (api, (name, situation)) in enumerate(itertools.product(APIS, situations.items()), 700_001):
        order_of[api, name] = count
        items = [
            {"id": count * 10 + place, "sku": part[0], "quantity": int(part[1:])}
            for place, part in enumerate(situation.order.split())
        ]
        lines.append(json.dumps({"id": count, "name": f"#{count}", "lines": items}))
    path = tmp_path_factory.mktemp("shop") / "orders.jsonl"
    path.write_text("\n".join(lines))
    shop.add_orders(path)
    app = create_app(shop, routes=GraphQL(shop, throttle=False).routes)
    with TestClient(app) as testing:
        yield Shops(shop, testing, order_of)
    shop.close()


APIS = ("memory", "rest", "graphql")
CASES = [("memory", name) for name in SITUATIONS] + [
    ("graphql" if one.several or place % 3 else "rest", name)
    for place, (name, one) in enumerate(SITUATIONS.items())
    if place % 3 < 2
]
"""Each in process, and two thirds over one of both APIs."""


@pytest.mark.parametrize(("api", "name"), CASES)
def test_a_situation(shops: Shops, tmp_path: Path, api: str, name: str) -> None:
    situation, order = SITUATIONS[name], shops.order_of[api, name]
    far, journal = shops.far(api), Journal()
    for step in situation.steps:
        if step == "lose":
            journal.close()
            journal = Journal()
        elif isinstance(step, str):
            done_by_hand(shops.shop, order, step)
        else:
            assert brought(step, order, far, journal, tmp_path) == step.said
    journal.close()
    assert held(shops.shop, order) == situation.holds


def test_a_number_is_not_replaced_by_that_of_another_row(shops: Shops) -> None:
    order, lines = shops.order_of["memory", "two rows that replace"], (ShipmentLine(sku="A", quantity=1),)
    with Journal() as journal:
        pipeline = Pipeline(
            shops.far("memory"), tracking, journal, policy=Policy(settle=0, already_fulfilled="replace")
        )
        rows = [Shipment(order=order, numbers=(number,), lines=lines) for number in ("N", "N1", "N2")]
        assert pipeline.create(rows[0]).state == "done"
        done, refused = pipeline.run(rows[1:], workers=1)
    assert (done.state, refused.state, refused.problems[-1].code) == ("done", "refused", "already_fulfilled")
    assert held(shops.shop, order) == "N1: A1"


@pytest.mark.parametrize("key", [None, "K"])
@pytest.mark.parametrize("lines", [(), (ShipmentLine(sku="A", quantity=1), ShipmentLine(sku="B", quantity=1))])
def test_a_number_that_reached_one_of_two_fulfillments_reaches_the_other(
    shops: Shops, key: str | None, lines: tuple[ShipmentLine, ...]
) -> None:
    order = shops.order_of["rest" if key else "graphql", f"left of {len(lines)} lines"]
    far, shipment = shops.far("memory"), Shipment(order=order, lines=lines, key=key and f"{key}{order}")
    numbered, update, refused = msgspec.structs.replace(shipment, numbers=("N",)), far.update_tracking, [False, True]

    def failing(*given: Any, **more: Any) -> Any:
        if refused and refused.pop(0):
            raise AccessDenied("access_denied", ["not now"])
        return update(*given, **more)

    with Journal() as journal:
        pipeline = Pipeline(far, tracking, journal, policy=Policy(settle=0))
        done_by_hand(shops.shop, order, "hold B")
        pipeline.create(shipment)
        done_by_hand(shops.shop, order, "release")
        assert pipeline.create(shipment).state == "done"
        far.update_tracking = failing
        failed = pipeline.create(numbered)
        assert (failed.state, held(shops.shop, order)) == ("failed", "N: A1 | -: B1")
        assert [pipeline.create(numbered).state for _ in range(2)] == ["done", "done"]
    assert held(shops.shop, order) == "N: A1 | N: B1"


def brought(step: File, order: int, far: Any, journal: Journal, folder: Path) -> str:
    """Bring a file into a shop as the command does; what is said of its shipments."""
    text = step.text.replace("#,", f"#{order},").replace("@,", f"{order},")
    path = folder / "parcels.csv"
    path.write_text(text, newline="", encoding="utf-8")
    columns = step.columns or ({"quantity": "quantity"} if "quantity" in text else {})
    pipeline = Pipeline(far, tracking, journal, policy=Policy(settle=0, **step.policy))
    rows = read_shipments(path, columns, equal_rows=step.equal_rows).rows
    return " ".join(worded(row, pipeline.create(row.shipment) if row.shipment else None) for row in rows)


def worded(row: ShipmentRow, outcome: Outcome | None) -> str:
    if outcome is None:
        return "skipped" if row.skipped else f"refused:{row.problems[-1].code}"
    assert outcome.state != "skipped"
    return outcome.state if outcome.state == "done" else f"{outcome.state}:{outcome.problems[-1].code}"


def done_by_hand(shop: Shop, order: int, what: str) -> None:
    action, *more = what.split()
    orders = shop.fulfillment_orders(order) or ()
    if action == "hold":
        (one,) = orders
        lines = tuple(LineRequest(id=line.id, quantity=line.remaining) for line in one.lines if line.sku == more[0])
        shop.hold(one.id, FulfillmentHold(id=0, reason="other"), lines)
    elif action == "release":
        for each in orders:
            if each.status == "on_hold":
                shop.release_holds(each.id)
    elif action == "cancel":
        for made in shop.fulfillments(order) or ():
            shop.cancel(made.id)
    else:
        units = {text[0]: int(text[1:]) for text in more if text[:1] in "AB" and text[1:].isdigit()}
        numbers = tuple(text for text in more if text[:1] not in "AB")
        (one,) = (each for each in orders if each.status == "open")
        lines = tuple(LineRequest(id=line.id, quantity=units[str(line.sku)]) for line in one.lines if line.sku in units)
        shop.create(CreateFulfillment(lines={one.id: lines}, tracking=TrackingInfo(numbers=numbers)))


def held(shop: Shop, order: int) -> str:
    """What an order's live fulfillments hold, oldest first."""
    found = []
    for made in shop.fulfillments(order) or ():
        if is_live(made):
            units = " ".join(sorted(f"{line.sku}{line.quantity}" for line in made.lines))
            found.append(f"{';'.join(made.tracking.numbers) or '-'}: {units}")
    return " | ".join(found)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export["name"])
def test_an_export(tmp_path: Path, export: dict[str, Any]) -> None:
    """Brought into a shop, and once more with a row more and the journal lost."""
    expected = {**export["expect"]}
    if expected.pop("REFUSE", None):
        expected["number"] = ""
    cells = dict(zip(export["header"], export["row"], strict=True))
    path = exported(tmp_path, export)
    options = [option for question in read_as(path)["questions"] for option in answer(question, expected)]
    columns = dict(option.split("=", 1) for option in options[1::2])
    (row,) = read_shipments(path, columns).rows
    order = {"id": 700_001, "name": row.order, "lines": [{"id": 71, "sku": "A", "quantity": 1}]}
    (tmp_path / "orders.jsonl").write_text(json.dumps(order))
    shop = Shop()
    shop.add_orders(tmp_path / "orders.jsonl")
    numbers = cells[expected["number"]] if expected["number"] else "-"
    for text in (path.read_text(), path.read_text().rstrip() + "\n" + path.read_text().splitlines()[-1] + "\n"):
        path.write_text(text)
        with Journal() as journal:
            pipeline = Pipeline(DirectShop(shop), tracking, journal)
            said = [
                worded(row, row.shipment and pipeline.create(row.shipment))
                for row in read_shipments(path, columns).rows
            ]
        # Without a number nobody can tell that it is there; it is used up, and refused.
        again = numbers == "-" and held(shop, 700_001) and len(text.splitlines()) > 2 + export["preamble"].count("\n")
        assert said[0] == ("refused:already_fulfilled" if again else "done")
        assert held(shop, 700_001) == f"{numbers}: A1"
    shop.close()


def test_several_parcels_of_an_order_over_rest(shops: Shops, tmp_path: Path) -> None:
    order = shops.order_of["rest", "a row a parcel"]
    with Journal() as journal:
        rest, graphql = shops.far("rest"), shops.far("graphql")
        assert brought(whole("N1", "N2"), order, rest, journal, tmp_path) == "refused:several_numbers"
        assert held(shops.shop, order) == ""
        assert brought(whole("N1", "N2"), order, graphql, journal, tmp_path) == "done"
        assert held(shops.shop, order) == "N1;N2: A2 B1"
        done_by_hand(shops.shop, shops.order_of["rest", "another number is added"], "hand A2 OLD")
        adding = whole("N", policy=ADD)
        other = shops.order_of["rest", "another number is added"]
        assert brought(adding, other, rest, journal, tmp_path) == "refused:several_numbers"


def test_a_plan_says_what_a_run_would_do(shops: Shops, tmp_path: Path) -> None:
    order = shops.order_of["rest", "one of them again"]
    two, far = ShipmentLine(sku="A", quantity=2), shops.far("memory")
    with Journal() as journal:
        pipeline = Pipeline(far, tracking, journal)
        one = Shipment(order=order, numbers=("N",), lines=(ShipmentLine(sku="A", quantity=1),))
        assert pipeline.create(one).state == "done"
        grown = Shipment(order=order, numbers=("N",), lines=(two, ShipmentLine(sku="B", quantity=1)))
        plan = pipeline.plan(grown)
        assert (plan.state, [sorted(part.lines.values()) for part in plan.parts]) == ("planned", [[1, 1]])
        assert [problem.code for problem in plan.problems] == ["number_unknown", "parcel_grown"]
        outcome = pipeline.create(grown)
        made = outcome.fulfillment_ids[0]
        assert f"fulfillment {made} has it already; 1 of A, 1 of B more" in outcome.problems[-1].message
        assert pipeline.plan(grown).state == pipeline.plan(grown).state == "done"
        refused = pipeline.plan(one)
        assert (refused.state, refused.problems[-1].code) == ("refused", "parcel_shrunk")
        assert "1 of A asked, 2 in the shop: fulfillment" in refused.problems[-1].message
    with Journal() as lost:
        there = Pipeline(far, tracking, lost).plan(grown)
        assert (there.state, there.problems[-1].code, there.parts) == ("done", "already_there", ())


def test_less_than_before_after_a_cancellation(shops: Shops) -> None:
    order, far = shops.order_of["rest", "numbers of no form that look alike"], shops.far("memory")
    with Journal() as journal:
        pipeline = Pipeline(far, tracking, journal)
        whole_order = Shipment(order=order, numbers=("N",))
        less = Shipment(order=order, numbers=("N",), lines=(ShipmentLine(sku="A", quantity=1),))
        made = pipeline.create(whole_order)
        assert pipeline.cancel(made.fulfillment_id or 0).state == "done"
        assert pipeline.create(whole_order).state == "skipped"
        refused = pipeline.create(less)
        assert (refused.state, refused.problems[-1].code) == ("refused", "parcel_changed")
        for one in journal.intents(key=made.key):
            if one.state in ("cancelled", "refused"):
                journal.retry(one)
        assert pipeline.create(less).state == "done"
        assert held(shops.shop, order) == "N: A1"


def test_a_number_that_was_added_is_cancelled_with_its_fulfillment(shops: Shops) -> None:
    order, far = shops.order_of["rest", "a row a parcel, again"], shops.far("memory")
    done_by_hand(shops.shop, order, "hand A2 B1 OLD")
    with Journal() as journal:
        pipeline = Pipeline(far, tracking, journal, policy=Policy(already_fulfilled="add"))
        first, second = (
            Shipment(order=order, numbers=(number,), lines=(ShipmentLine(sku=sku, quantity=1),))
            for number, sku in (("N1", "A"), ("N2", "B"))
        )
        ids = {pipeline.create(one).fulfillment_id for one in (first, second)}
        assert held(shops.shop, order) == "OLD;N1;N2: A2 B1"
        (made,) = ids
        assert pipeline.cancel(made or 0).state == "done"
        assert [pipeline.create(one).state for one in (first, second)] == ["skipped", "skipped"]
