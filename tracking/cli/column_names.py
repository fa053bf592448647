"""What columns of shipment files are called, one language a line; `tracking.cli.columns` says how they are compared.

Whole phrases only, and only those that leave no doubt: a wrong column is worse than none. For orders and tracking
numbers a bare noun also stands for itself with number, id, code or reference.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["FIELDS"]

_NAMES = {
    "order": """
en: order, order name, order number, order no, order id, order reference, order ref, shopify order id, shopify order, sales order
de: bestellung, bestellnummer, bestellungsnummer, auftrag, auftragsnummer
fr: commande, numéro de commande
es: pedido, número de pedido, número de orden, orden
ca: comanda, número de comanda
it: ordine, numero ordine
pt: encomenda, número do pedido, número da encomenda
nl: bestelling, bestelnummer, ordernummer
pl: zamówienie, numer zamówienia
cs: objednávka, číslo objednávky
sk: číslo objednávky
hu: rendelés, rendelésszám, rendelési szám, megrendelés, megrendelésszám, rendelésazonosító
ro: comandă, număr comandă, numărul comenzii
bg: поръчка, номер на поръчка, номер на поръчката
el: παραγγελία, αριθμός παραγγελίας
tr: sipariş, sipariş numarası
ru: заказ, номер заказа
uk: замовлення, номер замовлення
sv: beställning, beställningsnummer, ordernummer
da: ordre, ordrenummer, bestilling, bestillingsnummer
no: ordre, ordrenummer, bestillingsnummer
fi: tilaus, tilausnumero, tilauksen numero, tilaustunnus
et: tellimus, tellimuse number
lv: pasūtījums, pasūtījuma numurs
lt: užsakymas, užsakymo numeris
hr: narudžba, broj narudžbe
sl: naročilo, številka naročila, št naročila
ja: 注文, 注文番号, 注文id, 注文no, ご注文番号, 受注番号, オーダー番号, 注文名
ko: 주문, 주문번호, 주문id
zh-Hans: 订单, 订单号, 订单编号, 订单号码, 订单id
zh-Hant: 訂單, 訂單號, 訂單編號, 訂單號碼, 訂單id
ar: طلب, رقم الطلب, رقم الطلبية
he: הזמנה, מספר הזמנה, מספר ההזמנה
th: คำสั่งซื้อ, หมายเลขคำสั่งซื้อ, เลขที่คำสั่งซื้อ, เลขคำสั่งซื้อ, รหัสคำสั่งซื้อ, หมายเลขออเดอร์, เลขออเดอร์
vi: đơn hàng, mã đơn hàng, số đơn hàng
hi: ऑर्डर, ऑर्डर संख्या, आदेश संख्या
other: name
""",
    "number": """
en: number, numbers, tracking number, tracking numbers, tracking no, tracking nr, tracking, tracking code, tracking id
en: tracking ref, track number, awb, awb number, air waybill, airway bill, waybill, waybill number, pro number, consignment
en: consignment number, consignment note, connote, parcel number, package number, shipment number
de: sendungsnummer, sendungsnr, paketnummer, trackingnummer, sendungsverfolgungsnummer
de: frachtbriefnummer, paketscheinnummer, packstücknummer, sendungscode, identcode
fr: numéro de suivi, numéro de colis, code de suivi, numéro d'expédition, numéro d'envoi, numéro de bordereau
es: número de seguimiento, número de rastreo, número de guía, guía, código de seguimiento, código de rastreo
es: número de envío, número de expedición
ca: número de seguiment, codi de seguiment, número d'enviament
it: numero di tracking, numero spedizione, codice tracking, numero di tracciamento, numero di tracciatura
it: lettera di vettura, ldv, codice spedizione, numero collo
pt: código de rastreio, código de rastreamento, número de rastreio, número de rastreamento, número de seguimento
pt: código do objeto, número de envio, número do envio
nl: zendingsnummer, zendingnummer, track and trace, kollinummer, pakketnummer, vrachtbriefnummer, track and trace code
pl: numer przesyłki, numer śledzenia, numer listu przewozowego, list przewozowy, numer paczki, numer nadania
cs: číslo zásilky, sledovací číslo, číslo balíku, podací číslo
sk: číslo zásielky, sledovacie číslo, číslo balíka, podacie číslo
hu: csomagszám, nyomkövetési szám, követési szám, küldeményazonosító, csomagazonosító, fuvarlevélszám
ro: număr awb, număr de urmărire, număr colet
bg: номер за проследяване, товарителница, номер на пратка, номер на пратката
el: αριθμός αποστολής, αριθμός παρακολούθησης, αριθμός φορτωτικής, αριθμός δέματος
tr: takip numarası, kargo takip numarası, gönderi numarası, kargo numarası
ru: трек, трек номер, трек код, номер отслеживания, номер отправления, накладная, номер накладной, номер посылки, шпи
ru: трекномер, почтовый идентификатор
uk: ттн, трек, трек номер, номер відстеження, номер відправлення, накладна, номер накладної, номер посилки
uk: експрес накладна
sv: sändningsnummer, spårningsnummer, kollinummer, kollinr, kolli id, försändelsenummer, paketnummer, spårnings id
sv: spårningskod, fraktsedelsnummer
da: sporingsnummer, forsendelsesnummer, pakkenummer, sporingskode, fragtbrevsnummer
no: sporingsnummer, sendingsnummer, pakkenummer, sporingskode, fraktbrevnummer
fi: seurantatunnus, lähetystunnus, seurantakoodi, seurantanumero, lähetysnumero, pakettinumero, rahtikirjanumero
fi: lähetyksen numero, paketin numero, rahtikirjan numero
et: jälgimisnumber, jälgimiskood, saadetise number, pakinumber, paki number
lv: izsekošanas numurs, sūtījuma numurs, paciņas numurs
lt: sekimo numeris, siuntos numeris
hr: broj za praćenje, broj pošiljke, kod za praćenje
sl: sledilna številka, številka pošiljke, številka za sledenje, številka paketa
ja: 追跡番号, 伝票番号, 送り状番号, お問い合わせ番号, 問い合わせ番号, お問合せ番号, 問合せ番号, 荷物番号, 配送番号
ja: トラッキング番号, 追跡no, 送り状no, 配送伝票番号
ko: 송장번호, 운송장번호, 운송장, 등기번호, 추적번호
zh-Hans: 运单号, 运单编号, 运单号码, 快递单号, 物流单号, 追踪号, 追踪号码, 追踪编号, 跟踪号, 跟踪号码, 跟踪编号, 包裹号
zh-Hant: 運單號, 運單編號, 運單號碼, 快遞單號, 物流單號, 追蹤號, 追蹤號碼, 追蹤編號, 包裹號碼, 託運單號, 托運單號, 貨運單號
ar: رقم التتبع, رقم الشحنة, رقم البوليصة, بوليصة الشحن, رقم تتبع الشحنة
he: מספר מעקב, מספר משלוח, מספר המשלוח, מספר חבילה, מספר שטר מטען
th: หมายเลขพัสดุ, เลขพัสดุ, เลขที่พัสดุ, หมายเลขติดตาม, หมายเลขติดตามพัสดุ, เลขติดตามพัสดุ, รหัสติดตาม, รหัสพัสดุ
vi: mã vận đơn, số vận đơn, mã theo dõi, số theo dõi, mã tracking
hi: ट्रैकिंग नंबर, ट्रैकिंग, एडब्ल्यूबी नंबर
""",
    "company": """
en: company, tracking company, carrier, carrier name, shipping carrier, courier, courier name, shipper
en: delivery company, freight company, courier company, carrier company, shipping provider, logistics provider
de: versanddienstleister, versender, paketdienst, spedition, frachtführer, frachtfuehrer, spediteur, kurierdienst
de: transportunternehmen, versandunternehmen, zusteller, zustelldienst, logistikdienstleister
fr: transporteur, nom du transporteur, société de transport, entreprise de transport, société de livraison
es: transportista, empresa de transporte, paquetería, mensajería, agencia de transporte, compañía de transporte
es: empresa de mensajería, empresa de paquetería
ca: transportista, empresa de transport, missatgeria
it: corriere, vettore, spedizioniere, trasportatore
pt: transportadora, transportador, empresa de transporte
nl: vervoerder, koerier, pakketdienst, bezorgdienst, koeriersdienst, transportbedrijf, transporteur
pl: przewoźnik, kurier, firma kurierska, spedytor
cs: dopravce, přepravce, kurýr, přepravní společnost
sk: dopravca, prepravca, kuriér, prepravná spoločnosť
hu: futár, futárszolgálat, futárcég, fuvarozó
ro: curier, transportator, firmă de curierat, firma de curierat, companie de curierat
bg: куриер, куриерска фирма, превозвач, спедитор
el: μεταφορέας, μεταφορική, μεταφορική εταιρεία, εταιρεία μεταφοράς, εταιρεία ταχυμεταφορών, εταιρεία courier, κούριερ
tr: kargo firması, kargo şirketi, taşıyıcı, nakliye firması, kurye
ru: перевозчик, служба доставки, транспортная компания, курьерская служба
uk: перевізник, служба доставки, транспортна компанія, кур'єрська служба
sv: transportör, fraktbolag, fraktföretag, speditör, budfirma, transportföretag
da: transportør, fragtfirma, fragtselskab, fragtmand, speditør, kurer, transportfirma
no: transportør, fraktselskap, fraktfirma, speditør, transportselskap
fi: kuljetusyhtiö, kuljetusliike, kuljetusyritys, rahdinkuljettaja, kuriiri, huolitsija
et: vedaja, kuller, kullerfirma, kullerteenus, transpordifirma
lv: pārvadātājs, kurjers, kurjerpasts, transporta uzņēmums
lt: vežėjas, kurjeris, kurjerių tarnyba, transporto įmonė
hr: prijevoznik, dostavna služba, kurirska služba, kurir
sl: prevoznik, dostavna služba, kurirska služba, kurir
ja: 配送会社, 配送業者, 運送会社, 運送業者, 宅配業者, 宅配会社
ko: 택배사, 택배회사, 운송사, 운송회사, 배송업체, 배송사
zh-Hans: 物流公司, 快递公司, 承运商, 承运人, 物流商, 运输公司
zh-Hant: 物流公司, 快遞公司, 承運商, 承運人, 物流商, 運輸公司, 貨運公司, 宅配公司
ar: شركة الشحن, شركة التوصيل, شركة النقل, الناقل
he: חברת שילוח, חברת שליחויות, חברת משלוחים, חברת הובלה, חברת השילוח, מוביל
th: บริษัทขนส่ง, ขนส่ง, ผู้ขนส่ง, ผู้ให้บริการขนส่ง
vi: đơn vị vận chuyển, hãng vận chuyển, nhà vận chuyển, công ty vận chuyển
hi: कूरियर, कूरियर कंपनी, वाहक, शिपिंग कंपनी
""",
    "url": """
en: url, urls, tracking url, tracking urls, tracking link, tracking page, link
de: sendungsverfolgung, trackinglink, sendungsverfolgungslink, link zur sendungsverfolgung
fr: lien de suivi, url de suivi, page de suivi
es: enlace de seguimiento, url de seguimiento, link de seguimiento, enlace de rastreo, link de rastreo, url de rastreo
ca: enllaç de seguiment, url de seguiment
it: link di tracking, link di tracciamento, url di tracking, url di tracciamento
pt: link de rastreio, link de rastreamento, url de rastreio, url de rastreamento, link de seguimento
nl: track and trace link, volglink
pl: link śledzenia, link do śledzenia, adres śledzenia, url śledzenia
cs: odkaz na sledování, odkaz pro sledování, sledovací odkaz
sk: odkaz na sledovanie, sledovací odkaz
hu: nyomkövetési link, csomagkövetési link, nyomkövetési url
ro: link de urmărire, url de urmărire
bg: линк за проследяване, връзка за проследяване
el: σύνδεσμος παρακολούθησης, link παρακολούθησης
tr: takip linki, takip bağlantısı, kargo takip linki, takip url
ru: ссылка для отслеживания, ссылка на отслеживание, ссылка отслеживания
uk: посилання для відстеження, посилання на відстеження
sv: spårningslänk, spårningsurl
da: sporingslink
no: sporingslenke, sporingslink
fi: seurantalinkki
et: jälgimislink, jälgimise link
lv: izsekošanas saite
lt: sekimo nuoroda
hr: poveznica za praćenje, link za praćenje
sl: povezava za sledenje, sledilna povezava
ja: 追跡url, 追跡リンク, 追跡ページ
ko: 배송조회 url, 배송조회 링크, 추적 url, 추적 링크
zh-Hans: 查询链接, 追踪链接, 跟踪链接, 物流链接, 追踪网址, 查询网址
zh-Hant: 查詢連結, 追蹤連結, 追蹤網址, 查詢網址
ar: رابط التتبع
he: קישור מעקב, קישור למעקב, לינק למעקב
th: ลิงก์ติดตาม, ลิงก์ติดตามพัสดุ
vi: liên kết theo dõi, link theo dõi, đường dẫn theo dõi
hi: ट्रैकिंग लिंक, ट्रैकिंग यूआरएल
""",
    "country": """
en: country, country code, shop country, origin country, ship from country
de: land, ländercode, laendercode, landescode, länderkürzel, versandland
fr: pays, code pays
es: país, código de país
ca: codi de país
it: paese, codice paese, nazione, codice nazione
pt: código do país
nl: landcode
pl: kraj, kod kraju
cs: země, kód země, stát
sk: krajina, kód krajiny, štát
hu: ország, országkód
ro: țară, țara, cod țară, codul țării
bg: държава, страна, код на държавата, код на страната
el: χώρα, κωδικός χώρας
tr: ülke, ülke kodu
ru: страна, код страны
uk: країна, код країни
sv: landskod
da: landekode
no: landkode
fi: maa, maakoodi, maatunnus
et: riik, riigikood, riigi kood
lv: valsts, valsts kods
lt: šalis, šalies kodas
hr: država, zemlja, kod države
sl: država, koda države
ja: 国, 国コード, 国名
ko: 국가, 국가코드
zh-Hans: 国家, 国家代码
zh-Hant: 國家, 國家代碼
ar: دولة, بلد, رمز الدولة, رمز البلد
he: מדינה, קוד מדינה, ארץ
th: ประเทศ, รหัสประเทศ
vi: quốc gia, mã quốc gia
hi: देश, देश कोड
""",
    "postal_code": """
en: postal code, postcode, zip, zip code, zipcode
de: plz, postleitzahl
fr: code postal, cp
es: código postal
ca: codi postal
it: cap, codice postale, codice di avviamento postale
pt: cep
pl: kod pocztowy
cs: psč, poštovní směrovací číslo
sk: poštové smerovacie číslo
hu: irányítószám
ro: cod poștal
bg: пощенски код
el: τκ, ταχυδρομικός κώδικας, ταχυδρομικός κωδικός
tr: posta kodu
ru: индекс, почтовый индекс
uk: індекс, поштовий індекс
sv: postnummer
da: postnr
fi: postinumero
et: sihtnumber, postiindeks
lv: pasta indekss
lt: pašto kodas, pašto indeksas
hr: poštanski broj
sl: poštna številka
ja: 郵便番号
ko: 우편번호
zh-Hans: 邮编, 邮政编码
zh-Hant: 郵遞區號, 郵政編碼, 郵政編號
ar: الرمز البريدي
he: מיקוד
th: รหัสไปรษณีย์
vi: mã bưu điện, mã bưu chính
hi: पिन कोड, डाक कोड
""",
    "language": """
en: language, lang, locale
others: sprache, langue, idioma, lingua, język, taal, 言語, 语言, 語言, språk, sprog, kieli, jazyk, nyelv, limbă, dil, язык, мова, 언어
""",
    "sku": """
en: sku, item sku, line item sku, lineitem sku, product sku, variant sku, item, article, item number, article number, item code, product code
de: artikel, artikelnummer, artikelnr, produktnummer
fr: référence article, référence produit, numéro d'article, code article, code produit
es: código de artículo, código de producto, artículo
ca: codi d'article, codi de producte
it: codice articolo, articolo, codice prodotto
pt: código do produto, código do artigo
nl: artikelcode, productcode
pl: symbol, kod produktu, kod towaru
cs: kód produktu, kód zboží
sk: kód tovaru
hu: cikkszám, termékkód
ro: cod produs, cod articol
bg: артикул, код на продукт, код на продукта
el: κωδικός προϊόντος, κωδικός είδους
tr: ürün kodu, stok kodu
ru: код товара
uk: код товару
da: varenummer, varenr
no: artikkelnummer
fi: tuotekoodi, tuotenumero, tuotetunnus
et: tootekood, artikkel
lv: preces kods, artikuls
lt: prekės kodas, artikulas
hr: šifra proizvoda, šifra artikla
sl: šifra izdelka
ja: 商品コード, 商品番号, 品番
ko: 상품코드, 상품번호, 품번
zh-Hans: 货号, 商品编码, 商品编号, 产品编码, 产品编号
zh-Hant: 貨號, 商品編號, 商品代碼, 產品編號
ar: رمز المنتج, رمز الصنف
he: מק"ט, קוד מוצר, קוד פריט
th: รหัสสินค้า
vi: mã sản phẩm, mã hàng
hi: उत्पाद कोड, एसकेयू
""",
    "line_item_id": """
en: line item id, lineitem id, line id
""",
    "quantity": """
en: quantity, qty, units, pieces, lineitem quantity, shipped quantity, qty shipped
de: menge, anzahl, stückzahl, stueckzahl
fr: quantité, qté
es: cantidad, unidades
ca: quantitat, unitats
it: quantità, qtà
pt: quantidade, qtd, qtde
nl: aantal, hoeveelheid
pl: ilość, ilość sztuk, liczba sztuk
cs: množství, počet kusů
sk: množstvo, počet kusov
hu: mennyiség, darabszám, db
ro: cantitate
bg: количество, брой
el: ποσότητα, τεμάχια
tr: adet, miktar
ru: количество, кол-во
uk: кількість, к-сть
sv: antal, kvantitet
no: antall
fi: määrä, kpl
et: kogus
lv: daudzums, skaits
lt: kiekis
hr: količina
ja: 数量, 個数
ko: 수량, 개수
zh-Hant: 數量
ar: كمية
he: כמות
th: จำนวน
vi: số lượng
hi: मात्रा
""",
    "notify": """
en: notify, notify customer, send email, send notification
others: benachrichtigen, kunde benachrichtigen, notifier, notificar, notifica, powiadom, 通知
""",
    "key": """
en: key, shipment key, shipment id, reference id, idempotency key
""",
}

FIELDS: Mapping[str, tuple[str, ...]] = {
    field: tuple(name.strip() for line in lines.strip().splitlines() for name in line.partition(":")[2].split(","))
    for field, lines in _NAMES.items()
}
"""The first name of each is the usual one; where several columns would do, the name that stands first decides."""
