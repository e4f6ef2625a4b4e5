"""`python -m benchmarks.peers [--input NAME | --repository PATH]`: what other tools take for the same input.

Each is installed from its registry at the version named here, into an environment of its own that is deleted afterwards, with
a home directory of its own. A peer that does not install, does not run, or does not end is told, with the reason. What they
find is not compared here; see the accuracy of each before reading much into its speed.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import click

from benchmarks import edits, report
from benchmarks.history import as_work_tree
from benchmarks.inputs import CACHE, Files, of_repository, packaged
from benchmarks.meter import Meter, Usage
from benchmarks.report import Line

INSTALL_SECONDS, RUN_SECONDS = 900, 600


class Peer(NamedTuple):
    name: str
    manager: str  # npm | pip
    requirements: tuple[str, ...]
    first: tuple[str, ...]  # a program of the environment and its arguments, run in the root of the work tree
    update: tuple[str, ...] = ()  # run after an edit; empty if the tool can only start over


PEERS = (
    Peer("@optave/codegraph 3.11.2", "npm", ("@optave/codegraph@3.11.2",), ("codegraph", "build"), ("codegraph", "build")),
    Peer(
        "@colbymchenry/codegraph 1.6.1", "npm", ("@colbymchenry/codegraph@1.6.1",),
        ("codegraph", "init", "--yes"), ("codegraph", "sync"),
    ),
    Peer("axoniq 1.0.1", "pip", ("axoniq==1.0.1", "mcp<2"), ("axon", "analyze", "--no-embeddings")),
    Peer(
        "code-graph-rag 0.3.13", "pip", ("code-graph-rag==0.3.13",),
        ("cgr", "index", "--repo-path", ".", "--output-proto-dir", "out"),
    ),
)  # fmt: skip


class Skipped(Exception):
    """A peer could not be measured; the message says why."""


@click.command(help=__doc__)
@click.option("--input", "name", default="django", show_default=True, help="A source distribution of the lock.")
@click.option(
    "--repository", type=click.Path(exists=True, path_type=Path), help="The commit at HEAD of this repository instead."
)
@click.option("--only", multiple=True, help="Peers whose name contains this.")
@click.option(
    "--keep/--no-keep", default=True, show_default=True, help="Write the result into README.md and results.jsonl."
)
def main(name: str, repository: Path | None, only: tuple[str, ...], keep: bool) -> None:
    about = report.circumstances(input=repository.name if repository else name, scale=1, peers=True)
    files = of_repository(repository) if repository else packaged(name, CACHE)
    wanted = [peer for peer in PEERS if not only or any(part in peer.name for part in only)]
    lines = [line for peer in wanted for line in measured(peer, files)]
    about["load"] += report.load()
    click.echo(f"\n{report.heading(about)}\n\n{report.table(lines)}\n\n{report.as_json(about, lines)}")
    if keep:
        report.keep("peers", about, lines)


def measured(peer: Peer, files: Files) -> Iterator[Line]:
    """The cost of its first index, and of an update after a function was added to one file."""
    with tempfile.TemporaryDirectory(prefix="aether-peer-", ignore_cleanup_errors=True) as directory:
        root, tree = Path(directory), Path(directory, "tree")
        try:
            click.echo(f"{peer.name}: installing", err=True)
            programs = _install(peer, root)
            as_work_tree(tree, files)
            yield _line(f"{peer.name}: first index", _run(programs, peer.first, tree, root))
            if peer.update:
                path = edits.spread(edits.code(files), 1)[0]
                changed = edits.with_a_function(files, path, 1)[path]
                (tree / os.fsdecode(path)).write_bytes(changed or b"")
                yield _line(f"{peer.name}: a function in one file", _run(programs, peer.update, tree, root))
        except Skipped as skipped:
            click.echo(f"{peer.name}: {skipped}", err=True)
            yield Line(f"{peer.name}: skipped", more={str(skipped): ""})


def _install(peer: Peer, root: Path) -> Path:
    """Installs a peer and returns the directory of its programs."""
    if peer.manager == "npm":
        (root / "package.json").write_text(json.dumps({"private": True}))
        _do(("npm", "install", "--no-audit", "--no-fund", *peer.requirements), root)
        return root / "node_modules" / ".bin"
    _do((sys.executable, "-m", "venv", "venv"), root)
    programs = root / "venv" / "bin"
    _do((str(programs / "python"), "-m", "pip", "install", "--quiet", *peer.requirements), root)
    return programs


def _do(argv: Sequence[str], root: Path) -> None:
    try:
        done = subprocess.run(argv, cwd=root, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
    except FileNotFoundError:
        raise Skipped(f"{argv[0]} is not here") from None
    except subprocess.TimeoutExpired:
        raise Skipped(f"not installed after {INSTALL_SECONDS} s") from None
    if done.returncode:
        raise Skipped(f"does not install: {_last_words(done.stderr)}")


def _run(programs: Path, arguments: Sequence[str], tree: Path, root: Path) -> Usage:
    """Runs a command. Its usage is the kernel's figure at its end; processes left running are killed and not counted."""
    argv = (str(programs / arguments[0]), *arguments[1:])
    said = root / "said"
    with said.open("wb") as output, Meter() as meter:
        process = subprocess.Popen(
            argv,
            cwd=tree,
            env=_environment(root),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        ended, used = _wait(process)
    _end_what_it_left(root)
    if not ended:
        raise Skipped(
            f"`{' '.join(arguments)}` stopped after {RUN_SECONDS} s, {used.ru_utime + used.ru_stime:.0f} CPU s"
        )
    if process.returncode:
        raise Skipped(f"`{' '.join(arguments)}` failed: {_last_words(said.read_text(errors='replace'))}")
    return Usage(used.ru_utime + used.ru_stime, meter.usage.wall, used.ru_maxrss / 1000, 0)


def _wait(process: "subprocess.Popen[bytes]") -> tuple[bool, resource.struct_rusage]:
    """Whether it ended by itself in time, and the usage of it and the children that it waited for."""
    timer = threading.Timer(RUN_SECONDS, os.killpg, (process.pid, signal.SIGKILL))
    timer.start()
    _, status, used = os.wait4(process.pid, 0)
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode != -signal.SIGKILL, used


def _end_what_it_left(root: Path) -> None:
    """Kills daemons that a peer left behind, recognised by their HOME, which is the peer's temporary one."""
    for process in Path("/proc").iterdir():
        with suppress(OSError):  # it has ended, or belongs to another user
            if process.name.isdecimal() and f"HOME={root}".encode() in (process / "environ").read_bytes().split(b"\0"):
                os.kill(int(process.name), signal.SIGKILL)


def _environment(root: Path) -> Mapping[str, str]:
    return {**os.environ, "HOME": str(root), "DO_NOT_TRACK": "1", "CI": "1"}


def _line(name: str, usage: Usage) -> Line:
    return Line(name, usage.cpu, usage.wall, usage.rss)


def _last_words(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it says nothing"


if __name__ == "__main__":
    main()
