"""Of what a game's picture is made here."""

from engines.arcade.runs import Blocks, Colors

DEPTHS: dict[str, Colors] = {"truecolor": "256", "256": "256", "16": "16", "none": "none"}
"""A game is drawn in colors of the 256."""


def how(terminal_colors: str, ascii: bool, quadrant: bool) -> tuple[Blocks, Colors]:
    """Where ASCII alone is drawn, a cell is one point."""
    if ascii:
        return "full", DEPTHS[terminal_colors]
    fine = quadrant or terminal_colors == "none"
    return "quadrant" if fine else "half", DEPTHS[terminal_colors]
