"""Where a measurement was taken: processor, caches, instruction sets, versions."""
import datetime, os, platform, subprocess, time

INSTRUCTION_SETS = ("sse4_2", "avx", "avx2", "fma", "avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512_vnni", "avx512_bf16")


class OtherWork:
    """Cores that were busy with other work, on average since construction; asked when all own processes have ended."""

    def __init__(self):
        self.start = self.now()

    def now(self):
        with open("/proc/stat") as file:
            user, nice, system, _, _, irq, softirq, steal = map(int, file.readline().split()[1:9])
        busy = (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")
        own = os.times()
        return time.monotonic(), busy - (own.user + own.system + own.children_user + own.children_system)

    def cores(self):
        (start, before), (end, after) = self.start, self.now()
        return max(0.0, (after - before) / (end - start))


def cpuinfo():
    fields = {}
    with open("/proc/cpuinfo") as file:
        for line in file:
            key, _, value = line.partition(":")
            fields.setdefault(key.strip(), value.strip())
    return fields


def cache_bytes(level):
    """As the C library reads it from the processor; None where it does not know."""
    said = subprocess.run(["getconf", f"LEVEL{level}_{'DCACHE' if level == 1 else 'CACHE'}_SIZE"], capture_output=True, text=True)
    return int(said.stdout) if said.stdout.strip().isdigit() and int(said.stdout) > 0 else None


def debian_version(package):
    said = subprocess.run(["dpkg-query", "-W", "-f=${Version}", package], capture_output=True, text=True)
    return said.stdout if said.returncode == 0 else None


def machine():
    cpu = cpuinfo()
    flags = set(cpu.get("flags", "").split())
    return {
        "processor": cpu.get("model name", platform.processor()),
        "family": f"{cpu.get('vendor_id', '?')} family {cpu.get('cpu family', '?')} model {cpu.get('model', '?')}",
        "virtual": "hypervisor" in flags,
        "cores": len(os.sched_getaffinity(0)),
        "caches": {f"L{level}": cache_bytes(level) for level in (1, 2, 3)},
        "instruction_sets": [f for f in INSTRUCTION_SETS if f in flags],
        "system": f"{platform.freedesktop_os_release().get('PRETTY_NAME', '?')}, Linux {platform.release()}",
        "date": datetime.date.today().isoformat(),
    }


def versions(workers):
    out = {"native": workers.native.ask("about")}
    if workers.torch:
        out["torch"] = workers.torch[1].ask("about")
    packages = ("g++", "libeigen3-dev", "libhwy-dev") + (("python3-torch", "libopenblas0-openmp", "libopenblas0-serial", "libblis4-serial", "libxsmm-dev", "libdnnl-dev") if workers.torch else ())
    out["packages"] = {p: debian_version(p) for p in packages}
    return out
