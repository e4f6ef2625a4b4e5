"""Turns a push, or a full index, into a delta of the graph: the same steps for both."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from graph.delta import Delta, Owner
from graph.paths import parents
from parsing.language import Interface
from parsing.languages import PACKAGE_MARKERS
from parsing.linking.gather import Linked
from parsing.linking.link import link
from parsing.linking.namespaces import package_namespace, provided, shared, shares
from parsing.linking.snapshot import Put, Snapshot


class Relinked(NamedTuple):
    """The delta to publish, with counts of the work done."""

    delta: Delta
    files: int  # linked, including the changed ones
    unresolved: dict[str, int]  # number of unresolved references by reason


Readers = Callable[[set[int]], Iterable[str]]  # keys -> paths of the owners that asked one of them
Load = Callable[[Sequence[str]], Iterable[Put]]  # unchanged owners as stored; a directory has mode 0
Recall = Callable[[Sequence[str]], Iterable[str]]  # owners -> paths of the files whose interfaces they last read


def relink(
    snapshot: Snapshot, commit: str, readers: Readers, load: Load, recall: Recall, *, whole: bool = False
) -> Relinked:
    """Link the changed owners, and the unchanged ones that asked a question whose answer has changed."""
    unchanged = () if whole else affected(snapshot, readers)
    puts = [*snapshot.put_owners(), *(load(unchanged) if unchanged else ())]
    prefetch(snapshot, [put.path for put in puts], recall)
    linked = [link(put, snapshot) for put in puts]
    return assemble(snapshot, commit, puts, linked, whole=whole)


def prefetch(snapshot: Snapshot, paths: Sequence[str], recall: Recall) -> None:
    """Load most of what linking these owners will read, in a few batched queries to the store."""
    snapshot.interfaces(recall(paths))
    directories = {directory for path in paths for directory in parents(path) if directory}
    snapshot.exists(f"{directory}/{marker}" for directory in sorted(directories) for marker in PACKAGE_MARKERS)
    snapshot.namespaces.files(package_namespace(directory) for directory in sorted(directories))
    own = {each: None for path in paths if shares(path) for each in shared(path, snapshot.interface(path))}
    snapshot.interfaces(path for files in snapshot.namespaces.files(own) for path in files)


def affected(snapshot: Snapshot, readers: Readers) -> tuple[str, ...]:
    """Unchanged owners to relink, sorted so that nothing depends on the order of the store's answer."""
    asked = set(readers(snapshot.changed_keys()))
    return tuple(sorted(asked - snapshot.touched()))


def owner(put: Put, linked: Linked, interface: Interface | None) -> Owner:
    """`interface`: only needed for a file that shares names."""
    provides = provided(put.path, interface)
    return Owner(
        put.path, put.blob, put.mode, put.language, put.skipped, put.partial, linked.trace, linked.reads, provides,
        linked.unresolved,
    )  # fmt: skip


def assemble(
    snapshot: Snapshot, commit: str, puts: Sequence[Put], linked: Sequence[Linked], *, whole: bool
) -> Relinked:
    """One delta of all owners, wherever each was linked. `puts` and `linked` are in the same order."""
    owners = [
        owner(put, said, snapshot.interface(put.path) if shares(put.path) else None)
        for put, said in zip(puts, linked, strict=True)
    ]
    unresolved = Counter(miss.reason for said in linked for miss in said.unresolved)
    nodes = {node.id: node for said in linked for node in said.nodes}
    edges = [edge for said in linked for edge in said.edges]
    removed = sorted({*snapshot.removed, *snapshot.gone_directories} - {put.path for put in puts})
    delta = Delta(commit, owners, removed, list(nodes.values()), edges, whole)
    return Relinked(delta, sum(1 for put in puts if put.mode), dict(sorted(unresolved.items())))
