"""`tracking.find_mail`: the numbers in a mail, and who says whose they are."""

from __future__ import annotations

import base64
from email.message import EmailMessage

import pytest

import tracking
from tracking.text.letter import letter

GLS, FEDEX, UPS = "73814996922", "986578788855", "1Z5R89390357567127"


def mail(sender: str, body: str, *, html: str | None = None, subject: str = "Hello", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = sender, subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body, cte="quoted-printable")
    if html is not None:
        message.add_alternative(html, subtype="html", cte="base64")
    return message


def owners(message: EmailMessage | bytes, country: str | None = None) -> list[tuple[str, str | None, str | None]]:
    return [(found.number, found.carrier, found.part) for found in tracking.find_mail(message, country)]


BODY = f"Paketnummer\n{GLS}\n\nKundennummer\n73814996923\n"


@pytest.mark.parametrize(
    ("sender", "headers"),
    [
        ("GLS Paket <noreply@mail.example>", {}),
        ("Parcels <noreply@gls-group.eu>", {}),
        ("noreply@gls-group.eu", {}),
        ("shop@shop.example", {"Reply_To": "GLS <a@mail.example>"}),
        ("shop@shop.example", {"subject": "Ihr GLS-Paket"}),
        ("shop@shop.example", {"List_Id": "GLS news <news.mail.example>"}),
        ("=?utf-8?q?GLS_=C3=96sterreich?= <noreply@mail.example>", {}),
    ],
)
def test_headers_name_the_carrier(sender: str, headers: dict[str, str]) -> None:
    message = mail(sender, BODY, **headers)
    assert owners(message) == owners(message.as_bytes()) == [(GLS, "gls", "1")]
    assert owners(mail("shop@shop.example", BODY)) == []


def test_what_is_beside_a_number_says_more() -> None:
    message = mail("DPD <noreply@dpd.de>", f"GLS Paketnummer {GLS}\n\nPaketnummer 01529013653213\n")
    assert owners(message) == [(GLS, "gls", "1"), ("01529013653213", "dpd", "1")]
    assert owners(mail("DHL <noreply@dhl.de>", "Sendungsnummer: 404423146687\n")) == [("404423146687", "dhl-de", "1")]


def test_parts_are_one_text() -> None:
    html = f'<img alt="GLS" src="cid:1"><p>Paketnummer <b>{GLS[:5]}</b>{GLS[5:]}</p><p>{UPS}</p>'
    message = mail("shop@shop.example", BODY, html=html, subject=f"Paket {UPS}")
    assert owners(message) == [(UPS, "ups", "subject"), (GLS, "gls", "1")]
    texts = {part.name: part.text for part in letter(message).parts}
    assert list(texts) == ["subject", "1", "2"]
    for found in tracking.find_mail(message):
        assert found.part is not None
        assert texts[found.part][found.start : found.end] == found.number


def test_the_better_reading_is_kept() -> None:
    html = f'<p>Hello, your number {FEDEX}</p><a href="https://www.fedex.com/fedextrack/?trknbr={FEDEX}">Track</a>'
    assert owners(mail("shop@shop.example", f"Tracking: {FEDEX}\n", html=html)) == [(FEDEX, "fedex", "2")]


def test_mails_within_a_mail() -> None:
    outer = mail("Jo <jo@home.example>", "See below.\n", subject="Fwd: Hello")
    outer.add_attachment(mail("GLS <noreply@mail.example>", BODY, html=f"<p>Paket {UPS}</p>"))
    assert [part.name for part in letter(outer).parts] == ["subject", "1", "2.1", "2.2"]
    assert owners(outer) == [(GLS, "gls", "2.1"), (UPS, "ups", "2.2")]
    quoted = f"Can you take it?\n\nVon: GLS <noreply@mail.example>\nGesendet: Montag\n\n{BODY}"
    assert owners(mail("Jo <jo@home.example>", quoted)) == [(GLS, "gls", "1")]


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\xff\xfe\x00",
        b"From: \xff GLS <a@b>\n\nPaketnummer: 73814996922",
        b"From: =?utf-8?B?A?= <a@b>\nSubject: =?klingon?Q?=41?=\n\n1Z5R89390357567127",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html\n\n<p",
        b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nAAAA",
        b"Content-Type: text/plain; charset=klingon\n\n1Z5R89390357567127",
        b"Content-Type: text/plain; charset=undefined\n\n1Z5R89390357567127",
        b"Content-Type: text/plain; charset=punycode\n\n1Z5R89390357567127",
        b"Content-Type: text/plain; charset=idna\n\n1Z5R89390357567127",
    ],
)
def test_no_mail_raises(broken: bytes) -> None:
    tracking.find_mail(broken)
    tracking.find_mail(broken, "DE", 0)


def test_what_is_no_mail() -> None:
    with pytest.raises(TypeError, match="expected bytes"):
        tracking.find_mail("From: a@b.example")  # type: ignore[arg-type]


def test_raw_letters_in_headers() -> None:
    raw = f"From: Yurtiçi Kargo <a@mail.example>\nSubject: x\n\nKargo takip numarası: 756127119739 {UPS}\n".encode()
    assert owners(raw, "TR") == [("756127119739", "yurtici-kargo", "1"), (UPS, "ups", "1")]


def test_folded_headers_and_senders_that_are_everyday_words() -> None:
    message = mail("Speedy <a@mail.example>", "See above.\n", subject="DPD: Номер отправления 01529013653213")
    assert owners(message) == owners(message.as_bytes()) == [("01529013653213", "dpd", "subject")]
    assert owners(mail("Speedy <a@mail.example>", "Parcel number 54027443961\n")) == [("54027443961", "speedy-bg", "1")]


def test_evidence_is_asked_for_without_words() -> None:
    message = mail("GLS <a@mail.example>", f"Paketnummer {GLS}\n{UPS}\n")
    assert [found.number for found in tracking.find_mail(message, min_evidence=8)] == [UPS]
    assert letter(base64.b64decode("RnJvbTogYQ==")).senders == ("a",)


@pytest.mark.parametrize(
    ("sender", "body", "found"),
    [
        ("СДЭК <noreply@cdek.ru>", "Ваш заказ 8521132396 прибыл", [("8521132396", "cdek", "1")]),
        ("СДЭК <noreply@cdek.ru>", "Ваш заказ № 8521132396 прибыл", [("8521132396", "cdek", "1")]),
        ("СДЭК <noreply@cdek.ru>", "Номер заказа в магазине: 8521132396", []),
        ("Shop <a@shop.example>", "Ваш заказ 8521132396 едет. СДЭК. " + "Спасибо! " * 40, []),
        ("a@couriersplease.com.au", "coupon CPWN65284579841", [("CPWN65284579841", "couriers-please", "1")]),
        ("Shop <a@shop.example>", "coupon CPWN65284579841", []),
        ("USPS <auto-reply@usps.com>", "Item: Priority Mail Box 94001112", []),
    ],
)
def test_what_a_carrier_alone_calls_its_parcels(sender: str, body: str, found: list[tuple[str, str, str]]) -> None:
    assert owners(mail(sender, body), "RU" if "заказ" in body else None) == found


def test_a_marketplaces_item_is_no_parcel() -> None:
    assert not tracking.find("eBay item 334455667788 posted with Australia Post", "AU")


def test_a_text_message_of_a_carrier() -> None:
    text = "Ольга, ваш заказ 8521132396 прибыл в пункт выдачи СДЭК"
    assert [found.carrier for found in tracking.find(text, "RU")] == ["cdek"]
    assert not tracking.find(text + " " * 400, "RU")
    shops = tracking.find("Заказ 4711471147 передан в СДЭК, накладная 8521132396", "RU")
    assert [(found.number, found.carrier) for found in shops] == [("8521132396", "cdek")]
