"""A display that exists in memory alone, and what is to be seen on it."""

import os
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple


class Screen(NamedTuple):
    """Xvfb keeps what is drawn in a file, as xwd would write it."""

    name: str
    """As in DISPLAY."""
    file: Path

    def points(self) -> tuple[int, int, bytes]:
        """Width, height, and four bytes a point: blue, green, red, nothing."""
        data = self.file.read_bytes()
        head = struct.unpack(">25I", data[:100])
        size, width, height, line, colors = head[0], head[4], head[5], head[12], head[19]
        assert line == 4 * width
        begin = size + 12 * colors
        return width, height, data[begin : begin + line * height]

    def columns(self, color: tuple[int, int, int]) -> list[int]:
        """In which this color is."""
        width, _height, points = self.points()
        wanted = bytes(reversed(color))
        return sorted(
            {at // 4 % width for at in range(0, len(points), 4) if points[at : at + 3] == wanted}
        )


@contextmanager
def xvfb(program: str, folder: Path, size: str = "400x300", *more: str) -> Iterator[Screen]:
    """`program` is Xvfb's path, `more` its options."""
    read, write = os.pipe()
    command = [program, "-displayfd", str(write), "-screen", "0", f"{size}x24"]
    command += ["-fbdir", str(folder), "-nolisten", "tcp", *more]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        try:
            yield Screen(f":{number}", folder / "Xvfb_screen0")
        finally:
            server.terminate()
