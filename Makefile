GO   := go
# tools/ is a module of its own, so that its needs are none of the library's.
LINT  = $(GO) tool -modfile=$(CURDIR)/tools/go.mod golangci-lint

.PHONY: help
help: ## list what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: test
test: build lint ## everything a change has to pass, with a real Directus
	$(GO) test -race -shuffle=on -timeout=25m ./...
	cd bench && $(GO) vet ./... && $(GO) test ./...
	cd examples/tracing && $(GO) vet ./... && $(GO) test -race ./...
	@$(MAKE) --no-print-directory left-out

.PHONY: test-matrix
test-matrix: ## the tests on every supported major version of Directus
	DIRECTUS_VERSION=12 DIRECTUS_MATRIX=1 $(GO) test -count=1 -timeout=20m -run='Real|Surprise|Versions' ./...
	DIRECTUS_VERSION=11 $(GO) test -count=1 -timeout=20m -run='Real|Surprise|Versions' ./...
	DIRECTUS_VERSION=10 $(GO) test -count=1 -timeout=20m -run='Real|Surprise|Versions' ./...

.PHONY: build
build: ## build everything, also the examples, and check go.mod
	$(GO) mod tidy -diff
	$(GO) build ./...
	$(GO) vet ./...
	cd bench && $(GO) mod tidy -diff
	cd examples/tracing && $(GO) mod tidy -diff

.PHONY: lint
lint: ## check formatting and style
	$(LINT) run
	cd bench && $(LINT) run --config ../.golangci.yml
	cd examples/tracing && $(LINT) run --config ../../.golangci.yml

.PHONY: fmt
fmt: ## format the code
	$(LINT) fmt
	cd bench && $(LINT) fmt --config ../.golangci.yml
	cd examples/tracing && $(LINT) fmt --config ../../.golangci.yml

.PHONY: cover
cover: ## show how much of the code the tests reach
	$(GO) test -coverpkg=./... -coverprofile=coverage.out ./...
	$(GO) tool cover -func=coverage.out | tail -n 1

.PHONY: bench
bench: ## compare with net/http and resty, in ratios
	cd bench && $(GO) run .

.PHONY: demo
demo: ## run examples/quickstart against a real Directus
	@$(GO) run ./internal/realserver/run $(GO) run ./examples/quickstart

.PHONY: directus
directus: ## start a real Directus to play with
	@$(GO) run ./internal/realserver/run

# left-out says which tests had nothing to run against.
.PHONY: left-out
left-out:
	@if [ -z "$$DIRECTUS_URL" ] && ! { command -v node && command -v npm; } >/dev/null; then \
		echo "LEFT OUT: the tests against a real Directus (TestReal…, TestSurprise…, internal/realserver)."; \
		echo "They need node and npm on the PATH, or DIRECTUS_URL and DIRECTUS_TOKEN."; \
	fi
	@if ! command -v initdb >/dev/null && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then \
		echo "LEFT OUT: the tests on PostgreSQL (TestRealPostgres…). They need its server's binaries."; \
	fi
