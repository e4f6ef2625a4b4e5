"""How a push becomes a graph: the steps of a run."""

from collections.abc import Mapping
from typing import NamedTuple

from graph.delta import Published
from store.model import Tally
from tasks.chunks import chunks_of, index_in_chunks
from tasks.compare import Plan, compare
from tasks.decide import Ground, decide
from tasks.extract import extract
from tasks.fetch import Fetched, fetch
from tasks.link import link
from tasks.parser import ACCIDENTS
from tasks.work import Indexed, Work


class Result(NamedTuple):
    """What a run did, and what the graph contains now."""

    branch: str
    commit: str
    mode: str  # full | delta | unchanged
    files_parsed: int
    files_relinked: int
    published: Published
    tally: Tally
    unresolved: Mapping[str, int]
    seconds: Mapping[str, float]


def index_push(work: Work) -> Result:
    """Fetches the commit, compares it with the indexed one, applies the rules, and builds the graph, alone or with helpers."""
    fetched = fetch(work)
    plan = decide(Ground(work.store, work.claim.graph, work.mirror), compare(work, fetched.commit))
    chunks = chunks_of(work, plan)
    indexed = index_in_chunks(work, plan, chunks) if chunks else index_alone(work, plan)
    return summary(work, fetched, plan, indexed)


def index_alone(work: Work, plan: Plan) -> Indexed:
    """Extracts what is new, links what that affects, and publishes in one transaction under the claim's fence."""
    extracted = extract(work, plan)
    linked = link(work, plan, extracted)
    complete = not any(put.skipped in ACCIDENTS for put in extracted.puts)
    with work.stage("publish", 90):
        published = work.store.publish(work.claim, linked.delta, work.limits.graph_version, complete=complete)
    return Indexed(extracted.parsed, linked.files, linked.unresolved, published)


def summary(work: Work, fetched: Fetched, plan: Plan, indexed: Indexed) -> Result:
    seconds = {name: work.seconds[name] for name in ("fetch", "extract", "link", "publish")}
    return Result(
        fetched.branch,
        plan.commit,
        plan.mode,
        indexed.parsed,
        indexed.linked,
        indexed.published,
        work.store.tally(work.claim.graph),
        indexed.unresolved,
        {**seconds, "total": round(sum(work.seconds.values()), 4)},
    )
