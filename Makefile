# make demo and make test do all the set-up themselves; Python 3.11 is all they need.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
# for a machine without an accelerator: PIP_ARGS="--extra-index-url https://download.pytorch.org/whl/cpu"
PIP_ARGS ?=

.PHONY: demo test lint format eval heads bench docs clean help

help:
	@echo "make demo    the demo municipality from files to evidence pack"
	@echo "make test    all tests"
	@echo "make lint    ruff, mypy and the architecture test"
	@echo "make eval    quality figures, against their floors"
	@echo "make heads   the small trained parts anew, from the labelled data in corpora/"
	@echo "make bench   speed and memory, beside peers"
	@echo "make docs    docs/cli.md from --help"

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "kompass needs Python 3.11 or newer; set PYTHON=…")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) -c constraints.txt -e ".[dev]"
	touch $@

demo: $(VENV)/.installed
	$(BIN)/kompass models install
	$(BIN)/python corpora/exempelkommun/build.py demo/files
	@test -f demo/granholm/kompass.toml || $(BIN)/kompass init demo/granholm \
		--municipality "Granholms kommun" --population 18400 --year 2026
	$(BIN)/kompass -C demo/granholm ingest demo/files/documents demo/files/web
	@echo "The evidence pack of the demo municipality, to open in a browser:"
	@$(BIN)/kompass -C demo/granholm pack --as-of 2026-05-04

test: $(VENV)/.installed
	$(BIN)/python -m pytest

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_architecture.py

format: $(VENV)/.installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

eval: $(VENV)/.installed
	$(BIN)/python -m tests.eval.run

heads: $(VENV)/.installed
	$(BIN)/python -m tests.eval.train

bench: $(VENV)/.installed
	$(BIN)/python -m benchmarks.run

docs: $(VENV)/.installed
	$(BIN)/python docs/make_cli.py

clean:
	rm -rf demo build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
