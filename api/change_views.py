"""The changes of a push as a JSON document, identical over HTTP, on the command line and over MCP."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from api.views import freshness, grade, node, reached
from graph import identity
from graph.model import Node
from store.change import Change, Lost, NodeChange, Rebound
from store.model import Site

MOST = 200  # entries per list


def document(change: Change, most: int = MOST) -> dict[str, Any]:
    """At most that many entries per list; `counts` and `left_out` account for the rest."""
    lists = _lists(change)
    more = [f"{name}: {len(found) - most} more" for name, (found, _) in lists.items() if len(found) > most]
    at = change.about.published_at
    return {
        "branch": change.freshness.branch,
        **change.about._asdict(),
        "published_at": at and at.isoformat(),
        "counts": counts(change),
        **{name: [show(each) for each in found[:most]] for name, (found, show) in lists.items()},
        "left_out": [*change.left_out, *more],
        "grade": grade(change.nodes.values()),
        "freshness": freshness(change.freshness),
    }


def counts(change: Change) -> dict[str, int]:
    listed = {name: len(found) for name, (found, _) in _lists(change).items()}
    return {**listed, "edges_moved": change.edges_moved, "resolved": change.found}


def _lists(change: Change) -> dict[str, tuple[Sequence[Any], Callable[[Any], Any]]]:
    """Each list's entries, and the function that renders one of them."""

    def named(node_id: int) -> dict[str, Any]:
        return end(change.nodes, node_id)

    return {
        "files": (change.files, lambda each: each._asdict()),
        "nodes_added": (change.nodes_added, node),
        "nodes_removed": (change.nodes_removed, node),
        "nodes_changed": (change.nodes_changed, _changed),
        "nodes_moved": (change.nodes_moved, _moved),
        "edges_added": (change.edges_added, lambda each: _edge(each, named)),
        "edges_removed": (change.edges_removed, lambda each: _edge(each, named)),
        "edges_rebound": (change.edges_rebound, lambda each: _rebound(each, named)),
        "affected": (change.affected, reached),
        "unresolved": (change.lost, lambda each: _lost(each, named)),
        "cycles": (change.cycles, lambda each: list(map(named, each))),
        "tests": (change.tests, reached),
    }


def end(nodes: Mapping[int, Node], node_id: int) -> dict[str, Any]:
    """An edge's end, by its qualified name rather than its id."""
    found = nodes.get(node_id)
    place = {"qualified_name": found.qualified_name, "path": found.path, "line": found.start_line} if found else {}
    return {"id": identity.show(node_id), **place}


def _changed(found: NodeChange) -> dict[str, Any]:
    return {"before": node(found.before), "after": node(found.after), "aspects": list(found.aspects)}


def _moved(found: NodeChange) -> dict[str, Any]:
    """The node as it is now, and where it was before."""
    before = (found.before.start_line, found.before.end_line)
    after = (found.after.start_line, found.after.end_line)
    ends = {"id": identity.show(found.after.id), "qualified_name": found.after.qualified_name, "path": found.after.path}
    return {**ends, "before": before, "after": after}


def _edge(found: Site, named: Callable[[int], dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": identity.edge_id(*found[:6]),
        "kind": found.kind,
        "source": named(found.source),
        "target": named(found.target),
        "resolution": found.resolution,
        "path": found.path,
        "sites": found.sites,
    }


def _rebound(found: Rebound, named: Callable[[int], dict[str, Any]]) -> dict[str, Any]:
    return {"before": _edge(found.before, named), "after": _edge(found.after, named)}


def _lost(found: Lost, named: Callable[[int], dict[str, Any]]) -> dict[str, Any]:
    return {**found._asdict(), "scope": named(found.scope), "was": None if found.was is None else named(found.was)}
