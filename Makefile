PYTHON ?= python3
PY := .venv/bin/python

.PHONY: run dev test test-long check messages demo bench fuzz lock tools upgrade sbom
.DEFAULT_GOAL := run

# Install what is missing, load the demo content once, print the administrator, serve.
run:
	@$(PYTHON) -m atoutsud.start run

# The same with autoreload and DEBUG.
dev:
	@$(PYTHON) -m atoutsud.start dev

# Everything: style, types, checks, migrations, messages, tests on both databases, journeys.
test: tools
	@$(PY) -m tests.everything

# The full numbers of examples and races.
test-long: tools
	@EXAMPLES=2000 $(PY) -m tests.everything --long

# Style, types and configuration in seconds.
check: tools
	@$(PY) -m tests.everything --fast

# Collect the messages of the code into the catalogue (needs the gettext tools).
messages: tools
	@$(PY) -m tests.catalogue

# Load the demo content once more; what is there already stays.
demo:
	@$(PY) manage.py demo

# Measures, on made-up content in a database of their own; nothing is asserted.
bench: tools
	@$(PY) -m bench

# Coverage-guided fuzzing of what reads foreign text: MINUTES for each, TARGET for one of them.
fuzz: tools
	@$(PYTHON) -m atoutsud.start fuzzing
	@$(PY) -m tests.fuzzing $(TARGET) --minutes $(or $(MINUTES),5)

# Choose the newest packages that pyproject.toml allows, with their hashes and no index address.
COMPILE := -m piptools compile --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --extra redis --extra s3
lock: export CUSTOM_COMPILE_COMMAND = make lock
lock: tools
	@$(PY) $(COMPILE) -o requirements.txt pyproject.toml
	@$(PY) $(COMPILE) --extra dev -o requirements-dev.txt pyproject.toml

# Back up, fetch the newer code, bring packages and database up to it; then restart the services.
upgrade:
	@$(PYTHON) -m atoutsud.start upgrade

# The bill of materials of what is installed, as CycloneDX.
sbom:
	@$(PYTHON) -m atoutsud.components > sbom.json && echo "sbom.json"

tools:
	@$(PYTHON) -m atoutsud.start tools
