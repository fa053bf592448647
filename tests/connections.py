"""A pytest plugin: what opens a database connection must close it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from tracking.server.store import Store


@pytest.fixture
def all_closed() -> Iterator[None]:
    """Fail a test that leaves a connection open which was opened in it.

    Python says so itself from 3.13 on, but only of SQLite, and when the garbage collector comes by.
    """
    made: list[Any] = []

    def opened(connection: Any, _: object) -> None:
        made.append(connection)

    event.listen(Pool, "connect", opened)
    yield
    event.remove(Pool, "connect", opened)
    left = [connection for connection in made if is_open(connection)]
    for connection in left:
        connection.close()
    assert not left


@pytest.fixture(autouse=True)
def shops_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close the shops that a test has made for itself; whether the package closes its own, `all_closed` tells before."""
    made: list[Store] = []
    begin = Store.__init__

    def opened(store: Store, *given: Any, **named: Any) -> None:
        begin(store, *given, **named)
        made.append(store)

    monkeypatch.setattr(Store, "__init__", opened)
    yield
    for store in made:
        store.close()


def is_open(connection: Any) -> bool:
    if not isinstance(connection, sqlite3.Connection):
        return not connection.closed
    try:
        return connection.total_changes >= 0
    except sqlite3.ProgrammingError:
        return False
