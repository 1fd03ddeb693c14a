"""The bench of one case: a folder, the programs, a source of chance, and a list of complaints."""
import shlex
from collections import Counter
from pathlib import Path

from programs import changes, contents, faults_of, start


class Lab:
    def __init__(self, tools, kind, random, folder):
        self.tools, self.kind, self.random, self.folder = tools, kind, random, Path(folder)
        self.history, self.complaints, self.codes, self.seconds = [], [], Counter(), 0.0
        self.folder.mkdir(parents=True)

    def complain(self, what):
        self.complaints.append((what, list(self.history)))

    def write(self, name, data):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return name

    def read(self, name):
        return (self.folder / name).read_bytes()

    def run(self, program, *words, writes=(), refused_writes=False, patience=None, stdout=None,
            under=()):
        """Runs ncv or ncv-recheck in the folder, perhaps `under` another program, and looks at what
        every run must keep to; files named by `writes` are its own."""
        before = contents(self.folder)
        words = [str(w) for w in words]
        self.history.append(shlex.join([*under, program, *words]) + (f" > {stdout}" if stdout else ""))
        run = start([*under, self.tools[program], *words], self.folder, patience, stdout)
        self.seconds += run.seconds
        self.codes["signal" if run.code < 0 else run.code] += 1
        for fault in faults_of(run):
            self.complain(f"{fault}: {run.err.strip()[-300:]}")
        for change in changes(before, contents(self.folder), run, writes, refused_writes):
            self.complain(change)
        return run

    def ncv(self, *words, **more):
        return self.run("ncv", *words, **more)

    def recheck(self, *words, **more):
        return self.run("ncv-recheck", *words, **more)
