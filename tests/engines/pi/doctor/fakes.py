"""Machines for the doctor: a folder and a few values, healthy unless a test says otherwise."""

from collections.abc import Callable, Mapping
from pathlib import Path

from engines.pi.doctor.check import Check, Result
from engines.pi.doctor.host import Host, Plugin, Python, User

ENVIRON = {
    "HOME": "/home/pi", "USER": "pi", "PATH": "/usr/bin:/bin", "SHELL": "/bin/bash",
    "TERM": "xterm-256color", "LANG": "en_GB.UTF-8",
}  # fmt: skip
PACKAGES = {
    "zerodeck": "0.1.0", "textual": "8.2.8", "rich": "15.0.0", "typer": "0.28.0",
    "msgspec": "0.22.0", "platformdirs": "4.14.7", "numpy": "2.4.6", "pyocd": "0.46.0",
    "pyserial": "3.5", "pygame-ce": "2.5.8", "pgzero": "1.2.1", "unicorn": "2.1.4",
    "capstone": "5.0.9", "libusb-package": "1.0.30.0", "pyusb": "1.3.1", "pip": "26.3",
    "importlib-metadata": "10.2.0",
}  # fmt: skip
NEEDS = [
    "textual==8.2.8", "rich", "typer<0.29,>=0.26", "msgspec", "platformdirs", "numpy<3,>=2.2",
    'pyocd<0.47,>=0.46; extra == "probe"', 'pyserial; extra == "probe"',
    'pygame-ce==2.5.8; extra == "games"', 'unicorn; extra == "sim"', 'torch>=2.6; extra == "torch"',
    'ray; extra == "cluster"', 'pytest<9,>=8.4; extra == "dev"',
]  # fmt: skip
PYTHON = Python(
    (3, 11, 2), "/home/pi/venv", "/usr", 64, "aarch64", PACKAGES,
    [Plugin("engines.probe.simulated.plugin:plugin", "zerodeck")], NEEDS, "/home/pi/zerodeck",
)  # fmt: skip
# Owns no file that a test makes, whoever runs it: of their modes, the last digit counts.
PI = User(54321, frozenset({54321}))
NOW = 1_800_000_000.0


def fake(
    root: Path,
    files: Mapping[str, str | bytes | Path] | None = None,
    *,
    modes: Mapping[str, int] | None = None,
    environ: Mapping[str, str] | None = None,
    user: User = PI,
    python: Python = PYTHON,
    answers: Mapping[str, str] | None = None,
    free: Callable[[Path], int] = lambda _: 8 << 30,
    now: float = NOW,
) -> Host:
    """`files` are below the root: a Path is where a link leads, and a name that ends in / is a
    folder. `answers` are what programs print, by their command: "vcgencmd get_throttled". `environ`
    is all of it, where given."""
    for name, content in (files or {}).items():
        put(root / name, content, name.endswith("/"))
    for name, mode in (modes or {}).items():
        (root / name).chmod(mode)
    told = answers or {}
    return Host(
        root, ENVIRON if environ is None else environ, user, python, now, free,
        lambda words: told.get(" ".join(words)),
    )  # fmt: skip


def put(path: Path, content: str | bytes | Path, folder: bool = False) -> None:
    (path if folder else path.parent).mkdir(parents=True, exist_ok=True)
    if isinstance(content, Path):
        path.symlink_to(content)
    elif not folder:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def look(checks: tuple[Check, ...], key: str, host: Host) -> Result:
    """What the check of that key says; its sentence has all its places filled."""
    result = next(it for it in checks if it.key == key).look(host)
    assert "{" not in result.sentence
    return result
