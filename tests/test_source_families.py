"""Which sources speak for themselves, and how many pages and formats two of them state."""

from __future__ import annotations

import re

import pytest

import tracking
from tracking.definitions.carrier import Carrier, Citation, NumberFormat, Page
from tracking.quality.source_families import FAMILIES, UNNAMED, Stated, family_of, independent, stated

PLUGIN = "common-repository/woo-orders-tracking:includes"
COPY = "WordPressBugBounty/plugins-woo-orders-tracking:woo-orders-tracking/includes"


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (f"{PLUGIN}/data.php", f"{COPY}/data.php", True),
        (
            f"{PLUGIN}/class-vi-woo-orders-tracking-trackingmore.php",
            "a/b:assets/packages/trackingmore-carriers.json",
            True,
        ),
        (
            f"{PLUGIN}/data.php",
            f"{PLUGIN}/class-vi-woo-orders-tracking-trackingmore.php",
            False,
        ),  # two tables of one plugin
        ("https://a.example (not confirmed by a second source)", "https://b.example (unnamed public code)", True),
        ("https://a.example (not confirmed by a second source)", "https://a.example/help", False),
        ("https://www.a.example/help", "http://a.example/faq?a=1", True),
        ("https://a.example", "https://b.example", False),
        ("one/tracker:a.py", "one/tracker#38", True),
        ("one/tracker:a.py", "one/tracker", True),
        ("one/tracker:a.py", "two/tracker:a.py", False),
        ("one/tracker:a.py", "one/other:a.py", False),
        ("npm @one/tracker:a.js", "npm @one/tracker:b.js", True),
        ("PyPI tracker:a.py", "PyPI other:a.py", False),
        ("shlee322/delivery-tracker:a.ts", "egg-/delivery-tracker:b.ts", True),
        ("egg-/delivery-tracker:a.ts", "npm delivery-tracker:b.js", True),
        ("OCA/delivery-carrier:a.py", "PyPI odoo14-addon-delivery-mrw:b.py", True),
        ("karrioapi/karrio:a.py", "PyPI karrio-bpost:b.py", True),
        ("A handbook, page 1", "A handbook, page 2", False),
    ],
)
def test_copies_of_one_table_are_one_source(one: str, two: str, same: bool) -> None:
    assert (family_of(one) == family_of(two)) is same


def test_each_family_has_sources_that_definitions_cite_and_a_reason() -> None:
    cited = {
        source if isinstance(source, str) else source.text
        for carrier in tracking.carriers()
        for stated_there in (*carrier.pages, *carrier.numbers)
        for source in stated_there.sources
    }
    found = {family_of(source).name for source in cited}
    for family in FAMILIES:
        assert family.name in found
        assert re.fullmatch(r"[A-Z].*\.", family.why)
    assert len({family.name for family in FAMILIES}) == len(FAMILIES)


def test_what_confirms_no_address_may_state_a_format() -> None:
    core = ("woocommerce/woocommerce:Providers/One.php", "one/tracker:a.py")
    assert independent(core, "page") == {"one/tracker"}
    assert len(independent(core, "format")) == 2


def test_a_source_counts_for_what_it_states() -> None:
    sources = ("a/a:a.py", Citation(text="b/b:b.py", states=("host", "check")))
    assert independent(sources, "page") == independent(sources, "format") == {"a/a"}
    assert independent(sources, "check") == independent(sources, "host") == {"a/a", "b/b"}


def test_pages_and_formats_of_two_sources_are_counted() -> None:
    unnamed = "https://a.example (not confirmed by a second source)"
    pages = (
        Page(url="https://a.example/{number}", sources=("a/a:a.py", "b/b:b.py")),
        Page(url="https://a.example/{number}", sources=("a/a:a.py", "a/a:b.py")),
        Page(url="https://a.example/{number}", sources=(unnamed, "https://b.example (unnamed public code)")),
        Page(name="A page without an address", sources=("a/a:a.py", "b/b:b.py")),
    )
    numbers = (
        NumberFormat(name="A", pattern="[0-9]", sources=("a/a:a.py", unnamed)),
        NumberFormat(name="B", pattern="[0-9]", sources=("a/a:a.py", Citation(text="b/b:b.py", states=("check",)))),
    )
    assert stated([Carrier(name="A", pages=pages, numbers=numbers)]) == Stated(3, 1, 1, 2, 1)
    assert stated([]) == Stated(0, 0, 0, 0, 0)
    assert family_of(unnamed).name == UNNAMED
