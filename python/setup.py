"""Puts the engine, the programs of the command line and the libraries that these need into the package. CMake builds them; what is in
NCV_BUILD, or else in build/release of the repository, is taken as it is, and built where it is not there."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import sysconfig

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
# Of the C library and the compiler: those of the machine are taken, for they must be the ones that Python itself runs with.
SYSTEM = re.compile(r"(ld-linux.*|lib(c|m|dl|rt|pthread|resolv|util|gcc_s|stdc\+\+|anl))\.so")


def version():
    return re.search(r"project\(ncv VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text())[1]


BUILD = pathlib.Path(os.environ.get("NCV_BUILD", ROOT / "build" / "release")).resolve()


def workshop():
    """Where setuptools builds: an empty folder, outside the sources."""
    folder = BUILD / "wheel-build"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return str(folder)


def built():
    """The folder of a build that has all of it."""
    build = BUILD
    run = {"cwd": ROOT, "check": True}
    new = not (build / "build.ninja").exists() and not (build / "Makefile").exists()
    first = ["--preset", "release", "-DNCV_BUILD_TESTS=OFF", "-DNCV_BUILD_BENCH=OFF"] if new else []
    subprocess.run(["cmake", *first, "-B", str(build), f"-DPython_EXECUTABLE={sys.executable}"], **run)
    subprocess.run(["cmake", "--build", str(build), "--target", "ncv_python", "ncv_app", "ncv_recheck"], **run)
    return build


def libraries_of(files):
    """Name and place of the shared libraries that are not the system's."""
    out = {}
    for file in files:
        listed = subprocess.run(["ldd", str(file)], capture_output=True, text=True, check=True).stdout
        for name, path in re.findall(r"(\S+) => (/\S+)", listed):
            if not SYSTEM.match(name):
                out[name] = pathlib.Path(path)
    return out


def licence_of(library):
    """Debian's copyright file of the package that has the library; None elsewhere."""
    for path in (library, library.resolve(), pathlib.Path("/usr") / library.resolve().relative_to("/")):
        owner = subprocess.run(["dpkg", "-S", str(path)], capture_output=True, text=True, check=False) if shutil.which("dpkg") else None
        if owner and owner.returncode == 0:
            copyright = pathlib.Path("/usr/share/doc") / owner.stdout.split(":")[0] / "copyright"
            return copyright if copyright.exists() else None
    return None


class Complete(build_py):
    def run(self):
        super().run()
        build, package = built(), pathlib.Path(self.build_lib) / "ncverify"
        engine = build / "python" / "ncverify" / f"_engine{sysconfig.get_config_var('EXT_SUFFIX')}"
        places = {engine: package, build / "bin" / "ncv": package / "bin", build / "bin" / "ncv-recheck": package / "bin"}
        libraries = libraries_of(places)
        for folder in ("bin", "libs", "licences"):
            shutil.rmtree(package / folder, ignore_errors=True)
            (package / folder).mkdir()
        for file, folder in places.items():
            to = folder / file.name
            shutil.copy2(file, to)
            subprocess.run(["strip", str(to)], check=True)
            origin = "$ORIGIN/libs" if folder == package else "$ORIGIN/../libs"
            # RPATH, not RUNPATH: the libraries find each other by it, too.
            subprocess.run(["patchelf", "--force-rpath", "--set-rpath", origin, str(to)], check=True)
        for name, library in libraries.items():
            shutil.copy(library, package / "libs" / name)
            licence = licence_of(library)
            if licence:
                shutil.copy(licence, package / "licences" / f"{licence.parent.name}.txt")
        shutil.copy(ROOT / "LICENSE", package / "licences" / "ncv.txt")


class ForThisMachine(Distribution):
    def has_ext_modules(self):
        return True


base = workshop()
setup(version=version(), cmdclass={"build_py": Complete}, distclass=ForThisMachine,
      options={"build": {"build_base": base}, "egg_info": {"egg_base": base}, "bdist_wheel": {"bdist_dir": base + "/wheel"}})
