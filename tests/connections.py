"""A pytest plugin: what opens a database connection must close it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool


@pytest.fixture
def all_closed() -> Iterator[None]:
    """Fail a test that leaves a connection open which was opened in it.

    Python says so itself from 3.13 on, but only of SQLite, and when the garbage collector comes by.
    """
    numbers = count()
    left: set[int] = set()

    def opened(_: object, record: Any) -> None:
        record.info[all_closed] = number = next(numbers)
        left.add(number)

    def closed(_: object, record: Any) -> None:
        left.discard(record.info.pop(all_closed, -1))

    event.listen(Pool, "connect", opened)
    event.listen(Pool, "close", closed)
    yield
    event.remove(Pool, "connect", opened)
    event.remove(Pool, "close", closed)
    assert not left, f"{len(left)} connections were left open"
