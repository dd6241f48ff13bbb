"""What a picture is to be like, for where it is shown and how the user likes it."""

from engines.arcade.messages import LARGEST, SMALLEST, Place
from tui.arcade_settings import ArcadeSettings
from tui.pictures import how
from tui.widgets.cell_frame import CellFrame


def place(
    picture: CellFrame, settings: ArcadeSettings, fastest: int = 30, fine: bool = False
) -> Place:
    """The picture is told, too. `fine`: it is small, so its cells have as many points as can be."""
    app = picture.app
    quadrant = fine or settings.detail == "quadrant"
    blocks, colors = how(app.terminal.colors, app.ascii.enabled, quadrant)
    picture.depth = colors
    columns, rows = (
        max(least, min(most, length))
        for length, least, most in zip(picture.size, SMALLEST, LARGEST, strict=True)
    )
    return Place(columns, rows, blocks, colors, min(fastest, settings.pictures))
