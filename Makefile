# `make run` and `make test` do all set-up themselves, in .venv; `make` alone lists the rest.
PYTHON ?= python3
ARGS ?=
PYTEST_ARGS ?=
JOBS ?= 2
BENCH ?=
# How pip finds torch. The wheels of the public index bring gigabytes of CUDA; README.md names the index of those without.
TORCH_ARGS ?=
MEMINFO ?= /proc/meminfo

PY := .venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Built with the pinned setuptools of .venv: the same everywhere, and nothing is fetched for a build.
PIP = $(PY) -m pip install -q -c constraints.txt --no-build-isolation

# Stamps, each written last: .venv/bin/python also stands in a venv that failed half-way.
MADE := .venv/made
RUN  := .venv/run
DEV  := .venv/dev
# The kernel too: an editable install builds it once.
PINS := pyproject.toml constraints.txt Makefile $(wildcard setup.py engines/gomoku/kernel/kernel.c)

# A venv holds for one folder and one interpreter. After a move of the checkout or an upgrade of the system it is made anew.
ifneq ($(file <$(MADE)),$(CURDIR) $(realpath $(PY)))
$(MADE): anew
endif

MAKEFLAGS += --no-print-directory
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help run test lint soak bench snapshots docs assets locale man wheel pi-wheelhouse clean anew

help:
	@echo 'make run        set up and start the console; ARGS="devzero read --plain" for a command'
	@echo 'make test       everything CI does: lint, types, walls, the wheel, the suite; PYTEST_ARGS="-k wire", JOBS=4'
	@echo 'make lint       ruff, mypy and the import walls'
	@echo 'make soak       the suite with every large count in full'
	@echo 'make bench      measurements beside their references; BENCH="names or options"'
	@echo 'make snapshots  draw the pictures in assets/screenshots'
	@echo 'make docs       write docs/troubleshooting.md from the checks of the doctor'
	@echo 'make assets     make images and sounds of the games from the text beside them; after every change of that'
	@echo 'make locale     collect and compile the translations; after every new word on the screen'
	@echo 'make man        write docs/zerodeck.1 from the commands; after every change of their help'
	@echo 'make wheel      dist/*.whl'
	@echo 'make pi-wheelhouse  wheelhouse/: all wheels that a 64-bit Pi without internet installs from'
	@echo 'make clean      remove all that these commands made, .venv too'
	@echo 'PYTHON=python3.13 chooses the interpreter of a new .venv, TORCH_ARGS="--extra-index-url …" where torch is from'

run: $(RUN)
	@exec .venv/bin/zerodeck $(ARGS)

test: $(DEV) lint wheel
	@ZERODECK_WHEEL="$$(echo dist/zerodeck-*.whl)" $(PY) -m pytest -n $(JOBS) $(PYTEST_ARGS)

lint: $(DEV)
	@.venv/bin/ruff check -q .
	@.venv/bin/ruff format -q --check . || { echo 'Not formatted: .venv/bin/ruff format .'; exit 1; }
	@.venv/bin/mypy --no-error-summary
	@.venv/bin/lint-imports --no-logo

soak: $(DEV)
	@$(PY) -m pytest --full $(PYTEST_ARGS)

bench: $(DEV)
	@$(PY) -m tests.bench $(BENCH)

snapshots: $(DEV)
	@$(PY) -m tests.snapshots.screenshots

docs: $(DEV)
	@$(PY) -m tests.troubleshooting

assets: $(RUN)
	@$(PY) -m engines.arcade.making

locale: $(DEV)
	@$(PY) -m tests.locale_tool

man: $(RUN)
	@$(PY) -m tests.man_page

# A stale build/ would put deleted modules into the wheel.
wheel: $(DEV)
	@rm -rf build dist
	@$(PY) -m build --no-isolation --wheel >build.log 2>&1 || { cat build.log; exit 1; }
	@rm -f build.log
	@ls dist/*.whl

pi-wheelhouse: $(RUN)
	@$(PY) -m tests.wheelhouse wheelhouse

clean:
	rm -rf .venv build build.log dist wheelhouse *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	rm -f engines/gomoku/kernel/_kernel*.so
	find tui engines tests -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

define CHECK
import struct, sys
need = []
if sys.version_info < (3, 11):
    need.append("zerodeck needs Python 3.11 or newer, and this is %d.%d. Debian 12 has 3.11.\n  With another one: make run PYTHON=python3.11" % sys.version_info[:2])
if struct.calcsize("P") < 8:
    need.append("zerodeck needs a 64-bit system: its libraries have no ready-made files for this 32-bit Python.")
try:
    import ensurepip, venv
except ImportError:
    need.append("Python lacks its venv module:\n  sudo apt install python3-venv")
sys.exit("\n".join(need) or None)
endef
export CHECK

$(MADE):
	@command -v $(PYTHON) >/dev/null || { echo '$(PYTHON) is missing:'; echo '  sudo apt install python3 python3-venv'; exit 1; } >&2
	@$(PYTHON) -c "$$CHECK"
	@rm -rf .venv
	@echo 'Making .venv: about 300 MB, once. A minute on a PC, up to a quarter of an hour on a small Pi.'
	@$(PYTHON) -m venv .venv
	@printf %s "$(CURDIR) $$(readlink -f $(PY))" >$@

# Pygame Zero asks for pygame, which would overwrite pygame-ce. The simulated board wants 1 GiB of memory.
$(RUN): $(MADE) $(PINS)
	@echo 'Installing the console ...'
	@$(PIP) setuptools
	@sim=$$(awk '/^MemTotal:/ && $$2 >= 1048576 {print ",sim"}' $(MEMINFO)); $(PIP) -e ".[probe,games$$sim]"
	@$(PIP) --no-deps pgzero
	@$(PY) -m compileall -q tui engines
	@touch $@

# torch comes first and by itself, so that TORCH_ARGS chooses its build and that of nothing else.
$(DEV): $(RUN)
	@echo 'Installing what the tests need: torch and Ray make .venv 1.7 GB ...'
	@$(PIP) $(TORCH_ARGS) torch
	@$(PIP) -e '.[probe,games,sim,torch,cluster,plot,parquet,dev]'
	@touch $@
