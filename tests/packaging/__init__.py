from pathlib import Path


def python_of(folder: Path) -> Path:
    """The interpreter of a venv."""
    return folder / "bin/python"
