import pytest

from engines.probe.simulated.bus import Device


@pytest.fixture
def words():
    return {0: 0x33221100, 4: 0x77665544}


@pytest.fixture
def device(words):
    return Device(0, 8, words.__getitem__, words.__setitem__)


@pytest.mark.parametrize(
    ("offset", "size", "value"),
    [(0, 4, 0x33221100), (4, 2, 0x5544), (6, 2, 0x7766), (1, 1, 0x11), (7, 1, 0x77)],
)
def test_a_part_of_a_register_is_read_from_its_place(device, offset, size, value):
    assert device.load(offset, size) == value


@pytest.mark.parametrize(
    ("offset", "size", "value", "word"),
    [
        (0, 4, 0x1_89ABCDEF, 0x89ABCDEF),
        (2, 2, 0xABCD, 0xABCD1100),
        (3, 1, 0x1EE, 0xEE221100),
    ],
)
def test_writing_a_part_leaves_the_rest(device, words, offset, size, value, word):
    device.store(offset, value, size)
    assert words == {0: word, 4: 0x77665544}
