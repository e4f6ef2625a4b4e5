"""Step two of a run: what differs between the indexed commit and the fetched one."""

from collections.abc import Iterable
from typing import NamedTuple

from graph import paths
from graph.changes import Entry
from store.model import StoredOwner
from tasks.parser import ACCIDENTS
from tasks.work import Work


class Plan(NamedTuple):
    commit: str
    mode: str  # full | delta | unchanged
    put: tuple[Entry, ...]
    gone: tuple[str, ...]
    remembered: bool = True  # the mirror still has the indexed commit


def compare(work: Work, commit: str) -> Plan:
    """Trees are compared, never `before..after` of an event: force pushes, gaps and lost events need no special case."""
    claim = work.claim
    if claim.full or claim.indexed_commit is None or claim.version != work.limits.graph_version:
        return Plan(commit, "full", work.mirror.changes(None, commit).put, ())
    again = () if claim.complete else work.store.left_out(claim.graph, ACCIDENTS)
    if claim.indexed_commit == commit:
        return Plan(commit, "delta" if again else "unchanged", tuple(again), ())
    changes = work.mirror.changes(claim.indexed_commit, commit)
    if changes.whole:
        return _with(again, _against_store(work, commit, changes.put))
    return _with(again, Plan(commit, "delta", changes.put, tuple(map(paths.show, changes.gone))))


def _with(again: Iterable[Entry], plan: Plan) -> Plan:
    """Adds files that an accident kept out, which are retried in every run, unless the plan names them already."""
    named = {*plan.gone, *(paths.show(entry.path) for entry in plan.put)}
    return plan._replace(put=(*plan.put, *(entry for entry in again if paths.show(entry.path) not in named)))


def _against_store(work: Work, commit: str, tree: tuple[Entry, ...]) -> Plan:
    """For a mirror without the indexed commit (new, or evicted before): compares with the stored files instead."""
    stored = {path: owner for path, owner in work.store.owners(work.claim.graph).items() if owner.mode}
    named = {paths.show(entry.path): entry for entry in tree}
    put = tuple(entry for path, entry in named.items() if _differs(entry, stored.get(path)))
    return Plan(commit, "delta", put, tuple(sorted(stored.keys() - named.keys())), remembered=False)


def _differs(entry: Entry, stored: StoredOwner | None) -> bool:
    return stored is None or (entry.blob, entry.mode) != (stored.blob, stored.mode)
