"""As much of reset and clock control as decides how fast the core runs (RM0008 7.3)."""

BASE = 0x4002_1000
CR, CFGR = 0x00, 0x04
HSION, HSIRDY, PLLON, PLLRDY = 1 << 0, 1 << 1, 1 << 24, 1 << 25
PLL = 2
OSCILLATOR = 8e6
LATENCIES = ((24e6, 0), (48e6, 1), (72e6, 2))
"""Up to this many hertz the flash wants so many wait states (RM0008 3.3.3)."""


class Rcc:
    """There is no crystal: the PLL runs from half of the internal oscillator. It locks at once."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.words = {CR: 0x83}

    def read(self, offset: int) -> int:
        word = self.words.get(offset, 0)
        if offset == CR:
            return word | HSIRDY | (PLLRDY if word & PLLON else 0)
        if offset == CFGR:
            return word | self._source << 2
        return word

    def write(self, offset: int, value: int) -> None:
        # The internal oscillator cannot be switched off: the core has no other.
        self.words[offset] = value | HSION if offset == CR else value & ~0xC

    @property
    def _config(self) -> int:
        return self.words.get(CFGR, 0)

    @property
    def _source(self) -> int:
        """SW as far as it can be obeyed: the PLL has to run before it is chosen."""
        running = self.words[CR] & PLLON and not self._config >> 16 & 1
        return PLL if self._config & 3 == PLL and running else 0

    @property
    def system(self) -> float:
        """SYSCLK, in hertz."""
        factor = min((self._config >> 18 & 15) + 2, 16)
        return OSCILLATOR / 2 * factor if self._source == PLL else OSCILLATOR

    @property
    def hertz(self) -> float:
        """HCLK, the core's."""
        prescaler = self._config >> 4 & 15
        # 1000 to 1111 are 2 to 512, without 32.
        power = prescaler - 7 + (prescaler > 11) if prescaler & 8 else 0
        return self.system / (1 << power)

    @property
    def wait_states(self) -> int:
        """Which the flash needs."""
        return next(states for limit, states in LATENCIES if self.system <= limit)
