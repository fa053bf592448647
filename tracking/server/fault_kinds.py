"""The kinds of faults that a shop can be configured to have, and their syntax."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["KINDS", "WEBHOOK_KINDS", "parse_fault"]

KINDS: Mapping[str, str] = {
    "latency": "the answer comes late, by up to a second",
    "timeout-before": "no answer; nothing is done",
    "timeout-after": "the change is made, then no answer",
    "reset": "the connection is reset, before or after the change",
    "truncate": "the change is made, half of the answer comes",
    "429": "too many calls; nothing is done",
    "500": "an unexpected error, before or after the change",
    "503": "an HTML page, before or after the change",
}
"""Each kind of fault, with its effect. If it says "before or after", a second draw decides with even odds."""

WEBHOOK_KINDS: Mapping[str, str] = {
    "webhook-twice": "a webhook that was taken is sent again",
    "webhook-reorder": "a webhook is held back, so that later ones come before it",
}
"""Faults of what the shop sends. Their shares are of the webhooks, each on its own."""


def parse_fault(text: str) -> tuple[str, float]:
    """Read ``KIND=SHARE``, a share between 0 and 1. Raises `ValueError`."""
    kind, separator, share = text.partition("=")
    known = (*KINDS, *WEBHOOK_KINDS)
    if kind not in known or not separator:
        raise ValueError(f"{text!r}: write KIND=SHARE, with a kind of {', '.join(known)}")
    try:
        number = float(share)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise ValueError(f"{text!r}: the share is a number from 0 to 1, such as 0.05")
    return kind, number
