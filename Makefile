# Qarib: two commands for everyone, `make run` and `make test`; the rest is for those who build it.
PYTHON ?= python3
# `make check PYTHON=python3.13 VENV=.run/python3.13` sets up and checks beside. Never from the environment: `clean` removes it.
VENV := .venv
BIN := $(VENV)/bin
# Where Python is told to keep nothing that it compiled, each of the many starts of the app compiles two thousand files anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check lint types unit heavy contract migration i18n lock gallery matrix hear native screenshots pictures soak bench clean

run: $(VENV)/.run
	@$(BIN)/python scripts/run.py

test: $(VENV)/.dev
	@$(BIN)/python scripts/test.py

# Side by side: types are one long computation.
check: $(VENV)/.dev
	@$(MAKE) --no-print-directory -j2 lint types unit

lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo

types: $(VENV)/.dev
	@$(BIN)/mypy

unit: $(VENV)/.dev
	@QARIB_QUICK=1 $(BIN)/pytest -q -n 2 -m 'not long and not heavy' tests/unit

# Sieges, power cuts, huge pictures, long journeys: `.ci/run` runs them beside `make test`. Apart: see scripts/test.py.
heavy: $(VENV)/.dev
	@for tests in "tests --ignore=tests/journeys" tests/journeys; do \
		$(BIN)/python scripts/with_browser.py -m pytest -q -n 3 --dist worksteal --durations=10 -m heavy $$tests || exit 1; \
	done

# Shapes and problem types of both sides, from contract/openapi.yaml.
contract: $(VENV)/.dev
	@$(BIN)/python -m scripts.contract
	@$(BIN)/python -m scripts.kept_shapes

# A migration for what the tables have and the database has not: MIGRATION="Concerns of persons." Read what it writes.
migration: $(VENV)/.dev
	@$(BIN)/python -m scripts.migration "$(MIGRATION)"

i18n: $(VENV)/.dev
	@$(BIN)/python -m scripts.i18n_tools extract
	@$(BIN)/python -m scripts.i18n_tools update
	@$(BIN)/python -m scripts.i18n_kabyle
	@$(BIN)/python -m scripts.i18n_tools compile
	@$(BIN)/python -m scripts.i18n_tools check

# Every screen in every language and theme. MATRIX="--screens home --languages ar".
matrix: $(VENV)/.dev
	@$(BIN)/python scripts/with_browser.py -m tests.matrix $(MATRIX)

# The main journey heard through Orca; says plainly what a machine lacks for it.
HEAR ?= ar,fr
hear: $(VENV)/.dev
	@QARIB_LANGUAGES=$(HEAR) $(BIN)/python scripts/with_browser.py -m pytest -q -rs tests/screen_reader

# A native window, on an older client of Flet in a folder of its own. NATIVE=--required fails where it cannot be run.
native: $(VENV)/.dev
	@$(BIN)/python scripts/native.py $(NATIVE)

gallery: $(VENV)/.run
	@$(BIN)/python -m scripts.gallery

# The faults at length: SOAK="--messages 5000 --cuts 100 --hours 8 --seed 7".
soak: $(VENV)/.dev
	@$(BIN)/python scripts/soak.py $(SOAK)

# About ten minutes; BENCH="store screens" for some of them, BENCH=--quick to see that they run.
bench: $(VENV)/.dev
	@$(BIN)/python -m bench $(BENCH)

# Those of the README.
screenshots: $(VENV)/.dev
	@$(BIN)/python scripts/screenshots.py

# Every screen in Arabic and French, 100 % and 200 %, light and strong contrast, phone and desktop: open index.html there.
PICTURES ?= .run/pictures
pictures: $(VENV)/.dev
	@$(BIN)/python scripts/with_browser.py -m tests.matrix.gallery $(PICTURES)

# Locks hold hashes and no address: pip takes the registry that its own settings name. Nor do they ask for the release of
# the kernel: many a pip stops at a release that is no version, whatever the rest of the marker says (docs/adr/0001).
COMPILE = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-header --no-annotate --quiet
lock:
	@$(PYTHON) -m venv $(VENV) && $(BIN)/pip install --quiet uv
	@$(COMPILE) --extra browser --extra ministry -o requirements/run.txt
	@$(COMPILE) --extra browser --extra ministry --extra dev -o requirements/dev.txt
	@for lock in requirements/run.txt requirements/dev.txt; do \
		sed -E "s/platform_release [<>=]+ '[0-9.]+' and //g" $$lock > $$lock.new && mv $$lock.new $$lock || exit 1; \
	done

# pip, because Python alone is left where making the folder failed half-way, as where Debian's python3-venv is missing.
$(VENV)/bin/pip:
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt | $(VENV)/bin/pip
	@echo "Setting up Qarib (once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/bin/pip
	@echo "Setting up Qarib and its tests (once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) .run build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
