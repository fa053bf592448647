"""What the Admin API has and this shop does not serve: said so by name, and never as if it did not exist.

An answer that looks like the API's own (an empty list, a field that does not exist) would let a test go on and mean
nothing. So a route answers 501, GraphQL answers an error with the code ``NOT_IMPLEMENTED``, and each thing is told
once in the log.
"""

from __future__ import annotations

import logging
import threading

__all__ = ["NOT_IMPLEMENTED", "not_served"]

NOT_IMPLEMENTED = "NOT_IMPLEMENTED"
"""The code of GraphQL's errors about what is not served."""

_log = logging.getLogger(__name__)
_told: set[str] = set()
_telling = threading.Lock()
_MOST_TOLD = 10_000


def not_served(what: str) -> str:
    """Say that something of the API is not served, and log it the first time; ``what`` names it."""
    message = f"Not implemented: the Admin API has {what}, but this shop does not serve it."
    with _telling:
        new = what not in _told and len(_told) < _MOST_TOLD
        _told.add(what)
    if new:
        _log.warning("%s", message)
    return message
