"""A proposed command is for the board that the request was for."""

import msgspec
import pytest

from engines import wire
from engines.inbox import Inbox
from engines.probe.aiming import aimed
from engines.probe.engine import serve
from engines.probe.messages import SIMULATED, Cable, Erase, Look, Refused, Wanted

DEMO = Wanted(SIMULATED, cable=Cable())
LENT = Wanted("10.0.0.5:5555")
PART = Wanted(target="stm32f407vg", pack="/home/me/my packs/x.pack")
HERE = Wanted("0668FF343234")


@pytest.mark.parametrize(
    ("command", "wanted", "said"),
    [
        ("zerodeck probe info", DEMO, "zerodeck probe info --demo"),
        ("zerodeck probe flash a.elf", DEMO, "zerodeck probe flash --demo a.elf"),
        ("zerodeck probe reset", LENT, "zerodeck probe reset --probe 10.0.0.5:5555"),
        (
            "zerodeck probe flash 'a b.elf'",
            PART,
            "zerodeck probe flash --target stm32f407vg --pack '/home/me/my packs/x.pack' 'a b.elf'",
        ),
        (
            "zerodeck probe info --pack FILE.pack --target NAME",
            PART,
            "zerodeck probe info --pack FILE.pack --target NAME",
        ),
        (
            "zerodeck probe info",
            Wanted(pack="/a\x1b[2J.pack", clock=500_000),
            "zerodeck probe info --pack '/a\\x1b[2J.pack' --clock 500000",
        ),
        ("zerodeck probe info", HERE, "zerodeck probe info"),
        ("zerodeck probe list", DEMO, "zerodeck probe list"),
        ("zerodeck probe info --demo", PART, "zerodeck probe info --demo"),
        ("sudo apt install libusb-1.0-0", DEMO, "sudo apt install libusb-1.0-0"),
        ("", DEMO, ""),
    ],
)
def test_what_the_board_was_told_by_is_said_again(command, wanted, said):
    assert aimed(command, wanted) == said


def test_an_erase_that_is_refused_is_proposed_for_the_same_board():
    with pytest.raises(wire.EngineError) as caught:
        serve(Inbox([Erase(wanted=DEMO)]), lambda _event: None)
    assert caught.value.failed.fix == "zerodeck probe erase --demo --confirm STM32F103RC"


def test_a_connection_that_is_refused_is_proposed_for_the_same_board(talk, tmp_path):
    pack = tmp_path / "torn.pack"
    pack.write_bytes(b"PK")
    engine = talk(Look(msgspec.structs.replace(DEMO, pack=str(pack))))
    assert engine.hears(Refused).fix == "zerodeck probe info --demo --pack FILE.pack"
