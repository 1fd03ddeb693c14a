"""Contestants live in worker processes, asked one at a time over a pipe (bench/worker.cpp has the commands)."""
import json, os, pathlib, subprocess, sysconfig

BENCH = pathlib.Path(__file__).parent.parent
SYSTEM_PYTHON = "/usr/bin/python3"  # the one that Debian's python3-torch belongs to


def plain_environment():
    """Without variables that steer OpenBLAS or OpenMP: each library chooses by itself."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("OPENBLAS_", "OMP_", "GOMP_", "MKL_", "BLIS_"))}


LIBRARIES = pathlib.Path("/usr/lib") / (sysconfig.get_config_var("MULTIARCH") or "")
# The Eigen step with its products from another library: the program, and the folder of the BLAS it starts with.
PRODUCTS = {"openblas": ("ncv_bench_blas_worker", LIBRARIES / "openblas-serial"),
            "blis": ("ncv_bench_blas_worker", LIBRARIES / "blis-serial"),
            "libxsmm": ("ncv_bench_xsmm_worker", LIBRARIES / "openblas-serial"),
            "onednn": ("ncv_bench_onednn_worker", LIBRARIES / "openblas-serial")}


class Worker:
    def __init__(self, *command, **environment):
        self.command = [str(c) for c in command]
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=plain_environment() | environment)

    def ask(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"bench: {self.command[0]} gave no answer to: {' '.join(map(str, words))}")
        return json.loads(answer)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Workers:
    """One process for the C++ contestants; for PyTorch one for each thread count, as its pools are a process's own."""

    def __init__(self, binaries, peers):
        self.native = Worker(binaries / "ncv_bench_worker")
        self.torch = {t: Worker(SYSTEM_PYTHON, BENCH / "peers" / "torch_worker.py", t) for t in (1, 2)} if peers else {}
        self.products = {kind: Worker(binaries / program, LD_LIBRARY_PATH=str(folder), OMP_NUM_THREADS="1")
                         for kind, (program, folder) in PRODUCTS.items()} if peers else {}

    def all(self):
        return (self.native, *self.torch.values(), *self.products.values())

    def of(self, kind, threads):
        if kind in PRODUCTS:
            return self.products[kind]
        return self.torch[threads] if kind.startswith("torch-") else self.native

    def open(self, kind, threads, *words):
        """The contestant's worker and its number there."""
        worker = self.of(kind, threads)
        return worker, worker.ask("open", "eigen" if kind in PRODUCTS else kind, *words)["contestant"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for worker in self.all():
            worker.close()


def peers_are_there(binaries):
    products = all((binaries / program).exists() and (folder / "libblas.so.3").exists() for program, folder in PRODUCTS.values())
    return products and torch_is_there()


def torch_is_there():
    return subprocess.run([SYSTEM_PYTHON, "-c", "import torch"], capture_output=True).returncode == 0
