# `make verify` and `make test` set everything up by themselves on a bare Debian 12.
PRESET ?= release
BUILD := build/$(PRESET)
JOBS ?= $(shell nproc)

.PHONY: verify test build results experiments backbones theorem fuzz kills bench bench-peers bench-page deps deps-test configure clean

verify: build
	$(BUILD)/bin/ncv verify --out verify-report

test: deps-test build
	ctest --preset $(PRESET)

build: configure
	cmake --build --preset $(PRESET) -j $(JOBS)

configure: deps
	cmake --preset $(PRESET)

results: verify
	python3 docs/results.py

experiments: build
	mkdir -p build/experiments
	$(BUILD)/bin/ncv sweep experiments/quick/*.toml --store build/experiments/quick.sqlite
	$(BUILD)/bin/ncv report build/experiments/quick.sqlite -o build/experiments/site

backbones: deps
	@cmake/install_packages.sh app/backbones/packages.txt
	cmake --preset $(PRESET) -DNCV_BACKBONES=ON
	cmake --build --preset $(PRESET) -j $(JOBS) --target ncv_backbone ncv_app

theorem: build
	$(BUILD)/bin/ncv theorem --out build/theorem $$(test -f build/theorem/theorem.json && echo --resume)

fuzz: build
	python3 app/tests/fuzz/fuzz.py $(BUILD)/bin/ncv $(BUILD)/bin/ncv-recheck --jobs $(JOBS) --findings build/fuzz-findings

kills: build
	python3 app/tests/fuzz/kills.py $(BUILD)/bin/ncv --findings build/kill-findings

bench: build
	python3 bench/compare/run.py --binaries $(BUILD)/bin --out bench-report

bench-peers:
	@cmake/install_packages.sh bench/peers/packages.txt
	@$(MAKE) build
	python3 bench/compare/run.py --binaries $(BUILD)/bin --out bench-report --peers

bench-page: bench-peers
	python3 bench/compare/page.py bench-report/bench.json

deps:
	@cmake/install_packages.sh packages.txt

deps-test:
	@cmake/install_packages.sh packages-test.txt

clean:
	rm -rf build
