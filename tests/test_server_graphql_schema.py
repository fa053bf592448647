"""The served schema against the recorded facts, version by version, and what a version has not got yet."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
    Undefined,
)

from tests.graphql_api import Api, gid
from tests.schema_facts import VERSIONS, facts
from tracking.server.graphql_names import api_types, epoch_of, is_known
from tracking.server.graphql_schema import schema_of, version_of

LATER = (*VERSIONS, "2026-10", "unstable")
SCALARS = {
    "ARN",
    "Boolean",
    "DateTime",
    "Decimal",
    "Float",
    "ID",
    "Int",
    "JSON",
    "Money",
    "String",
    "URL",
    "UnsignedInt64",
}
NOT_RECORDED = {"LegacyInteroperability"} | {"App", "Attribute", "Customer", "Product", "ProductVariant"} | {
    # Types that the recorded types name, or that the recorded answers contain.
    "DeliveryBrandedPromise", "DeliveryLocalPickupSettings", "Image", "Weight", "WeightUnit", "Domain", "Metafield",
    "MetafieldConnection", "MetafieldEdge", "ShippingLineConnection", "ShippingLineEdge", "UnitSystem",
    "AppRevokeAccessScopesAppRevokeScopeError", "AppRevokeAccessScopesAppRevokeScopeErrorCode",
    "ApiVersion", "WebhookEventBridgeEndpoint", "WebhookHttpEndpoint", "WebhookPubSubEndpoint",
    # Types of which nothing was recorded: nothing here compares their fields with the API.
    "AutomaticDiscountApplication", "DiscountAllocation", "DiscountApplication", "DiscountApplicationAllocationMethod",
    "DiscountApplicationConnection", "DiscountApplicationEdge", "DiscountApplicationTargetSelection",
    "DiscountApplicationTargetType", "DiscountCodeApplication", "ManualDiscountApplication", "PricingPercentageValue",
    "PricingValue", "Refund", "RefundLineItem", "RefundLineItemConnection", "RefundLineItemEdge",
    "ScriptDiscountApplication", "TaxLine", "InventoryItem", "ShopPlan", "AttributeInput",
    "OrderCloseInput", "OrderClosePayload", "OrderInput", "OrderOpenInput", "OrderOpenPayload", "OrderUpdatePayload",
    "TagsAddPayload", "TagsRemovePayload",
    "AppSubscription", "AppSubscriptionStatus", "CustomerEmailAddress", "CustomerState",
    "CustomerPhoneNumber", "Duty", "InventoryItemMeasurement", "LineItemGroup", "LineItemSellingPlan",
    "OrderIdentifierInput", "OrderRisk", "OrderRiskAssessment", "OrderRiskRecommendationResult", "OrderRiskSummary",
    "PaymentTerms", "Return", "ReturnConnection", "ReturnEdge", "RiskAssessmentResult", "ShopifyFunction",
    "SubscriptionContract",
    "AdditionalFee", "CardPaymentDetails", "CashRoundingAdjustment", "DisputeStatus", "DisputeType", "OrderAdjustment",
    "OrderAdjustmentConnection", "OrderAdjustmentDiscrepancyReason", "OrderAdjustmentEdge", "OrderDisputeSummary",
    "OrderTransaction", "OrderTransactionConnection", "OrderTransactionEdge", "OrderTransactionErrorCode",
    "OrderTransactionKind", "OrderTransactionStatus", "PaymentDetails", "RefundDuty", "RefundShippingLine",
    "RefundShippingLineConnection", "RefundShippingLineEdge", "ShopPayInstallmentsPaymentDetails",
    "ShopifyProtectOrderSummary", "ShopifyProtectStatus", "TransactionFee",
    "Channel", "ChannelDefinition", "ChannelInformation", "Company", "CompanyContact", "CompanyLocation",
    "LocalizationExtension", "LocalizationExtensionConnection", "LocalizationExtensionEdge", "LocalizationExtensionKey",
    "LocalizedField", "LocalizedFieldConnection", "LocalizedFieldEdge", "LocalizedFieldKey", "OrderApp",
    "OrderCancellation", "Publication", "PurchasingCompany", "PurchasingEntity", "ResourceAlert", "ResourceAlertIcon",
    "HasMetafields", "MetafieldDefinition", "MetafieldIdentifier", "MetafieldIdentifierInput", "MetafieldOwnerType",
    "MetafieldsDeletePayload", "MetafieldsSetInput", "MetafieldsSetPayload", "MetafieldsSetUserError",
    "MetafieldsSetUserErrorCode",
    "MailingAddressInput", "OrderCancelPayload", "OrderCancelRefundMethodInput", "OrderCancelStoreCreditRefundInput",
    "OrderCancelUserError", "OrderCancelUserErrorCode", "OrderMarkAsPaidInput", "OrderMarkAsPaidPayload",
    "ResourceAlertSeverity", "RiskFact", "RiskFactSentiment",
}  # fmt: skip

ROOTS_NOT_RECORDED = {
    "QueryRoot": {
        "app", "appInstallation", "customer", "inventoryItem", "orderByIdentifier", "product", "productVariant", "publicApiVersions",
    },
    "Mutation": {
        "metafieldsDelete", "metafieldsSet", "orderCancel", "orderClose", "orderMarkAsPaid", "orderOpen", "orderUpdate",
        "tagsAdd", "tagsRemove",
    },
}  # fmt: skip
"""Fields whose types the facts do not have; their names and their arguments' are among the API's."""


def served(version: str) -> dict[str, GraphQLNamedType]:
    return {name: type_ for name, type_ in schema_of(version).type_map.items() if not name.startswith("__")}


def written(type_: Any) -> dict[str, Any]:
    """A served type, written as the facts are."""
    match type_:
        case GraphQLEnumType():
            return {"kind": "ENUM", "values": {name: deprecated(value) for name, value in type_.values.items()}}
        case GraphQLUnionType():
            return {"kind": "UNION", "types": sorted(each.name for each in type_.types)}
        case GraphQLInputObjectType():
            fields = {
                name: {"type": str(field.type)} | default(field) | deprecated(field)
                for name, field in type_.fields.items()
            }
            return {"kind": "INPUT", "fields": fields}
        case GraphQLObjectType() | GraphQLInterfaceType():
            fields = {}
            for name, field in type_.fields.items():
                arguments = {
                    each: {"type": str(arg.type)} | default(arg) | deprecated(arg) for each, arg in field.args.items()
                }
                fields[name] = (
                    {"type": str(field.type)} | ({"args": arguments} if arguments else {}) | deprecated(field)
                )
            kind = "OBJECT" if isinstance(type_, GraphQLObjectType) else "INTERFACE"
            return {"kind": kind, "interfaces": sorted(each.name for each in type_.interfaces), "fields": fields}
    raise AssertionError(type_)


def deprecated(of: Any) -> dict[str, Any]:
    return {"deprecated": True} if of.deprecation_reason is not None else {}


def default(of: Any) -> dict[str, Any]:
    value = of.default
    if value in (None, Undefined):
        return {}
    if value.literal is not None:
        from graphql import value_from_ast_untyped

        return {"default": value_from_ast_untyped(value.literal)}
    return {"default": value.value}


def narrowed(fact: dict[str, Any], ours: dict[str, Any], types: set[str]) -> dict[str, Any]:
    """What the facts say of the part of a type that is served. An enum is served as a whole."""
    if "types" in ours:
        return {"kind": fact["kind"], "types": sorted(fact["types"])}
    if "values" in ours:
        return {"kind": fact["kind"], "values": fact["values"]}
    fields = {}
    for name, field in ours["fields"].items():
        fields[name] = dict(fact["fields"].get(name, {"type": "is not the API's"}))
        if "args" in fields[name]:
            arguments = {each: arg for each, arg in fields[name]["args"].items() if each in field.get("args", {})}
            fields[name] = {**fields[name], "args": arguments}
            if not arguments:
                del fields[name]["args"]
    interfaces = {"interfaces": sorted(set(fact.get("interfaces", ())) & types)} if "interfaces" in ours else {}
    return {"kind": fact["kind"], **interfaces, "fields": fields}


@pytest.mark.parametrize("version", VERSIONS)
def test_the_served_schema_agrees_with_the_facts(version: str) -> None:
    types, known = served(version), facts(version)
    assert set(types) - SCALARS - NOT_RECORDED <= set(known)
    for name, type_ in types.items():
        if name in known:
            ours = written(type_)
            for field in ROOTS_NOT_RECORDED.get(name, ()):
                for argument in ours["fields"].pop(field).get("args", ()):
                    assert is_known(version, name, field, argument)
            assert ours == narrowed(known[name], ours, set(types)), name
        else:
            assert isinstance(type_, GraphQLScalarType) or name in NOT_RECORDED


@pytest.mark.parametrize("version", VERSIONS)
def test_what_has_to_be_given_can_be(version: str) -> None:
    known = facts(version)
    for name, type_ in served(version).items():
        for field_name, field in getattr(type_, "fields", {}).items() if name in known else ():
            if field_name in ROOTS_NOT_RECORDED.get(name, ()):
                continue
            fact = known[name]["fields"][field_name]
            required = {
                each for each, arg in fact.get("args", {}).items() if arg["type"].endswith("!") and "default" not in arg
            }
            assert required <= set(getattr(field, "args", ()))


@pytest.mark.parametrize("version", VERSIONS)
def test_the_names_are_those_of_the_facts(version: str) -> None:
    known = facts(version)
    for name, type_ in api_types().items():
        if name not in known:
            assert not type_.members or not type_.name.within(version) or name in NOT_RECORDED
            continue
        assert type_.name.within(version), name
        members = {**known[name].get("fields", {}), **known[name].get("values", {})}
        for member, fact in members.items():
            assert is_known(version, name, member), (name, member)
            for argument in fact.get("args", {}):
                assert is_known(version, name, member, argument), (name, member, argument)
        if name not in ("QueryRoot", "Mutation"):
            assert {member for member in type_.members if is_known(version, name, member)} == set(members)


@pytest.mark.parametrize("version", LATER)
def test_everything_served_is_the_apis(version: str) -> None:
    for name, type_ in served(version).items():
        for member in getattr(type_, "fields", None) or getattr(type_, "values", {}):
            assert is_known(version, name, member), (name, member)


def test_versions_of_schemas() -> None:
    assert [version_of(schema_of(version)) for version in ("2022-04", "2025-10", "2026-02", "2026-04", "nonsense")] == [
        "2025-10", "2025-10", "2026-01", "2026-04", "2026-10",
    ]  # fmt: skip
    assert schema_of("2099-01") is schema_of("unstable")
    assert epoch_of("2026-05") == "2026-04"


def unserved() -> list[tuple[str, str]]:
    types = served("unstable")
    return [
        (name, member)
        for name, type_ in types.items()
        if isinstance(type_, GraphQLObjectType)
        if name in api_types()
        for member in api_types()[name].members
        if member not in type_.fields and is_known("unstable", name, member)
    ]


def test_every_field_that_is_not_served_is_named() -> None:
    fields = unserved()
    assert len(fields) > 800
    api = Api()
    for type_, field in fields:
        if type_ in ("QueryRoot", "Mutation"):
            query = f"{'query' if type_ == 'QueryRoot' else 'mutation'} {{ {field} {{ id }} }}"
        else:
            query = f"query {{ __typename }} fragment F on {type_} {{ {field} {{ id }} }}"
        (error,) = api.answer(query)["errors"]
        assert error["message"] == (
            f"Not implemented: the Admin API has {type_}.{field}, but this shop does not serve it."
        )
        extensions = {"code": "NOT_IMPLEMENTED", "typeName": type_, "fieldName": field}
        assert error["extensions"] == extensions
    api.shop.close()


UNSERVED_INPUTS = {"OrderInput": {"localizationExtensions", "localizedFields"}}


@pytest.mark.parametrize("field", sorted(UNSERVED_INPUTS["OrderInput"]))
def test_an_input_field_that_is_not_served_is_named(api: Api, field: str) -> None:
    said = f"Not implemented: the Admin API has OrderInput.{field}, but this shop does not serve it."
    query = "mutation M($input: OrderInput!) { orderUpdate(input: $input) { order { id } } }"
    (error,) = api.answer(query, {"input": {"id": gid("Order", 450789471), field: None}})["errors"]
    assert error["extensions"]["problems"] == [{"path": [field], "explanation": said}]
    literal = f'mutation {{ orderUpdate(input: {{id: "gid://shopify/Order/450789471", {field}: null}}) {{ order {{ id }} }} }}'
    (error,) = api.answer(literal)["errors"]
    assert (error["message"], error["extensions"]["code"]) == (said, "NOT_IMPLEMENTED")


def test_every_input_field_and_enum_value_is_served() -> None:
    # Only these are refused by name, so no other may be missing.
    for name, type_ in served("unstable").items():
        if isinstance(type_, GraphQLEnumType | GraphQLInputObjectType):
            members = getattr(type_, "fields", None) or getattr(type_, "values", {})
            assert {each for each in api_types()[name].members if is_known("unstable", name, each)} == (
                set(members) | UNSERVED_INPUTS.get(name, set())
            )


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ('{ orders(first: 1, savedSearchId: "gid://shopify/SavedSearch/1") { nodes { id } } }', "savedSearchId of QueryRoot.orders"),
        (
            "query($id: ID!) { order(id: $id) { fulfillmentOrders(first: 1, displayable: true) { nodes { id } } } }",
            "displayable of Order.fulfillmentOrders",
        ),
    ],
)  # fmt: skip
def test_an_argument_that_is_not_served_is_named(api: Api, query: str, what: str) -> None:
    (error,) = api.answer(query, {"id": gid("Order", 1)})["errors"]
    assert f"the argument {what}" in error["message"]
    assert error["extensions"]["code"] == "NOT_IMPLEMENTED"


def test_what_follows_from_something_that_is_not_served_is_left_out(api: Api) -> None:
    query = """mutation M($input: ProductInput!, $unused: Int) {
      productCreate(input: $input) { product { id } }
      fulfillmentNonsense { id }
    }"""
    (error,) = api.answer(query)["errors"]
    assert error["extensions"]["fieldName"] == "productCreate"
    assert error["path"] == ["mutation M", "productCreate"]


def test_a_type_that_is_not_served_is_named(api: Api) -> None:
    query = "query N($id: ID!) { node(id: $id) { id ... on BulkOperation { status url } ... on Order { name } } }"
    (error,) = api.answer(query, {"id": gid("BulkOperation", 1)})["errors"]
    assert (
        error["message"]
        == "Not implemented: the Admin API has the type BulkOperation, but this shop does not serve it."
    )
    assert error["extensions"] == {"code": "NOT_IMPLEMENTED", "typeName": "BulkOperation"}
    (error,) = api.answer(query.replace("BulkOperation", "Nonsense"), {"id": gid("Order", 1)})["errors"]
    assert error["extensions"]["code"] == "undefinedType"


def test_what_the_api_has_not_got_does_not_exist(api: Api) -> None:
    (error,) = api.answer("{ shop { presents } }")["errors"]
    assert error["message"] == "Field 'presents' doesn't exist on type 'Shop'"
    assert error["extensions"]["code"] == "undefinedField"


def ask(api: Api, version: str, query: str, **variables: Any) -> Any:
    return api.client.post(f"/admin/api/{version}/graphql.json", json={"query": query, "variables": variables}).json()


LABEL = """query Q($f: ID!, $fo: ID!) {
  fulfillment(id: $f) { shippingLabel { id printed } }
  fulfillmentOrder(id: $fo) { lineItems(first: 1) { nodes { shippingLine { title } } } }
}"""


@pytest.mark.parametrize("version", LATER)
def test_fields_that_came_in_2026_07(api: Api, version: str) -> None:
    answer = ask(api, version, LABEL, f=gid("Fulfillment", 1069019870), fo=gid("FulfillmentOrder", 1046000810))
    if version in ("2025-10", "2026-01", "2026-04"):
        assert [(each["extensions"]["code"], each["extensions"]["fieldName"]) for each in answer["errors"]] == [
            ("undefinedField", "shippingLabel"),
            ("undefinedField", "shippingLine"),
        ]
    else:
        assert answer["data"] == {
            "fulfillment": {"shippingLabel": None},
            "fulfillmentOrder": {"lineItems": {"nodes": [{"shippingLine": None}]}},
        }


@pytest.mark.parametrize(("version", "known"), [("2025-10", False), ("2026-01", False), ("2026-04", True)])
def test_an_enums_value_is_there_since_its_version(api: Api, version: str, known: bool) -> None:
    found = ask(api, version, '{ __type(name: "FulfillmentOrderAction") { enumValues { name } } }')
    assert ({"name": "REPORT_PROGRESS"} in found["data"]["__type"]["enumValues"]) is known


@pytest.mark.parametrize("sort", ["CREATED_AT", "ORDER_NUMBER"])
def test_a_sort_key_of_something_else_does_not_fit(api: Api, sort: str) -> None:
    (error,) = api.answer(f"{{ fulfillmentOrders(first: 1, sortKey: {sort}) {{ nodes {{ id }} }} }}")["errors"]
    assert error["extensions"]["code"] == "argumentLiteralsIncompatible"


def test_a_location_without_an_id_is_the_first(api: Api) -> None:
    assert api.data("{ location { legacyResourceId } }") == {"legacyResourceId": "24826418"}
    query = "query L($id: ID) { location(id: $id) { legacyResourceId } }"
    assert api.data(query, id=gid("Location", 655441491)) == {"legacyResourceId": "655441491"}
    assert api.data(query) == {"legacyResourceId": "24826418"}
    assert api.data(query, id=gid("Location", 1)) is None


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("2024-10", "invalid id"),
        ("2025-01", "invalid id"),
        ("2025-04", "Invalid id: gid://shopify/FulfillmentOrder/0"),
        ("2026-04", "Invalid id: gid://shopify/FulfillmentOrder/0"),
    ],
)
def test_how_an_invalid_id_is_worded(api: Api, version: str, message: str) -> None:
    answer = ask(api, version, "query Q($id: ID!) { fulfillmentOrder(id: $id) { id } }", id=gid("FulfillmentOrder", 0))
    (error,) = answer["errors"]
    assert (error["message"], error["extensions"]) == (message, {"code": "RESOURCE_NOT_FOUND"})


def test_types_that_are_nodes_have_an_id(api: Api) -> None:
    found = api.data(
        """query Q($id: ID!) { fulfillmentOrder(id: $id) {
          destination { id city countryCode } deliveryMethod { id } fulfillmentHolds { id reason heldByRequestingApp }
        } }""",
        id=gid("FulfillmentOrder", 1046000810),
    )
    assert found == {
        "destination": {
            "id": gid("FulfillmentOrderDestination", 1046000810), "city": "Louisville", "countryCode": None
        },
        "deliveryMethod": {"id": gid("DeliveryMethod", 1046000810)},
        "fulfillmentHolds": [],
    }  # fmt: skip


def test_an_address_stored_without_a_country_can_be_read(api: Api) -> None:
    # As shops stored it that did not ask for the country.
    made = api.create((1046000908, []), originAddress={"city": "Ottawa", "countryCode": "CA"})["fulfillment"]
    with api.shop._transaction(write=True) as records:
        found = records.fulfillment(int(made["id"].rpartition("/")[2]))
        assert found is not None
        records.save_fulfillment(msgspec.structs.replace(found, origin_address={"city": "Ottawa"}))
    query = "query Q($id: ID!) { fulfillment(id: $id) { originAddress { city countryCode } } }"
    assert api.data(query, id=made["id"]) == {"originAddress": {"city": "Ottawa", "countryCode": "ZZ"}}
