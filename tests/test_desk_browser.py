"""The desk in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

import tracking
from tests.chromium import next_page, served_app, watched_page
from tracking.desk.app import create_desk
from tracking.resolver import default

pytestmark = pytest.mark.chromium


@pytest.fixture(scope="module")
def desk() -> Iterator[str]:
    with served_app(create_desk(default(), tracking.carriers())) as url:
        yield url


@pytest.fixture(scope="module")
def page(desk: str) -> Iterator[Page]:
    with watched_page(desk) as page:
        yield page


def test_an_answer_comes_while_typing(page: Page, desk: str) -> None:
    answer, link = page.locator("#answer"), page.locator("a.link")
    page.goto(desk)
    page.fill("#number", "1Z0019")
    expect(answer).to_contain_text("It may still become")
    page.fill("#number", "1Z001985YW99744790")
    expect(answer).to_contain_text("SurePost")
    expect(link).to_have_attribute("href", tracking.resolve("1Z001985YW99744790").url or "")
    page.fill("#number", "1Z001985YW99744791")
    expect(answer).to_contain_text("wrong, it should be 0")
    expect(link).to_have_count(0)


def test_the_country_changes_the_answer(page: Page, desk: str) -> None:
    number = "600078420325"
    page.goto(f"{desk}/?number={number}")
    expect(page.locator("#answer")).to_contain_text("is not enough to name")
    expect(page.locator(".candidates li").nth(1)).to_be_visible()
    page.select_option("#country", "JP")
    expect(page.locator("#answer")).to_contain_text("are equally likely")


def test_it_fits_a_telephone_and_works_by_keyboard(page: Page, desk: str) -> None:
    for path in ("/?number=1Z001985YW99744790", "/text", "/carriers/ups", "/check-digits/gs1", "/problems"):
        page.goto(desk + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    page.goto(f"{desk}/text")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")


def test_a_mail_is_marked(page: Page, desk: str) -> None:
    page.goto(f"{desk}/text")
    page.fill("#text", "Your UPS parcel 1Z001985YW99744790 has left <script>alert(1)</script>")
    with next_page(page):
        page.click("text=Find numbers")
    expect(page.locator("mark")).to_have_text("1Z001985YW99744790")
    expect(page.locator(".marked")).to_contain_text("<script>alert(1)</script>")


@pytest.mark.parametrize(
    "number", ["<script>alert(1)</script>", "javascript:alert(1)", "1" * 10_000, "\u202e1Z999\u202d"]
)
def test_hostile_input_is_text_and_no_link(page: Page, desk: str, number: str) -> None:
    answer = page.locator("#answer")
    page.goto(desk)
    expect(answer).to_contain_text("Type or paste a number")
    page.fill("#number", number)
    expect(answer).not_to_contain_text("Type or paste a number")
    assert answer.locator("script").count() == 0
    assert not [
        link for link in answer.locator("a").evaluate_all("all => all.map(one => one.href)")
        if not link.startswith(("http://", "https://"))
    ]  # fmt: skip
