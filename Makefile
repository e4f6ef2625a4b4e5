# A fresh machine needs Python >= 3.11, pip, git and make; everything else comes from the locks.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: up test fuzz setup check proof chaos soak bench bench-peers guard lock clean

# More options of the command: make up ARGS="--port 8099"
up: $(VENV)/.runtime
	exec $(BIN)/aether up --introduce $(ARGS)

# In two processes, each with servers of its own; a file's tests share what it starts. Files in their order, for the longest
# are not the last.
test: setup
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# The property tests of what strangers can send, with twenty times the examples, and others every time.
fuzz: setup
	$(BIN)/python -m pytest --hypothesis-profile=long tests/api/test_fuzzing.py tests/webhook/test_webhook_properties.py tests/webhook/test_webhook_json.py

setup: $(VENV)/.dev .testdata/.complete

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Over the git histories of real projects: make proof REPOSITORIES='path …' PROOF="--commits 500"; tests/proof/__main__.py says
# what is compared.
proof: $(VENV)/.dev
	$(BIN)/python -m tests.proof $(REPOSITORIES) $(PROOF)

# Kills, freezes and empties what it can, by a seeded schedule, and looks whether any promise broke. About 25 minutes.
FAULTS ?= 320
SEED ?= 1

chaos: setup
	$(BIN)/python -m tests.chaos --faults $(FAULTS) --seed $(SEED)

# All roles as processes of their own, pushed to at a rate and restarted now and then. Half an hour, and worth it on a quiet
# machine only: what it measures is time. MINUTES=1 RATE=3 PUSHED=20 tries whether it works.
MINUTES ?= 30
RATE ?= 5
PUSHED ?= 200

soak: setup
	$(BIN)/python -m tests.soak --minutes $(MINUTES) --rate $(RATE) --repositories $(PUSHED) --seed $(SEED)

# On two quiet cores within fifteen minutes; SCALE=1 is the full form. benchmarks/README.md says what is measured.
SCALE ?= 0.1
INPUT ?= django
MEASURED = $(if $(REPOSITORY),--repository $(REPOSITORY),--input $(INPUT))

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks $(MEASURED) --scale $(SCALE)

# Whether anything became dearer than benchmarks/accepted.toml says: make guard ACCEPT="why" accepts what is measured now.
guard: $(VENV)/.dev
	$(BIN)/python -m benchmarks.guard $(if $(ACCEPT),--accept "$(ACCEPT)")

bench-peers: $(VENV)/.dev
	$(BIN)/python -m benchmarks.peers $(MEASURED)

# Half an environment would pass for a whole one next time, so a failure leaves none.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.13")'
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

# A lock is complete, so pip need not resolve: an older pip would consider newer releases of what is asked for with extras.
$(VENV)/.runtime: requirements/runtime.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/runtime.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.lock
	touch $@

.testdata/.complete: requirements/testdata.lock tests/testdata.py $(VENV)/.dev
	$(BIN)/python tests/testdata.py requirements/testdata.lock .testdata
	touch $@

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --extra build pyproject.toml -o requirements/runtime.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --extra build --extra dev pyproject.toml -o requirements/dev.lock

clean:
	rm -rf $(VENV) .testdata
