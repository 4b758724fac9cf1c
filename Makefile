# Two commands are all it takes on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PROJECT ?= examples/reusing_functions
ONLY ?=

.PHONY: run test soak quick release bundle docs bench figures format lint types setup setup-dev setup-docs setup-release clean

run: setup
	@$(BIN)/python .ci/setup.py run "$(PROJECT)"

test: setup-dev
	@$(BIN)/python .ci/checks.py

# What is worth running before every commit: under a minute of CPU, without windows, processes or clusters.
quick: setup-dev
	@$(BIN)/python .ci/checks.py --only format lint layers quick

# A thousand actions by chance in the real window, the matrix of faults three times, a hundred thousand odd inputs for
# each reader; prints what grows and ends non-zero when something does not hold. About an hour of CPU.
soak: setup-dev
	@$(BIN)/python -m tests.soak

# The sdist and the wheel, built, checked and tried in fresh environments; says what to upload.
release: setup-release
	@$(BIN)/python .ci/release.py

# The standalone program, tried by opening an example with it; says where it is and how large.
bundle:
	@$(PYTHON) .ci/bundle.py

# The documentation's site, in build/site; a link that leads nowhere is an error.
docs: setup-docs
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

format lint: setup-dev
	@$(BIN)/python .ci/checks.py --only $@

types: setup-dev
	@$(BIN)/python .ci/checks.py --only types types-win32 types-darwin

bench: setup-dev
	@$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY))

# Every figure of benchmarks/targets.json, and the table of docs/performance.md from it. Over an hour; nothing else
# should run meanwhile.
figures: setup-dev
	-@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.table

setup:
	@$(PYTHON) .ci/setup.py app

setup-dev:
	@$(PYTHON) .ci/setup.py dev

setup-docs:
	@$(PYTHON) .ci/setup.py docs

setup-release:
	@$(PYTHON) .ci/setup.py release

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .hypothesis .import_linter_cache
