"""Numbers in what programs write: JSON, XML, SQL, rows without a header."""

from __future__ import annotations

import json

import pytest

import tracking
from tracking.text.nesting import objects_around

RESOLVER = tracking.Resolver()
PARCELS = [
    ("SPX Express Philippines", "PH2351234567890", "spx-ph"),
    ("DPD UK", "15571700385311", "dpd-uk"),
    ("GLS", "75790066453", "gls"),
    ("FedEx", "986578788855", "fedex"),
    ("DHL Paket", "973905129229", "dhl-de"),
]
OWNERS = [(number, carrier) for _, number, carrier in PARCELS]
FAR = {
    "created_at": "2026-11-21T12:00:00Z",
    "weight": 1200,
    "label_cost": "5.99",
    "status": "in_transit",
    "to": {"city": "Bremen"},
    "from": {"city": "Köln"},
}


def owners(text: str) -> list[tuple[str, str | None]]:
    return [(found.number, found.carrier) for found in RESOLVER.find(text)]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("twice", [False, True])
def test_objects_of_json(indent: int | None, twice: bool) -> None:
    for records in (
        [{"carrier": company, **FAR, "tracking_number": number} for company, number, _ in PARCELS],
        [{"tracking_number": number, **FAR, "carrier": company} for company, number, _ in PARCELS],
        [{"courier": {"id": 1, "name": company}, **FAR, "number": number} for company, number, _ in PARCELS],
        [{"tracking_company": company, **FAR, "tracking_numbers": [number]} for company, number, _ in PARCELS],
        [{**FAR, "trackingCompany": company, "parcels": [{"waybill": number}]} for company, number, _ in PARCELS],
    ):
        text = json.dumps(records, indent=indent)
        assert owners(json.dumps(text) if twice else text) == OWNERS


def test_an_object_goes_on_behind_one_within_it() -> None:
    text = '{"a": {}, "waybill": "1", "box": {"size": {}}, "courier": "GLS"}, {"courier": "DPD"}'
    at = text.index("1")
    assert [text[begin:end] for begin, end in objects_around(text, at, at + 1, 0, len(text))] == [text[:63]]


@pytest.mark.parametrize(
    "text",
    [
        '{"carrier": "GLS", "order_number": "75790066453"}',
        '{"carrier": "GLS", "customer_id": 75790066453}',
        '{"carrier": "GLS", "status": "done", "ts": 75790066453}',
        '{"event": "label.created", "carrier": "fedex", "request_id": "986578788855"}',
        '{"carrier": "FedEx", "invoice": {"number": "986578788855"}}',
        '{"order": {"carrier": "GLS", "number": "75790066453"}}',
        '{"invoices": [{"a": [1], "b": {}}, {"carrier": "GLS", "number": "75790066453"}]}',
        '{"carrier": "FedEx", "package_value": "986578788855"}',
        "<Order carrier='GLS'><Number>75790066453</Number></Order>",
        "<Invoice><Carrier>DPD</Carrier><Number>15501234567890</Number></Invoice>",
        "<Job><Shipper>DPD</Shipper><Code>15501234567890</Code></Job>",
        "<s><carrier>DPD</carrier><parcelWeight>15501234567890</parcelWeight></s>",
        "<carrier>GLS</carrier><invoice>75790066453</invoice>",
        '<shipment carrier="GLS" orderNumber="75790066453" id="15571700385311"/>',
        '<html><body><a title="75790066453" data-tracking="75790066453">GLS</a></body></html>',
    ],
)
def test_fields_for_something_else(text: str) -> None:
    assert owners(text) == []


@pytest.mark.parametrize(
    "text",
    [
        '{"carrier": "GLS", "parcels": [{"number": "75790066453"}]}',
        '{"order": {"id": 1, "shipment": {"carrier": "GLS", "number": "75790066453"}}}',
        "<Order><Shipment><Carrier>GLS</Carrier><Number>75790066453</Number></Shipment></Order>",
        "<Shipments carrier='GLS'><Shipment><Number>75790066453</Number></Shipment></Shipments>",
    ],
)
def test_the_name_of_a_record_says_what_its_number_is(text: str) -> None:
    assert owners(text) == [("75790066453", "gls")]


def test_a_field_for_tracking_numbers_without_a_carrier() -> None:
    assert owners('{"waybill": 986578788855}') == [("986578788855", "fedex")]
    assert owners('{"waybill": 986578788855, "time": 986578788863}') == [("986578788855", "fedex")]


def test_elements_and_attributes_of_xml() -> None:
    rest = "<weight>1.2</weight><service>standard</service><order>4711471147</order>"
    elements = [
        f"<parcel><carrier>{company}</carrier>{rest}<trackingNumber>{number}</trackingNumber></parcel>"
        for company, number, _ in PARCELS
    ]
    assert owners(f"<parcels>{''.join(elements)}</parcels>") == OWNERS
    behind = [
        f"<parcel><trackingNumber> {number} </trackingNumber>{rest}<carrier>{company}</carrier></parcel>"
        for company, number, _ in PARCELS
    ]
    assert owners(f"<parcels>{''.join(behind)}</parcels>") == OWNERS
    attributes = [
        f'<parcel seq="{at}" carrier="{company}" weight="1.2" trackingNumber="{number}"/>'
        for at, (company, number, _) in enumerate(PARCELS)
    ]
    assert owners(f'<parcels po="4500423557">{"".join(attributes)}</parcels>') == OWNERS


def test_values_side_by_side() -> None:
    rows = ", ".join(f"({at}, '{company}', '{number}', 14.90)" for at, (company, number, _) in enumerate(PARCELS))
    assert owners(f"INSERT INTO parcels (id, who, nr, price) VALUES {rows};") == OWNERS
    assert owners("DPD,15501234567890,5.99\n") == owners("1;DPD;15501234567890") == [("15501234567890", "dpd")]
    assert owners("GLS Bank,15501234567890,5.99") == owners("'GLS Bank', '75790066453'") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Carrier: DPD\nService: Next Day by 12\nSent: 21/11/2026\nNumber: 15571700385311",
            [("15571700385311", "dpd")],
        ),
        (
            "Number: 15571700385311\nService: Next Day by 12\nSent: 21/11/2026\nCarrier: DPD",
            [("15571700385311", "dpd")],
        ),
        ("Carrier: DPD\nService: Next Day by 12\nSent: 21/11/2026\nInvoice: 15571700385311", []),
        ("Carrier: DPD\nIt went out on Monday with the others.\nNumber: 15571700385311", []),
        ("Carrier: Estes\nService: LTL, liftgate delivery\nPRO: 1658318875", [("1658318875", "estes")]),
    ],
)
def test_lines_with_labels(text: str, found: list[tuple[str, str | None]]) -> None:
    assert owners(text) == found
