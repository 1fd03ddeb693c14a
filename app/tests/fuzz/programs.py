"""One run of a program as a user starts it, and what every run of every program must keep to."""
import hashlib
import re
import signal
import subprocess
import time
from dataclasses import dataclass
from fnmatch import fnmatch

HANG = 120  # seconds; the slowest run of a small input takes two
OWN_OF_SQLITE = ("-wal", "-shm", ".lock")  # beside a store, as long as anyone may read it
PROGRESS = re.compile(r"^[a-z]+: \d+ %$")
BROKEN = ("internal error", "Sanitizer", "runtime error:", "terminate called", "Assertion")


@dataclass
class Run:
    words: list  # the command line
    code: int  # -N: ended by signal N
    out: str
    err: str
    seconds: float
    hung: bool = False
    stopped: bool = False  # asked to end by SIGTERM, out of patience

    def said(self):
        """The lines on standard error but those of progress."""
        return [line for line in self.err.splitlines() if not PROGRESS.match(line)]


def start(words, folder, patience=None, stdout=None):
    """Runs to the end; after `patience` seconds it is asked to end, after HANG killed."""
    began = time.monotonic()
    with open(stdout or "/dev/null", "wb") as place:
        process = subprocess.Popen(words, cwd=folder, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   stdout=place if stdout else subprocess.PIPE)
    hung = stopped = False
    try:
        out, err = process.communicate(timeout=patience or HANG)
    except subprocess.TimeoutExpired:
        stopped = patience is not None
        process.send_signal(signal.SIGTERM if stopped else signal.SIGKILL)
        try:
            out, err = process.communicate(timeout=HANG)
            hung = not stopped
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            hung = True
    return Run(words, process.returncode, (out or b"").decode(errors="replace"), err.decode(errors="replace"),
               time.monotonic() - began, hung, stopped)


def is_named(name, patterns):
    return any(fnmatch(name, p) or fnmatch(name, p + "/*") for p in patterns)


def contents(folder, leave_out=(), varies=None):
    """The digest of every file in a folder by its name, without what `varies` from run to run, a pattern of bytes."""
    files = (p for p in folder.rglob("*") if p.is_file())
    named = ((p.relative_to(folder).as_posix(), p) for p in files)
    steady = (lambda data: varies.sub(b"", data)) if varies else bytes
    return {name: hashlib.sha256(steady(p.read_bytes())).hexdigest()
            for name, p in named if not is_named(name, leave_out)}


def faults_of(run):
    """What no run may do, whatever it was given."""
    if run.hung:
        yield f"hangs: still there after {HANG} s"
    elif run.code < 0:
        yield f"ends by signal {-run.code}"
    elif run.code > 3:
        yield f"ends with {run.code}"
    elif run.code in (2, 3) and not run.said():
        yield f"ends with {run.code} and says nothing"
    if len(run.said()) > 3:
        yield f"says {len(run.said())} lines on standard error"
    for word in BROKEN:
        if word in run.err:
            yield f"says \"{word}\""


def changes(before, after, run, writes, refused_writes=False):
    """What a run did to files that are not its own: all but `writes`, and these too where it
    refused its input."""
    for name in sorted(before.keys() | after.keys()):
        same = before.get(name) == after.get(name)
        own = is_named(name, writes) and (run.code != 2 or refused_writes) or name.endswith(OWN_OF_SQLITE)
        if not same and not own:
            how = "is new" if name not in before else "is gone" if name not in after else "has changed"
            yield f"{name} {how} after exit code {run.code}"
