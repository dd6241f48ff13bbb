"""The command that brings a package into the Python that runs this, wherever that is."""

import json
import re
import shlex
import sys
from pathlib import Path

from engines import paths

CPU = ("--index-url", "https://download.pytorch.org/whl/cpu")
"""Where torch is to be had without gigabytes of CUDA."""


def install(*words: str) -> str:
    """`words` are packages, as pip takes them, and options."""
    return shlex.join([*pip("install", sys.prefix, by_uv(sys.prefix)), *words])


def pip(verb: str, prefix: str, uv: bool) -> list[str]:
    """That of the Python below `prefix`, or uv, where it has made this venv without a pip."""
    python = f"{prefix}/bin/python3"
    if uv:
        return ["uv", "pip", verb, "--python", python]
    return [python, "-m", "pip", verb, *(["-y"] if verb == "uninstall" else [])]


def by_uv(prefix: str) -> bool:
    from importlib.util import find_spec

    try:
        made = made_by_uv((Path(prefix) / "pyvenv.cfg").read_text(errors="replace"))
    except OSError:
        return False
    return made and find_spec("pip") is None


def made_by_uv(settings: str) -> bool:
    """By what stands in pyvenv.cfg."""
    return re.search(r"^uv\s*=", settings, re.MULTILINE) is not None


def source() -> str:
    """What zerodeck came from, as pip takes it: a checkout, a wheel, an address (PEP 610)."""
    from importlib.metadata import PackageNotFoundError, distribution

    if (paths.ASSETS.parent / "pyproject.toml").exists():
        return str(paths.ASSETS.parent)
    try:
        told = json.loads(distribution("zerodeck").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, OSError, ValueError):
        return "zerodeck"
    vcs = told.get("vcs_info", {}).get("vcs", "")
    url = str(told.get("url", "zerodeck"))
    return f"{vcs}+{url}" if vcs else url
