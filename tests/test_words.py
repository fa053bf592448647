"""Words in front of numbers, in the languages of the lists."""

from __future__ import annotations

import pytest

import tracking
from tracking.languages.builtin import vocabulary
from tracking.languages.folding import bare
from tracking.languages.words import AGAINST, NAMES, SAYS, verdict
from tracking.matching import thresholds
from tracking.matching.thresholds import REACH
from tracking.spelling.texts import NOTHING, spelled
from tracking.text.context import ContextReader
from tracking.text.document import seen_before
from tracking.text.lengths import StrongLengths

FEDEX = "986578788855"

SPEAKING = {
    "global": ["Tracking number: {}", "Track & trace {}", "Shipment {}", "Waybill no. {}", "Courier ref {}", "shipped as {}", "AWB {}"],
    "AU": ["Consignment number {}", "Your parcel {}"],
    "AT": ["Sendungsnummer: {}", "Paket Nr. {}"],
    "BG": ["Номер на пратка: {}", "Товарителница № {}", "Проследяване {}"],
    "CA": ["Tracking PIN {}", "Numéro de repérage : {}", "N° de suivi {}"],
    "CN": ["快递单号：{}", "运单号{}", "物流单号: {}", "包裹{}", "追踪编号 {}"],
    "CZ": ["Číslo zásilky: {}", "Sledování balíku {}", "ČÍSLO ZÁSILKY {}"],
    "DE": ["Sendungsverfolgung {}", "Trackingnummer {}", "SENDUNGSNUMMER {}", "Frachtbrief {}", "Ihre Lieferung {} ist da"],
    "ES": ["Número de seguimiento: {}", "Nº de envío {}", "Localizador {}", "Su paquete {}", "Guía {}"],
    "FR": ["Numéro de suivi : {}", "Votre colis {}", "bordereau {}", "Expédition n° {}"],
    "GB": ["Parcel number {}", "Package {}"],
    "GR": ["Αριθμός αποστολής: {}", "Κωδικός παρακολούθησης {}", "ΔΕΜΑ {}", "Voucher: {}"],
    "HK": ["單號 {}", "運單編號：{}", "貨件 {}"],
    "IE": ["Tracking no. {}"],
    "IN": ["AWB No. {}", "ट्रैकिंग नंबर {}", "Consignment {}"],
    "IT": ["Codice di tracciamento: {}", "Spedizione n. {}", "Lettera di vettura {}", "il tuo pacco {}"],
    "JP": ["追跡番号：{}", "お問い合わせ番号 {}", "送り状番号は{}です", "伝票番号{}", "荷物 {}"],
    "NL": ["Zendingsnummer {}", "Barcode: {}", "Je pakket {}", "verzonden met code {}"],
    "NO": ["Sporingsnummer {}", "Sendingsnummer: {}", "Pakken din {}", "Kollinummer {}"],
    "PL": ["Numer przesyłki: {}", "Paczka {}", "List przewozowy {}", "ŚLEDZENIE {}"],
    "TR": ["Kargo takip no: {}", "TAKİP NUMARASI {}", "Gönderi {}"],
    "US": ["Package tracking ID {}", "PRO/tracking {}"],
    "ZA": ["Waybill number {}", "Pakkie {}"],
    "others": ["Försändelse {}", "Forsendelse {}", "Lähetyksen seurantakoodi {}", "Encomenda {}", "Código de rastreio {}", "송장번호 {}", "Трек-номер {}", "شحنة {}", "رقم التتبع: {}",
        "ТТН {}", "運送状番号 {}", "หมายเลขพัสดุ: {}", "เลขติดตาม {}",
        "Mã vận đơn: {}", "Mã bưu gửi {}", "Nomor resi {}", "Nombor penjejakan: {}", "Saadetise number {}", "Sūtījuma numurs {}",
        "Siuntos numeris {}", "کد رهگیری {}", "ট্র্যাকিং নম্বর {}", "Küldeményazonosító: {}", "РПО {}", "ШПИ: {}", "등기번호 {}", "رقم الطرد {}",
        "Број пошиљке {}", "מספר חבילה {}", "החבילה שלך: חבילתך {}", "شحنتك من المتجر رقم {}", "طرودكم رقم {}", "H apostoli sas {}", "To dema sas {}",
        "Nº de expedición {}", "Encomienda {}", "Sinu pakk {}", "Il plico {}", "Seu pacote {}", "Sendingarnúmer {}", "Pakkinn þinn {}", "Fylgibréf nr. {}"],
    "trade": ["PRO number: {}", "PRO # {}", "Airway bill {}", "tracking_number,company\n{},FedEx"],
}  # fmt: skip

AGAINST_IT = [
    "Order number {}", "Order: {}", "Invoice {}", "Customer no. {}", "Phone {}", "Tel. {}", "Account {}", "Total {}", "VAT {}", "Bestellnummer {}",
    "Rechnung {}", "Kundennummer {}", "Telefon {}", "Commande n° {}", "Facture {}", "Pedido {}", "Teléfono {}", "Ordine {}", "Fattura {}", "Factuur {}",
    "Zamówienie {}", "Faktura {}", "Objednávka {}", "Поръчка {}", "Телефон {}", "Παραγγελία {}", "Τηλέφωνο {}", "Sipariş {}", "Telefon: {}",
    "Ordrenummer {}", "注文番号 {}", "電話{}", "订单号：{}", "電話 {}",
    "Bill no. {}", "British Airways booking {}", "Đơn hàng {}", "Nomor pesanan {}", "Tellimus {}", "Pasūtījums {}", "Užsakymas {}", "شماره سفارش {}",
    "Pöntun nr. {}", "Reikningsnúmer {}", "Símanúmer {}", "Versandkosten {}", "Lieferadresse {}", "Postnummer {}", "Verzendkosten {}",
    "Bankszámla {}", "Boleta {}", "Polis {}", "OCR {}", "计费账号：{}", "受注番号 {}", "계좌 {}", "رقم البطاقة {}", "Mã đơn {}", "no wa {}",
]  # fmt: skip


@pytest.mark.parametrize(("scope", "text"), [(scope, text) for scope, texts in SPEAKING.items() for text in texts])
def test_words_that_speak_for_a_number_in_every_language_of_the_lists(scope: str, text: str) -> None:
    assert [one.number for one in tracking.find(text.format(FEDEX))] == [FEDEX]


@pytest.mark.parametrize("text", AGAINST_IT)
@pytest.mark.parametrize("before", ["", "Tracking 4711. ", "Your parcel is here. "])
def test_words_that_speak_against_it(text: str, before: str) -> None:
    assert tracking.find((before + text).format(FEDEX)) == []


def test_an_airline_is_no_word_for_parcels() -> None:
    assert tracking.find(f"British Airways {FEDEX}") == tracking.find(f"Airways bill {FEDEX}") == []


def test_what_words_say() -> None:
    said = {
        NAMES: "tracking Trackingnummer Sendungsnummer zásilky ПРАТКА αποστολής przesyłki suivi 追跡番号",
        SAYS: "delivered shipping Lieferung livraison wysłano 发货",
        AGAINST: "orders Rechnungsnummer téléphone sipariş faktury 注文番号",
        0: "hello number Nr the und 你好 123",
    }
    for kind, words in said.items():
        assert {word: verdict(word) for word in words.split()} == dict.fromkeys(words.split(), kind)
    assert bare("Þórśhöfn ŁÓDŹ Straße") == "þorshofn lodz strasse"


def test_carriers_are_named_by_name_alias_and_host() -> None:
    reader = ContextReader(tracking.Resolver().catalog)

    def named(seen: str, country: str | None = None) -> set[str]:
        named = reader.read(seen, country, AGAINST).carriers
        return {carrier.id for carrier in named.meant or named.others}

    assert named("by FedEx ") == named("FEDEX: ") == named("via fedex ") == {"fedex"}
    assert "fedex" in named("see fedex.com for ")
    assert named("Royal Mail parcel ") == {"royal-mail"}
    assert "canada-post" in named("Postes Canada / Canada Post ")
    assert named("ヤマト運輸の伝票番号") == {"yamato"}
    assert named("顺丰快递 ") >= {"sf-express"} or named("顺丰速运 ") >= {"sf-express"}
    assert named("best regards, now and on the border ") == set()
    assert named("DHL order ") == set()
    assert named("order by DHL ") != set()


def test_how_far_is_read() -> None:
    assert seen_before("x" * 10 + " tracking" + " " * REACH, 19 + REACH, False).lstrip("x ").startswith("tracking")
    assert "tracking" not in seen_before("tracking " + " " * REACH, 9 + REACH, False)
    html = '<p>Tracking</p>\n\n  <td style="color:#000000;width:100px" class="a b c d e f g h">\n  <b>1'
    assert seen_before(html, len(html) - 1, True).split() == ["Tracking"]
    quoted = "<b>x</b>\n> tracking -> "
    assert seen_before(quoted, len(quoted), True).split() == ["x", "tracking", "-"]


def test_spelling_keeps_every_place() -> None:
    for text, plain in [
        ("ＡＢ１２ ٣४", "AB12 34"),
        ("a\u00a0b–c‑d—e", "a b-c-d-e"),
        ("1\u200b2\u00ad3\ufeff4", "1\x002\x003\x004"),
        ("&nbsp;&#49;&lt;&unknown;&amp;", " \0\0\0\0\0" + "1\0\0\0\0" + "\x01\0\0\0" + "&unknown;" + "&\0\0\0\0"),
        ("a=\r\nb=3Dc=C2=A0d", "a\0\0\0b=\0\0c \0\0\0\0\0d"),
        ("a=20b", "a=20b"),
        ("no & change = here", "no & change = here"),
        ("1<wbr>2", "1" + NOTHING * 5 + "2"),
    ]:
        assert spelled(text) == plain
        assert len(plain) == len(text)


def test_every_header_of_tracking_numbers_speaks_for_a_number() -> None:
    reader = ContextReader(tracking.Resolver().catalog)
    headers = dict(vocabulary().columns)["number"]
    plain = {"number", "numbers", "paki number"}  # these say so in a file of shipments alone
    silent = [header for header in headers if reader.read(f"{header}: ", None, AGAINST).says <= 0]
    assert set(silent) <= plain


OTHERS = {
    "en": "Claim number, Reference, Ref, Invoice, Case, Phone, Ticket, Complaint",
    "de": "Aktenzeichen, Referenz, Rechnung, Vorgangsnummer, Telefon, Reklamation, Rufnummer",
    "fr": "Réclamation, Référence, Facture, Dossier, Téléphone, Litige",
    "es": "Reclamación, Referencia, Factura, Incidencia, Teléfono, Expediente",
    "it": "Reclamo, Riferimento, Fattura, Pratica, Telefono",
    "pt": "Reclamação, Referência, Fatura, Processo, Telefone",
    "nl": "Klacht, Kenmerk, Factuur, Dossier, Telefoon, Bestelnummer",
    "pl": "Reklamacja, Numer referencyjny, Faktura, Zgłoszenie, Telefon",
    "cs": "Reklamace, Reference, Faktura, Telefon",
    "sk": "Reklamácia, Referencia, Faktúra, Telefón",
    "hu": "Reklamáció, Hivatkozás, Számla, Ügyszám, Telefon",
    "ro": "Reclamație, Referință, Factură, Dosar, Telefon",
    "bg": "Рекламация, Референция, Фактура, Преписка, Телефон",
    "el": "Παράπονο, Αναφορά, Τιμολόγιο, Υπόθεση, Τηλέφωνο",
    "tr": "Şikayet, Referans, Fatura, Dosya, Telefon",
    "ru": "Претензия, Референс, Счет, Обращение, Телефон",
    "uk": "Претензія, Рахунок, Звернення, Телефон",
    "sv": "Reklamation, Referens, Faktura, Ärende, Telefon",
    "da": "Reklamation, Reference, Faktura, Sagsnummer, Telefon",
    "no": "Reklamasjon, Referanse, Faktura, Saksnummer, Telefon",
    "fi": "Reklamaatio, Viite, Lasku, Puhelin",
    "et": "Kaebus, Viitenumber, Arve, Telefon",
    "lv": "Sūdzība, Atsauce, Rēķins",
    "lt": "Skundas, Nuoroda, Telefonas",
    "hr": "Reklamacija, Referenca, Račun, Predmet, Telefon",
    "sl": "Reklamacija, Sklic, Račun, Zadeva, Telefon",
    "ja": "クレーム, 参照番号, 請求書番号, 案件, 電話",
    "ko": "클레임, 참조, 청구서, 접수번호, 전화",
    "zh-Hans": "投诉, 参考号, 发票, 案件, 电话",
    "zh-Hant": "投訴, 參考號, 發票, 案件, 電話",
    "ar": "شكوى, مرجع, فاتورة, قضية, هاتف",
    "he": "תלונה, אסמכתא, חשבונית, טלפון",
    "id": "Klaim, Referensi, Telepon",
    "ms": "Tuntutan, Rujukan, Invois",
}


@pytest.mark.parametrize("language", OTHERS)
def test_words_of_claims_references_cases_and_invoices_speak_against(language: str) -> None:
    reader = ContextReader(tracking.Resolver().catalog)
    for word in OTHERS[language].split(", "):
        assert reader.read(f"{word}: ", None, SAYS).says == AGAINST, word
        assert tracking.find(f"{word}: {FEDEX}") == [], word


def test_looks_of_strong_numbers() -> None:
    lengths = StrongLengths(tracking.Resolver().catalog, thresholds.STANDS_ALONE)
    assert lengths.mixed_looks["RB", "AA999999999AA"]
    assert lengths.mixed_looks["1Z", "9AA9A9999999999999"]
    assert lengths.of_mixed["EA"] >> 16 & 1, "a format has this beginning and length"
    assert not lengths.mixed_looks["EA", "AAA9999999999999"], "but not these letters"
