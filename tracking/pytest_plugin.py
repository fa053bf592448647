"""A pytest plugin with the fixture ``shop``: a local shop over HTTP, for tests of programs that call the Admin API.

The fixture is available wherever the library is installed with the extra ``server``. The plugin imports nothing of the
library until a test uses the fixture::

    def test_an_order_is_fulfilled(shop):
        order, = shop.orders({"lines": [{"sku": "A-1", "quantity": 2}]})
        my_app.run(shop.url, shop.token)
        assert shop.shop.fulfillments(order.id)[0].tracking.company == "UPS"

The fixture is a `tracking.server.background.BackgroundShop`, whose methods it has.
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
    """Settings for the shop that differ from its defaults. Override this fixture in your conftest.py.

    The settings are those of `tracking.server.serving.Settings`, as a dictionary.
    """
    return {}


@pytest.fixture(scope="session")
def started_shop(shop_settings: dict[str, object]) -> Iterator[BackgroundShop]:
    """The shop that all tests of a session share, one after the other."""
    try:
        from tracking.server.background import BackgroundShop
    except ModuleNotFoundError as error:
        pytest.fail(f"the fixture 'shop' needs {error.name}: pip install 'carrier-tracking[server]'", pytrace=False)
    with BackgroundShop(**shop_settings) as made:
        yield made


@pytest.fixture(name="shop")
def local_shop(started_shop: BackgroundShop) -> BackgroundShop:
    """A local shop in its initial state: ``url``, ``token``, ``orders(...)``, ``fault(...)``, ``requests``."""
    started_shop.reset()
    return started_shop
