"""A pytest plugin: the fixture ``shop``, a local shop over HTTP for the tests of whatever calls the Admin API.

It is there where the library is installed with the extra ``server``, and imports nothing of it before a test asks for
the fixture::

    def test_an_order_is_fulfilled(shop):
        order, = shop.orders({"lines": [{"sku": "A-1", "quantity": 2}]})
        my_app.run(shop.url, shop.token)
        assert shop.shop.fulfillments(order.id)[0].tracking.company == "UPS"

`tracking.server.background.BackgroundShop` tells what else it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tracking.server.background import BackgroundShop

__all__ = ["local_shop", "shop_settings", "started_shop"]


@pytest.fixture(scope="session")
def shop_settings() -> dict[str, object]:
    """What the shop is told beside its defaults; a conftest.py may have another fixture of this name."""
    return {}


@pytest.fixture(scope="session")
def started_shop(shop_settings: dict[str, object]) -> Iterator[BackgroundShop]:
    """The shop that all tests of a session have, one after the other."""
    try:
        from tracking.server.background import BackgroundShop
    except ModuleNotFoundError as error:
        pytest.fail(f"the fixture 'shop' needs {error.name}: pip install 'carrier-tracking[server]'", pytrace=False)
    with BackgroundShop(**shop_settings) as made:
        yield made


@pytest.fixture(name="shop")
def local_shop(started_shop: BackgroundShop) -> BackgroundShop:
    """A local shop as it is at its start: ``url``, ``token``, ``orders(...)``, ``fault(...)``, ``requests``."""
    started_shop.reset()
    return started_shop
