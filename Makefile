# Two commands: `make run` serves a living demonstration, `make test` sets up and passes all tests.
VENV := .venv
PYTHON := $(VENV)/bin/python
CLUB := $(PYTHON) -m club
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run setup assets demo test check lint format types browser bench migrate wheel lock clean

help: ## Cette aide
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

run: setup ## Prépare tout et sert la démonstration à http://127.0.0.1:8000
	@CLUB_DEMO=on exec $(CLUB) run --with-demo

setup: ## Environnement Python et fichiers du navigateur
	@$(MAKE) --no-print-directory --silent --jobs 2 $(VENV)/ready static/vendor/ready

$(VENV)/ready: requirements.lock pyproject.toml
	@command -v python3 >/dev/null || { echo "Il faut python3 (3.11 ou plus), avec venv."; exit 1; }
	python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Il faut Python 3.11 ou plus."; exit 1; }
	@echo "Environnement Python…"
	test -x $(PYTHON) || python3 -m venv $(VENV)
	@# uv puts in ten times faster what pip puts in as well, where uv cannot work.
	sed -n '/^uv==/,/^    # via/p' requirements.lock > $(VENV)/uv.txt
	$(PYTHON) -m pip install --quiet --require-hashes --requirement $(VENV)/uv.txt
	$(VENV)/bin/uv pip sync --quiet --python $(PYTHON) --require-hashes requirements.lock \
	  || $(PYTHON) -m pip install --quiet --require-hashes --requirement requirements.lock
	@touch $@

node_modules/ready: package-lock.json
	@command -v npm >/dev/null || { echo "Il faut npm (Node.js) pour les fichiers du navigateur."; exit 1; }
	@echo "Fichiers du navigateur…"
	npm ci --ignore-scripts --silent --no-fund --no-audit
	@touch $@

static/vendor/ready: $(VENV)/ready node_modules/ready club/assets.py $(shell find static/css static/js static/img -type f 2>/dev/null) $(shell find templates -name '*.html')
	$(PYTHON) -m club.assets
	@touch $@

demo: setup ## Remplit une base vide avec la démonstration
	$(CLUB) init && $(CLUB) demo

test: setup ## Tous les tests : SQLite, PostgreSQL, navigateur
	bash tests/run.sh

check: lint types test ## Ce que l’intégration continue vérifie

lint: setup ## Style du code et des gabarits
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/djlint --lint --quiet templates

format: setup ## Met le code en forme
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

types: setup ## Vérifie les types
	$(VENV)/bin/mypy

browser: setup ## Les parcours dans Chromium seulement, avec une image de chaque page
	bash tests/run.sh browser

bench: setup ## Mesures : SQLite puis PostgreSQL, en rapports à une page Flask nue
	bash tests/run.sh bench

migrate: setup ## Écrit une migration d’après les modèles : make migrate m="ce qui change"
	$(PYTHON) -m flask --app wsgi db revision --autogenerate -m "$(m)"

wheel: setup ## Construit dist/*.whl, avec gabarits, migrations et fichiers du navigateur
	$(PYTHON) -m build --wheel --no-isolation

lock: ## Recalcule requirements.lock
	$(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --extra dev pyproject.toml --output-file requirements.lock

clean: ## Retire ce qui se refait
	rm -rf $(VENV) node_modules static/vendor build dist
