# The menu. `make run` and `make test` do all set-up themselves, on a bare Debian machine with Python 3.11.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME_DEBS := libzbar0 libgl1 libglib2.0-0
TEST_DEBS := chromium

.PHONY: run test check fast format lint types imports browser selftest bench-live bench-photos bench-print bench-reader bench-sync faults-sync wheel lock setup debs test-debs clean

## for people
run: setup debs           ## the app with its embedded approval service and an invented unit, ready to try
	$(BIN)/desk practice

test: check browser       ## everything: make check, then the browser

check: setup debs format lint types imports fast    ## under three minutes

selftest: setup debs      ## the main job without a screen
	$(BIN)/desk selftest

## the parts
format:
	$(BIN)/ruff format --check .

lint:
	$(BIN)/ruff check .

types:
	$(BIN)/mypy

imports:
	$(BIN)/lint-imports --no-cache

fast:
	$(BIN)/pytest -n auto --dist worksteal -m "not browser and not slow"

browser: setup debs test-debs
	$(BIN)/pytest -m "browser or slow"

wheel: setup
	$(BIN)/python -m build --wheel --no-isolation

lock: $(BIN)/python
	$(BIN)/pip install --quiet "uv>=0.9,<1"
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra dev \
	    --no-annotate --custom-compile-command "make lock" pyproject.toml -o requirements.lock

bench-reader: setup debs  ## codes read where libraries stop; FULL=1 for the whole, REAL=folder for real pictures
	$(BIN)/python benchmarks/reader.py

bench-photos: setup debs  ## cards found, bad photos told, bytes; FULL=1 for the whole
	$(BIN)/python benchmarks/photos.py

bench-live: setup debs test-debs  ## a look by the size of the frame, looks a second, what grows; FULL=1 for ten minutes
	$(BIN)/python benchmarks/live.py

bench-print: setup debs     ## zones and numbers read from card photos, nothing misread; FULL=1 for the whole
	$(BIN)/python benchmarks/print_reader.py

bench-sync: setup debs      ## the engine against the wire: time, bytes, records first; FULL=1 for the whole; needs root or unshare -Urnm
	$(BIN)/python benchmarks/sync.py

faults-sync: setup debs   ## kills, broken lines, restored services, wrong clocks between two stations and the service; FULL=1: over 3,000
	$(BIN)/python -m tests.faults.sync_schedules

## set-up: again only when the lock or the package list has changed
setup: $(VENV)/.setup-done

$(VENV)/.setup-done: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

debs:
	@sh scripts/debian-packages.sh $(RUNTIME_DEBS)

test-debs:
	@sh scripts/debian-packages.sh $(TEST_DEBS)

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .hypothesis
