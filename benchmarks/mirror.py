"""What fetches cost beside plain git: `python -m benchmarks.mirror PATH [--commits 40] [--rounds 5]`, by hand.

PATH is a git repository with its history (a directory). It is served over loopback HTTP, once at an older commit and once at
its newest; nothing is written to it. Times are the best of the rounds, in milliseconds; bytes are what the server sent.
"""

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from io import BufferedIOBase, BufferedReader
from pathlib import Path
from typing import NamedTuple, cast

from aether.loopback_git import Handler, LoopbackGit
from mirror import Mirror, Policy, Remote, Target

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
REF = "refs/heads/main"


class Counted(Handler):
    """Counts requests and the bytes sent."""

    server: "Counting"

    def pass_on(self, answer: BufferedReader) -> None:
        self.server.requests += 1
        before, self.wfile = self.wfile, cast("BufferedIOBase", Counter(self.server, self.wfile))
        super().pass_on(answer)
        self.wfile = before


class Counting(LoopbackGit):
    requests, sent = 0, 0


class Counter:
    """Wraps the socket's file."""

    def __init__(self, server: Counting, file: BufferedIOBase) -> None:
        self._server, self._file = server, file

    def write(self, data: bytes) -> int:
        self._server.sent += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()


class Row(NamedTuple):
    what: str
    milliseconds: float
    bytes_sent: int
    requests: int


def git(directory: Path, *arguments: str, stdin: bytes = b"") -> str:
    argv = ["git", "-c", "safe.directory=*", "-C", str(directory), *arguments]
    done = subprocess.run(argv, env=ENVIRONMENT, input=stdin, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(argv)}: {done.stderr.decode(errors='replace')}")
    return done.stdout.decode().strip()


def measured(server: Counting, what: str, rounds: int, prepare: Callable[[], None], act: Callable[[], object]) -> Row:
    best = float("inf")
    for _ in range(rounds):
        prepare()
        server.requests = server.sent = 0
        start = time.perf_counter()
        act()
        best = min(best, time.perf_counter() - start)
    return Row(what, round(1000 * best, 1), server.sent, server.requests)


class Bench:
    def __init__(self, scratch: Path, source: Path, commits: int) -> None:
        self.scratch, self.served = scratch, scratch / "served.git"
        git(scratch, "clone", "--quiet", "--bare", "--shared", str(source), str(self.served))
        self.new = git(self.served, "rev-parse", "HEAD")
        self.old = git(self.served, "rev-parse", f"HEAD~{commits}")
        self.parent = git(self.served, "rev-parse", "HEAD~1")
        for ref in git(self.served, "for-each-ref", "--format=%(refname)").split():
            git(self.served, "update-ref", "-d", ref)
        git(self.served, "symbolic-ref", "HEAD", REF)
        self.server = Counting({"bench": self.served}, handler=Counted)
        self.url = f"{self.server.url}/bench"
        self.remote = Remote(self.url, self.server.url)

    def at(self, commit: str) -> None:
        git(self.served, "update-ref", REF, commit)

    def mirror(self, name: str) -> Mirror:
        allowed = frozenset([f"127.0.0.1:{self.server.server_port}"])
        return Mirror(self.scratch / name, Policy(private_hosts=allowed))

    def clear(self, name: str) -> None:
        for path in (self.scratch / name, self.scratch / f"{name}.lock"):
            shutil.rmtree(path, ignore_errors=True)
            path.unlink(missing_ok=True)

    def copy(self, kept: str) -> None:
        self.clear("work")
        shutil.copytree(self.scratch / kept, self.scratch / "work")

    def clone(self, *options: str) -> None:
        git(self.scratch, "clone", "--quiet", "--bare", *options, self.url, str(self.scratch / "work"))

    def blobless(self) -> None:
        """The alternative for a first index: first the names, then one language's blobs in one batch."""
        work = self.scratch / "work"
        git(self.scratch, "init", "--quiet", "--bare", str(work))
        git(work, "remote", "add", "origin", self.url)
        quiet = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head")
        git(work, *quiet, "--depth=1", "--filter=blob:none", "origin", f"{REF}:refs/aether/kept")
        listed = [line.split() for line in git(work, "ls-tree", "-r", "refs/aether/kept").splitlines()]
        wanted = {entry[2] for entry in listed if entry[1] == "blob" and entry[-1].endswith(".py")}
        negotiation = ("-c", "fetch.negotiationAlgorithm=noop")
        git(work, *negotiation, *quiet, "--filter=blob:none", "--stdin", "origin", stdin="\n".join(wanted).encode())

    def first(self, rounds: int) -> list[Row]:
        self.at(self.old)
        fresh, whole = (lambda: self.clear("work")), min(rounds, 2)
        size = f"--filter=blob:limit={(1 << 20) + 1}"
        return [
            measured(self.server, "first: git clone --bare", whole, fresh, self.clone),
            measured(self.server, "first: git clone --bare --depth 1", rounds, fresh, lambda: self.clone("--depth=1")),
            measured(
                self.server, "first: ours", rounds, fresh, lambda: self.mirror("work").fetch(self.remote, Target(REF))
            ),
            measured(self.server, "first: depth 1, blob limit", rounds, fresh, lambda: self.clone("--depth=1", size)),
            measured(self.server, "first: blobless, one batch of .py", rounds, fresh, self.blobless),
        ]

    def delta(self, rounds: int, commits: int) -> list[Row]:
        self.at(self.old)
        for name in ("shallow", "kept", "near"):
            self.clear(name)
        git(self.scratch, "clone", "--quiet", "--bare", "--depth=1", self.url, str(self.scratch / "shallow"))
        self.mirror("kept").fetch(self.remote, Target(REF))
        self.at(self.parent)
        self.mirror("near").fetch(self.remote, Target(REF))
        self.at(self.new)
        work = self.scratch / "work"
        plain = ("fetch", "--quiet", "--depth=1", "--no-tags", "origin", f"+{REF}:{REF}")
        many, one = f"{commits} commits:", "1 commit:"
        hint = Target(REF, self.new, onto=self.parent)
        return [
            measured(self.server, f"{many} git fetch --depth 1", rounds, lambda: self.copy("shallow"), lambda: git(work, *plain)),
            measured(self.server, f"{many} ours by branch", rounds, lambda: self.copy("kept"), lambda: self.ours(Target(REF))),
            measured(self.server, f"{many} ours by name", rounds, lambda: self.copy("kept"), lambda: self.ours(hint._replace(onto=self.old, moved=True))),
            measured(self.server, f"{many} ours by name, then asked", rounds, lambda: self.copy("kept"), lambda: self.ours(hint._replace(onto=self.old))),
            measured(self.server, f"{one} ours by branch", rounds, lambda: self.copy("near"), lambda: self.ours(Target(REF))),
            measured(self.server, f"{one} ours by name", rounds, lambda: self.copy("near"), lambda: self.ours(hint)),
        ]  # fmt: skip

    def ours(self, target: Target) -> str:
        return self.mirror("work").fetch(self.remote, target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--commits", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(Path(scratch), asked.path.resolve(), asked.commits)
        with bench.server:
            rows = bench.first(asked.rounds) + bench.delta(asked.rounds, asked.commits)
    for row in rows:
        print(f"{row.what:<40} {row.milliseconds:>10,.1f} ms {row.bytes_sent:>14,} bytes {row.requests:>3} requests")
    print(json.dumps({"benchmark": "mirror", "load": os.getloadavg()[0], "rows": [row._asdict() for row in rows]}))


if __name__ == "__main__":
    main()
