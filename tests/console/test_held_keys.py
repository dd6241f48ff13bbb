"""Which keys are held, of a terminal that does not tell, and of one that does."""

from tui.held_keys import HeldKeys


class Clock:
    """Timers that go off when time is moved on."""

    def __init__(self) -> None:
        self.now, self.timers = 0.0, []

    def after(self, seconds: float, act) -> "Clock.Timer":
        timer = self.Timer(self.now + seconds, act)
        self.timers.append(timer)
        return timer

    def pass_(self, seconds: float) -> None:
        end = self.now + seconds
        while due := [t for t in self.timers if t.at is not None and t.at <= end]:
            first = min(due, key=lambda timer: timer.at)
            self.now, first.at = first.at, None
            first.act()
        self.now = end

    class Timer:
        def __init__(self, at: float, act) -> None:
            self.at, self.act = at, act

        def stop(self) -> None:
            self.at = None


def held() -> tuple[HeldKeys, Clock, list[tuple[str, bool]]]:
    clock, told = Clock(), []
    keys = HeldKeys(lambda key, down: told.append((key, down)), clock.after, lambda: clock.now)
    return keys, clock, told


def test_a_tap_goes_up_again():
    keys, clock, told = held()
    keys.press("space")
    clock.pass_(0.05)
    assert told == [("space", True)]
    clock.pass_(0.05)
    assert told == [("space", True), ("space", False)]


def test_a_key_that_repeats_stays_down_until_it_does_no_more():
    keys, clock, told = held()
    keys.press("space")
    clock.pass_(0.5)  # as long as the first repeat takes
    for _ in range(20):
        keys.press("space")
        clock.pass_(0.08)
    assert told.count(("space", True)) == 2
    clock.pass_(0.2)
    assert told[-1] == ("space", False)


def test_taps_in_a_bunch_are_as_many():
    """As a slow link delivers them; in Podline each is a lane."""
    keys, clock, told = held()
    for apart in (0.0, 0.0, 0.03, 0.1, 0.19):
        clock.pass_(apart)
        keys.press("down")
    clock.pass_(1)
    assert told == [("down", True), ("down", False)] * 5


def test_a_tap_right_after_repeats_is_one_of_them_and_later_it_is_a_tap():
    keys, clock, told = held()
    for apart in (0.0, 0.4, 0.05, 0.05, 0.9, 0.05):
        clock.pass_(apart)
        keys.press("down")
    clock.pass_(1)
    assert told == [("down", True), ("down", False)] * 4


def test_a_direction_stays_until_another_or_the_stop():
    keys, clock, told = held()
    latched, stops = ("left", "right"), ("down",)
    keys.press("right", latched, stops)
    clock.pass_(60)
    assert told == [("right", True)]
    keys.press("space", latched, stops)
    keys.press("left", latched, stops)
    assert told[-2:] == [("right", False), ("left", True)]
    keys.press("down", latched, stops)
    assert ("left", False) in told
    clock.pass_(1)
    assert set(keys.down) == set()


def test_keys_whose_release_is_told_are_down_until_then():
    """Together, as long as it takes; whatever was pressed before releases were told, too."""
    keys, clock, told = held()
    keys.press("space")
    keys.hold("space")
    keys.hold("right")
    clock.pass_(60)
    assert told == [("space", True), ("right", True)]
    keys.release("space")
    keys.release("x")
    assert told[2:] == [("space", False)]
    assert set(keys.down) == {"right"}


def test_all_are_let_go_at_once():
    keys, clock, told = held()
    keys.press("right", ("right",))
    keys.press("a")
    keys.release_all()
    assert not keys.down
    assert told[-2:] == [("right", False), ("a", False)]
    clock.pass_(10)
    assert len(told) == 4
