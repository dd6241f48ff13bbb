"""What survival is tried against: a console that starts a job, or shows the jobs that there are.

python -m tests.bridge.console start TITLE TO PAUSE WORK     and stays until it is ended
python -m tests.bridge.console show                          follows each, prints its last event
"""

import asyncio
import json
import sys

import engines
from engines import jobs, wire
from engines.job import Job
from tests.bridge import SERVE, SLEEPER
from tests.bridge.sleeper.messages import Count


async def start(title: str, to: str, pause: str, work: str) -> None:
    request = Count(to=int(to), pause=float(pause), work=work)
    job = jobs.start("sleeper", request, title=title, argv=SERVE)
    async for _ in job.follow():
        pass
    await asyncio.Event().wait()


async def show() -> None:
    print(json.dumps({job.record.title: await last(job) for job in jobs.every()}))


async def last(job: Job) -> str:
    event: wire.Message | None = None
    async for batch in job.follow():
        event = batch[-1]
    return str(event)


if __name__ == "__main__":
    engines.ENGINES["sleeper"] = SLEEPER
    asyncio.run({"start": start, "show": show}[sys.argv[1]](*sys.argv[2:]))
