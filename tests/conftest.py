"""What all tests share."""

from __future__ import annotations

pytest_plugins = ["tests.far_side", "tests.graphql_api", "tests.postgres", "tests.served"]
