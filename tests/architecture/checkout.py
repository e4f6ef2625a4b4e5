"""The checkout as the rules of the house see it: what git holds or would hold, never what it ignores."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
CASE = re.compile(r"tests/languages/\w+/")


def files(suffix: str = "", *, under: str = "") -> list[Path]:
    """Committed files and files about to be. Works in a checkout that belongs to another user, too."""
    git = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    names = sorted({name for name in listed if name.endswith(suffix) and name.startswith(under)} - {""})
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def product() -> list[Path]:
    return [path for package in packages() for path in files(".py", under=f"{package}/")]


def suites() -> list[Path]:
    """Python of the tests, without the inputs of language cases, which are kept as their authors would write them."""
    return [path for path in files(".py", under="tests/") if not CASE.match(show(path))]


def packages() -> list[str]:
    """The top-level packages, as the wheel takes them."""
    wheel: list[str] = pyproject()["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    return wheel


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def show(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
