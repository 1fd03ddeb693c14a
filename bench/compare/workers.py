"""Contestants live in worker processes, asked one at a time over a pipe (bench/worker.cpp has the commands)."""
import json, os, pathlib, subprocess

BENCH = pathlib.Path(__file__).parent.parent
SYSTEM_PYTHON = "/usr/bin/python3"  # the one that Debian's python3-torch belongs to


def plain_environment():
    """Without variables that steer OpenBLAS or OpenMP: each library chooses by itself."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("OPENBLAS_", "OMP_", "GOMP_", "MKL_", "BLIS_"))}


class Worker:
    def __init__(self, *command):
        self.command = [str(c) for c in command]
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=plain_environment())

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

    def of(self, kind, threads):
        return self.torch[threads] if kind.startswith("torch-") else self.native

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for worker in (self.native, *self.torch.values()):
            worker.close()


def torch_is_there():
    return subprocess.run([SYSTEM_PYTHON, "-c", "import torch"], capture_output=True).returncode == 0
