"""The small form of ``python -m tests.soak_orders``: two processes, both APIs, either database."""

from __future__ import annotations

from tests.soak_orders import run


def test_two_processes_at_once(database: str) -> None:
    result = run(database, processes=2, actions=25)
    assert result["done"] >= 5
    assert result["asked"] == 50
