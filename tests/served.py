"""A pytest plugin and a module for scripts: the shop as tests need it, in process and served for real."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tracking.server.app import create_app
from tracking.server.shop import Shop

TOKEN = "shpat_demo"
BASE = "/admin/api/2025-10"


def here(app: Any) -> TestClient:
    """A client of an application on this machine: by its loopback address, from there."""
    return TestClient(app, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 50_000))


class Served:
    """``tracking serve`` in a process of its own; ready once this is made."""

    def __init__(self, *arguments: str | Path, environment: dict[str, str] | None = None) -> None:
        command = [sys.executable, "-c", "from tracking.cli import main; main()", "serve", *map(str, arguments)]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | (environment or {}),
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        if not self.url:
            raise AssertionError(f"the shop did not start: {self.stop()[1]}")
        self.certificate = self.process.stdout.readline().strip() if "--tls" in arguments else None

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def stop(self, told: bool = False) -> tuple[int, str]:
        """Tell it to stop, unless it was ``told`` already; its exit status and what it wrote to standard error."""
        if not told and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        _, errors = self.process.communicate(timeout=40)
        return self.process.returncode, errors

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Starts served shops, on free ports; all are stopped at the end."""
    started: list[Served] = []

    def start(*arguments: str | Path, **more: Any) -> Served:
        started.append(Served("--port", "0", *arguments, **more))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new database, once of each kind."""
    if request.param == "postgres":
        url: str = request.getfixturevalue("postgres_url")
        return url
    return f"sqlite:///{tmp_path}/shop.db"


@pytest.fixture
def demo() -> Iterator[Shop]:
    """The demo shop in memory."""
    shop = Shop()
    shop.add_demo()
    yield shop
    shop.close()


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 1, 2, 17, 0, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def tick(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Api:
    """The demo shop behind its application, with a clock that the test moves."""

    def __init__(self, **settings: Any) -> None:
        self.clock = Clock()
        self.shop = Shop(clock=self.clock, **settings)
        self.shop.add_demo()
        self.client = TestClient(create_app(self.shop))

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(path if path.startswith("/") else f"{BASE}/{path}", params=query or None)

    def post(self, path: str, body: Any = None) -> Any:
        return self.client.post(path if path.startswith("/") else f"{BASE}/{path}", json=body)

    def create(self, *groups: Any, **more: Any) -> Any:
        """``create(fulfillment order, (fulfillment order, line, quantity)...)``."""
        lines = [
            {"fulfillment_order_id": group}
            if isinstance(group, int)
            else {
                "fulfillment_order_id": group[0],
                "fulfillment_order_line_items": [{"id": group[1], "quantity": group[2]}],
            }
            for group in groups
        ]
        return self.post("fulfillments.json", {"fulfillment": {"line_items_by_fulfillment_order": lines, **more}})


@pytest.fixture
def rest() -> Iterator[Api]:
    made = Api()
    yield made
    made.shop.close()


def made(answer: Any) -> dict[str, Any]:
    assert answer.status_code in (200, 201), answer.text
    fulfillment: dict[str, Any] = answer.json()["fulfillment"]
    return fulfillment
