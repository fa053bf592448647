"""A token that nobody gets to see: not in errors, answers, logs or pickles, whatever the far side does with it."""

from __future__ import annotations

import logging
import re
import weakref
from collections.abc import Mapping
from typing import NoReturn, TypeVar
from urllib.parse import urlencode

import msgspec

from tracking.errors import ShopError
from tracking.shopify.messages import Request, Response
from tracking.spelling.given import text_of

__all__ = ["Token"]

_E = TypeVar("_E", bound=ShopError)

_HIDDEN = "***"
_DISTINCT = 8
"""Characters from which on a token is hidden inside words and values; the API's have 38. A shorter one, of a local shop,
might be a word of every answer."""
_LOGGERS = (
    "tracking.shopify",
    "httpx2",
    *(f"httpcore2{part}" for part in ("", ".connection", ".http11", ".http2", ".proxy", ".socks")),
)
"""Those that may tell what a far side says."""


class Token:
    """A token that does not show itself."""

    __slots__ = ("__weakref__", "_bytes", "_pattern", "_text")

    def __init__(self, text: str, what: str = "token") -> None:
        if not text_of(text, what) or not text.isascii() or not text.isprintable() or " " in text:
            raise ValueError(f"{what}: it is empty or holds characters that no token has")
        self._text = text
        spelled = "".join(map(_spelled, text))
        if len(text) < _DISTINCT:
            spelled = rf"(?<![A-Za-z0-9_]){spelled}(?![A-Za-z0-9_])"
        self._pattern = re.compile(spelled)
        self._bytes = re.compile(spelled.encode())
        _quiet.watch(self)

    def __repr__(self) -> str:
        return "<token>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a token is not pickled or copied: whoever reads the pickle would have it")

    def signed(self, request: Request) -> Request:
        """Return the request with the token."""
        return request.sent_with(self._text)

    def form(self, name: str, fields: Mapping[str, str]) -> bytes:
        """Write a form's body with the token as the field of that name."""
        return urlencode({**fields, name: self._text}).encode()

    def hidden(self, response: Response) -> Response:
        """Return the answer without the token, should the shop repeat it."""
        if len(self._text) < _DISTINCT:
            return response
        body = self._bytes.sub(_HIDDEN.encode(), response.body)
        headers = {self.hidden_text(name): self.hidden_text(value) for name, value in response.headers.items()}
        return msgspec.structs.replace(response, headers=headers, body=body)

    def hidden_text(self, text: str) -> str:
        """Return a text without the token."""
        return self._pattern.sub(_HIDDEN, text)

    def hidden_error(self, error: _E) -> _E:
        """Return an error without the token, and without the frames that it comes from: they hold what was answered."""
        given = (*error.messages, *error.fields, error.request_id or "")
        if not any(map(self._pattern.search, given)):
            return error.with_traceback(None)
        return type(error)(
            error.code,
            [self.hidden_text(message) for message in error.messages],
            status=error.status,
            request_id=None if error.request_id is None else self.hidden_text(error.request_id),
            retry_after=error.retry_after,
            fields=[self.hidden_text(field) for field in error.fields],
        )


def _spelled(char: str) -> str:
    """Write a pattern for a character as it is, as JSON or a URL may escape it, or as Python quotes it.

    Backslashes have a bound, or a body of nothing else would take a time that grows with its square.
    """
    code = f"{ord(char):02x}"
    return rf"(?:\\{{0,4}}{re.escape(char)}|(?i:\\{{1,4}}u00{code})|(?i:%{code}))"


class _Quiet(logging.Filter):
    """Hides every token in use in what its loggers say."""

    def __init__(self) -> None:
        super().__init__()
        self._tokens: tuple[weakref.ref[Token], ...] = ()
        for name in _LOGGERS:
            logging.getLogger(name).addFilter(self)

    def watch(self, token: Token) -> None:
        self._tokens = (*(one for one in self._tokens if one() is not None), weakref.ref(token))

    def filter(self, record: logging.LogRecord) -> bool:
        said = shown = record.getMessage()
        for one in self._tokens:
            if (token := one()) is not None:
                shown = token.hidden_text(shown)
        if shown != said:
            record.msg, record.args = shown, ()
        return True


_quiet = _Quiet()
