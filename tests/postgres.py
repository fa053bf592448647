"""A pytest plugin: a real PostgreSQL server for a test session, and a new database in it for each test."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_names = itertools.count(1)


def programs() -> Path | None:
    """Where initdb and postgres are: Debian keeps them off the PATH, one folder a version."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: float(each.parent.name), reverse=True)
    if found := shutil.which("initdb"):
        folders.append(Path(found).parent)
    return next((each for each in folders if (each / "initdb").exists() and (each / "postgres").exists()), None)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a server's first database; it runs as long as the session."""
    found = programs()
    if found is None:
        reason = "no PostgreSQL server here (initdb, postgres)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with running(found) as url:
        yield url


@contextmanager
def running(found: Path) -> Iterator[str]:
    """Run a server of the programs found; the URL of its first database."""
    folder = tempfile.mkdtemp(prefix="tracking-postgres-")
    user: dict[str, object] = {}
    if os.geteuid() == 0:
        # The server refuses to run as root.
        account = next(each for each in pwd.getpwall() if each.pw_name in ("postgres", "nobody"))
        os.chown(folder, account.pw_uid, account.pw_gid)
        user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    data = f"{folder}/data"
    initdb = [found / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **user)
    settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
    command = [found / "postgres", "-D", data, *(f"--{name}={value}" for name, value in settings.items())]
    log = Path(folder, "log")
    for _ in range(5):
        port = _free_port()
        with log.open("wb") as file:
            server = subprocess.Popen([*command, f"--port={port}"], stdout=file, stderr=file, cwd=folder, **user)
        if _answers(server, port, data):
            break  # else somebody took the port before the server did
    try:
        assert server.poll() is None, log.read_text(errors="replace")
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    finally:
        # SIGINT: fast shutdown; SIGTERM would wait for every client to go.
        server.send_signal(signal.SIGINT)
        server.wait(120)
        shutil.rmtree(folder)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def _answers(server: subprocess.Popen[bytes], port: int, data: str) -> bool:
    """Wait until a server answers, which may take long on a busy machine; whether it is this one."""
    import psycopg

    deadline = time.monotonic() + 120
    where: dict[str, object] = {"host": "127.0.0.1", "port": port, "user": "postgres", "dbname": "postgres"}
    while server.poll() is None:
        try:
            with psycopg.connect(**where, connect_timeout=30) as connection:
                if connection.execute("SHOW data_directory").fetchone() == (data,):
                    return True
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                return False
        time.sleep(0.05)
    return False


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """The URL of a new, empty database."""
    from sqlalchemy import create_engine, text

    name = f"test_{os.getpid()}_{next(_names)}"
    engine = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return postgres_server.removesuffix("postgres") + name
