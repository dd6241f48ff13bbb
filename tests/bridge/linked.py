"""A console with a Link and, started while that is open, a job. Prints the Link's child."""

import asyncio

import engines
from engines import jobs
from engines.link import Link
from tests.bridge import SERVE, SLEEPER
from tests.bridge.sleeper.messages import Count


async def main() -> None:
    async with Link("sleeper", Count(to=1_000_000), argv=SERVE) as stream:
        jobs.start("sleeper", Count(to=100, pause=0.01), title="beside it", argv=SERVE)
        print(stream._child.pid, flush=True)
        async for _ in stream:
            pass


if __name__ == "__main__":
    engines.ENGINES["sleeper"] = SLEEPER
    asyncio.run(main())
