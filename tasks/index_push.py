"""How a push becomes a graph."""

from collections.abc import Mapping
from typing import NamedTuple

from graph.delta import Published
from parsing.linking.relink import Relinked
from store.model import Tally
from tasks.compare import Plan, compare
from tasks.decide import decide
from tasks.extract import Extracted, extract
from tasks.fetch import Fetched, fetch
from tasks.link import link
from tasks.work import Work


class Result(NamedTuple):
    """What a run did, and what the graph holds now."""

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
    """Fetches the commit, compares it with what is indexed, applies the rules, reads what is new, links what that affects, publishes."""
    fetched = fetch(work)
    plan = decide(work, compare(work, fetched.commit))
    extracted = extract(work, plan)
    linked = link(work, plan, extracted)
    published = publish(work, linked)
    return summary(work, fetched, plan, extracted, linked, published)


def publish(work: Work, linked: Relinked) -> Published:
    """In one transaction, under the fence of the claim."""
    with work.stage("publish", 90):
        return work.store.publish(work.claim, linked.delta, work.limits.graph_version)


def summary(
    work: Work, fetched: Fetched, plan: Plan, extracted: Extracted, linked: Relinked, published: Published
) -> Result:
    seconds = {name: work.seconds[name] for name in ("fetch", "extract", "link", "publish")}
    return Result(
        fetched.branch,
        plan.commit,
        plan.mode,
        extracted.parsed,
        linked.files,
        published,
        work.store.tally(work.claim.graph),
        linked.unresolved,
        {**seconds, "total": round(sum(work.seconds.values()), 4)},
    )
