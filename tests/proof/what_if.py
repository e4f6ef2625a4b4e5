"""What-if against what happened: `python -m tests.proof.what_if REPOSITORY… --commits 300`.

Before each commit is pushed, its files are supposed over its parent; the answer must be the change that the push publishes:
every list of it, nodes with all their fields, edges with their sites. Commits of more files than one question takes are
pushed and counted, and not asked about. Prints the CPU seconds of this process a question, and one line of JSON.
"""

import itertools
import json
import logging
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import quantiles
from typing import Any, NamedTuple

import click
import structlog

from api.change_views import document
from graph import paths
from graph.changes import GITLINK, Entry
from mirror import listing
from store.change import Change
from tasks.what_if import FILES, Supposed
from tests.proof.history import History
from tests.proof.stored import Stored, stored

EVERY = 1 << 20  # entries of a list
ELSE = ("to_commit", "published_at", "pushes", "freshness")  # what a push has and a supposition has not


class Asked(NamedTuple):
    commit: str
    files: int
    seconds: float  # of the processor
    wrong: list[str]


def replay(store: Stored, path: Path, commits: Sequence[str]) -> Iterator[Asked]:
    store.pushed(path, commits[0])
    for parent, commit in itertools.pairwise(commits):
        files = supposed(path, parent, commit)
        supposition, start = None, time.process_time()
        if 0 < len(files) <= FILES:
            supposition = store.what_if(path, files)
        seconds = time.process_time() - start
        store.pushed(path, commit)
        if supposition is not None:
            yield Asked(commit, len(files), seconds, differing(supposition, store.change(path, parent, commit)))


def differing(supposed: Change, published: Change) -> list[str]:
    """The parts of the answer that are not the same, in whatever order they come."""
    one, other = _unordered(document(supposed, EVERY)), _unordered(document(published, EVERY))
    return [name for name in one if name not in ELSE and one[name] != other[name]]


def supposed(repository: Path, old: str, new: str) -> list[Supposed]:
    """What one commit makes of another; submodules are no files."""
    raw = _git(repository, "diff-tree", "-r", "-z", "--raw", "--no-renames", old, new, "--")
    changes = listing.changes(new, raw)
    put = [Supposed(paths.show(each.path), _content(repository, each), each.mode) for each in changes.put]
    return [*put, *(Supposed(paths.show(path), None) for path in changes.gone)]


def _content(repository: Path, entry: Entry) -> bytes:
    return b"" if entry.mode == GITLINK else _git(repository, "cat-file", "blob", entry.blob)


def _git(repository: Path, *arguments: str) -> bytes:
    argv = ["git", "-c", f"safe.directory={repository}", "-C", str(repository), *arguments]
    return subprocess.run(argv, check=True, stdout=subprocess.PIPE).stdout


def _unordered(told: dict[str, Any]) -> dict[str, Any]:
    return {name: sorted(map(_text, found)) if isinstance(found, list) else found for name, found in told.items()}


def _text(entry: Any) -> str:
    return json.dumps(entry, sort_keys=True, default=str)


@click.command(help=__doc__)
@click.argument("repositories", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--commits", default=300, show_default=True, help="The newest of each repository that change code.")
def main(repositories: Sequence[Path], commits: int) -> None:
    found: list[Asked] = []
    with stored() as store:
        for path in repositories:
            with History(path) as history:
                chosen = history.commits[-commits - 1 :]
            for each in replay(store, path, chosen):
                found.append(each)
                told = f"DIFFERS: {', '.join(each.wrong)}" if each.wrong else "equal"
                click.echo(f"{path.name} {each.commit[:12]} {each.files} files {each.seconds * 1000:.0f} ms {told}")
    seconds = sorted(each.seconds for each in found)
    wrong = [each.commit for each in found if each.wrong]
    summary = {"asked": len(found), "differing": wrong, "cpu_ms_median": round(1000 * seconds[len(seconds) // 2], 1)}
    click.echo(json.dumps({**summary, "cpu_ms_p95": round(1000 * quantiles(seconds, n=20)[-1], 1)}))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    main()
