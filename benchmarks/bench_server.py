"""Create through the whole shop, against a bare application that does the least a create can be.

The bare one is Starlette too: it decodes the same body, commits one row to a database of the same kind and encodes the
same answer. Both are served by uvicorn in a process of their own, both are asked by the same client over as many
connections, in one run, by turns. Run it with ``python benchmarks/bench_server.py``; it fails below half the bare rate.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

UNITS = 1_000_000
ROUNDS = 5
TOKEN = "shpat_bench"
# A documented answer to a create: what the bare application encodes.
ANSWER = Path(__file__).parents[1] / "tests/data/rest_documented.json"


@contextmanager
def bare(database: str) -> Iterator[Any]:
    """The least: decode, commit one row, encode."""
    import msgspec
    from sqlalchemy import insert
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from tracking.server.store import Store, locations

    answer = next(each["answer"] for each in json.loads(ANSWER.read_bytes()) if each["status"] == 201)
    ids = iter(range(1, 1 << 60))

    async def create(request: Request) -> Response:
        body = msgspec.json.decode(await request.body())
        with store.write() as connection:
            connection.execute(insert(locations).values(id=next(ids), body=json.dumps(body)))
        return Response(msgspec.json.encode(answer), 201, media_type="application/json")

    with Store(database) as store:
        yield Starlette(routes=[Route("/admin/api/2025-10/fulfillments.json", create, methods=["POST"])])


@contextmanager
def whole(database: str) -> Iterator[Any]:
    """The shop as `tracking serve --token TOKEN --no-rate-limit` puts it together."""
    from tracking.server.serving import Settings, assemble, open_shop

    settings = Settings(database=database, tokens={TOKEN: None}, rate_limit=False)
    line = {"id": 11, "sku": "A", "title": "A thing", "quantity": UNITS, "location_id": 7}
    with open_shop(settings) as shop:
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as orders:
            orders.write(json.dumps({"id": 1, "name": "#1", "lines": [line]}))
            orders.flush()
            shop.add_orders(orders.name)
        shop.warm_up()
        yield assemble(shop, settings)


def serve(kind: str, database: str) -> None:
    import uvicorn

    from tracking.server.wire import SpellingProtocol

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            print(self.servers[0].sockets[0].getsockname()[1], flush=True)

    http: Any = SpellingProtocol if kind == "whole" else "auto"
    with {"bare": bare, "whole": whole}[kind](database) as app:
        Server(uvicorn.Config(app, port=0, http=http, log_level="warning", access_log=False)).run()


async def ask(port: int, body: bytes, seconds: float, connections: int) -> float:
    """Ask over so many kept connections for so long; returns answers a second."""
    head = f"POST /admin/api/2025-10/fulfillments.json HTTP/1.1\r\nHost: x\r\nX-Shopify-Access-Token: {TOKEN}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    request = head.encode() + body
    end = time.perf_counter() + seconds
    answered = 0

    async def one() -> None:
        nonlocal answered
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < end:
            writer.write(request)
            headers = await reader.readuntil(b"\r\n\r\n")
            assert headers.startswith(b"HTTP/1.1 201"), headers
            length = int(headers.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            answered += 1
        writer.close()

    start = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    return answered / (time.perf_counter() - start)


def fulfillment_order_group(port: int) -> dict[str, Any]:
    """One unit of the shop's one line."""
    path = f"http://127.0.0.1:{port}/admin/api/2025-10/orders/1/fulfillment_orders.json"
    with urllib.request.urlopen(urllib.request.Request(path, headers={"X-Shopify-Access-Token": TOKEN})) as answer:
        (order,) = json.load(answer)["fulfillment_orders"]
    line = {"id": order["line_items"][0]["id"], "quantity": 1}
    return {"fulfillment_order_id": order["id"], "fulfillment_order_line_items": [line]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--serve", nargs=2, metavar=("KIND", "DATABASE"))
    arguments = parser.parse_args()
    if arguments.serve:
        serve(*arguments.serve)
        return 0
    servers: dict[str, subprocess.Popen[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        try:
            for kind in ("bare", "whole"):
                command = [sys.executable, __file__, "--serve", kind, f"sqlite:///{folder}/{kind}.db"]
                servers[kind] = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            ports = {kind: int(server.stdout.readline()) for kind, server in servers.items()}
            group = fulfillment_order_group(ports["whole"])
            tracking = {"number": "1Z001985YW99744790", "company": "UPS"}
            body = {"fulfillment": {"line_items_by_fulfillment_order": [group], "tracking_info": tracking}}
            encoded = json.dumps(body).encode()
            rates: dict[str, list[float]] = {"bare": [], "whole": []}
            for kind in (*rates, *(list(rates) * ROUNDS)):
                rates[kind].append(asyncio.run(ask(ports[kind], encoded, arguments.seconds, arguments.connections)))
        finally:
            for server in servers.values():
                server.terminate()
                server.wait()
    best = {kind: sorted(values[1:])[ROUNDS // 2] for kind, values in rates.items()}
    share = best["whole"] / best["bare"]
    print(f"bare {best['bare']:.0f}/s, whole {best['whole']:.0f}/s: {share:.2f} of the bare rate")
    return 0 if share >= 0.5 else 1


if __name__ == "__main__":
    sys.exit(main())
