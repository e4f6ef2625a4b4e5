"""Applies the rules that exclude files by path, also to unchanged files whose verdict a changed rule file has altered."""

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
    """The content of the new commit: from a mirror, or hypothetical."""

    def tree(self, commit: str) -> list[Entry]: ...

    def blobs(self, names: Sequence[str], limit: int) -> Iterator[tuple[str, bytes | None]]: ...


class Ground(NamedTuple):
    """What verdicts are based on: the current graph and the new content."""

    store: PostgresGraphStore
    graph: Graph
    contents: Contents


def decide(ground: Ground, plan: Plan) -> Plan:
    """Adds each file's verdict. Unchanged files are added to the plan if their verdict changed."""
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
    """The files whose verdict changed; all of them if the old rules are unknown, since unchanged files cost no rows."""
    return others if old is None else skipping.redecided(old, now, {path: each.mode for path, each in others.items()})


def _beneath(ground: Ground, plan: Plan, changed: list[str], put: Mapping[str, Entry]) -> dict[str, Entry]:
    """Unchanged files that a changed rule file may apply to."""
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
