import pytest

from engines.probe.simulated.rcc import CFGR, CR, HSION, PLLON, Rcc

HSIRDY, PLLRDY = 1 << 1, 1 << 25
USE_PLL, PLL_USED = 2, 2 << 2


@pytest.fixture
def rcc():
    return Rcc()


def test_it_starts_with_the_internal_oscillator(rcc):
    assert rcc.read(CR) == 0x83
    assert (rcc.hertz, rcc.wait_states) == (8e6, 0)


@pytest.mark.parametrize(
    ("multiplier", "hertz", "wait_states"),
    [(0, 8e6, 0), (4, 24e6, 0), (7, 36e6, 1), (10, 48e6, 1), (14, 64e6, 2), (15, 64e6, 2)],
)
def test_the_pll_multiplies_half_the_oscillator(rcc, multiplier, hertz, wait_states):
    rcc.write(CR, rcc.read(CR) | PLLON)
    assert rcc.read(CR) & PLLRDY
    rcc.write(CFGR, multiplier << 18 | USE_PLL)
    assert rcc.read(CFGR) & 0xC == PLL_USED
    assert (rcc.hertz, rcc.wait_states) == (hertz, wait_states)


@pytest.mark.parametrize("config", [USE_PLL, 1, 1 << 16 | USE_PLL])
def test_a_source_that_does_not_run_is_not_taken(rcc, config):
    """The PLL is off, there is no crystal, and the PLL has none either."""
    if config >> 16:
        rcc.write(CR, rcc.read(CR) | PLLON)
    rcc.write(CFGR, config)
    assert rcc.read(CFGR) & 0xC == 0
    assert rcc.hertz == 8e6


@pytest.mark.parametrize(
    ("prescaler", "divisor"), [(0, 1), (7, 1), (8, 2), (11, 16), (12, 64), (15, 512)]
)
def test_the_core_is_slowed_by_the_prescaler_and_the_flash_is_not(rcc, prescaler, divisor):
    rcc.write(CR, HSION | PLLON)
    rcc.write(CFGR, 14 << 18 | prescaler << 4 | USE_PLL)
    assert rcc.hertz == 64e6 / divisor
    assert rcc.wait_states == 2


def test_the_only_oscillator_cannot_be_switched_off(rcc):
    rcc.write(CR, 0)
    assert rcc.read(CR) & (HSION | HSIRDY) == HSION | HSIRDY


def test_a_reset_makes_it_slow_again(rcc):
    rcc.write(CR, HSION | PLLON)
    rcc.write(CFGR, 14 << 18 | USE_PLL)
    rcc.reset()
    assert (rcc.hertz, rcc.read(CFGR)) == (8e6, 0)
