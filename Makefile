# Two commands are all it takes on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PROJECT ?= examples/reusing_functions
ONLY ?=

.PHONY: run test bench format lint types setup setup-dev clean

run: setup
	@$(BIN)/python .ci/setup.py run "$(PROJECT)"

test: setup-dev
	@$(BIN)/python .ci/checks.py

format lint types: setup-dev
	@$(BIN)/python .ci/checks.py --only $@

bench: setup-dev
	@$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY))

setup:
	@$(PYTHON) .ci/setup.py app

setup-dev:
	@$(PYTHON) .ci/setup.py dev

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .hypothesis .import_linter_cache
