"""Replays a real history through the whole service: `python -m tests.proof.replay REPOSITORY [--commits N]`.

Each of the last N first-parent commits of the repository's HEAD is pushed, signed, to a running service; after each the
digest of the graph is compared with that of the same commit indexed into an empty store. Prints one line a difference, a
table at the end and one line of JSON. Exit 1 if any commit differed.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from tests.end_to_end.service import Service
from tests.end_to_end.test_releases import digest, fresh, worker
from tests.git_http import GitHTTP

FORGE_ID = "1"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("repository", type=Path)
    arguments.add_argument("--commits", type=int, default=200)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        rows = replay(options.repository, options.commits, Path(directory))
    differing = [row["commit"] for row in rows if not row["equal"]]
    report(options.repository, rows, differing)
    sys.exit(1 if differing else 0)


def replay(source: Path, most: int, directory: Path) -> list[dict[str, Any]]:
    bare = directory / "forge" / "some" / "history.git"
    _git("clone", "--quiet", "--bare", str(source), str(bare))
    commits = _git("-C", str(bare), "rev-list", "--first-parent", f"--max-count={most}", "HEAD").split()[::-1]
    _git("-C", str(bare), "symbolic-ref", "HEAD", "refs/heads/main")
    with GitHTTP(directory / "forge") as forge, Service(directory / "data", forge.host) as service:
        at = service.register("replay", "history", "some/history", FORGE_ID)
        return [_step(service, at, bare, commit, number) for number, commit in enumerate(commits)]


def _step(service: Service, at: Any, bare: Path, commit: str, number: int) -> dict[str, Any]:
    _git("-C", str(bare), "update-ref", "refs/heads/main", commit)
    start = time.perf_counter()
    service.push(at, FORGE_ID, commit)
    result = service.indexed(at, commit)
    seconds = time.perf_counter() - start
    equal = digest(service.found, at) == fresh(service.found, worker(service.found), bare, f"fresh-{number}")
    row = {
        name: result[name] for name in ("mode", "files", "files_parsed", "files_relinked", "nodes_total", "edges_total")
    }
    print(f"{number:>4} {commit[:12]} {'equal' if equal else 'DIFFERS'} {seconds:.2f} s {row}", flush=True)  # noqa: T201
    return {"commit": commit, "equal": equal, "seconds": seconds, **row}


def report(source: Path, rows: Sequence[dict[str, Any]], differing: Sequence[str]) -> None:
    pushes = [row for row in rows if row["mode"] != "full"]
    summary = {
        "repository": source.name,
        "commits": len(rows),
        "differing": list(differing),
        "files": rows[-1]["files"],
        "nodes": rows[-1]["nodes_total"],
        "edges": rows[-1]["edges_total"],
        "relinked_mean": round(sum(row["files_relinked"] for row in pushes) / len(pushes), 2),
        "relinked_max": max(row["files_relinked"] for row in pushes),
        "push_to_graph_seconds_median": round(median(row["seconds"] for row in pushes), 3),
        "push_to_graph_seconds_max": round(max(row["seconds"] for row in pushes), 3),
    }
    for name, value in summary.items():
        print(f"{name:<30} {value}")  # noqa: T201
    print(json.dumps(summary))  # noqa: T201


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
