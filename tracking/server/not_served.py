"""Parts of the Admin API that this shop does not serve: it says so by name, and never as if they did not exist.

An answer that looks like the API's own (an empty list, a field that does not exist) would let a test continue and mean
nothing. So a route answers 501, GraphQL answers an error with the code ``NOT_IMPLEMENTED``, and each case is logged
once.
"""

from __future__ import annotations

import logging
import threading

from tracking.fulfillment.refusals import Refusal

__all__ = ["NOT_IMPLEMENTED", "not_served", "not_served_refusal"]

NOT_IMPLEMENTED = "NOT_IMPLEMENTED"
"""The code of GraphQL's errors about parts that are not served."""

_log = logging.getLogger(__name__)
_told: set[str] = set()
_telling = threading.Lock()
_MOST_TOLD = 10_000


def not_served(what: str, unless: str = "") -> str:
    """Return the message that a part of the API is not served, and log it the first time.

    ``what`` names the part, and ``unless`` says what an order in a file has to give for it to be served.
    """
    cure = f" unless the order gives {unless}; see docs/orders-file.md" if unless else ""
    message = f"Not implemented: the Admin API has {what}, but this shop does not serve it{cure}."
    with _telling:
        new = what not in _told and len(_told) < _MOST_TOLD
        _told.add(what)
    if new:
        _log.warning("%s", message)
    return message


def not_served_refusal(what: str, unless: str = "") -> Refusal:
    """Return the refusal of a call that needs a part of the API that is not served. REST answers it with 501."""
    message = not_served(what, unless)
    return Refusal("not_served", message, status=501, errors=message)
