"""Numbers as people type them: letters apart from the digits, names with endings, and what the next message calls otherwise."""

from __future__ import annotations

import pytest

import tracking
from tracking.languages.words import name_endings

RESOLVER = tracking.Resolver()
GLS, SENT = "73814996922", "986578788855120"


def owners(text: str, country: str | None = None) -> list[tuple[str, str | None]]:
    return [(found.number, found.carrier) for found in RESOLVER.find(text, country)]


@pytest.mark.parametrize(
    "number",
    [
        "ce 485 554 255 ie",
        "ce 485554255 ie",
        "ce 485554255ie",
        "Ce 485 554 255 Ie",
        "ce-485-554-255-ie",
        "ce 4855 5425 5 ie",
    ],
)
@pytest.mark.parametrize("text", ["an post still have nothing for {}, posted in sligo", "my parcel {} has not come"])
def test_a_postal_number_in_small_letters(text: str, number: str) -> None:
    assert owners(text.format(number)) == [(number, "an-post")]


@pytest.mark.parametrize(
    "text",
    [
        "call me at 485 554 255 in the morning",
        "your tel is ce 485 554 255 ie",
        "we grew from ce 485 554 255 ie to more",  # nothing speaks for a parcel
        "my parcel ce 485 554 256 ie",  # the check digit is wrong
        "my parcel ace 485 554 255 ie",
    ],
)
def test_small_words_beside_digits_are_no_number(text: str) -> None:
    assert owners(text) == []


@pytest.mark.parametrize(
    "number", ["fs 8554866900", "fs 8554 866900", "FS 8554866900", "FS 8554 866900", "FS 855 486 6900"]
)
def test_two_letters_apart_from_the_digits(number: str) -> None:
    assert owners(f"Aramex label {number}, dropped at the agent", "AU") == [(number, "aramex-australia")]


@pytest.mark.parametrize("number", ["is 8554866900", "no 8554866900", "a 8554866900", "fs 855486690", "zfs 8554866900"])
def test_a_small_word_is_no_part_of_a_number(number: str) -> None:
    assert owners(f"Aramex label {number}, dropped at the agent", "AU") == []


def test_two_letters_count_only_with_a_known_format() -> None:
    assert owners("Flash Express parcel at 8554866900, thanks", "TH") == [("8554866900", "flash-express-th")]
    assert owners("Flash Express parcel at 8554866, thanks", "TH") == []


def test_digits_joined_by_hyphens_belong_together() -> None:
    assert owners("We ship with Aeroflot. BR No. 55501827-000-11-26") == []
    assert owners("AWB 555-01827000 by Aeroflot") == [("555-01827000", "aeroflot-cargo")]


def test_the_name_of_a_carrier_is_no_part_of_its_number() -> None:
    assert owners("dah post semalam ya sis, SPX SPXMY867655731480", "MY") == [("SPXMY867655731480", "spx-my")]


def test_a_column_for_air_waybills() -> None:
    table = "| Airline | {} | Flight |\n|---|---|---|\n| Singapore Airlines Cargo | 618-51816590 | SQ7343 |\n"
    assert owners(table.format("MAWB")) == [("618-51816590", "singapore-airlines-cargo")]
    assert owners(table.format("Phone")) == []


def test_an_air_waybill_beside_its_airlines_name() -> None:
    assert owners("30 NOV: 607-47007590 Etihad Cargo 2 pcs") == [("607-47007590", "etihad-cargo")]
    assert owners("30 NOV: 607-47007591 Etihad Cargo 2 pcs") == []
    assert owners("30 NOV: 607-47007590 Qatar Airways Cargo 2 pcs") == []


@pytest.mark.parametrize(
    ("text", "country", "carrier"),
    [
        ("hab's gestern im GLS Shop abgegeben. Nummer ist {}", "DE", "gls"),
        ("I left it at the GLS shop. The number is {}", None, "gls"),
        ("Handed in at the GLS shop. No.: {}", None, "gls"),
    ],
)
def test_a_sentence_that_only_announces_the_number(text: str, country: str | None, carrier: str) -> None:
    assert owners(text.format(GLS), country) == [(GLS, carrier)]


@pytest.mark.parametrize(
    "text",
    [
        "Handed in at the GLS shop. The customs office has {}",
        "Handed in at the GLS shop\nNumber {}",
        "The order left with GLS. No. {}",
        "Left at the GLS shop. Their door number {}",
    ],
)
def test_other_sentences_announce_something_else(text: str) -> None:
    assert owners(text.format(GLS)) == []


def test_a_code_behind_a_name_is_a_number_if_it_is_long() -> None:
    text = "A segunda está com a Jadlog, código {}, e parou em Cajamar"
    assert owners(text.format("08304051203551"), "BR") == [("08304051203551", "jadlog")]
    assert owners("noch bei GLS, Code 73814996922, hängt seit gestern") == []


@pytest.mark.parametrize(
    "chat",
    [
        "Jo: did you send it?\nSupport: yes with GLS, {}\nJo: thanks",
        "Jo: did GLS take it?\nSupport: yes, {}\nJo: thanks",
        "Jo: was it sent?\nSupport: GLS, number is {}\nJo: thanks",
        "Μαρία: το έστειλες;\nΝίκος: ναι με GLS, {}\nΜαρία: τέλεια",
    ],
)
def test_an_answer_with_words_before_it(chat: str) -> None:
    assert owners(chat.format(GLS)) == [(GLS, "gls")]


@pytest.mark.parametrize(
    "chat",
    [
        "Jo: how are you?\nSupport: fine with GLS, {}\nJo: thanks",  # nothing about a parcel
        "Jo: was it sent?\nSupport: my account with GLS, {}\nJo: thanks",
        "Jo: did GLS take it?\nSupport: yes and the total was about {}\nJo: thanks",
        "[10:12] Jo: GLS took it.\n[10:13] Support: yes, {}\n[10:14] Jo: thanks",  # not asked
    ],
)
def test_words_that_are_no_answer(chat: str) -> None:
    assert owners(chat.format(GLS)) == []


@pytest.mark.parametrize(
    "chat",
    [
        "Jo: where is my GLS parcel {}?\nSupport: That looks like your order number. Could you send the parcel number?",
        "Jo: track {} for me, GLS\nJo: sorry, that was my order no. The waybill is 4711",
        "Kunde: Wo ist mein GLS Paket {}?\nSupport: Das ist Ihre Bestellnummer. Die Paketnummer bitte?",
        "Klant: mijn gls pakket {} is er nog niet\nSupport: Dat is het ordernummer, heeft u het pakketnummer?",
        "客户：GLS 包裹 {}\n客服：这是订单号，请问运单号？",
    ],
)
def test_what_the_next_message_calls_another_number(chat: str) -> None:
    assert owners(chat.format(GLS)) == []


@pytest.mark.parametrize(
    "chat",
    [
        "Jo: where is my GLS parcel {}?\nSupport: What is your order number, and is the parcel insured?",
        "Jo: where is my GLS parcel {}?\nSupport: I have your order number. It is in the depot.",
        "GLS parcel {}\nOrder number: 4711\nTracking number of another: 4712",
        "Jo: where is my GLS parcel {}?\nSupport: Is that the parcel number?",
        "Jo: where is my GLS parcel {}?\nSupport: Could I have your order number? And is that the parcel number?",
        "GLS parcel {}\nOrder number 8, parcel number 4712",
        "Jo: my GLS parcel {}, and that is my order number 4711. Any other parcel?",
    ],
)
def test_what_it_does_not_call_another_number(chat: str) -> None:
    assert (GLS, "gls") in owners(chat.format(GLS))


def test_in_html_the_next_line_is_no_message() -> None:
    text = "<p>Your GLS parcel 73814996922</p>\n<p>That was your order number. The parcel number?</p>"
    assert owners(text) == [(GLS, "gls")]


def test_a_name_behind_a_word_about_sending_labels_a_long_number() -> None:
    assert owners("sent with Flash Express TH01479035F5B4A yesterday", "TH") == [
        ("TH01479035F5B4A", "flash-express-th")
    ]
    assert owners("met Flash Express TH01479035F5B4A yesterday", "TH") == []
    assert owners("sent with Flash Express 0812345678 yesterday", "TH") == []


@pytest.mark.parametrize(
    ("text", "carrier", "number"),
    [
        ("네 어제 한진으로 보냈어요 {}", "hanjin", "356769795554"),
        ("poslano Overseasom, broj pošiljke {}", "overseas-express-hr", "54421432597951"),
        ("lähetetty Postilla, lähetys {}", "posti", "CE061108522FI"),
    ],
)
def test_a_name_with_the_ending_of_its_language(text: str, carrier: str, number: str) -> None:
    assert owners(text.format(number)) == [(number, carrier)]


def test_what_only_begins_like_a_name_is_none() -> None:
    assert "om" in name_endings()
    assert owners("한진관광 보냈어요 356769795554", "KR") == []


def test_a_name_anywhere_in_a_text_message() -> None:
    message = "Hi Nusrat, your order was handed over to Pathao{}. Consignment ID: DK467471SPJYXV"
    assert owners(message.format(" Courier"), "BD") == [("DK467471SPJYXV", "pathao")]
    assert owners(message.format(" Courier" + " and some of our other news" * 12), "BD") == []


@pytest.mark.parametrize(
    "text",
    [
        "UPS parcel to Marquette, MI 498554014",
        "Evri parcel, LS27 0WH. Registered in England 07190441",
        "ヤマト運輸の荷物 法人番号 4010401089234",
    ],
)
def test_addresses_and_companies(text: str) -> None:
    assert owners(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "InPost 6200 9149 4433 8858 3657 4902",
        "InPost numer 6200-9149-4433-8858-3657-4902",
        "Nadana w InPost nr 620091494433885836574902",
        "Nadana dziś w InPoście, nr 6200 9149 4433 8858 3657 4902, gabaryt B.",
    ],
)
def test_more_digits_in_groups_than_a_telephone_number_has_beside_a_name(text: str) -> None:
    assert [owner for _, owner in owners(text)] == ["inpost-pl"]


@pytest.mark.parametrize("text", ["GLS 738 149 969 22", "GLS nr 738 149 969 22"])
def test_fewer_digits_in_groups_may_be_a_telephone_numbers_beside_a_name(text: str) -> None:
    assert owners(text) == []


@pytest.mark.parametrize("text", ["Im GLS Paketshop, Track-ID ist Z2NW83BD", "GLS tracking number is Z2NW83BD"])
def test_letters_and_digits_behind_a_label_and_a_verb(text: str) -> None:
    assert owners(text) == [("Z2NW83BD", "gls")]


@pytest.mark.parametrize(
    "text", ["Shipped with Hermes number 02050878362821", "Verschickt mit Hermes Nr. 02050878362821"]
)
def test_a_carriers_name_is_no_other_thing_with_a_number(text: str) -> None:
    assert owners(text) == [("02050878362821", "hermes-de")]
