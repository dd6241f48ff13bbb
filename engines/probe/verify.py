"""Comparing a chip with a file, and nothing else."""

from engines.probe.algorithm import HostClock
from engines.probe.boost import boost
from engines.probe.connect import Connection, flash_region, reset_and_halt
from engines.probe.flash import Flashing
from engines.probe.image import Image


def differing(connection: Connection, image: Image, clock: HostClock) -> list[int]:
    """The addresses of the pages that the chip holds otherwise. The program starts anew."""
    reset_and_halt(connection.target)
    boost(connection.words, connection.part.dev_id)
    regions = {id(r): r for r in (flash_region(connection, s.address) for s in image.segments)}
    end = max(region.end for region in connection.part.flash)
    found: list[int] = []
    for region in regions.values():
        flashing = Flashing(connection.target, region, image, clock=clock, end=end)
        found += [page.address for page in flashing.compare()]
    connection.target.reset()
    return found
