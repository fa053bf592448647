"""The forms on an order's page. They do the same as the API's calls, by the same methods of the shop."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tracking.fulfillment.refusals import Refusal, fulfillment_not_found, invalid
from tracking.fulfillment.refusals_orders import order_missing
from tracking.fulfillment.values import CreateFulfillment, LineRequest, TrackingInfo
from tracking.server.form_keys import FormKeys, is_own_page
from tracking.server.page import FailedForm, OrderPages, id_in
from tracking.server.rest_decode_orders import asked_hold
from tracking.server.rest_values import integer
from tracking.server.shop import Shop

__all__ = ["OrderForms"]

_LINE = "line-"
_REMEMBERED = 1000
_FIELDS = 1000
_OTHER_SITE = "This form was not sent from a page of this shop. Nothing was changed."
_OLD_PAGE = (
    "This page was made before the shop was started. Nothing was changed. Reload the page, and send the form again."
)

FormFields = dict[str, str]
Act = Callable[[int, int, FormFields], str]
"""The action of a form. It returns the anchor of what was created or changed."""


class OrderForms:
    """The forms of a shop's order pages: ``POST /orders/ID/ACTION``. A form that is sent twice acts once."""

    def __init__(self, shop: Shop, pages: OrderPages, keys: FormKeys) -> None:
        self._shop, self._pages, self._keys = shop, pages, keys
        self._actions: dict[str, Act] = {
            "create": self._create,
            "hold": self._hold,
            "release": self._release,
            "update": self._update,
            "cancel": self._cancel,
        }
        self._done: dict[bytes, str] = {}
        """The anchor of a sent form's result, by the form's content. A form's key makes each form of each page unique."""
        self._one_at_a_time = asyncio.Lock()

    def routes(self) -> list[Route]:
        """Return the routes of the forms."""
        return [Route("/orders/{order}/{action}", self._sent, methods=["POST"])]

    async def _sent(self, request: Request) -> Response:
        order_id, action = id_in(request.path_params["order"]), request.path_params["action"]
        if not is_own_page(request.headers):
            return Response(_OTHER_SITE + "\n", 403, media_type="text/plain")
        try:
            body = await request.body()
            given = _fields(body)
        except ValueError:
            return Response(f"The form has more than {_FIELDS} fields.\n", 413, media_type="text/plain")
        key, id_ = given.get("key", ""), id_in(given.get("id", ""))
        act = self._actions.get(action)
        if act is None or order_id is None or id_ is None:
            return await run_in_threadpool(self._pages.order, None)
        if not self._keys.are_own(key):
            failed = FailedForm(action, id_, _OLD_PAGE, given)
            return await run_in_threadpool(self._pages.order, order_id, failed, 403)
        sent = hashlib.sha256(f"{request.url.path}\n".encode() + body).digest()
        async with self._one_at_a_time:
            try:
                if sent not in self._done:
                    self._remember(sent, await run_in_threadpool(act, order_id, id_, given))
            except Refusal as refusal:
                failed = FailedForm(action, id_, refusal.message, given)
                return await run_in_threadpool(self._pages.order, order_id, failed, refusal.status)
        return RedirectResponse(f"/orders/{order_id}#{self._done[sent]}", 303)

    def _remember(self, sent: bytes, anchor: str) -> None:
        self._done[sent] = anchor
        if len(self._done) > _REMEMBERED:
            del self._done[next(iter(self._done))]

    # Each takes the order's id, the id of the object that it acts upon, and the form's fields.

    def _create(self, order_id: int, id_: int, given: FormFields) -> str:
        self._check_order(order_id, id_)
        asked = [
            LineRequest(id=integer(name.removeprefix(_LINE), "id"), quantity=_units(value))
            for name, value in given.items()
            if name.startswith(_LINE)
        ]
        lines = tuple(line for line in asked if line.quantity)
        if not lines:
            # No line at all would mean everything.
            raise invalid("Units", "must be above 0 for at least one line.")
        request = CreateFulfillment(
            lines={id_: lines}, tracking=_tracking(given), notify_customer="notify_customer" in given
        )
        return f"fulfillment-{self._shop.create(request).id}"

    def _hold(self, order_id: int, id_: int, given: FormFields) -> str:
        self._check_order(order_id, id_)
        asked = asked_hold({name: given[name] for name in ("reason", "reason_notes", "handle") if given.get(name)})
        self._shop.hold(id_, asked.hold)
        return f"fulfillment-order-{id_}"

    def _release(self, order_id: int, id_: int, given: FormFields) -> str:
        self._check_order(order_id, id_)
        return f"fulfillment-order-{self._shop.release_holds(id_).id}"

    def _update(self, order_id: int, id_: int, given: FormFields) -> str:
        found = self._shop.fulfillment(id_)
        if found is None or found.order_id != order_id:
            raise fulfillment_not_found()
        notify = "notify_customer" in given
        return f"fulfillment-{self._shop.update_tracking(id_, _tracking(given), notify_customer=notify).id}"

    def _cancel(self, order_id: int, id_: int, given: FormFields) -> str:
        return f"fulfillment-{self._shop.cancel(id_, order_id=order_id).id}"

    def _check_order(self, order_id: int, id_: int) -> None:
        """Raise the Refusal of a fulfillment order that does not belong to this order."""
        if id_ not in {each.id for each in self._shop.fulfillment_orders(order_id) or ()}:
            raise order_missing()


def _fields(body: bytes) -> FormFields:
    """Return a form's fields. Raises ValueError if there are too many."""
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_FIELDS))


def _units(text: str) -> int:
    if text.strip() and not (text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 10):
        raise invalid("Units", "must be a whole number that is not below 0.")
    return integer(text.strip() or None, "quantity")


def _tracking(given: FormFields) -> TrackingInfo:
    """Return the tracking info of a form. Numbers and links have a line each."""
    return TrackingInfo(
        company=given.get("company", "").strip() or None,
        numbers=_lines(given.get("numbers", "")),
        urls=_lines(given.get("urls", "")),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())
