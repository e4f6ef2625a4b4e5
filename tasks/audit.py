"""The sampled audit: periodically rebuilds one published graph from scratch and compares it with the stored one."""

import threading

import structlog

from graph.errors import AetherError, StorageError
from store.model import Graph
from tasks.verify import Verified, Verifier, lines, verify

log = structlog.get_logger()

REST = 7 * 24 * 3600.0  # seconds before an unchanged graph is audited again
NAMED = 20  # differing rows listed in the alarm
CODE = "graph_differs"


def audit_for_ever(verifier: Verifier, every: float, stop: threading.Event) -> None:
    """Audits one graph every `every` seconds; returns when `stop` is set."""
    while not stop.wait(every):
        try:
            audit_once(verifier)
        except StorageError as error:
            log.warning("audit.database_away", error=str(error))


def audit_once(verifier: Verifier) -> Verified | None:
    """Audits the next graph; None if none is due, or it could not be compared."""
    graph = verifier.audits.take(REST)
    return None if graph is None else _audited(verifier, graph)


def _audited(verifier: Verifier, graph: Graph) -> Verified | None:
    try:
        found = verify(verifier, graph)
    except StorageError:
        raise
    except AetherError as error:  # it moved on, its forge is unreachable, ...: it will be due again
        log.warning("audit.not_compared", graph=graph.graph_id, code=error.code, error=str(error))
        return None
    verifier.audits.keep(found.subject, found.differences)
    _tell(found)
    return found


def _tell(found: Verified) -> None:
    subject = found.subject
    about = {"tenant": subject.tenant, "repo": subject.repo, "branch": subject.branch, "commit": subject.commit}
    if found.differences:
        log.error("audit.differs", code=CODE, differences=found.differences, rows=lines(found, NAMED), **about)
    else:
        log.info("audit.equal", nodes=found.nodes, edges=found.edges, **about)
