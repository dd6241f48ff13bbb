"""What tests of windows share."""

import asyncio
import subprocess
from collections.abc import Callable

from engines import wire
from engines.arcade.messages import Opened
from engines.link import Link
from tests import until
from tests.conftest import need


async def opened(link: Link) -> list[wire.Message]:
    """All that was told until the window is there, or the end."""
    return await told(link, Opened | wire.Failed)


async def told(link: Link, kinds: type | object) -> list[wire.Message]:
    """All until one of these kinds."""
    told: list[wire.Message] = []
    async with asyncio.timeout(30):
        while not any(isinstance(each, kinds) for each in told):  # type: ignore[arg-type] # a union
            told += await anext(link)
    return told


async def ended(link: Link) -> wire.Message:
    """The last word."""
    return (await told(link, wire.Done | wire.Failed | wire.Cancelled))[-1]


async def seen(what: Callable[[], bool]) -> None:
    await asyncio.to_thread(until, what, 20.0)


def press(*keys: str) -> None:
    """They go down and up. As X names them."""
    for key in keys:
        subprocess.run([need("xdotool"), "key", key], check=True)


def point(x: int, y: int, *clicks: int) -> None:
    """The mouse, on the display; with these of its buttons."""
    command = [need("xdotool"), "mousemove", str(x), str(y)]
    for click in clicks:
        command += ["click", str(click)]
    subprocess.run(command, check=True)
