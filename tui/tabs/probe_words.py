"""What the Probe tab says: rows of words from what is known. Nothing is asked here."""

from collections.abc import Sequence

from engines import wire
from engines.probe.messages import SIMULATED, Listen, Plugged, Standing, Target
from engines.probe.state import Flashing, State
from tui import units
from tui.i18n import N_, _, ngettext
from tui.runs import Row, width

STATES = {
    "running": N_("running"),
    "halted": N_("halted"),
    "sleeping": N_("sleeping"),
    "lockup": N_("lockup"),
    "reset": N_("in reset"),
    "silent": N_("no answer"),
}
LOCKUP = N_("lockup: a fault within a fault, as on an erased chip; f flashes a program")
HEALTH = {"lockup": "danger", "silent": "danger", "reset": "attention"}
PROTECTION = {
    None: (N_("read protection n/a"), "muted"),
    0: (N_("read protection off"), "muted"),
    1: (N_("read-protected"), "attention"),
    2: (N_("read-protected for ever"), "attention"),
}
GENERIC = "cortex_m"
"""pyOCD's name for every part that it does not know."""

ROOM = 20
"""Cells of a name in the list."""

PLACES = ("sp", "pc", "lr")
"""Registers that hold addresses."""

LONG = 16
"""Cells of a serial number, which may have 48."""


def name(probe: Plugged) -> str:
    return _("simulated board") if probe.probe == SIMULATED else probe.name


def names(target: Target) -> tuple[str, ...]:
    """What the part may be called where its name has to be typed: as its registers tell, and as
    pyOCD has it. The first is asked for."""
    known = (target.name, target.target)
    return tuple(each for each in known if each not in ("", GENERIC)) or known[-1:]


def short(probe: Plugged) -> str:
    """The end of its name says more than the vendor's, where there is no room for both."""
    text = name(probe)
    while width([(text, "")]) > ROOM and " " in text:
        text = text.partition(" ")[2]
    return text


# The head


def headline(
    state: State, told: Flashing, work: str, probe: Plugged | None, watched: str
) -> list[Row]:
    """Two rows or more: what hangs on the probe, or what is being done to it.

    `watched` is the name of a file that is flashed whenever it changes.
    """
    words = _("{file} is flashed whenever it changes (A ends that)")
    more: list[Row] = [[(f"▸ {words.format(file=watched)}", "accent")]] if watched else []
    return [*standing_rows(state, told, work, probe), *more]


def standing_rows(state: State, told: Flashing, work: str, probe: Plugged | None) -> list[Row]:
    if work and told.last is None:
        pace = told.pace
        figure = units.percent(pace.percent / 100) if pace else ""
        first: Row = [(" ".join(filter(None, (figure, work))), "strong")]
        return [first, about(probe)]
    if state.target is None:
        return [[(summary(state), "strong")], about(probe)]
    notes: list[Row] = [[(f"▲ {_(note)}", "attention")] for note in state.target.notes]
    if state.standing and state.standing.state == "lockup":
        notes.append([(_(LOCKUP), "muted")])
    return [chip(state.target, state.standing), link(probe, state.target), *notes]


def summary(state: State) -> str:
    if state.probes is None:
        return _("looking for probes")
    if not state.probes:
        return _("no probe")
    count = len(state.probes)
    return ngettext("{number} probe", "{number} probes", count).format(number=count)


def about(probe: Plugged | None) -> Row:
    """A probe that is not connected."""
    if probe is None:
        return []
    facts = [probe.kind, serial(probe), *probe.ttys]
    return [(name(probe), "text"), *apart(facts)]


def chip(target: Target, standing: Standing | None) -> Row:
    sizes = _("{flash} flash, {ram} RAM").format(
        flash=units.size(target.flash), ram=units.size(target.ram)
    )
    return [(target.name, "strong"), (f"   {sizes}   ", "muted"), (core(standing), "text")]


def core(standing: Standing | None) -> str:
    """How the core stands, and where."""
    if standing is None:
        return ""
    word = _(STATES.get(standing.state, standing.state))
    pc = dict(standing.registers).get("pc")
    if pc is None:
        return word
    where = _("{state} at {place}").format(state=word, place=f"0x{pc:08x}")
    return f"{where} {standing.place}".rstrip()


def link(probe: Plugged | None, target: Target) -> Row:
    """The way to the chip."""
    clock = f"SWD {units.rate(target.clock, 'Hz')}"
    words, role = PROTECTION[target.protection]
    row: Row = [(name(probe), "text")] if probe else []
    facts = [serial(probe) if probe else "", clock]
    return [*row, *apart(facts), ("  ", "text"), (_(words), role)]


def apart(facts: Sequence[str]) -> Row:
    return [(f"  {fact}", "muted") for fact in facts if fact]


def serial(probe: Plugged) -> str:
    """Its two ends, where it is long; the simulated board's says nothing."""
    text = "" if probe.probe == SIMULATED else probe.serial
    return text if len(text) <= LONG else f"{text[:8]}…{text[-4:]}"


def health(state: State, told: Flashing, work: str, looking: bool) -> tuple[str, str]:
    """One word, and what it means."""
    if isinstance(state.last, wire.Failed):
        return _("failed"), "danger"
    if work and told.last is None:
        return (_("unplugged"), "attention") if told.waiting else (_("working"), "good")
    if looking:
        return _("connecting"), "muted"
    if state.probes is None:
        return _("starting"), "muted"
    if state.target is None:
        return ("", "muted") if state.probes else (_("empty"), "muted")
    if state.target.protection:
        return _("locked"), "attention"
    found = state.standing.state if state.standing else ""
    if found in HEALTH:
        return _(STATES[found]), HEALTH[found]
    return _("ok"), "good"


def span(start: int, length: int) -> str:
    """The addresses from there, so many."""
    return f"0x{start:08x} … 0x{start + length - 1:08x}"


def places(state: State) -> dict[str, int]:
    """Names that may be typed for an address."""
    registers = dict(state.standing.registers) if state.standing else {}
    found: dict[str, int] = {name: registers[name] for name in PLACES if name in registers}
    if state.target:
        found |= {"ram": state.target.ram_start, "flash": state.target.flash_start}
    return found


def heard(where: Listen | None) -> str:
    """The title of what is printed."""
    if where is None or not where.tty:
        return _("rtt")
    return f"{where.tty.removeprefix('/dev/')}  {where.baud:,} baud"


# The list


def listed(probe: Plugged, state: State, busy: str) -> list[Row]:
    """The cells of its line; `busy` is the probe that a job has."""
    connected = state.connected is not None and state.connected.probe == probe.probe
    return [[(short(probe), "text")], [standing(probe, connected, busy == probe.probe)]]


def standing(probe: Plugged, connected: bool, busy: bool) -> tuple[str, str]:
    if busy:
        return _("in use"), "text"
    if connected:
        return _("connected"), "good"
    if probe.obstacle:
        return _("blocked"), "attention"
    return _("ready"), "muted"


# What to do


def empty() -> tuple[str, str]:
    return _("No debug probe is plugged in."), _(
        "Plug in a DAPLink, an ST-Link, a J-Link or a Pico as Debug Probe: it is listed here "
        "within a second. If you may not open it, the command that changes that stands beside "
        "it.\n\n"
        "d shows a simulated board with an STM32F103RC: nothing to plug in."
    )


def ready(probe: Plugged) -> tuple[str, str]:
    return name(probe), _(
        "Enter connects. That only looks: the program runs on.\n\nf flashes a file at once."
    )


def connecting(probe: Plugged | None) -> tuple[str, str]:
    who = name(probe) if probe else ""
    return _("Connecting: {probe}").format(probe=who), _(
        "pyOCD is loaded for the first time; that takes a while on a small machine."
    )


def locked(target: Target) -> tuple[str, str]:
    if target.protection == 2:
        return _("This part is read-protected for ever."), _(
            "Level 2 cannot be undone: it can be looked at, and neither read nor flashed."
        )
    return _("This part is read-protected."), _(
        "Nobody can read its flash, and nothing in it has been changed. Flashing it takes the "
        "protection off, which erases everything: the part's name has to be typed for that."
    )


def notice(
    state: State, told: Flashing, work: str, probe: Plugged | None, *, looking: bool, read: bool
) -> tuple[wire.Failed, str] | tuple[str, str] | None:
    """What happened, what is in the way, or what to do first; `read`: the words about a lock."""
    if isinstance(state.last, wire.Failed):
        return state.last, _("Enter tries again")
    if isinstance(told.last, wire.Failed):
        return told.last, _("Esc closes this")
    if refused := state.refused:
        retry = _("Esc closes this") if state.connected else _("Enter tries again")
        return wire.Failed(refused.what, refused.why, refused.fix), retry
    if looking:
        return connecting(probe)
    if state.target:
        return locked(state.target) if state.target.protection and not read else None
    if work or state.probes is None:
        return None
    if probe is None:
        return empty()
    if probe.obstacle:
        return wire.Failed(probe.obstacle, probe.name, probe.fix), _("Enter tries again")
    return ready(probe)
