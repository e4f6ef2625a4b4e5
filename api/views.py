"""Answers as JSON documents, identical over HTTP, on the command line and over MCP."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from graph import identity, languages
from graph.errors import BadInput, NotFound
from graph.kinds import NodeKind, Resolution
from graph.model import Node
from store.deliveries import DeliveryRow
from store.dispatch import TRUSTED
from store.finding import DEFINITIONS
from store.model import Answer, Freshness, Reached, RunRow, Scope, Site
from store.reader import GraphReader

if TYPE_CHECKING:
    from tasks.across import Across, There
    from tasks.explaining import Explained, Unlinked

_ID: Final = re.compile(r"[0-9a-f]{16}")


def resolutions(text: str | None) -> Sequence[Resolution]:
    """Parses, for example, `exact,inferred`; the default is all but bare-name matches."""
    if text is None:
        return TRUSTED
    try:
        return [Resolution(word.strip()) for word in text.split(",")]
    except ValueError:
        raise BadInput(f"resolution must be a list of {', '.join(Resolution)}, not {text!r}.") from None


def kinds(text: str | None) -> Sequence[NodeKind]:
    """Parses, for example, `function,method`; the default is types and functions."""
    if text is None:
        return DEFINITIONS
    try:
        return [NodeKind(word.strip()) for word in text.split(",")]
    except ValueError:
        raise BadInput(f"kind must be a list of {', '.join(NodeKind)}, not {text!r}.") from None


def only(reader: GraphReader, at: tuple[int | Scope, str], name: str, branch: str | None) -> int:
    """The node with this id, or the only one with this name. An ambiguous name is left to the caller to resolve."""
    found = named(reader, at, name, branch).items
    if len(found) > 1:
        told = ", ".join(f"{identity.show(each.id)} ({each.qualified_name}, {each.path})" for each in found[:5])
        raise BadInput(f"{len(found)} nodes are named {name!r}; give the id of one: {told}.")
    return found[0].id


def named(reader: GraphReader, at: tuple[int | Scope, str], name: str, branch: str | None) -> Answer[Node]:
    """The nodes with this name, else the node with this id."""
    found = reader.nodes_named(*at, name, branch=branch)
    if found.items:
        return found
    if _ID.fullmatch(name):
        return reader.node(*at, identity.read(name), branch=branch)
    raise NotFound(f"Nothing in {at[1]} is named {name!r}; search also finds parts of names.")


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
    return {"node": node(found.node), "depth": found.depth, "edges": list(map(edge, found.edges))}


def edge(found: Site) -> dict[str, Any]:
    """An edge; its id is the argument of `why`."""
    return {
        "id": identity.edge_id(*found[:6]),
        "kind": found.kind,
        "source": identity.show(found.source),
        "target": identity.show(found.target),
        "resolution": found.resolution,
        "path": found.path,
        "sites": found.sites,
    }


def explained(found: "Explained") -> dict[str, Any]:
    chains = [{"edge": edge(each.edge), "steps": [step._asdict() for step in each.steps]} for each in found.chains]
    return {"chains": chains, "freshness": freshness(found.freshness)}


def unlinked(found: "Unlinked") -> dict[str, Any]:
    missing = [{**each._asdict(), "steps": [step._asdict() for step in each.steps]} for each in found.missing]
    return {"references": missing, "freshness": freshness(found.freshness)}


def freshness(found: Freshness) -> dict[str, Any]:
    told = found._asdict()
    files, left_out = told.pop("flaws"), told.pop("flaws_left_out")
    return {
        **told,
        "indexed_at": found.indexed_at.isoformat(),
        "files": [each._asdict() for each in files],
        "files_left_out": left_out,
    }


def grade(found: Iterable[Node]) -> languages.Grade:
    """How the accuracy of edges among these nodes was established: the grade of the worst of their languages."""
    return languages.grade(each.language for each in found)


def asked_and_reached(found: Answer[Reached]) -> list[Node]:
    return [*filter(None, [found.start]), *(each.node for each in found.items)]


def bounds(found: Answer[Any]) -> dict[str, Any]:
    """The freshness and completeness that every answer states."""
    return {
        "cut": found.cut,
        "left_out": found.left_out or None,
        "next": found.next,
        "freshness": freshness(found.freshness),
    }


def nodes(found: Answer[Node]) -> dict[str, Any]:
    return {"nodes": list(map(node, found.items)), "grade": grade(found.items), **bounds(found)}


def neighbours(found: Answer[Reached]) -> dict[str, Any]:
    start = None if found.start is None else node(found.start)
    shown = {"node": start, "neighbours": list(map(reached, found.items))}
    return {**shown, "grade": grade(asked_and_reached(found)), **bounds(found)}


def across(found: "Across") -> dict[str, Any]:
    """The answer of the requested repository, with those of the others."""
    there = list(map(_there, found.there))
    return {**neighbours(found.answer), "across": there, "across_left_out": found.left_out or None}


def _there(found: "There") -> dict[str, Any]:
    told = None if found.answer is None else neighbours(found.answer)
    return {"repo_id": found.repo, "branch": found.branch, "answer": told, "unanswered": found.unanswered or None}


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
        "pulls": [pull._asdict() for pull in found.pulls],
        "runs": found.run_ids,
    }
