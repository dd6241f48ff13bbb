"""The built wheel: what is in it, and that it runs in a venv of its own, away from the checkout."""

import gettext
import os
import platform
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pexpect
import pyte
import pytest

from engines import __version__
from tests import ROOT
from tests.conftest import need
from tests.packaging import python_of

SHIPPED = ("tui", "engines", "assets")
MAN = "share/man/man1/zerodeck.1"
KERNEL = "engines/gomoku/kernel/_kernel.abi3.so"


def shipped_files() -> set[str]:
    """What the wheel should hold of the checkout: all but caches, the kernel and its source."""
    found = (path for top in SHIPPED for path in (ROOT / top).rglob("*") if path.is_file())
    names = {path.relative_to(ROOT).as_posix() for path in found if "__pycache__" not in path.parts}
    return names - {KERNEL, "engines/gomoku/kernel/kernel.c"}


def test_the_wheel_holds_every_module_stylesheet_and_asset_and_no_other(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    inside = {name for name in names if not name.split("/")[0].endswith(".dist-info")}
    assert inside - {KERNEL} == shipped_files() | {f"zerodeck-{__version__}.data/data/{MAN}"}


def test_one_wheel_with_the_kernel_fits_every_python_of_this_machine(wheel: Path) -> None:
    need("gcc")
    assert KERNEL in zipfile.ZipFile(wheel).namelist()
    assert wheel.name.endswith(f"-cp311-abi3-linux_{platform.machine()}.whl")


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """As much of a checkout as a build reads, without what was built in it."""
    for name in (
        "pyproject.toml", "setup.py", "README.md", "LICENSE", "engines/__init__.py",
        "docs/zerodeck.1",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    kernel = tmp_path / "engines/gomoku"
    kernel.mkdir()
    shutil.copy(ROOT / "engines/gomoku/kernel/kernel.c", kernel)
    return tmp_path


@pytest.mark.parametrize("compiler", ["none-such", "false"])
def test_without_a_working_compiler_there_is_a_wheel_without_the_kernel(
    sources: Path, compiler: str
) -> None:
    """One that knows so before fits every machine."""
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", str(sources)]
    done = subprocess.run(
        build, env=os.environ | {"CC": compiler}, capture_output=True, text=True, check=True
    )
    [wheel] = (sources / "dist").glob("*.whl")
    assert KERNEL not in zipfile.ZipFile(wheel).namelist()
    if compiler == "none-such":
        assert wheel.name.endswith("-py3-none-any.whl")
        assert "no none-such here, so gomoku thinks in Python" in done.stderr + done.stdout


def test_the_wheel_brings_the_licence_and_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {Path(name).name: name for name in archive.namelist() if ".dist-info/" in name}
        assert b"zerodeck = tui.cli:main" in archive.read(names["entry_points.txt"])
        assert b"MIT License" in archive.read(names["LICENSE"])


def test_the_installed_command_tells_its_version_from_another_folder(
    installed: Path, tmp_path: Path
) -> None:
    told = subprocess.run(
        [installed / "bin/zerodeck", "--version"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    namespace: dict[str, object] = {}
    exec((ROOT / "engines/__init__.py").read_text(), namespace)  # noqa: S102 - our own file
    assert str(namespace["__version__"]) in told.stdout


def test_man_finds_the_page_of_the_installed_command(installed: Path) -> None:
    """Beside bin/, where man looks for each folder of the PATH."""
    assert (installed / MAN).read_bytes() == (ROOT / "docs/zerodeck.1").read_bytes()


def test_the_installed_packages_are_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    where = "import engines, tui; print(engines.__file__, tui.__file__)"
    told = subprocess.run(
        [python_of(installed), "-c", where],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert str(ROOT) not in told.stdout


def test_the_installed_console_opens_and_finds_its_translations(
    installed: Path, tmp_path: Path
) -> None:
    with (ROOT / "assets/locale/zh_CN/LC_MESSAGES/zerodeck.mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)
    words = [word for word in catalogue._catalog.values() if word and not word.isascii()]
    screen, said = run_console(installed / "bin/zerodeck", tmp_path)
    assert "/dev/zero" in screen
    # pyte leaves an empty cell behind each wide character.
    chinese = screen.replace(" ", "")
    assert any(word.replace(" ", "") in chinese for word in words if len(word) > 1), screen
    assert said == 0


def run_console(command: Path, home: Path) -> tuple[str, int | None]:
    """What the console draws in a terminal of 80x24, and its exit status."""
    # Another assets/ in the current folder must not be taken for ours.
    (home / "assets").mkdir()
    env = {"HOME": str(home), "PATH": os.environ["PATH"], "TERM": "xterm-256color"}
    env["LANG"] = "zh_CN.UTF-8"
    terminal = pyte.Screen(80, 24)
    stream = pyte.ByteStream(terminal)
    child = pexpect.spawn(str(command), cwd=str(home), env=env, dimensions=(24, 80), timeout=20)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            stream.feed(child.read_nonblocking(65536, timeout=1))
        except pexpect.TIMEOUT:
            break  # quiet for a second: it stands
        except pexpect.EOF:
            break
    picture = "\n".join(terminal.display)
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()
    return picture, child.exitstatus
