"""A program that shows, as a color, how often it has been drawn."""

WIDTH, HEIGHT = 320, 180
drawn = 0


def update():
    pass


def draw():
    global drawn
    drawn += 1
    screen.fill((drawn >> 16, drawn >> 8 & 255, drawn & 255))
