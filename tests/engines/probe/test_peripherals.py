"""Looking at a peripheral changes nothing in it, and one register that faults hides no other."""

from functools import cache

import pytest
from pyocd.core.exceptions import TransferFaultError
from pyocd.debug.svd.loader import SVDFile

from engines import wire
from engines.probe import peripherals
from engines.probe.connect import connected
from engines.probe.messages import Wanted
from tests.engines.probe.rig import board


@cache
def described(name):
    file = SVDFile.from_builtin(name)
    file.load()
    return file.device


class Target:
    """pyOCD's description of a part, and a bus that notes what is read."""

    part_number = "x"

    def __init__(self, description, faults=()):
        self.svd_device, self.faults = described(description), faults
        self.read = []

    def read_memory(self, address, size):
        self.read.append(address)
        if address in self.faults:
            raise TransferFaultError(address)
        return 5


def rows(target, name):
    return {row.name: row for row in peripherals.registers(target, name)}


UNTOUCHED = [
    ("STM32F103xx.svd", "USART1", {"DR"}),
    ("STM32F103xx.svd", "SPI1", {"DR"}),
    ("STM32F103xx.svd", "I2C1", {"DR", "SR2"}),
    ("STM32F103xx.svd", "ADC1", {"DR"}),
    ("STM32F103xx.svd", "SDIO", {"FIFO"}),
    ("STM32F103xx.svd", "BKP", set()),
    ("STM32F103xx.svd", "CRC", set()),
    ("STM32F103xx.svd", "CAN", set()),
    ("STM32L4x5.svd", "USART1", {"RDR"}),
    ("STM32L4x5.svd", "I2C1", {"RXDR"}),
    ("STM32L4x5.svd", "QUADSPI", {"DR"}),
    ("STM32L4x5.svd", "RTC", {"SSR"}),
    ("STM32F41x.svd", "RNG", {"DR"}),
    ("STM32F41x.svd", "DCMI", {"DR"}),
    ("MKL25Z4.svd", "UART0", {"D"}),
    ("MKL25Z4.svd", "ADC0", {"RA", "RB"}),
    ("nrf52840.svd", "UART0", {"RXD"}),
    ("M480_v1.svd", "UART0", {"UART_DAT"}),
]


@pytest.mark.parametrize(("description", "name", "untouched"), UNTOUCHED)
def test_what_changes_by_being_read_is_not_read(description, name, untouched):
    target = Target(description)
    shown = rows(target, name)
    without = {row.name for row in shown.values() if row.value is None}
    written = {each.name for each in peripheral(target, name) if each.access == "write-only"}
    assert without - written == untouched
    assert not {shown[each].address for each in untouched} & set(target.read)


def peripheral(target, name):
    return next(each for each in target.svd_device.peripherals if each.name == name).registers


def test_another_name_for_the_same_address_is_not_read_either():
    """Reading the divisor's low byte takes what the UART has received."""
    target = Target("LPC176x5x_v0.2.svd")
    shown = rows(target, "UART0")
    assert shown["RBR"].address == shown["DLL"].address not in target.read
    assert shown["DLL"].value is None
    assert shown["DLM"].value == 5


def test_a_register_that_faults_has_no_value_and_hides_no_other():
    target = Target("STM32F103xx.svd", faults=(0x4002_1004,))
    shown = rows(target, "RCC")
    assert (shown["CR"].value, shown["CFGR"].value, shown["CIR"].value) == (5, None, 5)


def test_every_peripheral_of_the_board_can_be_looked_at():
    """Some of them are not there: the chip is simulated, and refuses."""
    with board() as source, connected(source.probe(), Wanted()) as connection:
        shown = {name: rows(connection.target, name) for name in names(connection)}
        assert shown["FSMC"]["BCR1"].value is None
        assert shown["RCC"]["CR"].value == 0x83
        assert connection.target.read32(0xE004_2000), "the bus works as before"


def names(connection):
    return peripherals.names(connection.target)


def test_a_description_that_pyocd_stumbles_over_is_an_error_in_words():
    target = Target("nrf54l15.svd")
    refused = []
    for name in peripherals.names(target):
        try:
            peripherals.registers(target, name)
        except wire.EngineError as error:
            refused.append(error.failed.what)
    assert refused == ["The description of this peripheral is damaged."]
