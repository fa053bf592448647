"""The small form of ``python -m tests.soak_orders``: two processes, both APIs, either database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def test_two_processes_at_once(database: str) -> None:
    # In a process of its own, which has one thread when it divides.
    command = [sys.executable, "-m", "tests.soak_orders", database, "2", "25"]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, cwd=Path(__file__).parent.parent, check=False
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["done"] >= 5
    assert result["asked"] == 50
