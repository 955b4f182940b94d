# Everything happens in .venv; only Python 3.11+ and make are presupposed.
#   make run     four policies for Zhaoshang Subdistrict, compared
#   make test    lint, types, tests        make setup   everything for development
PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
ENVIRONMENT := $(PYTHON) tools/environment.py
EXTRAS := viz cluster sensitivity robust calibrate web
PYTEST := $(VENV_PYTHON) -m pytest
SOURCES := model experiments tests tools run.py huajie
# `make run ARGUMENTS="sweep …"` passes words on to run.py.
ARGUMENTS ?=

.DEFAULT_GOAL := help
.PHONY: help core setup run test lint format types bench bench-check verify torture mutants dashboard web docs audit lock clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

core:
	@$(ENVIRONMENT) core

setup:  ## install everything for development into .venv (quick when nothing changed)
	@$(ENVIRONMENT) core test docs $(EXTRAS)

run: core  ## compare four policies for Zhaoshang Subdistrict (installs only the core)
	$(VENV_PYTHON) run.py $(ARGUMENTS)

test:  ## lint, type check, all quick tests
	@$(PYTHON) run.py test

lint: setup types  ## ruff and mypy
	.venv/bin/ruff check $(SOURCES)
	.venv/bin/ruff format --check $(SOURCES)

types: setup
	.venv/bin/mypy

format: setup  ## format the code
	.venv/bin/ruff check --fix $(SOURCES)
	.venv/bin/ruff format $(SOURCES)

bench: setup  ## speed, side by side with the plain-Mesa rival
	$(VENV_PYTHON) -m experiments.benchmarks $(ARGUMENTS)

bench-check: setup  ## as bench, failing when slower than the figures on record
	$(VENV_PYTHON) -m experiments.benchmarks --check $(ARGUMENTS)

verify: setup  ## long evidence: theory, second implementation, fuzzing, torture
	$(PYTEST) -m verify

torture: setup  ## kill sweeps at random moments and compare what is left
	$(VENV_PYTHON) -m experiments.benchmarks.torture $(ARGUMENTS)

mutants: setup  ## put faults into the code, one at a time: do the tests notice?
	$(VENV_PYTHON) -m tools.mutants $(ARGUMENTS)

web:  ## the model in one page: results/huajie.html
	@$(ENVIRONMENT) core web
	$(VENV_PYTHON) run.py page $(ARGUMENTS)

dashboard:  ## the pages, on this machine only
	@$(ENVIRONMENT) core web viz
	$(VENV_PYTHON) run.py dashboard $(ARGUMENTS)

docs: setup  ## the documentation as pages, every warning an error
	$(VENV_PYTHON) -m sphinx -W --keep-going -b html docs docs/_build/html

audit:  ## ask for known weaknesses of the locked versions (needs a network)
	$(PYTHON) -m venv build/audit && build/audit/bin/pip install --quiet pip-audit
	for lock in locks/*.lock; do build/audit/bin/pip-audit --strict --disable-pip --require-hashes -r $$lock || exit 1; done

lock: setup  ## write locks/ anew (needs uv); UPGRADE=1 takes newer versions
	$(VENV_PYTHON) tools/lock.py $(if $(UPGRADE),--upgrade)

clean:  ## remove .venv and every cache of this folder; results/ stays
	rm -rf .venv .venv.guard .mypy_cache .pytest_cache .ruff_cache .hypothesis build docs/_build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
