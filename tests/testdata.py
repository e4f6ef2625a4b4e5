"""Test data: a history of real code, the wheels of successive releases of one pure-Python package.

`python tests/testdata.py requirements/testdata.lock .testdata` makes the directory hold exactly the wheels that the lock
names, each with the hash it names. `releases(".testdata")` reads them.
"""

import hashlib
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile


class Pin(NamedTuple):
    """One line of the lock: `name==version --hash=sha256:<64 hex>`."""

    requirement: str
    sha256: str

    def line(self) -> str:
        return f"{self.requirement} --hash=sha256:{self.sha256}\n"


class Unfetched(Exception):
    """A wheel of the lock could not be had, or is not what the lock says."""


def main(lock: Path, directory: Path) -> None:
    """Fetch what is missing, drop what the lock does not name; nothing to do where all is right."""
    pins = read_lock(lock)
    directory.mkdir(parents=True, exist_ok=True)
    present = keep_only({pin.sha256 for pin in pins}, directory)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda pin: fetch(pin, directory), [pin for pin in pins if pin.sha256 not in present]))


def read_lock(lock: Path) -> list[Pin]:
    lines = [line.split(" --hash=sha256:") for line in lock.read_text().splitlines() if line and line[0] != "#"]
    return [Pin(requirement, sha256) for requirement, sha256 in lines]


def keep_only(wanted: set[str], directory: Path) -> set[str]:
    """The hashes of the wheels that stay; damaged wheels and those of an older lock are removed."""
    found = {hashlib.sha256(wheel.read_bytes()).hexdigest(): wheel for wheel in directory.glob("*.whl")}
    for sha256 in found.keys() - wanted:
        found[sha256].unlink()
    return found.keys() & wanted


def fetch(pin: Pin, directory: Path) -> None:
    """One wheel by pip, which checks the hash. It moves into place whole, so that a broken download leaves nothing."""
    with tempfile.TemporaryDirectory(dir=directory) as scratch:
        requirements = Path(scratch, "requirements.txt")
        requirements.write_text(pin.line())
        options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            *options,
            "--dest",
            scratch,
            "--requirement",
            str(requirements),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        wheels = list(Path(scratch).glob("*.whl"))
        if done.returncode or len(wheels) != 1:
            raise Unfetched(f"{pin.requirement} could not be fetched as the lock names it; pip says:\n{done.stderr}")
        wheels[0].rename(directory / wheels[0].name)


def releases(directory: Path) -> list[tuple[str, dict[str, bytes]]]:
    """(version, {path: source}) of every wheel in a directory, oldest release first; .py files only."""
    wheels = {wheel.name.split("-")[1]: wheel for wheel in directory.glob("*.whl")}
    ordered = sorted(wheels, key=lambda version: [int(part) for part in version.split(".")])
    return [(version, sources(wheels[version])) for version in ordered]


def sources(wheel: Path) -> dict[str, bytes]:
    with ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.endswith(".py")}


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except Unfetched as error:
        sys.exit(str(error))
