"""A short summary of what a push changed, for notifications; `ChangeReader` gives the full answer. Pure: computed inside the
publish transaction, from what that changed.
"""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote, urlencode

from graph.kinds import NodeKind
from graph.model import Node
from store.difference import Difference, aspects

SHOWN: Final = 20  # names per list
_PLACES: Final = frozenset({
    NodeKind.PROJECT, NodeKind.PACKAGE, NodeKind.FOLDER, NodeKind.FILE, NodeKind.EXTERNAL_MODULE, NodeKind.EXTERNAL_PACKAGE,
})  # fmt: skip


def summary(found: Difference) -> dict[str, Any]:
    """Lists at most SHOWN names; the counts cover all."""
    added = [after for before, after in found.nodes.values() if before is None and after is not None]
    removed = [before for before, after in found.nodes.values() if after is None and before is not None]
    stayed = [(after, aspects(before, after)) for before, after in found.nodes.values() if before and after]
    lost = [f"{key.path}: {key.expression} ({key.reason})" for key in found.misses]
    return {
        "files": len(found.files),
        "symbols_added": _names(added),
        "symbols_removed": _names(removed),
        "signatures_changed": _names(node for node, how in stayed if "signature" in how),
        "bodies_changed": _names(node for node, how in stayed if "body" in how),
        "references_lost": {"count": len(lost), "first": sorted(lost)[:SHOWN]},
        "references_found": found.found.total(),
    }


def address(repo: str, branch: str, since: str, until: str) -> str:
    """The API path of the full answer."""
    return f"/repositories/{quote(repo)}/changes?{urlencode({'from': since, 'to': until, 'branch': branch})}"


def _names(nodes: Iterable[Node]) -> dict[str, Any]:
    names = sorted(node.qualified_name for node in nodes if node.kind not in _PLACES)
    return {"count": len(names), "first": names[:SHOWN]}
