# `make` alone explains itself.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest
UNIT = $(PYTEST) -q -m "$(NEED_NOTHING) and not thorough"
NEED_NOTHING := not servers and not e2e and not browser
# Tests that start something or try many histories: `make unit` does not even look for others among them.
NOT_UNITS := browser e2e faults guards kurrentdb sim
FIRST_HALF := members cards finance

# Compiled modules are kept: a dozen processes start from them.
export PYTHONDONTWRITEBYTECODE =

.PHONY: help
help: ## This page
	@echo "Stadion. Everything runs from this folder; nothing needs to be configured."
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

## Running

.PHONY: run
run: system install ## The whole platform on this machine, until Ctrl-C
	@exec $(PYTHON) -m stadion run

.PHONY: doctor
doctor: ## What this machine lacks, and how to get it; needs nothing installed
	@if [ -e .venv/installed ]; then $(PYTHON) -m stadion doctor --tests; else .ci/debian-packages --look test; fi

.PHONY: reset
reset: install ## Throw the data of `make run` away, after asking
	@$(PYTHON) -m stadion reset

## Proving

.PHONY: test
test: system-test install lint types ## Everything that CI runs, from bare to green
	$(PYTEST) -q -n auto -m "$(NEED_NOTHING)"
	$(PYTEST) -m "not ($(NEED_NOTHING))"

.PHONY: unit unit-first-half unit-second-half
unit: install ## The tests that need no server: seconds
	@$(MAKE) --no-print-directory --jobs=2 --output-sync unit-first-half unit-second-half

# Two halves of about one length: to import and collect takes a process as long as to run.
unit-first-half:
	$(UNIT) $(FIRST_HALF:%=tests/%)
unit-second-half:
	$(UNIT) $(FIRST_HALF:%=--ignore=tests/%) $(NOT_UNITS:%=--ignore=tests/%)

.PHONY: integration
integration: system install ## The tests against real PostgreSQL and RabbitMQ
	$(PYTEST) -q -m servers

.PHONY: e2e
e2e: system-test install ## The whole platform over HTTP, with real processes
	$(PYTEST) -q -m "e2e or browser"

.PHONY: faults
faults: install system ## Break the whole platform in every way that is promised to be harmless: an hour
	FAULTS=full $(PYTEST) -q tests/faults

.PHONY: sim
sim: install ## All services in one process, on seeded faults: make sim SEEDS=1000
	nice $(PYTHON) -m tests.sim --seeds $(or $(SEEDS),100)

.PHONY: lint
lint: install ## Style, and who may import whom
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	.venv/bin/lint-imports --no-cache

.PHONY: types
types: install ## mypy --strict
	$(PYTHON) -m mypy

.PHONY: guards
guards: install system ## Remove every guard that a claim rests on, one at a time: a test must go red for each
	$(PYTHON) -m tests.guards $(GUARDS)

.PHONY: bench
bench: system install ## Measure: ratios against peers and physical limits, in one run
	$(PYTHON) -m benchmarks

## Writing

.PHONY: golden
golden: install ## Write the golden file of every new event version
	$(PYTHON) -m tests.golden.write

.PHONY: docs
docs: install ## Write the files that are generated from the code
	$(PYTHON) -m stadion.docs

.PHONY: lock
lock: ## Pin the newest versions that fit pyproject.toml (needs uv)
	uv pip compile pyproject.toml --group dev --generate-hashes --no-emit-index-url --no-strip-extras --no-header -o requirements.lock

## The machine

.PHONY: install
install: .venv/installed ## The project's own Python environment (.venv)

.venv/installed: requirements.lock
	@.ci/debian-packages install
	@[ -x $(PYTHON) ] || python3 -m venv .venv
	@echo "installing the Python packages of requirements.lock into .venv"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(PYTHON) -c 'import sysconfig; open(sysconfig.get_path("purelib") + "/stadion.pth", "w").write("$(CURDIR)\n")'
	@printf '#!%s\nfrom stadion.__main__ import app\n\napp()\n' "$(CURDIR)/$(PYTHON)" > .venv/bin/stadion
	@chmod +x .venv/bin/stadion
	@touch $@

.PHONY: system
system:
	@.ci/debian-packages run

.PHONY: system-test
system-test:
	@.ci/debian-packages test
