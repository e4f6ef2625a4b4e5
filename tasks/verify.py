"""Rebuilds a graph from scratch and compares it with the stored one, using neither facts nor traces of earlier runs."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import parsing
from graph import identity, paths
from graph.changes import Entry
from graph.delta import Delta
from graph.errors import Busy, Conflict, NotARepository
from graph.model import Edge, Node
from mirror import Mirror, Policy, Target, of_repository
from parsing import skipping
from parsing.linking.relink import relink
from parsing.linking.snapshot import Nothing, Snapshot
from parsing.skipping import Rules
from store.audits import Audits, Subject
from store.graph_store import PostgresGraphStore
from store.model import Graph, Header
from store.rows import storable
from tasks.extract import Said, language_of, put
from tasks.github_app import usable
from tasks.remotes import Roots, remotes
from tasks.work import Limits


class Verifier(NamedTuple):
    audits: Audits
    store: PostgresGraphStore
    mirrors: Path
    policy: Policy
    limits: Limits
    roots: Roots


class Verified(NamedTuple):
    """The outcome of a comparison, with rows in export form."""

    subject: Subject
    nodes: int  # of the fresh graph
    edges: int
    missing: tuple[Node | Edge, ...]  # what only the fresh graph has
    surplus: tuple[Node | Edge, ...]  # what only the stored one has

    @property
    def differences(self) -> int:
        return len(self.missing) + len(self.surplus)


def verify(verifier: Verifier, graph: Graph) -> Verified:
    """Conflict if the graph need not equal a fresh one; Busy if a push overtook the comparison."""
    subject = verifier.audits.subject(graph)
    _comparable(subject, verifier.limits)
    expected = {
        _key(row): row for row in canonical(fresh(_fetched(verifier, subject), subject.commit, verifier.limits))
    }
    nodes = sum(isinstance(row, Node) for row in expected.values())
    edges = len(expected) - nodes
    stored = verifier.store.export(graph)
    _same_commit(next(stored), subject)
    surplus = tuple(_unexpected(stored, expected))
    return Verified(subject, nodes, edges, tuple(expected.values()), surplus)


def fresh(mirror: Mirror, commit: str, limits: Limits) -> Delta:
    """Everything a first index of the commit would publish."""
    tree = mirror.tree(commit)
    entries = _decided(mirror, tree)
    said = dict(_said(mirror, entries, limits))
    snapshot = Snapshot(Nothing(), [put(entry, said) for entry in entries])
    return relink(snapshot, commit, lambda _: (), lambda _: (), lambda _: (), whole=True).delta


def read(language: str, source: bytes | None) -> Said:
    """Extracts a blob in this process; nothing is stored."""
    rule = skipping.of_content(source)
    return Said(skipped=rule) if source is None or rule else Said(*parsing.extract(language, source))


def canonical(delta: Delta) -> Iterator[Node | Edge]:
    """The rows of a whole graph in export form, in no particular order."""
    nodes = {node.id: node for node in delta.nodes}
    for node in nodes.values():
        yield storable(node)
    for edge in delta.edges:
        origin = nodes[edge.scope].start_line if edge.scope in nodes else 0
        yield edge._replace(sites=tuple((line + origin, column) for line, column in edge.sites))


def lines(found: Verified, most: int | None = None) -> list[str]:
    """The differences, for people: `+` is missing from the stored graph, `-` should not be in it."""
    signed = [*(("+", row) for row in found.missing), *(("-", row) for row in found.surplus)]
    return [f"{sign} {_told(row)}" for sign, row in signed[:most]]


def _comparable(subject: Subject, limits: Limits) -> None:
    name = f"{subject.repo} ({subject.branch})"
    if subject.version != limits.graph_version:
        raise Conflict(f"{name} was indexed by another version or with other limits; its next run will re-index it.")
    if not subject.complete:
        raise Conflict(f"{name} is incomplete: a file crashed the parser. The next run will try it again.")


def _same_commit(header: Header | Node | Edge, subject: Subject) -> None:
    if not isinstance(header, Header) or header.commit != subject.commit:
        raise Busy(f"{subject.repo} ({subject.branch}) was re-indexed during the verification; try again.")


def _fetched(verifier: Verifier, subject: Subject) -> Mirror:
    """The repository's own mirror with the commit, fetched only if it is not there yet."""
    subject = subject._replace(credential=usable(subject, verifier.policy))
    mirror = Mirror(of_repository(verifier.mirrors, subject.graph.tenant_id, subject.repository_id), verifier.policy)
    missing: NotARepository | None = None
    for remote in remotes(subject, verifier.roots):
        try:
            mirror.fetch(remote, Target(commit=subject.commit))
        except NotARepository as error:
            missing = missing or error
        else:
            return mirror
    raise missing or NotARepository(f"no remote is known for {subject.repo}")


def _decided(mirror: Mirror, tree: Iterable[Entry]) -> list[Entry]:
    entries = {paths.show(entry.path): entry for entry in tree}
    files = skipping.rule_files(entries)
    contents = dict(mirror.blobs(sorted(set(files.values())), skipping.RULE_BYTES)) if files else {}
    rules = Rules({path: content for path, blob in files.items() if (content := contents[blob]) is not None})
    return [entry._replace(skipped=rules.verdict(path, entry.mode)) for path, entry in entries.items()]


def _said(mirror: Mirror, entries: Iterable[Entry], limits: Limits) -> Iterator[tuple[tuple[str, str], Said]]:
    wanted: dict[str, dict[str, None]] = {}
    for entry in entries:
        if language := language_of(entry):
            wanted.setdefault(language, {})[entry.blob] = None
    for language, blobs in wanted.items():
        for blob, source in mirror.blobs(list(blobs), limits.max_file_bytes):
            yield (language, blob), read(language, source)


def _unexpected(
    stored: Iterable[Header | Node | Edge], expected: dict[tuple[object, ...], Node | Edge]
) -> Iterator[Node | Edge]:
    """Stored rows that are not expected. Removes the matching ones from `expected`."""
    for row in stored:
        if isinstance(row, Header):
            continue
        key = _key(row)
        if expected.get(key) == row:
            del expected[key]
        else:
            yield row


def _key(row: Node | Edge) -> tuple[object, ...]:
    return (row.id,) if isinstance(row, Node) else row[:6]


def _told(row: Node | Edge) -> str:
    if isinstance(row, Node):
        return f"node {row.kind} {row.qualified_name} {identity.show(row.id)} in {row.path or 'no file'}"
    ends = f"{identity.show(row.source)} -> {identity.show(row.target)}"
    return f"edge {row.kind} {ends} ({row.resolution}) in {row.path} at {list(row.sites)}"
