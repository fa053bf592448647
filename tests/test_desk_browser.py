"""The desk in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

import tracking
from tests.chromium import served_app, watched_page
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
    page.goto(desk)
    page.fill("#number", "1Z0019")
    page.wait_for_selector("text=It may still become")
    page.fill("#number", "1Z001985YW99744790")
    page.wait_for_selector("text=SurePost")
    assert page.locator("a.link").get_attribute("href") == tracking.resolve("1Z001985YW99744790").url
    page.fill("#number", "1Z001985YW99744791")
    page.wait_for_selector("text=wrong, it should be 0")
    assert page.locator("a.link").count() == 0


def test_the_country_changes_the_answer(page: Page, desk: str) -> None:
    number = "600078420325"
    page.goto(f"{desk}/?number={number}")
    page.wait_for_selector("text=is not enough to name")
    assert page.locator(".candidates li").count() > 1
    page.select_option("#country", "JP")
    page.wait_for_selector("text=are equally likely")


def test_it_fits_a_telephone_and_works_by_keyboard(page: Page, desk: str) -> None:
    for path in ("/?number=1Z001985YW99744790", "/text", "/carriers/ups", "/check-digits/gs1", "/problems"):
        page.goto(desk + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    page.goto(f"{desk}/text")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"


def test_a_mail_is_marked(page: Page, desk: str) -> None:
    page.goto(f"{desk}/text")
    page.fill("#text", "Your UPS parcel 1Z001985YW99744790 has left <script>alert(1)</script>")
    page.click("text=Find numbers")
    assert page.inner_text("mark") == "1Z001985YW99744790"
    assert "<script>alert(1)</script>" in page.inner_text(".marked")


@pytest.mark.parametrize(
    "number", ["<script>alert(1)</script>", "javascript:alert(1)", "1" * 10_000, "\u202e1Z999\u202d"]
)
def test_hostile_input_is_text_and_no_link(page: Page, desk: str, number: str) -> None:
    page.goto(desk)
    with page.expect_response(lambda response: "/answer" in response.url):
        page.fill("#number", number)
    assert page.locator("#answer script").count() == 0
    assert not [
        link for link in page.locator("#answer a").evaluate_all("all => all.map(one => one.href)")
        if not link.startswith(("http://", "https://"))
    ]  # fmt: skip
