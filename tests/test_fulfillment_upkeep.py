from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from tests.far_side import ONE, TWO, UPS, UPS_PAGE, Rig, codes, fulfilled, intent, ups
from tracking.fulfillment.shipment import Shipment
from tracking.fulfillment.values import TrackingInfo

# Later changes


def test_update_tracking(rig: Rig) -> None:
    made = rig.pipeline().create(Shipment(order=ONE, numbers=("OLD",)))
    outcome = rig.pipeline().update_tracking(made.fulfillment_id or 0, numbers=(UPS,), company="ups")
    assert (outcome.state, outcome.order_id) == ("done", ONE)
    assert (
        outcome.tracking
        == rig.far.live(ONE)[0].tracking
        == TrackingInfo(company="UPS", numbers=(UPS,), urls=(UPS_PAGE,))
    )
    assert [event.note for event in rig.journal.history(intent(rig, made.key or ""))][-2:] == [
        "tracking to be updated",
        "tracking updated",
    ]


@pytest.mark.parametrize("fault", ["before", "after", "throttled", "unreachable"])
def test_update_tracking_and_cancel_are_repeated_freely(rig: Rig, fault: str) -> None:
    made = rig.pipeline().create(ups())
    rig.far.fail("update_tracking", fault)
    rig.far.fail("cancel", fault)
    assert rig.pipeline().update_tracking(made.fulfillment_id or 0, numbers=["NEW"]).state == "done"
    assert rig.pipeline().cancel(made.fulfillment_id or 0).state == "done"
    assert rig.far.live(ONE) == []
    assert (rig.far.calls["update_tracking"], rig.far.calls["cancel"]) == (2, 2)


def test_changes_to_what_is_not_there(rig: Rig) -> None:
    for number in (12345, 10**20):
        for outcome in (rig.pipeline().cancel(number), rig.pipeline().update_tracking(number, numbers=(UPS,))):
            assert (outcome.state, codes(outcome)) == ("refused", ["fulfillment_not_found"])
    rig.far.fail("cancel", *["unreachable"] * 7)
    assert rig.pipeline().cancel(1069019870).state == "failed"


def test_an_update_that_may_not_be_sent(rig: Rig) -> None:
    outcome = rig.pipeline().update_tracking(1069019870, numbers=("1.23E+21",))
    assert (outcome.state, codes(outcome), rig.far.calls["update_tracking"]) == ("refused", ["number_rounded"], 0)


def test_what_was_cancelled_is_not_sent_again_by_itself(rig: Rig) -> None:
    made = rig.pipeline().create(ups())
    rig.pipeline().cancel(made.fulfillment_id or 0)
    again = rig.pipeline().create(ups())
    assert (again.state, codes(again)) == ("skipped", ["cancelled_before"])
    assert rig.far.live(ONE) == []
    rig.journal.retry(intent(rig, made.key or ""))
    assert rig.pipeline().create(ups()).state == "done"
    assert len(rig.far.live(ONE)) == 1


def test_complete(rig: Rig) -> None:
    there = fulfilled(rig, None)
    rig.far.shop._resolver = Ignorant()  # type: ignore[assignment]  # the shop itself knows nothing
    bare = rig.far.shop.update_tracking(there, TrackingInfo(numbers=(UPS,)))
    assert (bare.tracking.company, bare.tracking.urls) == (None, ())
    outcome = rig.pipeline().complete(bare)
    assert (outcome.state, outcome.tracking.company, outcome.tracking.url) == ("done", "UPS", UPS_PAGE)
    whole = rig.far.live(TWO)[0]
    assert whole.tracking == outcome.tracking
    assert rig.pipeline().complete(whole).state == "skipped"


class Ignorant:
    """A resolver that knows nothing but the URL it is given."""

    def resolve(self, number: str, *, url: str | None = None, **_: Any) -> Any:
        return SimpleNamespace(company=None, url=url)


def test_what_cannot_be_completed_is_left_alone(rig: Rig) -> None:
    there = fulfilled(rig, None)
    bare = rig.far.live(TWO)[0]
    assert codes(rig.pipeline().complete(bare)) == ["number_missing"]
    unknown = msgspec.structs.replace(bare, tracking=TrackingInfo(numbers=("QQ",)))
    outcome = rig.pipeline().complete(unknown)
    assert (outcome.state, codes(outcome)[-1]) == ("skipped", "nothing_known")
    cancelled = msgspec.structs.replace(bare, status="cancelled", id=there)
    assert codes(rig.pipeline().complete(cancelled)) == ["not_live"]
    assert rig.far.calls["update_tracking"] == 0


def told(rig: Rig) -> list[bool]:
    """Whether the shopper is told of each update."""
    update, found = rig.far._direct.update_tracking, list[bool]()

    def updating(*given: Any, notify_customer: bool) -> Any:
        found.append(notify_customer)
        return update(*given, notify_customer=notify_customer)

    rig.far._direct.update_tracking = updating  # type: ignore[method-assign]
    return found


@pytest.mark.parametrize(("notify", "policy"), [(None, True), (None, False), (True, False), (False, True)])
def test_the_shopper_is_told_of_an_update_as_it_is_asked_for(rig: Rig, notify: bool | None, policy: bool) -> None:
    there, found = fulfilled(rig, "OLD"), told(rig)
    pipeline = rig.pipeline(notify_customer=policy)
    assert pipeline.update_tracking(there, numbers=(UPS,), notify_customer=notify).state == "done"
    assert found == [policy if notify is None else notify]


@pytest.mark.parametrize("read_back", [True, False])
def test_an_update_is_read_back_where_that_is_asked_for(rig: Rig, read_back: bool) -> None:
    there = fulfilled(rig, "OLD")
    assert rig.pipeline(read_back=read_back).update_tracking(there, numbers=(UPS,)).state == "done"
    assert rig.far.calls["fulfillment"] == read_back


def test_what_has_a_company_and_no_page_is_completed_quietly(rig: Rig) -> None:
    there = fulfilled(rig, None)
    rig.far.shop._resolver = Ignorant()  # type: ignore[assignment]
    bare = rig.far.shop.update_tracking(there, TrackingInfo(company="UPS", numbers=(UPS,)))
    assert (bare.tracking.company, bare.tracking.urls) == ("UPS", ())
    found = told(rig)
    outcome = rig.pipeline(notify_customer=True).complete(bare)
    assert (outcome.state, outcome.tracking.url, found) == ("done", UPS_PAGE, [False])
