"""The arcade in a real terminal: games are played, left, killed, and typed into by a wild hand."""

import os
import signal

import pytest

from engines.arcade import cards
from tests.terminal import CONSOLE, children, family

pytest.importorskip("pygame", reason="pygame is not installed (extra: games)")

HERE = {"DISPLAY": "", "WAYLAND_DISPLAY": ""}
ARCADE = [*CONSOLE, "arcade"]
KEYS = [*"wasdhjklzxbf q17?nopv", " ", "\r", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\t", "\x1bOQ"]
KEYS += ["\x1b[I", "\x1b[O", "\x1b[<0;40;12M", "\x1b[<0;40;12m", "\x1b", "\x10", "é", "\x7f"]


def blocks(terminal) -> int:
    """Rows of the screen that a picture stands in."""
    return sum(not set("▀▄▌▐▘▝▖▗").isdisjoint(row) for row in terminal.rows)


def test_a_game_is_played_from_its_title_to_the_cabinet(opened):
    terminal = opened(*ARCADE, "play", "thornstep", "--terminal", changes=HERE)
    terminal.shows("Play", "Difficulty", "Leave")
    terminal.until(lambda: blocks(terminal) > 5)  # it plays itself behind its title
    terminal.press("\r")
    terminal.shows("A Walk in the Wood", "Deaths 0", "Space jump")
    seen = terminal.rows[:-1]
    terminal.press("\x1b[C")
    terminal.until(lambda: terminal.rows[5:-1] != seen[5:])
    terminal.press("\x1b")
    terminal.shows("Paused", "Go on")
    terminal.press("\x1b")
    terminal.shows("0 of 27", "1 run")
    terminal.until(lambda: blocks(terminal) > 5)  # the chosen game plays itself
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.restored()
    card = cards.read("thornstep")
    assert (card.plays, card.counts) == (1, {"Deaths": 0})


def test_a_game_that_is_killed_leaves_a_cabinet_and_every_score(opened):
    before = cards.Card(plays=3, scores=(cards.Score(50, "1", 1, "latch"),))
    cards.change("podline", lambda _card: before)
    terminal = opened(*ARCADE, "play", "podline", "--level", "1", "--terminal", changes=HERE)
    terminal.shows("Garden 6/6")
    (child,) = [pid for pid in children(terminal.pid) if len(family(pid)) == 1]
    os.kill(child, signal.SIGKILL)
    terminal.shows("The engine stopped without a word.", "killed by SIGKILL", "of 11")
    assert "Traceback" not in terminal.printed
    assert cards.read("podline") == before
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.restored()


@pytest.mark.some(3, of="storms")
def test_a_wild_hand_does_no_harm(opened, count, rng):
    for _ in range(count(25)):
        terminal = opened(*ARCADE, changes=HERE).shows("Podline", "Thornstep")
        typed = []
        for _ in range(300):
            typed.append(rng.choice(KEYS))
            terminal.press(typed[-1])
            if rng.random() < 0.02:
                terminal.resize(rng.randint(20, 130), rng.randint(6, 45))
            terminal.read(rng.choice([0, 0, 0.02, 0.3]) if rng.random() < 0.2 else 0)
            if b"\x1b[?1049l" in terminal.output[-4096:]:
                break
        else:
            terminal.send_signal(15)
        assert terminal.end() in {0, 143}, (typed, terminal.printed[-9000:])
        assert "Traceback" not in terminal.printed, typed
        assert terminal.restored(), typed
