"""A token that is never shown: not in errors, answers, logs, or pickles, whatever the far side does with it."""

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
"""A token of at least so many characters is hidden inside words and values; the API's have 38.

A shorter one, of a local shop, might be a word of every answer.
"""
_LOGGERS = (
    "tracking.shopify",
    "httpx2",
    *(f"httpcore2{part}" for part in ("", ".connection", ".http11", ".http2", ".proxy", ".socks")),
)
"""The loggers that may repeat what a far side says."""


class Token:
    """A token that does not show itself in a repr, a log, or a pickle."""

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
        raise TypeError("a token is not pickled or copied: a reader of the pickle would have it")

    def signed(self, request: Request) -> Request:
        """Return the request with the token."""
        return request.sent_with(self._text)

    def form(self, name: str, fields: Mapping[str, str]) -> bytes:
        """Return the body of a form that has the token as the field of that name."""
        return urlencode({**fields, name: self._text}).encode()

    def hidden(self, response: Response) -> Response:
        """Return the answer without the token, in case the shop repeats it."""
        if len(self._text) < _DISTINCT:
            return response
        body = self._bytes.sub(_HIDDEN.encode(), response.body)
        headers = {self.hidden_text(name): self.hidden_text(value) for name, value in response.headers.items()}
        return msgspec.structs.replace(response, headers=headers, body=body)

    def hidden_text(self, text: str) -> str:
        """Return a text without the token."""
        return self._pattern.sub(_HIDDEN, text)

    def hidden_error(self, error: _E) -> _E:
        """Return an error without the token, and without the frames it was raised in, since these hold the answer."""
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
    """Return a pattern for a character as it is, as JSON or a URL may escape it, or as Python quotes it.

    The number of backslashes is bounded, since a body of nothing else would otherwise take quadratic time.
    """
    code = f"{ord(char):02x}"
    return rf"(?:\\{{0,4}}{re.escape(char)}|(?i:\\{{1,4}}u00{code})|(?i:%{code}))"


class _Quiet(logging.Filter):
    """A log filter that hides every token in use."""

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
