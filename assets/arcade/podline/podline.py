"""Podline, for Pygame Zero: `zerodeck arcade play podline`, or `pgzrun podline.py`."""

from engines.arcade.program import Program

GAME = Program("podline")
TITLE = GAME.title
WIDTH, HEIGHT = GAME.size


def update():
    GAME.update(keyboard)  # noqa: F821 - Pygame Zero puts it here


def draw():
    GAME.draw(screen)  # noqa: F821 - as well
