"""Where what moves by the clock is at each tick of its round, relative to its place in the room."""

from itertools import pairwise

from engines.arcade.thornstep.parts import CELL

Point = tuple[int, int]
Track = tuple[Point, ...]


def round_trip(corners: list[Point], speed: int, rest: int) -> Track:
    """There and back over corners in tiles, with `rest` ticks at both ends."""
    way = line([(0, 0), *corners], speed)
    return tuple([way[0]] * rest + way + [way[-1]] * rest + way[::-1])


def circuit(corners: list[Point], speed: int) -> Track:
    """Round and round."""
    return tuple(line([(0, 0), *corners, (0, 0)], speed))


def stroke(tiles: int, speed: int, rest: int) -> Track:
    """Down fast, a moment there, up at a quarter of the speed, and a rest."""
    down = line([(0, 0), (0, tiles)], speed)
    up = line([(0, tiles), (0, 0)], speed // 4)
    return tuple([down[0]] * rest + down + [down[-1]] * 12 + up)


def line(corners: list[Point], speed: int) -> list[Point]:
    points: list[Point] = []
    for (x, y), (to_x, to_y) in pairwise(corners):
        wide, high = (to_x - x) * CELL, (to_y - y) * CELL
        ticks = max(1, max(abs(wide), abs(high)) // speed)
        points += [
            (x * CELL + wide * tick // ticks, y * CELL + high * tick // ticks)
            for tick in range(ticks)
        ]
    return [*points, (corners[-1][0] * CELL, corners[-1][1] * CELL)]
