"""Thornstep, for Pygame Zero: `zerodeck arcade play thornstep`, or `pgzrun thornstep.py`."""

from engines.arcade.program import Program

GAME = Program("thornstep")
TITLE = GAME.title
WIDTH, HEIGHT = GAME.size


def update():
    GAME.update(keyboard)


def draw():
    GAME.draw(screen)
