"""What a chip says when it is only looked at."""

from collections.abc import AsyncIterator

from engines import wire
from engines.link import Link
from engines.probe.messages import Connected, Look, Memory, Refused, Standing, Wanted

SELDOM = 0.1
"""Hz. What is told in between is an answer."""


async def looked(
    wanted: Wanted, then: wire.Message | None = None, program: str = ""
) -> tuple[Connected, Standing]:
    """How it stands, after `then` was done where there is something to do. Raises EngineError."""
    connected = None
    async with Link("probe", Look(wanted, SELDOM, program)) as link:
        async for batch in link:
            for event in batch:
                match event:
                    case Connected():
                        connected = event
                    case Standing() if connected and then is None:
                        return connected, event
                    case Standing() if then is not None:
                        link.send(then)
                        then = None
                    case Refused() | wire.Failed():
                        raise wire.EngineError(event.what, event.why, event.fix)
    raise wire.EngineError("The engine stopped before it had looked.")


async def kept(data: bytearray, link: Link) -> AsyncIterator[list[wire.Message]]:
    """Take the bytes of memory out of the stream."""
    async for batch in link:
        for event in batch:
            if isinstance(event, Memory):
                data += bytes.fromhex(event.data)
        yield [event for event in batch if not isinstance(event, Memory)]
