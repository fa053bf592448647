"""Numbers of other trades in texts: none of them is reported as a parcel's."""

from __future__ import annotations

import pytest

import tracking

DIGITS_12, DIGITS_10 = "986578788855", "8820193745"
"""FedEx's twelve digits with their check digit, and DHL Express's ten."""

OTHERS = [
    "Printed on certified paper. ICS: 8820193745, stock code 0482.",
    "Ordering provider NPI 1548820193, specimen collected at noon.",
    "Refunds go to your account. TSB: 88201937. Quote 4482 in the branch.",
    "Camera di commercio di Milano: REA MI-1659825, capitale sociale versato.",
    "Meet us at 12 PINE ST, MARQUETTE, MI 498554014",
    "We ship by Australia Post. BR No. 55501827-000-11-26-4.",
    "We ship by Australia Post. Form 4-555-01827000.",
    f"Your Delivery Pass number is {DIGITS_12}.",
    f"Your Shipping Fanfare number is {DIGITS_12}.",
    f"Cargo ship spawn seed {DIGITS_10}",
    f"shipping_queue_lag{{carrier='dhl'}} {DIGITS_10}",
    "tracking: names of carriers (closes SHIP-986578788855)",
    "We deliver. Evri Limited, Morley. Registered in England 07190441",
    f"工单号 {DIGITS_10} 已受理",
    f"維修單號 {DIGITS_10} 處理中",
    f"gewicht van pakket afgerond (melding {DIGITS_12})",
    f"EFT Aras Kargo dekont {DIGITS_12}",
    f"ヤマト:お客様コード {DIGITS_12}",
    f'{{"shipping": "UPS", "items": [{{"sku": "LAMP", "grams": 1800, "barcode": "{DIGITS_12}"}}]}}',
    f"<?xml version='1.0'?><Item><Sku>LAMP</Sku><Barcode>{DIGITS_12}</Barcode><DefaultCarrier>FedEx</DefaultCarrier></Item>",
    f"title,sku,variant barcode\nFedEx truck,RT9055,{DIGITS_12}\n",
    f"customer_id,loyalty_no,last_carrier\n77339,{DIGITS_12},FedEx\n",
]


@pytest.mark.parametrize("text", OTHERS)
def test_another_number_is_not_reported(text: str) -> None:
    assert tracking.find(text) == []


@pytest.mark.parametrize(
    ("text", "carrier"),
    [
        ("ICS: 8820193745", "ics-courier"),  # nothing else in the text
        ("Your parcel has left Athens. ICS: 8820193745", "ics-courier"),  # a word about parcels
        ("Plinth for the garden – DPD – 15501234567890", "dpd"),  # on the shops' lists
        ("NPI15488201930000", "nova-poshta-global"),
        ("The waybill is 020-12345675.", "air-waybill"),
        (f"Delivery Confirmation Number: {DIGITS_12}", "fedex"),
        (f"快递单号 {DIGITS_12}", "fedex"),
        (f'{{"carrier": "FedEx", "barcode": "{DIGITS_12}"}}', "fedex"),
        (f"order,carrier,parcel barcode,sku\n77339,FedEx,{DIGITS_12},LAMP\n", "fedex"),
        (f"customer,FedEx no,last order\n77339,{DIGITS_12},12\n", "fedex"),
        (f"customer_id,fedex_no,city\n77339,{DIGITS_12},Bern\n", "fedex"),
        ("customer_id,hermes_no,last_carrier\n77339,02050878362821,Hermes\n", "hermes-de"),
        (f"carrier,konsinasi no\nFedEx,{DIGITS_12}\n", "fedex"),  # an unknown word, and nobody else's number
        (f"carrier,barcode\nFedEx,{DIGITS_12}\n", "fedex"),  # no goods
        ("Hi, it went out with J&T 864583203538 last night", "jt-express-vn"),  # a sign in its name
    ],
)
def test_a_parcels_number_beside_the_same_words_is_reported(text: str, carrier: str) -> None:
    (found,) = tracking.find(text)
    assert carrier in [candidate.carrier for candidate in found.candidates]
