"""A program whose picture tells how many ticks there were: a cell for each, row by row."""

WIDTH, HEIGHT = 40, 24
ticks = 0


def update():
    global ticks
    ticks += 1


def draw():
    screen.fill((0, 0, 95))
    row, column = divmod(ticks % 480, 40)
    screen.draw.filled_rect(Rect((column, 2 * row), (1, 2)), (255, 215, 0))
