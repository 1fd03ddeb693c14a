# `make verify` and `make test` set everything up by themselves on a bare Debian 12 or 13.
PRESET ?= release
BUILD := build/$(PRESET)
JOBS ?= $(shell nproc)
BUILT := cmake --build --preset $(PRESET) -j $(JOBS) --target

.PHONY: verify proofs test quick mutants programs python docs deb build results experiments backbones theorem fuzz kills bench bench-peers bench-page bench-scale portability deps deps-python deps-test deps-proofs configure clean

verify: programs
	$(BUILD)/bin/ncv verify --out verify-report $(VERIFY_OPTIONS)

# ncv and ncv-recheck. In a new folder nothing else is configured, so that it needs none of the tests' packages.
programs: deps
	test -f $(BUILD)/build.ninja || cmake --preset $(PRESET) -DNCV_BUILD_TESTS=OFF -DNCV_BUILD_BENCH=OFF
	$(BUILT) ncv_app ncv_recheck

# The wheel of ncverify for Debian's Python, or for another one: PYTHON=python3.12, with pip, setuptools and wheel of its own.
PYTHON ?= /usr/bin/python3
python: deps-python
	test -f $(BUILD)/build.ninja || cmake --preset $(PRESET) -DNCV_BUILD_TESTS=OFF -DNCV_BUILD_BENCH=OFF
	cmake -B $(BUILD) -DPython_EXECUTABLE=$(PYTHON)
	$(BUILT) ncv_python ncv_app ncv_recheck
	NCV_BUILD=$(abspath $(BUILD)) $(PYTHON) -m pip wheel --quiet --no-build-isolation --no-deps --no-index --disable-pip-version-check -w $(BUILD)/wheel python/
	@ls -1 $(BUILD)/wheel/*.whl

# The documentation as a site that opens offline, build/site; beside it the experiments' own where `make experiments` has made it.
docs: python
	@cmake/install_packages.sh docs/site/packages.txt
	PATH=$(abspath $(BUILD)/bin):$$PATH PYTHONPATH=$(BUILD)/python $(PYTHON) docs/site/site.py build/site --execute --experiments build/experiments/site

# Packages of Debian, ncv and ncv-dev, in $(BUILD)/deb.
deb: programs
	@cmake/install_packages.sh packaging/packages.txt
	$(BUILT) ncv_documents
	cd $(BUILD) && cpack
	@ls -1 $(BUILD)/deb/*.deb

# The proofs that Coq checks: a table claim by claim. Nothing else is needed for them.
proofs: deps-proofs
	python3 proofs_checks/formal/check.py --build build/formal --jobs $(JOBS)

test: build
	$(BUILT) mutants sanitized benchmarks
	ctest --preset $(PRESET) --output-junit tests.xml $(CTEST_OPTIONS)

quick: configure
	$(BUILT) quick_tests
	ctest --preset $(PRESET) -L quick $(CTEST_OPTIONS)

mutants: configure
	$(BUILT) mutants
	ctest --preset $(PRESET) -L mutants

build: configure
	$(BUILT) programs_and_tests

configure: deps-test
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

bench-scale: configure
	@cmake/install_packages.sh bench/scale_packages.txt
	$(BUILT) ncv_app ncv_recheck
	python3 bench/scale.py $(BUILD)/bin/ncv --certify --runs 3 --options=

portability:
	@cmake/portability.sh

deps:
	@cmake/install_packages.sh packages.txt

deps-python:
	@cmake/install_packages.sh packages.txt packages-python.txt

deps-test:
	@cmake/install_packages.sh packages.txt packages-python.txt packages-proofs.txt packages-test.txt

deps-proofs:
	@cmake/install_packages.sh packages-proofs.txt

clean:
	rm -rf build
