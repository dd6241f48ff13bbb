"""Every state in a language made for it: what stays ASCII is a name, or was not translated."""

from dataclasses import replace

import pytest

from tests.snapshots.states import STATES, around
from tests.tabs import LARGE, TAB_WORDS, ascii_words, console, drawn, screen
from tests.tabs.implicit_int_sources import SOURCE
from tests.wide import Wide
from tui import i18n, settings
from tui.settings import Settings

NAMES = {
    "": "Enter Esc Tab Del Shift Space space CPU GPU RAM CRC SSH KiB MiB MHz cpu zerodeck "
    "killed SIGKILL tail local state log",  # as an engine fails
    "settings": "west auto",  # values, as the file of the settings has them
    "job": "count counting the sheep",  # what somebody called the job, and it its work
    "jobs": "Counting ballast type",  # its log, as it travels
    "confirm": "count",
    "picker": "job txt",
    "probe": "ARM CMSIS DAP DAPLink LINK Link STMicroelectronics STM SWD RTT SEGGER SEGG ttyACM "
    "probe flash blink elf Hello tick",  # and what the program has printed
    "probe-blocked": "CFF sudo usermod plugdev USER",  # a serial number, a command
    "probe-empty": "Pico",
    "probe-failed": "pages differ compared",
    "probe-halted": "adds bfe bne cmp ldr str xpsr main",
    "probe-peripheral": "adds bfe bne cmp ldr str xpsr main AHBENR APB CFGR CIR CSR ENR FLITFEN "
    "HSICAL HSION HSIRDY HSITRIM IOPCEN PLLMUL PLLON PPRE RCC RSTR SRAMEN SWS",
    "zero": "DDP FSDP Infinity MiCS NVMe Offload hpZ qgZ qwZ llama offload paper full flash gpus "
    "arXiv section sections and",  # where a formula was printed
    "zero-setup": "per node",  # as the fields are called that a person may set
    "zero-step": "Reduce scatter rank",
    "roc": "BRK Berkshire GOOG EROC MAROC ZIG CROSS",
    "roc-problems": "bytes csv data day mine",  # files, and the particulars
    "roc-editor": "REF Rate change expected found",  # a program, and the particulars
    "roc-backtest": "china",
    "roc-alerts": "down far started turns notify send",  # as somebody named them
    "gomoku": "Python large",
    "training": "Elo NVIDIA tiny large train trainings weights gomoku home",
    "training-empty": "small torch",
    "training-failed": "install pip torch",
    "arcade": "Game Podline Thornstep you",
    "arcade-broken": "game line list index IndexError out range",
    "arcade-options": "half latch hold",
    "int": "arm clang eabi gcc gnu none sdcc tcc linux ISO home firmware driver old orig "
    # What is asked of a compiler, and what it says.
    "auto const inline void struct typedef sizeof std Wimplicit declaration defaults before "
    f"expected type {SOURCE}",
    "int-example": "printf stdio sum",
    "int-run": "sum",
    "int-folder": "board uart secret write fix Permission denied",
    "int-refused": "Permission denied",
    "memory": "gomoku plain flash blink elf",
    "doctor": "ARM STM STLink aarch cluster venv tmp home xterm color doctor dialout plugdev nodes "
    "python rules setup udev usb wlan root WiFi HID libusb package torch numpy Zero Pygame pygame "
    "CUDA pyOCD capstone pydantic typer pip CMSIS DAP ray Python Textual",
}
"""What is a name in any language, in states that begin so: of things, keys, values, commands and
files; what somebody wrote; the particulars of an error, as it came."""

BAR = set("PGOAB")
"""Parts of memory, of which a bar is made."""


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    monkeypatch.setattr(i18n, "_load", lambda language: None if language == "en" else Wide())
    yield
    i18n.use("en")


def real(words):
    return {word for word in words if set(word) - BAR}


def names(state):
    return ascii_words(" ".join(text for start, text in NAMES.items() if state.startswith(start)))


@pytest.mark.some(len(STATES) // 4)
@pytest.mark.parametrize("state", STATES)
async def test_every_word_is_translated_or_a_name(state):
    settings.save(replace(Settings(), language="zh_CN"))
    with around(state):
        async with console(size=LARGE) as pilot:
            await STATES[state](pilot)
            await drawn(pilot)
            left = ascii_words(screen(pilot)) - TAB_WORDS - names(state)
    assert real(left) == set()
