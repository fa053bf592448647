from __future__ import annotations

import asyncio
from typing import Any

import pytest

import tracking
from tests.far_side import MANY, FarSide, Rig, ups
from tracking.fulfillment.pipeline import AsyncPipeline
from tracking.fulfillment.policy import Policy
from tracking.fulfillment.shipment import Shipment, ShipmentLine

# The same from a coroutine


class AsyncFarSide:
    """The far side, awaited."""

    name = FarSide.name
    numbers_per_fulfillment = None

    def __init__(self, far: FarSide) -> None:
        self._far = far

    async def fulfillments(self, order_id: int) -> Any:
        for one in self._far.fulfillments(order_id):
            yield one

    def __getattr__(self, method: str) -> Any:
        async def call(*args: Any, **options: Any) -> Any:
            return getattr(self._far, method)(*args, **options)

        return call


def test_from_a_coroutine(rig: Rig) -> None:
    async def work() -> None:
        policy = Policy(settle=0.05)
        pipeline = AsyncPipeline(AsyncFarSide(rig.far), tracking, rig.journal, policy=policy)
        assert (await pipeline.plan(ups())).state == "planned"
        rig.far.fail("create", "after", "before")
        made = await pipeline.create(ups())
        assert made.state == "done"
        assert (await pipeline.update_tracking(made.fulfillment_id or 0, numbers="NEW")).tracking.number == "NEW"
        assert (await pipeline.cancel(made.fulfillment_id or 0)).state == "done"
        assert (await pipeline.complete(rig.far.live(450789469)[0])).state == "skipped"
        shipments = [Shipment(order=MANY, numbers=(f"N{n}",), lines=(ShipmentLine(quantity=1),)) for n in range(9)]
        ended = [outcome async for outcome in pipeline.run(shipments, workers=3)]
        assert [(one.shipment, one.state) for one in ended] == [(shipment, "done") for shipment in shipments]
        with pytest.raises(ValueError, match="workers: 0"):
            pipeline.run(shipments, workers=0)

    asyncio.run(work())
    assert len(rig.far.live(MANY)) == 9
