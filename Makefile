# From an empty machine with Python 3.11 or later, Node and make:
#
#   make demo     a running site with the invented committee; PORT and ETHICS_DATA can be set
#   make test     every test, on SQLite and on a PostgreSQL that the tests start themselves
#   make sure     form, style, types and imports, then make test: what CI runs
#   make serve    the real thing under gunicorn; settings come from the environment
#   make bench    how fast it is, beside a bare page of the same size
#   make format   put the code in its usual form
#   make pictures take the pictures of the README and the guides again; needs Chromium
#   make locks    choose exact versions again, within the ranges of setup.cfg and package.json

PORT ?= 8000
ETHICS_DATA ?= $(CURDIR)/var/demo
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

BIN := .venv/bin
RUN := .venv/.run
DEV := .venv/.dev
FRONT := static/vendor/.complete
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help demo test sure serve bench format pictures locks
.DEFAULT_GOAL := help

help:
	@sed -n 's/^#   //p' Makefile

demo: $(RUN) $(FRONT)
	@ETHICS_DEMO=1 ETHICS_DATA="$(ETHICS_DATA)" PORT="$(PORT)" $(BIN)/flask --app wsgi demo serve

serve: $(RUN) $(FRONT)
	@$(BIN)/gunicorn --config deploy/gunicorn.conf.py wsgi:app

test: $(DEV) $(FRONT)
	$(BIN)/pytest --numprocesses auto --dist loadfile

sure: $(DEV) $(FRONT)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

bench: $(DEV) $(FRONT)
	$(BIN)/python -m benchmarks

format: $(DEV)
	$(BIN)/ruff check --fix --exit-zero
	$(BIN)/ruff format

pictures: $(DEV) $(FRONT)
	$(BIN)/python -m docs.pictures

# What each machine makes once, and again when a lock changes -----------------------------------------------------------

$(BIN)/python:
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Python 3.11 or later is needed, and $$(python3 --version 2>/dev/null || echo no Python) was found."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python came without venv: install your system's python3-venv package."; exit 1; }
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv

$(RUN): requirements/run.txt setup.cfg pyproject.toml | $(BIN)/python
	@echo "Installing what the program runs on"
	@$(INSTALL) --require-hashes -r requirements/run.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	@echo "Installing what its tests need"
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

FONTS := $(addprefix node_modules/@fontsource-variable/, \
	$(addprefix literata/files/literata-, latin-opsz-normal.woff2 latin-ext-opsz-normal.woff2 latin-opsz-italic.woff2) \
	$(addprefix atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-, latin-wght-normal.woff2 latin-ext-wght-normal.woff2))
GOVUK := node_modules/govuk-frontend/dist/govuk/govuk-frontend.min

$(FRONT): package.json package-lock.json .npmrc
	@command -v npm >/dev/null || { echo "Node is missing: install Node 18 or later with its npm, then try again."; exit 1; }
	@echo "Fetching what the pages are drawn with"
	@npm ci --silent
	@mkdir -p static/vendor/fonts
	@cp $(GOVUK).js static/vendor/
	@sed -E 's/@font-face ?\{[^}]*\}//g' $(GOVUK).css > static/vendor/govuk-frontend.min.css  # its own fonts are for gov.uk alone
	@cp $(FONTS) static/vendor/fonts/
	@touch $@

LOCK := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --annotation-style line --no-emit-options \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

locks: $(DEV)
	$(LOCK) --upgrade --output-file requirements/run.txt setup.cfg requirements/build.in
	$(LOCK) --upgrade --extra dev --constraint requirements/run.txt --output-file requirements/dev.txt setup.cfg requirements/build.in
	npm update --package-lock-only
