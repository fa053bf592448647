"""Events of a pipeline, what it says when something else is passed, and its short imports."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import msgspec
import pytest

import tracking
from tests.far_side import MANY, ONE, TWO, UPS, Rig, ups
from tracking.fulfillment import AsyncPipeline, Journal, Pipeline, PipelineEvent, Shipment
from tracking.fulfillment.pipeline import _Pipeline
from tracking.fulfillment.values import Fulfillment, TrackingInfo
from tracking.fulfillment.values_requests import Destination


def told(rig: Rig, **more: Any) -> tuple[Pipeline, list[PipelineEvent]]:
    events: list[PipelineEvent] = []
    return Pipeline(rig.far, tracking, rig.journal, clock=rig.clock, on_event=events.append, **more), events


def kinds(events: list[PipelineEvent]) -> list[str]:
    return [event.kind for event in events]


def test_a_shipment_is_planned_sent_and_done(rig: Rig) -> None:
    pipeline, events = told(rig)
    outcome = pipeline.create(ups(TWO))
    assert kinds(events) == ["planned", "sent", "done"]
    assert {event.order_id for event in events} == {TWO}
    assert {event.key for event in events} == {outcome.key}
    assert events[0].part == outcome.parts[0]
    assert (events[1].attempt, events[2].fulfillment_ids) == (1, outcome.fulfillment_ids)
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert list(json.loads(json.dumps(events[0].as_dict()))["part"]["lines"].values()) == [2]


def test_what_had_no_answer_is_settled(rig: Rig) -> None:
    pipeline, events = told(rig)
    rig.far.fail("create", "before", "after")
    assert pipeline.create(ups(TWO)).state == "done"
    assert kinds(events) == ["planned", "sent", "settled", "sent", "settled", "done"]
    assert [(event.attempt, event.state) for event in events if event.kind in ("sent", "settled")] == [
        (1, None),
        (None, "planned"),
        (2, None),
        (None, "done"),
    ]


def test_each_part_is_told_of_and_the_shipment_once(rig: Rig) -> None:
    pipeline, events = told(rig)
    pipeline.create(Shipment(order=450789473, numbers=(UPS,)))
    assert kinds(events).count("planned") == kinds(events).count("sent") >= 1
    assert kinds(events)[-1] == "done"
    assert kinds(events).count("done") == 1


def test_refused_failed_and_skipped(rig: Rig) -> None:
    pipeline, events = told(rig)
    pipeline.create(ups("#none"))
    rig.far.fail("fulfillment_orders", *["unreachable"] * 7)
    pipeline.create(ups(TWO))
    assert kinds(events) == ["refused", "failed"]
    assert [event.problems[-1].code for event in events] == ["order_unknown", "not_connected"]
    pipeline.plan(ups(TWO))
    assert len(events) == 2, "a plan sends nothing, and nothing is told"


def test_a_run_tells_how_far_it_is(rig: Rig) -> None:
    pipeline, events = told(rig)
    list(pipeline.run([ups(TWO), ups(MANY), ups(ONE)], workers=2))
    ends = [event for event in events if event.kind == "done"]
    assert sorted(event.ended or 0 for event in ends) == [1, 2, 3]
    assert {event.total for event in ends} == {3}
    events.clear()
    list(pipeline.run(iter([ups(TWO)])))
    assert [(event.ended, event.total) for event in events] == [(1, None)]


def test_a_listener_that_fails_stops_nothing(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    def fails(event: PipelineEvent) -> None:
        raise ValueError("no")

    caplog.set_level(logging.ERROR)
    pipeline = Pipeline(rig.far, tracking, rig.journal, clock=rig.clock, on_event=fails)
    assert pipeline.create(ups(TWO)).state == "done"
    assert len(caplog.records) == 3


# Something else is passed


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"order": "#1002"}, "shipment: a dict was given; make one of it"),
        ("#1002", r"shipment: a str was given; give a Shipment\("),
        (None, "shipment: a NoneType was given"),
    ],
)
def test_no_shipment(rig: Rig, given: Any, said: str) -> None:
    pipeline = rig.pipeline()
    calls: list[Any] = [pipeline.create, pipeline.plan]
    calls += [lambda one: list(pipeline.run([ups(), one])), lambda one: list(pipeline.run(iter([one])))]
    for call in calls:
        with pytest.raises(TypeError, match=said):
            call(given)
    awaited = AsyncPipeline(rig.far, tracking, rig.journal)
    for step in (awaited.create, awaited.plan):
        with pytest.raises(TypeError, match=said):
            asyncio.run(step(given))


def test_no_list_of_shipments(rig: Rig) -> None:
    for given, said in ((Path("a.csv"), "run_file"), ("a.csv", "run_file"), (ups(), "create takes one")):
        with pytest.raises(TypeError, match=said):
            rig.pipeline().run(given)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [Pipeline, AsyncPipeline])
def test_no_parts_of_a_pipeline(rig: Rig, kind: type[_Pipeline]) -> None:
    for given, said in (
        ((rig.far, tracking, "journal.db"), r"journal: a str was given; open one: Journal\('journal.db'\)"),
        ((rig.far, tracking, Path("journal.db")), "journal: a PosixPath"),
        ((rig.far, rig.journal, tracking), "resolver: a Journal"),
        (("shop.example", tracking, rig.journal), "shop: a str was given; give a tracking.shopify.Client"),
    ):
        with pytest.raises(TypeError, match=said):
            kind(*given)
    with pytest.raises(TypeError, match="on_event"):
        kind(rig.far, tracking, rig.journal, on_event=[])  # type: ignore[arg-type]


def test_the_package_binds_what_a_program_needs() -> None:
    import tracking.fulfillment

    for name in tracking.fulfillment.__all__:
        assert getattr(tracking.fulfillment, name).__name__ == name
    with pytest.raises(AttributeError, match="Shipments"):
        tracking.fulfillment.Shipments  # noqa: B018
    assert Journal is not None


# Where a parcel goes


@pytest.mark.parametrize(
    ("destination", "page"),
    [
        (
            Destination(country="BE", postal_code="1000"),
            "https://jouw.postnl.nl/track-and-trace/3SABCD1234567-BE-1000",
        ),
        (None, "https://jouw.postnl.nl/track-and-trace/3SABCD1234567"),
        (Destination(country="BE"), "https://jouw.postnl.nl/track-and-trace/3SABCD1234567"),
    ],
)
def test_completing_uses_the_destination_where_the_page_needs_it(
    rig: Rig, destination: Destination | None, page: str
) -> None:
    bare = TrackingInfo(company="PostNL", numbers=("3SABCD1234567",))
    (made,) = rig.pipeline().create(Shipment(order=TWO, numbers=bare.numbers, company="PostNL")).fulfillment_ids
    rig.far.shop.update_tracking(made, bare, notify_customer=False)
    given: Fulfillment = msgspec.structs.replace(rig.far.live(TWO)[0], destination=destination, tracking=bare)
    outcome = rig.pipeline().complete(given)
    assert outcome.tracking.url == page
    assert outcome.tracking.company == "PostNL"
