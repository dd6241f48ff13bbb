"""Matches: pairs of games, a record that survives anything, and losses that are named."""

import os

import msgspec
import pytest

from engines import wire
from engines.gomoku.board import Board
from engines.gomoku.matches import match as matches
from engines.gomoku.matches.ledger import alike
from engines.gomoku.matches.players import Side
from engines.gomoku.messages import Match, Played, Score
from engines.gomoku.rules import Rules
from engines.inbox import Stopped
from engines.wire import EngineError
from tests.engines.gomoku.simple import Near, Scripted
from tests.engines.gomoku.test_program import ROGUE

SMALL = Match("level:1", "level:2", games=6, rules=Rules(7, 4), opening=2)


@pytest.fixture(autouse=True)
def simple(monkeypatch):
    """Players that need no engine: a wins more often, and every opening is fair."""
    seated(monkeypatch, a=Near(1), b=Near(2))
    monkeypatch.setattr(matches, "player", lambda _: Near(0))


def seated(monkeypatch, **players):
    def side(key, _text, limits, _ours):
        return Side(players[key], limits)

    monkeypatch.setattr(matches, "side", side)


def played(match: Match, stop=lambda: False) -> tuple[list[Played], list, Score]:
    events: list = []
    score = matches.play(match, events.append, stop)
    return [event for event in events if isinstance(event, Played)], events, score


def changed(match: Match = SMALL, **fields) -> Match:
    return msgspec.structs.replace(match, **fields)


def test_each_opening_is_played_with_both_colors():
    games, _events, score = played(SMALL)
    assert [game.number for game in games] == list(range(6))
    assert [(game.black, game.white) for game in games] == [("a", "b"), ("b", "a")] * 3
    openings = [game.moves[:2] for game in games]
    assert openings[::2] == openings[1::2]
    assert len(set(openings)) > 1
    assert score.games == 6


def test_every_game_ends_as_it_says():
    games, events, score = played(changed(games=20))
    for game in games:
        board = Board(SMALL.rules, game.moves)
        assert board.over
        winner = {0: "", 1: game.black, 2: game.white}[board.winner]
        assert (game.winner, game.why) == (winner, "row" if winner else "full")
    assert score.won == sum(game.winner == "a" for game in games)
    assert score.lost == sum(game.winner == "b" for game in games)
    last = [event for event in events if isinstance(event, Score)][-1]
    assert last == score
    progress = [event for event in events if isinstance(event, wire.Progress)]
    assert [(each.done, each.total) for each in progress] == [(done, 20) for done in range(1, 21)]


def test_the_seed_alone_chooses_the_openings():
    first, again, other = (played(changed(seed=seed))[0] for seed in (1, 1, 2))
    assert [game.moves[:2] for game in first] == [game.moves[:2] for game in again]
    assert [game.moves[:2] for game in first] != [game.moves[:2] for game in other]


def recorded(path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def test_a_match_goes_on_where_it_was_stopped(tmp_path):
    path = tmp_path / "record"
    whole = changed(record=str(path))
    asked = iter([False] * 60)
    with pytest.raises(Stopped):
        played(whole, stop=lambda: next(asked, True))
    begun = recorded(path)
    assert 1 < len(begun) < 7
    games, events, score = played(whole)
    assert [game.number for game in games] == list(range(len(begun) - 1, 6))
    assert isinstance(events[0], Score)
    assert events[0].games == len(begun) - 1
    assert recorded(path)[: len(begun)] == begun
    assert score.games == 6
    again, events, same = played(whole)
    assert again == []
    assert same == score


@pytest.mark.parametrize("cut", [1, 5, 100, -1])
def test_a_torn_last_line_is_played_again(tmp_path, cut):
    path = tmp_path / "record"
    whole = changed(record=str(path))
    games, _events, _score = played(whole)
    lines = recorded(path)
    path.write_bytes(b"".join(lines[:-1]) + lines[-1][:cut])
    again, _events, score = played(whole)
    assert [game.number for game in again] == [5]
    assert again[0].moves[:2] == games[5].moves[:2]
    assert score.games == 6
    assert len(recorded(path)) == 7


def test_a_pair_is_finished_with_its_opening_whoever_judges_now(tmp_path, monkeypatch):
    path = tmp_path / "record"
    whole = changed(record=str(path))
    games, _events, _score = played(whole)
    path.write_bytes(b"".join(recorded(path)[:-1]))
    monkeypatch.setattr(matches, "opening", lambda *_: (0, 1))
    again, _events, _score = played(whole)
    assert again[0].moves[:2] == games[4].moves[:2] != (0, 1)


def test_a_record_torn_in_its_first_line_begins_anew(tmp_path):
    path = tmp_path / "record"
    path.write_bytes(b'{"type":"Match","a":"lev')
    assert played(changed(record=str(path)))[2].games == 6
    assert len(recorded(path)) == 7


def test_a_longer_match_goes_on_with_the_record_of_a_shorter_one(tmp_path):
    path = str(tmp_path / "record")
    played(changed(record=path))
    games, _events, score = played(changed(record=path, games=8))
    assert [game.number for game in games] == [6, 7]
    assert score.games == 8
    assert played(changed(record=path, games=2))[2].games == 2


@pytest.mark.parametrize(
    "fields", [{"b": "level:3"}, {"seed": 5}, {"rules": Rules(8, 4)}, {"nodes": 7}, {"opening": 3}]
)
def test_the_record_of_another_match_is_refused_and_left_alone(tmp_path, fields):
    path = tmp_path / "record"
    played(changed(record=str(path)))
    before = path.read_bytes()
    with pytest.raises(EngineError, match="another match"):
        played(changed(record=str(path), **fields))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "text",
    [b"hello\n", b'{"type":"Match"}\nx\n', b"\xff\n", b"\n\n", b"[]\n", b"notes without an end"],
)
def test_what_is_no_record_is_refused_and_left_alone(tmp_path, text):
    path = tmp_path / "record"
    path.write_bytes(text)
    with pytest.raises(EngineError):
        played(changed(Match(), record=str(path)))
    assert path.read_bytes() == text


def test_a_record_is_a_plain_file(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(EngineError, match="cannot be used"):
        played(changed(record=str(tmp_path / "fifo")))


@pytest.mark.parametrize("path", ["/dev/null", "/nowhere/at/all", "/"])
def test_a_record_that_cannot_be_kept_is_refused(path):
    with pytest.raises(EngineError, match="cannot be used"):
        played(changed(record=path))


def test_two_matches_do_not_share_a_record(tmp_path):
    path = str(tmp_path / "record")

    def within() -> bool:
        with pytest.raises(EngineError, match="Another match"):
            played(changed(record=path))
        return True

    with pytest.raises(Stopped):
        played(changed(record=path), stop=within)


@pytest.mark.parametrize(
    ("moves", "why"),
    [([-1], "illegal"), ([49], "illegal"), ([24, 24], "illegal"), ([ValueError("no")], "crash")],
)
def test_a_side_that_breaks_the_rules_loses_by_that(monkeypatch, moves, why):
    """a plays both games of the pair so: it has black, then white."""
    for number in range(2):
        seated(monkeypatch, a=Scripted(*moves), b=Scripted(*range(number, 7)))
        monkeypatch.setattr(matches.Games, "run", lambda self, number=number: self.game(number))
        events: list = []
        game = matches.play(changed(opening=0), events.append)
        assert (game.winner, game.why) == ("b", why)
        (log,) = events
        assert log.text.startswith(f"game {number + 1}: a has lost by {why}: ")


def test_why_a_game_was_lost_commands_no_terminal(monkeypatch):
    seated(monkeypatch, a=Scripted(ValueError("\x1b[2J")), b=Scripted(0))
    monkeypatch.setattr(matches.Games, "run", lambda self: self.game(0))
    events: list = []
    matches.play(changed(opening=0), events.append)
    assert events[0].text.endswith("ValueError: \\x1b[2J")


def test_renjus_forbidden_move_loses_by_name(monkeypatch):
    black, white = (0, 1, 2, 4, 5, 3), (80, 78, 76, 74, 72)
    seated(monkeypatch, a=Scripted(*black, 50), b=Scripted(*white, *black))
    rules = Rules(9, kind="renju")
    monkeypatch.setattr(matches.Games, "run", lambda self: self.game(0))
    game = matches.play(changed(opening=0, rules=rules), lambda _: None)
    assert (game.winner, game.why) == ("b", "forbidden")


def test_a_game_in_which_black_may_play_nowhere_is_no_full_board(monkeypatch):
    moves = [5, 15, 23, 1, 12, 34, 16, 20, 35, 19, 6, 32, 30, 4, 21, 2, 14, 9, 24, 28, 3, 10, 11,
             22, 25, 33, 29, 7, 13, 27, 31, 8, 0, 26]  # fmt: skip
    seated(monkeypatch, a=Scripted(*moves[::2]), b=Scripted(*moves[1::2]))
    monkeypatch.setattr(matches.Games, "run", lambda self: self.game(0))
    rules = Rules(6, kind="renju")
    game = matches.play(changed(opening=0, rules=rules), lambda _: None)
    assert (game.winner, game.why, len(game.moves)) == ("", "stuck", 34)


def test_who_takes_too_long_loses_on_time(monkeypatch):
    now = [0.0]

    class Slow(Near):
        def choose(self, board, limits, **more):
            now[0] += 3.0
            return super().choose(board, limits, **more)

    monkeypatch.setattr("time.monotonic", lambda: now[0])
    seated(monkeypatch, a=Slow(), b=Slow())
    games, events, score = played(changed(seconds_a=2.0, seconds_b=3.0))
    assert {(game.winner, game.why) for game in games} == {("b", "time")}
    assert (score.lost, games[0].slowest_a) == (6, 3.0)
    logs = [event.text for event in events if isinstance(event, wire.Log)]
    assert "3.00 s of 2 s" in logs[0]


def test_both_clocks_are_kept():
    games, _events, _score = played(SMALL)
    for game in games:
        assert 0 < game.slowest_a <= game.seconds_a
        assert 0 < game.slowest_b <= game.seconds_b


def test_a_match_ends_once_it_has_shown_enough(monkeypatch):
    class Losing(Near):
        def choose(self, board, limits, **more):
            raise ValueError

    seated(monkeypatch, a=Near(), b=Losing())
    score = played(changed(games=400, sprt=(0.0, 100.0)))[2]
    assert score.won == score.games
    assert 4 <= score.games < 60
    assert score.games % 2 == 0


def test_a_match_ends_after_whole_pairs(monkeypatch):
    monkeypatch.setattr(matches.Games, "decided", lambda self: len(self.ledger.played) >= 3)
    assert played(changed(games=10))[2].games == 4


def recorded_wins(path, match, numbers) -> None:
    """A record in which a has won these games."""
    games = [Played(each, "ab"[each % 2], "ba"[each % 2], "a", "row", (0, 1)) for each in numbers]
    path.write_bytes(b"".join(map(wire.encode, (alike(match), *games))))


def test_a_match_that_goes_on_within_a_pair_finishes_it(tmp_path):
    path = tmp_path / "record"
    match = changed(games=400, sprt=(0.0, 100.0), record=str(path))
    recorded_wins(path, match, range(99))
    games, _events, score = played(match)
    assert [game.number for game in games] == [99]
    assert score.games == 100


def test_half_a_pair_says_nothing(tmp_path):
    """In each pair one game is missing, as of a record that somebody has cut."""
    path = tmp_path / "record"
    match = changed(games=400, sprt=(0.0, 100.0), record=str(path))
    recorded_wins(path, match, range(2, 400, 2))
    with pytest.raises(Stopped):
        played(match, stop=lambda: True)


def test_a_program_plays_a_match(tmp_path, monkeypatch):
    monkeypatch.undo()
    script = tmp_path / "pbrain-rogue"
    script.write_text(f"#!/bin/sh\nexec {' '.join(ROGUE)} fair\n")
    script.chmod(0o755)
    monkeypatch.setattr(matches, "player", lambda _: Near(0))
    rules = Rules(9)
    games, _events, _score = played(
        Match(str(script), "mcts:20", games=2, rules=rules, seconds_a=5.0)
    )
    assert {game.why for game in games} <= {"row", "full"}


@pytest.mark.parametrize("how", ["never starts", "refuses size"])
def test_a_program_that_cannot_play_is_said_before_a_game(tmp_path, monkeypatch, how):
    monkeypatch.undo()
    script = tmp_path / "pbrain-rogue"
    script.write_text(f"#!/bin/sh\nexec {' '.join(ROGUE)} '{how}'\n")
    script.chmod(0o755)
    record = tmp_path / "record"
    with pytest.raises(EngineError) as raised:
        played(Match(str(script), "level:1", games=2, record=str(record)))
    assert "lost the game" not in raised.value.failed.what
    assert not record.exists()


def test_a_match_is_stopped_while_a_program_starts(tmp_path, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr("engines.gomoku.protocol.program.START", 3600)
    script = tmp_path / "pbrain-rogue"
    script.write_text(f"#!/bin/sh\nexec {' '.join(ROGUE)} silent\n")
    script.chmod(0o755)
    with pytest.raises(Stopped):
        played(Match(str(script), "level:1", games=2), stop=lambda: True)


def test_a_program_that_dies_has_lost_that_game_alone(tmp_path, monkeypatch):
    monkeypatch.undo()
    script = tmp_path / "pbrain-rogue"
    script.write_text(f"#!/bin/sh\nexec {' '.join(ROGUE)} dies\n")
    script.chmod(0o755)
    monkeypatch.setattr(matches, "player", lambda _: Near(0))
    games, events, score = played(Match("mcts:5", str(script), games=4, rules=Rules(6)))
    assert [(game.winner, game.why) for game in games] == [("a", "crash")] * 4
    logs = [event.text for event in events if isinstance(event, wire.Log)]
    assert all("SIGKILL" in log for log in logs)
    assert score.won == 4


@pytest.mark.parametrize(
    "fields",
    [{"a": "nonsense"}, {"a": "search"}, {"b": "level:0"}, {"b": "level:10"}, {"a": "nodes:0"},
     {"a": "python:"}, {"a": ""}, {"a": "mcts:x"}, {"games": 3}, {"sprt": (5.0, 5.0)},
     {"a": "program:"}],
)  # fmt: skip
def test_what_cannot_be_played_is_refused(fields):
    with pytest.raises(ValueError):
        Match(**fields)


def test_random_stops_never_lose_a_game(tmp_path, rng):
    """Stopped anywhere, as often as you like: the record ends up as that of one go."""
    path = tmp_path / "record"
    match = changed(record=str(path), games=10)
    for _ in range(200):
        left = rng.randrange(1, 40)
        asked = iter([False] * left)
        try:
            played(match, stop=lambda asked=asked: next(asked, True))
        except Stopped:
            data = path.read_bytes()
            path.write_bytes(data[: len(data) - rng.choice((0, 0, 1, 7))])
        else:
            break
    numbers = [msgspec.json.decode(line, type=Played).number for line in recorded(path)[1:]]
    assert numbers == list(range(10))
