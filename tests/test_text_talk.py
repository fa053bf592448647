"""Numbers in chats and in loose talk: a carrier's name and a parcel's whereabouts, and what only looks like them."""

from __future__ import annotations

import pytest

import tracking
from tracking.languages.words import about_parcel
from tracking.text.speakers import MESSAGE_BEGINS

RESOLVER = tracking.Resolver()
GLS, DPD, FEDEX, DHL = "73814996922", "15501234567890", "986578788855", "999999999905"
EVRI = "H65W445326300237"


def owners(text: str, country: str | None = None) -> list[tuple[str, str | None]]:
    return [(found.number, found.carrier) for found in RESOLVER.find(text, country)]


@pytest.mark.parametrize(
    ("text", "country", "carrier"),
    [
        ("GLS says {} is still at the depot", None, "gls"),
        ("Moin, GLS sagt, {} liegt seit gestern in Bremen. Die Bestellung war 79764925.", "DE", "gls"),
        ("GLS zegt dat {} nog niet is aangekomen", "NL", "gls"),
        ("Hej, GLS {} dalej nie dotarło", "PL", "gls-pl"),
        ("où en est {} ? GLS dit demain", "FR", "gls"),
        ("el pedido lo lleva GLS, el {}, no ha llegado", "ES", "gls"),
        ("GLS siger at {} er hos naboen", "DK", "gls-dk"),
        ("Where is {}? GLS says nothing.", None, "gls"),
        ("I called about my order, GLS has {}, still not moving", None, "gls"),
    ],
)
def test_a_sentence_about_a_parcels_whereabouts(text: str, country: str | None, carrier: str) -> None:
    assert owners(text.format(GLS), country) == [(GLS, carrier)]


@pytest.mark.parametrize(
    ("text", "country", "carrier"),
    [
        ("CJ대한통운 673279893705 아직도 안 왔어요", "KR", "cj-logistics"),
        ("한진택배 512345678901 언제 오나요", "KR", "hanjin"),
        ("нова пошта 20440256796685 вже у відділенні", "UA", "nova-poshta"),
        ("yurtiçi kargo 129772769310 hala gelmedi", "TR", "yurtici-kargo"),
        ("auspost 7XX7341953 is late again", "AU", "australia-post"),
    ],
)
def test_it_in_other_scripts_and_shapes(text: str, country: str, carrier: str) -> None:
    assert [carrier_ for _, carrier_ in owners(text, country)] == [carrier]


@pytest.mark.parametrize(
    "text",
    [
        f"GLS Bank: Lastschrift {GLS} noch nicht eingezogen",
        f"Die Überweisung an GLS {GLS} ist noch nicht da",
        f"Meine Bestellung {GLS} bei GLS liegt noch im Depot",
        f"Prélèvement GLS {GLS} en retard",
        f"Ruf GLS an, {GLS} ist noch besetzt",
        f"GLS {GLS}",
        f"{GLS} is still at the depot",
        "GLS says 03814996922 is still at the depot",
        "顺丰 13812345678 还没到",
        "CJ대한통운 01012345678 언제 와요",
        f"GLS has it. {GLS}",
        f"GLS bought {GLS}. Still there?",
        f"GLS says locker {GLS} is still occupied",
        f"GLS sagt, Fach {GLS} ist noch belegt",
        f"GLS says the transfer {GLS} has not arrived yet",
    ],
)
def test_no_account_no_order_and_no_telephone(text: str) -> None:
    assert owners(text) == owners(text, "DE") == []


@pytest.mark.parametrize(
    "word",
    [
        "stuck",
        "depot",
        "noch",
        "liegt",
        "toujours",
        "arrivé",
        "todavía",
        "ancora",
        "nog",
        "dalej",
        "ainda",
        "fortfarande",
        "stadig",
        "vielä",
        "stále",
        "még",
        "încă",
        "още",
        "ещё",
        "досі",
        "ακόμα",
        "henüz",
        "još",
        "veel",
        "vēl",
        "belum",
        "עדיין",
        "تأخر",
        "ยังไม่ถึง",
        "अभी",
        "まだ",
        "아직도",
        "还没到",
        "還沒",
    ],
)
def test_words_about_whereabouts(word: str) -> None:
    assert about_parcel(word)


CHATS = [
    ("Jo: it says DPD have it\nAl: number?\nJo: {}", "dpd"),
    ("number?\n{}\nthat's the DPD one", "dpd"),
    ("[10:12] Max: DPD has it\n[10:13] Ana: ok, and?\n[10:13] Max: {}", "dpd"),
    (
        "[21/11/2026, 14:03:05] +44 7700 900143: about my order, dpd have it\n[21/11/2026, 14:03:09] +44 7700 900143: {}",
        "dpd",
    ),
    ("Sam: the DPD man took it\nSam: {}", "dpd"),
    ("Ida: GLS or DPD?\nMax: DPD\nMax: {}", "dpd"),
    ("Customer: my DPD parcel hasn't come yet\nAgent: can I have the number please\nCustomer: {}", "dpd"),
    ("Kunde: Hallo, wo bleibt mein Paket?\nAgent: Welche Nummer, und wer liefert?\nKunde: DPD {}", "dpd"),
    ("Agent: DPD, hello. Can you give me the number please?\nJo: {}", "dpd"),
    ("Jo: DPD war nicht da\nAl: Welche Nummer?\nJo: {}", "dpd"),
    ("Al: which DPD number is it?\nJo: {}", "dpd"),
    ("Jo: DPD nie przyjechał\nAl: podaj numer przesyłki?\nJo: {}", "dpd"),
    ("it went through the depot with DPD.\n\n{}\n\nCheers", "dpd"),
]


@pytest.mark.parametrize(("text", "carrier"), CHATS)
@pytest.mark.parametrize("lines", ["\n", "\r\n"])
def test_a_number_alone_in_its_message(text: str, carrier: str, lines: str) -> None:
    assert owners(text.format(DPD).replace("\n", lines)) == [(DPD, carrier)]


def test_a_short_name_in_small_letters() -> None:
    text = "Al: evri have it, app says\nAl: {}"
    assert owners(text.format(EVRI), "GB") == [(EVRI, "evri")]
    assert owners("Al: nine have it, app says\nAl: " + EVRI, "GB") == []


@pytest.mark.parametrize(
    "text",
    [
        "Jo: DPD have it\nAl: order number?\nJo: {}",
        "Jo: which customer number?\nAl: {}\nJo: thanks, DPD comes later",
        "Payment to DPD\n{}\nReceived today",
        "Virement à DPD\n{}",
        "Bank: DPD\nMandat: {}",
        "Details:\nBank: DPD\nMandat: {}",
        "Customer: {}\nCarrier: DPD",
        "Customer: {}\nCarrier: DPD\nCustomer: 15501234567891",
        "DPD\n{}",
        "Kind regards\nDPD Manager\n{}",
        "Jo: DPD 15501234567 is mine\nAl: and?\nJo: {}",
        "Agent: DPD, hello. What number can we reach you on?\nJo: {}",
        "Agent: DPD, hello. Serial number?\nJo: {}",
        "Al: Order number?\nJo: DPD {}",
        "Rechnungen:\nDPD {}",
        "Agent: Guten Tag, DPD. Wie lautet der Zugangscode?\nJo: {}",
        "Conseiller : DPD, bonjour. Le numéro de série ?\nJo : {}",
        "[10:02] Al: DPD? Numer seryjny?\n[10:03] Jo: {}",
        "[10:02] Al: DPD? De code van de kluis?\n[10:03] Jo: {}",
        "Operator: Bună ziua, DPD. Care este numărul comenzii?\nJo: {}",
    ],
)
def test_no_answer_to_another_question(text: str) -> None:
    assert DPD not in [number for number, _ in owners(text.format(DPD))]


def test_a_second_number_beside_a_name() -> None:
    """Where a parcel was spoken of, a name right before a further number is enough."""
    first = f"Where is my parcel? FedEx {FEDEX}. "
    assert owners(f"{first}{'Hello there. ' * 9}And the other one with GLS, {GLS}")[1:] == [(GLS, "gls")]
    assert owners(f"{'Hello there. ' * 9}And the other one with GLS, {GLS}") == []
    assert owners(f"{first}{'Hello there. ' * 9}Please pay GLS, {GLS}")[1:] == []


@pytest.mark.parametrize(
    ("line", "time", "name"),
    [
        ("[21/11/2026, 14:03:09] +44 7700 900143: x", "21/11/2026, 14:03:09] ", "+44 7700 900143"),
        ("10:12 Jo: x", "10:12 ", "Jo"),
        ("15501234567890, DPD 4711", None, None),
        ("> Jo: x", None, "Jo"),
    ],
)
def test_what_begins_a_message(line: str, time: str | None, name: str | None) -> None:
    found = MESSAGE_BEGINS.match(line)
    assert found is not None
    assert (found["time"], found["name"]) == (time, name)


@pytest.mark.parametrize(
    "text",
    [
        "{dpd} (DPD)",
        "{dpd} - DPD",
        "{dpd} via DPD, the lamp too",
        "{dpd} → DPD",
        "1. {dpd} DPD\n",
        "{dpd} DPD",
        "<td>DPD</td><td>{dpd}</td>",
        "<li>DPD <strong>{dpd}</strong></li>",
    ],
)
def test_a_number_and_a_name_alone(text: str) -> None:
    assert owners(text.format(dpd=DPD)) == [(DPD, "dpd")]
    gls = text.replace("DPD", "GLS").format(dpd=GLS)
    # Behind a number that may be a telephone's, only a bracket or an arrow says enough.
    assert owners(gls) == ([(GLS, "gls")] if "(" in gls or "→" in gls else [])


@pytest.mark.parametrize(
    "text",
    [
        "{} (GLS Bank)",
        "paid, {} (GLS)",
        "4711 {} GLS Bank",
        "Total {} (GLS, DPD)",
        "0151 {} (GLS)",
        "<td>GLS Bank</td><td>{}</td>",
        "<td>see DPD</td><td>{}</td>",
        "Tel. {} (GLS)",
        "Invoices\nDPD → 15501234567890\nGLS → {}",
        "Kundennummern: DPD → 15501234567890; GLS → {}",
        "Orders:\n4711471147 (FedEx)\n{} (GLS)",
    ],
)
def test_a_number_and_a_name_among_others(text: str) -> None:
    assert owners(text.format(GLS)) == owners(text.format(DPD)) == []


@pytest.mark.parametrize("text", ["DHL → {}", "[DHL] {}", '"DHL", "{}"'])
def test_a_dialed_number_behind_an_arrow(text: str) -> None:
    assert owners(text.format("02284333112")) == []
    assert owners(text.format("22843331120")) == [("22843331120", "dhl-parcel-pl")]


def test_letters_and_digits_are_no_payment_card() -> None:
    assert owners("DPD says 616300300808998E is still at the depot") == []


@pytest.mark.parametrize(
    "text",
    [
        "GLS has 75790066453 today. Where is my dog? Still lost.",
        "The depot is shut. GLS has 75790066453 today.",
    ],
)
def test_the_whereabouts_of_another_sentence_do_not_count(text: str) -> None:
    assert tracking.find(text) == []
