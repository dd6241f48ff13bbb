"""Comparing a chip with a file, and nothing else."""

from engines.probe.algorithm import HostClock
from engines.probe.boost import boost
from engines.probe.connect import (
    Connection,
    flash_region,
    flash_regions,
    link_of,
    reset_and_halt,
)
from engines.probe.flash import Flashing
from engines.probe.image import Image
from engines.probe.kept import Kept
from engines.probe.pacer import Emit


def differing(connection: Connection, image: Image, clock: HostClock, emit: Emit) -> list[int]:
    """The addresses of the pages that the chip holds otherwise. The program starts anew.

    Cells that the image leaves open may hold anything.
    """
    for segment in image.segments:
        flash_region(connection, segment.address)
    reset_and_halt(connection.target)
    boost(connection.words, connection.part.dev_id)
    regions, link = flash_regions(connection), link_of(connection, clock)
    flashing = Flashing(
        connection.target, regions, image, Kept(), clock=clock, emit=emit, link=link
    )
    found = [page.address for page in flashing.compare()]
    connection.target.reset()
    return found
