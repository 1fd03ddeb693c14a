# `make verify` and `make test` set everything up by themselves on a bare Debian 12 or 13.
PRESET ?= release
BUILD := build/$(PRESET)
JOBS ?= $(shell nproc)
BUILT := cmake --build --preset $(PRESET) -j $(JOBS) --target

.PHONY: verify test quick mutants programs build results experiments backbones theorem fuzz kills bench bench-peers bench-page portability deps deps-test configure clean

verify: programs
	$(BUILD)/bin/ncv verify --out verify-report $(VERIFY_OPTIONS)

# ncv and ncv-recheck. In a new folder nothing else is configured, so that it needs none of the tests' packages.
programs: deps
	test -f $(BUILD)/build.ninja || cmake --preset $(PRESET) -DNCV_BUILD_TESTS=OFF -DNCV_BUILD_BENCH=OFF
	$(BUILT) ncv_app ncv_recheck

test: build
	$(BUILT) mutants benchmarks
	ctest --preset $(PRESET) --output-junit tests.xml $(CTEST_OPTIONS)

quick: configure
	$(BUILT) quick_tests
	ctest --preset $(PRESET) -L quick $(CTEST_OPTIONS)

mutants: configure
	$(BUILT) mutants
	ctest --preset $(PRESET) -L mutants

build: configure
	$(BUILT) programs_and_tests

configure: deps deps-test
	cmake --preset $(PRESET) -DNCV_BUILD_TESTS=ON -DNCV_BUILD_BENCH=ON

results:
	python3 lib/claims/sections.py
	$(MAKE) verify build
	python3 counterexamples/matrix.py
	python3 docs/results.py

experiments: programs
	mkdir -p build/experiments
	$(BUILD)/bin/ncv sweep experiments/quick/*.toml --store build/experiments/quick.sqlite
	$(BUILD)/bin/ncv report build/experiments/quick.sqlite -o build/experiments/site

backbones: configure
	@cmake/install_packages.sh app/backbones/packages.txt
	cmake --preset $(PRESET) -DNCV_BACKBONES=ON
	cmake --build --preset $(PRESET) -j $(JOBS) --target ncv_backbone ncv_app

theorem: programs
	$(BUILD)/bin/ncv theorem --out build/theorem $$(test -f build/theorem/theorem.json && echo --resume)

fuzz: programs
	python3 app/tests/fuzz/fuzz.py $(BUILD)/bin/ncv $(BUILD)/bin/ncv-recheck --jobs $(JOBS) --findings build/fuzz-findings

kills: programs
	python3 app/tests/fuzz/kills.py $(BUILD)/bin/ncv --findings build/kill-findings

bench: configure
	$(BUILT) benchmarks
	python3 bench/compare/run.py --binaries $(BUILD)/bin --out bench-report

bench-peers:
	@cmake/install_packages.sh bench/peers/packages.txt
	@$(MAKE) configure
	$(BUILT) benchmarks
	python3 bench/compare/run.py --binaries $(BUILD)/bin --out bench-report --peers

bench-page: bench-peers
	python3 bench/compare/page.py bench-report/bench.json

portability:
	@cmake/portability.sh

deps:
	@cmake/install_packages.sh packages.txt

deps-test:
	@cmake/install_packages.sh packages-test.txt

clean:
	rm -rf build
