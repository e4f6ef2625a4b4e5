# A fresh machine needs Python >= 3.11, pip, git and make; everything else comes from the locks. The distribution's own Python is
# taken where it will do: it was compiled for a profile, as one that pyenv builds is not, and indexes in three quarters of the time.
SUITABLE := import ensurepip, sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell /usr/bin/python3 -c '$(SUITABLE)' 2> /dev/null && echo /usr/bin/python3 || echo python3)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: up test fuzz setup check docs check-docs proof chaos soak bench bench-peers guard audit wheelhouse lock clean

# More options of the command: make up ARGS="--port 8099"
up: $(VENV)/.runtime
	exec $(BIN)/aether up --introduce $(ARGS)

# In three processes on two cores, for much of the time tests wait for what they have started; each has servers of its own, and
# a file's tests share what it starts. Files in their order, for the longest are not the last.
TESTERS ?= 3

test: setup
	$(BIN)/python -m pytest -n $(TESTERS) --dist loadfile --no-loadscope-reorder

# The property tests of what strangers can send, and of sources that nobody would write, in rounds of many more examples, others
# every time, for as long as you have: make fuzz HOURS=0.1
HOURS ?= 1

fuzz: setup
	$(BIN)/python -m tests.fuzz --hours $(HOURS)

setup: $(VENV)/.dev .testdata/.complete

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The site, in .site/: open .site/index.html, or serve it; it needs no network. Making it wants npm, for one file.
MERMAID := mermaid-12.3.0.tgz
MERMAID_SHA256 := be0684e8d20bfc874df12c0f04927a5c482f57f2200eec54cca52a4583fd4040

docs: $(VENV)/.docs .site-parts/mermaid.min.js
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

# Whether every link, anchor and entry of the menu leads somewhere, without npm: this site's diagrams are not drawn.
check-docs: $(VENV)/.docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet --site-dir .artefacts/site

.site-parts/mermaid.min.js: Makefile
	rm -rf .site-parts && mkdir .site-parts
	cd .site-parts && npm pack --silent $(subst -,@,$(basename $(MERMAID)))
	cd .site-parts && echo "$(MERMAID_SHA256)  $(MERMAID)" | sha256sum --check --quiet
	tar --extract --gzip --file .site-parts/$(MERMAID) --directory .site-parts --strip-components 2 --touch package/dist/mermaid.min.js

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

# What is installed, as .artefacts/sbom.cdx.json, and whether anything in the locks is known to be vulnerable. The latter needs a
# network, and says so where there is none.
audit: $(VENV)-audit/.complete
	$(VENV)-audit/bin/python deploy/audit.py $(VENV)-audit/bin .artefacts/sbom.cdx.json

$(VENV)-audit/.complete: requirements/audit.lock
	$(PYTHON) -m venv --clear $(VENV)-audit
	$(VENV)-audit/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/audit.lock
	touch $@

# All that an installation without a network is made from: docs/private-installations.md says how. PLATFORM="--platform
# manylinux_2_28_x86_64 --python-version 3.12" is for another machine than this one.
WHEELHOUSE ?= wheelhouse
wheelhouse: $(VENV)/.runtime
	rm -rf $(WHEELHOUSE)
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: $(PLATFORM) -r requirements/runtime.lock -d $(WHEELHOUSE)
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation . -w $(WHEELHOUSE)
	cp requirements/runtime.lock $(WHEELHOUSE)/

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

$(VENV)/.docs: requirements/docs.lock $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/docs.lock
	touch $@

.testdata/.complete: requirements/testdata.lock tests/testdata.py $(VENV)/.dev
	$(BIN)/python tests/testdata.py requirements/testdata.lock .testdata
	touch $@

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --extra build pyproject.toml -o requirements/runtime.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --extra build --extra dev pyproject.toml -o requirements/dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --group audit -o requirements/audit.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --extra build --extra docs --constraint requirements/dev.lock pyproject.toml -o requirements/docs.lock

clean:
	rm -rf $(VENV) $(VENV)-audit .testdata $(WHEELHOUSE) .site .site-parts
