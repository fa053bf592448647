"""Whether a form was sent from a page of this shop: pages of other sites can make a browser send forms as well."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

__all__ = ["FormKeys", "is_own_page"]


class FormKeys:
    """Makes the hidden key of each form, and recognizes its own keys. They are valid for the life of the process.

    >>> keys = FormKeys()
    >>> keys.are_own(keys.new()), keys.are_own("made.up"), FormKeys().are_own(keys.new())
    (True, False, False)
    """

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def new(self) -> str:
        """Return a key for a form that is about to be shown."""
        name = secrets.token_hex(12)
        return f"{name}.{self._sign(name)}"

    def are_own(self, key: str) -> bool:
        """Tell whether a key was made here."""
        name, _, signature = key.partition(".")
        return hmac.compare_digest(signature.encode(), self._sign(name).encode())

    def _sign(self, name: str) -> str:
        return hmac.new(self._secret, name.encode(), hashlib.sha256).hexdigest()


def is_own_page(headers: Mapping[str, str]) -> bool:
    """Tell whether a form was sent from a page of this shop, judged by headers; programs without such headers may pass.

    >>> is_own_page({"host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000"})
    True
    >>> is_own_page({"host": "127.0.0.1:8000", "origin": "https://example.com"})
    False
    """
    origin = headers.get("origin")
    if origin is not None:
        try:
            return urlsplit(origin).netloc.lower() == headers.get("host", "").lower() != ""
        except ValueError:
            return False
    return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
