"""What a whole text says of the numbers in it: columns, names behind numbers, senders, logos, links; and numbers in pieces."""

from __future__ import annotations

import re
from functools import partial

import pytest

import tracking
from tests.look_alikes import look_alikes
from tests.test_text import FEDEX, POST, UPS, USPS, grows, keys

RESOLVER = tracking.Resolver()
GLS, DPD = "73814996922", "15501234567890"


def owners(
    text: str, country: str | None = None, company: str | list[str] | None = None
) -> list[tuple[str, str | None]]:
    return [(found.number, found.carrier) for found in RESOLVER.find(text, country, company=company)]


@pytest.mark.parametrize("space", [" ", "&nbsp;", ""])
@pytest.mark.parametrize("around", ["{}", "<b>USPS</b> {} <i>on its way</i>"])
def test_groups_in_tags_of_their_own(space: str, around: str) -> None:
    groups = space.join(f"<span>{USPS[at : at + 4]}</span>" for at in range(0, len(USPS), 4))
    (found,) = RESOLVER.find(f"<p>{around.format(groups)}</p>")
    assert (re.sub(r"<[^>]*>|&nbsp;| ", "", found.number), found.carrier) == (USPS, "usps")


def test_pieces_of_a_weak_number_before_another_tag() -> None:
    first, rest = FEDEX[:4], FEDEX[4:]
    (found,) = RESOLVER.find(f"<p>FedEx parcel <b>{first}</b><b>{rest}</b> <i>tomorrow</i></p>")
    assert found.number == f"{first}</b><b>{rest}"
    assert (
        keys(f"<p>FedEx parcel <b>{first}</b> <b>{rest}</b></p>") == []
    )  # groups in their own tags need more evidence


def test_a_comment_within_a_number() -> None:
    """Programs that fill in pages on a server separate their values by empty comments."""
    assert keys(f"<p>PostNL parcel 3SJN<!-- -->E254675818, UPS {UPS[:6]}<!-- -->{UPS[6:]}</p>") == [
        "3SJNE254675818",
        UPS,
    ]


def test_groups_as_russian_post_prints_them() -> None:
    assert keys("Почта России: 630000 96 62413 4") == keys("Почта России: 63000096624134") == ["63000096624134"]
    assert keys("Почта России: 63000 096 62413 4") == keys("Заказ 630000 96 62413 4") == []


# Who is named.


def test_a_title_is_no_carriers_name() -> None:
    """MME is Midwest Motor Express, and Mme Rochat a customer."""
    parcel = "990025194905788829"
    assert (
        owners(f"Mme Rochat, numéro d'envoi {parcel}") == owners(f"Numéro d'envoi {parcel}") == [(parcel, "swiss-post")]
    )
    assert owners(f"MME PRO number {parcel}") == [(parcel, "midwest-motor-express")]


@pytest.mark.parametrize(
    ("text", "carrier"),
    [
        (f"{FEDEX} (FedEx)", "fedex"),
        (f"Could you check {FEDEX} - FedEx, sent on Monday?", "fedex"),
        (f"its parcel number is {DPD} and it is with DPD", "dpd"),
        (f"GLS: {GLS}", "gls"),
        (f"two parcels:\n- DPD: {DPD}", "dpd"),
        ("DHL Sendungsnummer 999999999905", "dhl-de"),
        ("Hermes Sendungsnummer H9999978276078000836", "hermes-de"),
        ("Australia Post tracking 36YPJ5053229", "australia-post"),
        ("Leopards Courier tracking CC7527356953", "leopards-courier"),
        (f"GLS Nederland pakketnummer {GLS}", "gls"),
        ("Swiss Post parcel 99.60.030631.26735739", "swiss-post"),
        ("Chronopost EM125189693FR", "chronopost"),
        (f"UPS {FEDEX} $5", "ups"),
        # With more digits than a telephone number has, it is enough that the name and the number begin a sentence.
        (f"DPD {DPD}", "dpd"),
        (f"It is lost. DPD {DPD}, they say.", "dpd"),
        (f"Where is {FEDEX}? FedEx says nothing.", "fedex"),
        # An arrow or a bracket joins a name and a number of any length, a dash or a bar a number longer than a telephone's.
        (f"GLS → {GLS}", "gls"),
        (f"Order #1001: GLS -> {GLS}", "gls"),
        (f"<p>GLS =&gt; {GLS}</p>", "gls"),
        (f"[GLS] {GLS}", "gls"),
        (f"DPD [{DPD}]", "dpd"),
        (f"Plinth (1) – DPD – {DPD}", "dpd"),
        (f"DPD | {DPD}", "dpd"),
        ("GLS Paketnummer 780.089.297.77, Kunde 101001", "gls"),
        (f"Sendungsnr.{GLS} (GLS)", "gls"),
        ("GLS Poland Track ID: Z2NW83BD", "gls-pl"),
        (f"Tracking number:{DPD}Carrier:DPD", "dpd"),
        # A word for a number and a verb behind the name, or before it.
        (f"GLS nº {GLS}", "gls"),
        (f"GLS n.º {GLS}", "gls"),
        (f"Die GLS-Nr. ist {GLS}", "gls"),
        (f"Le numéro GLS est {GLS}", "gls"),
        (f"Parcels with GLS:\n1) {GLS}", "gls"),
        (f"Parcels with GLS: (1) {GLS}", "gls"),
        # A name in the cases of its language.
        ("Objednávka bola odoslaná prostredníctvom Packety. Číslo zásielky: Z8889152131", "packeta"),
        ("Zásilkovnou, číslo zásilky Z8889152131", "packeta"),
        ("Відправлено Укрпоштою, трек 0505683900154", "ukrposhta"),
        ("посылка передана СДЭКом, трек-номер 8521132396", "cdek"),
        ("przekazano InPostem, numer przesyłki 693012734802050641130492", "inpost-pl"),
        ("InPost, numer przesyłki 693012734802050641130492", "inpost-pl"),
    ],
)
def test_the_carrier_that_is_named_beside_a_number(text: str, carrier: str) -> None:
    (found,) = RESOLVER.find(text)
    assert (found.carrier, found.candidates[0].carrier) == (carrier, carrier)


@pytest.mark.parametrize(
    "text",
    [
        f"Order {FEDEX} (FedEx)",
        "Your shipment with DHL. Order number: 7054141430",
        f"Claim number {FEDEX} FedEx",
        f"we know FedEx. {GLS}",
        f"{GLS}, GLS: 42",
        f"{DPD}, DPD 4711471147",
        f"we know DPD. {DPD}",
        f"DPD\n{DPD}",
        f"GLS {GLS}",
        f"GLS – 0{GLS[1:]}",
        f"Die GLS-Kundennummer ist {GLS}",
        f"Le numéro de client GLS est {GLS}",
        f"Parcels, GLS: (030) {GLS}",
        "GLS Poland parcel locker Z2NW83BD",
        f"GLS Bank → {GLS}",
        f"GLS Bank – {DPD}",
        f"GLS | {GLS}",
        f"GLS → {GLS} €",
        "GLS v1.234.567.89",
        "GLS parcel, 780.089.297,77 €",
    ],
)
def test_names_that_speak_of_something_else(text: str) -> None:
    assert keys(text) == []


@pytest.mark.parametrize(
    ("text", "carrier"),
    [
        (f"Your order is on its way via GLS ({GLS})", "gls"),
        (f"Your order 4711 is on its way via GLS ({GLS})", "gls"),
        (f"Thank you for your order. It is on its way by DPD: {DPD}", "dpd"),
        (f"Ihre Bestellung kommt per GLS {GLS} zu Ihnen", "gls"),
        ("Votre commande est en route avec Colissimo (8L20524752032)", "colissimo"),
        (f"Siparişiniz yolda, GLS ({GLS}) ile geliyor", "gls"),
        (f"Your order is now with GLS - {GLS}", "gls"),
        (f"Order via GLS: {GLS}", "gls"),
        (f"ご注文の品はDPD ({DPD})", "dpd"),
        (f"주문하신 상품이 DPD ({DPD})", "dpd"),
    ],
)
def test_a_name_beside_a_number_is_nearer_than_an_order(text: str, carrier: str) -> None:
    assert [owner for _, owner in owners(text)] == [carrier]


@pytest.mark.parametrize(
    "text",
    [
        f"Your order {GLS} is on its way via GLS",
        f"Order number for GLS: {GLS}",
        f"Order no. DPD {DPD}",
        f"Ihre Bestellnummer bei DPD: {DPD}",
        f"Invoice from DPD: {DPD}",
        f"Order GLS {GLS}",
        "Your order is on its way via GLS (8L20524752032)",
        f"ご注文番号はDPD ({DPD})",
    ],
)
def test_an_order_that_its_word_announces_is_none_of_a_carriers(text: str) -> None:
    assert owners(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "{} numaralı gönderiniz yola çıktı",
        "Sayın müşterimiz, {} nolu kargonuz teslim edildi",
        "{} takip numaralı kargonuz yolda",
        "A(z) {} számú csomagja úton van",
        "{} csomagszámú küldeménye megérkezett",
        "{} on lähetyksesi seurantatunnus",
        "{} on sinu saadetise number",
        "{}のお荷物をお届けしました",
        "{}（お問い合わせ番号）",
        "{} 송장번호입니다",
        "{}번 택배가 출고되었습니다",
        "{}是您的快递单号",
        "{} नंबर वाला आपका पार्सल रास्ते में है",
        "{} is the number of your parcel",
        "{} (Sendungsnummer)",
        "{} (código de rastreio)",
        "{} — номер вашей посылки",
        "Dear customer, {} is your tracking number",
    ],
)
def test_a_parcel_that_is_named_behind_its_number(text: str) -> None:
    assert keys(text.format(FEDEX)) == [FEDEX]
    assert owners(text.format(GLS), company="GLS") == [(GLS, "gls")]


@pytest.mark.parametrize(
    "text",
    [
        "{} numaralı siparişiniz",
        "{} numaralı telefondan kargonuzu sorun",
        "{} számú rendelése, csomagja",
        "{}はご注文番号です",
        "{} 주문번호입니다",
        "{} is your tracking hotline",
        "{} is your order number, tracking follows",
        "Customer number: {} is your parcel's",
        "{} (order number)",
        "{} tracking",
        "{} and your parcel",
    ],
)
def test_a_word_behind_a_number_that_is_none_of_a_parcels(text: str) -> None:
    assert keys(text.format(FEDEX)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dear customer, order {}", False),
        ("Dear customer, order: {}", False),
        ("the tracking number of your order: {}", True),
        ("the tracking number of your order {}", False),
        ("Dear customer, invoice INV-{}", False),
        ("the tracking number of invoice: INV-{}", True),
        ("Your invoice FedEx-{}", True),
        ("See www.fedex.com Invoice INV-{}", True),
        ("Dear Ann, from FedEx INV-{}", True),
        ("Dear Ann, the airway bill {}", True),
        ("快递 订单号 {}", False),
        ("快递单号 订单号\n{}", True),
        ("the airway bill-{}", True),
    ],
)
def test_a_word_against_right_before_a_number(text: str, found: bool) -> None:
    assert keys(text.format(FEDEX)) == [FEDEX] * found
    groups = " ".join(FEDEX[at : at + 4] for at in range(0, 12, 4))
    if "-" not in text:  # a dash before groups would be one of their separators
        assert keys(text.format(groups)) == [FEDEX] * found


def test_a_tie_names_nobody() -> None:
    (found,) = RESOLVER.find("Paket 00540337735301728651")
    assert found.carrier is None
    (found,) = RESOLVER.find(f"parcel {UPS}")
    assert found.carrier == "ups"


def test_the_company_that_the_caller_names() -> None:
    assert owners(f"parcel {GLS}") == []
    assert owners(f"parcel {GLS}", company="GLS") == [(GLS, "gls")]
    assert owners(f"{GLS} / 73814996923", company="GLS") == [(GLS, "gls"), ("73814996923", "gls")]
    assert owners(f"parcel {GLS}, parcel {FEDEX}", company=["FedEx", "GLS"]) == [(GLS, "gls"), (FEDEX, "fedex")]
    assert owners(f"UPS parcel {UPS}", company="GLS") == [(UPS, "ups")]
    assert owners(f"order {GLS}", company="GLS") == owners(f"call {GLS} please", company="GLS") == []
    assert owners(f"parcel {GLS}", company="") == owners(f"parcel {GLS}", company=[]) == []
    with pytest.raises(TypeError, match="company"):
        RESOLVER.find("x", company=[1])  # type: ignore[list-item]


@pytest.mark.parametrize(
    "text",
    [
        f"Von: GLS <noreply@example.com>\n\nPaketnummer: {GLS}",
        f"From: noreply@gls-group.eu\n\nParcel number: {GLS}",
        f"On Monday, GLS <a@b.example> wrote:\n> Your parcel\n> {GLS}",
        f"<p><img src='x.png' alt=\"GLS\"></p><p>Paketnummer</p><p>{GLS}</p>",
        f"<p><a href='https://gls-group.com/DE/de/hilfe'>Hilfe</a></p><p>Paketnummer</p><p>{GLS}</p>",
        f"Your parcel number is {GLS}.\nSomebody will ring between ten and twelve o'clock.\nYour GLS team",
    ],
)
def test_witnesses_of_a_whole_text(text: str) -> None:
    assert owners(text) == [(GLS, "gls")]


def test_witnesses_say_less_than_a_name_beside_a_number_and_nothing_without_a_word() -> None:
    sender = "Von: DPD <noreply@dpd.de>\n\n"
    assert owners(f"{sender}GLS Paketnummer: {GLS}") == [(GLS, "gls")]
    assert owners(f"{sender}{DPD}\nKundennummer {DPD}\nTicket: {DPD}") == []
    many = "\n".join(f"https://www.{host}/" for host in ("ups.com", "fedex.com", "gls-group.com", "dhl.de"))
    assert owners(f"Paketnummer: {GLS}\n{many}") == []
    assert owners(f"Paketnummer: {GLS}\n" + "Hello there, all is well. " * 400 + "GLS") == []


# Tables.


@pytest.mark.parametrize("sign", ["|", "\t", ";", ",", "   "])
def test_the_header_row_speaks_for_its_column(sign: str) -> None:
    rows = [
        ("Order", "Carrier", "Tracking number", "Total"),
        (GLS, "GLS", "73814996923", "12.50"),
        ("4711471147", "FedEx", FEDEX, "8.95"),
    ]
    text = "\n".join(sign.join(row) for row in rows)
    assert owners(text) == [("73814996923", "gls"), (FEDEX, "fedex")]
    html = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    assert owners(f"<table>{html}</table>") == [("73814996923", "gls"), (FEDEX, "fedex")]


def test_a_header_row_ends_with_its_table() -> None:
    table = f"<table><tr><th>Tracking</th><th>Carrier</th></tr><tr><td>{FEDEX}</td><td>FedEx</td></tr></table>"
    assert owners(f"{table}<table><tr><td>a</td></tr><tr><td>{GLS}</td></tr></table><p>{GLS}</p>") == [(FEDEX, "fedex")]
    assert owners(f"a,tracking\n1,{FEDEX}\n\n{'x' * 60},{FEDEX}") == [(FEDEX, "fedex")]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (f"USPS,{USPS},8.95", USPS),
        (f"{USPS} €9", USPS),
        (f"FedEx {FEDEX} $5", FEDEX),
        (f"FedEx {FEDEX} USD 5", FEDEX),
        (f"FedEx {FEDEX} $12.50", FEDEX),
        (f"5 € FedEx {FEDEX}", FEDEX),
        (f"FedEx,{FEDEX},12.40,2026-11-25", FEDEX),
        (f"order=4711471147 carrier=FedEx tracking={FEDEX} cost=12", FEDEX),
        (f"FedEx {FEDEX} 3 boxes", FEDEX),
    ],
)
def test_numbers_beside_amounts(text: str, number: str) -> None:
    assert keys(text) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "tracking {} €",
        "tracking € {}",
        "tracking {}.50",
        "tracking {},5",
        "tracking USD {}",
        "order={}",
        "tracking={}%",
    ],
)
def test_numbers_of_amounts(text: str) -> None:
    assert keys(text.format(FEDEX)) == []


# Numbers in pieces.


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (f"<b>{UPS[:2]}</b>{UPS[2:6]}<span class='x'>{UPS[6:]}</span>", UPS),
        (f"<p>{UPS[:2]}<font color=red>{UPS[2:]}</font></p>", UPS),
        (f"<p>{USPS[:4]}<wbr>{USPS[4:8]}<wbr/>{USPS[8:]}</p>", USPS),
        (f"<p><b>{USPS[:4]}</b><span>{USPS[4:8]}</span><wbr>{USPS[8:]}</p>", USPS),
        (f"<p>Tracking <i>{FEDEX[:4]}</i><i>{FEDEX[4:]}</i></p>", FEDEX),
        (f"{USPS[:8]}\u00ad{USPS[8:]}", USPS),
        (f"{USPS[:4]} {USPS[4:8]}\n{USPS[8:12]} {USPS[12:]}", USPS),
        (f"> {POST[:2]} {POST[2:5]}\n> {POST[5:11]} {POST[11:]}", POST),
    ],
)
def test_numbers_in_pieces(text: str, number: str) -> None:
    (found,) = RESOLVER.find(text)
    assert text[found.start : found.end] == found.number
    assert "".join(filter(str.isalnum, re.sub("<[^>]*>", "", found.number))) == number


@pytest.mark.parametrize("block", ["td", "p", "div", "li"])
def test_blocks_part_numbers(block: str) -> None:
    assert keys(f"<{block}>{UPS[:9]}</{block}><{block}>{UPS[9:]}</{block}>") == []
    assert keys(f"<p>{UPS[:9]}<br>{UPS[9:]}</p>") == []
    assert keys(f"<{block}>{UPS}</{block}><{block}>{POST}</{block}>") == [UPS, POST]
    assert keys(f"UPS<b>{UPS}</b>") == keys(f"{UPS} 12\n34 {POST}")[:1] == [UPS]


# Look-alikes.


def test_numbers_that_are_no_parcels() -> None:
    found = [one for one in look_alikes(7, 2_000) if RESOLVER.find(one.text)]
    assert len(found) <= 10, found
    assert [one for one in found if one.kind == "phone"] == []


def test_numbers_that_are_no_parcels_in_a_carriers_mail() -> None:
    mail = "From: {} <noreply@mail.example>\nSubject: Your parcel\nContent-Type: text/plain; charset=utf-8\n\nYour parcel arrives soon.\n\n{}\n"
    senders = ["DHL", "FedEx", "GLS", "DPD", "UPS", "USPS", "Evri", "Correos", "Delhivery", "BRT", "InPost", "Hermes"]
    every = enumerate(look_alikes(8, 2_000))
    found = [one for at, one in every if RESOLVER.find_mail(mail.format(senders[at % 12], one.text).encode())]
    assert len(found) <= 10, found
    assert [one for one in found if one.kind == "phone"] == []


# Time.


@pytest.mark.parametrize(
    "unit",
    [
        "<b>1</b>", "1<i>", "12 34\n", "123 4\n> 5 6 ", "<a@b.cd> ", "x: a@b.cd\n", 'alt="DHL" ', "</td><td>1234567890", "<tr><td>1234567890",
        "<table><tr><td>parcel 986578788855", "1,986578788855\n", "a  986578788855\n", "|986578788855", "DHL: 12345678901 ", "986578788855 (FedEx) ",
        "https://a.bc/?u=https%3A%2F%2F", "https://", "<style>", "99.60.030631.", "tracking=986578788855 ", '"1234567890",',
        '{"carrier": "GLS", "number": "75790066453', "<p number='75790066453'><c/>", "\nCustomer: 15501234567890", "> DPD <i>15501234567890",
    ],
)  # fmt: skip
def test_no_text_takes_more_than_linear_time(unit: str) -> None:
    short, long = (partial(RESOLVER.find, unit * times, None, None, "GLS") for times in (1_000, 4_000))
    short()
    assert not grows(10, short, long)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Zásilkovna, zásilka: Z 832 8162 946", ["Z 832 8162 946"]),
        ("Z 832 8162 946", []),  # by itself it says too little
        ("Packeta: call me at 832 8162 946", []),
    ],
)
def test_a_letter_and_groups_of_digits_are_one_number_beside_the_carriers_name(text: str, numbers: list[str]) -> None:
    assert [found.number for found in tracking.find(text)] == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (f"FedEx tracking numbers:\n• {FEDEX}\n• {FEDEX}\n• {FEDEX}\n• {FEDEX}\n", 4),
        (f"<p>GLS Paketnummern:</p><ul><li><b>{GLS}</b></li><li><b>{GLS}</b></li><li>{GLS}</li><li>{GLS}</li></ul>", 4),
        (f"DPD parcels {DPD}, {DPD}, {DPD} and {DPD}", 4),
        (f"FedEx tracking {FEDEX}\n{FEDEX[:11]}\n{'x' * 50} {FEDEX}", 1),
        (f"GLS Paketnummer {GLS}\nKundennummer\n{GLS}\n", 1),
        (f"FedEx tracking numbers: {FEDEX}, {FEDEX}; {FEDEX} / {FEDEX}", 4),
        (f"DPD pod číslami {DPD} a {DPD}", 2),
        # An empty line ends a list, unless one stands before each number.
        (f"DPD parcels: {DPD}\n{DPD}\n\n{DPD}", 2),
        (f"DPD parcel: {DPD}\n\n{DPD} deposit", 1),
        (f"DPD parcels:\n\n{DPD}\n\n{DPD}\n\n{DPD}\n\n{DPD}\n", 4),
    ],
)
def test_a_list_goes_on_as_it_began(text: str, numbers: int) -> None:
    assert len(keys(text)) == numbers


@pytest.mark.parametrize(
    ("text", "carrier"),
    [
        (f"gaat vandaag mee met DPD onder nummer {DPD}", "dpd"),
        (f"mandato con BRT n. {FEDEX}", "brt"),
        (f"Всё ушло через СДЭК под номером {GLS[:10]}", "cdek"),
        (f"De bestelling gaat mee met DPD, nummer {DPD}", "dpd"),
        (f"wir haben mit GLS ({GLS}) versendet", "gls"),
        ("e a caneca pela Jadlog (08166383234880)", "jadlog"),
        (f"dispatched by GLS # {GLS}", "gls"),
        ("it's in the mail (Australia Post 36XZL8742121)", "australia-post"),
    ],
)
def test_a_name_and_a_word_for_a_number_or_brackets(text: str, carrier: str) -> None:
    assert [owner for _, owner in owners(text)] == [carrier]


@pytest.mark.parametrize(
    "text",
    [
        "Unser Ansprechpartner bei DHL, Nr. 0228 5550 1551, meldet sich. UPS weiß nichts",
        "GLS no. 0812-5550-4111",
        f"GLS Kundennummer {GLS}",
        f"GLS (HRB {GLS})",
        f"GLS ({GLS}) ist unser Partner",
        f"The order left with DHL. No. {GLS}",
        f"FedEx case #{FEDEX}",
        f"Shipment of order #{FEDEX}",
        "UPS: Shipment #000021877",
        f"FedEx tracking #{FEDEX}#1",
    ],
)
def test_other_numbers_behind_a_name(text: str) -> None:
    assert owners(text) == []


def test_a_sign_behind_a_word_for_parcels_or_a_name() -> None:
    assert keys(f"tracking #{FEDEX}, FedEx #{FEDEX}, parcel #{USPS[:4]}.{'.'.join(USPS[at : at + 4] for at in range(4, 22, 4))}") == [
        FEDEX, FEDEX, USPS,
    ]  # fmt: skip


def test_a_letter_in_small() -> None:
    assert owners("DPD: paczka 0000290722245u", "PL") == [("0000290722245u", "dpd-pl")]
    assert owners("DPD: paczka 0000290722245u kg", "PL")
    assert owners("DPD: paczka 00002907222uuu", "PL") == []


def test_more_ways_in_which_numbers_are_written() -> None:
    assert keys(f"UPS Tracking Number={UPS};Service=03") == [UPS]
    assert keys(f"please mind the={UPS}") == []
    assert owners("우체국 등기번호 68173-5299-1164", "KR") == [("68173-5299-1164", "korea-post")]
    assert owners("PTT tracking KP 10077283783") == [("KP 10077283783", "ptt")]
    assert owners("KP 10077283783") == []  # the shape guesses at home alone
    groups = "&nbsp;".join(f"<b>{FEDEX[at : at + 4]}</b>" for at in (0, 4, 8))
    assert [carrier for _, carrier in owners(f"<p>FedEx tracking {groups}</p>")] == ["fedex"]


def test_a_brands_host_tells_its_company() -> None:
    number = "JJD000390001353863469"
    assert owners(f"DHL: Ihre Sendung {number}") == [(number, "dhl-express")]
    assert owners(f"DHL: Ihre Sendung {number} https://www.dhl.de/de") == [(number, "dhl-de")]


def test_a_word_for_parcels_joined_to_a_word_against_them() -> None:
    parcel = "52639926358746980"
    text = "Transporteur : Colis Privé\nRéférence {} : " + parcel
    assert owners(text.format("colis"), "FR") == [(parcel, "colis-prive")]
    assert owners(text.format("commande"), "FR") == []


def test_a_row_with_a_carrier_and_its_number_does_not_make_the_order_a_number() -> None:
    """UPS's freight numbers are any characters with a digit among them, which says nothing about a number."""
    mail = """Subject: Votre commande a été confiée à UPS
Content-Type: text/html; charset=utf-8

<table><tr><th>Commande</th><th>Transporteur</th><th>Suivi</th></tr>
<tr><td>19011552</td><td>UPS</td><td>1ZW3KGE16832104313</td></tr></table>
"""
    found = tracking.find_mail(mail.encode())
    assert [(one.number, one.carrier) for one in found] == [("1ZW3KGE16832104313", "ups")]


@pytest.mark.parametrize(
    "text",
    [
        f"Lastschrift DPD {DPD}",
        f"Überweisung {DPD} für DPD",
        f"DPD's bank details are {DPD}",
        f"Nicht DPD {DPD}",
        f"anything but DPD, {DPD}",
        "TNT 4111111111111111",
        "we ended the deal with TNT (4111111111111111)",
        "UPS 447911123456",
        "GLS – 48221234567",
        "GLS (DE811139393)",
        "DHL (DE0005552004) Aktie",
    ],
)
def test_a_name_alone_does_not_speak_for_any_number_in_its_sentence(text: str) -> None:
    assert RESOLVER.find(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Order 1234567890 confirmed. We ship with CDEK.", []),
        ("Заказ 1234567890 оплачен. Доставка СДЭК", []),
        ("СДЭК: ваш заказ 1234567890 прибыл", ["1234567890"]),
    ],
)
def test_a_carriers_own_word_for_parcels_counts_in_its_own_messages(text: str, found: list[str]) -> None:
    assert [one.number for one in RESOLVER.find(text)] == found
