# Everything a developer of Broadsheet does, one target each. `make` alone lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(or $(shell command -v python3.11),python3)
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2

INSTALLED := $(VENV)/.installed
AUDIT_INSTALLED := tools/audit/node_modules/.installed

export PUPPETEER_SKIP_DOWNLOAD := 1
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

# Tests start some hundred processes; to compile the package anew for each is a sixth of what its start takes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install install-system install-audit demo test check audit bench soak reference lock clean

help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  \033[1mmake %-16s\033[0m %s\n", $$1, $$2}' Makefile

install: $(INSTALLED) ## Make .venv with the locked requirements and the package itself

$(INSTALLED): requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@
	@echo "Installed: $$($(BIN)/broadsheet --version)"

install-system: ## Install Debian's Chromium, faces, Java, gettext, wrk, nginx, Caddy and Varnish where they are missing
	@tools/install_system.sh

install-audit: $(AUDIT_INSTALLED) ## Install Lighthouse, axe-core and the Nu HTML checker into tools/audit

$(AUDIT_INSTALLED): tools/audit/package.json tools/audit/package-lock.json tools/audit/.npmrc
	cd tools/audit && npm ci --silent
	@touch $@

demo: install ## Make the demo paper and serve it
	$(BIN)/broadsheet demo

test: install install-audit ## Run every test, the browser's included
	cd tools/audit && npm test --silent
	tools/test_on_postgresql.sh $(BIN)/python
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup

check: install ## Lint, types, imports, migrations, translations, reference pages and house rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m django makemigrations --check --dry-run --settings tests.settings
	$(BIN)/python tools/check_translations.py
	$(BIN)/python tools/write_reference.py --check
	$(BIN)/python -m pytest -n0 -q tests/house_rules

audit: install install-audit ## Lighthouse, axe and the Nu HTML checker on a running demo paper
	cd tools/audit && node audit.mjs

bench: install ## Measure the paper against a bare Wagtail page and write bench/RESULTS.md
	$(BIN)/python -m bench

soak: install ## 100,000 random steps at a small paper, each held to the law of the press, into bench/RESULTS.md
	$(BIN)/python -m bench soak

reference: install ## Write docs/reference/ from the commands and settings themselves
	$(BIN)/python tools/write_reference.py

lock: install ## Lock requirements.txt anew, with hashes
	$(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --extra dev \
		--no-emit-index-url --upgrade pyproject.toml -o requirements.txt

clean: ## Remove what the other targets made
	rm -rf $(VENV) tools/audit/node_modules build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
