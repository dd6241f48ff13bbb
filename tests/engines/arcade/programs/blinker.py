"""A program that draws something else with each key, and only then."""

WIDTH, HEIGHT = 64, 32
pressed = 0


def on_key_down():
    global pressed
    pressed += 1


def draw():
    screen.fill((0, 0, 95) if pressed % 2 else (95, 0, 0))
