"""python inside.py ROOT PLACE BINDS WORDS…: run these words with ROOT as the root.

To be started by `unshare --mount`: /proc and what BINDS names (paths, a colon between two) are
mounted below ROOT for this process alone, so that nothing is left mounted however it ends.
"""

import os
import subprocess
import sys
from pathlib import Path


def main(root: str, place: str, binds: str, *words: str) -> None:
    for name in binds.split(":"):
        path, target = Path(name), Path(root) / name.lstrip("/")
        if path.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
        subprocess.run(["mount", "--bind", name, str(target)], check=True)
    subprocess.run(["mount", "-t", "proc", "proc", f"{root}/proc"], check=True)
    os.chroot(root)
    os.chdir(place)
    os.execvp(words[0], words)


if __name__ == "__main__":
    main(*sys.argv[1:])
