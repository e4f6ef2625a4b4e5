"""Inputs of the benchmarks: source distributions from `requirements/benchmarks.lock`, or a repository's HEAD."""

import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import IO

from tests.testdata import Pin, Unfetched, read_lock

ROOT = Path(__file__).resolve().parents[1]
LOCK, CACHE = ROOT / "requirements" / "benchmarks.lock", ROOT / ".testdata" / "benchmarks"
Files = dict[bytes, bytes]  # path -> content; modes and links are ignored

# pip asks the build backend of a source distribution for its name before it keeps the file. This one answers from the lock,
# so that nothing of what is fetched, and nothing that it asks for, is installed or run.
_BACKENDS = ("setuptools/build_meta.py", "flit_core/buildapi.py")
_BACKEND = """
from pathlib import Path

def prepare_metadata_for_build_wheel(directory, config_settings=None):
    info = Path(directory, "{name}-{version}.dist-info")
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
    return info.name

class __legacy__:
    prepare_metadata_for_build_wheel = staticmethod(prepare_metadata_for_build_wheel)
"""


def packaged(name: str, cache: Path) -> Files:
    """The files of a source distribution in the lock, which is fetched into `cache` if it is not there yet."""
    pins = {pin.requirement.partition("==")[0].lower(): pin for pin in read_lock(LOCK)}
    if name not in pins:
        raise Unfetched(f"{name} is not in {LOCK.name}; it holds {', '.join(pins)}. Or give a repository by its path.")
    with tarfile.open(_archive(pins[name], cache)) as archive:
        return dict(_member(archive, each) for each in archive.getmembers() if each.isfile())


def of_repository(path: Path) -> Files:
    """The files of a repository's HEAD commit, including those that its attributes exclude from archives."""
    git = ["git", "-c", f"safe.directory={path.resolve()}", "-C", str(path)]
    listed = subprocess.run([*git, "ls-tree", "-r", "-z", "HEAD"], capture_output=True, check=True).stdout
    entries = [each.split(b"\t", 1) for each in listed.split(b"\0") if each.startswith(b"100")]
    names = b"".join(told.split()[2] + b"\n" for told, _ in entries)
    with tempfile.TemporaryFile() as wanted, tempfile.TemporaryFile() as found:
        wanted.write(names)
        wanted.seek(0)
        subprocess.run([*git, "cat-file", "--batch"], stdin=wanted, stdout=found, check=True)
        found.seek(0)
        read = ((name, _blob(found)) for _, name in entries)
        return {name: content for name, content in read if content is not None}


def _blob(stream: IO[bytes]) -> bytes | None:
    """The next response of `cat-file --batch`: a line that ends with the size, the content, and a newline. None for a blob that
    a partial clone lacks.
    """
    head = stream.readline().split()
    if head[1] == b"missing":
        return None
    content = stream.read(int(head[2]))
    stream.read(1)
    return content


def _archive(pin: Pin, cache: Path) -> Path:
    """The cached file, named by its hash, so that a changed lock uses another file."""
    kept = cache / f"{pin.sha256}.tar.gz"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        _fetch(pin, kept)
    return kept


def _fetch(pin: Pin, kept: Path) -> None:
    """Downloads with pip, which checks the hash, and moves the complete file into place: a broken download leaves nothing."""
    with tempfile.TemporaryDirectory(dir=kept.parent) as scratch:
        requirements, backend = Path(scratch, "requirements.txt"), Path(scratch, "backend")
        requirements.write_text(pin.line())
        _write_backend(pin, backend)
        options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes", "--no-binary", ":all:"]
        options += ["--no-build-isolation", "--use-pep517", "--dest", scratch, "--requirement", str(requirements)]
        argv = [sys.executable, "-m", "pip", "download", *options]
        environment = {**os.environ, "PYTHONPATH": str(backend.resolve())}
        done = subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)
        archives = list(Path(scratch).glob("*.tar.gz"))
        if done.returncode or len(archives) != 1:
            raise Unfetched(f"{pin.requirement} could not be fetched as the lock names it; pip says:\n{done.stderr}")
        archives[0].rename(kept)


def _write_backend(pin: Pin, directory: Path) -> None:
    name, _, version = pin.requirement.partition("==")
    for backend in _BACKENDS:
        path = directory / backend
        path.parent.mkdir(parents=True)
        path.with_name("__init__.py").touch()
        path.write_text(_BACKEND.format(name=name, version=version))


def _member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> tuple[bytes, bytes]:
    """The path without its first part, which names the release."""
    return os.fsencode(member.name).partition(b"/")[2], _content(archive, member)


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    found = archive.extractfile(member)
    if found is None:
        raise Unfetched(f"{member.name} of {archive.name!r} is no plain file")
    return found.read()
