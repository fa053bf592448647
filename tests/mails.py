"""Shipping mails as they are written in many languages and styles, made from a seed: what `find` is measured on."""

from __future__ import annotations

import random
import uuid
from base64 import b64encode
from typing import TYPE_CHECKING, NamedTuple

from tracking.definitions.compiled import HOME, NEVER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.resolver import Resolver


class Tongue(NamedTuple):
    """How shops write in one language; {n} is a number, {c} a carrier."""

    hello: str
    labels: tuple[str, ...]
    """What stands before a tracking number."""
    sentences: tuple[str, ...]
    order: str
    invoice: str
    phone: str
    total: str
    filler: str


TONGUES = {
    "en": Tongue(
        "Hello {p},",
        (
            "Tracking number: {n}",
            "Track your parcel: {n}",
            "Shipment no. {n}",
            "{c} tracking: {n}",
            "Waybill {n}",
            "Consignment number {n}",
        ),
        (
            "Your package was shipped with {c} today, tracking {n}.",
            "{c} will deliver your parcel {n} tomorrow.",
            "Good news! Your order is on its way via {c} ({n}).",
        ),
        "Order number",
        "Invoice",
        "Call us",
        "Total",
        "Thank you for shopping with us. If nobody is at home, the driver leaves a card. Items may arrive separately and on other days.",
    ),
    "de": Tongue(
        "Guten Tag {p},",
        (
            "Sendungsnummer: {n}",
            "Paketnummer {n}",
            "{c}-Sendungsnummer: {n}",
            "Sendungsverfolgung: {n}",
            "Trackingnummer: {n}",
        ),
        ("Ihr Paket mit der Sendungsnummer {n} wurde an {c} übergeben.", "Ihre Sendung {n} ist unterwegs."),
        "Bestellnummer",
        "Rechnung Nr.",
        "Telefon",
        "Gesamtbetrag",
        "Vielen Dank für Ihren Einkauf. Bitte prüfen Sie die Ware nach Erhalt. Es gelten unsere Geschäftsbedingungen.",
    ),
    "fr": Tongue(
        "Bonjour {p},",
        ("Numéro de suivi : {n}", "N° de colis : {n}", "Suivi {c} : {n}", "Votre colis n° {n}"),
        ("Votre colis {n} a été confié à {c}.", "Votre envoi {c} n° {n} est en cours de livraison."),
        "Commande n°",
        "Facture",
        "Téléphone",
        "Montant total",
        "Merci de votre confiance. Vous pouvez nous écrire à tout moment. Les retours sont gratuits sous trente jours.",
    ),
    "es": Tongue(
        "Hola {p}:",
        ("Número de seguimiento: {n}", "N.º de envío: {n}", "Guía {n}", "Localizador {c}: {n}"),
        ("Tu paquete {n} ha salido con {c}.", "Hemos entregado tu envío a {c} con el número {n}."),
        "Pedido",
        "Factura",
        "Teléfono",
        "Importe total",
        "Gracias por tu compra. Recibirás otro correo cuando llegue. Puedes devolverlo durante treinta días.",
    ),
    "it": Tongue(
        "Gentile {p},",
        ("Numero di tracking: {n}", "Codice di spedizione: {n}", "Lettera di vettura {n}", "Spedizione {c} n. {n}"),
        ("Il tuo pacco {n} è stato affidato a {c}.",),
        "Ordine n.",
        "Fattura",
        "Telefono",
        "Totale",
        "Grazie per il tuo acquisto. Il corriere suonerà una volta sola. Conserva la scatola per un eventuale reso.",
    ),
    "nl": Tongue(
        "Beste {p},",
        ("Track & trace: {n}", "Zendingsnummer: {n}", "Barcode {n}", "Pakketnummer {c}: {n}"),
        ("Je pakket {n} wordt bezorgd door {c}.",),
        "Bestelnummer",
        "Factuur",
        "Telefoon",
        "Totaalbedrag",
        "Bedankt voor je bestelling bij ons. Wij werken elke dag aan een betere winkel. Tot snel.",
    ),
    "pl": Tongue(
        "Dzień dobry {p},",
        ("Numer przesyłki: {n}", "Numer paczki {n}", "List przewozowy {n}", "Śledzenie przesyłki {c}: {n}"),
        ("Twoja paczka {n} została nadana przez {c}.",),
        "Numer zamówienia",
        "Faktura",
        "Telefon",
        "Kwota",
        "Dziękujemy za zakupy. Zwrot jest możliwy w ciągu trzydziestu dni. Życzymy miłego dnia.",
    ),
    "cs": Tongue(
        "Dobrý den {p},",
        ("Číslo zásilky: {n}", "Sledování zásilky {n}", "Balík {c} č. {n}"),
        ("Vaši zásilku {n} doručí {c}.",),
        "Objednávka č.",
        "Faktura",
        "Telefon",
        "Celkem",
        "Děkujeme za nákup. Zboží lze vrátit do třiceti dnů. Přejeme hezký den.",
    ),
    "bg": Tongue(
        "Здравейте {p},",
        ("Номер на пратка: {n}", "Товарителница № {n}", "Проследяване: {n}"),
        ("Вашата пратка {n} е предадена на {c}.",),
        "Поръчка №",
        "Фактура",
        "Телефон",
        "Обща сума",
        "Благодарим ви за покупката. Можете да върнете стоката до тридесет дни.",
    ),
    "el": Tongue(
        "Αγαπητέ {p},",
        ("Αριθμός αποστολής: {n}", "Κωδικός παρακολούθησης: {n}", "Voucher {c}: {n}", "Το δέμα σας {n}"),
        ("Το δέμα σας {n} παραδόθηκε στην {c}.",),
        "Αριθμός παραγγελίας",
        "Τιμολόγιο",
        "Τηλέφωνο",
        "Σύνολο",
        "Ευχαριστούμε για την αγορά σας. Μπορείτε να επιστρέψετε τα προϊόντα.",
    ),
    "tr": Tongue(
        "Merhaba {p},",
        ("Kargo takip no: {n}", "Takip numarası: {n}", "Gönderi kodu {n}"),
        ("Siparişiniz {c} ile kargoya verildi, takip no {n}.",),
        "Sipariş no",
        "Fatura",
        "Telefon",
        "Tutar",
        "Bizi tercih ettiğiniz için teşekkür ederiz. İade hakkınız otuz gündür.",
    ),
    "no": Tongue(
        "Hei {p},",
        ("Sporingsnummer: {n}", "Sendingsnummer {n}", "Spor pakken: {n}"),
        ("Pakken din {n} er sendt med {c}.",),
        "Ordrenummer",
        "Faktura",
        "Telefon",
        "Totalt beløp",
        "Takk for handelen. Du kan returnere varen innen tretti dager.",
    ),
    "ja": Tongue(
        "{p} 様",
        ("追跡番号：{n}", "お問い合わせ伝票番号: {n}", "送り状番号 {n}", "{c} 伝票番号：{n}"),
        ("お荷物は{c}で発送しました。お問い合わせ番号は{n}です。",),
        "ご注文番号",
        "請求書番号",
        "電話",
        "合計金額",
        "ご利用ありがとうございます。商品の到着までしばらくお待ちください。",
    ),
    "zh": Tongue(
        "{p}，您好：",
        ("快递单号：{n}", "运单号 {n}", "物流单号: {n}", "追踪编号：{n}"),
        ("您的包裹已由{c}发出，单号{n}，请注意查收。",),
        "订单号",
        "发票号",
        "电话",
        "合计",
        "感谢您的购买。如有问题请联系客服。祝您生活愉快。",
    ),
    "hi": Tongue(
        "नमस्ते {p},",
        ("ट्रैकिंग नंबर: {n}", "AWB {n}", "Tracking ID: {n}"),
        ("Your shipment {n} has been handed over to {c}.",),
        "Order ID",
        "Invoice no.",
        "Phone",
        "Amount",
        "Thank you for shopping. Returns are accepted within thirty days.",
    ),
}
PEOPLE = ["Anna Berg", "Luis Ortega", "Chen Wei", "Marie Dubois", "Ion Popa", "Sam Lee", "Eva Nováková", "Yuki Tanaka"]
STREETS = [
    "Hauptstr. 12, 10115 Berlin",
    "221B Baker Street, London NW1 6XE",
    "5 rue de la Paix, 75002 Paris",
    "1600 Main St, Springfield, IL 62704-1234",
    "Calle Mayor 8, 28013 Madrid",
    "Via Roma 1, 00184 Roma",
    "東京都千代田区丸の内1-9-1 100-0005",
]


class Number(NamedTuple):
    """A number, the carrier's name that a mail would give, and whether that must stand beside it."""

    text: str
    company: str
    needs_name: bool


def number_of(format_: FormatAtLength, rnd: random.Random) -> str | None:
    """A random number that a format accepts; None where chance does not make one."""
    shapes = format_.shapes
    for _ in range(200):
        number = "".join(rnd.choice(sorted(allowed)) for allowed in rnd.choice(shapes).sets)
        if format_.fullmatch(number) and (right := format_.expected(number)):
            number = number[: right[1]] + right[0] + number[right[1] + 1 :]
        if format_.accepts(number) and sum(map(str.isdecimal, number)) > 3 and not set(number) & {"/", "_"}:
            return number
    return None


def numbers(resolver: Resolver, rnd: random.Random, many: int, weak: float, home: float = 0.0) -> list[Number]:
    """Numbers over as many carriers: a share of weak ones, and of such as are only known beside their carrier's name."""
    formats: dict[str, list[tuple[str, FormatAtLength]]] = {"strong": [], "weak": [], "home": []}
    for entry in resolver.catalog.carriers.values():
        company = entry.place(None).company
        for format_ in entry.formats:
            # Whoever only uses a general system's numbers, as airlines do, is told by that system first.
            used = format_.guess == HOME and format_.issued_elsewhere
            if company and not entry.general and format_.bits is not None and format_.guess != NEVER and not used:
                kind = "home" if format_.guess == HOME else "strong" if format_.bits >= 8 else "weak"
                formats[kind].append((company, format_))
    found: dict[str, Number] = {}
    carriers: set[str] = set()
    while len(found) < many:
        share = rnd.random()
        kind = "weak" if share < weak else "home" if share < weak + home else "strong"
        company, format_ = rnd.choice(formats[kind])
        number = number_of(format_, rnd)
        if number is None or (kind == "strong" and format_.carrier_id in carriers):
            continue
        ranked = resolver.identify(number)
        if kind != "home" and not any(one.carrier == format_.carrier_id for one in ranked):
            continue
        carriers.add(format_.carrier_id)
        found[number] = Number(number, company, kind == "home")
    return list(found.values())


def digits(rnd: random.Random, many: int) -> str:
    return "".join(rnd.choice("0123456789") for _ in range(many))


def letters(rnd: random.Random, many: int) -> str:
    return "".join(rnd.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(many))


def order(rnd: random.Random) -> str:
    """Order, invoice and customer numbers as shops write them."""
    return rnd.choice(
        [
            lambda: "#" + digits(rnd, rnd.randint(4, 12)),
            lambda: digits(rnd, rnd.randint(6, 12)),
            lambda: f"{digits(rnd, 3)}-{digits(rnd, 7)}-{digits(rnd, 7)}",
            lambda: f"SO-2026-{digits(rnd, 6)}",
            lambda: f"INV-{digits(rnd, 8)}",
            lambda: f"{rnd.choice(['ORD', 'PO', 'RE', 'KD', 'R'])}{digits(rnd, rnd.randint(6, 10))}",
            lambda: "45000" + digits(rnd, 5),
            lambda: f"{letters(rnd, 9)}",
            lambda: f"{letters(rnd, 2)}-{digits(rnd, 5)}-{letters(rnd, 3)}",
        ]
    )()


def telephone(rnd: random.Random) -> str:
    return rnd.choice(
        [
            lambda: f"+49 {digits(rnd, 3)} {digits(rnd, 7)}",
            lambda: f"0{digits(rnd, 3)} {digits(rnd, 7)}",
            lambda: f"(0{digits(rnd, 2)}) {digits(rnd, 8)}",
            lambda: f"+1 ({digits(rnd, 3)}) {digits(rnd, 3)}-{digits(rnd, 4)}",
            lambda: f"1-800-{digits(rnd, 3)}-{digits(rnd, 4)}",
            lambda: f"0{digits(rnd, 1)} {digits(rnd, 2)} {digits(rnd, 2)} {digits(rnd, 2)} {digits(rnd, 2)}",
            lambda: f"+44 20 {digits(rnd, 4)} {digits(rnd, 4)}",
            lambda: f"0{digits(rnd, 9)}",
        ]
    )()


def price(rnd: random.Random) -> str:
    return rnd.choice(
        [
            lambda: f"${rnd.randint(1, 999)}.{digits(rnd, 2)}",
            lambda: f"{rnd.randint(1, 999)},{digits(rnd, 2)} €",
            lambda: f"{rnd.randint(1, 9)} {digits(rnd, 3)} {digits(rnd, 3)},00 Kč",
            lambda: f"£{rnd.randint(1, 9)},{digits(rnd, 3)}.{digits(rnd, 2)}",
            lambda: f"¥{digits(rnd, 6)}",
            lambda: f"USD {digits(rnd, 7)}.00",
        ]
    )()


def day(rnd: random.Random) -> str:
    y, m, d = rnd.randint(2020, 2027), rnd.randint(1, 12), rnd.randint(1, 28)
    return rnd.choice(
        [
            f"{y}-{m:02}-{d:02}",
            f"{d:02}.{m:02}.{y}",
            f"{m}/{d}/{y}",
            f"{y}{m:02}{d:02}",
            f"{d:02}-{m:02}-{y} 14:3{d % 10}",
        ]
    )


def clutter(rnd: random.Random, tongue: Tongue) -> str:
    """One line of the other numbers in such mails."""
    return rnd.choice(
        [
            lambda: f"{tongue.order}: {order(rnd)}",
            lambda: f"{tongue.invoice} {order(rnd)} / {day(rnd)}",
            lambda: f"{tongue.phone}: {telephone(rnd)}",
            lambda: f"{tongue.total}: {price(rnd)}",
            lambda: f"{rnd.randint(1, 9)} x SKU-{digits(rnd, 5)}-{letters(rnd, 3)} {price(rnd)}",
            lambda: (
                f"IBAN DE{digits(rnd, 2)} {digits(rnd, 4)} {digits(rnd, 4)} {digits(rnd, 4)} {digits(rnd, 4)} {digits(rnd, 2)}, VAT GB{digits(rnd, 9)}"
            ),
            lambda: f"EAN {digits(rnd, 13)}, {tongue.order} {order(rnd)}",
            lambda: f"Visa 4{digits(rnd, 3)} {digits(rnd, 4)} {digits(rnd, 4)} {digits(rnd, 4)}, {price(rnd)}",
            lambda: f"{rnd.choice(STREETS)}, {tongue.phone} {telephone(rnd)}",
            lambda: f"{day(rnd)} {rnd.randint(0, 23):02}:{rnd.randint(0, 59):02} {rnd.choice(STREETS)}",
            lambda: (
                f"https://shop.example.com/o/{digits(rnd, 12)}?utm_id={digits(rnd, 10)}&k={b64encode(rnd.randbytes(18)).decode()}"
            ),
            lambda: f"order{digits(rnd, 10)}@mail.example.com, {price(rnd)}",
            lambda: f"Ref: {uuid.UUID(int=rnd.getrandbits(128), version=4)}",
            lambda: f"{tongue.order} {order(rnd)}, {tongue.invoice} {order(rnd)}, {tongue.total} {price(rnd)}",
        ]
    )()


def line_of(rnd: random.Random, tongue: Tongue, number: Number) -> str:
    choices = [*tongue.labels, *tongue.sentences]
    if number.needs_name:
        choices = [text for text in choices if "{c}" in text and 0 < text.index("{n}") - text.index("{c}") < 25] or [
            "{c} tracking {n}"
        ]
    return rnd.choice(choices).format(n=number.text, c=number.company)


def plain_mail(rnd: random.Random, tongue: Tongue, shown: list[Number], pad: int) -> str:
    lines = [
        tongue.hello.format(p=rnd.choice(PEOPLE)),
        "",
        tongue.filler,
        *(clutter(rnd, tongue) for _ in range(4)),
        "",
    ]
    for number in shown:
        lines += [line_of(rnd, tongue, number), ""]
    while sum(map(len, lines)) < pad:
        lines.append(clutter(rnd, tongue) if rnd.random() < 0.35 else tongue.filler)
    return "\n".join(lines) + "\n\n"


def html_mail(rnd: random.Random, tongue: Tongue, shown: list[Number], pad: int) -> str:
    def row(left: str, right: str) -> str:
        colour = digits(rnd, 6)
        return (
            f'<tr><td style="padding:12px 24px;color:#{colour};font-family:Arial,sans-serif;width:{rnd.randint(100, 600)}px" bgcolor="#{digits(rnd, 6)}">{left}</td>\n'
            f'      <td align="right" style="font-size:14px;line-height:20px;border-top:1px solid #e{digits(rnd, 5)}"><b>{right}</b></td></tr>\n'
        )

    link = f"https://click.example.net/ls/click?upn={b64encode(rnd.randbytes(60)).decode()}&amp;id={digits(rnd, 12)}"
    parts = [
        f"<html><head><style>.a{{color:#{digits(rnd, 6)};margin:0 0 {rnd.randint(1, 99)}px}}</style></head><body><p>{tongue.hello.format(p=rnd.choice(PEOPLE))}</p>",
        f'<p>{tongue.filler}</p><table width="600">',
    ]
    for number in shown:
        label, _, _ = line_of(rnd, tongue, number._replace(text="\0")).partition("\0")
        parts.append(
            row(label, number.text)
            if rnd.random() < 0.6
            else f'<p>{label} <a href="{link}"><strong>{number.text}</strong></a></p>'
        )
        parts.append(row(tongue.order, order(rnd)))
    while sum(map(len, parts)) < pad:
        parts.append(
            rnd.choice(
                [
                    row(tongue.total, price(rnd)),
                    row(tongue.order, order(rnd)),
                    f"<p>{tongue.filler}&nbsp;{clutter(rnd, tongue)}</p>",
                ]
            )
        )
    return (
        "".join(parts)
        + f'</table><img src="https://t.example.net/{digits(rnd, 14)}.gif" width="1" height="1"></body></html>\n'
    )


def raw_mail(rnd: random.Random, tongue: Tongue, shown: list[Number], pad: int) -> str:
    """A mail as it is sent: headers, quoted-printable, an attachment."""
    body = plain_mail(rnd, tongue, shown, pad // 2)
    lines = []
    for line in body.replace("=", "=3D").splitlines():
        while len(line) > 75:
            lines.append(line[:74] + "=")
            line = line[74:]
        lines.append(line)
    attached = b64encode(rnd.randbytes(pad // 3)).decode()
    return "\n".join(
        [
            f"Received: from mx{digits(rnd, 2)}.example.org (10.0.{rnd.randint(1, 99)}.7) by mail.example.com with ESMTPS id {letters(rnd, 3)}{digits(rnd, 9)}{letters(rnd, 2)}; Thu, 19 Nov 2026 08:15:{digits(rnd, 2)} +0000",
            f"Message-ID: <{digits(rnd, 14)}.{digits(rnd, 10)}@shop.example.com>",
            "Content-Transfer-Encoding: quoted-printable",
            "",
            *lines,
            f"----=_Part_{digits(rnd, 6)}_{digits(rnd, 10)}.{digits(rnd, 13)}",
            *(attached[at : at + 76] for at in range(0, len(attached), 76)),
            "",
        ]
    )


def chat(rnd: random.Random, tongue: Tongue, shown: list[Number], pad: int) -> str:
    lines = []
    for number in shown:
        who = rnd.choice(PEOPLE)
        lines.append(f"[{day(rnd)} 10:{digits(rnd, 2)}] {who}: {line_of(rnd, tongue, number)}")
        lines.append(f"[{day(rnd)} 10:{digits(rnd, 2)}] {who}: {tongue.order} {order(rnd)}?")
    while sum(map(len, lines)) < pad:
        lines.append(f"[{day(rnd)}] {rnd.choice(PEOPLE)}: {rnd.choice([tongue.filler, clutter(rnd, tongue)])}")
    return "\n".join(lines) + "\n"


def log(rnd: random.Random, tongue: Tongue, shown: list[Number], pad: int) -> str:
    """What machines write: JSON, key=value, CSV."""
    lines = []
    for number in shown:
        lines.append(
            rnd.choice(
                [
                    f'{{"orderNumber": "{order(rnd)}", "total": {rnd.randint(1, 999)}.{digits(rnd, 2)}, "carrier": "{number.company}", "trackingNumber": "{number.text}", "phone": "{telephone(rnd)}"}}',
                    f"{day(rnd)}T08:{digits(rnd, 2)}:12Z INFO order={digits(rnd, 12)} carrier={number.company} tracking={number.text} customer={digits(rnd, 8)}"
                    if number.text.isalnum() and not number.text.isdecimal()
                    else f"{day(rnd)} INFO order={digits(rnd, 12)} carrier {number.company} tracking: {number.text} customer={digits(rnd, 8)}",
                    f"{digits(rnd, 9)};{price(rnd)};{number.company} tracking;{number.text};{telephone(rnd)}",
                    f"| {order(rnd)} | {day(rnd)} | {number.company} parcel | {number.text} |",
                ]
            )
        )
    while sum(map(len, lines)) < pad:
        lines.append(
            rnd.choice(
                [
                    f'{{"orderNumber": "{order(rnd)}", "total": "{price(rnd)}", "phone": "{telephone(rnd)}", "id": "{uuid.UUID(int=rnd.getrandbits(128), version=4)}"}}',
                    f"{day(rnd)}T08:{digits(rnd, 2)}:{digits(rnd, 2)}.{digits(rnd, 6)}Z DEBUG request {rnd.randbytes(16).hex()} took {digits(rnd, 4)} ms sha1={rnd.randbytes(20).hex()}",
                    f"{digits(rnd, 9)};{price(rnd)};{rnd.choice(STREETS)};{telephone(rnd)};{digits(rnd, 12)}",
                ]
            )
        )
    return "\n".join(lines) + "\n"


def printed(number: str, rnd: random.Random) -> str:
    """A number as people and labels print it, in groups."""
    if number.startswith("1Z"):
        return f"1Z {number[2:5]} {number[5:8]} {number[8:10]} {number[10:14]} {number[14:]}"
    if len(number) == 13 and number[2:11].isdecimal() and number[:2].isalpha():
        return f"{number[:2]} {number[2:5]} {number[5:8]} {number[8:11]} {number[11:]}"
    if number.isdecimal() and len(number) > 10:
        gap = rnd.choice(" -") if len(number) == 12 else " "
        return gap.join(number[at : at + 4] for at in range(0, len(number), 4))
    return number


STYLES: dict[str, Callable[[random.Random, Tongue, list[Number], int], str]] = {
    "plain": plain_mail, "html": html_mail, "raw": raw_mail, "chat": chat, "log": log,
}  # fmt: skip


LETTERS = ("plain", "html", "raw", "chat")
"""The styles of what people get; a log is what machines write."""


def in_groups(shown: Iterable[Number], rnd: random.Random) -> list[Number]:
    """The same numbers, some of them printed in groups."""
    return [number._replace(text=printed(number.text, rnd)) if rnd.random() < 0.5 else number for number in shown]


def mailbox(rnd: random.Random, shown: Iterable[Number], size: int, styles: Iterable[str] = LETTERS) -> str:
    """Mails of about so many characters in all, with the numbers spread over them."""
    waiting, kinds = list(shown), list(styles)
    each = max(1, len(waiting) // 20)
    pad = size * each // len(waiting)
    mails = []
    while waiting:
        some, waiting = waiting[:each], waiting[each:]
        mails.append(STYLES[rnd.choice(kinds)](rnd, rnd.choice(list(TONGUES.values())), some, pad))
    return "".join(mails)


def bare(rnd: random.Random, shown: Iterable[Number], many: int = 600) -> str:
    """The numbers among order numbers, telephone numbers, prices and strings of digits, without a word."""
    items = [number.text for number in shown]
    items += [digits(rnd, rnd.randint(8, 22)) for _ in range(many)]
    items += [make(rnd) for make in (order, telephone, price, day) for _ in range(60)]
    rnd.shuffle(items)
    return "\n".join(", ".join(items[at : at + 6]) for at in range(0, len(items), 6))
