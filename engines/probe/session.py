"""A pyOCD session that only looks: opening it unlocks, resets and halts nothing."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from engines import paths, wire
from engines.marking import N_
from engines.probe.peripherals import postpone

LOOKING = {
    "auto_unlock": False,  # pyOCD's default erases a locked nRF52 on connecting
    "connect_mode": "attach",  # its default halts the target
    "resume_on_disconnect": False,
    # A pack may bring a sequence of its maker's for this, and some erase a locked part.
    "pack.debug_sequences.disabled_sequences": ["DebugDeviceUnlock"],
    "reset.post_delay": 0.01,
    "flash.timeout.init": 10.0,  # of the host's clock: a Pi that swaps may lose its 5 s
}
SLOW, FAST = 1_000_000, 4_000_000
"""SWD clocks in Hz: one that any wire carries, and one worth trying."""

TRIES = 4
"""Reads that must all be right before the fast clock is kept; every flash is compared anyway."""

CPUID = 0xE000_ED00


class Silent(wire.EngineError):
    """The probe answers, and the chip did not, this time."""


class Lost(Exception):
    """The probe does not answer any more: unplugged, reset, or its cable is bad."""


@contextmanager
def opened(probe: Any, *, target: str = "", clock: int | None = None) -> Iterator[Any]:
    """A pyocd Session on this pyocd DebugProbe. Without a `clock` the faster that works is taken.

    Raises Lost where the probe goes away, EngineError for the rest. Closing never raises.
    """
    from pyocd.core.session import Session

    quiet()
    options: dict[str, Any] = {**LOOKING, "frequency": clock or SLOW}
    if target:
        options["target_override"] = target
    with translated():
        with aside() as apart:
            session = Session(probe, **apart, **options)
        try:
            postpone(session.board.target)
            attach(session)
            if clock is None:
                speed_up(session)
            yield session
        finally:
            # A lost probe fails in closing, too, and pyOCD's read threads with it.
            with suppress(Exception):
                session.close()


@contextmanager
def aside() -> Iterator[dict[str, Any]]:
    """Options of a pyocd Session, to be made within, that reads and runs nothing of the user's.

    It would run a pyocd_user.py in the folder where we happen to stand. The folder that is named
    here is empty; pyOCD goes there, and after this we are where we were.
    """
    folder = paths.private(paths.private(paths.state()) / "pyocd")
    here = os.open(".", os.O_PATH)
    try:
        yield {"no_config": True, "project_dir": str(folder)}
    finally:
        os.fchdir(here)
        os.close(here)


def attach(session: Any) -> None:
    """Raises EngineError where pyOCD misses something that the part would have."""
    try:
        session.open()
    except (LookupError, AssertionError) as error:
        raise wire.EngineError(
            "The chip is not the part that it is taken for.",
            f"{session.board.target_type}: pyOCD stumbles over {error!r}",
            "zerodeck probe info --target NAME",
        ) from error


def quiet() -> None:
    """pyOCD's log goes to ours, and only its warnings."""
    logging.getLogger("pyocd").setLevel(logging.ERROR)


def speed_up(session: Any) -> None:
    """Keep the fast clock where every one of many reads comes back right."""
    from pyocd.core.exceptions import TransferError

    core = session.target.selected_core
    try:
        right = core.read32(CPUID)
        session.probe.set_clock(FAST)
        fast = all(core.read32(CPUID) == right for _ in range(TRIES))
    except TransferError:
        fast = False
    if fast:
        session.options.set("frequency", FAST)
    else:
        session.probe.set_clock(SLOW)
        core.ap.dp.clear_sticky_err()


@contextmanager
def translated() -> Iterator[None]:
    """pyOCD's and the USB back ends' errors in our words."""
    from pyocd.core import exceptions
    from pyocd.probe.pydapaccess import DAPAccess
    from usb.core import USBError

    try:
        yield
    except (USBError, ConnectionError, DAPAccess.Error, exceptions.Error) as error:
        raise worded(error) from error


def worded(error: Exception) -> Exception:
    """The same as a Lost or an EngineError."""
    from pyocd.core import exceptions

    if type(error) is exceptions.Error and isinstance(error.__cause__, exceptions.Error):
        error = error.__cause__  # "Target not detected", says pyOCD of whatever went wrong
    why = str(error)
    match error:
        case exceptions.TransferFaultError():
            return Silent("The chip refused a memory access.", why)
        case exceptions.CoreRegisterAccessError():  # it was reset, by whatever, and runs
            return Silent("The chip does not answer.", why)
        case exceptions.TransferError():
            wired = N_("{why}; are SWDIO, SWCLK and GND connected, and is the board powered?")
            why = wired.format(why=why)
            return Silent("The chip does not answer.", why)
        case exceptions.TargetSupportError():
            fix = "zerodeck probe info --pack FILE.pack"
            return wire.EngineError("pyOCD does not know this part.", why, fix)
        case exceptions.FlashFailure() if "timed out" in why:
            return Silent("The flash could not be written.", why)  # after a reset it may
        case exceptions.FlashFailure():
            return wire.EngineError("The flash could not be written.", why)
        case exceptions.Error() if not isinstance(error, exceptions.ProbeError):
            return wire.EngineError("The probe could not do that.", why)
    return Lost(why)
