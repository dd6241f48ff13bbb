"""A CMSIS pack of our own, put together anew for each test: from whole parts, or damaged ones."""

import zipfile
from pathlib import Path

FOLDER = Path(__file__).with_name("pack")
PDSC = (FOLDER / "Zerodeck.ZD103_DFP.pdsc").read_text()
FLM = (FOLDER / "ZD103.FLM").read_bytes()
SVD = (FOLDER / "ZD103.svd").read_bytes()


def packed(
    path: Path, pdsc: str | None = PDSC, flm: bytes | None = FLM, svd: bytes | None = SVD
) -> str:
    """Its path; what is None is left out."""
    files = {"Zerodeck.ZD103_DFP.pdsc": pdsc, "Flash/ZD103.FLM": flm, "SVD/ZD103.svd": svd}
    with zipfile.ZipFile(path, "w") as file:
        for name, content in files.items():
            if content is not None:
                file.writestr(name, content)
    return str(path)


def changed(old: str, new: str) -> str:
    """The description with other words in it."""
    assert old in PDSC
    return PDSC.replace(old, new)


def with_parts(*names: str) -> str:
    """The description with these parts, otherwise alike."""
    begin, end = PDSC.index("<device Dname"), PDSC.index("</device>") + len("</device>")
    parts = (PDSC[begin:end].replace("ZD103RC", name) for name in names)
    return PDSC[:begin] + "".join(parts) + PDSC[end:]
