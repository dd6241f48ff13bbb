"""What is seen and heard: the terminal, its characters and colours, a display, sound."""

from pathlib import Path

from engines.pi.doctor.check import Check, Result, ok, skipped, warning
from engines.pi.doctor.host import Host
from engines.wire import N_

COLUMNS, LINES = 80, 24
COERCED = frozenset({"C.UTF-8", "C.utf8", "UTF-8"})
"""What Python itself writes into LC_CTYPE in the C locale (PEP 538)."""

SLOW_ESCAPE = 100
"""Milliseconds for which tmux awaits the rest of a key after its Esc; 500 before tmux 3.5."""


def terminal(host: Host) -> Result:
    kind = host.environ.get("TERM", "")
    if not kind and "SSH_CONNECTION" in host.environ and "SSH_TTY" not in host.environ:
        return skipped(N_("This was started without a terminal."))
    if kind in {"", "dumb", "unknown"}:
        says = N_("TERM does not say what the terminal can do, so zerodeck only prints reports.")
        return warning(says, "export TERM=xterm-256color")
    columns, lines = size(host, "COLUMNS", COLUMNS), size(host, "LINES", LINES)
    if columns < COLUMNS or lines < LINES:
        says = N_("The terminal has {columns}x{lines} characters; 80x24 are needed to see all.")
        return warning(says, columns=columns, lines=lines)
    return ok(N_("The terminal is one like {kind}."), kind=kind)


def size(host: Host, name: str, unknown: int) -> int:
    number = host.environ.get(name, "")
    return int(number) if number.isdecimal() and len(number) < 6 else unknown


def locale(host: Host) -> Result:
    given = {name: value(host, name) for name in ("LC_ALL", "LC_CTYPE", "LANG")}
    name = next((name for name in given if given[name]), "LANG")
    charset = given[name].partition(".")[2].partition("@")[0].lower()
    if charset in {"utf-8", "utf8"}:
        return ok(N_("The locale {name} is one of UTF-8."), name=given[name])
    says = N_("The locale {name} is none of UTF-8: no Chinese, and lines are drawn with + and -.")
    return warning(says, f"export {name}={proposed(host)}", name=given[name] or "C")


def proposed(host: Host) -> str:
    """Chinese for those who asked for it; else the locale that every Debian has."""
    asked = (value(host, name) for name in ("LANG", "LANGUAGE"))
    return "zh_CN.UTF-8" if any(it.startswith("zh") for it in asked) else "C.UTF-8"


def value(host: Host, name: str) -> str:
    """As it was given: the kernel remembers what Python has written over."""
    found = host.environ.get(name, "")
    started = host.read("proc/self/environ").split("\0")
    if name == "LC_CTYPE" and found in COERCED and len(started) > 1:
        return next((it.partition("=")[2] for it in started if it.startswith("LC_CTYPE=")), "")
    return found


def color(host: Host) -> Result:
    """As Rich decides it."""
    environ = host.environ
    if environ.get("NO_COLOR"):
        return ok(N_("NO_COLOR asks for no colors."))
    if environ.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}:
        return ok(N_("The terminal shows all colors."))
    kind = environ.get("TERM", "").strip().lower()
    if kind.rpartition("-")[2] in {"256color", "kitty"}:
        return ok(N_("The terminal shows 256 colors."))
    if environ.get("TMUX"):
        says = N_("tmux tells programs of 16 colors. This tells new windows of more.")
        return warning(says, tmux("-g default-terminal tmux-256color"))
    return ok(N_("The terminal shows 16 colors."))


def multiplexer(host: Host) -> Result:
    if not host.environ.get("TMUX"):
        return skipped(N_("This does not run in tmux."))
    waits = host.ask(("tmux", "show-options", "-sv", "escape-time")) or ""
    if waits.isdecimal() and int(waits) > SLOW_ESCAPE:
        says = N_("tmux holds every Esc back for {waits} milliseconds.")
        return warning(says, tmux("-s escape-time 10"), waits=waits)
    return ok(N_("tmux passes keys on at once."))


def tmux(option: str) -> str:
    """Now, and whenever it is started."""
    return f"tmux set {option} && echo 'set {option}' >> ~/.tmux.conf"


def display(host: Host) -> Result:
    """Whether its socket is there; nobody is asked."""
    found = {name: host.environ.get(name, "") for name in ("WAYLAND_DISPLAY", "DISPLAY")}
    given = {name: it for name, it in found.items() if it}
    for name, it in given.items():
        if not there(host, name, it):
            says = N_("{name} names the display {display}, which is not there.")
            return warning(says, f"unset {name}", name=name, display=it)
    if given:
        return ok(N_("Games open a window on {display}."), display=next(iter(given.values())))
    says = N_("No desktop runs here: games run in the terminal, or on a screen that is plugged in.")
    return ok(says)


def there(host: Host, name: str, display: str) -> bool:
    if name == "WAYLAND_DISPLAY":
        path = str(Path(host.environ.get("XDG_RUNTIME_DIR", "/")) / display)
    else:
        machine, _, rest = display.rpartition(":")
        if machine not in {"", "unix"}:  # another machine's, by way of ssh
            return True
        path = f"/tmp/.X11-unix/X{rest.partition('.')[0]}"  # noqa: S108 - where X listens
    return host.exists(path.lstrip("/")) or f"@{path}" in host.read("proc/net/unix").split()


def sound(host: Host) -> Result:
    cards = [line.partition("]: ")[2] for line in host.read("proc/asound/cards").splitlines()]
    cards = [it for it in cards if it]
    if not cards:
        return skipped(N_("There is no sound card: games are silent."))
    devices = [it for it in host.names("dev/snd") if it.startswith("controlC")]
    if not devices or served(host) or any(host.may_use(f"dev/snd/{it}") for it in devices):
        return ok(N_("Sound goes to {card}."), card=cards[0])
    says = N_("You may not use the sound card, so games are silent. After this, log in again.")
    return warning(says, "sudo usermod -aG audio $USER")


def served(host: Host) -> bool:
    """A sound server of this session, which has the right."""
    runtime = host.environ.get("XDG_RUNTIME_DIR", "").strip("/")
    return bool(runtime) and any(
        host.exists(f"{runtime}/{name}") for name in ("pulse/native", "pipewire-0")
    )


GROUP = N_("Screen and sound")
CHECKS: tuple[Check, ...] = (
    Check(
        "terminal", GROUP, N_("Terminal"),
        N_("TERM tells programs what they may send. Without it there are no tabs and no colors; in "
           "a terminal smaller than 80x24, parts of the tabs are cut off."),
        terminal,
    ),
    Check(
        "locale", GROUP, N_("Characters"),
        N_("The locale is all that a program knows of the characters that a terminal shows. To set "
           "it for all logins: sudo localectl set-locale LANG=C.UTF-8, or LANG=zh_CN.UTF-8 for "
           "Chinese."),
        locale,
    ),
    Check(
        "color", GROUP, N_("Colors"),
        N_("Themes are made for 256 colors or more; with 16 those of the terminal are taken."),
        color,
    ),
    Check(
        "multiplexer", GROUP, N_("Esc in tmux"),
        N_("Esc begins the sequence of many a key, so tmux waits for what follows. Half a second "
           "is seen whenever a dialog is left."),
        multiplexer,
    ),
    Check(
        "display", GROUP, N_("Display"),
        N_("A variable that is left over from another session sends games, and all other programs "
           "with windows, to a display that does not answer."),
        display,
    ),
    Check(
        "sound", GROUP, N_("Sound"),
        N_("Over SSH only the group audio may use the sound card."),
        sound,
    ),
)  # fmt: skip
