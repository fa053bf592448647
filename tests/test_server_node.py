"""npm's clients, unmodified, against the served shop: tests/node_clients/run.mjs."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.served import Served

CLIENTS = Path(__file__).with_name("node_clients")
INSTALLED = Path(__file__).parent.parent / ".venvs"
"""What is installed once stays, for as long as package.json does."""


@pytest.mark.node
def test_npms_clients_work_unmodified(serve: Callable[..., Served], tmp_path: Path) -> None:
    node, npm = shutil.which("node"), shutil.which("npm")
    assert node is not None
    assert npm is not None
    folder = INSTALLED / f"node-{hashlib.sha256((CLIENTS / 'package.json').read_bytes()).hexdigest()[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    for file in CLIENTS.iterdir():
        if file.is_file():
            shutil.copy(file, folder)
    if not (folder / "installed").exists():
        install = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
        installed = subprocess.run(install, cwd=folder, capture_output=True, text=True, timeout=240, check=False)
        if installed.returncode != 0 and os.environ.get("CI") != "true":
            pytest.skip(f"left out: npm cannot install the clients here: {installed.stderr[-300:]}")
        assert installed.returncode == 0, installed.stderr
        (folder / "installed").touch()
    arguments = ("--database", f"sqlite:///{tmp_path}/shop.db", "--demo", "--no-rate-limit")
    plain, secure = serve(*arguments), serve(*arguments, "--tls")
    assert secure.certificate is not None
    environment = {"SHOP_HTTP": plain.url, "SHOP_HTTPS": secure.url, "NODE_EXTRA_CA_CERTS": secure.certificate}
    run = subprocess.run(
        [node, "run.mjs"],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count("ok ") == 5
