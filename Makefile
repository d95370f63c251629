# Two commands to start with: `make demo` and `make test`. Python 3.11 and make are all they need.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test setup run bench chaos pictures desk-pictures lint format accept clean

demo: $(READY)
	@$(BIN)/newsletter demo $(if $(ARTICLE),"$(ARTICLE)")

test: $(READY)
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(PYTEST_ARGS)

setup: $(READY)

run: $(READY)
	@$(BIN)/newsletter run

bench: $(READY)
	@$(BIN)/python -m tests.benchmarks

chaos: $(READY)
	@$(BIN)/python -m tests.chaos

pictures: $(READY)
	@$(BIN)/python -m tests.pictures $(or $(FOLDER),pictures) $(ONLY)

desk-pictures: $(READY) ## those of docs/desk.md
	@$(BIN)/python -m tests.pictures.desk

lint: $(READY)
	@$(BIN)/ruff format --check newsletter tests
	@$(BIN)/ruff check newsletter tests
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(READY)
	@$(BIN)/ruff format newsletter tests
	@$(BIN)/ruff check --fix newsletter tests

accept: $(READY) ## golden files as they come out now; review the diff
	@$(BIN)/python -m pytest --accept --quiet

clean:
	rm -rf $(VENV) demo

# the interpreter by its version where it is there under that name, else python3 when it is new enough
$(READY): pyproject.toml constraints.txt
	@test ! -L $(VENV) || { echo "$(VENV) is a link to that of another clone, which setting up would change; remove the link"; exit 2; }
	@command -v $(PYTHON) >/dev/null 2>&1 && py=$(PYTHON) || py=python3; \
	 $$py -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "newsletter needs Python 3.11 or newer; found $$($$py --version)"; exit 2; }; \
	 test -x $(BIN)/python || $$py -m venv $(VENV)
	@echo "setting up $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	@touch $(READY)
