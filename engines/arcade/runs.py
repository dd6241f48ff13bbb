"""Runs of cells that look the same: how a picture's changes travel.

Colors are numbers, as the terminal's place says: of its 256 or 16, or five bits each of red, green
and blue; 0 where it has none.
"""

import struct
from typing import Literal

Blocks = Literal["half", "quadrant", "full"]
Colors = Literal["true", "256", "16", "none"]

GLYPHS = " ▗▖▄▝▐▞▟▘▚▌▙▀▜▛█" + "░▒▓" + ".:-=+*#%@"
"""The first by their points, upper left 8, upper right 4, lower left 2, lower right 1: those that
are set have the color in front. Then shades, and what ASCII has for them."""
UPPER = 12

RUN = struct.Struct("<BHHBHH")
"""Row, column, how many cells, glyph, color in front, color behind."""
