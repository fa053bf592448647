"""Who works on an order: a name that tells a running process of this machine from one that has died."""

from __future__ import annotations

import functools
import itertools
import os
import uuid
from pathlib import Path

__all__ = ["is_dead", "new_owner"]

_COUNT = itertools.count(1)


def new_owner() -> str:
    """Return a name for one task of this process that differs from all others on all machines."""
    place, pid = _place(), os.getpid()
    return f"{place}/{pid}/{_started(pid)}/{_unique(pid)}/{next(_COUNT)}"


def is_dead(owner: str) -> bool:
    """Tell whether the process is known to have ended; false if that cannot be seen from here."""
    place, pid, started, *_ = owner.split("/")
    if not place or place != _place():
        return False
    return _started(int(pid)) != started


@functools.cache
def _unique(pid: int) -> str:
    return uuid.uuid4().hex


@functools.cache
def _place() -> str:
    """Return what identifies this boot of the kernel and its namespace of process ids; "" if neither can be told."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}-{Path('/proc/self/ns/pid').readlink().name}"
    except OSError:
        return ""


def _started(pid: int) -> str:
    """Return when a living process started, in the kernel's ticks; "" if it has ended."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    # The command is in brackets and may hold anything. State and start time: proc(5), fields 3 and 22.
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in "ZX" else fields[19]
