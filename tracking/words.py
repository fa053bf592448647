"""Words beside numbers, in the languages of the lists: those that speak for a tracking number and those that speak against.

A word is written without accents (`bare`); one that ends in ``*`` stands for all that begin so: ``sendung*`` for
Sendungsnummer and Sendungsverfolgung. Scripts that write words together are searched for what stands within.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["AGAINST", "COMPOUNDS", "IS", "NAMES", "ORDINARY", "SAYS", "bare", "verdict"]

IS, AGAINST, SAYS, NAMES = -2, -1, 1, 2
"""A verb between a name and its number; a word of another number; a word of shipping; a word that names the tracking number."""

_NAMING = """
track* trck* trk* parcel* package* packet* shipment* waybill* airwaybill airbill* awb hawb mawb consignment* docket* barcode* pronumber
sendung* sendenummer* paket* frachtbrief* packchen* kolli* identcode* leitcode* nachverfolg*
suivi* colis* reperage bordereau* traceur envoi*
seguimiento* rastre* guia guias envio* paquete* localizador* albaran* seguiment* enviament*
tracciat* tracciam* spedizion* pacco pacchi collo colli lettera vettura ldv
zending* pakket* pakje* pakkie* vrachtbrief* volgnummer* volgcode* opsporing*
encomenda* objeto objetos remessa*
przesyl* paczk* paczc* sledz* przewozow* zasilk* sledov* balik* balic* zasielk*
пратк* проследя* товарителниц* отправлен* трек* посылк* накладн* ттн відправлен* посилк* отслежив* відстеж*
αποστολ* δεμα* πακετ* παρακολουθ* εντοπισ* voucher vouchers
takip* kargo* gonderi* barkod*
sporing* sporings* forsendelse* pakke* forsandelse* sparning* sandning* lahety* seuranta*
vonalkod* csomag* nyomkovet* colet* urmarire* posiljk* sledenje* pracenje*
saadetis* jalgimis* pakikood* sutijum* izsekosan* siunt* sekimo kuldemeny* пошиљк* рпо шпи penjejakan konsainan
ट्रैकिंग* पार्सल* शिपमेंट* ট্র্যাকিং* পার্সেল* رهگیری* مرسوله* بارنامه*
تتبع* التتبع* شحنة* الشحنة* الشحن بوليصة* البوليصة* طرد* الطرد* מעקב* משלוח* חבילה* החבילה* พัสดุ* หมายเลขพัสดุ* เลขพัสดุ* ติดตาม* หมายเลขติดตาม* เลขติดตาม*
"""
_SHIPPING = """
ship* deliver* dispatch* label* registered despatch* courier* carrier* freight* transit sent posted collect pickup
versand* versendet* einschreib* verschickt* geliefert* lieferung* zustell* zugestellt* unterwegs spedition*
expedi* livrai* recommand* livre* transport* coursier* achemin* remis
certificad* enviad* entreg* despach* paqueteria* mensajeria*
spedit* raccomandat* consegn* corriere* inviat*
verzend* aangetekend* versend* verzonden* aflewer* bezorg* lever* onderweg
enviamos transportador* despachad* postad* rastreamento*
wysyl* wyslan* nadan* kurier* dostaw* dorucen* doruc* odeslan* prepravc* kuryr*
доставк* куриер* курьер* изпратен* отправил* отгруж*
παραδοσ* courier* μεταφορ* ταχυμεταφορ*
gonder* teslimat* kurye* sevk*
resi kiriman* pengiriman* penghantaran* nosutit* issiust*
sendt* sending* levering* leverans* skickad* utlever* fragt* frakt* posten
"""
_OTHER = """
order* ordered* reorder* invoice* bill billing customer* account* phone* tel telephone* fax mobile cell call calls whatsapp
contact* hotline zip zipcode postcode* postal vat eori tax iban bic swift sepa isbn issn ean gtin upc asin sku mpn imei item*
article* product* model serial batch lot price* total* subtotal* amount* payment* paid pay paypal card cards visa mastercard
amex transaction* receipt* rma case ticket* otp password* passcode verification born dob coupon* discount*
promo* gift booking* reservation* quote quotation* refund* licence license policy contract member* membership* user userid po
purchase* warranty tariff qty quantity registration reg cost costs fee fees note notes sms
bestell* auftrag* rechnung* kunde* kunden* telefon* tel handy* mobil* konto* kontonummer artikel* betrag* ust ustid* steuer*
gesamt* summe* zahlung* gutschein* vertrag* plz hrb handelsregister* lieferschein* mitglied* kosten
versandkosten* lieferkosten* lieferadress* versandadress* postnummer*
commande* facture* client* telephone* portable compte* montant* article siret siren tva paiement* adherent* contrat*
pedido* factura* cliente* telefono* movil* cuenta* importe* articulo* referencia pago nif cif comanda* telefon
ordine* ordini fattura* clienti cellulare* conto importo* articolo* pagamento* partita piva codicefiscale
bestelling* factuur* klant* rekening* telefoonnummer* telefoon* artikel* bedrag* verzendkosten* bezorgkosten* kvk btw
fatura* telefone* conta contribuinte encomendou nota cpf cnpj nif valor
zamowien* faktur* klient* konta kwota numertelefonu nip regon platnosc*
objednav* objednac* zakaznik* castka ico dic uctu
поръчк* фактур* телефон* клиент* сума заказ* счет* счёт* замовлен* рахунок* оплат* цена
παραγγελ* τηλεφων* τιμολογ* πελατ* αφμ ποσο κινητο
siparis* musteri* telefon* fatura* tutar* vergi* hesap* urun*
bestilling* ordre* faktura* kunde* kundenummer* telefon* tlf belop* konto* kontonr mva cvr
bestallning* kundnummer* ordernummer* belopp*
pesanan* telepon* tellimus* arve* pasutijum* rekin* talrun* uzsakym* saskait* поруџбин* سفارش* تلفن* فاکتور*
tilaus* lasku* puhelin* rendeles* szamla* comanda* narocil* narudzb*
ऑर्डर* फोन* الطلب* طلب* هاتف* فاتورة* הזמנה* טלפון* หมายเลขโทรศัพท์ คำสั่งซื้อ
"""
# As they are written: in capitals, in two pieces, or with accents that tell them from another language's everyday words.
_AS_WRITTEN = {"PRO": NAMES, "airway bill": NAMES, "vận": NAMES, "vận đơn": NAMES, "bưu": NAMES, "đơn": AGAINST}
COMPOUNDS = "airway bill", "vận đơn"
"""Words in two pieces, of which the last alone would mean something else."""
_VERBS = "is are was ist lautet sind est sont es son è é jest je byl είναι er är"
# Names of carriers that are everyday words as well.
_EVERYDAY = """
allied amazon best blue bonds border buffalo campost chrono collect day direct dot eagle echo estes fan first flash forward go
holland hunter hunters joy justin loomis now on one pago pilot pos post posta poste ram same sameday sending sonic speedy spring
star sure swift toll total ups veho wish yellow yes zoom
"""
_WRITTEN_TOGETHER = {
    NAMES: "등기 追跡 伝票 問い合わせ 問合せ 問合わせ 送り状 運送状 荷物 宅配 快递 快遞 快件 运单 運單 单号 單號 物流 追踪 追蹤 貨件 货件 包裹 貨運 邮件号 郵件號碼 "
    "송장 운송장 배송조회 택배 추적",
    SAYS: "配送 配達 発送 出荷 发货 發貨 派送 배송 발송",
    AGAINST: "注文 電話 电话 订单 訂單 発注 請求 客户 客戶 お客様番号 会員 金額 金额 合計 发票 發票 郵便番号 商品 品番 手机 手機 주문 전화 고객 우편번호 금액",
}


def bare(word: str) -> str:
    """A word without case and accents.

    >>> bare("Przesyłki"), bare("TAKİP"), bare("Suivi")
    ('przesylki', 'takip', 'suivi')
    """
    word = word.lower()
    if word.isascii():
        return word
    plain = "".join(sign for sign in unicodedata.normalize("NFD", word) if unicodedata.category(sign) != "Mn")
    return plain.translate(_LETTERS)


_LETTERS = str.maketrans({"ł": "l", "ı": "i", "ß": "ss", "ς": "σ"})


def _stems() -> tuple[dict[str, int], dict[str, int]]:
    whole: dict[str, int] = {}
    begun: dict[str, int] = {}
    for kind, words in ((IS, _VERBS), (SAYS, _SHIPPING), (AGAINST, _OTHER), (NAMES, _NAMING)):
        for word in words.split():
            if word.endswith("*"):
                begun[bare(word[:-1])] = kind
            else:
                whole[bare(word)] = kind
    return whole, begun


ORDINARY = frozenset(_EVERYDAY.split())
"""Names of carriers that are everyday words as well: in capitals they are names."""

_whole, _begun = _stems()
_together = {stem: kind for kind, stems in _WRITTEN_TOGETHER.items() for stem in stems.split()}
_within = re.compile("|".join(sorted(_together, key=len, reverse=True)))
_FIRST_TOGETHER = "\u3040"
_SHORTEST, _LONGEST = min(map(len, _begun)), max(map(len, _begun))


def verdict(word: str) -> int:
    """What a word says of the number behind it: `NAMES`, `SAYS`, `AGAINST`, `IS`, or 0.

    >>> verdict("Sendungsnummer"), verdict("delivered"), verdict("Bestellnummer"), verdict("hello")
    (2, 1, -1, 0)
    >>> verdict("お荷物のお問い合わせ番号")
    2
    """
    if max(word) >= _FIRST_TOGETHER:
        kind = 0
        for stem in _within.finditer(word):
            kind = _together[stem.group()]
        return kind
    written = _AS_WRITTEN.get(word) or _AS_WRITTEN.get(word.lower())
    if written is not None:
        return written
    word = bare(word)
    kind = _whole.get(word, 0)
    if not kind:
        for length in range(min(_LONGEST, len(word)), _SHORTEST - 1, -1):
            kind = _begun.get(word[:length], 0)
            if kind:
                break
    return kind
