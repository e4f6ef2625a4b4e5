"""The JSON documents sent to watches. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from graph import identity
from graph.model import Node
from graph.watching import Form, Query
from store import summary

if TYPE_CHECKING:
    from store.watched import Found
    from store.watching import Publish, Watch

EVENT, DIGEST, TEST = "watch.event", "watch.digest", "watch.test"
SHOWN: Final = 20  # items per list
_ADDED: Final = {
    Form.CALLERS: "new", Form.CALLEES: "new", Form.USES: "new", Form.DEFINITION: "appeared", Form.INTERFACE: "added",
    Form.UNTESTED: "without tests now",
}  # fmt: skip
_REMOVED: Final = {Form.UNTESTED: "now tested or removed"}


def message(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The envelope of every notice."""
    return {"type": kind, "timestamp": datetime.now(UTC).isoformat(), "data": data}


def digest(watch: "Watch", first: Mapping[str, Any]) -> dict[str, Any]:
    """A digest with its first event; later events are appended. `left_out`: how many did not fit."""
    about = {"watch_id": watch.watch_id, "query": str(watch.query), "repo": first["repo"], "digest": watch.digest}
    return message(DIGEST, {**about, "events": [first], "left_out": 0})


def event(at: "Publish", watch: "Watch", answer: "Found | None") -> dict[str, Any]:
    """`answer`: None if the publish changed too much to work out what it means for the watch."""
    since = at.from_commit or ""
    about = {
        "watch_id": watch.watch_id,
        "query": str(watch.query),
        "tenant": at.tenant,
        "repo": at.repo,
        "branch": at.branch,
        "from_commit": since,
        "to_commit": at.to_commit,
        "published_at": at.published_at.isoformat(),
        "reason": "reindex" if since == at.to_commit else "push",
    }
    if answer is None:
        return {
            **about,
            "says": f"{watch.query}: too much changed to evaluate; run the query again",
            "left_out": ["everything"],
        }
    where = summary.address(at.repo, at.branch, since, at.to_commit)
    return {**about, "says": says(watch.query, answer), **_lists(answer), "changes": where}


def says(query: Query, answer: "Found") -> str:
    """One line for people: `callers of payments.charge: 1 new (shop.order.place)`."""
    parts = [
        _part(answer.added, _ADDED[query.form]),
        _part(answer.removed, _REMOVED.get(query.form, "gone")),
        _part([node for node, _ in answer.changed], "changed"),
    ]
    return f"{query}: {'; '.join(filter(None, parts)) or 'the answer may have changed; run the query again'}"


def _part(nodes: Sequence[Node], how: str) -> str:
    names = ", ".join(node.qualified_name for node in nodes[:3])
    more = f" and {len(nodes) - 3} more" if len(nodes) > 3 else ""  # noqa: PLR2004 (as many as are named)
    return f"{len(nodes)} {how} ({names}{more})" if nodes else ""


def _lists(answer: "Found") -> dict[str, Any]:
    lists = {
        "added": [item(node) for node in answer.added[:SHOWN]],
        "removed": [item(node) for node in answer.removed[:SHOWN]],
        "changed": [{**item(node), "aspects": list(how)} for node, how in answer.changed[:SHOWN]],
    }
    counts = {"added": len(answer.added), "removed": len(answer.removed), "changed": len(answer.changed)}
    left_out = [f"{name}: {counts[name] - SHOWN} more" for name in lists if counts[name] > SHOWN]
    left_out += ["more edges lead there than are followed; run the query again"] if answer.cut else []
    return {"counts": counts, **lists, "left_out": left_out}


def item(node: Node) -> dict[str, Any]:
    """A node as listed in an event; a removed one in its last state."""
    place = {"qualified_name": node.qualified_name, "kind": node.kind, "path": node.path, "line": node.start_line}
    return {"id": identity.show(node.id), **place}
