"""Whether a claimed win is one: by the rules alone, against every defence."""

from collections.abc import Callable
from itertools import zip_longest

from engines.gomoku.rules import Rules
from engines.gomoku.stones import Stones

Attack = Callable[[tuple[int, ...]], tuple[int, ...]]
"""Given the moves so far: how who is to move claims to win, both sides' moves in turn; the first is
what counts. Empty: no claim."""

LONGEST = 60
"""Plies of a proof; a claim that needs more is refuted."""


def refuted_fours(stones: Stones, line: tuple[int, ...]) -> str:
    """Why these moves are no forced win for who is to move; "" where they are.

    Each of his moves makes a five, or threatens one where the other has but one answer, and has no
    five himself; the answers stand between. What comes after the win is decided may be left out.
    """
    made = []
    try:
        for attack, answer in zip_longest(line[::2], line[1::2]):
            if not stones.allowed(attack):
                return f"{attack} cannot be played"
            if attack in stones.fives[stones.color]:
                return ""
            made.append(stones.play(attack))
            if stones.fives[stones.color]:
                return f"after {attack} the other wins first"
            answers = stones.answers()
            if answers is None:
                return f"{attack} makes no four"
            if not answers:
                return ""
            if answer not in answers:
                return f"after {attack} the answer is {answers[0]}, not {answer}"
            made.append(stones.play(answer))
        return "the moves end before the win"
    finally:
        for move in reversed(made):
            stones.undo(move)


def refuted(rules: Rules, moves: tuple[int, ...], attack: Attack, plies: int = LONGEST) -> str:
    """Why `attack` does not win for who is to move, against every legal defence; "" where it does.

    A claim of fours alone is checked as a whole; of any other, the first move is played, then
    each move that the other may answer, and after each the claim is asked for again.
    """
    stones = Stones(rules, moves)
    line = attack(moves)
    why = refuted_fours(stones, line)
    if not why or not line:
        return why
    if plies <= 0 or not stones.allowed(line[0]):
        return f"{moves}: {why}"
    stones.play(line[0])
    if stones.fives[stones.color]:
        return f"{moves}: after {line[0]} the other wins first"
    return refuted_defences(stones, (*moves, line[0]), attack, plies - 2)


def refuted_defences(stones: Stones, moves: tuple[int, ...], attack: Attack, plies: int) -> str:
    """As `refuted`, where the other is to move."""
    answers = stones.answers()
    if answers is None:
        answers = [point for point in range(stones.rules.points) if stones.allowed(point)]
    threat: tuple[int, ...] = ()
    for answer in answers:
        move = stones.play(answer)
        # What wins against most defences needs to be asked for only once.
        if refuted_fours(stones, threat):
            after = (*moves, answer)
            threat = attack(after)
            if refuted_fours(stones, threat) and (
                why := refuted(stones.rules, after, attack, plies)
            ):
                return why
        stones.undo(move)
    return ""


def fours(stones: Stones, plies: int) -> tuple[int, ...]:
    """A win of who is to move by fours alone, of at most so many plies, the shortest; or nothing.

    By trying all of them: for checks, not for play.
    """
    for most in range(1, plies + 1, 2):
        if line := attempt(stones, most, set()):
            return line
    return ()


def attempt(stones: Stones, plies: int, failed: set[tuple[bytes, int]]) -> tuple[int, ...]:
    """As `fours`, of this length or shorter. `failed`: cells from which so many plies do not do."""
    if mine := stones.fives[stones.color]:
        return (min(mine),)
    here = (bytes(stones.cells), plies)
    if plies < 3 or here in failed:
        return ()
    for attack in four_makers(stones):
        made = [stones.play(attack)]
        line: tuple[int, ...] = ()
        answers = stones.answers()
        if answers is not None and not stones.fives[stones.color]:
            if answers:
                made.append(stones.play(answers[0]))
                rest = attempt(stones, plies - 2, failed)
                line = (attack, answers[0], *rest) if rest else ()
            else:
                line = decided(stones, attack)
        for move in reversed(made):
            stones.undo(move)
        if line:
            return line
    failed.add(here)
    return ()


def decided(stones: Stones, attack: int) -> tuple[int, ...]:
    """The three last moves, where no answer helps: any of the fives, and another of them."""
    first, *others = sorted(stones.fives[stones.other])
    return (attack, first, *others[:1]) if others else (attack,)


def four_makers(stones: Stones) -> list[int]:
    """The moves that may make a four, and leave the other no five."""
    color, needed = stones.color, stones.fives[stones.other]
    found: set[int] = set()
    for point, cell in enumerate(stones.cells[:-1]):
        if cell == color:
            found |= stones.almost(color, point, lacking=2)
    if needed:
        found &= needed
    return [point for point in sorted(found) if stones.allowed(point)]
