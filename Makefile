# Each target sets up what it needs: git, make and python3 are enough. A second run reuses what is there.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DATA   ?= data/demo
PORT   ?= 8001

.PHONY: demo test lint types browser nginx check datasette1 bench replay lock clean help

help:           ## this list
	@grep -hE '^[a-z0-9]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.run  ## crawl the embedded portals into $(DATA) and serve the archive on port $(PORT)
	$(BIN)/fazhi demo --data $(DATA) --port $(PORT)

test: $(VENV)/.dev  ## all tests but the browser's and nginx's
	$(BIN)/python -m pytest -m "not browser and not nginx"

lint: $(VENV)/.dev  ## ruff
	$(BIN)/ruff check .

types: $(VENV)/.dev  ## mypy --strict over archive/
	$(BIN)/mypy

browser: $(VENV)/.dev  ## the tests that drive headless Chromium (Debian's chromium and a CJK font)
	$(BIN)/python -m pytest -m browser

nginx: $(VENV)/.dev  ## docs/nginx.conf in a real nginx before the site (Debian's nginx-light)
	$(BIN)/python -m pytest -m nginx

check: lint types test  ## what a commit must pass

datasette1: $(VENV)/.dev .venv-datasette1/.done  ## the site's tests on the newest alpha of Datasette 1.0
	@.venv-datasette1/bin/python -c 'import datasette; print("Datasette", datasette.__version__)'
	.venv-datasette1/bin/python -m pytest tests/site -q --tb=short -p no:cacheprovider -m "not browser and not nginx" -k "not ten_thousand"

bench: $(VENV)/.dev  ## ratios beside peers, in one run each
	$(BIN)/python benchmarks/search.py
	$(BIN)/python benchmarks/crawl.py
	$(BIN)/python benchmarks/extract.py
	$(BIN)/python benchmarks/site.py

replay: $(VENV)/.run .venv-replay/.done  ## judge an export by `wacz validate` and by a replay in pywb
	$(BIN)/fazhi demo --data data/replay --exit
	$(BIN)/fazhi export --data data/replay --kind any --format wacz -o data/replay/reports.wacz
	.venv-replay/bin/python tests/replay/judge.py data/replay/reports.wacz

lock: $(VENV)/.dev  ## renew both lock files: names, versions and hashes only
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile --universal --python-version 3.10 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-header --no-annotate -q -U pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.10 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-header --no-annotate -q -U --extra dev pyproject.toml -c requirements.lock \
	  -o requirements-dev.lock

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' \
	  || { echo "fazhi-archive needs Python 3.10 or newer; set PYTHON=/path/to/python3"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.venv-replay/.done:     # pywb pins libraries that Scrapy needs in newer versions
	$(PYTHON) -m venv .venv-replay
	.venv-replay/bin/python -m pip install -q --disable-pip-version-check "wacz==0.6.0" "pywb==2.10.0"
	@touch $@

.venv-datasette1/.done: $(VENV)/.dev    # Datasette and what it needs; all the rest comes from $(VENV)
	$(BIN)/python -m venv --clear .venv-datasette1
	.venv-datasette1/bin/python -m pip install -q --disable-pip-version-check "datasette>=1.0a0"
	cd .venv-datasette1/lib/python3*/site-packages && echo $(CURDIR)/$(VENV)/lib/python3*/site-packages > rest.pth
	@touch $@

clean:          ## remove the virtual environment and the demo's data
	rm -rf $(VENV) .venv-replay .venv-datasette1 $(DATA) data/replay
