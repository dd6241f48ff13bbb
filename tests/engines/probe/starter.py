"""A console as small as can be: starts a flash job, says its id, and stays until it is ended."""

import sys
import time

from engines import jobs
from engines.probe.listing import resource
from engines.probe.messages import SIMULATED, Cable, Flash, Wanted
from tests.engines.probe.rig import FLASH


def main(file: str) -> None:
    wanted = Wanted(SIMULATED, cable=Cable(virtual=True))
    request = Flash(file, wanted, base=FLASH)
    job = jobs.start("probe", request, title="flash", resources=(resource(SIMULATED),))
    print(job.id, flush=True)
    time.sleep(60)


if __name__ == "__main__":
    main(sys.argv[1])
