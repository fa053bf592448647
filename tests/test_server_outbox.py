"""What shoppers are told when a call asks for it: kept, shown, written into a folder, and read back by `tracking.find_mail`."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

import tracking
from tests.graphql_api import Api as GraphQLApi
from tests.graphql_api import gid
from tests.served import BASE, Api, Served, made
from tracking.fulfillment.values import Fulfillment, FulfillmentLine, Order, ShopInfo, TrackingInfo
from tracking.server.app import create_app
from tracking.server.outbox import Outbox, languages
from tracking.server.outbox_page import outbox_routes
from tracking.server.page_frame import PageFrame

UPS = {"number": "1Z001985YW99744790"}


def mails(folder: Path) -> list[Any]:
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(folder.glob("*.eml"))
    ]


@pytest.mark.parametrize(
    ("country", "language", "words"),
    [
        ("US", None, ("en", "A shipment from order #1006 is on the way", "Tracking number", "Track your shipment")),
        ("DE", None, ("de", "Eine Sendung aus Bestellung #1006 ist unterwegs", "Sendungsnummer", "Sendung verfolgen")),
        ("JP", None, ("ja", "ご注文 #1006 の商品を発送しました", "追跡番号", "荷物を追跡する")),
        ("DE", "fr", ("fr", "Un colis de la commande #1006 est en route", "Numéro de suivi", "Suivre le colis")),
    ],
)
def test_a_message_is_kept_and_read_back(
    tmp_path: Path, country: str, language: str | None, words: tuple[str, str, str, str]
) -> None:
    api = Api(country=country, outbox=Outbox(language, tmp_path))
    one = made(api.create(1046000908, tracking_info=UPS, notify_customer=True, message="Thank you & <goodbye>!"))
    (kept,) = api.shop.messages()
    assert (kept.language, kept.subject) == words[:2]
    assert (kept.fulfillment_id, kept.order_name, kept.to) == (one["id"], "#1006", "bob.norman@mail.example.com")
    (mail,) = mails(tmp_path)
    assert (mail["To"], mail["Content-Language"], mail["Subject"]) == ("bob.norman@mail.example.com", *words[:2])
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for said in ("UPS", UPS["number"], *words[2:], "2 × Crafty Shoes - Red - Small"):
        assert said in text
        assert said in html
    assert one["tracking_url"] in text
    assert "Thank you & <goodbye>!" in text
    assert "Thank you &amp; &lt;goodbye&gt;!" in html
    assert re.findall(r'href="([^"]+)"', html) == [one["tracking_url"].replace("&", "&amp;")]
    for message in (mail, mail.as_bytes()):
        (found,) = tracking.find_mail(message, country=country)
        assert (found.number, found.carrier) == (UPS["number"], "ups")
    api.shop.close()


@pytest.mark.parametrize(
    ("language", "number", "company"),
    [(each, "LB353792724SG", "Singapore Post") for each in languages()]
    + [(each, "00340434161094042557", "DHL") for each in languages()],
)
def test_the_number_is_found_in_every_language(language: str, number: str, company: str) -> None:
    api = Api(outbox=Outbox(language))
    made(api.create(1046000908, tracking_info={"number": number, "company": company}, notify_customer=True))
    (kept,) = api.shop.messages()
    assert kept.language == language
    (found,) = tracking.find_mail(kept.eml.encode())
    carrier = tracking.resolve(number, company=company).carrier
    assert (found.number, found.carrier) == (number, carrier)
    api.shop.close()


def test_nobody_is_told_unless_asked(rest: Api) -> None:
    one = made(rest.create(1046000908, tracking_info=UPS))
    rest.post(f"fulfillments/{one['id']}/update_tracking.json", {"fulfillment": {"tracking_info": UPS}})
    made(rest.post(f"fulfillments/{one['id']}/cancel.json"))
    refused = rest.create(1046000908, (1046000908, 1, 1), tracking_info=UPS, notify_customer=True)
    assert refused.status_code == 422
    assert rest.shop.messages() == ()


def test_every_call_that_can_ask(rest: Api) -> None:
    one = made(rest.create(1046000908, notify_customer=True))
    told = {"tracking_info": {"number": "1", "company": "Mine"}, "notify_customer": True}
    made(rest.post(f"fulfillments/{one['id']}/update_tracking.json", {"fulfillment": told}))
    legacy = "/admin/api/2022-04/orders/450789470/fulfillments"
    body = {"location_id": 24826418, "notify_customer": True, "tracking_number": "2"}
    old = made(rest.post(f"{legacy}.json", {"fulfillment": body}))
    changed = {"tracking_number": "3", "notify_customer": True}
    made(rest.client.put(f"{legacy}/{old['id']}.json", json={"fulfillment": changed}))
    assert [re.findall(r"number: (\w+)", message.text) for message in rest.shop.messages()] == [["3"], ["2"], ["1"], []]


def test_graphql_asks_as_well() -> None:
    api = GraphQLApi()
    info = {"numbers": ["1", "2"], "company": "Mine", "urls": ["https://a.example/1", "https://a.example/2"]}
    made = api.create((1046000908, []), tracking=info, notifyCustomer=True)["fulfillment"]
    update = """mutation M($id: ID!) {
      fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: {number: "3"}, notifyCustomer: true) {
        userErrors { message }
      }
    }"""
    assert api.data(update, id=made["id"]) == {"userErrors": []}
    second, first = api.shop.messages()
    assert gid("Fulfillment", first.fulfillment_id) == made["id"]
    assert re.findall(r"number: (\d)\n\w.*: (\S+)", first.text) == [("1", info["urls"][0]), ("2", info["urls"][1])]
    assert "on its way" in first.text
    assert "number: 3" in second.text
    api.shop.close()


def test_what_is_no_url_is_no_link(tmp_path: Path) -> None:
    api = Api(outbox=Outbox(None, tmp_path))
    made(api.create(1046000908, tracking_info={"url": "javascript:alert(1)"}, notify_customer=True))
    (mail,) = mails(tmp_path)
    html = mail.get_body(("html",)).get_content()
    assert "javascript:alert(1)" in html
    assert "href" not in html
    api.shop.close()


def test_over_http(rest: Api) -> None:
    client = TestClient(create_app(rest.shop, routes=outbox_routes(rest.shop, PageFrame(rest.shop))))
    assert client.get("/outbox.json").json() == {"messages": []}
    assert "No message has been sent" in client.get("/outbox").text
    for _ in range(51):
        made(rest.create((1046000900, 1072503600, 1), tracking_info=UPS, notify_customer=True))
    first = client.get("/outbox.json").json()["messages"]
    assert len(first) == 50
    assert first[0]["text"].startswith("Your shipment from order #1002")
    older = client.get("/outbox.json", params={"before": first[-1]["id"]}).json()["messages"]
    assert len(older) == 1
    page = client.get("/outbox")
    assert page.text.count("<article>") == 50
    assert f"before={first[-1]['id']}" in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    mail = client.get(f"/outbox/{first[0]['id']}.eml")
    assert mail.headers["content-type"] == "message/rfc822"
    assert mail.text == first[0]["eml"]
    for number in (0, 1, 2**63 - 1, 2**64):
        assert client.get(f"/outbox/{number}.eml").status_code == 404
    for before in ("x", "-1", "9" * 19, "9" * 40):
        assert client.get("/outbox.json", params={"before": before}).status_code == 200


def test_what_stands_on_the_page_is_escaped(rest: Api) -> None:
    hostile = "<script>alert(1)</script>"
    client = TestClient(create_app(rest.shop, routes=outbox_routes(rest.shop, PageFrame(rest.shop))))
    info = {"company": hostile, "number": hostile}
    made(rest.create(1046000908, tracking_info=info, notify_customer=True, message=hostile))
    page = client.get("/outbox").text
    assert hostile not in page
    assert page.count("&lt;script&gt;alert(1)") >= 3


def test_a_folder_that_is_gone_fails_no_call(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    api = Api(outbox=Outbox(None, folder))
    folder.rmdir()
    made(api.create(1046000908, notify_customer=True))
    assert len(api.shop.messages()) == 1
    api.shop.close()


TEXT = st.text(max_size=30) | st.sampled_from(["\r\nBcc: x@example.com", "\ud800", "é" * 100, "a@b.example"])


@settings(deadline=None, max_examples=200)
@given(TEXT, TEXT, TEXT, TEXT, st.none() | TEXT, st.sampled_from(languages()))
def test_any_texts_make_a_mail(name: str, number: str, url: str, said: str, to: str | None, language: str) -> None:
    shop = ShopInfo(id=1, name=name, domain="shop.example", country="US", timezone="UTC", email=said)
    order = Order(id=2, name=name, email=to)
    line = FulfillmentLine(line_item_id=3, quantity=1, sku=number)
    info = TrackingInfo(company=said, numbers=(number,), urls=(url,))
    fulfillment = Fulfillment(id=4, order_id=2, status="success", name=name, tracking=info, lines=(line,))
    now = datetime(2026, 1, 1, tzinfo=UTC)
    message = Outbox(language).write(5, shop, order, fulfillment, said, now, is_page=lambda text: False)
    mail = email.message_from_string(message.eml, policy=email.policy.default)
    assert mail["Bcc"] is None
    assert set(mail.keys()) - {"To"} == {
        "From", "Subject", "Date", "Message-ID", "Content-Language", "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert mail.get_body(("plain",)) is not None


def test_a_served_shop_writes_mails(serve: Callable[..., Served], tmp_path: Path) -> None:
    folder = tmp_path / "mails" / "out"
    shop = serve("--demo", "--language", "de", "--outbox", folder, "--database", f"sqlite:///{tmp_path}/shop.db")
    groups = [{"fulfillment_order_id": 1046000908}]
    body = {"line_items_by_fulfillment_order": groups, "tracking_info": UPS, "notify_customer": True}
    headers = {"X-Shopify-Access-Token": "shpat_demo"}
    answer = httpx2.post(f"{shop.url}{BASE}/fulfillments.json", json={"fulfillment": body}, headers=headers, timeout=60)
    assert answer.status_code == 201
    (mail,) = mails(folder)
    assert mail["Subject"] == "Eine Sendung aus Bestellung #1006 ist unterwegs"
    assert [(found.number, found.carrier) for found in tracking.find_mail(mail)] == [(UPS["number"], "ups")]
    answer = httpx2.get(f"{shop.url}/outbox.json", timeout=60)
    assert answer.status_code == 200, answer.text
    (listed,) = answer.json()["messages"]
    assert listed["subject"] == mail["Subject"]
    assert "/outbox" in httpx2.get(shop.url, timeout=60).text
