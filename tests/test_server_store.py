from __future__ import annotations

import contextlib
import json
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError
from starlette.testclient import TestClient

from tests.served import BASE
from tests.soak_server import UNITS, kill_amid, race
from tracking.fulfillment.refusals import Refusal
from tracking.fulfillment.values import CreateFulfillment, FulfillmentEvent, LineRequest, TrackingInfo
from tracking.fulfillment.values_requests import FulfillmentHold, FulfillmentService
from tracking.server.app import create_app
from tracking.server.shop import Shop

pytestmark = pytest.mark.usefixtures("all_closed")


def create(shop: Shop, id_: int, *lines: tuple[int, int], **more: str) -> int:
    asked = {id_: tuple(LineRequest(id=line, quantity=units) for line, units in lines)}
    return shop.create(CreateFulfillment(lines=asked, tracking=TrackingInfo(**more))).id


def test_everything_is_there_after_a_restart(database: str) -> None:
    shop = Shop(database, country="DE")
    shop.add_demo()
    first = create(shop, 1046000901, (1072503601, 1), company="Mine")
    event = shop.create_event(FulfillmentEvent(id=0, fulfillment_id=first, status="in_transit"))
    second = create(shop, 1046000901)
    shop.cancel(second)
    shop.update_tracking(first, TrackingInfo(company="Other", urls=("https://o.example/1",)))
    seen = (
        shop.order(450789471),
        shop.fulfillment_orders(450789471),
        shop.fulfillments(450789471),
        shop.events(first),
        shop.location(24826418),
    )
    assert all(seen)
    shop.close()

    again = Shop(database, country="DE")
    again.add_demo()
    assert seen == (
        again.order(450789471),
        again.fulfillment_orders(450789471),
        again.fulfillments(450789471),
        again.events(first),
        again.location(24826418),
    )
    third = create(again, 1046000908)
    assert third > max(first, second, event.id)
    again.close()


def test_cancel_restores_and_rules_hold_over_the_database(database: str) -> None:
    shop = Shop(database)
    shop.add_demo()
    one = create(shop, 1046000908)
    with pytest.raises(Refusal, match="unfulfillable status= closed"):
        create(shop, 1046000908)
    shop.cancel(one)
    shop.cancel(one)
    closed, open_ = shop.fulfillment_orders(450789474) or ()
    assert (closed.status, open_.status, open_.lines[0].remaining) == ("closed", "open", 2)
    shop.delete_event(
        450789474, one, shop.create_event(FulfillmentEvent(id=0, fulfillment_id=one, status="failure")).id
    )
    assert shop.events(one) == ()
    shop.close()


def test_a_failure_amid_a_call_leaves_nothing(database: str) -> None:
    def broken() -> None:
        raise RuntimeError("amid the call")

    shop = Shop(database, admit=broken)
    shop.add_demo()
    before = (shop.order(450789474), shop.fulfillment_orders(450789474))
    with pytest.raises(RuntimeError):
        create(shop, 1046000908)
    assert (shop.order(450789474), shop.fulfillment_orders(450789474)) == before
    assert shop.fulfillments(450789474) == ()
    shop.close()


@pytest.mark.parametrize(
    "path",
    [
        "orders.json?name=%00&status=any",
        f"orders/{2**63}.json",
        f"orders/450789469/fulfillments/{10**25}.json",
        f"fulfillment_orders/{2**63 - 1}.json",
        f"orders/450789469/fulfillments.json?since_id={10**18 - 1}",
        "orders/450789469/fulfillments.json?created_at_min=0002-01-01&updated_at_max=9998-12-31",
    ],
)
def test_what_a_database_could_choke_on(database: str, path: str) -> None:
    shop = Shop(database)
    shop.add_demo()
    client = TestClient(create_app(shop))
    assert client.get(f"{BASE}/{path}").status_code in (200, 404)
    body = {"line_items_by_fulfillment_order": [{"fulfillment_order_id": 2**63}], "message": "\0"}
    assert client.post(f"{BASE}/fulfillments.json", json={"fulfillment": body}).status_code == 404
    body = {
        "line_items_by_fulfillment_order": [{"fulfillment_order_id": 1046000908}],
        "tracking_info": {"number": "\0☠"},
    }
    answer = client.post(f"{BASE}/fulfillments.json", json={"fulfillment": body})
    assert answer.json()["fulfillment"]["tracking_number"] == "\0☠"
    shop.close()


def test_more_fulfillment_orders_than_a_statement_has_room_for(database: str) -> None:
    shop = Shop(database)
    shop.add_demo()
    client = TestClient(create_app(shop))
    groups = [{"fulfillment_order_id": id_} for id_ in (1046000903, *range(1, 70_000), 1046000904)]
    body = {"fulfillment": {"line_items_by_fulfillment_order": groups}}
    answer = client.post(f"{BASE}/fulfillments.json", json=body)
    assert (answer.status_code, answer.json()) == (404, {"errors": "Fulfillment order does not exist."})
    shop.close()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("This is no database, however often one looks at it.")
    with pytest.raises(DatabaseError):
        Shop(f"sqlite:///{tmp_path}/text")


def test_eight_processes_fulfill_exactly_what_is_there(database: str) -> None:
    outcomes = race(database, processes=8, attempts=16)
    assert outcomes == Counter(
        {
            "created": UNITS,
            "422 Fulfillment order 1046000900 has an unfulfillable status= closed.": 8 * 16 - UNITS,
        }
    )


def test_a_killed_server_has_lost_nothing_it_answered_for(database: str) -> None:
    answered, kept = kill_amid(database, creates=150)
    assert 150 <= answered <= kept


def test_an_sqlite_file_is_one_that_sqlite_reads(tmp_path: Path) -> None:
    shop = Shop(f"sqlite:///{tmp_path}/shop.db")
    shop.add_demo()
    shop.close()
    with sqlite3.connect(tmp_path / "shop.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("SELECT count(*) FROM orders").fetchone() == (6,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_a_database_of_an_older_version_is_taken_over(tmp_path: Path) -> None:
    """Without the tables and keys that came later; what it wrote of supported actions does not count."""
    url = f"sqlite:///{tmp_path}/shop.db"
    with Shop(url) as shop:
        shop.add_demo()
    with contextlib.closing(sqlite3.connect(tmp_path / "shop.db")) as database:
        database.execute("DROP TABLE services")
        for id_, text in database.execute("SELECT id, state FROM orders").fetchall():
            state = json.loads(text)
            for each in state["fulfillment_orders"]:
                for key in ("fulfill_at", "fulfill_by", "holds", "requests", "held_apart_from", "prepared_at"):
                    each.pop(key, None)
                each["supported_actions"] = ["move", "hold", "dance"]
            for line in state["order"]["lines"]:
                line.pop("held", None)
            state["order"].pop("details", None)
            database.execute("UPDATE orders SET state = ? WHERE id = ?", (json.dumps(state), id_))
        database.commit()
    with Shop(url) as shop:
        assert shop.services() == ()
        order = shop.fulfillment_order(1046000901)
        assert order is not None
        assert (order.status, order.holds, order.fulfill_by) == ("open", (), None)
        assert "dance" not in order.supported_actions
        assert "create_fulfillment" in order.supported_actions
        held = shop.hold(order.id, FulfillmentHold(id=0, reason="other"))
        assert held.order.status == "on_hold"
        assert shop.create_service(FulfillmentService(id=0, handle="", location_id=0, name="Mars")).handle == "mars"
