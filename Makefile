# Latentwalk: `make run` walks, `make test` proves. Bare `make` prints this help.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
PORT ?= 8000
# Another index for torch, e.g. TORCH_INDEX=https://download.pytorch.org/whl/cpu
TORCH_INDEX ?=
NODE_PATH_PREFIX = PATH="$(CURDIR)/$(BIN):$$PATH"
WEB_SOURCES := $(shell find mobile-web/src mobile-web/public mobile-web/scripts mobile-web/*.html -type f 2>/dev/null)
WEB_CONFIG := $(wildcard mobile-web/*.json mobile-web/*.ts mobile-web/.npmrc)

.PHONY: help run test test-python test-web test-browser lint format bench interop setup web clean

help:  ## Print this help
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(VENV)/.ready mobile-web/dist/.built  ## Set everything up and serve the default walk
	$(BIN)/latentwalk serve --port $(PORT)

setup: $(VENV)/.ready-dev mobile-web/dist/.built  ## Set up everything that tests and lint need

test: test-python test-web test-browser  ## Run every test: Python, TypeScript, a real browser

test-python: $(VENV)/.ready-dev
	$(BIN)/python -m pytest

test-web: $(VENV)/.ready-dev mobile-web/node_modules/.installed
	cd mobile-web && $(NODE_PATH_PREFIX) npm test

test-browser: $(VENV)/.ready-dev mobile-web/dist/.built
	cd mobile-web && $(NODE_PATH_PREFIX) npm run weight
	chromium="$$(bash deploy/chromium.sh)" && cd mobile-web && \
	  CHROMIUM="$$chromium" LATENTWALK="$(CURDIR)/$(BIN)/latentwalk" $(NODE_PATH_PREFIX) npm run test:browser

lint: $(VENV)/.ready-dev mobile-web/node_modules/.installed  ## Check style, types and floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd mobile-web && $(NODE_PATH_PREFIX) npm run lint

format: $(VENV)/.ready-dev  ## Rewrite the sources in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	cd mobile-web && $(NODE_PATH_PREFIX) npm run format

bench: $(VENV)/.ready out/bench/v2-sized.ts  ## Measure: mic to ear, ten walkers, fences, cost per walker
	$(BIN)/latentwalk bench
	$(BIN)/latentwalk bench fences
	$(BIN)/latentwalk bench engine --model out/bench/v2-sized.ts
	$(BIN)/latentwalk bench engine --model models/voices/voices.ts

# RAVE v2's size, random weights: what a big model costs (148 MB, never committed).
out/bench/v2-sized.ts: $(VENV)/.ready models/make_v2_sized.py backend/latentwalk/rave/v2_sized.py backend/latentwalk/rave/cached.py
	$(BIN)/python models/make_v2_sized.py $@

interop: $(VENV)/.ready .venv-interop/.ready  ## Export every official RAVE configuration and play it
	$(BIN)/python -m tests.interop.play_official .venv-interop/bin/python

.venv-interop/.ready: deploy/interop.sh deploy/interop-requirements.txt
	bash deploy/interop.sh "$(PYTHON)" .venv-interop
	touch $@

$(VENV)/.ready: pyproject.toml deploy/constraints.txt deploy/venv.sh
	bash deploy/venv.sh "$(PYTHON)" "$(VENV)" "$(TORCH_INDEX)" "."
	touch $@

$(VENV)/.ready-dev: pyproject.toml deploy/constraints.txt deploy/venv.sh
	bash deploy/venv.sh "$(PYTHON)" "$(VENV)" "$(TORCH_INDEX)" ".[dev,train]"
	touch $(VENV)/.ready $@

mobile-web/node_modules/.installed: mobile-web/package.json mobile-web/package-lock.json | $(VENV)/.ready
	bash deploy/node.sh "$(VENV)"
	cd mobile-web && $(NODE_PATH_PREFIX) npm ci --no-audit --no-fund
	touch $@

mobile-web/dist/.built: mobile-web/node_modules/.installed $(WEB_SOURCES) $(WEB_CONFIG)
	cd mobile-web && $(NODE_PATH_PREFIX) npm run build
	touch $@

web: mobile-web/dist/.built  ## Build the web client

clean:  ## Remove everything that make made
	rm -rf $(VENV) .venv-interop mobile-web/node_modules mobile-web/dist .mypy_cache .ruff_cache .pytest_cache
