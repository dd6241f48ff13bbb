"""The kinds of debug probes, by name and by number, and what keeps pyOCD 0.46 from using one.

The numbers are those of its modules probe/pydapaccess/interface/common, probe/stlink/usb and
probe/picoprobe; a test holds them against these.
"""

from engines.wire import N_

CMSIS_DAP = "CMSIS-DAP"
CMSIS_DAP_V1 = "CMSIS-DAP v1"
CMSIS_DAP_V2 = "CMSIS-DAP v2"
ST_LINK_V1 = "ST-Link V1"
ST_LINK_V2 = "ST-Link V2"
ST_LINK_V2_1 = "ST-Link V2-1"
ST_LINK_V3 = "ST-Link V3"
J_LINK = "J-Link"
PICOPROBE = "Picoprobe"
BLACK_MAGIC = "Black Magic"
UF2_BOOT = "UF2 boot"
REMOTE = "remote"

FOREIGN = N_("pyOCD does not drive this kind of probe.")
LOADER = N_("The probe waits for new firmware of its own: plug it in again.")
UF2 = N_("This board waits for a UF2 file.")
UNCONFIGURED = N_("The probe is not switched on: its port may give too little power.")
HIDDEN = N_("It calls itself CMSIS-DAP, but not where pyOCD looks for that.")
UNNAMED = N_("It has no serial number, and pyOCD needs one.")
TWIN = N_("Another probe has the same serial number: unplug one of them.")

PLUGINS = {
    CMSIS_DAP: "cmsisdap",
    CMSIS_DAP_V1: "cmsisdap",
    CMSIS_DAP_V2: "cmsisdap",
    ST_LINK_V2: "stlink",
    ST_LINK_V2_1: "stlink",
    ST_LINK_V3: "stlink",
    J_LINK: "jlink",
    PICOPROBE: "picoprobe",
    REMOTE: "remote",
}
"""pyOCD's plug-in for each kind that it has one for."""

DAPLINK = 0x0D28, 0x0204

CMSIS_DAP_IDS = {
    DAPLINK,
    *((0x03EB, pid) for pid in (0x2111, 0x2140, 0x2141, 0x2144, 0x2145, 0x216C, 0x2175)),
    *((0x04B4, pid) for pid in (0xF138, 0xF148, 0xF151, 0xF152, 0xF154, 0xF155, 0xF166)),
    (0xC251, 0x2750),
    (0x30CC, 0x9527),
    (0x1FC9, 0x0090),
    (0x1FC9, 0x0143),
    (0x1A86, 0x8011),
    (0x2A86, 0x8011),
}
"""What pyOCD takes for CMSIS-DAP v1 whatever the product is called."""

CMSIS_DAP_NAMES = ("CMSIS-DAP", "CMSIS_DAP", "WCH-Link")

J_LINK_IDS = {
    *((0x1366, pid) for pid in (*range(0x0101, 0x0106), 0x0107, 0x0108)),
    *((0x1366, pid) for pid in (*range(0x1010, 0x1030), *range(0x1050, 0x1070))),
}
"""SEGGER's PIDs with a J-Link in them, from the filter of its WebUSB library (seggerbulk.js)."""

KNOWN = {
    (0x0483, 0x3744): (ST_LINK_V1, FOREIGN),
    (0x0483, 0x3748): (ST_LINK_V2, ""),
    **{(0x0483, pid): (ST_LINK_V2_1, "") for pid in (0x374A, 0x374B, 0x3752)},
    (0x0483, 0x374D): (ST_LINK_V3, LOADER),
    **{(0x0483, pid): (ST_LINK_V3, "") for pid in (0x374E, 0x374F, 0x3753, 0x3754, 0x3755, 0x3757)},
    **dict.fromkeys(J_LINK_IDS, (J_LINK, "")),
    (0x2E8A, 0x0004): (PICOPROBE, ""),
    (0x1D50, 0x6018): (BLACK_MAGIC, FOREIGN),
    (0x2E8A, 0x0003): (UF2_BOOT, UF2),  # RP2040
    (0x2E8A, 0x000F): (UF2_BOOT, UF2),  # RP2350
}
"""Kind and obstacle by vendor and product number, where these alone decide."""
