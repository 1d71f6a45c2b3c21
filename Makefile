# `make` alone lists the targets. What a target needs and this machine lacks is made available first, by .ci/setup.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
.SHELLFLAGS := -ec

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
BENCH ?= .
COUNT ?= 1
KILLS ?= 20
FUZZTIME ?= 30s
SERVE ?= 1
ARGS ?=
GOVULNCHECK ?= golang.org/x/vuln/cmd/govulncheck@v1.9.0

# A recipe that runs Go starts with one of these: the environment in which cgo finds HiGHS, or that and the linter.
with_highs = settings=$$(.ci/setup build); eval "$$settings";
with_lint = settings=$$(.ci/setup test); eval "$$settings";

# The program, in whatever state its interface is; the interface, from the API that the program describes.
compile = $(with_highs) \
	ldflags="-s -w -X main.version=$(VERSION)"; tags=; \
	if [ "$$FENHU_LINK" = static ]; then \
		ldflags="$$ldflags -linkmode external -extldflags \"-static\""; tags=netgo,osusergo; \
	fi; \
	go build -trimpath -tags "$$tags" -ldflags "$$ldflags" -o bin/fenhu ./cmd/fenhu
build_ui = mkdir -p out; bin/fenhu openapi >out/openapi.json; node api/ui/tools/build.mjs out/openapi.json

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## make this machine ready: HiGHS, compilers, linter
	@.ci/setup test >/dev/null

.PHONY: build
build: ## build bin/fenhu with its web interface, fully static where the static HiGHS is used
	@$(compile)
	@if .ci/setup ui; then \
		$(build_ui); $(compile); \
	fi
	@echo "bin/fenhu $(VERSION)"

.PHONY: ui
ui: ## build the web interface; needs Node 20.19 or newer
	@$(compile)
	@.ci/setup ui
	@$(build_ui)

.PHONY: ui-test
ui-test: build ## test the web interface: its units, and its screens in Chromium against bin/fenhu
	@if .ci/setup browser; then cd api/ui; npm test --silent; npm run --silent browser; \
	elif [ "$(CI)" = true ]; then exit 1; else echo "ui-test: NOT RUN"; fi

.PHONY: run
run: build ## build, show 2025 at P = 50, 75 and 95 %, then serve these runs until Ctrl-C (SERVE=0: only show; ARGS="--addr …")
	@bin/fenhu demo
	@[ "$(SERVE)" = 0 ] || exec bin/fenhu serve --design-years $(ARGS)

.PHONY: test
test: ## vet and test everything, the database suites on SQLite and on a PostgreSQL of their own
	@$(with_highs) \
	if TEST_POSTGRES_URL=$$(.ci/postgres start); then export TEST_POSTGRES_URL; trap '.ci/postgres stop' EXIT; else unset TEST_POSTGRES_URL; fi; \
	go vet ./...; go test ./...
	@$(MAKE) --no-print-directory ui-test

.PHONY: kill-test
kill-test: build ## kill the service and its workers KILLS times (20) on each database and look for lost and doubled runs
	@$(with_highs) \
	TEST_POSTGRES_URL=$$(.ci/postgres start); export TEST_POSTGRES_URL; trap '.ci/postgres stop' EXIT; \
	FENHU_BINARY=$(CURDIR)/bin/fenhu FENHU_KILLS=$(KILLS) go test -count 1 -timeout 30m -run TestKillsLoseNothing -v ./cmd/fenhu

.PHONY: load
load: build ## have 200 clients read and 50 submit at once (ARGS="--url URL --key KEY", "--db postgres://…", "--for 1m"; -h lists all)
	@$(with_highs) go run ./cmd/load --fenhu bin/fenhu $(ARGS)

.PHONY: test-race
test-race: ## test with the race detector, a package at a time
	@$(with_highs) go test -race -p 1 -timeout 30m ./...

.PHONY: lint
lint: ## check style and the layers with golangci-lint
	@$(with_lint) "$$GOLANGCI_LINT" run ./...

.PHONY: fmt
fmt: ## format the Go code
	@$(with_lint) "$$GOLANGCI_LINT" fmt ./...

.PHONY: bench
bench: ## run the benchmarks (BENCH=regexp COUNT=n)
	@$(with_highs) go test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) ./...

.PHONY: fuzz
fuzz: ## fuzz each target in turn (FUZZTIME=30s)
	@$(with_highs) for package in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' "$$package" | grep '^Fuzz'); do \
			echo "$$package $$target"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x "$$package"; \
		done; \
	done

.PHONY: cover
cover: ## measure the tests' coverage; the lines are shown in out/coverage.html
	@mkdir -p out
	@$(with_highs) go test -coverpkg ./... -coverprofile out/coverage.out ./...; \
	go tool cover -html out/coverage.out -o out/coverage.html; \
	go tool cover -func out/coverage.out | tail -n 1

.PHONY: vuln
vuln: ## look for known vulnerabilities; needs the Go vulnerability database from the network
	@mkdir -p out
	@$(with_highs) \
	if ! go run $(GOVULNCHECK) -version >out/vuln.txt 2>&1; then \
		cat out/vuln.txt; echo "vuln: NOT CHECKED: govulncheck cannot be had from here"; exit 0; \
	fi; \
	status=0; go run $(GOVULNCHECK) ./... >out/vuln.txt 2>&1 || status=$$?; cat out/vuln.txt; \
	if [ $$status -ne 0 ] && grep -q '^govulncheck: fetching vulnerabilities' out/vuln.txt; then \
		echo "vuln: NOT CHECKED: the vulnerability database cannot be reached from here"; \
	else \
		exit $$status; \
	fi

.PHONY: docker
docker: ## build the container image fenhu:VERSION
	docker build --build-arg VERSION=$(VERSION) --tag fenhu:$(VERSION) .

.PHONY: clean
clean: ## remove what was built here; what .ci/setup keeps in the user's cache stays
	rm -rf bin out api/ui/gen api/ui/node_modules
	find api/ui/dist -mindepth 1 ! -name .gitkeep -delete
