"""After the comparison: which files the rules leave out by their paths, and about which a changed rule file says something
else now.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from graph import paths
from graph.changes import GITLINK, SYMLINK, Entry
from parsing import skipping
from parsing.skipping import Rules
from store.graph_store import PostgresGraphStore
from store.model import Graph
from tasks.compare import Plan

Files = dict[str, str]  # path -> blob, of rule files


class Contents(Protocol):
    """Where the new commit can be read: a mirror, or what somebody supposes."""

    def tree(self, commit: str) -> list[Entry]: ...

    def blobs(self, names: Sequence[str], limit: int) -> Iterator[tuple[str, bytes | None]]: ...


class Ground(NamedTuple):
    """What verdicts are found over: the graph that stands, and what is new."""

    store: PostgresGraphStore
    graph: Graph
    contents: Contents


def decide(ground: Ground, plan: Plan) -> Plan:
    """Each file with its verdict. Files that did not change join those that did where theirs is another one."""
    if plan.mode == "unchanged":
        return plan
    put = {paths.show(entry.path): entry for entry in plan.put}
    changed = [] if plan.mode == "full" else [path for path in (*put, *plan.gone) if skipping.is_rule_file(path)]
    others = _beneath(ground, plan, changed, put) if changed else {}
    before = {} if plan.mode == "full" else _stored(ground, skipping.rule_paths([*put, *others]))
    after = skipping.rule_files(put) | {
        path: blob for path, blob in before.items() if path not in put and path not in plan.gone
    }
    contents = _contents(ground, [after, before] if others and plan.remembered else [after])
    now = _rules(after, contents)
    old = _rules(before, contents) if plan.remembered else None
    again = {path: others[path] for path in _redecided(old, now, others)}
    verdicts = (entry._replace(skipped=now.verdict(path, entry.mode)) for path, entry in (*put.items(), *again.items()))
    return plan._replace(put=tuple(verdicts))


def _redecided(old: Rules | None, now: Rules, others: Mapping[str, Entry]) -> Iterable[str]:
    """All of them where the old rules cannot be known: what does not change costs no row."""
    return others if old is None else skipping.redecided(old, now, {path: each.mode for path, each in others.items()})


def _beneath(ground: Ground, plan: Plan, changed: list[str], put: Mapping[str, Entry]) -> dict[str, Entry]:
    """Unchanged files that the changed rule files can have a say about."""
    tree = {paths.show(entry.path): entry for entry in ground.contents.tree(plan.commit)}
    return {path: entry for path, entry in tree.items() if path not in put and skipping.beneath(changed, path)}


def _stored(ground: Ground, wanted: Iterable[str]) -> Files:
    owners = ground.store.owners(ground.graph, wanted)
    return {path: owner.blob for path, owner in owners.items() if owner.mode not in {0, SYMLINK, GITLINK}}


def _contents(ground: Ground, files: list[Files]) -> dict[str, bytes]:
    blobs = sorted({blob for each in files for blob in each.values()})
    read = ground.contents.blobs(blobs, skipping.RULE_BYTES) if blobs else ()
    return {blob: content for blob, content in read if content is not None}


def _rules(files: Files, contents: Mapping[str, bytes]) -> Rules:
    return Rules({path: contents[blob] for path, blob in files.items() if blob in contents})
