"""The keys of the arcade tab; while a game is played all are its own, but for a few."""

from textual.binding import Binding, BindingType

from tui.i18n import N_

METER = "f2"
THROUGH = ("f1", "question_mark", METER)
"""Keys that are no game's."""
DEEDS = {"a": "space", "b": "x"}
"""The keys that are told in the last row, by button, as long as nobody has chosen others."""
UNLISTED = frozenset({"game", "game_move", "game_wind", "game_a", "game_b", "meter"})
"""Actions of a game: its own help tells their keys."""

KEYS: list[BindingType] = [
    Binding("enter", "play", N_("begin"), key_display="Enter", id="arcade.play"),
    Binding("l", "level(1)", N_("level"), id="arcade.level"),
    Binding("L", "level(-1)", N_("level before"), show=False, id="arcade.level-before"),
    Binding("d", "difficulty", N_("difficulty"), id="arcade.difficulty"),
    Binding("p", "practice", N_("practice"), id="arcade.practice"),
    Binding("v", "runs", N_("replays"), id="arcade.replays"),
    Binding("s", "scores", N_("scores"), id="arcade.scores"),
    Binding("o", "options", N_("options"), id="arcade.options"),
    Binding("w", "window", N_("in a window"), id="arcade.window"),
    Binding("f", "like", N_("favourite"), id="arcade.favourite"),
    Binding("n", "seed", N_("seed"), id="arcade.seed"),
    Binding("r", "again", N_("look again"), show=False, id="arcade.again"),
    Binding("escape", "game", N_("pause"), key_display="Esc"),
    Binding("up,down,left,right", "game_move", N_("move"), key_display="← ↑ ↓ →"),
    Binding("left,right", "game_wind", N_("slower, faster"), key_display="← →"),
    Binding("space", "game_a", "A", key_display="Space"),
    Binding("x", "game_b", "B"),
    Binding(METER, "meter", N_("pictures"), key_display="F2", id="arcade.meter"),
    Binding("left,h", "move(-1, 0)", show=False),
    Binding("right", "move(1, 0)", show=False),
    Binding("up,k", "move(0, -1)", show=False),
    Binding("down", "move(0, 1)", show=False),
]
