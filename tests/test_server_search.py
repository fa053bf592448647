"""Searches: the grammar, what fields compare, and what is said about those that are not compared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graphql_api import Api, gid
from tracking.fulfillment.values import FulfillmentOrder, LineItem, Order
from tracking.server.search import NotModelled, read_search
from tracking.server.search_fields import FULFILLMENT_ORDERS, ORDERS
from tracking.server.search_grammar import And, Node, Not, Or, Term, TooDeep, parse_search, terms_of
from tracking.server.search_values import SearchClock

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 5, 1, 12, 0, 0, tzinfo=UTC)
CLOCK = SearchClock(NEW_YORK, NOW)


def t(field: str | None, value: str, comparator: str = ":", quoted: bool = False) -> Term:
    return Term(field, comparator, value, quoted)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", None),
        ("bob", t(None, "bob")),
        ("bob norman", And((t(None, "bob"), t(None, "norman")))),
        ("bob AND norman", And((t(None, "bob"), t(None, "norman")))),
        ("bob OR norman AND shop", Or((t(None, "bob"), And((t(None, "norman"), t(None, "shop")))))),
        ("a OR b c", Or((t(None, "a"), And((t(None, "b"), t(None, "c")))))),
        ("a b OR c", Or((And((t(None, "a"), t(None, "b"))), t(None, "c")))),
        ("(a OR b) c", And((Or((t(None, "a"), t(None, "b"))), t(None, "c")))),
        ("-name:1", Not(t("name", "1"))),
        ("NOT name:1", Not(t("name", "1"))),
        ("-(a OR b)", Not(Or((t(None, "a"), t(None, "b"))))),
        ("NOT NOT a", t(None, "a")),
        ("a-b", t(None, "a-b")),
        ("title:green hoodie", And((t("title", "green"), t(None, "hoodie")))),
        ("title:'green hoodie'", t("title", "green hoodie", quoted=True)),
        ('title:"it\'s \\"green\\""', t("title", 'it\'s "green"', quoted=True)),
        ("sales_channel: some", t("sales_channel", "some")),
        ("id:>=1 id:<5", And((t("id", "1", ":>="), t("id", "5", ":<")))),
        ("updated_at:>='2024-05-07T08:37:00Z'", t("updated_at", "2024-05-07T08:37:00Z", ":>=", True)),
        ("name:#1001*", t("name", "#1001*")),
        (r"a\:b\ c", t(None, "a:b c")),
        ("ORDER NOTE ANDY", And((t(None, "ORDER"), t(None, "NOTE"), t(None, "ANDY")))),
        ("metafields.custom.on_sale:true", t("metafields.custom.on_sale", "true")),
        ("((a", t(None, "a")),
        ("a)) b", And((t(None, "a"), t(None, "b")))),
        ("OR a OR", t(None, "a")),
        ("AND", None),
        ("NOT", None),
        ("()", None),
        ("name:", t("name", "")),
        # Recorded: a bare time ends at its first colon, and what follows reads as a field of its own.
        ("updated_at:>=2026-01-01T00:00:00Z", And((t("updated_at", "2026-01-01T00", ":>="), t("00", "00Z")))),
    ],
)
def test_grammar(text: str, tree: Node | None) -> None:
    assert parse_search(text) == tree


def test_nesting_has_an_end() -> None:
    assert parse_search("(" * 40 + "a") == t(None, "a")
    with pytest.raises(TooDeep):
        parse_search("(" * 60 + "a")


PIECES = st.sampled_from(
    [
        "(",
        ")",
        "-",
        "NOT ",
        " AND ",
        " OR ",
        " ",
        ":",
        ":>",
        ":<=",
        "'",
        '"',
        "\\",
        "*",
        "name",
        "id",
        "tag",
        "1",
        "2026",
    ]
)


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=60) | st.lists(PIECES, max_size=25).map("".join))
def test_any_text_is_read(text: str) -> None:
    for term in terms_of(parse_search(text)):
        assert term.value or term.field
    try:
        search = read_search(text, ORDERS, CLOCK)
    except NotModelled:
        return
    assert search(ORDER, lambda what, id_: ()) in (True, False)
    search.extension(["orders"])


def written(node: Node) -> str:
    match node:
        case Term(field, comparator, value, _):
            quoted = value.replace("\\", "\\\\").replace('"', '\\"')
            return f'{field}{comparator}"{quoted}"' if field else f'"{quoted}"'
        case Not(part):
            return f"NOT ({written(part)})"
        case And(parts):
            return "(" + " AND ".join(map(written, parts)) + ")"
        case Or(parts):
            return "(" + " OR ".join(map(written, parts)) + ")"


TERMS = st.builds(
    t,
    st.sampled_from([None, "name", "sku", "created_at"]),
    st.text(min_size=1, max_size=8),
    st.sampled_from([":"]),
    st.just(True),
)
TREES = st.recursive(
    TERMS,
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts)))
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts)))
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(TREES)
def test_what_is_written_is_read_back(tree: Node) -> None:
    assert parse_search(written(tree)) == tree
    assert parse_search(f"NOT ({written(tree)})") == Not(tree)


ORDER = Order(
    id=450789469,
    name="#1001-A",
    lines=(
        LineItem(id=1, title="Crafty Shoes - Red", quantity=3, fulfillable=1, fulfilled=2, sku="SHOES-1"),
        LineItem(id=2, title="Hat", quantity=2, fulfillable=2),
    ),
    created_at=datetime(2025, 10, 1, 15, 12, 48, tzinfo=NEW_YORK),
    updated_at=datetime(2026, 4, 30, 23, 0, 0, tzinfo=NEW_YORK),
    email="bob@example.com",
    tags=("on hold", "VIP"),
    destination={"first_name": "Bob", "last_name": "Norman", "email": "home@example.com"},
)
HELD = FulfillmentOrder(
    id=7, order_id=450789469, status="on_hold", request_status="rejected", location_id=9, delivery_method="pick_up"
)


def read(what: str, id_: int) -> Any:
    assert id_ == ORDER.id
    return {"fulfillment_orders": (HELD,), "fulfillments": ()}[what]


@pytest.mark.parametrize(
    "text",
    [
        "name:1001-A", "name:#1001-a", "name:'#1001-A'", "name:1001*", "1001-a", "name:*",
        "id:450789469", "id:'gid://shopify/Order/450789469'", "id:>=450789469", "id:>450789468 id:<450789470",
        "created_at:2025-10-01", "created_at:2025", "created_at:2025-10", "created_at:>=2025-10-01",
        "created_at:<=2025-10-01", "created_at:<=2025", "created_at:>2025-09-30", "created_at:<now",
        "created_at:'2025-10-01T19:12:48Z'", "created_at:'2025-10-01T15:12:48'", "created_at:'2025-10-01 15:12'",
        "created_at:>='2025-10-01T21:12:48+0200'", "processed_at:2025-10-01", "updated_at:2026-04-30",
        "updated_at:2026-05-01 OR updated_at:2026-04-30",
        "status:open", "status:not_closed", "status:any", "status:open,closed", "-status:cancelled", "NOT status:closed",
        "fulfillment_status:partial", "fulfillment_status:unfulfilled", "fulfillment_status:on_hold",
        "fulfillment_status:on-hold", "fulfillment_status:request_declined", "financial_status:paid",
        "email:BOB@example.com", "email:home@example.com", "bob@example.com", "email:bob*",
        "tag:vip", "tag:'on hold'", "-tag:none", "tag_not:none", "tag:*",
        "sku:shoes-1", "sku:SHOES*", "sku:*", "shoes", "crafty red", "Norman", "'bob norman'",
        "subtotal_line_items_quantity:5", "subtotal_line_items_quantity:5..20", "subtotal_line_items_quantity:>=4.5",
        "location_id:9", "delivery_method:pick-up", "delivery_method:pick_up",
        "name:x OR (tag:vip AND id:>1)", "", "  ",
    ],
)  # fmt: skip
def test_orders_that_are_found(text: str) -> None:
    search = read_search(text, ORDERS, CLOCK)
    assert search(ORDER, read)
    assert not search.warnings


@pytest.mark.parametrize(
    "text",
    [
        "name:1001", "name:1001-A*B", "name:'1001*'", "-name:1001-A", "NOT name:*",
        "id:450789470", "id:<450789469", "id:>450789469",
        "created_at:2025-10-02", "created_at:2024", "created_at:<2025-10-01", "created_at:>2025-10-01",
        "created_at:>now", "created_at:>'2025-10-01T19:12:48Z'", "updated_at:2026-05-01",
        "status:closed", "status:cancelled", "status:closed,cancelled", "-status:any",
        "fulfillment_status:fulfilled", "fulfillment_status:shipped", "fulfillment_status:unshipped",
        "financial_status:pending", "email:example.com", "tag:hold", "tag_not:VIP", "-tag:*", "tag_not:*",
        "sku:SHOES", "sock", "subtotal_line_items_quantity:6..20", "subtotal_line_items_quantity:<5",
        "location_id:24826418", "fulfillment_location_id:9", "delivery_method:shipping",
        "tag:vip name:x", "(tag:vip OR name:x) -id:450789469",
    ],
)  # fmt: skip
def test_orders_that_are_not_found(text: str) -> None:
    search = read_search(text, ORDERS, CLOCK)
    assert not search(ORDER, read)
    assert not search.warnings


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("status:opened", "status", "opened"),
        ("financial_status:payed", "financial_status", "payed"),
        ("id:abc", "id", "abc"),
        ("created_at:yesterday", "created_at", "yesterday"),
        ("created_at:2025-13-01", "created_at", "2025-13-01"),
        ("created_at:0000", "created_at", "0000"),
        ("subtotal_line_items_quantity:many", "subtotal_line_items_quantity", "many"),
        ("name:", "name", ""),
        ("name:>1", "name", "1"),
    ],
)
def test_a_value_that_a_field_does_not_take_finds_nothing_and_is_told(text: str, field: str, value: str) -> None:
    search = read_search(text, ORDERS, CLOCK)
    assert not search(ORDER, read)
    assert search.warnings == [
        {"field": field, "message": f"Input `{value}` is not an accepted value.", "code": "invalid_value"}
    ]


@pytest.mark.parametrize("name", ["channel", "payment_id", "risk_level", "metafields.custom.on_sale", "total_weight"])
def test_a_field_that_is_not_modelled_is_an_error(name: str) -> None:
    with pytest.raises(NotModelled) as raised:
        read_search(f"id:1 OR -({name}:x)", ORDERS, CLOCK)
    assert raised.value.name == name


def test_what_binds_an_index() -> None:
    def only(text: str) -> frozenset[str] | None:
        return read_search(text, ORDERS, CLOCK).only("id")

    assert only("id:1") == only("id:1 tag:x") == only("tag:x AND (id:1)") == frozenset({"1"})
    assert only("id:1 OR id:2") == frozenset({"1", "2"})
    for text in ("", "tag:x", "id:1 OR tag:x", "-id:1", "id:>1", "id:*", "(id:1 OR name:2) tag:x"):
        assert only(text) is None


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["id:1", "id:2", "id:>1", "-id:1", "tag:a", "tag:b", "name:1*"]), min_size=1, max_size=4),
    st.sampled_from([" ", " AND ", " OR "]),
    st.integers(1, 3),
    st.sets(st.sampled_from(["a", "b"])),
)
def test_whatever_is_found_is_among_what_the_index_gives(
    terms: list[str], joined: str, id_: int, tags: set[str]
) -> None:
    search = read_search(joined.join(terms), ORDERS, CLOCK)
    order = Order(id=id_, name=f"#{id_}", tags=tuple(tags))
    only = search.only("id")
    assert only is None or not search(order, read) or str(id_) in only


def test_the_recorded_warning() -> None:
    # As recorded, but for the order of the terms, which means nothing.
    text = "(id:9877970616626 OR id:9877970682162) AND updated_at:>=2026-01-01T00:00:00Z"
    search = read_search(text, FULFILLMENT_ORDERS, CLOCK)
    assert search.extension(["updatedWindow"]) == {
        "path": ["updatedWindow"],
        "query": text,
        "parsed": {
            "and": [
                {"or": [{"field": "id", "match_all": "9877970616626"}, {"field": "id", "match_all": "9877970682162"}]},
                {"field": "updated_at", "range_gte": "2026-01-01T00:00:00-05:00"},
                {"field": "00", "match_all": "00Z"},
            ]
        },
        "warnings": [{"field": "00", "message": "Invalid search field for this query.", "code": "invalid_field"}],
    }
    found = msgspec.structs.replace(HELD, id=9877970616626, updated_at=NOW)
    assert search(found, read)
    assert not search(msgspec.structs.replace(found, updated_at=NOW - timedelta(days=200)), read)


def names(api: Api, query: str, **more: Any) -> list[str]:
    arguments = "".join(f", {name}: {value}" for name, value in more.items())
    asked = f"query Q($q: String) {{ orders(first: 50, query: $q{arguments}) {{ nodes {{ name }} }} }}"
    return [node["name"] for node in api.data(asked, q=query)["nodes"]]


def test_orders_over_graphql(api: Api) -> None:
    assert names(api, "name:1003 OR name:1001") == ["#1001", "#1003"]
    assert names(api, "id:450789471,") == []
    assert names(api, "id:'gid://shopify/Order/450789471' OR id:450789470") == ["#1002", "#1003"]
    assert names(api, "id:>450789472") == ["#1005", "#1006"]
    assert names(api, "fulfillment_status:partial") == ["#1001"]
    assert names(api, "-fulfillment_status:unshipped") == ["#1001"]
    assert names(api, "fulfillment_location_id:655441491") == ["#1001"]
    assert names(api, "delivery_method:none") == ["#1004"]
    assert names(api, "created_at:<2025-10-01") == []
    assert len(names(api, "created_at:2025-10-01 status:open financial_status:paid")) == 6
    assert names(api, "sku:draft-151") == ["#1001"]
    assert names(api, "subtotal_line_items_quantity:>=100", sortKey="TOTAL_ITEMS_QUANTITY", reverse="true") == [
        "#1005",
        "#1002",
    ]
    assert names(api, "name:1001 OR name:1006", sortKey="ORDER_NUMBER", reverse="true") == ["#1006", "#1001"]


def test_how_many_orders(api: Api) -> None:
    count = "query C($q: String, $most: Int) { ordersCount(query: $q, limit: $most) { count precision } }"
    assert api.data(count) == {"count": 6, "precision": "EXACT"}
    assert api.data(count, q="id:>450789472") == {"count": 2, "precision": "EXACT"}
    assert api.data(count, most=2) == {"count": 2, "precision": "AT_LEAST"}
    assert api.answer(count, {"most": -1})["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_what_is_not_modelled_is_named(api: Api) -> None:
    for query in (
        '{ orders(first: 1, query: "channel:pos") { nodes { id } } }',
        '{ ordersCount(query: "channel:pos") { count } }',
    ):
        answer = api.answer(query)
        (error,) = answer["errors"]
        assert "the search field 'channel'" in error["message"]
        assert error["extensions"]["code"] == "NOT_IMPLEMENTED"
    (error,) = api.answer("{ orders(first: 1, sortKey: CUSTOMER_NAME) { nodes { id } } }")["errors"]
    assert "the sort key CUSTOMER_NAME" in error["message"]
    assert error["extensions"]["code"] == "NOT_IMPLEMENTED"


def test_a_search_that_is_nested_too_deeply(api: Api) -> None:
    answer = api.answer("query Q($q: String) { orders(first: 1, query: $q) { nodes { id } } }", {"q": "(" * 99 + "a"})
    assert answer["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_fulfillment_orders_over_graphql(api: Api) -> None:
    asked = """query F($q: String) {
      fulfillmentOrders(first: 50, includeClosed: true, query: $q) { nodes { id } }
    }"""

    def ids(query: str) -> list[int]:
        return [int(node["id"].rpartition("/")[2]) for node in api.data(asked, q=query)["nodes"]]

    assert ids("status:closed") == ids("status:CLOSED") == [1046000814]
    assert ids("id:1046000905 OR id:1046000901") == [1046000901, 1046000905]
    assert ids("assigned_location_id:655441491") == [1046000905]
    assert ids("id:>=1046000907 AND status:open") == [1046000907, 1046000908]
    assert len(ids("updated_at:>=2025-01-01")) == 15
    assert ids("updated_at:>'2025-10-01T19:12:48Z'") == []


def test_the_lists_of_an_order_are_searched_as_well(api: Api) -> None:
    asked = """query O($id: ID!, $f: String, $fo: String) { order(id: $id) {
      all: fulfillments { id } fulfillments(query: $f) { id } fulfillmentsCount { count }
      fulfillmentOrders(first: 9, query: $fo) { nodes { id } }
    } }"""
    order = gid("Order", 450789469)

    def counts(f: str, fo: str) -> tuple[int, int, int]:
        found = api.data(asked, id=order, f=f, fo=fo)
        assert found["fulfillmentsCount"]["count"] == 6
        return len(found["all"]), len(found["fulfillments"]), len(found["fulfillmentOrders"]["nodes"])

    assert counts("", "") == (6, 6, 6)
    assert counts("created_at:>='2025-10-01T19:15:48Z' updated_at:<'2025-10-01T19:17:48Z'", "id:>1046000816") == (
        6,
        2,
        2,
    )
    answer = api.answer(asked, {"id": order, "f": "color:red", "fo": "status:lost"})
    assert [(each["path"], each["warnings"][0]["code"]) for each in answer["extensions"]["search"]] == [
        (["order", "fulfillments"], "invalid_field"),
        (["order", "fulfillmentOrders"], "invalid_value"),
    ]
