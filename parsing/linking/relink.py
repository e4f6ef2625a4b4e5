"""What a push, or a full index, makes of the graph: one story for both."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from graph.delta import Delta, Owner
from parsing.linking.gather import Linked
from parsing.linking.link import link
from parsing.linking.snapshot import Put, Snapshot


class Relinked(NamedTuple):
    """The difference to publish, and what it took."""

    delta: Delta
    files: int  # linked, the changed ones included
    unresolved: dict[str, int]


Readers = Callable[[set[int]], Iterable[str]]  # keys -> paths of the owners that asked one of them
Load = Callable[[Sequence[str]], Iterable[Put]]  # unchanged owners as the store has them; a directory has mode 0


def relink(snapshot: Snapshot, commit: str, readers: Readers, load: Load, *, whole: bool = False) -> Relinked:
    """Link what is new and whoever asked a question that has another answer now."""
    unchanged = () if whole else affected(snapshot, readers)
    puts = chain(snapshot.put_owners(), load(unchanged) if unchanged else ())
    owners, linked = [], []
    for put in puts:
        linked.append(link(put, snapshot))
        owners.append(owner(put, linked[-1]))
    return assemble(snapshot, commit, owners, linked, whole=whole)


def affected(snapshot: Snapshot, readers: Readers) -> tuple[str, ...]:
    """Unchanged owners to link again; sorted, so that nothing depends on the order in which the store answers."""
    asked = set(readers(snapshot.changed_keys()))
    return tuple(sorted(asked - snapshot.touched()))


def owner(put: Put, linked: Linked) -> Owner:
    return Owner(put.path, put.blob, put.mode, put.language, put.skipped, put.partial, linked.trace, linked.reads)


def assemble(snapshot: Snapshot, commit: str, owners: list[Owner], linked: list[Linked], *, whole: bool) -> Relinked:
    """One delta of what was linked in any number of places."""
    unresolved: dict[str, int] = {}
    for each in linked:
        for reason, count in each.unresolved.items():
            unresolved[reason] = unresolved.get(reason, 0) + count
    nodes = {node.id: node for each in linked for node in each.nodes}
    edges = [edge for each in linked for edge in each.edges]
    present = {each.path for each in owners}
    removed = sorted({*snapshot.removed, *snapshot.gone_directories} - present)
    delta = Delta(commit, owners, removed, list(nodes.values()), edges, whole)
    return Relinked(delta, sum(1 for owner in owners if owner.mode), unresolved)
