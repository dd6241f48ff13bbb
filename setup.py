"""The one compiled part, the gomoku kernel, and the man page; pyproject.toml has all the rest.

What is built is no module but a library that ctypes loads. It knows nothing of Python, so one file
serves every version. Where it cannot be built, an install goes on without it: the same is done in
Python then, slower, and a wheel that is built so fits every machine.
"""

import os
import shutil
import sys
import sysconfig

from setuptools import Extension, setup

KERNEL = Extension(
    "engines.gomoku.kernel._kernel",
    ["engines/gomoku/kernel/kernel.c"],
    extra_compile_args=["-std=c99", "-O3", "-fvisibility=hidden"],
    extra_link_args=["-s"],
    py_limited_api=True,
    optional=True,
)

compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
built = [KERNEL] if shutil.which(compiler) else []
if not built:
    print(f"zerodeck: no {compiler} here, so gomoku thinks in Python, slower", file=sys.stderr)

setup(
    ext_modules=built,
    options={"bdist_wheel": {"py_limited_api": "cp311"}},
    data_files=[("share/man/man1", ["docs/zerodeck.1"])],  # pipx and uv link it to where man looks
)
