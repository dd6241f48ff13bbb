"""The engine of real jobs, here and in the commands."""

from tests.tabs.conftest import sleeper  # noqa: F401
