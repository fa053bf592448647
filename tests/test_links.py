"""Links that are made of a page and what goes into it: none is longer than a shop takes, none leads to another page."""

from __future__ import annotations

import random
from pathlib import Path
from urllib.parse import urljoin

import pyarrow as pa
import pytest

import tracking
from tracking.spelling.urls import LONGEST_URL

OWN = """
name: Dotted
pages:
  - name: Dotted
    lists: [global]
    url: https://dotted.example/track/{number}/of/{postal_code}/in/{language}
    sources: [made up]
  - name: Plain Path
    lists: [global]
    url: https://dotted.example/track/{number}
    sources: [made up]
  - name: Asking
    lists: [global]
    url: https://dotted.example/track?n={number}#/{number}
    sources: [made up]
  - name: Wordy
    lists: [global]
    url: https://dotted.example/LONG?n={number}&z={postal_code}
    sources: [made up]
verified: 2026-11-01
"""
DOTS = (".", "..", " .. ", ".\n.", "..\x85")


@pytest.fixture(scope="module")
def resolver(tmp_path_factory: pytest.TempPathFactory) -> tracking.Resolver:
    path: Path = tmp_path_factory.mktemp("own") / "dotted.yaml"
    path.write_text(OWN.replace("LONG", "l" * 1000), encoding="utf-8")
    return tracking.Resolver(tracking.load_carriers(path))


@pytest.mark.parametrize("number", DOTS)
def test_no_segment_is_dots(number: str, resolver: tracking.Resolver) -> None:
    found = resolver.resolve(number, company="Plain Path")
    assert (found.company, found.url, found.via) == ("Plain Path", None, "none")
    assert resolver.resolve("1", "Dotted", postal_code=number.strip()[:1], language="de").url is None
    assert resolver.resolve("1", "Dotted", postal_code="10115", language="..").url is None


@pytest.mark.parametrize("number", ["...", ".a", "a..", "%2e%2e", "../..", "．．"])
def test_other_numbers_stay_on_the_page(number: str, resolver: tracking.Resolver) -> None:
    url = resolver.resolve(number, company="Plain Path").url
    assert url is not None
    assert urljoin(url, url) == url
    assert url.startswith("https://dotted.example/track/")


def test_dots_behind_the_path_say_nothing_of_it(resolver: tracking.Resolver) -> None:
    assert resolver.resolve("..", company="Asking").url == "https://dotted.example/track?n=..#/.."


@pytest.mark.parametrize("sign", ["1", "ä", " "])
def test_no_link_is_too_long(sign: str, resolver: tracking.Resolver) -> None:
    lengths = set()
    for count in range(1, LONGEST_URL + 10, 7):
        found = resolver.resolve(f"1{sign * count}1", company="Plain Path")
        assert (found.url is None) == (found.via == "none")
        lengths.add(len(found.url or ""))
    assert 0 in lengths
    assert LONGEST_URL - 50 < max(lengths) <= LONGEST_URL


def test_tables_build_the_same_links(resolver: tracking.Resolver) -> None:
    chance = random.Random(7)
    pieces = {
        "number": ("1", "0123456789", "A" * 130, "7" * 2030, "x" * 61, ".", "..", ". .", "- -", "", None, "ä" * 119, "1 2"),
        "company": ("Dotted", "Plain Path", "Asking", "Wordy", "UPS", None, "GLS"),
        "postal_code": (None, "10115", "1011 AB", ".", "..", "ü" * 20, "9" * 41, "9" * 1100, ""),
        "language": (None, "de", ".", "..", "x" * 41, "x" * 2000),
        "country": (None, "DE", "..", "X" * 41, "X" * 1900),
    }  # fmt: skip
    rows = [{name: chance.choice(values) for name, values in pieces.items()} for _ in range(1500)]
    table = tracking.batch.resolve_table(
        pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in pieces}), resolver=resolver
    )
    for row, url, via in zip(rows, table["tracking_url"].to_pylist(), table["tracking_via"].to_pylist(), strict=True):
        found = resolver.resolve(**row)
        assert (url, via) == (found.url, found.via), row
