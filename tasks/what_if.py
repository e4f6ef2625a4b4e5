"""What files would change in the graph before anyone pushes them: the steps of a run up to linking, over the current graph.
Nothing is stored, neither facts nor rows.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha1
from pathlib import Path
from typing import Final, NamedTuple

from graph import paths
from graph.changes import Entry
from graph.delta import Delta
from graph.errors import BadInput, Conflict, Refused, TooLarge
from mirror import Mirror, Policy, of_repository
from parsing.linking.relink import relink
from parsing.linking.snapshot import Put, Snapshot
from store.change import Change
from store.model import Standing
from store.supposing import Supposing
from tasks.compare import Plan
from tasks.decide import Contents, Ground, decide
from tasks.extract import Awaited, Said, SaidOf, asked, by_language, put, said_of
from tasks.link import Stored
from tasks.parser import ACCIDENTS, Ask, Parser
from tasks.supposing import Standpoint, Where

FILES: Final = 50
BYTES: Final = 4 << 20  # of all the files
LINKED: Final = 1_000  # owners relinked for one answer: some seconds
SECONDS: Final = 5  # of CPU per file in the parser, which other queries wait for
SIDE_BY_SIDE: Final = 2  # files parsed in parallel
REGULAR: Final = 0o100644


class Supposed(NamedTuple):
    """A hypothetical file."""

    path: str
    content: bytes | None  # None: removed
    mode: int | None = None  # git's; None: unchanged, or that of a regular file


class WhatIf:
    """Parses in a separate process, so that a crash affects only the blob that caused it."""

    def __init__(
        self, standpoint: Standpoint, supposing: Supposing, mirrors: Path, policy: Policy
    ) -> None:  # fmt: skip
        self.standpoint = standpoint
        self._supposing, self._mirrors, self._policy = supposing, mirrors, policy
        self._parser, self._turn = Parser(SECONDS, SIDE_BY_SIDE), threading.Lock()

    def change(self, at: Where, files: Sequence[Supposed]) -> Change:
        """The change from the indexed commit to that commit with these files laid over it."""
        _bounded(files)

        def ask(standing: Standing, stored: Stored) -> Change:
            mirror = of_repository(self._mirrors, standing.graph.tenant_id, standing.repository_id)
            tree = _Tree(self.standpoint, standing, files, mirror, self._policy)
            return self.told(at, standing, stored, tree, tree.plan())

        return self.standpoint.over(at, ask)

    def told(self, at: Where, standing: Standing, stored: Stored, tree: Contents, plan: Plan) -> Change:
        """The same for a whole tree that differs from the indexed commit as `plan` says. Call inside `standpoint.over`.

        While other processes parse what is new, this one reads the old content from the store.
        """
        plan = decide(Ground(self.standpoint.store, standing.graph, tree), plan)
        touched = [*(paths.show(entry.path) for entry in plan.put), *plan.gone]
        said = self._known(standing, plan)
        with self._turn, self._parser.open() as ask:
            reading = list(self._reading(ask, plan, tree, said))
            before = self._supposing.said(at.within, at.repo, touched, branch=at.branch)
            stored.expect(touched)
            said |= {(language, blob): _survived(said_of(answer), language) for language, blob, answer in reading}
        delta = _linked(stored, plan, [put(entry, said) for entry in plan.put])
        return self._supposing.change(at.within, at.repo, delta, before, branch=at.branch)

    def _known(self, standing: Standing, plan: Plan) -> dict[tuple[str, str], Said]:
        """The stored facts, by language and blob."""
        said: dict[tuple[str, str], Said] = {}
        for language, blobs in by_language(plan.put):
            version = self.standpoint.limits.facts_version
            found = self.standpoint.store.facts(standing.graph.tenant_id, blobs, language, version)
            said |= {(language, blob): Said(*row) for blob, row in found.items()}
        return said

    def _reading(self, ask: Ask, plan: Plan, tree: Contents, said: SaidOf) -> Iterator[tuple[str, str, Awaited]]:
        """Parses the other blobs, one per request so that the processes share the work; the facts are not stored."""
        limit = self.standpoint.limits.max_file_bytes
        for language, blobs in by_language(plan.put):
            new = tree.blobs([blob for blob in blobs if (language, blob) not in said], limit)
            largest_first = sorted(new, key=lambda blob: -len(blob[1] or b""))
            for each in largest_first:
                yield from ((language, blob, answer) for blob, answer in asked(ask, language, [each]))


def _survived(said: Said, language: str) -> Said:
    """Fails the query at the first accident, because a file that hangs the parser makes others wait."""
    if said.skipped in ACCIDENTS:
        raise Refused(f"One of the files in {language} crashes the parser ({said.skipped}): leave it out.")
    return said


def _linked(stored: Stored, plan: Plan, puts: Sequence[Put]) -> Delta:
    def readers(keys: set[int]) -> Iterable[str]:
        found = stored.readers(keys)
        if len(found) > LINKED:
            raise TooLarge(
                f"{len(found)} files would be relinked, but the limit is {LINKED}: push it to a branch instead."
            )
        return found

    return relink(Snapshot(stored, puts, plan.gone), plan.commit, readers, stored.load, stored.recall).delta


class _Tree:
    """The indexed commit with the supposed files laid over it, read as needed."""

    def __init__(
        self, standpoint: Standpoint, standing: Standing, files: Sequence[Supposed], mirror: Path, policy: Policy
    ) -> None:
        self._store, self._graph, self._mirror, self._policy = standpoint.store, standing.graph, mirror, policy
        self._files = {each.path: each for each in files}
        self._contents = {blob_name(each.content): each.content for each in files if each.content is not None}

    def plan(self) -> Plan:
        """What differs from the indexed commit, without files that are unchanged."""
        stands = {path: owner for path, owner in self._store.owners(self._graph, self._files).items() if owner.mode}
        entries = [
            Entry(paths.raw(each.path), each.mode or (stands[path].mode if path in stands else REGULAR), blob_name(each.content))
            for path, each in self._files.items() if each.content is not None
        ]  # fmt: skip
        same = {paths.raw(path): (owner.mode, owner.blob) for path, owner in stands.items()}
        put = tuple(each for each in entries if same.get(each.path) != (each.mode, each.blob))
        gone = sorted(path for path, each in self._files.items() if each.content is None and path in stands)
        return Plan("", "delta", put, tuple(gone))

    def tree(self, commit: str) -> list[Entry]:
        """The unchanged files only; the caller has the others."""
        del commit
        owners = self._store.owners(self._graph)
        return [
            Entry(paths.raw(path), owner.mode, owner.blob)
            for path, owner in owners.items()
            if owner.mode and path not in self._files
        ]

    def blobs(self, names: Sequence[str], limit: int) -> Iterator[tuple[str, bytes | None]]:
        """Supposed blobs, and others from the mirror: rule files, and files that a rule no longer excludes."""
        for name in names:
            if name in self._contents:
                content = self._contents[name]
                yield name, content if len(content) <= limit else None
        others = [name for name in names if name not in self._contents]
        if others and not self._mirror.is_dir():
            raise Conflict(
                "The rule files of this repository (.gitattributes, .aetherignore) are in a mirror that is not on this host: ask a "
                "host where a worker has indexed it, or index it here."
            )
        yield from Mirror(self._mirror, self._policy).blobs(others, limit) if others else ()


def blob_name(content: bytes) -> str:
    """The name git gives this blob."""
    return sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _bounded(files: Sequence[Supposed]) -> None:
    if len(files) > FILES:
        raise TooLarge(f"At most {FILES} files can be sent at once, not {len(files)}: push them to a branch instead.")
    size = sum(len(each.content or b"") for each in files)
    if size > BYTES:
        raise TooLarge(f"At most {BYTES} bytes can be sent at once, not {size}: push them to a branch instead.")
    if len({each.path for each in files}) < len(files):
        raise BadInput("A path occurs twice among the files.")
    for each in files:
        if not each.path or any(part in {"", ".", "..", ".git"} for part in each.path.split("/")):
            raise BadInput(f"{each.path!r} is not a path in a repository: paths are relative to its root.")
