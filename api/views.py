"""Answers as JSON documents: the same over HTTP, on the command line and for agents."""

from collections.abc import Sequence
from typing import Any

from graph import identity
from graph.errors import BadInput
from graph.kinds import Resolution
from graph.model import Node
from store.deliveries import DeliveryRow
from store.model import Freshness, Reached, RunRow
from store.reader import TRUSTED


def resolutions(text: str | None) -> Sequence[Resolution]:
    """From `exact,inferred`; all but bare-name matches where nothing is given."""
    if text is None:
        return TRUSTED
    try:
        return [Resolution(word.strip()) for word in text.split(",")]
    except ValueError:
        raise BadInput(f"resolution is a list of {', '.join(Resolution)}, not {text!r}.") from None


def node(found: Node) -> dict[str, Any]:
    lines = {"start_line": found.start_line, "end_line": found.end_line, "first_line": found.first_line}
    return {
        "id": identity.show(found.id),
        "kind": found.kind,
        "name": found.name,
        "qualified_name": found.qualified_name,
        "path": found.path,
        "language": found.language,
        **(lines if found.start_line else {}),
        "attributes": found.attributes,
    }


def reached(found: Reached) -> dict[str, Any]:
    edges = [
        {
            "kind": edge.kind,
            "source": identity.show(edge.source),
            "target": identity.show(edge.target),
            "resolution": edge.resolution,
            "path": edge.path,
            "sites": edge.sites,
        }
        for edge in found.edges
    ]
    return {"node": node(found.node), "depth": found.depth, "edges": edges}


def freshness(found: Freshness) -> dict[str, Any]:
    return {**found._asdict(), "indexed_at": found.indexed_at.isoformat()}


def run(found: RunRow) -> dict[str, Any]:
    times = ("created_at", "started_at", "finished_at")
    shown = {name: at.isoformat() if (at := getattr(found, name)) else None for name in times}
    return {**found._asdict(), **shown}


def delivery(found: DeliveryRow) -> dict[str, Any]:
    return {
        "delivery_id": found.delivery_id,
        "hook_id": found.hook_id,
        "event": found.event,
        "outcome": found.outcome,
        "reason": found.reason,
        "received_at": found.received_at.isoformat(),
        "key": found.key,
        "headers": found.headers,
        "body_sha256": found.body_sha256,
        "body_kept": found.body_kept,
        "wants": [want._asdict() for want in found.wants],
        "effects": [effect._asdict() for effect in found.effects],
        "runs": found.run_ids,
    }
