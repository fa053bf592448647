"""Changes to existing fulfillments: other tracking info, cancellation, and completion. All of them may be repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from tracking.errors import NotFound, Refused, ShopError
from tracking.fulfillment.answers import not_cancelled, not_that_one
from tracking.fulfillment.asking import Asked, asked
from tracking.fulfillment.effects import Ask, Keep, Steps, patiently
from tracking.fulfillment.outcome import Outcome, State
from tracking.fulfillment.planning import is_live
from tracking.fulfillment.reconcile import differences
from tracking.fulfillment.shipment import LARGEST_ID, Shipment
from tracking.fulfillment.steps import Surroundings, problem_of
from tracking.fulfillment.values import TrackingInfo
from tracking.resolving.results import Problem
from tracking.spelling.given import several_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tracking.fulfillment.intent import Intent
    from tracking.fulfillment.values import Fulfillment

__all__ = ["cancel", "complete", "shipment_of_numbers", "update_tracking"]


def update_tracking(around: Surroundings, fulfillment_id: int, shipment: Shipment) -> Steps[Outcome]:
    """Replace a fulfillment's company, numbers, and URLs with the shipment's. Its order and lines do not matter."""
    want = _wanted(around, shipment)
    if want.refusal:
        return _outcome(shipment, fulfillment_id, "refused", want.tracking, (*want.problems, want.refusal))
    notify = shipment.notify_customer
    notify = around.policy.notify_customer if notify is None else notify
    ask = Ask("update_tracking", (fulfillment_id, want.tracking), {"notify_customer": notify})
    holder = yield from _noted(around, fulfillment_id, "tracking to be updated")
    wrong = _check(not_that_one, fulfillment_id, holder)
    try:
        yield from _seen(around, fulfillment_id, holder)
        answer: Fulfillment = yield from patiently(ask, around.policy, around.clock, wrong)
        fulfillment = answer
        if around.policy.read_back or differences(want.tracking, answer.tracking):
            read = Ask("fulfillment", (answer.order_id, fulfillment_id))
            fulfillment = yield from patiently(read, around.policy, around.clock, wrong)
    except ShopError as error:
        return _failed(shipment, fulfillment_id, want.tracking, error)
    differ = differences(want.tracking, fulfillment.tracking)
    if holder:
        yield Keep(around.journal.note, (holder, "tracking updated", fulfillment.tracking))
    shipment = msgspec.structs.replace(shipment, order=fulfillment.order_id)
    return _outcome(shipment, fulfillment_id, "done", fulfillment.tracking, (*want.problems, *differ))


def cancel(around: Surroundings, fulfillment_id: int) -> Steps[Outcome]:
    """Cancel a fulfillment. Its units are to be fulfilled again."""
    shipment = Shipment(order="")
    holder = yield from _noted(around, fulfillment_id, "to be cancelled")
    try:
        yield from _seen(around, fulfillment_id, holder)
        wrong = _check(not_cancelled, fulfillment_id, holder)
        ask = Ask("cancel", (fulfillment_id,))
        fulfillment: Fulfillment = yield from patiently(ask, around.policy, around.clock, wrong)
    except ShopError as error:
        return _failed(shipment, fulfillment_id, TrackingInfo(), error)
    if holder:
        yield Keep(around.journal.move, (holder, "cancelled", "cancelled", fulfillment, holder.body.problems))
        for one in (yield Keep(around.journal.of_order, (around.shop, holder.order_id))):
            if one.state == "added" and one.body.beside == fulfillment_id:
                yield Keep(around.journal.move, (one, "cancelled", f"with {holder.key}", None, one.body.problems))
    shipment = Shipment(order=fulfillment.order_id, numbers=fulfillment.tracking.numbers)
    return _outcome(shipment, fulfillment_id, "done", fulfillment.tracking, ())


def complete(around: Surroundings, fulfillment: Fulfillment) -> Steps[Outcome]:
    """Add the company and the URLs that follow from its numbers to a fulfillment that was made elsewhere."""
    has = fulfillment.tracking
    shipment = Shipment(
        order=fulfillment.order_id, numbers=has.numbers, company=has.company, urls=has.urls, notify_customer=False
    )
    if not is_live(fulfillment):
        gone = Problem("not_live", f"fulfillment {fulfillment.id} is {fulfillment.status}")
        return _outcome(shipment, fulfillment.id, "skipped", has, (gone,))
    if not has.numbers:
        bare = Problem("number_missing", f"fulfillment {fulfillment.id} has no number that could be resolved")
        return _outcome(shipment, fulfillment.id, "skipped", has, (bare,))
    if has.company is not None and len(has.urls) >= len(has.numbers):
        return _outcome(shipment, fulfillment.id, "skipped", has, ())
    want = _wanted(around, shipment)
    if fulfillment.destination is not None and want.tracking.company is not None:
        fuller = msgspec.structs.replace(
            shipment,
            company=want.tracking.company,
            country=fulfillment.destination.country,
            postal_code=fulfillment.destination.postal_code,
        )
        told = _wanted(around, fuller)
        if _is_of_the_same_sites(want.tracking.urls, told.tracking.urls):
            shipment, want = fuller, told
    if want.refusal or (want.tracking.company in (None, has.company) and len(want.tracking.urls) <= len(has.urls)):
        nothing = want.refusal or Problem("nothing_known", "number: neither a company nor a page is known for it")
        return _outcome(shipment, fulfillment.id, "skipped", has, (*want.problems, nothing))
    return (yield from update_tracking(around, fulfillment.id, shipment))


def _is_of_the_same_sites(urls: Sequence[str], fuller: Sequence[str]) -> bool:
    """Tell whether URLs made with the parcel's destination may replace those made without it.

    The country must not turn a URL into another company's, since several companies may have the same name.
    """
    hosts, theirs = ([urlsplit(url).hostname for url in some] for some in (urls, fuller))
    return len(theirs) >= len(hosts) and theirs[: len(hosts)] == hosts


def _wanted(around: Surroundings, shipment: Shipment) -> Asked:
    limit, country = around.numbers_per_fulfillment, around.country
    return asked(shipment, around.resolver, around.policy, country=country, limit=limit)


def _noted(around: Surroundings, fulfillment_id: int, note: str) -> Steps[Intent | None]:
    """Record what is about to be sent in the history of the intent that made the fulfillment, if there is one."""
    holder: Intent | None = None
    if 0 < fulfillment_id <= LARGEST_ID:  # otherwise no fulfillment has this id, as the shop will say
        holder = yield Keep(around.journal.holder, (around.shop, fulfillment_id))
    if holder:
        holder = yield Keep(around.journal.note, (holder, note))
    return holder


def _seen(around: Surroundings, fulfillment_id: int, holder: Intent | None) -> Steps[None]:
    """Read a fulfillment of the journal before it is changed. Raises ShopError where it is not its order's.

    Its id is as the shop's answer said: if that was wrong, another order's fulfillment would be changed.
    """
    if holder:
        read = Ask("fulfillment", (holder.order_id, fulfillment_id))
        yield from patiently(read, around.policy, around.clock, _check(not_that_one, fulfillment_id, holder))


def _check(
    check: Callable[[Fulfillment, int, int | None], str | None], fulfillment_id: int, holder: Intent | None
) -> Callable[[Fulfillment], str | None]:
    """Return a check of answers about a fulfillment, and about the order of the intent that made it, if any did."""
    return lambda answer: check(answer, fulfillment_id, holder.order_id if holder else None)


def _failed(shipment: Shipment, fulfillment_id: int, want: TrackingInfo, error: ShopError) -> Outcome:
    state: State = "refused" if isinstance(error, (Refused, NotFound)) else "failed"
    return _outcome(shipment, fulfillment_id, state, want, (problem_of(error),))


def _outcome(
    shipment: Shipment, fulfillment_id: int, state: State, tracking: TrackingInfo, problems: tuple[Problem, ...]
) -> Outcome:
    order_id = shipment.order if isinstance(shipment.order, int) else None
    ids = (fulfillment_id,)
    return Outcome(
        shipment=shipment, state=state, order_id=order_id, fulfillment_ids=ids, tracking=tracking, problems=problems
    )


def shipment_of_numbers(
    numbers: Sequence[str],
    company: str | None,
    urls: Sequence[str],
    notify_customer: bool | None,
    about: dict[str, str | None],
) -> Shipment:
    """Return a shipment that only says what a fulfillment's tracking info is to be."""
    numbers, urls = several_texts(numbers, "numbers"), several_texts(urls, "urls")
    shipment = Shipment(order="", numbers=numbers, company=company, urls=urls, notify_customer=notify_customer)
    return msgspec.structs.replace(shipment, **about)
