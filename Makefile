# `make serve` is all a user needs, `make test` all a contributor needs; `make` alone lists the rest.
#
# Both share one virtual environment. A stamp in it remembers which pins were installed, so a second
# run has nothing to do; the contributor's pins go on top of the user's, so two pips never meet.

PYTHON ?= python3
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
UV := build/uv/bin/uv
# Most modules of most packages are never imported, and Python compiles those that are.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --no-annotate --no-strip-extras --no-emit-index-url \
	--custom-compile-command 'make pins'

# $(call step,what,command): one line while all is well, all the command said when it is not.
step = @echo '$(1)'; said=$$($(2) 2>&1) || { status=$$?; echo "$$said" >&2; exit $$status; }

.DELETE_ON_ERROR:
.PHONY: help serve test lint bench pins clean

help: ## This list
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1	\2/p' $(MAKEFILE_LIST) | expand -t 13
	@echo 'ARGS="..." is handed to serve, test and bench; PYTHON=... chooses the interpreter.'

serve: $(VENV)/.serve ## Run carriersim on http://127.0.0.1:7670
	@$(BIN)/carriersim serve $(ARGS)

test: $(VENV)/.test ## Everything: the static half, and every test (ARGS picks some and lifts the coverage gate)
	@echo 'Tests, and the static half beside them'
	@.ci/beside 'make --no-print-directory lint' \
		$(BIN)/python -m pytest $(or $(ARGS),--numprocesses auto --maxprocesses 4 --dist worksteal --cov --cov-report term)

lint: $(VENV)/.test ## The static half: format, style, types, layers
	$(call step,Format,$(BIN)/ruff format --check)
	$(call step,Style,$(BIN)/ruff check)
	$(call step,Types,$(BIN)/mypy)
	$(call step,Layers,$(BIN)/lint-imports --no-logo)

bench: $(VENV)/.serve ## Sends per second, side by side with a bare aiohttp handler
	@command -v wrk >/dev/null || .ci/apt wrk
	@$(BIN)/python -m simulator.bench $(ARGS)

# What serves must have been tested: one set of versions, the second file a part of the first.
pins: $(UV) ## Pin what pyproject.toml asks for (ARGS=--upgrade takes the newest of everything)
	$(call step,Pins for testing,.ci/build-requires $(PYTHON) | $(COMPILE) $(ARGS) \
		--extra dev --output-file .ci/test.txt pyproject.toml -)
	$(call step,Pins for serving,.ci/build-requires $(PYTHON) | $(COMPILE) \
		--constraint .ci/test.txt --output-file .ci/serve.txt pyproject.toml -)

clean: ## Remove all that was made
	rm -rf $(VENV) build dist .coverage* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/python:
	$(call step,Virtual environment,.ci/venv $(PYTHON) $(VENV))

$(VENV)/.serve: $(BIN)/python .ci/serve.txt pyproject.toml
	$(call step,Requirements,$(INSTALL) --require-hashes --requirement .ci/serve.txt)
	$(call step,carriersim,$(INSTALL) --no-deps --no-build-isolation --editable .)
	@touch $@

$(VENV)/.test: $(VENV)/.serve .ci/test.txt
	$(call step,Requirements for testing,$(INSTALL) --require-hashes --requirement .ci/test.txt)
	@touch $@

$(UV):
	$(call step,uv,.ci/venv $(PYTHON) build/uv && build/uv/bin/pip install --quiet --disable-pip-version-check uv)
