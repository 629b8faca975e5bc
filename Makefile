# Two commands: `make demo` runs the main job, `make test` passes every test. Both do all set-up.

# Build outputs live outside the clone, so that a second run is fast.
CARGO_TARGET_DIR ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/tributary/target
export CARGO_TARGET_DIR
TRIBUTARY_BIN := $(CARGO_TARGET_DIR)/debug/tributary
export TRIBUTARY_BIN

NPM_ROOMS := contracts web tests/github-sim tests/interop tests/browser
NPM_STAMPS := $(NPM_ROOMS:%=%/node_modules/.package-lock.json)

.PHONY: help demo test setup build build-tests web lint test-rust test-contracts test-web test-interop test-browser \
	test-deep coverage prove slither mutants artifacts bench-tree bench-match bench-index \
	bench-score bench-store bench-index-github

help:
	@echo 'make demo               the whole road on a local chain and a simulated GitHub, then the claim page'
	@echo 'make demo ONCE=1        the same without waiting: claims once and checks the balances'
	@echo 'make demo ROUND=1       a whole funding round: applications, reviews, 200 gifts, tally, challenge, payout'
	@echo 'make demo GIT=path      contributions from a local clone'
	@echo 'make demo REPO=o/n      contributions from GitHub (needs GITHUB_TOKEN)'
	@echo 'make test               every test: Rust on SQLite and PostgreSQL, Solidity, TypeScript, browser'
	@echo 'make test-deep          long fuzz and invariant runs'
	@echo 'make coverage           statements and branches of the contracts that tests reach'
	@echo 'make prove              halmos: properties of the contracts for all inputs (needs halmos)'
	@echo 'make slither            the linter for contracts (needs slither-analyzer)'
	@echo 'make mutants            changes the contracts one thing at a time; a test has to notice each'
	@echo 'make bench-tree         tree building beside merkrs and @openzeppelin/merkle-tree'
	@echo 'make bench-match        quadratic matching beside JavaScript, pairwise, cocm and estimates'
	@echo 'make bench-index CLONE=path   index --git beside git log --numstat'
	@echo 'make bench-index-github   index 100,000 pull requests from the simulator: where the time goes'
	@echo 'make bench-score        every preset on up to 10,000,000 events, beside a sort of them'
	@echo 'make bench-store        saving evidence into SQLite beside a plain prepared insert'

setup: $(NPM_STAMPS)

%/node_modules/.package-lock.json: %/package-lock.json
	cd $* && npm ci --no-audit --no-fund
	@touch $@

web: web/node_modules/.package-lock.json
	cd web && npm run build

# With the features of the whole workspace, so that tests find the same crates built.
build: web
	cargo build --workspace --bins

# Everything that the tests need in one go: crates are then compiled once, with one set of features.
build-tests: web
	cargo build --workspace --all-targets

demo: setup build
	node tests/demo/$(if $(ROUND),round,demo).mjs

test: setup lint test-contracts test-web test-rust test-interop test-browser

lint: web
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

test-contracts: contracts/node_modules/.package-lock.json
	cd contracts && npm run artifacts:check && npm test && npm run snapshot:check && npm run gas:anvil

test-web: web/node_modules/.package-lock.json
	cd web && npm run typecheck && npm run lint && npm test

test-rust: setup build-tests
	tests/scripts/postgres.sh run env CI_REQUIRE_POSTGRES=1 cargo test --workspace

test-interop: setup build-tests
	cd tests/github-sim && npm test
	cd tests/interop && npm test

test-browser: setup build-tests
	cd tests/browser && npm test

test-deep: setup
	cd contracts && npm run test:deep

coverage prove slither mutants: contracts/node_modules/.package-lock.json
	cd contracts && npm run $@

artifacts: contracts/node_modules/.package-lock.json
	cd contracts && npm run artifacts

bench-tree: tests/interop/node_modules/.package-lock.json
	tests/interop/bench-tree.sh

bench-match: tests/interop/node_modules/.package-lock.json
	tests/interop/bench-match.sh

bench-index:
	tests/scripts/bench-index-git.sh $(CLONE)

bench-index-github: tests/github-sim/node_modules/.package-lock.json
	cargo build --quiet --release -p tributary-cli
	TRIBUTARY_BIN=$(CARGO_TARGET_DIR)/release/tributary tests/scripts/bench-index-github.sh

bench-score:
	cargo run --quiet --release -p tributary-score --example bench_score

bench-store:
	cargo run --quiet --release -p tributary-storage --example bench_store
