"""How the hero moves: whole numbers, in 1/256 of a point and of a point a tick."""

from typing import TYPE_CHECKING

from engines.arcade.game import LEFT, RIGHT, A, B
from engines.arcade.thornstep.parts import CELL, CELL_BITS, UNIT, Box, Part, Thing
from engines.arcade.thornstep.room import BELT_LEFT, BELT_RIGHT, ICE, LEDGE, SOLID, WIND, Room, at

if TYPE_CHECKING:
    from engines.arcade.thornstep.world import World

WIDE, HIGH = 6 * UNIT, 7 * UNIT
"""Of the hero; the picture of it is 8x8, one point to the left and one above."""

RUN = 256
FOOTING, STEERING, SKATING = 128, 64, 9
"""How fast the speed changes: on the ground, in the air, on ice."""
BELT = 112

GRAVITY = 28
FALL = 3 * UNIT - 1
JUMP, HOP = 576, 384
AIR_JUMP, AIR_HOP = 474, 320
CUT = 170
"""What a jump is slowed down to when its button is let go."""
SPRING = 800
BOUNCE = 520
LIFT, LIFTED = 62, 400

COYOTE, BUFFER = 4, 4
"""Ticks in which one may still jump off an edge, and may already ask for it before landing."""


def move(world: "World", room: Room, buttons: int) -> None:
    under = world.under
    steer(world, buttons, under)
    jump(world, buttons)
    world.vy = min(world.vy + GRAVITY, FALL)
    if at(room, world.x + WIDE // 2, world.y + HIGH // 2) & WIND:
        world.vy = max(world.vy - LIFT, -LIFTED)
    belt = BELT if under & BELT_RIGHT else -BELT if under & BELT_LEFT else 0
    blocks = solids(world, room)
    slide(world, room, blocks, world.vx + belt)
    drop(world, room, blocks)


def steer(world: "World", buttons: int, under: int) -> None:
    wanted = 0
    if buttons & LEFT:
        wanted = -RUN
    if buttons & RIGHT:
        wanted += RUN
    if wanted:
        world.left = wanted < 0
    change = SKATING if under & ICE else FOOTING if under else STEERING
    world.vx = max(min(wanted, world.vx + change), world.vx - change)


def jump(world: "World", buttons: int) -> None:
    pressed = buttons & ~world.held & (A | B)
    world.held = buttons
    if pressed:
        world.buffer, world.asked = BUFFER + 1, pressed
    if world.under:
        world.coyote, world.air = COYOTE + 1, 1
    if world.buffer and world.coyote:
        leap(world, JUMP, HOP, "jump")
        world.coyote = 0
    elif pressed and world.air:
        leap(world, AIR_JUMP, AIR_HOP, "double")
        world.air = 0
    elif world.rising and not buttons & A:
        world.vy, world.rising = max(world.vy, -CUT), False
    world.buffer = max(0, world.buffer - 1)
    world.coyote = max(0, world.coyote - 1)


def leap(world: "World", high: int, short: int, cue: str) -> None:
    """Held, a jump reaches its full height; a hop always reaches its own, for keyboards that do not
    tell when a key is let go."""
    world.rising = bool(world.asked & A)
    world.vy = -(high if world.rising else short)
    world.buffer = world.under = 0
    world.deck = -1
    world.cues.append(cue if world.rising else "hop")


def throw(world: "World", speed: int) -> None:
    """Up, by something that gives the air jump back."""
    world.vy, world.rising, world.air, world.coyote = -speed, False, 1, 0
    world.under, world.deck = 0, -1


def solids(world: "World", room: Room) -> list[Box]:
    things = world.things
    return [part.box for part in room.blocks if not things[part.number].state]


def slide(world: "World", room: Room, blocks: list[Box], speed: int) -> None:
    """Sideways, up to what is solid."""
    if not speed:
        return
    x, y = world.x + speed, world.y
    edge = x + WIDE - 1 if speed > 0 else x
    if (at(room, edge, y) | at(room, edge, y + HIGH - 1)) & SOLID:
        column = edge >> CELL_BITS
        x = (column << CELL_BITS) - WIDE if speed > 0 else (column + 1) << CELL_BITS
    for left, top, right, bottom in blocks:
        if x < right and x + WIDE > left and y < bottom and y + HIGH > top:
            x = left - WIDE if speed > 0 else right
    if x != world.x + speed:
        world.vx = 0
    world.x = x


def drop(world: "World", room: Room, blocks: list[Box]) -> None:
    """Down or up, and what the hero then stands on."""
    if world.vy < 0:
        rise(world, room, blocks)
        return
    x, y = world.x, world.y + world.vy
    feet, old = y + HIGH - 1, world.y + HIGH
    right = x + WIDE - 1
    top = feet >> CELL_BITS << CELL_BITS
    floor = at(room, x, feet) | at(room, right, feet)
    standing = 0
    if floor & SOLID or (floor & LEDGE and old <= top):
        y, standing = top - HIGH, surface(room, x, right, feet) | SOLID
    for left, upper, end, lower in blocks:
        if x < end and right >= left and y < lower and y + HIGH > upper:
            y, standing = upper - HIGH, SOLID
    deck = -1
    for part in room.decks:
        thing = world.things[part.number]
        if x < thing.x + part.wide * CELL and right >= thing.x and old <= thing.y < y + HIGH:
            y, standing, deck = thing.y - HIGH, SOLID, part.number
    if standing:
        if not world.under and world.vy > UNIT:
            world.cues.append("land")
        world.vy, world.rising = 0, False
    world.y, world.under, world.deck = y, standing, deck


def surface(room: Room, x: int, right: int, feet: int) -> int:
    """What is under the middle of the hero, or else under one of the feet."""
    return at(room, (x + right) >> 1, feet) or at(room, x, feet) or at(room, right, feet)


def rise(world: "World", room: Room, blocks: list[Box]) -> None:
    x, y = world.x, world.y + world.vy
    if (at(room, x, y) | at(room, x + WIDE - 1, y)) & SOLID:
        y = ((y >> CELL_BITS) + 1) << CELL_BITS
    for left, top, right, bottom in blocks:
        if x < right and x + WIDE > left and y < bottom and y + HIGH > top:
            y = bottom
    if y != world.y + world.vy:
        world.vy, world.rising = 0, False
    world.y, world.under, world.deck = y, 0, -1


def free(world: "World", room: Room, x: int, y: int) -> bool:
    """Whether the hero could be here."""
    right, feet = x + WIDE - 1, y + HIGH - 1
    corners = at(room, x, y) | at(room, right, y) | at(room, x, feet) | at(room, right, feet)
    return not corners & SOLID and not any(
        x < box[2] and right >= box[0] and y < box[3] and feet >= box[1]
        for box in solids(world, room)
    )


def carry(world: "World", room: Room, part: Part, thing: Thing, x: int, y: int) -> None:
    """A deck goes to this place, with the hero if it stands on it or is met from below."""
    across, old = x - thing.x, thing.y
    thing.x, thing.y = x, y
    if world.deck != part.number:
        feet = world.y + HIGH
        over = world.x < x + part.wide * CELL and world.x + WIDE > x
        if not (over and world.vy >= 0 and y < feet <= old):
            return
        across = 0
    if not free(world, room, world.x, y - HIGH):
        world.deck = -1
        return
    world.y, world.deck = y - HIGH, part.number
    world.vy, world.under = 0, world.under or SOLID
    if across and free(world, room, world.x + across, world.y):
        world.x += across
