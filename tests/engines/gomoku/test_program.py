"""The host of other programs, over one that breaks the rules in the ways of rogue.py."""

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engines.gomoku.board import Board
from engines.gomoku.player import Limits
from engines.gomoku.protocol.program import Forfeit, Program
from engines.gomoku.rules import Rules
from engines.inbox import Stopped
from engines.wire import EngineError
from tests import ROOT, until
from tests.conftest import children

ROGUE = [sys.executable, "-S", str(Path(__file__).with_name("rogue.py"))]
BRISK = Limits(seconds=5.0)
IMPATIENT = Limits(seconds=0.01)


@pytest.fixture
def rogue(tmp_path):
    """rogue("hangs") is that program; closed after the test."""
    made = []

    def make(how: str, **more) -> Program:
        made.append(Program([*ROGUE, how], folder=tmp_path, log=tmp_path / "log", **more))
        return made[-1]

    yield make
    for each in made:
        each.close()


def heard(tmp_path) -> list[str]:
    """What the program was told, but for INFO; its last line is a position's last."""
    lines = (tmp_path / "log").read_text().splitlines()[1:]
    return [line for line in lines if not line.startswith("INFO")]


def said_so(tmp_path, *lines) -> None:
    until(lambda: heard(tmp_path) == list(lines))


def test_a_game_is_played_by_turns(rogue, tmp_path):
    program, board = rogue("fair"), Board(Rules(9))
    for reply in (80, 79):
        board.play(program.choose(board, BRISK).move)
        board.play(reply)
    analysis = program.choose(board, BRISK)
    assert board.moves == [0, 80, 1, 79]
    assert analysis.move == 2
    assert (analysis.found, analysis.backend) == ("program", "Rogue")
    assert 0 < analysis.seconds < 5
    said_so(tmp_path, "BEGIN", "TURN 8,8", "TURN 7,8")


def test_a_position_is_told_whole_with_its_own_stones_as_1(rogue, tmp_path):
    rogue("fair").choose(Board(Rules(9), [40, 0, 41]), BRISK)
    said_so(tmp_path, "BOARD", "4,4,2", "0,0,1", "5,4,2", "DONE")


def test_it_is_told_the_rules_and_the_time(rogue, tmp_path):
    rogue("fair").ready(Rules(9, kind="renju"), 1.5)
    until(lambda: "INFO rule 4" in (tmp_path / "log").read_text())
    assert "INFO timeout_turn 1500" in (tmp_path / "log").read_text()


@pytest.mark.parametrize("how", ["fair", "no restart", "no about"])
def test_the_next_game_and_a_move_taken_back_are_told_whole(rogue, how, monkeypatch):
    monkeypatch.setattr("engines.gomoku.protocol.program.SYNC", 0.05)
    program = rogue(how)
    for moves in ([], [40, 41], [40, 41, 0], [40, 41, 0], [40]):
        point = program.choose(Board(Rules(9), moves), BRISK).move
        assert point == next(each for each in range(81) if each not in moves)


def test_other_rules_begin_it_anew(rogue):
    program = rogue("fair")
    assert program.choose(Board(Rules(9)), BRISK).move == 0
    assert program.choose(Board(Rules(6), [0]), BRISK).move == 1


@pytest.mark.parametrize(
    "how", ["chatty", "answers info", "suggests", "returns", "repeats", "noisy", "no about"]
)
def test_oddities_are_lived_with(rogue, how, monkeypatch):
    monkeypatch.setattr("engines.gomoku.protocol.program.SYNC", 0.05)
    program, board = rogue(how), Board(Rules(9))
    for reply in (80, 79, 78):
        board.play(program.choose(board, BRISK).move)
        board.play(reply)
    assert board.moves[::2] == [0, 1, 2]


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("outside", "illegal"),
        ("below", "illegal"),
        ("floods moves", "illegal"),
        ("occupied", "illegal"),
        ("refuses", "illegal"),
        ("dies", "crash"),
        ("leaves", "crash"),
        ("closes", "crash"),
        ("hangs", "time"),
        ("ignores", "time"),
        ("nonsense", "time"),
        ("floods", "time"),
        ("endless line", "time"),
    ],
)
def test_a_forfeit_says_why_and_the_next_game_is_played(rogue, how, reason, monkeypatch):
    monkeypatch.setattr("engines.gomoku.protocol.timing.TOLERANCE", 0.1)
    monkeypatch.setattr("engines.gomoku.protocol.process.GRACE", 0.02)
    program, board = rogue(how), Board(Rules(9), [40])
    for _game in range(2):
        program.ready(board.rules, 0.01)
        with pytest.raises(Forfeit) as raised:
            program.choose(board, IMPATIENT if reason == "time" else Limits(seconds=0.01))
        assert raised.value.reason == reason
        assert "Rogue" in raised.value.failed.why
        assert program.process is None


def test_a_forbidden_move_is_named(rogue):
    """A1 to A4 and A6 with the first free point between: six in a row."""
    moves = [
        each for pair in zip((0, 1, 2, 4, 5), (80, 78, 76, 74, 72), strict=True) for each in pair
    ]
    with pytest.raises(Forfeit) as raised:
        rogue("fair").choose(Board(Rules(9, kind="renju"), moves), BRISK)
    assert raised.value.reason == "forbidden"


def test_what_it_says_commands_no_terminal(rogue):
    program = rogue("evil")
    program.ready(Rules(9))
    assert program.name == "Rogue\\x1b[2J"
    with pytest.raises(Forfeit) as raised:
        program.choose(Board(Rules(9)), BRISK)
    assert "\\x1b[2J\\x1b]0;no\\x07" in raised.value.failed.why


@pytest.mark.parametrize("how", ["refuses size", "refuses rule"])
def test_what_it_does_not_play_is_said_before_a_game(rogue, how):
    with pytest.raises(EngineError, match=r"does not play this.*ERROR"):
        rogue(how).ready(Rules(9))


def test_a_program_that_says_nothing_is_not_waited_for_for_ever(rogue, monkeypatch):
    monkeypatch.setattr("engines.gomoku.protocol.program.START", 0.05)
    with pytest.raises(EngineError, match="does not play this"):
        rogue("silent").ready(Rules(9))


def test_a_program_that_never_starts_has_crashed(rogue):
    with pytest.raises(Forfeit, match="exit code 1"):
        rogue("never starts").ready(Rules(9))


def test_four_in_a_row_is_not_known_to_the_protocol(rogue):
    with pytest.raises(EngineError, match="five in a row"):
        rogue("fair").ready(Rules(9, row=4))


def test_there_is_no_such_program(tmp_path):
    for path in (tmp_path / "nothing", tmp_path):
        with pytest.raises(EngineError, match="cannot be started"):
            Program([str(path)])


def test_what_is_no_program_is_refused(tmp_path):
    path = tmp_path / "pbrain-text"
    path.write_text("\x00\x01 not a program")
    path.chmod(0o755)
    with pytest.raises(EngineError, match="cannot be started"):
        Program([str(path)]).ready(Rules(9))


def test_it_works_in_its_own_folder(tmp_path):
    script = tmp_path / "there" / "pbrain-where"
    script.parent.mkdir()
    script.write_text(f"#!/bin/sh\nexec {ROGUE[0]} -S {ROGUE[2]} fair\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    program = Program([str(script)], log=tmp_path / "log")
    assert program.name == "where"
    program.ready(Rules(9))
    program.close()
    assert (tmp_path / "log").read_text().startswith(str(script.parent) + "\n")


def test_its_errors_are_kept_up_to_a_limit(rogue, tmp_path):
    program, log, old = rogue("noisy"), tmp_path / "log", tmp_path / "log.old"
    log.write_text("of the last one")
    for _ in range(3):
        program.ready(Rules(9))
        program.close()
        assert log.stat().st_size == 1 << 20
    log.write_bytes(log.read_bytes()[:-1] + b"y")
    program.ready(Rules(9))
    program.close()
    assert old.read_bytes()[-1:] == b"y"
    assert {each.name for each in tmp_path.glob("log*")} == {"log", "log.old"}


def test_its_errors_are_added_to_those_of_the_last_process(rogue, tmp_path):
    program = rogue("fair")
    for _ in range(2):
        program.ready(Rules(9))
        program.close()
    lines = (tmp_path / "log").read_text().splitlines()
    assert lines.count(str(tmp_path)) == 2
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o600


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_where_no_log_can_be_kept_the_game_goes_on(rogue, tmp_path, kind):
    other = tmp_path / "other"
    other.write_text("precious")
    match kind:
        case "link":
            (tmp_path / "log").symlink_to(other)
        case "pipe":
            os.mkfifo(tmp_path / "log")
        case "folder":
            (tmp_path / "log").mkdir()
    program = rogue("noisy")
    assert program.choose(Board(Rules(9)), BRISK).move == 0
    program.close()
    assert other.read_text() == "precious"


def test_a_match_that_is_stopped_does_not_wait(rogue):
    program = rogue("hangs")
    with pytest.raises(Stopped):
        program.choose(Board(Rules(9)), Limits(seconds=3600), stop=lambda: True)
    assert program.process is None


@pytest.mark.parametrize("how", ["silent", "silent again", "no about"])
def test_whatever_is_waited_for_a_stop_is_heard(rogue, how, monkeypatch):
    monkeypatch.setattr("engines.gomoku.protocol.program.RESTART", 3600)
    program, board = rogue(how), Board(Rules(9))
    if how == "silent again":
        board.play(program.choose(board, BRISK).move)
    monkeypatch.setattr("engines.gomoku.protocol.program.START", 3600)
    monkeypatch.setattr("engines.gomoku.protocol.program.SYNC", 3600)
    with pytest.raises(Stopped):
        program.ready(board.rules, BRISK.seconds, stop=lambda: True)
    assert program.process is None


@pytest.mark.parametrize("how", ["silent", "no about"])
def test_a_stop_is_heard_while_a_move_waits_for_the_start(rogue, how, monkeypatch):
    monkeypatch.setattr("engines.gomoku.protocol.program.START", 3600)
    monkeypatch.setattr("engines.gomoku.protocol.program.SYNC", 3600)
    program = rogue(how)
    with pytest.raises(Stopped):
        program.choose(Board(Rules(9)), BRISK, stop=lambda: True)
    assert program.process is None


def test_who_is_slow_to_begin_another_game_is_begun_anew(rogue, monkeypatch):
    monkeypatch.setattr("engines.gomoku.protocol.program.RESTART", 0.01)
    program, board = rogue("silent again"), Board(Rules(9))
    program.choose(board, BRISK)
    first = program.process.child
    program.choose(board, BRISK)
    assert program.process.child is not first
    assert first.returncode is not None


HOST = """
import sys
from pathlib import Path
from engines.gomoku.protocol.program import Program
from engines.gomoku.rules import Rules
program = Program(sys.argv[2:], folder=Path(sys.argv[1]))
program.ready(Rules(9))
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("how", ["outlives", "orphans"])
def test_nothing_of_it_is_left_when_we_are_killed(tmp_path, how):
    argv = [sys.executable, "-c", HOST, str(tmp_path), *ROGUE, how]
    with subprocess.Popen(argv, cwd=ROOT, stdin=-1, stdout=-1) as host:
        assert host.stdout.readline() == b"ready\n"
        mark = f"HOME={os.environ['HOME']}\0".encode()
        assert len(children(mark)) >= 3
        host.kill()
    until(lambda: not children(mark))


@pytest.mark.parametrize("how", ["fair", "ignores", "orphans", "hangs"])
def test_nothing_of_it_is_left_when_it_is_closed(rogue, how):
    """That its children are gone too, the check after every test says."""
    program = rogue(how)
    program.ready(Rules(9))
    child = program.process.child
    program.close()
    assert child.returncode is not None
    program.close()


def test_it_is_given_what_is_to_be_in_its_environment(rogue):
    program = rogue("fair", environ={"ZERODECK_KERNEL": "python"})
    program.ready(Rules(9))
    environ = Path(f"/proc/{program.process.child.pid}/environ").read_bytes()
    assert b"ZERODECK_KERNEL=python" in environ.split(b"\0")
    assert f"HOME={os.environ['HOME']}".encode() in environ.split(b"\0")


def test_who_does_not_read_is_not_written_to_for_ever(rogue, monkeypatch):
    monkeypatch.setattr("engines.gomoku.protocol.program.SYNC", 0.01)
    program = rogue("deaf")
    program.ready(Rules(9), BRISK.seconds)
    for text in ("x" * 4096, "x"):
        until(lambda text=text: not program.process.say(text))
    with pytest.raises(Forfeit):
        program.choose(Board(Rules(9)), BRISK)


def test_floods_do_not_add_up(rogue, monkeypatch):
    monkeypatch.setattr("engines.gomoku.protocol.timing.TOLERANCE", 0.1)
    program = rogue("floods moves")
    program.ready(Rules(9))
    process = program.process
    process.say("BEGIN\r\n")
    until(process.answers.full)
    begin = time.monotonic()
    program.close()
    assert time.monotonic() - begin < 5
