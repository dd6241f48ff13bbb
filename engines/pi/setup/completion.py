"""Where each shell looks for what completes a command."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from engines.pi.setup import steps
from engines.pi.setup.steps import Line, Plan, Run, writing
from engines.wire import N_, EngineError

PLACES = {
    "bash": ("XDG_DATA_HOME", ".local/share", "bash-completion/completions/zerodeck"),
    "zsh": ("", ".zfunc", "_zerodeck"),
    "fish": ("XDG_CONFIG_HOME", ".config", "fish/completions/zerodeck.fish"),
}
"""The variable that names a folder, the folder without it, and the file in it."""

LOADER = Path("usr/share/bash-completion/bash_completion")
APT = N_("bash looks there only with this package.")
FPATH = N_("zsh looks there once this stands in ~/.zshrc, before the line that calls compinit.")


def place(shell: str, environ: Mapping[str, str], home: Path) -> Path:
    """EngineError for a shell that is none of these."""
    if shell not in PLACES:
        what = N_("Completion is for bash, zsh and fish.")
        raise EngineError(what, shell, "zerodeck setup completion bash")
    variable, default, name = PLACES[shell]
    named = environ.get(variable, "")
    return (Path(named) if named.startswith("/") else home / default) / name


def installing(shell: str, script: str, path: Path, root: Path) -> Plan:
    """`root` is where /usr stands."""
    return Plan(writing(path, script), after(shell, path, root))


def removing(path: Path, script: str) -> Plan:
    """A file that is not ours by its words is kept."""
    return Plan(steps.removing(path, script))


def after(shell: str, path: Path, root: Path) -> Sequence[Run | Line]:
    if shell == "zsh":
        return [Line(f"fpath+={shlex.quote(str(path.parent))}", FPATH)]
    if shell == "bash" and not (root / LOADER).exists():
        return [Run(("sudo", "apt", "install", "bash-completion"), APT)]
    return []
