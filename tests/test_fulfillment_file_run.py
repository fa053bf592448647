"""A file of shipments through a pipeline, from the library."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import httpx2
import pytest

import tracking
from tests.far_side import MANY, ONE, TWO, UPS, Rig
from tracking.errors import TableError
from tracking.fulfillment import AsyncPipeline, Journal, Outcome, Pipeline, PipelineEvent
from tracking.server.app import create_app
from tracking.server.graphql import GraphQL
from tracking.shopify import AsyncClient

ROWS = f"""order,number,company
#1002,{UPS},UPS
#none,1Z879E930346834440,UPS
,1Z5R89390357567127,UPS
{TWO},1Z5R89390357567127,fed ex
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "shipments.csv"
    path.write_text(ROWS)
    return path


def told(outcomes: list[Outcome]) -> dict[tuple[int, ...], str]:
    return {outcome.lines: outcome.state for outcome in outcomes}


def test_a_file_is_run(rig: Rig, file: Path) -> None:
    outcomes = list(rig.pipeline().run_file(file, workers=2))
    assert told(outcomes) == {(2,): "done", (3,): "refused", (4,): "refused", (5,): "done"}
    by_line = {outcome.lines: outcome for outcome in outcomes}
    assert by_line[(2,)].fulfillment_id == rig.far.live(by_line[(2,)].order_id or 0)[-1].id
    assert by_line[(5,)].tracking.company == "FedEx"
    assert by_line[(4,)].problems[-1].code == "order_missing"
    assert by_line[(5,)].as_dict()["lines"] == [5]
    assert told(list(rig.pipeline().run_file(str(file)))) == told(outcomes)
    assert rig.far.calls["create"] == 2


def test_a_dry_run_sends_and_writes_nothing(rig: Rig, file: Path) -> None:
    outcomes = list(rig.pipeline().run_file(file, dry_run=True))
    assert told(outcomes) == {(2,): "planned", (3,): "refused", (4,): "refused", (5,): "planned"}
    assert all(part.location_id for outcome in outcomes for part in outcome.parts)
    assert not rig.far.calls["create"]
    assert not list(rig.journal.intents())


def test_what_a_file_leaves_open_is_asked_and_answered(rig: Rig, file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.write_text(f"Auftrag,Sendung,Status,SKU\n1002,{UPS},shipped,A\n1002,1Z879E930346834440,void,A\n")
    with pytest.raises(TableError, match="say --"):
        rig.pipeline().run_file(file)
    with pytest.raises(TableError, match="no such field"):
        rig.pipeline().run_file(file, columns={"colour": "Status"})
    with pytest.raises(TableError, match=r"none\.csv"):
        rig.pipeline().run_file(file.with_name("none.csv"))
    options: Any = {"columns": {"order": "Auftrag", "number": "Sendung", "sku": ""}, "where": ["Status!=void"]}
    caplog.set_level(logging.INFO)
    assert told(list(rig.pipeline().run_file(file, order_prefix="#", **options))) == {(2,): "done"}
    assert any("columns: order=Auftrag" in record.getMessage() for record in caplog.records)


def test_how_far_a_file_is_can_be_heard(rig: Rig, file: Path) -> None:
    events: list[PipelineEvent] = []
    list(Pipeline(rig.far, tracking, rig.journal, clock=rig.clock, on_event=events.append).run_file(file))
    ends = [event for event in events if event.kind in ("done", "refused") and event.total]
    assert [(event.ended, event.total) for event in ends] == [(1, 3), (2, 3), (3, 3)]
    assert [event.kind for event in events].count("refused") == 2


def test_a_file_is_run_from_a_coroutine(rig: Rig, file: Path) -> None:
    app = create_app(rig.far.shop, routes=GraphQL(rig.far.shop, throttle=False).routes)

    async def run(**options: Any) -> list[Outcome]:
        transport = httpx2.ASGITransport(app=app)
        async with AsyncClient("http://127.0.0.1", "t", transport=transport) as shop:
            with Journal() as journal:
                return [one async for one in AsyncPipeline(shop, tracking, journal).run_file(file, **options)]

    assert set(told(asyncio.run(run(dry_run=True))).values()) == {"planned", "refused"}
    assert told(asyncio.run(run(workers=2))) == {(2,): "done", (3,): "refused", (4,): "refused", (5,): "done"}


def test_a_shop_out_of_reach_is_planned_against_once(rig: Rig, file: Path) -> None:
    file.write_text("".join(["order,number\n", *(f"{order},{UPS}\n" for order in (ONE, TWO, MANY))]))
    rig.far.fail("fulfillment_orders", *["unreachable"] * 7)
    outcomes = list(rig.pipeline().run_file(file, dry_run=True))
    assert {outcome.state for outcome in outcomes} == {"failed"}
    assert rig.far.calls["fulfillment_orders"] == 7
