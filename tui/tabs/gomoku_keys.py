"""The keys of the gomoku tab, and what ? says about it."""

from textual.binding import Binding, BindingType

from tui.i18n import N_

OPENS = Binding("colon", "enter", N_("type a move"), key_display=":", id="gomoku.enter")

KEYS: list[BindingType] = [
    Binding("escape", "back", N_("back"), key_display="Esc", id="gomoku.back"),
    Binding("enter", "play", N_("place"), key_display="Enter", id="gomoku.play"),
    Binding("n", "new", N_("new game"), id="gomoku.new"),
    Binding("u", "undo", N_("undo"), id="gomoku.undo"),
    Binding("H", "hint", N_("hint"), key_display="H", id="gomoku.hint"),
    Binding("t", "threats", N_("threats"), id="gomoku.threats"),
    Binding("a", "analyse", N_("analysis"), id="gomoku.analyse"),
    Binding("m", "heat", N_("heatmap"), id="gomoku.heat"),
    Binding("w", "watch", N_("watch"), id="gomoku.watch"),
    OPENS,
    Binding("s", "save", N_("save"), id="gomoku.save"),
    Binding("o", "open", N_("open"), id="gomoku.open"),
    Binding("r", "redo", N_("redo"), show=False, id="gomoku.redo"),
    Binding("plus,equals_sign", "level(1)", N_("stronger"), show=False, id="gomoku.stronger"),
    Binding("minus", "level(-1)", N_("weaker"), show=False, id="gomoku.weaker"),
    Binding("e", "engine", N_("the search or a network plays"), show=False, id="gomoku.engine"),
    Binding("p", "sides", N_("who plays which color"), show=False, id="gomoku.sides"),
    Binding("x", "numbers", N_("numbers of the moves"), show=False, id="gomoku.numbers"),
    Binding("left_square_bracket", "step(-1)", N_("a move back"), show=False, id="gomoku.before"),
    Binding("right_square_bracket", "step(1)", N_("a move on"), show=False, id="gomoku.after"),
    Binding("left_curly_bracket", "step(-400)", N_("first move"), show=False, id="gomoku.first"),
    Binding("right_curly_bracket", "step(400)", N_("last move"), show=False, id="gomoku.last"),
    Binding("T", "training", N_("training"), key_display="T", id="gomoku.training"),
    Binding("R", "resign", N_("resign"), key_display="R", show=False, id="gomoku.resign"),
    Binding("f", "again", N_("try again"), show=False, id="gomoku.again"),
    Binding("J", "app.jobs", N_("jobs"), show=False, id="gomoku.jobs"),
    Binding("enter", "train", N_("train a network"), key_display="Enter", id="gomoku.train"),
    Binding("space", "rest", N_("pause, go on"), id="gomoku.rest"),
    Binding("c", "cancel", N_("cancel"), id="gomoku.cancel"),
    Binding("g", "against", N_("play against it"), id="gomoku.against"),
    Binding("v", "others", N_("other trainings"), id="gomoku.others"),
    Binding("space", "play", show=False),
    Binding("up,k", "move(0, -1)", show=False),
    Binding("down,j", "move(0, 1)", show=False),
    Binding("left,h", "move(-1, 0)", show=False),
    Binding("right,l", "move(1, 0)", show=False),
    Binding("home", "move(-20, 0)", show=False),
    Binding("end", "move(20, 0)", show=False),
    Binding("pageup", "move(0, -20)", show=False),
    Binding("pagedown", "move(0, 20)", show=False),
]
"""In the order in which a narrow screen has room for them."""

EXPLANATION = N_(
    "Black and white set stones by turns, and black begins. Who first has five in a row wins, "
    "across, down or slanting. Freestyle: more than five win too. Standard: exactly five. Renju: "
    "black must make exactly five, and may not make two threes, two fours or more than five at "
    "once; such points are marked ×.\n\n"
    "The arrow keys and h j k l move the cursor; Enter, space or a click sets a stone. (In this "
    "tab j moves down, and J lists the jobs.) The last move stands in ( ), the cursor in [ ]. "
    "A level is a number of nodes, not of seconds: it is as strong on a small machine, and only "
    "slower. Nodes are the moves that the engine tries in its head. The kernel is what does that: "
    "Python's is as strong as C's, and some hundred times slower. Where there is a C compiler "
    "(sudo apt install gcc), C's comes with zerodeck when it is installed again.\n\n"
    "A four lacks one stone to win; an open three becomes a four that cannot be stopped. t shows "
    "them, and asks whether somebody wins by force: the proof is set on the board, numbered, and "
    "[ ] go through it. a thinks on about the position and compares the best moves; m shows how "
    "good the better points look, 9 is best. Both rest while another tab is in front.\n\n"
    "e lets a network play in place of the search, if one has learnt the game. Its levels are "
    "playouts: how often it looks at a move and at what follows. Alone it plays by what it has "
    "learnt; with threats, from level 3 on, it also looks for wins by force. While one plays, m "
    "shows where it looks; hints and the analysis are the search's.\n\n"
    "T trains a network of your own, or looks at one that is being trained. It plays against "
    "itself and learns from that, as a job: it goes on when you leave, and space lets it rest. "
    "Afterwards g plays against it.\n\n"
    "w lets the engine play both sides, space pauses it. u takes moves back and r plays them "
    "again; [ ] only look. The game is kept after each move: it is here again after a dropped "
    "connection."
)
