"""A program that breaks when a key is pressed."""

WIDTH, HEIGHT = 64, 32


def on_key_down(key):
    print("still here")
    [][key]


def draw():
    screen.fill("navy")
