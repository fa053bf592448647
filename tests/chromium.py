"""Pages in a real browser: an application served from a thread, and a tab in which nothing goes wrong unnoticed."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from playwright.sync_api import Page, expect, sync_playwright

TELEPHONE = {"width": 360, "height": 740}
PATIENCE = 60_000
"""Milliseconds that a busy machine may take for a page, or for what is to be seen there."""

expect.set_options(timeout=PATIENCE)


@contextmanager
def served_app(app: Any) -> Iterator[str]:
    """Serve an application on a free port; its URL."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    (socket,) = server.servers[0].sockets
    yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@contextmanager
def next_page(page: Page) -> Iterator[None]:
    """Do what leads to another page, and wait for the whole of it.

    Playwright waits for what is acted upon. It does not wait before it reads, counts, or finds nothing.
    """
    with page.expect_event("load"):
        yield


@contextmanager
def watched_page(url: str) -> Iterator[Page]:
    """A tab, as wide as a telephone, in which no error may come up, no dialog, and no request to another place than ``url``."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-quic"])
        page = chromium.new_page(viewport=TELEPHONE)
        page.set_default_timeout(PATIENCE)
        wrong: list[str] = []
        # Of a form that was refused Chromium says that its page could not be loaded, and shows it.
        page.on(
            "console",
            lambda message: (
                wrong.append(message.text) if message.type == "error" and "status of 422" not in message.text else None
            ),
        )
        page.on("request", lambda request: wrong.append(request.url) if not request.url.startswith(url) else None)
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        yield page
        page.close()  # what went wrong meanwhile is told before this is done
        assert not wrong, wrong
        chromium.close()
