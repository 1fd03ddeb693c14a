"""Stores of sweeps, edited by SQL and by bytes: refused, or what they say is what was run."""
import shutil
import sqlite3

from configurations import PLAN
from damage import damaged
from programs import contents, start

RESULTS = ["run", "history", "layer", "layer_history", "measure", "claim", "angle", "snapshot"]
VALUES = [None, 0, 1, -1, 0.5, 1e300, float("inf"), "x", "", "holds", "finished", b"\x00\xff", 2**62, "a" * 3000]


def prepare(tools, folder):
    """s.sqlite, the store of a small plan; half.sqlite, one of its shards; what is said of it."""
    folder.mkdir()
    (folder / "p.toml").write_text(PLAN)
    start([tools["ncv"], "sweep", "p.toml", "--store", "s.sqlite"], folder)
    start([tools["ncv"], "sweep", "p.toml", "--store", "half.sqlite", "--shard", "1/2"], folder)
    start([tools["ncv"], "report", "s.sqlite", "-o", "site"], folder)


def rows_of(file):
    """All that a store holds of each run, by the run's name, but the time it took."""
    with sqlite3.connect(file) as db:
        db.text_factory = bytes
        out = {digest: set() for (digest,) in db.execute("SELECT digest FROM run")}
        for table in RESULTS:
            columns = [c[1].decode() for c in db.execute(f"PRAGMA table_info({table})")]
            columns = [c for c in columns if c not in ("seconds", "key", "version", "run", "digest") and "sum" not in c]
            run = "key" if table == "run" else "run"
            names = ", ".join(f"t.{c}" for c in columns)
            for digest, *row in db.execute(f"SELECT r.digest, {names} FROM {table} t JOIN run r ON r.key = t.{run}"):
                if digest in out:  # else a damaged index does not find it
                    out[digest].add((table, repr(row)))
    db.close()
    return out


def edit(random, file):
    """One thing changed by SQL. Whether the store is then one of an older version, or has runs of one: these
    have no checksums, so nothing shows what was edited."""
    older = False
    db = sqlite3.connect(file, isolation_level=None)
    try:
        tables = [t for (t,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        table = random.choice([t for t in tables if t in RESULTS] * 3 + tables)
        how = random.randrange(12)
        older = table == "checksum" or how == 10
        columns = [c[1] for c in db.execute(f"PRAGMA table_info({table})")]
        rows = db.execute(f"SELECT * FROM {table}").fetchall()
        if how < 7 and rows:
            row, at = random.choice(rows), random.randrange(len(columns))
            where = " AND ".join(f"{c} IS ?" for c in columns)
            value = random.choice(VALUES + [v * (1 + 1e-6) for v in [row[at]] if isinstance(v, float)])
            db.execute(f"UPDATE {table} SET {columns[at]} = ? WHERE {where}", [value, *row])
        elif how == 7 and rows:
            where = " AND ".join(f"{c} IS ?" for c in columns)
            db.execute(f"DELETE FROM {table} WHERE {where}", random.choice(rows))
        elif how == 8:
            db.execute(f"DELETE FROM {table}")
        elif how == 9:
            db.execute(f"DROP TABLE {table}")
        elif how == 10:
            pragma, value = random.choice(["user_version", "application_id"]), random.choice([0, 1, 2, 3, 99, -1])
            db.execute(f"PRAGMA {pragma} = {value}")
        else:
            db.execute(f"ALTER TABLE {table} RENAME COLUMN {random.choice(columns)} TO other")
    except sqlite3.Error:
        pass  # the schema forbids it
    finally:
        db.close()
    return older


def was_changed(file, honest, unreadable=True):
    """Whether a run that is there has other results; one that is gone, or of no plan, is none."""
    try:
        with sqlite3.connect(file) as db:
            if not db.execute("SELECT count(*) FROM run").fetchone()[0]:
                return False  # whatever else is missing
            of_plans = {digest for (digest,) in db.execute("SELECT digest FROM plan_run")}
        mine, right = rows_of(file), rows_of(honest)
        return any(mine[run] != right[run] for run in mine.keys() & right.keys() if run.decode() in of_plans)
    except (sqlite3.Error, UnicodeDecodeError):  # a message may quote bytes of the file
        return unreadable


def look_at(lab, changed):
    """Status and report of the store; both say what they say of an unchanged one, or refuse."""
    status = lab.ncv("sweep", "--status", "--store", "s.sqlite")
    report = lab.ncv("report", "s.sqlite", "-o", "site", writes=["site"])
    if status.code not in (0, 2) or report.code not in (0, 2):
        said = f"{status.err.strip()[-200:]} {report.err.strip()[-200:]}"
        lab.complain(f"status ends with {status.code}, report with {report.code}: {said}")
    if changed and report.code == 0:
        mine, honest = (contents(f / "site", ["assets"]) for f in (lab.folder, lab.seeds))
        other = [n for n in honest if mine.get(n) != honest[n]] + [n for n in mine if n not in honest]
        if other:
            lab.complain(f"false accepted: edited results go into the report: {other[:3]}")


def join(lab, changed):
    """The store merged with a shard of its own plan."""
    shutil.copy(lab.seeds / "half.sqlite", lab.folder / "half.sqlite")
    run = lab.ncv("merge", "s.sqlite", "half.sqlite", "--store", "t.sqlite", writes=["t.sqlite"])
    if run.code not in (0, 2):
        lab.complain(f"merge ends with {run.code}: {run.err.strip()[-300:]}")
    if run.code == 0 and changed and was_changed(lab.folder / "t.sqlite", lab.seeds / "s.sqlite"):
        lab.complain("false accepted: edited results go into the merged store")


def go_on(lab, changed):
    """The same sweep once more: what is there is not run again, what is not is."""
    shutil.copy(lab.seeds / "p.toml", lab.folder / "p.toml")
    run = lab.ncv("sweep", "p.toml", "--store", "s.sqlite", "--jobs", 1, writes=["s.sqlite"], refused_writes=True,
                  patience=20)
    if run.code not in (0, 2):
        lab.complain(f"sweep ends with {run.code}: {run.err.strip()[-300:]}")
    if run.code == 0 and changed and was_changed(lab.folder / "s.sqlite", lab.seeds / "s.sqlite"):
        report = lab.ncv("report", "s.sqlite", "-o", "site", writes=["site"])
        if report.code == 0:
            lab.complain("false accepted: edited results stay after a sweep, and a report takes them")


def stores(lab):
    file = lab.folder / "s.sqlite"
    shutil.copy(lab.seeds / "s.sqlite", file)
    how = lab.random.randrange(10)
    older = []
    if how < 6:
        older = [edit(lab.random, file) for _ in range(lab.random.choice([1, 1, 2]))]
    elif how < 9:
        file.write_bytes(damaged(lab.random, file.read_bytes()))
    else:
        file.write_bytes(lab.random.choice([b"", b"SQLite format 3\0", b"\0" * 4096, b"{}"]))
    # Of damaged bytes a program may never meet those that make it unreadable.
    changed = not any(older) and was_changed(file, lab.seeds / "s.sqlite", unreadable=how < 6)
    lab.random.choice([lambda: look_at(lab, changed), lambda: join(lab, changed), lambda: go_on(lab, changed)])()
