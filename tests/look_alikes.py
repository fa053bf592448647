"""Numbers that are no parcel's, as shops, offices and banks write them: behind their labels, in many languages, from a seed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["LookAlike", "look_alikes"]


class LookAlike(NamedTuple):
    """A text with a number that is no tracking number."""

    kind: str
    text: str


LABELS: dict[str, tuple[str, ...]] = {
    "order": (
        "Order number: {n}", "Order no. {n}", "Your order {n} has been confirmed", "Bestellnummer: {n}", "Ihre Bestellung {n} ist eingegangen",
        "Auftragsnummer {n}", "Commande n° {n}", "Numéro de commande : {n}", "Pedido: {n}", "Número de pedido {n}", "Ordine n. {n}",
        "Numero ordine: {n}", "Encomenda/Pedido n.º {n}", "Bestelnummer: {n}", "Ordernummer {n}", "Numer zamówienia: {n}", "Zamówienie nr {n}",
        "Objednávka č. {n}", "Číslo objednávky: {n}", "Rendelésszám: {n}", "Comanda nr. {n}", "Номер заказа: {n}", "Заказ № {n}",
        "Номер замовлення: {n}", "Ordrenummer: {n}", "Beställningsnummer: {n}", "Tilausnumero: {n}", "Sipariş no: {n}", "ご注文番号：{n}",
        "订单号：{n}", "訂單編號：{n}", "주문번호: {n}", "Αριθμός παραγγελίας: {n}", "PO {n}", "Purchase order number {n}",
    ),
    "invoice": (
        "Invoice number: {n}", "Invoice {n} is attached", "Rechnungsnummer: {n}", "Rechnung Nr. {n}", "Facture n° {n}", "Factura: {n}", "Fattura n. {n}",
        "Fatura no: {n}", "Factuurnummer {n}", "Faktura nr {n}", "Číslo faktury: {n}", "Számlaszám: {n}", "Factură nr. {n}", "Счёт-фактура № {n}",
        "Fakturanummer: {n}", "Laskun numero: {n}", "請求書番号：{n}", "发票号码：{n}", "Receipt no. {n}", "Credit note {n}",
    ),
    "customer": (
        "Customer number: {n}", "Account number: {n}", "Member ID {n}", "Kundennummer: {n}", "Vertragskonto {n}", "N° client : {n}", "Número de cliente: {n}",
        "Codice cliente: {n}", "Klantnummer: {n}", "Numer klienta: {n}", "Zákaznické číslo: {n}", "Номер клиента: {n}", "Kundnummer: {n}", "Kundenummer: {n}",
        "Asiakasnumero: {n}", "Müşteri no: {n}", "お客様番号：{n}", "고객번호: {n}", "客户编号：{n}",
    ),
    "case": (
        "Claim number: {n}", "Case {n}", "Ticket {n}", "Ref: {n}", "Reference: {n}", "Your reference {n}", "RMA {n}", "Aktenzeichen: {n}", "Vorgangsnummer {n}",
        "Ticketnummer {n}", "Reklamation {n}", "Dossier n° {n}", "Réclamation {n}", "Référence : {n}", "Referencia: {n}", "Incidencia {n}", "Riferimento: {n}",
        "Pratica n. {n}", "Kenmerk: {n}", "Klachtnummer {n}", "Numer referencyjny: {n}", "Reklamacja nr {n}", "Reklamace č. {n}", "Referansenummer: {n}",
        "Ärendenummer: {n}", "Referans: {n}", "Обращение № {n}", "Booking reference {n}", "Reservation {n}",
    ),
    "account": ("IBAN: {n}", "IBAN {n}", "Please pay to {n}", "Bankverbindung: {n}", "Compte bancaire : {n}", "Rekeningnummer {n}"),
    "article": ("EAN {n}", "EAN: {n}", "GTIN {n}", "ISBN {n}", "UPC {n}", "Artikelnummer {n}", "SKU {n}", "Item number: {n}", "Product code {n}", "IMEI {n}", "Serial number {n}"),
    "phone": (
        "Phone: {n}", "Tel. {n}", "Call us: {n}", "Call {n}", "Hotline {n}", "Mobile {n}", "Telefon: {n}", "Téléphone : {n}", "Teléfono: {n}", "Telefono {n}", "Fax {n}",
        "電話番号：{n}", "전화: {n}", "Телефон: {n}", "WhatsApp {n}", "Questions? {n}", "Customer service {n}", "Handy {n}", "Mobil {n}",
    ),
    "coupon": ("Coupon: {n}", "Voucher code {n}", "Gutscheincode: {n}", "Code promo : {n}", "Cupón {n}", "Gift card {n}", "Use code {n} at checkout", "Rabattkod {n}"),
    "amount": ("Total: {n}", "Amount due {n}", "Betrag: {n}", "Montant : {n}", "Importe {n}", "Summe {n}", "You paid {n}", "{n} received", "Razem {n}", "Totale {n}"),
}  # fmt: skip
FOOTERS = (
    "", "", "\nWe ship with UPS, FedEx and DHL.", "\nThank you for shopping with us.", "\nDelivery by DPD or Royal Mail within 3 days.",
    "\nVersand mit DHL, Hermes oder GLS.", "\nLivraison par Colissimo ou Chronopost.", "\nEntrega con Correos o SEUR.",
)  # fmt: skip


def _digits(rnd: random.Random, count: int) -> str:
    return rnd.choice("123456789") + "".join(rnd.choices("0123456789", k=count - 1))


def _plain(rnd: random.Random) -> str:
    """What a shop, an office or a support desk counts with."""
    return rnd.choice(
        [
            lambda: _digits(rnd, rnd.randint(8, 16)),
            lambda: _digits(rnd, rnd.randint(8, 16)),
            lambda: (
                f"{rnd.choice(['SO', 'RE', 'INV', 'R', 'AB', 'C', 'PO'])}{rnd.choice(['-', ''])}{_digits(rnd, rnd.randint(6, 10))}"
            ),
            lambda: f"2026-{_digits(rnd, rnd.randint(5, 9))}",
            lambda: f"{_digits(rnd, 3)}-{_digits(rnd, 7)}-{_digits(rnd, 7)}",
        ]
    )()


def _iban(rnd: random.Random) -> str:
    country, length = rnd.choice([("DE", 18), ("AT", 16), ("NL", 0), ("FR", 23), ("ES", 20), ("PL", 24), ("BE", 12)])
    account = f"ABNA{_digits(rnd, 10)}" if country == "NL" else _digits(rnd, length)
    value = int("".join(str(int(sign, 36)) for sign in f"{account}{country}00"))
    number = f"{country}{98 - value % 97:02d}{account}"
    return number if rnd.random() < 0.4 else " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def _article(rnd: random.Random) -> str:
    number = _digits(rnd, 12)
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(number))
    return number + str(-total % 10) if rnd.random() < 0.7 else _digits(rnd, rnd.choice([8, 12, 14, 15]))


def _phone(rnd: random.Random) -> str:
    form = rnd.choice(
        [
            "+49 ### #######", "0### #######", "0###/#######", "(0##) #### ####", "+1 (###) 555-####", "1-800-###-####", "###-###-####", "###.###.####",
            "+33 # ## ## ## ##", "0# ## ## ## ##", "+34 ### ## ## ##", "### ### ###", "+44 #### ######", "0#### ######", "+48 ### ### ###", "+81-3-####-####",
            "03-####-####", "010-####-####", "+7 ### ###-##-##", "8 (###) ###-##-##", "+39 ### #######", "+31 6 ########", "06 ########", "+91 ##### #####",
            "+86 ### #### ####", "0800 ### ####", "+46 ## ### ## ##", "+90 ### ### ## ##",
        ]
    )  # fmt: skip
    return "".join(rnd.choice("123456789") if sign == "#" else sign for sign in form)


def _coupon(rnd: random.Random) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    if rnd.random() < 0.5:
        return "-".join("".join(rnd.choices(letters, k=4)) for _ in range(rnd.randint(2, 4)))
    return "".join(rnd.choices(letters, k=rnd.randint(8, 14)))


def _amount(rnd: random.Random) -> str:
    whole, cents = _digits(rnd, rnd.randint(2, 9)), _digits(rnd, 2)
    grouped = f"{int(whole):,}"
    return rnd.choice(
        [f"{whole}.{cents} EUR", f"€{grouped}.{cents}", f"{grouped.replace(',', '.')},{cents} €", f"USD {grouped}.{cents}", f"{grouped.replace(',', ' ')},{cents} Kč",
         f"${whole}.{cents}", f"{whole} PLN", f"¥{whole}", f"{whole},{cents} zł", f"£{grouped}"]
    )  # fmt: skip


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "order": _plain, "invoice": _plain, "customer": _plain, "case": _plain, "account": _iban, "article": _article, "phone": _phone, "coupon": _coupon, "amount": _amount,
}  # fmt: skip


def look_alikes(seed: int, count: int) -> Iterator[LookAlike]:
    """So many texts, of each kind as many."""
    rnd = random.Random(seed)
    for place in range(count):
        kind = list(MAKERS)[place % len(MAKERS)]
        yield LookAlike(kind, rnd.choice(LABELS[kind]).format(n=MAKERS[kind](rnd)) + rnd.choice(FOOTERS))
