"""All of this only with --full."""

import pytest

from tests.packaging.conftest import wheel

__all__ = ["wheel"]


@pytest.fixture(scope="session", autouse=True)
def asked_for(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--full"):
        pytest.skip("installs from scratch: pytest --full tests/install")
