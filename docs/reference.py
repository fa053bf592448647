"""The pages of the API reference: an entry for each public name, which mkdocstrings fills from its docstring."""

from __future__ import annotations

import importlib
import types
from typing import Any, NamedTuple

__all__ = ["FIELDS", "MODULES", "PARTS", "Entry", "entries", "page"]

MODULES: dict[str, tuple[str, ...]] = {
    "tracking": ("tracking",),
    "batch": ("tracking.batch", "tracking.batch.polars", "tracking.batch.pandas", "tracking.batch.duckdb"),
    "fulfillment": ("tracking.fulfillment", "tracking.fulfillment.values"),
    "shopify": ("tracking.shopify", "tracking.shopify.webhooks", "tracking.shopify.service_calls"),
    "errors": ("tracking.errors",),
    "testing": ("tracking.server.background",),
}
"""The pages, and the modules whose public names (``__all__``) each of them explains."""
_ABOUT = {
    "tracking": "The public names of the package. Importing it does nothing; each name is loaded when it is first used.",
    "batch": "Whole tables and columns. Needs the extra `arrow`; see [Large files](../big-files.md).",
    "fulfillment": "From shipments to fulfillments. Needs the extra `http`; see [Fulfillments](../fulfill.md).",
    "shopify": "The client of the Admin API, and what a shop sends. Needs the extra `http`.",
    "errors": "Every exception that this package raises on purpose derives from `tracking.TrackingError`.",
    "testing": "The local shop in tests. The fixture `shop` of the pytest plugin, which comes with the extra `server`, is a "
    "`BackgroundShop`; it is reset for each test. See [Testing an app](../testing-an-app.md).",
}
PARTS = {
    "tracking": (
        "tracking.resolving.explanation.NumberPart",
        "tracking.resolving.explanation.ExplainedCandidate",
        "tracking.resolving.explanation.RuledOut",
        "tracking.definitions.carrier.Page",
        "tracking.definitions.carrier.NumberFormat",
        "tracking.definitions.carrier.Citation",
        "tracking.definitions.platforms.CatchAll",
    ),
    "fulfillment": ("tracking.fulfillment.planning.Part", "tracking.fulfillment.file_run.FileOptions"),
}
"""Types of fields and arguments of public names, which have an entry as well."""
FIELDS = {
    "body": "The body, as it arrived.",
    "cancelled": "True if the order is cancelled.",
    "company": "The company's name; None if it is not known.",
    "created_at": "When it was created.",
    "currency": "The currency, as ISO 4217.",
    "delivery_method": "The delivery method; None if it is not known.",
    "domain": "The shop's host, such as ``my-shop.myshopify.com``.",
    "email": "The mail address; None if it is not known.",
    "encoding": "The encoding; None to detect it.",
    "fulfillment": "The fulfillment.",
    "fulfillment_id": "The id of the fulfillment.",
    "fulfillment_ids": "The ids of its fulfillments.",
    "fulfillment_orders": "The fulfillment orders of the order.",
    "fulfillment_service": "The handle of the fulfillment service, or ``manual``.",
    "happened_at": "When it happened.",
    "holds": "Why it waits, one for each hold.",
    "id": "The id.",
    "kind": "What happened; see the class.",
    "language": "The recipient's language, two letters, for pages in several languages.",
    "line_item_id": "The id of the order's line item.",
    "lines": "The lines.",
    "location_id": "The id of the location; None if it is not known.",
    "message": "A text for people; None if there is none.",
    "method": "The HTTP method.",
    "name": "The name.",
    "notify_customer": "Whether the shop notifies the customer.",
    "numbers": "The tracking numbers.",
    "opens_at": "When a pending fulfillment becomes open; None if it is not pending.",
    "order": "The order.",
    "order_id": "The id of the order.",
    "order_name": "The name of the order, such as ``#1001``.",
    "origin_address": "Where the goods come from. The keys are those of the API's addresses.",
    "path": "The path of the URL.",
    "postal_code": "The recipient's postal code, for pages that ask for it.",
    "problems": "What is wrong or uncertain.",
    "quantity": "Units.",
    "query": "The query of the URL.",
    "receipt": "What the fulfillment service reported, as the API has it.",
    "refunded": "True if the order is refunded.",
    "requests": "The merchant's requests to the fulfillment service.",
    "separator": "The character between cells; None to detect it.",
    "service": "The handle of the fulfillment service; None if it is not known.",
    "shipment": "The shipment.",
    "shipment_status": "The status of the latest event; None if there is none.",
    "sku": "The SKU; None if it is not known.",
    "sources": "Where the claims can be read.",
    "tags": "The order's tags.",
    "title": "The title of the product.",
    "tracking": "The company, the tracking numbers, and the tracking URLs.",
    "updated_at": "When it was last changed.",
    "urls": "The tracking URLs.",
}
"""What is said of fields with these names that have no docstring of their own."""
_VALUES = {
    "tracking.__version__": "The version of the installed package, a text.",
    "tracking.data_version": "The date of the newest definition, a text as in `2026-11-21`. "
    "It is that of `TRACKING_DATA` where this takes the place of the built-in definitions.",
    "tracking.spark": "The batch path on a Spark cluster: `tracking.spark.resolve(df)` adds the columns that "
    "`tracking.batch.resolve_table` adds. Needs the extra `spark`; see [Large files](../big-files.md#spark).",
    "tracking.batch": "Whole tables: see [tracking.batch](batch.md).",
}
"""What is said of names that are no class and no function."""


_MEMBERS = {
    "tracking.Resolver": "[]",  # its methods are the functions of the page
    "tracking.Resolution": "[number, company, carrier, url, via, candidates, problems, scanned, as_dict]",
    "tracking.Candidate": "[carrier, company, format, parts, check, evidence, url, meanings, also_used_by, as_dict]",
}
"""What is shown of classes whose other members are explained elsewhere or are for the rest of the package."""


class Entry(NamedTuple):
    """A public name and where its docstring is."""

    name: str
    """As users write it: ``tracking.resolve``."""
    home: str | None
    """The path at which it is defined: ``tracking.resolving.engine.Engine.resolve``; None where ``value`` is all."""
    value: str = ""


def entries(module: str) -> list[Entry]:
    """The public names of a module, in order."""
    loaded = importlib.import_module(module)
    return [_entry(module, name, loaded) for name in loaded.__all__]


def _entry(module: str, name: str, loaded: types.ModuleType) -> Entry:
    shown = f"{module}.{name}"
    if shown in _VALUES:
        return Entry(shown, None, _VALUES[shown])
    value: Any = getattr(loaded, name)
    value = getattr(value, "__func__", value)  # the module's functions are a resolver's methods
    if isinstance(value, type | types.FunctionType):
        return Entry(shown, f"{value.__module__}.{value.__qualname__}")
    return Entry(shown, shown)


def _page_of(home: str | None, title: str) -> str | None:
    """The other page that has the entry of a name; None where it is this page."""
    module = (home or "").rpartition(".")[0]
    return next((other for other, modules in MODULES.items() if other != title and module in modules), None)


def page(title: str) -> str:
    """A page of the reference, in Markdown."""
    heading = {"tracking": "tracking", "testing": "tracking.server.background"}.get(title, f"tracking.{title}")
    lines = [f"# {heading}", "", _ABOUT[title], ""]
    for module in MODULES[title]:
        for entry in entries(module):
            elsewhere = _page_of(entry.home, title)
            if entry.home is None:
                lines += [f"## `{entry.name}`", "", entry.value, ""]
            elif elsewhere is not None:
                lines += [f"## `{entry.name}`", "", f"See [{entry.home}]({elsewhere}.md#{entry.home}).", ""]
            else:
                lines += [f"::: {entry.home}", "    options:", f"      heading: {entry.name}"]
                lines += _options(title, entry.name)
    for path in PARTS.get(title, ()):
        lines += [f"::: {path}", "    options:", f"      heading: {path}", *_options(title, path)]
    return "\n".join(lines)


def _options(title: str, name: str) -> list[str]:
    """The options of an entry: which members it has, and whether its bases are shown."""
    members = [f"      members: {_MEMBERS[name]}"] if name in _MEMBERS else []
    inherited = ["      inherited_members: false"] if _MEMBERS.get(name) == "[]" else []
    bases = [] if title == "errors" else ["      show_bases: false"]
    return [*members, *inherited, *bases, ""]
