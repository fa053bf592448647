"""The package as its source shows it: rooms, files and what they define, import and read.

python -m tests.layers        prints the rooms from the top down, each with the rooms it imports from
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).parent.parent / "tracking"
GENERATED = ("_snapshot", "_carriers", "_languages", "_words_beside")
"""What the build writes into a wheel."""

ROOMS: dict[str, tuple[str, ...]] = {
    "errors": (),
    "yaml_file": (),
    "languages": ("folding", "vocabulary", "language", "loading", "merging", "builtin", "words", "expressions", "row_words", "header_words", "columns", "consistency"),
    "spelling": ("late", "given", "countries", "texts", "urls", "numbers", "absent", "controls", "scans", "companies", "harmless"),
    "definitions": ("algorithms", "s10_services", "platforms", "templates", "shapes", "masks", "hostile", "evidence", "weighted_sums", "pattern_reader", "patterns", "checkdigits", "working", "carrier", "complaints", "compiled", "compiled_carrier", "carrier_codes", "folding", "tiers", "code_checks", "checks", "compiling", "format_at_length", "decoding", "source", "filing", "loading", "in_memory", "snapshot", "packed", "document", "checkout", "builtin", "packing"),
    "catalog": ("page_links", "listed", "folded", "pages", "beside", "homes", "writing", "guessed", "names", "within", "catalog"),
    "matching": ("thresholds", "checksum_tables", "ranking", "known", "trials", "predicates", "shape_index", "beginnings", "matcher"),
    "resolving": ("problems", "records", "candidates", "query", "results", "own_pages", "own_numbers", "scanned", "cell_contents", "cell_names", "cells", "naming", "diagnosis", "witnessed", "suggestions", "validation", "precedence", "number_knowledge", "platform_codes", "engine", "explanation", "explaining"),
    "text": ("document", "lengths", "joining", "noise", "noise_by_form", "field_names", "nesting", "records", "noise_by_surroundings", "printed", "groups", "naming", "headings", "tokens", "speakers", "context", "nearness", "corrections", "beside", "chats", "talk", "nearest", "link_parts", "witnesses", "formless", "named_formats", "short_names", "owner", "owners", "gathering", "aggregators", "links", "letters_apart", "single_groups", "runs", "encoded_words", "letter", "search"),
    "resolver": (),
    "batch": ("columns", "format_shapes", "check_columns", "final_states", "automaton", "number_classes", "equivalence", "column_names", "answer_memory", "shared_answers", "texts", "answers", "candidates", "platform_codes", "tables", "polars", "pandas", "duckdb"),
    "quality": ("source_families", "coverage", "finding", "collisions", "judged", "claims", "code_rules", "source_rules", "accuracy", "rules", "lint"),
    "tabular": ("columns", "shown_texts", "preamble", "reader", "workbook_parts", "workbook_sheets", "workbook_size", "where", "csv_records", "encodings", "parquet_pages", "parquet_size", "parquet_file", "formats", "old_encodings", "lines", "text_reader", "csv_file", "excel_file", "json_lines", "json_array"),
    "spark": (),
    "__init__": (),
    "fulfillment": ("values_requests", "values", "values_legacy", "refusals", "refusals_orders", "rules", "rules_actions", "rules_parts", "rules_hold", "rules_split", "rules_move", "rules_progress", "rules_requests", "rules_order", "rules_tracking", "rules_legacy", "shipment", "policy", "asking", "port", "effects", "planning", "reconcile", "telling", "owner", "intent", "parcel", "equal_rows", "fulfilled_before", "parcel_plan", "journal_tables", "journal", "outcome", "running", "answers", "steps", "lost_zeros", "job", "believing", "submitting", "summing_up", "ahead", "carrying_out", "shipping", "upkeep", "beside_numbers", "cell_words", "shipment_cells", "number_cells", "parcel_rows", "shipment_rows", "column_questions", "numbered_columns", "column_taking", "contents_choice", "number_choice", "column_choice", "looks", "rows_left_out", "row_questions", "columns_read", "table_remarks", "shipments_file", "file_run", "pipeline"),
    "shopify": ("messages", "classify", "bucket", "bucket_sql", "token", "exchange", "api", "rest_bodies", "rest", "queries", "graphql_bodies", "graphql_answers", "graphql_views", "graphql", "granted", "session", "transport", "client", "async_client", "signatures", "webhooks", "service_calls"),
    "desk": ("own_hosts", "prompt", "partial", "requests", "openapi", "api", "carrier_pages", "layout", "pages", "app", "mounting", "listening", "serving", "assistant"),
    "server": ("versions", "access", "granting", "bodies", "form_body", "wire", "tls", "limits", "selection", "not_served", "admin_routes", "graphql_names", "order_status", "order_money", "order_transactions", "order_details", "order_payment", "order_ending", "order_edit", "metafield_values", "metafield", "assignment", "given_plain", "given_details", "given_orders", "given_faults", "given_fields", "given_state", "given_payments", "given_metafields", "order_filter", "search_grammar", "search_values", "subscription", "subscription_checks", "webhook_bodies", "search", "search_fields", "rest_values", "rest_decode", "rest_decode_orders", "rest_totals", "rest_encode", "rest_encode_orders", "listing", "rest_filters", "store", "delivery_records", "place_records", "metafield_records", "webhook_records", "order_record", "records", "orders_file", "demo_products", "demo", "outbox", "shop_reads", "shop_webhooks", "shop_changes", "shop_deliveries", "shop_metafields", "shop_order_edits", "shop_orders", "shop_progress", "shop_requests", "shop_services", "shop", "threads", "rest_call", "rest_deprecated", "rest_orders", "rest_webhooks", "rest_metafields", "rest_order_edits", "rest_payments", "rest", "openapi_orders", "openapi_webhooks", "openapi_metafields", "openapi", "scopes_route", "graphql_scalars", "graphql_cost", "graphql_paging", "graphql_variables", "graphql_fields", "graphql_search", "graphql_orders", "graphql_queries", "graphql_order_reads", "graphql_order_queries", "graphql_reads", "graphql_money", "graphql_products", "graphql_shallow", "graphql_plain", "graphql_details", "graphql_payments", "graphql_channel", "graphql_writes", "graphql_order_writes", "graphql_metafields", "graphql_order_edits", "graphql_service_writes", "graphql_webhooks", "graphql_shop", "graphql_absent", "graphql_parts", "graphql_nodes", "graphql_schema", "graphql_rules", "request_log", "graphql", "form_keys", "page_frame", "page", "page_forms", "outbox_page", "webhook_page", "page_login", "request_page", "shop_pages", "reset_route", "fault_kinds", "faults", "app", "direct", "calling_out", "service_calls", "webhook_sending", "serving", "background"),
    "pytest_plugin": (),
    "cli": ("misuse", "guarded", "completion", "whole_file", "aligned", "lint", "schema", "__init__", "given_file", "shop_options", "given", "column_options", "mail", "columns", "resolution_text", "serve_options", "code", "serve", "demo", "table_rows", "own_files", "listing", "report", "report_file", "shop_pipeline", "find", "explain", "desk", "mcp", "carriers", "export", "journal", "table_columns", "validate_table", "validate", "tally", "answers", "fulfill", "fulfillments", "rows_for_people", "arrow_rows", "table_answers", "code_column", "resolve_table", "resolve"),
    "__main__": (),
}  # fmt: skip
"""From the ground up. A room without files is a file itself; the files of a package stand in order, its `__init__` last
where it is not named. Each file imports only from those above it here."""


class Place(NamedTuple):
    """A line of a file of the package."""

    file: str
    """Relative to the package, as ``room/name.py``."""
    line: int
    text: str
    """What stands there."""

    def __str__(self) -> str:
        return f"tracking/{self.file}:{self.line}: {self.text}"


# Files.


@cache
def files() -> list[str]:
    """The package's source files, relative to it."""
    found = (path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
    return sorted(path.as_posix() for path in found if Path(path.parts[0]).stem not in GENERATED)


@cache
def tree(file: str) -> ast.Module:
    return ast.parse((PACKAGE / file).read_text(encoding="utf-8"))


def listed() -> list[str]:
    """The files that `ROOMS` lists, from the ground up."""
    found = []
    for room, names in ROOMS.items():
        if names:
            last = () if "__init__" in names else ("__init__",)
            found += [f"{room}/{name}.py" for name in (*names, *last)]
        else:
            found.append(f"{room}.py")
    return found


def module_of(file: str) -> str:
    """``tracking.cli`` of cli/__init__.py, ``tracking.cli.find`` of cli/find.py."""
    parts = ("tracking", *Path(file).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def file_of() -> dict[str, str]:
    """Files by their modules' names."""
    return {module_of(file): file for file in files()}


# Imports.


class Import(NamedTuple):
    """A file of the package that another one imports from."""

    place: Place
    target: str
    """The imported file, relative to the package."""


@cache
def imports(file: str) -> list[Import]:
    """What a file imports of the package: at its top, inside functions, for type checkers, by `import_module`."""
    found: dict[Import, None] = {}
    for node in ast.walk(tree(file)):
        for name in _imported(node, file):
            while name not in file_of() and "." in name:
                name = name.rpartition(".")[0]
            if name in file_of():
                line: int = node.lineno  # type: ignore[attr-defined]
                found[Import(Place(file, line, first_line(node)), file_of()[name])] = None
    return list(found)


def _imported(node: ast.AST, file: str) -> list[str]:
    """Names of modules of the package, or of what is in them."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            package = ("tracking", *Path(file).parts)[: -node.level]
            base = ".".join([*package, *filter(None, [base])])
        names = [f"{base}.{alias.name}" for alias in node.names]
    elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module") and node.args:
        names = [str(node.args[0].value)] if isinstance(node.args[0], ast.Constant) else []
    else:
        names = []
    return [
        name for name in names if (*name.split("."), "")[0] == "tracking" and (*name.split("."), "")[1] not in GENERATED
    ]


def first_line(node: ast.AST) -> str:
    return ast.unparse(node).partition("\n")[0]


# The picture.


def room_of(file: str) -> str:
    return Path(file).parts[0].removesuffix(".py")


def picture() -> str:
    """The rooms from the top down, each with its files and the rooms it imports from."""
    lines = []
    for room in reversed(ROOMS):
        used = {room_of(one.target) for file in files() if room_of(file) == room for one in imports(file)}
        below = ", ".join(name for name in ROOMS if name in used - {room})
        lines.append(f"{room:<12} {len(ROOMS[room]) or 1:>3} files   {below and 'on ' + below}".rstrip())
    return "\n".join(lines)


if __name__ == "__main__":
    print(picture())
