"""The platforms that have their own codes for carriers, and the rules of each.

The codes are in the carriers' files, in the block ``codes``, under the platform's key. The rules that hold for all
carriers are here: which field takes the code, whether other values are accepted, and what is sent for a carrier that
the platform does not know. No live platform was asked; ``source`` says what was read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PLATFORMS", "CatchAll", "Platform"]


class CatchAll(NamedTuple):
    """Return what is sent for a carrier that is not on a platform's list."""

    code: str | None
    """The value of the field; None for the carrier's own name."""
    field: str | None = None
    """The field that takes it, if that is not the code's own field."""
    also: Mapping[str, Literal["name", "url"]] = {}
    """Additional fields that are then needed, and the value of each: the carrier's name, or the link to the parcel."""


class Platform(NamedTuple):
    """A platform that takes carriers by codes of its own, and its rules."""

    key: str
    """The platform's name in carrier files and for `tracking.code_for`."""
    name: str
    field: str
    """The field of its API that takes the code."""
    list: Literal["closed", "open", "free"]
    """The kind of its list: ``closed``, ``open``, or ``free``.

    ``closed``: only listed codes are accepted. ``open``: others may be accepted, since the list is known to grow, or
    can be extended. ``free``: any text is accepted, and the listed ones are understood.
    """
    by_site: bool
    """True if a code is accepted only on the platform's sites for the code's countries."""
    catch_all: CatchAll | None
    """What is sent for a carrier that is not on the list; None if nothing may be sent."""
    number: bool
    """True if a tracking number is sent with the code."""
    url: bool
    """True if the platform has a field for a link."""
    complete: bool
    """True if the list that was read is complete."""
    as_of: str | None
    """The day, month, or year of that list (ISO 8601); None if it has no date."""
    about: str
    """What else a caller should know."""
    source: str
    """Where the list can be found."""

    def as_dict(self) -> dict[str, Any]:
        """Return the fields by name, fit for `json.dumps`."""
        found = self._asdict()
        if self.catch_all is not None:
            found["catch_all"] = {**self.catch_all._asdict(), "also": dict(self.catch_all.also)}
        return found


_ROWS = (
    Platform(
        "ebay", "eBay", "shippingCarrierCode", "closed", True, CatchAll("Other"), True, False, True, "2025-10-30",
        "The field is ShippingCarrierUsed in CompleteSale. GeteBayDetails tells which codes a site takes. Code and number "
        "are sent together or not at all. In CompleteSale, UPS stands for UPS Mail Innovations too, and FedEx for SmartPost.",
        "Nogrod/ebay-sdk-php:src/Trading/ShippingCarrierCodeType.php",
    ),
    Platform(
        "amazon", "Amazon", "carrierCode", "closed", False, CatchAll("Other", also={"carrierName": "name"}),
        True, False, False, "2026-01",
        "The spelling has to be exact, else the order stays unconfirmed. The field is CarrierCode in the order fulfillment "
        "feed and carrier-code in the flat file. Codes have no country: for a brand that is one company a country, the "
        "company of the marketplace is meant. Of the list of 2026 only the part up to the letter I was read.",
        "abuzuhri/Amazon-SP-API-CSharp:Source/FikaAmazonAPI/ConstructFeed/xsd/amzn-base.xsd",
    ),
    Platform(
        "etsy", "Etsy", "carrier_name", "closed", False, CatchAll("other"), True, False, False, None,
        "The list is a copy from before 2023. That `other` is taken for carriers that it does not have is not confirmed.",
        "3t4n/wp-cve:plugins/platycorp-etsy-syncer/admin/orders/class-etsy-carrier-list.php",
    ),
    Platform(
        "walmart", "Walmart", "carrierName.carrier", "closed", False,
        CatchAll(None, "carrierName.otherCarrier", {"trackingURL": "url"}), True, True, False, "2026-10-30",
        "The marketplace of the United States. The spelling has to be exact. The link is required with otherCarrier. "
        "A name or two at the end of the list may be missing.",
        "https://developer.walmart.com/us-marketplace/docs/supported-carrier-names",
    ),
    Platform(
        "paypal", "PayPal", "carrier", "closed", False, CatchAll("OTHER", also={"carrier_name_other": "name"}),
        True, False, False, "2024",
        "A country's code is used where there is one, else the global one. The list has grown by a few dozen codes since.",
        "woocommerce-paypal-payments:modules/ppcp-order-tracking/carriers.php",
    ),
    Platform(
        "bigcommerce", "BigCommerce", "tracking_carrier", "open", False, CatchAll("", also={"tracking_link": "url"}),
        True, True, True, "2026-04-01",
        "The values are AfterShip's slugs. A link is made only for a value that is known; with the carrier left empty, "
        "tracking_link is shown. Number, link, or both are sent.",
        "bigcommerce/docs:assets/csv/tracking_carrier_values.csv",
    ),
    Platform(
        "bigcommerce-provider", "BigCommerce (shipping provider)", "shipping_provider", "closed", False, CatchAll(""),
        True, True, True, "2026-04-01",
        "A carrier of an app is carrier_{id}. Either this field or tracking_carrier is sent, not both.",
        "bigcommerce/docs:reference/orders.v2.oas2.yml",
    ),
    Platform(
        "woocommerce", "WooCommerce", "provider key", "open", False, CatchAll(None), True, True, True, "2025",
        "The fulfillments of WooCommerce itself. A shop may add providers, and give a provider's name and link of its own. "
        "The older extension Shipment Tracking takes names and links instead.",
        "woocommerce/woocommerce:plugins/woocommerce/src/Admin/Features/Fulfillments/ShippingProviders.php",
    ),
    Platform(
        "google", "Google", "carrier", "free", False, CatchAll(None), True, False, True, "2022-09",
        "The list is that of OrderShipment in the Content API, for the United States and France; the resource is gone, and "
        "order tracking signals of the Merchant API take any text. For a text that was not listed, mails named no carrier.",
        "google-api-python-client 2.60.0: discovery_cache/documents/content.v2.1.json",
    ),
    Platform(
        "klarna", "Klarna", "shipping_company", "free", False, CatchAll(None), True, True, True, "2026",
        "Mostly AfterShip's slugs. The link goes into tracking_uri.",
        "roboalchemist/llm-code-docs:docs/llms-txt/klarna/klarna-carrier-partner-list.md",
    ),
    Platform(
        "aftership", "AfterShip", "slug", "closed", False, None, True, False, False, "2024-07-03",
        "A slug may be left out: then the carrier is guessed from the number. About two thirds of the list are known.",
        "wenzexuananrong/wpsai:wp-content/plugins/woocommerce-orders-tracking/includes/class-vi-woo-orders-tracking-aftership.php",
    ),
    Platform(
        "kaufland", "Kaufland", "carrier_code", "closed", False, CatchAll("Other"), True, False, False, None,
        "The German marketplace, by the first version of its API. `Other Hauler` is for freight.",
        "hitmeister/api-sdk-php:src/Transfers/Constants.php",
    ),
    Platform(
        "shippo", "Shippo", "carrier", "closed", False, None, True, False, False, None,
        "The token in /tracks/{carrier}/{number}. australia_post serves StarTrack too, and new_zealand_post CourierPost.",
        "goshippo/shippo-python-sdk:src/shippo/models/components/carriersenum.py",
    ),
    Platform(
        "easypost", "EasyPost", "carrier", "open", False, None, True, False, False, "2024",
        "The carrier of a tracker. It may be left out: then the carrier is guessed from the number.",
        "woo-orders-tracking: class-vi-woo-orders-tracking-easypost.php",
    ),
    Platform(
        "easypost-account", "EasyPost (carrier account)", "type", "closed", False, None, False, False, True, "2024-07-30",
        "The type of a carrier account; no parcel is named with it.",
        "EasyPost/easypost-node:test/cassettes/CarrierType-Service",
    ),
    Platform(
        "shipengine", "ShipEngine and ShipStation", "carrier_code", "closed", False, None, True, False, False, "2021",
        "The documentation speaks of more than 100 carriers today. The USPS is stamps_com or endicia.",
        "npm shipengine-openapi 1.4.0: openapi.json",
    ),
    Platform(
        "sendcloud", "Sendcloud", "carrier.code", "closed", False, None, True, True, False, None,
        "Only a few of 160 codes are known; GET service-points/carriers tells the rest.",
        "PyPI odoo-addon-delivery-sendcloud-oca 18.0.1.0.0.3: tests/vcr_cassettes",
    ),
    Platform(
        "bol", "bol", "transporterCode", "closed", False, CatchAll("OTHER"), True, False, True, None,
        "No number goes with OTHER and BRIEFPOST.",
        "123lens/bol-retailer-api:src/Types/TransporterCode.php",
    ),
    Platform(
        "otto", "OTTO", "trackingKey.carrier", "closed", False, CatchAll("OTHER_FORWARDER"), True, False, True, "2021-10-05",
        "The German marketplace.",
        "creatissimo/otto-market-api:lib/Shipments/Model/TrackingKey.php",
    ),
    Platform(
        "allegro", "Allegro", "carrierId", "closed", False, CatchAll("OTHER", also={"carrierName": "name"}),
        True, False, False, None,
        "GET /order/carriers tells the whole list. ALLEGRO is Allegro's own delivery, by one of several carriers.",
        "https://developer.allegro.pl",
    ),
)  # fmt: skip

PLATFORMS = {row.key: row for row in _ROWS}
"""The platforms by key."""
