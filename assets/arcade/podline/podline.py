"""Podline, for Pygame Zero: `zerodeck arcade play podline`, or `pgzrun podline.py`."""

from engines.arcade.program import Program

GAME = Program("podline")
TITLE = GAME.title
WIDTH, HEIGHT = GAME.size


def update():
    GAME.update(keyboard)


def draw():
    GAME.draw(screen)
