"""Header names in the API's spelling.

ASGI's header names are in lower case, and so uvicorn sends them. HTTP makes no difference, but some clients do:
ShopifyAPI's ``Limits`` looks for ``X-Shopify-Shop-Api-Call-Limit`` in a plain dictionary.
"""

from __future__ import annotations

import re
from typing import Any

from tracking.desk.prompt import PromptProtocol

__all__ = ["SpellingProtocol"]

_NAME = re.compile(rb"(?<=\r\n)[^\r\n:]+(?=:)")
_SPELLED = {name.lower(): name for name in (b"X-ShopId", b"X-Shopify-API-Version", b"X-Shopify-API-Deprecated-Reason")}


class SpellingProtocol(PromptProtocol):
    """uvicorn's HTTP protocol (``uvicorn.Config(http=SpellingProtocol)``) with the API's spelling of header names."""

    def connection_made(self, transport: Any) -> None:
        """Insert the speller between the protocol and its connection."""
        super().connection_made(_Spelling(transport))


class _Spelling:
    """A transport that changes the spelling in the heads of answers."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Write data. uvicorn writes the head of an answer by itself."""
        if data.startswith(b"HTTP/1.1 "):
            data = _NAME.sub(lambda match: _SPELLED.get(match[0].lower()) or match[0].title(), data)
        self._transport.write(data)
