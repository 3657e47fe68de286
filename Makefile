# Dateline. Everything here can also be run by hand: the recipes are the commands.
export CGO_ENABLED := 0
.DEFAULT_GOAL := help
.PHONY: help run dev test bench generate check lint install

# step NAME, COMMANDS: runs them and says how long they took.
define step
@echo "== $(1)"; start=$$(date +%s); ( set -e; $(2) ); code=$$?; \
echo "== $(1): $$(( $$(date +%s) - start )) s"; exit $$code
endef

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## build Dateline and serve the sample newsroom on http://localhost:8080
	@tests/install.sh run
	@mkdir -p bin
	go build -trimpath -o bin/dateline ./cmd/dateline
	bin/dateline serve --sample

dev: ## serve the sample newsroom, built again whenever a source changes
	@tests/install.sh editor
	cd tools && go run ./dev

test: ## install what the tests need, then run every check and every test
	$(call step,install,tests/install.sh test)
	$(call step,vet,go vet ./... && cd tests && go vet ./... && cd ../tools && go vet ./...)
	$(call step,generated code,$(MAKE) --no-print-directory check)
	$(call step,tests of the rooms,go test -timeout 15m ./...)
	$(call step,tests of the tools,cd tools && go test -timeout 5m ./...)
	$(call step,tests of the whole house,cd tests && go test -p 1 -timeout 20m ./...)

bench: ## measure Dateline beside its floors and print the table; MILLION=1: its lists over a million stories
	cd tests && go run ./bench $(if $(MILLION),-million)

generate: ## make again what is generated and committed
	@tests/install.sh editor
	cd tools && go run ./schema
	cd tools && go run ./messages
	cd tools && go run ./templates
	cd tools && go run ./bundle

check: ## fail where a generated file is not what its sources make
	cd tools && go run ./schema -check
	cd tools && go run ./messages -check
	cd tools && go run ./templates -check
	cd tools && go run ./bundle -check

lint: ## go vet, staticcheck and the form of the source
	@files=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$files" ] || { echo "gofmt -w: $$files"; exit 1; }
	go vet ./...
	cd tools && mkdir -p ../bin && go build -o ../bin/staticcheck honnef.co/go/tools/cmd/staticcheck
	bin/staticcheck ./...
	cd tests && ../bin/staticcheck ./...
	cd tools && ../bin/staticcheck ./...

install: ## install what the tests need
	tests/install.sh test
