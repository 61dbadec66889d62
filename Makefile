# The menu. `make run` and `make test` do all set-up themselves, on a bare Debian machine with Python 3.11.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME_DEBS := libzbar0 libgl1 libglib2.0-0
SERVER_DEBS := postgresql
TEST_DEBS := chromium
# Every test that starts a program would compile the whole of it again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check fast format lint types imports security audit thorough pictures faults engines slow browser selftest bench-approval bench-desk bench-lists bench-live bench-photos bench-print bench-reader bench-slots bench-store bench-sync faults-store faults-sync wheel lock setup debs server-debs test-debs clean

## for people
run: setup debs           ## the app with its embedded approval service and an invented unit, ready to try
	$(BIN)/desk practice

test: check thorough browser    ## everything: make check, then many pictures, faults, PostgreSQL and what is slow, the browser

check: setup debs format lint types imports security fast    ## before each commit: some three minutes on two quiet cores

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

security:                 ## what is written here: bandit
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive declaration desk approval practice main.py

audit: setup              ## what it stands on: known vulnerabilities; fails also when something could not be audited
	$(BIN)/pip-audit --strict --disable-pip --require-hashes --progress-spinner off -r requirements.lock \
	    $$(sed -n 's/^\([A-Z][A-Za-z0-9-]*\)  *# .*/--ignore-vuln \1/p' audit-exceptions.txt)

fast:
	$(BIN)/pytest -n auto --dist worksteal -m "not browser and not slow and not pictures and not postgresql" --ignore=tests/faults

thorough: setup debs server-debs  ## pictures, faults, engines and slow: each test once, all in one go, as each go begins with seconds of imports
	$(BIN)/pytest -n auto --dist worksteal -m "(pictures or faults or postgresql or slow) and not browser"

pictures: setup debs      ## what the eye does with many pictures of cards
	$(BIN)/pytest -n auto --dist worksteal -m "pictures and not slow" --ignore=tests/faults

faults: setup debs server-debs  ## what breaks, is killed, is cut or lies: service, line, disk, process, clock
	$(BIN)/pytest -n auto --dist worksteal -m "not slow" tests/faults

engines: setup debs server-debs  ## what the service promises on SQLite, on a real PostgreSQL too
	$(BIN)/pytest -n auto --dist worksteal -m "postgresql and not slow" --ignore=tests/faults

slow: setup debs server-debs  ## what takes long without a browser: every card and code, whole schedules, the installed wheel
	$(BIN)/pytest -n auto --dist worksteal -m "slow and not browser"

browser: setup debs test-debs  ## a real Chromium, one test at a time
	$(BIN)/pytest -m browser

wheel: setup
	$(BIN)/python -m build --wheel --no-isolation

lock: $(BIN)/python
	$(BIN)/pip install --quiet "uv>=0.9,<1"
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra dev \
	    --no-annotate --custom-compile-command "make lock" pyproject.toml -o requirements.lock

bench-reader: setup debs  ## codes read where libraries stop; FULL=1 for the whole, REAL=folder for real pictures
	$(BIN)/python benchmarks/reader.py $(SEED)

bench-slots: setup        ## what one guess at a passphrase costs
	$(BIN)/python benchmarks/slots.py

bench-store: setup debs   ## finishing, finding, unlocking, backing up, beside plain SQLite and SQLCipher; FULL=1
	$(BIN)/python benchmarks/store.py $(SEED)

faults-store: setup debs  ## crashes, kills, full disks and torn writes against the station's file; FULL=1: over 2,000
	$(BIN)/python -m tests.faults.store_schedules

bench-photos: setup debs  ## cards found, bad photos told, bytes; FULL=1 for the whole
	$(BIN)/python benchmarks/photos.py $(SEED)

bench-desk: setup debs test-debs  ## what one declaration costs a registrar in the browser: characters, touches, waiting; FULL=1 for more people
	$(BIN)/python benchmarks/at_the_table.py $(SEED)

bench-live: setup debs test-debs  ## a look by the size of the frame, looks a second, what grows; FULL=1 for ten minutes
	$(BIN)/python benchmarks/live.py $(SEED)

bench-lists: setup debs   ## a list of a unit put in, put in again and stopped, beside openpyxl alone; FULL=1 for 50,000 rows
	$(BIN)/python benchmarks/lists.py $(SEED)

bench-approval: setup debs server-debs  ## submissions beside the bare limit, answers, waiting stations, pages; FULL=1
	$(BIN)/python benchmarks/approval_bench.py $(SEED)

bench-print: setup debs     ## zones and numbers read from card photos, nothing misread; FULL=1 for the whole
	$(BIN)/python benchmarks/print_reader.py $(SEED)

bench-sync: setup debs      ## the engine against the wire: time, bytes, records first; FULL=1 for the whole; needs root or unshare -Urnm
	$(BIN)/python benchmarks/sync.py $(SEED)

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

server-debs:
	@sh scripts/debian-packages.sh $(SERVER_DEBS)

test-debs:
	@sh scripts/debian-packages.sh $(TEST_DEBS)

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .hypothesis
