"""`make audit`: a bill of materials of what is installed, and whether anything in the locks is known to be vulnerable.

    python deploy/audit.py TOOLS OUTPUT     TOOLS: the directory of pip-audit and cyclonedx-py; OUTPUT: where the bill goes

It ends with 0 where every package was looked up and nothing is known, with 1 where something is, and with 2 where not every
package could be looked up: without a network, or with an index that tells nothing of vulnerabilities.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

LOCKS: Final = Path(__file__).parents[1] / "requirements"
INSTALLED: Final = LOCKS / "runtime.lock"
JUDGED: Final = (INSTALLED, LOCKS / "dev.lock", LOCKS / "audit.lock")
VULNERABLE, UNKNOWN = 1, 2


def main(tools: Path, output: Path) -> int:
    bill_of_materials(tools, output)
    return max(judged(tools, lock) for lock in JUDGED)


def bill_of_materials(tools: Path, output: Path) -> None:
    """CycloneDX, from the lock alone: neither a network nor an installation is asked."""
    output.parent.mkdir(parents=True, exist_ok=True)
    project = LOCKS.parent / "pyproject.toml"
    options = ("--pyproject", str(project), "--output-reproducible", "--of", "JSON", "-o", str(output))
    subprocess.run((tools / "cyclonedx-py", "requirements", *options, str(INSTALLED)), check=True)
    listed = {each["name"] for each in json.loads(output.read_text("utf-8"))["components"]}
    if missing := pinned(INSTALLED).keys() - listed:
        sys.exit(f"{output} lacks {', '.join(sorted(missing))}, which {INSTALLED.name} installs.")
    sys.stdout.write(f"{output}: {len(listed)} packages\n")


def pinned(lock: Path) -> dict[str, str]:
    """Name -> version."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", lock.read_text("utf-8"), re.MULTILINE))


def judged(tools: Path, lock: Path) -> int:
    """By what the index knows of each version. The lock is complete, so nothing is resolved or installed; and it is handed on
    without its conditions, or what another platform installs would be left out.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as pins:
        pins.write("".join(f"{name}=={version}\n" for name, version in pinned(lock).items()))
        pins.flush()
        options = ("--disable-pip", "--no-deps", "--progress-spinner", "off", "--format", "json", "-r", pins.name)
        done = subprocess.run((tools / "pip-audit", *options), capture_output=True, text=True, check=False)
    try:
        found = json.loads(done.stdout)["dependencies"]
    except ValueError:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        sys.stderr.write(
            f"{lock.name}: nothing was looked up. This needs a network on which a package index with its knowledge of "
            f"vulnerabilities can be reached. pip-audit: {last}\n"
        )
        return UNKNOWN
    return told(lock, found)


def told(lock: Path, found: list[dict[str, Any]]) -> int:
    vulnerable = [each for each in found if each.get("vulns")]
    for each in vulnerable:
        names = ", ".join(
            f"{one['id']} (mended in {' or '.join(one['fix_versions']) or 'none'})" for one in each["vulns"]
        )
        sys.stdout.write(f"{lock.name}: {each['name']} {each['version']}: {names}\n")
    if unknown := pinned(lock).keys() - {each["name"] for each in found if "vulns" in each}:
        sys.stderr.write(
            f"{lock.name}: {len(unknown)} of {len(pinned(lock))} packages are unknown to the index, so nothing is known of them: "
            f"{', '.join(sorted(unknown)[:5])}{', ...' if len(unknown) > 5 else ''}\n"  # noqa: PLR2004
        )
    sys.stdout.write(
        f"{lock.name}: {len(pinned(lock)) - len(unknown)} looked up, {len(vulnerable)} known to be vulnerable\n"
    )
    return UNKNOWN if unknown else VULNERABLE if vulnerable else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
