"""The same frozen console as in tests/tabs."""

from tests.tabs.conftest import brisk, child, machine, sleeper  # noqa: F401
