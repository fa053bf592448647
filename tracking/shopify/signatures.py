"""Signatures of apps and shops with the app's client secret, and the checks of these signatures.

The signature of a body is its HMAC-SHA256 in base64, in the header X-Shopify-Hmac-Sha256. Source: the Admin API's
webhook documentation; a shop signs its calls to fulfillment services in the same way.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping

from tracking.errors import InvalidWebhook

__all__ = ["SIGNATURE", "is_signed", "signature", "signed_headers"]

SIGNATURE = "X-Shopify-Hmac-Sha256"
"""The header that holds the signature."""


def signature(body: bytes, secret: str) -> str:
    """Return the signature of a body.

    >>> signature(b"{}", "shpss_secret")
    'TUbC9oYk8qhk22SfxmDLuLXwv2m0WZyA+owpJwkKF8g='
    """
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def is_signed(body: bytes, given: str, secret: str) -> bool:
    """Tell, in constant time, whether ``given`` is the body's signature with the app's secret.

    >>> is_signed(b"{}", "TUbC9oYk8qhk22SfxmDLuLXwv2m0WZyA+owpJwkKF8g=", "shpss_secret")
    True
    >>> is_signed(b"{ }", "TUbC9oYk8qhk22SfxmDLuLXwv2m0WZyA+owpJwkKF8g=", "shpss_secret")
    False
    """
    return hmac.compare_digest(signature(body, secret).encode(), given.strip().encode(errors="replace"))


def signed_headers(
    headers: Mapping[str, str] | Iterable[tuple[str, str]], body: bytes, secret: str | Iterable[str]
) -> dict[str, str]:
    """Check a body's signature, and return the headers by their names in lower case.

    ``headers`` may have names in any case, ``body`` is the raw body as it arrived, and ``secret`` is the app's client
    secret, or both secrets while one is being replaced. Raises InvalidWebhook with the code signature_missing or
    signature_wrong.
    """
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    given = {name.lower(): value for name, value in pairs}
    secrets = [secret] if isinstance(secret, str) else list(secret)
    if not secrets or not all(secrets):
        raise ValueError("secret: it is empty, so that anybody could sign; give the app's client secret")
    found = given.get(SIGNATURE.lower())
    if found is None:
        raise InvalidWebhook("signature_missing", f"no header {SIGNATURE}: the shop did not send this")
    # Every secret is tried, so that the time does not reveal which one fits.
    fits = [is_signed(body, found, one) for one in secrets]
    if not any(fits):
        raise InvalidWebhook(
            "signature_wrong",
            f"{SIGNATURE} is not this body's: check the secret, and give the raw body, not re-encoded JSON",
        )
    return given
