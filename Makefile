# Each target does the set-up it needs on a fresh machine with Node 20 or later, Rust and make.
SHELL := /bin/sh
NPM_SOURCES := $(wildcard packages/*/package.json apps/*/package.json crates/*/package.json tools/package.json bench/package.json)
RUST_SOURCES := Cargo.lock Cargo.toml .cargo/config.toml $(shell find crates -name '*.rs' -o -name Cargo.toml)
TYPESCRIPT_SOURCES := $(shell find packages apps bench tools -path '*/node_modules' -prune -o -path '*/dist' -prune -o -name '*.ts' -print -o -name '*.tsx' -print -o -name tsconfig.json -print)
PAGE_SOURCES := $(shell find apps/web/src apps/web/public -name '*.css' -o -name '*.svg') apps/web/index.html

.PHONY: build test check bench demo clean
build: target/built

target/installed: package.json package-lock.json $(NPM_SOURCES)
	npm ci --no-audit --no-fund --loglevel=error
	@mkdir -p target && touch $@

crates/kernel-node/kernel.node: target/installed $(RUST_SOURCES) tools/build-kernel.js
	node tools/build-kernel.js
	@touch $@

target/built: crates/kernel-node/kernel.node tsconfig.json tsconfig.base.json tools/bundle.js $(TYPESCRIPT_SOURCES) $(PAGE_SOURCES)
	npx tsc -b
	node tools/bundle.js
	npm run --silent build -w apps/web -- --logLevel warn
	@touch $@

test: build
	npx vitest run
	cargo test --release --locked --quiet -p vitreous-kernel

check: build
	npx prettier --check --log-level warn .
	npx eslint .
	npx knip
	node tools/dist/check-layers.js
	node tools/dist/write-openapi.js --check
	cargo fmt --check
	cargo clippy --release --locked --quiet --all-targets -- -D warnings

# A server, a simulated microscope that writes a movie every few seconds, and a session that keeps up with it.
demo: build
	node --disable-warning=ExperimentalWarning tools/demo.js

# Side by side with RELION, which it installs from Debian's packages where it may; writes docs/benchmarks.md. Large arrays are on
# huge pages, as ./vitreous has them.
BENCH_PARTS := bench-steps bench-maps bench-server bench-live bench-web
.PHONY: $(BENCH_PARTS)
bench $(BENCH_PARTS): build
	GLIBC_TUNABLES=glibc.malloc.hugetlb=1 node bench/dist/main.js $(patsubst bench-%,%,$(filter bench-%,$@))

clean:
	rm -rf target node_modules packages/*/dist apps/*/dist bench/dist tools/dist crates/kernel-node/kernel.node
	find . -name '*.tsbuildinfo' -not -path '*/node_modules/*' -delete
