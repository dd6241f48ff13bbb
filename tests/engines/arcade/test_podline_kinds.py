"""Each kind of foe and each plant does what only it does."""

from engines.arcade.podline.field import (
    CLOSED,
    COLUMN,
    CROUCHED,
    FAR,
    NEVER,
    PLOTS,
    UNDER,
    Lob,
    Plant,
    Shot,
    appear,
    hurt,
)
from engines.arcade.podline.kinds import (
    BROOD,
    DELVER,
    DEWCUP,
    DOORBUG,
    FIREWEED,
    FOES,
    FROSTFERN,
    GOURD,
    GRUB,
    IRONBACK,
    LOBELIA,
    MENDER,
    MITE,
    PLANTS,
    SKITTER,
    TWINPOD,
)
from engines.arcade.podline.march import UP_AGAIN

from .podlines import only, quiet, steps


def put(world, kind, lane, plot=0):
    due = NEVER if kind == GOURD else world.tick + 1
    world.plants[lane * PLOTS + plot] = plant = Plant(kind, PLANTS[kind].health, due)
    return plant


def way(letter: str, ticks: int = 60) -> int:
    """How far it comes in so many ticks."""
    world = quiet(letter)
    _, foe = only(world)
    start = foe.x
    steps(world, ticks)
    return start - foe.x


# Foes


def test_a_skitter_is_twice_as_quick_as_a_grub() -> None:
    assert way("s") > 2 * way("g") > 0


def test_armour_takes_from_every_blow_but_never_all() -> None:
    world = quiet()
    grub, iron = appear(world, GRUB, 0), appear(world, IRONBACK, 1)
    for damage, lost in ((2, 1), (8, 7), (1, 1)):
        before = iron.health
        hurt(world, 1, iron, damage)
        assert before - iron.health == lost
    before = grub.health
    hurt(world, 0, grub, 2)
    assert before - grub.health == 2


def test_a_hopper_crouches_and_then_is_in_the_lane_beside() -> None:
    world = quiet("h")
    lane, foe = only(world)
    crouched = 0
    for _ in range(400):
        if only(world)[0] != lane:
            break
        crouched += foe.doing == CROUCHED
        world.step(0)
    assert crouched >= 30 and abs(only(world)[0] - lane) == 1 and "hop" in world.cues


def test_a_brood_that_falls_leaves_two_mites_in_the_lanes_beside() -> None:
    world = quiet()
    foe = appear(world, BROOD, 2, 100 * 256)
    hurt(world, 2, foe, 1000)
    assert [[f.kind for f in row] for row in world.foes] == [[], [MITE], [], [MITE], []]


def test_a_doorbug_stops_what_flies_straight_not_what_falls_from_above() -> None:
    world = quiet()
    foe = appear(world, DOORBUG, 2, 120 * 256)
    steps(world, 3)
    assert foe.doing == CLOSED
    world.shots[2].append(Shot(110 * 256, 0))
    assert "bounce" in steps(world, 10) and foe.health == foe.most
    world.lobs.append(Lob(2, 0, foe.x, world.tick, world.tick + 2))
    steps(world, 3)
    assert foe.health == foe.most - 8


def test_a_doorbug_opens_now_and_then_and_while_it_eats() -> None:
    world = quiet()
    foe = appear(world, DOORBUG, 2, 150 * 256)
    seen = set()
    for _ in range(300):
        world.step(0)
        seen.add(foe.doing)
    assert seen == {CLOSED, 0}
    put(world, GOURD, 2, 3)
    foe.x, foe.doing, foe.due = 79 * 256, CLOSED, NEVER
    steps(world, 3)
    world.shots[2].append(Shot(70 * 256, 0))
    steps(world, 8)
    assert foe.health < foe.most


def test_a_mender_heals_those_near_it_not_itself() -> None:
    world = quiet()
    mender = appear(world, MENDER, 2, 120 * 256)
    near, far = appear(world, GRUB, 1, 125 * 256), appear(world, GRUB, 2, 60 * 256)
    for foe in (mender, near, far):
        foe.health = 3
    steps(world, 95)
    assert near.health == 8 and far.health == 3 == mender.health


def test_a_delver_goes_under_a_wall_and_is_dizzy_behind_it() -> None:
    world = quiet("v")
    lane, foe = only(world)
    for plot in (1, 2, 3):
        put(world, GOURD, lane, plot)
    steps(world, FOES[DELVER].first)
    assert foe.doing == UNDER
    world.lane = lane
    world.shots[lane].append(Shot(foe.x - 256, 0))
    steps(world, 10)
    assert foe.health == foe.most
    for _ in range(900):
        if foe.doing != UNDER:
            break
        world.step(0)
    assert foe.x <= UP_AGAIN and foe.hold > world.tick + 100
    assert sum(plant is not None for plant in world.plants) == 3


def test_a_plant_in_the_way_is_eaten_before_the_foe_goes_on() -> None:
    world = quiet()
    foe = appear(world, GRUB, 2, 50 * 256)
    put(world, LOBELIA, 2, 1).due = NEVER
    heard = steps(world, 60)
    stopped = foe.x
    assert stopped >= 2 * COLUMN and "chew" in heard
    assert "eaten" in steps(world, 200) and not any(world.plants)
    steps(world, 60)
    assert foe.x < stopped


# Plants


def test_a_dewcup_gives_dew() -> None:
    world, bare = quiet(), quiet()
    put(world, DEWCUP, 0)
    steps(world, 900)
    steps(bare, 900)
    assert world.dew - bare.dew == 36


def test_shooters_fire_only_at_a_lane_where_somebody_is() -> None:
    for kind, shots in ((TWINPOD, 2), (FROSTFERN, 1)):
        world = quiet()
        put(world, kind, 2)
        appear(world, GRUB, 1)
        steps(world, 40)
        assert not any(world.shots)
        appear(world, GRUB, 2, 150 * 256)
        steps(world, 12)
        assert [len(row) for row in world.shots] == [0, 0, shots, 0, 0]


def test_a_frostfern_makes_them_slow() -> None:
    world = quiet()
    cold, warm = appear(world, GRUB, 2, 140 * 256), appear(world, GRUB, 3, 140 * 256)
    world.shots[2].append(Shot(130 * 256, 1))
    steps(world, 120)
    assert cold.slow and 140 * 256 - cold.x < (140 * 256 - warm.x) * 2 // 3


def test_a_lobelia_hits_several_that_are_near_each_other() -> None:
    world = quiet()
    put(world, LOBELIA, 2)
    for x in (120, 126, 118, 150):
        appear(world, SKITTER, 2, x * 256).speed = 0
    steps(world, 60)
    assert [foe.health for foe in world.foes[2]] == [2, 2, 2, 10]


def test_a_fireweed_burns_its_lane_above_and_below_the_ground_and_is_gone() -> None:
    world = quiet()
    put(world, FIREWEED, 2)
    appear(world, GRUB, 2)
    appear(world, GRUB, 2, 30 * 256).doing = UNDER
    other = appear(world, GRUB, 3)
    assert "blaze" in steps(world, 2)
    assert not world.foes[2] and world.foes[3] == [other] and not any(world.plants)


def test_fireweed_needs_no_bed() -> None:
    world = quiet()
    for plot in range(PLOTS):
        put(world, GOURD, 2, plot)
    appear(world, GRUB, 2, FAR)
    world.choice, world.dew = FIREWEED, 200
    world.step(32)
    assert "blaze" in world.cues and not world.foes[2] and all(world.plants[8:12])


def test_a_gourd_stands_much_longer_than_the_others() -> None:
    others = [plant.health for number, plant in enumerate(PLANTS) if number != GOURD]
    assert PLANTS[GOURD].health >= 4 * max(others)
