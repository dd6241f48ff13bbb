"""The STM32 lines by DEV_ID: where each says what it is, and how its memories are laid out.

Facts from ST's reference manuals (RMxxxx, beside each family or row), its CMSIS device headers (UID
and flash size addresses, option bits) and its device packs (sizes). Cross-checked with the tables
of OpenOCD (stm32f1x, stm32f2x, stm32lx, stm32l4x, stm32h7x), stlink 1.8 and Black Magic Debug;
where they disagree the header counts, and the row says so.
"""

from collections.abc import Callable, Mapping

import msgspec

from engines.probe.memory_map import Region

KIB = 1024
START = 0x0800_0000
SRAM = 0x2000_0000
CCM = 0x1000_0000

PPB = 0xE004_2000
"""Where DBGMCU_IDCODE is on most Cortex-M3 and M4, and on the F7."""
PPB_V8 = 0xE004_4000
"""The same on a Cortex-M33."""
H5_CORE = 0x4402_4000
"""The same on an H5, through the access port of its core."""
APB = 0x4001_5800
"""The same on a Cortex-M0 or M0+, which has no private bus of its own to put it on."""
H7 = 0x5C00_1000

Layout = Callable[[int, int | None], tuple[Region, ...]]
"""From KiB of flash, and the option register, to the banks. None: as it leaves the factory."""


class Line(msgspec.Struct, frozen=True):
    """One DEV_ID. Sizes in KiB.

    `stem` is what its part numbers share. `sram` lies at SRAM, by flash size: (up to, that much);
    it is the most that any part of the line with so much flash has, as DEV_ID does not tell an F101
    from an F103. `more` are further RAMs: (address, KiB). `targets` are pyOCD's builtin targets by
    flash size; their map may be larger than the part, so that `Part.flash` is what limits an image.
    `options` is the register that `layout` wants; `size_at` and `uid` replace the family's.
    """

    dev_id: int
    stem: str
    words: str
    largest: int
    layout: Layout
    sram: tuple[tuple[int, int], ...]
    more: tuple[tuple[int, int], ...] = ()
    revisions: Mapping[int, str] = {}
    targets: Mapping[int, str] = {}
    options: int = 0
    size_at: int = 0
    uid: int = 0


class Family(msgspec.Struct, frozen=True):
    """Lines that are read alike: `idcode` is where DBGMCU_IDCODE is seen, `size_at` where 16 bits
    tell the flash size in KiB. `cores` begins with the first core; the other one starts later.
    """

    name: str
    cores: tuple[str, ...]
    idcode: tuple[int, ...]
    size_at: int
    uid: int
    lines: tuple[Line, ...]

    @property
    def pack(self) -> str:
        """The CMSIS pack that knows these parts, "" for clones."""
        return f"Keil.{self.name}xx_DFP" if self.name.startswith("STM32") else ""


def graded(start: int, kib: int, unit: int) -> tuple[Region, ...]:
    """Four sectors of `unit` KiB, one of four units, the rest of eight; ends where the flash does.

    The F2, F4 and F7 (RM0033, RM0090, RM0385), each bank of them.
    """
    regions = []
    for wanted, sector in ((4 * unit, unit), (4 * unit, 4 * unit), (kib, 8 * unit)):
        if size := min(wanted, kib):
            regions.append(Region(start, size * KIB, sector * KIB))
            start, kib = start + size * KIB, kib - size
    return tuple(regions)


def pages(size: int) -> Layout:
    """All alike, `size` in bytes."""
    return lambda kib, _: (Region(START, kib * KIB, size),)


def halves(kib: int, unit: int) -> tuple[Region, ...]:
    return graded(START, kib // 2, unit) + graded(START + kib // 2 * KIB, kib // 2, unit)


def f4(kib: int, _: int | None) -> tuple[Region, ...]:
    return graded(START, kib, 16)


def f42(kib: int, options: int | None) -> tuple[Region, ...]:
    """Two banks above 1 MiB, and in 1 MiB if DB1M (OPTCR bit 30) is set: RM0090."""
    two = kib > 1024 or (kib == 1024 and bit(options, 30, factory=0))
    return halves(kib, 16) if two else graded(START, kib, 16)


def f74(kib: int, _: int | None) -> tuple[Region, ...]:
    return graded(START, kib, 32)


def f76(kib: int, options: int | None) -> tuple[Region, ...]:
    """Two banks of sectors half as large if nDBANK (OPTCR bit 29) is cleared: RM0410."""
    return graded(START, kib, 32) if bit(options, 29, factory=1) else halves(kib, 16)


def g47(kib: int, options: int | None) -> tuple[Region, ...]:
    """DBANK (OPTR bit 22): two banks of smaller pages, the second always at 256 KiB: RM0440."""
    if not bit(options, 22, factory=1):
        return (Region(START, kib * KIB, 4 * KIB),)
    half = kib * KIB // 2
    return (Region(START, half, 2 * KIB), Region(START + 256 * KIB, half, 2 * KIB))


def l4_plus(full: int) -> Layout:
    """Two banks of smaller pages by DBANK (OPTR bit 22; bit 21 if not of `full` size): RM0432."""

    def layout(kib: int, options: int | None) -> tuple[Region, ...]:
        two = bit(options, 22 if kib == full else 21, factory=1)
        return (Region(START, kib * KIB, (4 if two else 8) * KIB),)

    return layout


def l5(kib: int, options: int | None) -> tuple[Region, ...]:
    """Two banks of smaller pages by DBANK (OPTR bit 22): RM0438."""
    return (Region(START, kib * KIB, (2 if bit(options, 22, factory=1) else 4) * KIB),)


def two_banks(sector: int) -> Layout:
    """Two banks, the second always at 1 MiB; with 128 KiB only one. RM0433, RM0455."""

    def layout(kib: int, _: int | None) -> tuple[Region, ...]:
        if kib <= 128:
            return (Region(START, kib * KIB, sector),)
        half = kib * KIB // 2
        return (Region(START, half, sector), Region(START + 1024 * KIB, half, sector))

    return layout


def whole(regions: tuple[Region, ...]) -> bool:
    return not any(region.length % region.sector_size for region in regions)


def bit(options: int | None, number: int, factory: int) -> int:
    return factory if options is None else options >> number & 1


OPTCR = 0x4002_3C14
OPTR = 0x4002_2020
OPTR_V8 = 0x4002_2040

A = {0x1000: "A"}
AZ = {0x1000: "A", 0x1001: "Z"}
F0 = {0x1000: "1.0", 0x2000: "2.0"}
F1 = {0x1000: "A", 0x1001: "Z", 0x1003: "Y"}
G4 = {0x1000: "A", 0x2000: "B", 0x2001: "Z"}
L4 = {0x1000: "A", 0x1001: "Z", 0x2001: "Y"}

F103RC = dict.fromkeys((256, 384, 512), "stm32f103rc")  # its map in pyOCD is the whole 512 KiB
F429 = {512: "stm32f429xg", 1024: "stm32f429xg", 2048: "stm32f429xi"}
F412 = {512: "stm32f412xe", 1024: "stm32f412xg"}
L475 = {256: "stm32l475xc", 512: "stm32l475xe", 1024: "stm32l475xg"}
H743 = {128: "stm32h750xx", 2048: "stm32h743xx"}
H723 = dict.fromkeys((128, 512, 1024), "stm32h723xx")

K1, K2, K4, K8, K128 = (pages(size * KIB) for size in (1, 2, 4, 8, 128))
CCM64 = ((CCM, 64),)
ITCM = ((0, 16),)
H74RAM = ((0, 64), (0x2400_0000, 512), (0x3000_0000, 288), (0x3800_0000, 64))
H72RAM = ((0, 64), (0x2400_0000, 320), (0x3000_0000, 32), (0x3800_0000, 16))
H7ARAM = ((0, 64), (0x2400_0000, 1024), (0x3000_0000, 128), (0x3800_0000, 32))
H7RRAM = ((0, 64), (0x2400_0000, 456), (0x3000_0000, 32))

# fmt: off
FAMILIES = (
    Family("STM32F0", ("Cortex-M0",), (APB,), 0x1FFF_F7CC, 0x1FFF_F7AC, (  # RM0091, RM0360
        Line(0x440, "STM32F05x", "STM32F051/F058/F030x8", 64, K1, ((64, 8),), revisions=F0,
             targets=dict.fromkeys((16, 32, 64), "stm32f051")),
        Line(0x442, "STM32F09x", "STM32F091/F098/F030xC", 256, K2, ((256, 32),), revisions=F0),
        Line(0x444, "STM32F03x", "STM32F031/F038/F030x4/x6", 32, K1, ((32, 4),), revisions=F0),
        Line(0x445, "STM32F04x", "STM32F042/F048/F070x6", 32, K1, ((32, 6),), revisions=F0),
        Line(0x448, "STM32F07x", "STM32F071/F072/F078/F070xB", 128, K2, ((128, 16),), revisions=F0),
    )),
    Family("STM32F1", ("Cortex-M3",), (PPB,), 0x1FFF_F7E0, 0x1FFF_F7E8, (  # RM0008, RM0041 (F100)
        Line(0x412, "STM32F10x", "STM32F1 low density", 32, K1, ((16, 6), (32, 10)), revisions=A),
        Line(0x410, "STM32F10x", "STM32F1 medium density", 128, K1, ((128, 20),),
             revisions={0x0000: "A", 0x2000: "B", 0x2001: "Z", 0x2003: "Y"}),
        Line(0x414, "STM32F10x", "STM32F1 high density", 512, K2, ((256, 48), (512, 64)),
             revisions=F1, targets=F103RC),
        Line(0x430, "STM32F10x", "STM32F1 XL density", 1024, K2, ((1024, 96),), revisions=A),
        Line(0x418, "STM32F105/107", "STM32F1 connectivity line", 256, K2, ((256, 64),),
             revisions=AZ),
        Line(0x420, "STM32F100", "STM32F1 value line, low or medium density", 128, K1,
             ((32, 4), (128, 8)), revisions=AZ),
        Line(0x428, "STM32F100", "STM32F1 value line, high density", 512, K2,
             ((256, 24), (512, 32)), revisions=AZ),
    )),
    Family("STM32F2", ("Cortex-M3",), (PPB,), 0x1FFF_7A22, 0x1FFF_7A10, (  # RM0033
        Line(0x411, "STM32F2xx", "STM32F205/F207/F215/F217", 1024, f4, ((128, 64), (1024, 128)),
             revisions={0x1000: "A", 0x2000: "B", 0x1001: "Z", 0x2001: "Y", 0x2003: "X",
                        0x2007: "1", 0x200F: "V", 0x201F: "2"}),
    )),
    Family("STM32F3", ("Cortex-M4",), (PPB,), 0x1FFF_F7CC, 0x1FFF_F7AC, (
        Line(0x422, "STM32F30x", "STM32F302/F303xB/xC, F358", 256, K2, ((128, 32), (256, 40)),
             ((CCM, 8),), {0x1000: "A", 0x1001: "Z", 0x1003: "Y", 0x2000: "B"}),  # RM0316, RM0365
        Line(0x432, "STM32F37x", "STM32F373/F378", 256, K2, ((64, 16), (128, 24), (256, 32)),
             revisions={0x1000: "A", 0x2000: "B"}),  # RM0313
        Line(0x438, "STM32F3xx", "STM32F303x6/x8, F328, F334", 64, K2, ((64, 12),), ((CCM, 4),),
             A),  # RM0316, RM0364
        Line(0x439, "STM32F30x", "STM32F301, F302x6/x8, F318", 64, K2, ((64, 16),),
             revisions=AZ),  # RM0365, RM0366
        Line(0x446, "STM32F30x", "STM32F302/F303xD/xE, F398", 512, K2, ((512, 64),), ((CCM, 16),),
             A),  # RM0316, RM0365
    )),
    Family("STM32F4", ("Cortex-M4",), (PPB,), 0x1FFF_7A22, 0x1FFF_7A10, (
        Line(0x413, "STM32F40x/41x", "STM32F405/F407/F415/F417", 1024, f4, ((1024, 128),), CCM64,
             AZ),  # RM0090
        Line(0x419, "STM32F42x/43x", "STM32F427/F429/F437/F439", 2048, f42, ((2048, 192),), CCM64,
             {0x1000: "A", 0x1003: "Y", 0x1007: "1", 0x2001: "3"}, F429, OPTCR),  # RM0090
        Line(0x421, "STM32F446", "STM32F446", 512, f4, ((512, 128),), revisions=A),  # RM0390
        Line(0x423, "STM32F401", "STM32F401xB/xC", 256, f4, ((256, 64),), revisions=AZ),  # RM0368
        Line(0x431, "STM32F411", "STM32F411", 512, f4, ((512, 128),), revisions=A),  # RM0383
        Line(0x433, "STM32F401", "STM32F401xD/xE", 512, f4, ((512, 96),), revisions=AZ),  # RM0368
        Line(0x434, "STM32F46x/47x", "STM32F469/F479", 2048, f42, ((2048, 320),), CCM64, A,
             {}, OPTCR),  # RM0386
        Line(0x441, "STM32F412", "STM32F412", 1024, f4, ((1024, 256),), (),
             {0x1001: "Z", 0x2000: "B", 0x3000: "C"}, F412),  # RM0402
        Line(0x458, "STM32F410", "STM32F410", 128, f4, ((128, 32),), revisions=A),  # RM0401
        Line(0x463, "STM32F413/423", "STM32F413/F423", 1536, f4, ((1536, 320),),
             revisions=A),  # RM0430
    )),
    Family("STM32F7", ("Cortex-M7",), (PPB,), 0x1FF0_F442, 0x1FF0_F420, (
        Line(0x449, "STM32F74x/75x", "STM32F745/F746/F750/F756", 1024, f74, ((1024, 320),), ITCM,
             AZ),  # RM0385
        Line(0x451, "STM32F76x/77x", "STM32F765/F767/F769/F777/F779", 2048, f76, ((2048, 512),),
             ITCM, AZ, {2048: "stm32f767zi"}, OPTCR),  # RM0410
        Line(0x452, "STM32F72x/73x", "STM32F722/F723/F730/F732/F733", 512, f4, ((512, 256),), ITCM,
             A, size_at=0x1FF0_7A22, uid=0x1FF0_7A10),  # RM0431
    )),
    Family("STM32G0", ("Cortex-M0+",), (APB,), 0x1FFF_75E0, 0x1FFF_7590, (  # RM0444, RM0454
        Line(0x456, "STM32G05x/06x", "STM32G050/G051/G061", 64, K2, ((64, 18),), revisions=A),
        Line(0x460, "STM32G07x/08x", "STM32G070/G071/G081", 128, K2, ((128, 36),),
             revisions={0x1000: "A/Z", 0x2000: "B"}),
        Line(0x466, "STM32G03x/04x", "STM32G030/G031/G041", 64, K2, ((64, 8),),
             revisions={0x1000: "A", 0x1001: "Z", 0x2000: "B"}),
        Line(0x467, "STM32G0Bx/0Cx", "STM32G0B0/G0B1/G0C1", 512, K2, ((512, 144),), revisions=A),
    )),
    Family("STM32C0", ("Cortex-M0+",), (APB,), 0x1FFF_75A0, 0x1FFF_7550, (  # RM0490
        Line(0x443, "STM32C011", "STM32C011", 32, K2, ((32, 6),), revisions=AZ),
        Line(0x44C, "STM32C051", "STM32C051", 64, K2, ((64, 12),), revisions=A),
        Line(0x44D, "STM32C09x", "STM32C091/C092", 256, K2, ((256, 36),), revisions=A),
        Line(0x453, "STM32C031", "STM32C031", 32, K2, ((32, 12),), revisions=AZ),
        Line(0x493, "STM32C071", "STM32C071", 128, K2, ((128, 24),), revisions={0x1001: "Z"}),
    )),
    Family("STM32G4", ("Cortex-M4",), (PPB,), 0x1FFF_75E0, 0x1FFF_7590, (  # RM0440
        Line(0x468, "STM32G43x/44x", "STM32G4 category 2", 128, K2, ((128, 32),), revisions=G4),
        Line(0x469, "STM32G47x/48x", "STM32G4 category 3", 512, g47, ((512, 128),), (), G4, {},
             OPTR),
        Line(0x479, "STM32G49x/4Ax", "STM32G4 category 4", 512, K2, ((512, 112),), revisions=A),
    )),
    Family("STM32L0", ("Cortex-M0+",), (APB,), 0x1FF8_007C, 0x1FF8_0050, (  # RM0367, RM0377, RM0451
        Line(0x417, "STM32L05x/06x", "STM32L0 category 3", 64, pages(128), ((64, 8),),
             revisions={0x1000: "A", 0x1008: "Z", 0x1018: "Y", 0x1038: "X"}),
        Line(0x425, "STM32L03x/04x", "STM32L0 category 2", 32, pages(128), ((32, 8),),
             revisions={0x1000: "A", 0x2000: "B", 0x2008: "Y"},
             targets=dict.fromkeys((16, 32), "stm32l031x6")),
        Line(0x447, "STM32L07x/08x", "STM32L0 category 5", 192, pages(128), ((192, 20),),
             revisions={0x1000: "A", 0x2000: "B", 0x2008: "Z"}),
        Line(0x457, "STM32L01x/02x", "STM32L0 category 1", 16, pages(128), ((16, 2),),
             revisions={0x1000: "A", 0x1008: "Z"}),
    )),
    Family("STM32L1", ("Cortex-M3",), (PPB,), 0x1FF8_00CC, 0x1FF8_00D0, (  # RM0038
        Line(0x416, "STM32L1xx", "STM32L1 category 1", 128, pages(256), ((64, 10), (128, 16)),
             revisions={0x1000: "A", 0x1008: "Y", 0x1038: "W", 0x1078: "V"},
             size_at=0x1FF8_004C, uid=0x1FF8_0050),
        Line(0x427, "STM32L1xx", "STM32L1 category 3", 256, pages(256), ((256, 32),),
             revisions={0x1000: "A", 0x1018: "Y", 0x1038: "X", 0x10F8: "V"}),
        Line(0x429, "STM32L1xx", "STM32L1 category 2", 128, pages(256), ((32, 16), (128, 32)),
             revisions={0x1000: "A", 0x1018: "Z"}, size_at=0x1FF8_004C, uid=0x1FF8_0050),
        Line(0x436, "STM32L1xx", "STM32L1 category 3 or 4", 384, pages(256), ((256, 32), (384, 48)),
             revisions={0x1000: "A", 0x1008: "Z", 0x1018: "Y", 0x1038: "X"}),
        Line(0x437, "STM32L1xx", "STM32L1 category 5 or 6", 512, pages(256), ((512, 80),),
             revisions=A),
    )),
    Family("STM32L4", ("Cortex-M4",), (PPB,), 0x1FFF_75E0, 0x1FFF_7590, (
        Line(0x415, "STM32L47x/48x", "STM32L471/L475/L476/L486", 1024, K2, ((1024, 96),),
             ((CCM, 32),), {0x1000: "1", 0x1001: "2", 0x1003: "3", 0x1007: "4"}, L475),  # RM0351
        Line(0x435, "STM32L43x/44x", "STM32L431/L432/L433/L442/L443", 256, K2, ((256, 64),), (), L4,
             dict.fromkeys((128, 256), "stm32l432kc")),  # RM0394
        Line(0x461, "STM32L49x/4Ax", "STM32L496/L4A6", 1024, K2, ((1024, 320),),
             revisions={0x1000: "A", 0x2000: "B"}),  # RM0351
        Line(0x462, "STM32L45x/46x", "STM32L451/L452/L462", 512, K2, ((512, 160),),
             revisions=L4),  # RM0394
        Line(0x464, "STM32L41x/42x", "STM32L412/L422", 128, K2, ((128, 40),),
             revisions=L4),  # RM0394
        Line(0x470, "STM32L4Rx/4Sx", "STM32L4+ R and S", 2048, l4_plus(2048), ((2048, 640),), (),
             {0x1000: "A", 0x1001: "Z", 0x1003: "Y", 0x100F: "W", 0x101F: "V"}, {},
             OPTR),  # RM0432
        Line(0x471, "STM32L4Px/4Qx", "STM32L4+ P and Q", 1024, l4_plus(1024), ((1024, 320),), (),
             {0x1001: "Z"}, {}, OPTR),  # RM0432
    )),
    Family("STM32L5", ("Cortex-M33",), (PPB_V8,), 0x0BFA_05E0, 0x0BFA_0590, (  # RM0438
        Line(0x472, "STM32L5x2", "STM32L552/L562", 512, l5, ((512, 256),), (), G4, {}, OPTR_V8),
    )),
    # RM0503. Black Magic Debug has the two UID addresses the other way round.
    Family("STM32U0", ("Cortex-M0+",), (APB,), 0x1FFF_6EA0, 0x1FFF_6E50, (
        Line(0x459, "STM32U031", "STM32U031", 64, K2, ((64, 12),), revisions=A,
             size_at=0x1FFF_3EA0, uid=0x1FFF_3E50),
        Line(0x489, "STM32U073/083", "STM32U073/U083", 256, K2, ((256, 40),), revisions=A),
    )),
    Family("STM32U3", ("Cortex-M33",), (PPB_V8,), 0x0BFA_07A0, 0x0BFA_0700, (  # RM0487
        Line(0x42A, "STM32U3Bx/3Cx", "STM32U3B5/U3C5", 2048, K4, ((2048, 640),), revisions=AZ),
        Line(0x454, "STM32U37x/38x", "STM32U375/U385", 1024, K4, ((1024, 256),), revisions=AZ),
    )),
    Family("STM32U5", ("Cortex-M33",), (PPB_V8,), 0x0BFA_07A0, 0x0BFA_0700, (  # RM0456
        Line(0x455, "STM32U53x/54x", "STM32U535/U545", 512, K8, ((512, 256),), revisions=AZ),
        Line(0x476, "STM32U5Fx/5Gx", "STM32U5F/U5G", 4096, K8, ((4096, 3008),), revisions=AZ),
        Line(0x481, "STM32U59x/5Ax", "STM32U59/U5A", 4096, K8, ((4096, 2496),),
             revisions={0x3001: "X", 0x3002: "W"}),
        Line(0x482, "STM32U57x/58x", "STM32U575/U585", 2048, K8, ((2048, 768),),
             revisions={0x1000: "A", 0x1001: "Z", 0x1003: "Y", 0x2000: "B", 0x2001: "X",
                        0x3000: "C", 0x3001: "W", 0x3007: "U"}),
    )),
    # On the debug bus it is at PPB_V8; through the core's own access port only at H5_CORE.
    Family("STM32H5", ("Cortex-M33",), (PPB_V8, H5_CORE), 0x08FF_F80C, 0x08FF_F800, (
        Line(0x474, "STM32H503", "STM32H503", 128, K8, ((128, 32),)),  # RM0492
        Line(0x478, "STM32H52x/53x", "STM32H523/H533", 512, K8, ((512, 272),)),  # RM0481
        Line(0x484, "STM32H56x/57x", "STM32H562/H563/H573", 2048, K8, ((2048, 640),)),  # RM0481
    )),
    Family("STM32H7", ("Cortex-M7", "Cortex-M4"), (H7,), 0x1FF1_E880, 0x1FF1_E800, (
        Line(0x450, "STM32H74x/75x", "STM32H742/H743/H745/H747/H750/H753/H755/H757", 2048,
             two_banks(128 * KIB), ((2048, 128),), H74RAM,
             {0x1000: "A", 0x1001: "Z", 0x1003: "Y", 0x2001: "X", 0x2003: "V"},
             H743),  # RM0433, RM0399
        Line(0x480, "STM32H7Ax/7Bx", "STM32H7A3/H7B0/H7B3", 2048, two_banks(8 * KIB),
             ((2048, 128),), H7ARAM, A, {128: "stm32h7b0xx"}, size_at=0x08FF_F80C,
             uid=0x08FF_F800),  # RM0455
        Line(0x483, "STM32H72x/73x", "STM32H723/H725/H730/H733/H735", 1024, K128, ((1024, 128),),
             H72RAM, AZ, H723),  # RM0468
    )),
    Family("STM32H7RS", ("Cortex-M7",), (H7,), 0x08FF_F80C, 0x08FF_F800, (  # RM0477
        Line(0x485, "STM32H7Rx/7Sx", "STM32H7R/H7S", 64, K8, ((64, 64),), H7RRAM,
             {0x1000: "A", 0x2000: "B"}),
    )),
    Family("STM32WB", ("Cortex-M4", "Cortex-M0+"), (PPB,), 0x1FFF_75E0, 0x1FFF_7590, (
        Line(0x494, "STM32WB1x", "STM32WB10/WB15", 320, K2, ((320, 12),), ((0x2003_0000, 36),),
             {0x1000: "A", 0x2000: "B"}),  # RM0473, RM0478
        Line(0x495, "STM32WB5x", "STM32WB50/WB55", 1024, K4, ((256, 64), (1024, 256)),
             revisions={0x2001: "2.1"}),  # RM0434, RM0471
        Line(0x496, "STM32WB3x", "STM32WB30/WB35", 512, K4, ((512, 32),), ((0x2003_0000, 64),),
             A),  # RM0434, RM0471
    )),
    Family("STM32WBA", ("Cortex-M33",), (PPB_V8,), 0x0BF9_07A0, 0x0BF9_0700, (
        Line(0x492, "STM32WBA5x", "STM32WBA5", 1024, K8, ((512, 96), (1024, 128)),
             revisions=A),  # RM0493
        Line(0x4B0, "STM32WBA6x", "STM32WBA6", 2048, K8, ((1024, 256), (2048, 512)), revisions=AZ,
             size_at=0x0BFA_07A0, uid=0x0BFA_0700),  # RM0515
        Line(0x4B2, "STM32WBA2x", "STM32WBA2", 512, K4, ((512, 96),), revisions=A,
             size_at=0x0BF8_D7A0, uid=0x0BF8_D700),  # stm32wba25xx.h
    )),
    Family("STM32WL", ("Cortex-M4", "Cortex-M0+"), (PPB,), 0x1FFF_75E0, 0x1FFF_7590, (
        Line(0x497, "STM32WLxx", "STM32WL5/WLE", 256, K2, ((64, 20), (128, 48), (256, 64)),
             revisions={0x1000: "1.0"}),  # RM0453, RM0461
    )),
    # Clones with a DEV_ID, or an address of it, that no STM32 has (OpenOCD stm32f1x.c, Black Magic
    # Debug stm32f1.c). Their flash controllers are like the F1's, but not in all that protects it.
    Family("CKS", ("Cortex-M3",), (PPB,), 0x1FFF_F7E0, 0x1FFF_F7E8, (
        Line(0x29B, "CS32F103", "CKS CS32F103, a clone of the STM32F103", 128, K1, ((128, 20),)),
    )),
    Family("GD32", ("Cortex-M23",), (APB,), 0x1FFF_F7E0, 0x1FFF_F7AC, (
        Line(0x410, "GD32E23x", "GigaDevice GD32E230", 64, K1, ((64, 8),)),
    )),
    Family("GD32", ("Cortex-M33",), (PPB_V8,), 0x1FFF_F7E0, 0x1FFF_F7E8, (
        Line(0x444, "GD32E50x", "GigaDevice GD32E50x", 512, K8, ((256, 96), (512, 128))),
    )),
)
# fmt: on

ROWS = {
    (address, line.dev_id): (family, line)
    for family in FAMILIES
    for line in family.lines
    for address in family.idcode
}
"""By what an identity register says, and where it is."""
