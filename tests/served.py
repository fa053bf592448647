"""A pytest plugin and a module for scripts: the shop as tests need it, in process and served for real."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tracking.server.shop import Shop

TOKEN = "shpat_demo"


class Served:
    """``tracking serve`` in a process of its own; ready once this is made."""

    def __init__(self, *arguments: str | Path, environment: dict[str, str] | None = None) -> None:
        command = [sys.executable, "-c", "from tracking.cli.serve import serve; serve()", *map(str, arguments)]
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

    def stop(self) -> tuple[int, str]:
        """Tell it to stop; its exit status and what it wrote to standard error."""
        if self.process.poll() is None:
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
            each.kill()


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
