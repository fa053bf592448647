"""What the columns of shipment files are called, by people and by other programs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

__all__ = ["FIELDS", "Columns", "columns_of"]

# The first name of each is the canonical one. Compared without case, accents, blanks and punctuation.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "order": (
        "order", "order name", "order number", "order no", "order id", "order reference", "order ref",
        "shopify order id", "shopify order", "sales order", "bestellung", "bestellnummer", "auftrag", "auftragsnummer",
        "commande", "numéro de commande", "n° commande", "pedido", "número de pedido", "ordine", "numero ordine",
        "numero d'ordine", "encomenda", "bestelling", "bestelnummer", "zamówienie", "numer zamówienia", "ordernummer",
        "beställning", "ordre", "ordrenummer", "tilaus", "tilausnumero", "objednávka", "číslo objednávky", "rendelés",
        "sipariş", "sipariş no", "заказ", "номер заказа", "注文番号", "注文", "订单号", "订单编号", "주문번호", "name",
    ),
    "number": (
        "number", "numbers", "tracking number", "tracking numbers", "tracking no", "tracking nr", "tracking", "tracking code",
        "tracking id", "tracking ref", "awb", "awb number", "waybill", "waybill number", "pro number", "consignment",
        "consignment number", "parcel number", "shipment number", "barcode", "sendungsnummer", "sendungsnr",
        "paketnummer", "trackingnummer", "numéro de suivi", "n° de suivi", "numéro de colis", "número de seguimiento",
        "número de rastreo", "número de guía", "guía", "numero di tracking", "numero tracking", "numero spedizione",
        "codice tracking", "código de rastreio", "código de rastreamento", "numer przesyłki", "numer śledzenia",
        "numer listu przewozowego", "zendingsnummer", "track and trace", "kollinummer", "kollinr", "sändningsnummer",
        "sporingsnummer", "seurantatunnus", "lähetystunnus", "číslo zásilky", "csomagszám", "takip numarası",
        "takip no", "трек номер", "номер отслеживания", "追跡番号", "伝票番号", "送り状番号", "お問い合わせ番号",
        "运单号", "快递单号", "物流单号", "송장번호", "운송장번호",
    ),
    "company": (
        "company", "tracking company", "carrier", "carrier name", "shipping carrier", "shipping company", "courier",
        "courier name", "shipper", "versanddienstleister", "versender", "paketdienst", "spedition", "frachtführer",
        "transporteur", "transportista", "empresa de transporte", "paquetería", "corriere", "vettore", "spedizioniere",
        "transportadora", "przewoźnik", "kurier", "vervoerder", "transportör", "fraktbolag", "kuljetusyhtiö",
        "dopravce", "futár", "kargo firması", "перевозчик", "配送会社", "配送業者", "運送会社", "物流公司", "快递公司",
        "承运商", "택배사",
    ),
    "url": (
        "url", "urls", "tracking url", "tracking urls", "tracking link", "tracking page", "link", "sendungsverfolgung",
        "trackinglink", "lien de suivi", "url de suivi", "enlace de seguimiento", "url de seguimiento",
        "link di tracking", "link de rastreio", "link śledzenia", "追跡url", "查询链接",
    ),
    "country": (
        "country", "country code", "shop country", "origin country", "ship from country", "land", "ländercode",
        "pays", "código de país", "país", "paese", "kraj", "国", "国家",
    ),
    "postal_code": (
        "postal code", "postcode", "zip", "zip code", "zipcode", "plz", "postleitzahl", "code postal", "código postal",
        "cap", "codice postale", "cep", "kod pocztowy", "postnummer", "postinumero", "psč", "irányítószám",
        "posta kodu", "индекс", "郵便番号", "邮编", "우편번호",
    ),
    "language": ("language", "lang", "locale", "sprache", "langue", "idioma", "lingua", "język", "taal", "言語", "语言"),
    "sku": (
        "sku", "item sku", "line item sku", "lineitem sku", "product sku", "variant sku", "item", "article",
        "artikel", "artikelnummer", "artikelnr", "référence", "referencia", "código de artículo", "codice articolo",
        "articolo", "referência", "symbol", "produktnummer", "артикул", "商品コード", "货号",
    ),
    "line_item_id": ("line item id", "lineitem id", "line id"),
    "quantity": (
        "quantity", "qty", "units", "pieces", "lineitem quantity", "menge", "anzahl", "stückzahl", "quantité",
        "qté", "cantidad", "quantità", "quantidade", "ilość", "aantal", "antal", "antall", "määrä", "množství",
        "mennyiség", "adet", "количество", "数量", "수량",
    ),
    "notify": (
        "notify", "notify customer", "send email", "send notification", "benachrichtigen", "kunde benachrichtigen",
        "notifier", "notificar", "notifica", "powiadom", "通知",
    ),
    "key": ("key", "shipment key", "shipment id", "reference id", "idempotency key"),
}  # fmt: skip


class Columns(NamedTuple):
    """Which of a file's headers stands for which field."""

    header_of: dict[str, str]
    unknown: tuple[str, ...]
    """Headers that stand for nothing."""
    doubled: tuple[tuple[str, str], ...]
    """Header and field, where another header stands for the field already."""


def columns_of(headers: Iterable[str], given: Mapping[str, str]) -> Columns:
    """Tell what a file's headers stand for: as ``given`` (field: header), else by name, else by what others call it."""
    header_of = dict(given)
    unknown, doubled = [], []
    ranked = sorted(
        ((*_field_of(header), place, header) for place, header in enumerate(headers) if header not in given.values()),
        key=lambda one: one[1:3],
    )
    for field, _, _, header in ranked:
        if field is None:
            unknown.append(header)
        elif field in header_of:
            doubled.append((header, field))
        else:
            header_of[field] = header
    return Columns(header_of, tuple(unknown), tuple(doubled))


def _field_of(header: str) -> tuple[str | None, int]:
    """The field that a header names, and how far down its list of names."""
    folded = _folded(header)
    for field, names in FIELDS.items():
        for rank, name in enumerate((field, *names)):
            if folded == _folded(name):
                return field, rank
    return None, 0


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]", "", "".join(part for part in parts if not unicodedata.combining(part)))
