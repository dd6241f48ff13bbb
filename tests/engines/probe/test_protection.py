"""Read protection: what holds, and the way in and out."""

from collections.abc import Callable, Iterator
from random import Random

import pytest

from engines.probe import protection
from engines.probe.memory_map import Region
from engines.probe.parts import Fault, Memory, Part
from engines.probe.protection import FOR_EVER, HALF, OFF, ON, UNKNOWN, lock, state, unlock
from engines.probe.stm32 import FAMILIES
from engines.wire import EngineError
from tests.engines.probe.fake_memory import FakeFpec, FakeMemory, FakeOptcr

OPTIONS = 0x1FFFF800


def part(family: str, dev_id: int = 0) -> Part:
    return Part(f"{family}xx", (Region(0x08000000, 4096),), family=family, dev_id=dev_id)


F1 = part("STM32F1", 0x414)
F4 = part("STM32F4", 0x413)


class Waited(list[float]):
    """A wait that only counts."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def refusal(how: Callable[..., object], memory: Memory, which: Part) -> EngineError:
    with pytest.raises(EngineError) as caught:
        how(memory, which, Waited())
    return caught.value


# What holds


@pytest.mark.parametrize(
    ("family", "address", "value", "level"),
    [
        ("STM32F1", 0x4002201C, 0x03FFFFFC, 0),
        ("STM32F1", 0x4002201C, 0x03FFFFFE, 1),
        ("STM32F1", 0x4002201C, 0x03FFFFFF, 1),
        ("STM32F0", 0x4002201C, 0xFFFFFF00, 0),
        ("STM32F0", 0x4002201C, 0xFFFFFF02, 1),
        ("STM32F0", 0x4002201C, 0xFFFFFF06, 2),
        ("STM32F3", 0x4002201C, 0xFFFFFF00, 0),
        ("STM32F3", 0x4002201C, 0xFFFFFF02, 1),
        ("STM32F3", 0x4002201C, 0xFFFFFF04, 2),
        ("STM32F2", 0x40023C14, 0x0FFFAAED, 0),
        ("STM32F4", 0x40023C14, 0x0FFFAAED, 0),
        ("STM32F4", 0x40023C14, 0x0FFF55ED, 1),
        ("STM32F4", 0x40023C14, 0x0FFFFFED, 1),
        ("STM32F4", 0x40023C14, 0x0FFFCCED, 2),
        ("STM32F7", 0x40023C14, 0xC0FFAAFD, 0),
        ("STM32H7", 0x5200201C, 0x1BC6AAF0, 0),
        ("STM32H7", 0x5200201C, 0x1BC600F0, 1),
        ("STM32L0", 0x4002201C, 0x807000AA, 0),
        ("STM32L1", 0x40023C1C, 0x00780000, 1),
        ("STM32C0", 0x40022020, 0x3FFFFFAA, 0),
        ("STM32G0", 0x40022020, 0xFFFFFEBB, 1),
        ("STM32G4", 0x40022020, 0xFFEFF8AA, 0),
        ("STM32L4", 0x40022020, 0xFFEFF8CC, 2),
        ("STM32U0", 0x40022020, 0xFFFFFFAA, 0),
        ("STM32WB", 0x58004020, 0x2D8F71AA, 0),
        ("STM32WL", 0x58004020, 0x3FEFF0BB, 1),
        ("STM32L5", 0x40022040, 0x7FEFF8AA, 0),
        ("STM32U3", 0x40022040, 0x1FEFF8AA, 0),
        ("STM32U5", 0x40022040, 0x1FEFF8BB, 1),
        ("STM32WBA", 0x40022040, 0x1FEFF8CC, 2),
    ],
)
def test_the_level_is_read_where_each_family_has_it(
    family: str, address: int, value: int, level: int
) -> None:
    said = state(FakeMemory({address: value}), part(family))
    assert (said.level, said.text) == (level, {0: OFF, 1: ON, 2: FOR_EVER}[level])


def test_half_a_level_is_not_off() -> None:
    said = state(FakeMemory({0x40022040: 0xFFEFF855}), part("STM32L5"))
    assert (said.level, said.text) == (None, HALF)


FAMILY_NAMES = sorted({family.name for family in FAMILIES} | {"RP2040", "RP2350", ""})


@pytest.mark.parametrize("family", FAMILY_NAMES)
@pytest.mark.parametrize("value", [None, 0, 0xFFFFFFFF])
def test_what_cannot_be_read_is_never_off(family: str, value: int | None) -> None:
    every = (0x4002201C, 0x40022020, 0x40022040, 0x40023C14, 0x40023C1C, 0x5200201C, 0x58004020)
    memory = FakeMemory({} if value is None else dict.fromkeys(every, value))
    said = state(memory, part(family))
    assert (said.level, said.text) == (None, UNKNOWN)


@pytest.mark.parametrize("family", ["STM32H5", "STM32H7RS", "GD32", "CKS", "RP2040", "RP2350", ""])
def test_a_family_that_is_not_known_is_never_off(family: str) -> None:
    every = range(0x40022000, 0x40022080, 4)
    memory = FakeMemory(dict.fromkeys(every, 0x0FFFAAAA) | {0x40023C14: 0x0FFFAAAA})
    assert state(memory, part(family)).level is None


# The STM32F1


@pytest.mark.parametrize("polls", [0, 1, 40])
def test_unlocking_erases_everything_and_holds_from_the_next_power_on(polls: int) -> None:
    memory = FakeFpec(protected=True, polls=polls)
    said = unlock(memory, F1, Waited())
    assert said.level == 0
    assert "erased" in said.text
    assert memory.erased
    assert state(memory, F1).level == 1
    memory.power_on()
    assert state(memory, F1).level == 0
    assert memory.read16(0x08000000) == 0xFFFF


@pytest.mark.parametrize("polls", [0, 1, 40])
def test_locking_erases_nothing_and_holds_from_the_next_power_on(polls: int) -> None:
    memory = FakeFpec(polls=polls)
    before = bytes(memory.flash)
    assert lock(memory, F1, Waited()).level == 1
    assert memory.flash == before
    assert memory.read16(0x08000000) == 0x0100
    memory.power_on()
    assert state(memory, F1).level == 1
    with pytest.raises(Fault):
        memory.read16(0x08000000)


def test_the_other_option_bytes_stay(rng: Random, count: Callable[[int], int]) -> None:
    for _ in range(count(500)):
        memory = FakeFpec(protected=True, polls=rng.randrange(3))
        bytes_ = [rng.choice([0x00, 0xFF, rng.randrange(256)]) for _ in range(7)]
        memory.options[1:] = [byte | (byte ^ 0xFF) << 8 for byte in bytes_]
        memory.options[rng.randrange(1, 8)] = 0xFFFF
        memory.options[1] = rng.choice([0xFFFF, 0x00FF, 0x01FE])  # all zeros are no register
        kept = memory.options[1:]
        unlock(memory, F1, Waited())
        assert memory.options == [0x5AA5, *kept]
        memory.power_on()
        lock(memory, F1, Waited())
        assert memory.options == [0xFF00, *kept]


def test_an_option_byte_without_its_complement_stays_what_it_meant() -> None:
    memory = FakeFpec(protected=True)
    memory.options[4] = 0x1234
    unlock(memory, F1, Waited())
    assert memory.options[4] == 0xFFFF


def test_the_controller_is_locked_again() -> None:
    memory = FakeFpec(protected=True)
    unlock(memory, F1, Waited())
    assert memory.control == memory.LOCK
    assert memory.flags == 0


def test_the_protection_is_written_last() -> None:
    """So whatever stops this leaves the part protected, and the next unlocking writes the rest."""
    memory = FakeFpec(protected=True)
    unlock(memory, F1, Waited())
    assert memory.order[0] == "options erased"
    assert memory.order[-2:] == ["flash erased", "option 0 written"]


@pytest.mark.parametrize("opened", ["controller", "options"])
def test_what_firmware_left_open_is_not_opened_again(opened: str) -> None:
    memory = FakeFpec(protected=True)
    for register in (memory.KEYR, memory.OPTKEYR)[: 1 if opened == "controller" else 2]:
        for key in memory.KEYS:
            memory.write32(register, key)
    unlock(memory, F1, Waited())
    assert memory.erased


def test_flags_of_an_earlier_failure_are_not_blamed() -> None:
    memory = FakeFpec(protected=True)
    memory.flags = memory.PGERR | memory.WRPRTERR
    unlock(memory, F1, Waited())
    assert memory.erased


def test_an_operation_that_still_runs_is_waited_for() -> None:
    memory, waited = FakeFpec(protected=True), Waited()
    memory.busy = 7
    unlock(memory, F1, waited)
    assert len(waited) == 7
    assert memory.erased


def test_what_is_as_it_should_be_is_left_alone() -> None:
    open_, closed = FakeFpec(), FakeFpec(protected=True)
    assert unlock(open_, F1, Waited()).text == OFF
    assert lock(closed, F1, Waited()).text == ON
    assert open_.order == closed.order == []
    assert not open_.erased


def test_a_controller_that_stays_busy_is_given_up() -> None:
    memory, waited = FakeFpec(protected=True, polls=10**9), Waited()
    with pytest.raises(EngineError, match="stays busy") as caught:
        unlock(memory, F1, waited)
    assert caught.value.failed.fix == "zerodeck probe info"
    assert sum(waited) == pytest.approx(protection.F1_SECONDS, rel=0.1)


def test_a_controller_jammed_by_a_wrong_key_asks_for_a_reset() -> None:
    memory = FakeFpec(protected=True)
    with pytest.raises(Fault):
        memory.write32(memory.KEYR, 0xBAD)
    refusal(unlock, memory, F1)
    assert memory.order == []
    memory.reset()
    unlock(memory, F1, Waited())
    assert memory.erased


def test_a_controller_that_ignores_its_keys_asks_for_a_reset() -> None:
    class Deaf(FakeFpec):
        def _key(self, register: int, key: int) -> None:
            pass

    error = refusal(unlock, memory := Deaf(protected=True), F1)
    assert "stays locked" in str(error)
    assert error.failed.fix == "zerodeck probe reset"
    assert not memory.erased


@pytest.mark.parametrize(
    ("flag", "why"), [(FakeFpec.PGERR, "PGERR"), (FakeFpec.WRPRTERR, "WRPRTERR")]
)
def test_a_controller_that_refuses_is_quoted_and_locked(flag: int, why: str) -> None:
    class Refusing(FakeFpec):
        def _program_option(self, place: int, value: int) -> None:
            self.flags |= flag

    memory = Refusing(protected=True)
    assert refusal(unlock, memory, F1).failed.why == why
    assert memory.control == memory.LOCK
    assert not memory.erased


def test_a_controller_that_refuses_to_erase_is_quoted_and_writes_nothing() -> None:
    class Refusing(FakeFpec):
        def _command(self, value: int) -> None:
            super()._command(value & ~self.STRT)
            self.flags |= self.WRPRTERR if value & self.STRT else 0

    memory = Refusing(protected=True)
    assert refusal(unlock, memory, F1).failed.why == "WRPRTERR"
    assert memory.order == []


def test_option_bytes_that_read_back_wrong_are_named() -> None:
    class Forgetful(FakeFpec):
        def _program_option(self, place: int, value: int) -> None:
            super()._program_option(place, value ^ (place == 4))

    error = refusal(unlock, Forgetful(protected=True), F1)
    assert "not as they were written" in str(error)
    assert "0x1FFFF808" in error.failed.why


def test_a_link_that_breaks_at_any_access_ends_in_words_and_is_no_open_part() -> None:
    class Breaking(FakeFpec):
        left = 10**9

        def read32(self, address: int) -> int:
            self._count()
            return super().read32(address)

        def write32(self, address: int, value: int) -> None:
            self._count()
            super().write32(address, value)

        def write16(self, address: int, value: int) -> None:
            self._count()
            super().write16(address, value)

        def _count(self) -> None:
            self.left -= 1
            if self.left < 0:
                raise Fault("gone")

    broken = 0
    for left in range(200):
        memory = Breaking(protected=True, polls=1)
        memory.left = left
        try:
            unlock(memory, F1, Waited())
        except EngineError:
            broken += 1
        else:
            break
        unprotected = memory.options[0] == memory.UNPROTECTED
        assert memory.erased or not unprotected
    assert broken > 30


def test_both_banks_of_an_xl_part_are_waited_for() -> None:
    class Looked(FakeFpec):
        looks = 0

        def read32(self, address: int) -> int:
            self.looks += address == self.SR2
            return super().read32(address)

    memory, smaller = Looked(protected=True), Looked(protected=True)
    unlock(memory, part("STM32F1", 0x430), Waited())
    unlock(smaller, F1, Waited())
    assert memory.looks > 2
    assert smaller.looks == 0


# The STM32F4


@pytest.mark.parametrize("polls", [0, 3, 6000])
@pytest.mark.parametrize("rdp", [0x00, 0x55, 0xFF])
@pytest.mark.parametrize("family", ["STM32F2", "STM32F4"])
def test_an_f4_is_unlocked_by_its_option_register(family: str, rdp: int, polls: int) -> None:
    memory = FakeOptcr(rdp, polls, options=0x4FF0_00E4)
    assert unlock(memory, part(family), Waited()).level == 0
    assert memory.erased
    assert memory.cells == 0x4FF0_AAE4
    assert memory.register == 0x4FF0_AAE5


def test_an_f4_that_is_not_locked_is_left_alone() -> None:
    memory = FakeOptcr(0xAA)
    assert unlock(memory, F4, Waited()).text == OFF
    assert not memory.erased


def test_an_f4_left_open_is_not_opened_again() -> None:
    memory = FakeOptcr(0x00)
    for key in memory.KEYS:
        memory.write32(memory.OPTKEYR, key)
    unlock(memory, F4, Waited())
    assert memory.erased


def test_level_2_is_for_ever() -> None:
    memory = FakeOptcr(0xCC)
    error = refusal(unlock, memory, F4)
    assert "for ever" in str(error)
    assert "permanent" in error.failed.why
    assert not memory.erased


def test_an_f4_that_stays_busy_is_given_up_and_locked() -> None:
    memory, waited = FakeOptcr(0x00, polls=10**9), Waited()
    with pytest.raises(EngineError, match="stays busy"):
        unlock(memory, F4, waited)
    assert sum(waited) == pytest.approx(protection.F4_SECONDS, rel=0.1)


def test_an_f4_with_a_hardware_watchdog_is_not_begun() -> None:
    memory = FakeOptcr(0x00, options=0x0FFF_00CC)
    assert "watchdog" in str(refusal(unlock, memory, F4))
    assert not memory.erased


def test_an_f4_that_refuses_is_quoted() -> None:
    class Refusing(FakeOptcr):
        def _start(self) -> None:
            self.flags |= 0x10

    memory = Refusing(0x00)
    assert refusal(unlock, memory, F4).failed.why == "FLASH_SR is 0x00000010"
    assert memory.register & memory.OPTLOCK


# Others


@pytest.mark.parametrize("family", FAMILY_NAMES)
def test_a_family_whose_way_is_not_known_is_refused_and_nothing_is_written(family: str) -> None:
    memory = FakeMemory({})
    for how, known in ((lock, ["STM32F1"]), (unlock, ["STM32F1", "STM32F2", "STM32F4"])):
        error = refusal(how, memory, part(family))
        assert "not known" in str(error)
        assert (f"{family}xx is no" in str(error)) == (family not in known)
    assert memory.writes == 0


# The fake itself refuses what the manual says


def opened() -> Iterator[FakeFpec]:
    memory = FakeFpec(protected=True)
    yield memory
    for register in (memory.KEYR, memory.OPTKEYR):
        for key in memory.KEYS:
            memory.write32(register, key)
        yield memory


def erase_options(memory: FakeFpec) -> None:
    memory.write32(memory.CR, memory.OPTWRE | memory.OPTER | memory.STRT)


def test_fake_does_nothing_without_both_pairs_of_keys() -> None:
    done = []
    for memory in opened():
        erase_options(memory)
        done.append(list(memory.order))
    assert done == [[], [], ["options erased"]]


@pytest.mark.parametrize("keys", [(0xBAD,), FakeFpec.KEYS[::-1], (FakeFpec.KEYS[0], 0xBAD)])
def test_fake_locks_after_a_wrong_key_until_a_reset(keys: tuple[int, ...]) -> None:
    memory = FakeFpec(protected=True)
    with pytest.raises(Fault):
        for key in keys:
            memory.write32(memory.KEYR, key)
    with pytest.raises(Fault):
        memory.write32(memory.KEYR, memory.KEYS[0])
    memory.reset()
    for key in memory.KEYS:
        memory.write32(memory.KEYR, key)
    assert not memory.control & memory.LOCK


def test_fake_gives_pgerr_for_a_cell_that_is_not_erased() -> None:
    *_, memory = opened()
    memory.write32(memory.CR, memory.OPTWRE | memory.OPTPG)
    memory.write16(OPTIONS, 0xA5)
    assert memory.flags & memory.PGERR
    assert not memory.erased
    flash = FakeFpec()
    for key in flash.KEYS:
        flash.write32(flash.KEYR, key)
    flash.write32(flash.CR, flash.PG)
    flash.write16(0x08000000, 0x1234)
    assert flash.flags & flash.PGERR
    assert flash.read16(0x08000000) == 0x0100


def test_fake_takes_no_command_while_it_is_busy() -> None:
    *_, memory = opened()
    memory.polls = 2
    erase_options(memory)
    memory.write32(memory.CR, memory.OPTWRE | memory.OPTPG)
    memory.write16(OPTIONS, 0xA5)
    assert memory.options == [0xFFFF] * 8
    assert [memory.read32(memory.SR) & 1 for _ in range(3)] == [1, 1, 0]


def test_fake_takes_option_bytes_as_half_words_only() -> None:
    *_, memory = opened()
    erase_options(memory)
    memory.write32(memory.CR, memory.OPTWRE | memory.OPTPG)
    with pytest.raises(Fault):
        memory.write32(OPTIONS, 0xA5)


def test_fake_keeps_the_protection_through_a_reset() -> None:
    memory = FakeFpec(protected=True)
    unlock(memory, F1, Waited())
    memory.reset()
    assert state(memory, F1).level == 1
    memory.power_on()
    assert state(memory, F1).level == 0
