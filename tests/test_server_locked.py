"""Another process holds the database: who reads goes on, who writes waits for a bounded time."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy.exc import ArgumentError, OperationalError
from starlette.testclient import TestClient

from tests.served import BASE
from tracking.server.app import create_app
from tracking.server.graphql import GraphQL
from tracking.server.request_log import RequestLog
from tracking.server.shop import Shop
from tracking.server.shop_pages import shop_pages
from tracking.server.store import Store

WRITERS = 50
"""More than there are threads for those who read."""
CREATE = {"fulfillment": {"line_items_by_fulfillment_order": [{"fulfillment_order_id": 1046000901}]}}
MUTATION = """mutation { fulfillmentCreate(fulfillment: {lineItemsByFulfillmentOrder:
    [{fulfillmentOrderId: "gid://shopify/FulfillmentOrder/1046000901"}]}) { fulfillment { id } userErrors { message } } }"""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def served(shop: Shop) -> Iterator[TestClient]:
    app = create_app(shop, routes=[*shop_pages(shop, RequestLog()), *GraphQL(shop, throttle=False).routes])
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@contextmanager
def demo_shop(path: Path, timeout: float) -> Iterator[TestClient]:
    """A served shop whose writers wait that many seconds for the database."""
    with Shop(f"sqlite:///{path}?timeout={timeout}") as shop:
        shop.add_demo()
        shop.warm_up()
        with served(shop) as client:
            yield client


class Writers:
    """Many writes at once, by either API."""

    def __init__(self, client: TestClient) -> None:
        self.client, self.answers, self.begun = client, list[Any](), threading.Semaphore(0)
        self.threads = [threading.Thread(target=self.write, args=(at,)) for at in range(WRITERS)]
        for each in self.threads:
            each.start()
        for _ in self.threads:
            assert self.begun.acquire(timeout=60)

    def write(self, at: int) -> None:
        self.begun.release()
        if at % 2:
            self.answers.append(self.client.post(f"{BASE}/fulfillments.json", json=CREATE))
        else:
            self.answers.append(self.client.post(f"{BASE}/graphql.json", json={"query": MUTATION}))

    def join(self) -> None:
        for each in self.threads:
            each.join()
        assert len(self.answers) == WRITERS


def test_readers_go_on_while_more_writers_wait_than_there_are_threads_for_readers(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with demo_shop(path, timeout=60) as client:
        with locked(path):
            writers = Writers(client)
            seen = [client.get(f"{BASE}/shop.json"), client.get("/")]
            seen.append(client.post(f"{BASE}/graphql.json", json={"query": "{ shop { name } }"}))
            assert [answer.status_code for answer in seen] == [200, 200, 200]
            assert not writers.answers, "they were waiting meanwhile"
        writers.join()
        assert {answer.status_code for answer in writers.answers} <= {200, 201, 422}, "each had its turn"


def test_writers_wait_for_a_bounded_time(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with demo_shop(path, timeout=0.4) as client:
        with locked(path):
            began = time.monotonic()
            writers = Writers(client)
            writers.join()
            assert time.monotonic() - began < WRITERS * 0.4, "they wait together, not one after the other"
        assert {answer.status_code for answer in writers.answers} == {503}
        assert {answer.text for answer in writers.answers} == {'{"errors":"The shop\'s database is not available."}'}
        assert client.post(f"{BASE}/fulfillments.json", json=CREATE).status_code == 201, "nothing had been done"


def test_who_waited_in_time_is_served(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with Shop(f"sqlite:///{path}") as shop:
        shop.add_demo()
        with served(shop) as client:
            answers: list[int] = []
            with locked(path):
                writer = threading.Thread(
                    target=lambda: answers.append(client.post(f"{BASE}/fulfillments.json", json=CREATE).status_code)
                )
                writer.start()
                time.sleep(0.1)
                assert not answers
            writer.join()
            assert answers == [201]


def test_a_lock_that_is_held_by_a_thread_is_bounded_as_well(tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path}/shop.db?timeout=0.1") as store:
        said: list[Exception] = []

        def write() -> None:
            try:
                with store.write():
                    raise AssertionError("the other thread has it")
            except OperationalError as error:
                said.append(error)

        with store.write():
            other = threading.Thread(target=write)
            other.start()
            other.join(60)
        assert len(said) == 1


@pytest.mark.parametrize("said", ["-1", "nan", "inf", "x", "1e9"])
def test_a_time_to_wait_is_bounded(said: str) -> None:
    with pytest.raises(ArgumentError, match="timeout="):
        Store(f"sqlite://?timeout={said}")


@pytest.mark.postgres
def test_postgresql_s_locks_are_waited_for_as_long(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracking.server.store.WAIT", 0.2)
    with Shop(postgres_url) as shop:
        shop.add_demo()
        engine = sqlalchemy.create_engine(Store(postgres_url).url)
        with served(shop) as client, engine.connect() as other:
            with other.begin():
                other.execute(sqlalchemy.text("SELECT * FROM orders FOR UPDATE"))
                assert client.get(f"{BASE}/orders/450789471.json").status_code == 200
                assert client.post(f"{BASE}/fulfillments.json", json=CREATE).status_code == 503
            assert client.post(f"{BASE}/fulfillments.json", json=CREATE).status_code == 201
        engine.dispose()
