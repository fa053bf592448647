from __future__ import annotations

import contextlib
import http.client
import json
import socket
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.served import BASE, TOKEN, Served
from tracking.cli import command
from tracking.server.bodies import READ

Serve = Callable[..., Served]


def ask(
    served: Served, method: str, path: str, body: Any = None, *, token: str | None = TOKEN, base: str = BASE
) -> Any:
    """Status, headers, JSON."""
    if served.certificate is None:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    else:
        context = ssl.create_default_context(cafile=served.certificate)
        connection = http.client.HTTPSConnection("127.0.0.1", served.port, timeout=30, context=context)
    headers = {} if token is None else {"X-Shopify-Access-Token": token}
    with contextlib.closing(connection):
        connection.request(method, f"{base}/{path}", None if body is None else json.dumps(body), headers)
        with connection.getresponse() as answer:
            text = answer.read()
            return answer.status, answer.headers, json.loads(text) if text else None


def creating(id_: int) -> dict[str, Any]:
    return {"fulfillment": {"line_items_by_fulfillment_order": [{"fulfillment_order_id": id_}]}}


def test_a_shop_is_served_stopped_and_served_again(serve: Serve, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/shop.db"
    # The bucket of calls hardly leaks, however long the calls before the counted one take.
    served = serve("--database", database, "--demo", "--token", "own=read_orders", "--leak", "0.001")
    assert served.url.startswith("http://127.0.0.1:")
    assert ask(served, "GET", "shop.json")[0] == 200
    assert ask(served, "GET", "shop.json", token="other")[0] == 401
    assert ask(served, "GET", "orders/450789469/fulfillments/count.json", token="own")[2] == {"count": 6}
    assert ask(served, "POST", "fulfillments.json", creating(1046000908), token="own")[0] == 403
    status, headers, _ = ask(served, "POST", "fulfillments.json", creating(1046000908))
    assert (status, headers["X-Shopify-Shop-Api-Call-Limit"]) == (201, "2/40")
    spelled = {"Content-Type", "X-ShopId", "X-Request-Id", "X-Shopify-API-Version", "X-Shopify-Shop-Api-Call-Limit"}
    assert spelled < set(headers)
    query = {"query": '{ fulfillmentOrder(id: "gid://shopify/FulfillmentOrder/1046000908") { status } }'}
    assert ask(served, "POST", "graphql.json", query)[2]["data"] == {"fulfillmentOrder": {"status": "CLOSED"}}
    assert ask(served, "GET", "openapi.json", base="")[2]["openapi"]
    assert served.stop() == (0, "")

    again = serve("--database", database, "--demo")
    assert ask(again, "GET", "orders/450789474/fulfillments/count.json")[2] == {"count": 1}
    assert again.stop() == (0, "")


def test_without_tokens_nobody_is_asked_for_one(serve: Serve, tmp_path: Path) -> None:
    orders = tmp_path / "orders.jsonl"
    orders.write_text(
        '{"id": 1, "name": "#1", "lines": [{"id": 11, "sku": "A", "title": "A", "quantity": 2, "location_id": 7}]}\n'
    )
    served = serve("--database", f"sqlite:///{tmp_path}/shop.db", "--orders", orders, "--country", "de")
    (order,) = ask(served, "GET", "orders/1/fulfillment_orders.json", token=None)[2]["fulfillment_orders"]
    assert ask(served, "POST", "fulfillments.json", creating(order["id"]), token=None)[0] == 201
    assert ask(served, "GET", "shop.json", token=None)[2]["shop"]["country"] == "DE"


def test_tls(serve: Serve, tmp_path: Path) -> None:
    served = serve("--database", f"sqlite:///{tmp_path}/shop.db", "--demo", "--tls")
    assert served.url.startswith("https://127.0.0.1:")
    assert served.certificate is not None
    assert Path(served.certificate).is_file()
    assert ask(served, "GET", "shop.json")[0] == 200
    link = ask(served, "GET", "orders.json?limit=1")[1]["Link"]
    assert link.startswith(f"<{served.url}/admin/api/")
    assert served.stop()[0] == 0
    assert not Path(served.certificate).exists()


def takes_connections(served: Served) -> bool:
    try:
        socket.create_connection(("127.0.0.1", served.port), timeout=60).close()
    except ConnectionRefusedError:
        return False
    return True


def test_a_call_in_flight_is_finished_before_it_stops(serve: Serve, tmp_path: Path) -> None:
    served = serve("--database", f"sqlite:///{tmp_path}/shop.db", "--demo")
    body = json.dumps(creating(1046000908)).encode()
    headers = {"X-Shopify-Access-Token": TOKEN, "Content-Length": str(len(body)), "Expect": "100-continue"}
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)) as connection:
        connection.request("POST", f"{BASE}/fulfillments.json", headers=headers)
        # The shop says so once it waits for the body.
        assert connection.sock.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        served.process.terminate()
        while takes_connections(served):
            time.sleep(0.01)
        connection.send(body)
        assert connection.getresponse().status == 201
    assert served.stop(told=True) == (0, "")
    again = serve("--database", f"sqlite:///{tmp_path}/shop.db", "--demo")
    assert ask(again, "GET", "orders/450789474/fulfillments/count.json")[2] == {"count": 1}


def test_buckets_and_the_development_store(serve: Serve, tmp_path: Path) -> None:
    served = serve(
        "--database", f"sqlite:///{tmp_path}/shop.db", "--demo", "--bucket", "3", "--leak", "0.01", "--dev-store"
    )
    statuses = [ask(served, "GET", "shop.json")[0] for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert ask(served, "GET", "shop.json")[1]["Retry-After"] == "2.0"
    served.stop()
    free = serve("--database", f"sqlite:///{tmp_path}/two.db", "--demo", "--no-rate-limit", "--dev-store")
    line = {"id": 1072503600, "quantity": 1}
    one = {"fulfillment_order_id": 1046000900, "fulfillment_order_line_items": [line]}
    answers = [
        ask(free, "POST", "fulfillments.json", {"fulfillment": {"line_items_by_fulfillment_order": [one]}})
        for _ in range(6)
    ]
    assert [status for status, _, _ in answers] == [201] * 5 + [429]
    assert 0 < float(answers[-1][1]["Retry-After"]) <= 60
    assert {ask(free, "GET", "shop.json")[0] for _ in range(60)} == {200}


def sent(served: Served, size: int) -> bytes:
    """The answer to a body of so many bytes, as an ordinary client sees it that sends everything before it reads."""
    head = f"POST {BASE}/fulfillments.json HTTP/1.1\r\nHost: x\r\nX-Shopify-Access-Token: {TOKEN}\r\n"
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall(f"{head}Connection: close\r\nContent-Length: {size}\r\n\r\n".encode())
        for _ in range(size // 2**20):
            connection.sendall(b" " * 2**20)
        with connection.makefile("rb") as file:
            return file.read()


def test_a_large_body_is_read_to_its_end_before_it_is_refused(serve: Serve, tmp_path: Path) -> None:
    served = serve("--database", f"sqlite:///{tmp_path}/shop.db", "--demo")
    for size in (10 * 2**20, READ):
        answer = sent(served, size)
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"The body is too large" in answer
        assert b"x-request-id" in answer.lower()
    # Beyond that it is not read on: the client is told, or its connection is reset while it sends.
    with contextlib.suppress(ConnectionError):
        assert b" 413 " in sent(served, READ + 2**25)


# The command line


def refused(*arguments: str) -> str:
    result = CliRunner().invoke(command, ["serve", *arguments])
    assert result.exit_code == 2, result.output
    assert not isinstance(result.exception, AssertionError)
    assert "Traceback" not in result.output
    return result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--country", "Germany"], "two letters"),
        (["--certfile", __file__], "belong together"),
        (["--certfile", __file__, "--keyfile", __file__, "--tls"], "leave out"),
        (["--token", "secret=fly"], "a scope is named like"),
        (["--fault", "boom=1"], "KIND=SHARE"),
        (["--fault", "500=0.6", "--fault", "503=0.6"], "at most 1"),
        (["--database", "nonsense"], "--database"),
        (["--database", "nosuch://x"], "--database"),
        (["--database", "postgresql+asyncpg://localhost/x"], "the driver asyncpg is not used here"),
        (["--database", "sqlite+aiosqlite:///x.db"], "the driver aiosqlite is not used here"),
        (["--leak", "nan"], "--leak"),
        (["--leak", "inf"], "--leak"),
        (["--service-delay", "nan"], "--service-delay"),
        (["--service-delay", "1e300"], "--service-delay"),
        (["--database", "sqlite:////no/such/folder/shop.db"], "--database: it cannot be used"),
        (["--database", "sqlite://", "--orders", "/no/such/file"], "name a file that can be read"),
        (["--database", "sqlite://", "--certfile", __file__, "--keyfile", __file__], "give PEM files"),
        (["--host", "192.0.2.1"], "choose another address or port"),
        (["--bucket", "0"], "--bucket"),
    ],
)
def test_what_it_cannot_do_is_said(arguments: list[str], said: str) -> None:
    output = refused("--port", "0", *arguments)
    assert said in " ".join(output.split())
    assert "secret" not in output


def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert "choose another address or port" in refused("--port", port, "--database", "sqlite://")


def test_a_file_of_orders_is_refused_whole_with_every_fault(tmp_path: Path) -> None:
    file = tmp_path / "orders.jsonl"
    file.write_text(
        "\ufeff"
        + "\n".join(
            [
                '{"id": 1, "name": "#1", "lines": [{"id": 11, "quantity": 1}]}',
                "nonsense",
                '{"id": 1, "name": "#2", "lines": [{"id": 11, "quantity": 1}]}',
                '{"id": 3, "name": " ", "lines": []}',
                '{"id": 4, "name": "#4", "lines": [{"id": 11, "quantity": 0}], "extra": 1}',
                '{"id": 5, "name": "#5", "lines": [{"id": 0, "quantity": 0, "location_id": -1}]}',
                '{"id": 9223372036854775807, "name": "#6", "lines": [{"id": 11, "quantity": 1}]}',
                '{"id": 7, "name": "#\\u0000", "lines": [{"id": 11, "quantity": 1, "delivery_method": "by foot"}]}',
            ]
        )
    )
    output = refused("--port", "0", "--database", f"sqlite:///{tmp_path}/shop.db", "--orders", str(file))
    for said in (
        "orders.jsonl:2: ",
        "orders.jsonl:3: id: order 1 appears in the file twice",
        "orders.jsonl:4: name: it is empty",
        "orders.jsonl:4: lines: there is none",
        "orders.jsonl:5: extra: the field is not known",
        "orders.jsonl:6: lines[0].id: 0 cannot be an id",
        "orders.jsonl:6: lines[0].location_id: -1 cannot be an id",
        "orders.jsonl:6: lines[0].quantity: 0 units cannot be ordered",
        "orders.jsonl:7: id: 9223372036854775807 cannot be an id",
        "orders.jsonl:8: name: it holds the character U+0000",
        "orders.jsonl:8: lines[0].delivery_method: 'by foot' is not known; give one of shipping, none, ",
    ):
        assert said in output
    assert "orders.jsonl:1: " not in output
