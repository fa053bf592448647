from __future__ import annotations

import pytest

from tracking.tabular.columns import columns_of

# As files have them: order, number, company, country, postal code, quantity; "-" where there is nothing to be shown.
FILES = """
en: Order No.|Tracking #|Carrier Name|Country Code|ZIP/Code|Qty.
de: Bestell-Nr.|Sendungsverfolgungsnummer|Spediteur|Länder-Code|PLZ|Stückzahl
de: Bestellnr|Sendungs-Nr.|Frachtführer|Land|Postleitzahl|Menge
fr: N° de commande|N° de suivi|Transporteur|Code pays|Code Postal|Qté
fr: n° de la commande|Numéro du colis|Société de transport|Pays|CP|Quantité
es: Nº de pedido|Núm. de guía|Paquetería|País|C.P.|Cantidad
ca: Núm. comanda|Codi de seguiment|Transportista|Codi de país|Codi postal|Quantitat
it: N. ordine|Numero di spedizione|Corriere|Nazione|CAP|Q.tà
it: Numero dell'ordine|Codice di tracciamento|Vettore|Paese|Codice Postale|Quantità
it: Ordine n.|Lettera di vettura|Spedizioniere|-|-|-
pt: Número do pedido|Código de rastreio|Transportadora|Código do país|CEP|Qtd.
pt: Nº da encomenda|Nº de seguimento|Empresa de transporte|-|Código postal|Quantidade
nl: Bestelnr.|Track & Trace|Vervoerder|Landcode|Postcode|Aantal
pl: Nr zamówienia|Nr przesyłki|Przewoźnik|Kod kraju|Kod pocztowy|Ilość
cs: Č. objednávky|Číslo zásilky|Přepravce|Země|PSČ|Množství
sk: Číslo objednávky|Číslo zásielky|Prepravca|Krajina|PSČ|Množstvo
hu: Rendelésszám|Csomagszám|Futárszolgálat|Országkód|Irányítószám|Mennyiség
ro: Nr. comandă|Număr AWB|Firmă de curierat|Țară|Cod poștal|Cantitate
bg: № на поръчка|Номер на товарителница|Куриер|Държава|Пощенски код|Количество
el: Αρ. Παραγγελίας|Αριθμός αποστολής|ΜΕΤΑΦΟΡΙΚΗ ΕΤΑΙΡΕΙΑ|Χώρα|Τ.Κ.|Ποσότητα
tr: SİPARİŞ NO|Kargo Takip No|Kargo Firması|Ülke|Posta Kodu|Adet
ru: № заказа|Трек-номер|Служба доставки|Страна|Почтовый индекс|Кол-во
uk: Номер замовлення|Номер ТТН|Перевізник|Країна|Поштовий індекс|К-сть
uk: № замовлення|ТТН|Служба доставки|-|Індекс|Кількість
sv: Ordernr|Spårningsnummer|Speditör|Landskod|Postnummer|Antal
da: Ordre nr.|Forsendelsesnummer|Fragtfirma|Landekode|Postnr.|Antal
no: Ordrenr.|Sporingsnummer|Fraktselskap|Landkode|Postnummer|Antall
is: Pöntunarnr.|Sendingarnúmer|Flutningsaðili|Land|Póstnúmer|Fjöldi
fi: Tilausnro|Seurantakoodi|Kuljetusliike|Maa|Postinumero|Määrä
et: Tellimuse nr|Jälgimisnumber|Kullerfirma|Riik|Sihtnumber|Kogus
lv: Pasūtījuma Nr.|Izsekošanas kods|Pārvadātājs|Valsts|Pasta indekss|Daudzums
lt: Užsakymo Nr.|Siuntos numeris|Vežėjas|Šalis|Pašto kodas|Kiekis
hr: Broj narudžbe|Broj za praćenje|Prijevoznik|Država|Poštanski broj|Količina
sl: Št. naročila|Sledilna številka|Prevoznik|Država|Poštna številka|Količina
ja: 注文ＩＤ|お問い合わせ番号|運送会社|国|郵便番号|数量
ko: 주문 번호|운송장 번호|택배사|국가|우편번호|수량
zh-Hans: 订单编号|物流单号|承运商|国家|邮政编码|数量
zh-Hant: 訂單編號|追蹤號碼|貨運公司|國家|郵遞區號|數量
ar: رقم الطلب|رقم التتبع|شركة الشحن|الدولة|الرمز البريدي|الكمية
he: מס' הזמנה|מספר מעקב|חברת שילוח|מדינה|מיקוד|כמות
th: หมายเลขคำสั่งซื้อ|เลขพัสดุ|บริษัทขนส่ง|ประเทศ|รหัสไปรษณีย์|จำนวน
vi: Mã đơn hàng|Mã vận đơn|Đơn vị vận chuyển|Quốc gia|Mã bưu chính|Số lượng
hi: ऑर्डर नंबर|ट्रैकिंग नंबर|कूरियर कंपनी|देश|पिन कोड|मात्रा
"""


@pytest.mark.parametrize("line", FILES.strip().splitlines())
def test_a_files_headers(line: str) -> None:
    headers = line.partition(": ")[2].split("|")
    fields = ("order", "number", "company", "country", "postal_code", "quantity")
    wanted = {field: header for field, header in zip(fields, headers, strict=True) if header != "-"}
    found = columns_of(wanted.values(), {})
    assert (found.header_of, found.unknown, found.doubled) == (wanted, (), ())


@pytest.mark.parametrize(
    ("field", "headers"),
    [
        ("order", "Commande n°|# Order|orderNumber|order_id|Bestell-ID|Αριθμός της παραγγελίας|संख्या ऑर्डर|Réf. commande|ID objednávky|Bestellnr.|Código del pedido"),
        ("number", "AWB no.|Trackingcode|Kolli-ID|TrackingNumber|Track & Trace nummer|No. de guía|Paket-Nr|Waybill ID"),
        ("url", "URL de suivi|Link zur Sendungsverfolgung|رابط التتبع|Enlace de rastreo|Link śledzenia|Trackinglink|追蹤連結"),
        ("sku", "Artikel-Nr.|Item SKU|N° article|Código do produto|מק״ט|Артикул|Référence article|Varenr.|รหัสสินค้า|Kód zboží"),
    ],
)  # fmt: skip
def test_one_column_in_many_spellings(field: str, headers: str) -> None:
    for header in headers.split("|"):
        assert columns_of([header], {}).header_of == {field: header}


@pytest.mark.parametrize(
    "headers",
    [
        "No.|Nr.|#|N°|№|ID|Code|Ref.|Do|La||?",  # rows may be numbered too
        "Company number|Company ID|Country number|Carrier service|Quantity number|Line number|Order line number",
        "Order date|Order total|Order status|Order item ID|Number of orders|Invoice number|PO number|Receipt Number",
        "Tracking status|Anzahl der Sendungen|Number of parcels|Numero colli|Nombre de colis|Número de bultos",
        "Kundennummer|Rechnungsnummer|Telefonnummer|Phone number|Voucher code|Discount Code|Payment Reference",
        "Customer name|Billing Zip|Shipping Zip|Destination country|Shipping Country|Shipping Method|City|Language code",
        "Barcode|Reference|Référence|Referencia|Referência|Shipping Name|Shipping Company|Billing Company",
        "Firma|Kunde|Datum|Adresse|Lineitem name|Lineitem price|Financial Status|Fulfillment Status|Risk Level",
    ],
)
def test_what_stands_for_nothing(headers: str) -> None:
    names = headers.split("|")
    assert columns_of(names, {}).unknown == tuple(names)


def test_of_two_columns_the_plainer_name_wins() -> None:
    found = columns_of(["N° de commande", "Order number", "Order"], {})
    assert found.header_of == {"order": "Order"}
    assert found.doubled == (("Order number", "order"), ("N° de commande", "order"))
