"""npm's clients, unmodified, against the served shop: tests/node_clients/run.mjs, installed into a temporary folder."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.served import Served

CLIENTS = Path(__file__).with_name("node_clients")


@pytest.mark.node
def test_npms_clients_work_unmodified(serve: Callable[..., Served], tmp_path: Path) -> None:
    node, npm = shutil.which("node"), shutil.which("npm")
    assert node is not None
    assert npm is not None
    for file in CLIENTS.iterdir():
        if file.is_file():
            shutil.copy(file, tmp_path)
    install = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
    installed = subprocess.run(install, cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False)
    if installed.returncode != 0 and os.environ.get("CI") != "true":
        pytest.skip(f"left out: npm cannot install the clients here: {installed.stderr[-300:]}")
    assert installed.returncode == 0, installed.stderr
    arguments = ("--database", f"sqlite:///{tmp_path}/shop.db", "--demo", "--no-rate-limit")
    plain, secure = serve(*arguments), serve(*arguments, "--tls")
    assert secure.certificate is not None
    environment = {"SHOP_HTTP": plain.url, "SHOP_HTTPS": secure.url, "NODE_EXTRA_CA_CERTS": secure.certificate}
    run = subprocess.run(
        [node, "run.mjs"],
        cwd=tmp_path,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count("ok ") == 3
