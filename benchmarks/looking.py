"""Dashboard pages with many repositories and runs: their cost in the web process, its children and PostgreSQL."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from flask.testing import FlaskClient

from aether.application import web
from api.dashboard import pictures
from benchmarks import synthetic
from benchmarks.meter import Meter, tree
from benchmarks.places import Place, place
from benchmarks.report import Line
from benchmarks.synthetic import BRANCH, REPO, Tenant
from graph import identity

REPOSITORIES: Final = 1_000  # at scale 1, with 100 runs each
RUNS_EACH: Final = 100
LOOKS: Final = 20
_REPOSITORIES = """
insert into repositories (tenant_id, name, path, default_branch)
select {tenant_id}, 'repository-' || n, 'group/repository-' || n, 'main' from generate_series(1, {repositories}) as n;
insert into branches (tenant_id, repository_id, name, wanted_seq, indexed_seq, indexed_commit, newest_commit, newest_at, indexed_at,
    nodes_total, edges_total)
select tenant_id, repository_id, 'main', {runs}, {runs}, md5(name) || '00000000', md5(name) || '00000000', now(), now(), 10000, 50000
from repositories where tenant_id = {tenant_id} and name like 'repository-%';
insert into runs (tenant_id, repository_id, graph_id, trigger, seq, state, stage, percent, attempt, result, error_code, error,
    created_at, started_at, finished_at)
select b.tenant_id, b.repository_id, b.graph_id, 'webhook', n, s.state, s.state, 100, 1,
    jsonb_build_object('success', true, 'metrics', jsonb_build_object('languages', jsonb_build_object('python', 700, 'go', 40, 'typescript', 90)), 'seconds', '{{}}'::jsonb),
    case when s.state = 'failed' then 'mirror_unavailable' end, case when s.state = 'failed' then 'The forge is away.' end,
    now() - make_interval(mins => (1000 * ({runs} - n) + b.graph_id)::integer), now(), now()
from branches b join repositories r on r.tenant_id = b.tenant_id and r.repository_id = b.repository_id and r.name like 'repository-%'
cross join generate_series(1, {runs}) as n
cross join lateral (select case when n % 20 = 7 then 'failed' else 'succeeded' end as state) s
where b.tenant_id = {tenant_id};
insert into deliveries (tenant_id, hook_id, event, outcome, reason, headers, body_sha256, run_ids, run_tenants, received_at)
select tenant_id, 'measured', 'push', 'accepted', 'Queued.', '{{}}', '', array[run_id], array[tenant_id], created_at
from runs where tenant_id = {tenant_id};
analyze repositories, branches, runs, deliveries;"""
_BUSIEST = """
select e.dst as node_id from code_edges e where e.tenant_id = $1 and e.graph_id = $2 group by e.dst order by count(*) desc limit 1"""
_SOME = """
select node_id from code_nodes where tenant_id = $1 and graph_id = $2 order by hashint8extended(node_id, 5) limit 1"""


def measure(directory: Path, scale: float) -> Iterator[Line]:
    with place(directory / "looking") as where:
        tenant = synthetic.fill(where, max(1_000, round(100_000 * scale)))
        repositories = max(60, round(REPOSITORIES * scale))
        where.execute(_REPOSITORIES.format(tenant_id=tenant.tenant_id, repositories=repositories, runs=RUNS_EACH))
        client = _signed_in(where, tenant)
        for name, path in _pages(where, tenant):
            yield _look(where, client, name, path, repositories)


def _pages(where: Place, tenant: Tenant) -> Iterator[tuple[str, str]]:
    (run,) = where.fetch("select run_id from runs where tenant_id = $1 and state = 'failed' limit 1", tenant.tenant_id)
    (delivery,) = where.fetch("select delivery_id from deliveries where tenant_id = $1 limit 1", tenant.tenant_id)
    at = f"/dashboard/repositories/{REPO}"
    yield "repositories", "/dashboard/"
    yield "repositories, part of a name", "/dashboard/?q=99"
    yield "a repository", f"{at}?branch={BRANCH}"
    yield "runs", "/dashboard/runs"
    yield "runs that failed", "/dashboard/runs?state=failed"
    yield "a run", f"/dashboard/runs/{run['run_id']}"
    yield "deliveries", "/dashboard/deliveries"
    yield "a delivery", f"/dashboard/deliveries/{delivery['delivery_id']}"
    yield "search as one types", f"{at}/search/results?q=get_us&branch={BRANCH}"
    for kind, sql in (("a symbol", _SOME), ("the busiest symbol", _BUSIEST)):
        (found,) = where.fetch(sql, *tenant.graph)
        node = f"{at}/symbols/{identity.show(found['node_id'])}"
        yield kind, f"{node}?branch={BRANCH}"
        yield f"the picture of {kind}", f"{node}/picture?branch={BRANCH}"
    yield "hooks", "/dashboard/hooks"
    yield "tokens", "/dashboard/tokens"
    yield "audit log", "/dashboard/audit"


def _signed_in(where: Place, tenant: Tenant) -> FlaskClient:
    token = where.found.catalogue.tokens.add(tenant.tenant_id, ["admin"])
    client = web(where.found).test_client()
    client.get("/dashboard/sign-in")
    with client.session_transaction(path="/dashboard/") as session:
        form = {"csrf": session["csrf"], "token": token}
    client.post("/dashboard/sign-in", data=form)
    return client


def _look(where: Place, client: FlaskClient, name: str, path: str, repositories: int) -> Line:
    """Requests a page repeatedly; diagrams are laid out anew each time."""
    for _ in range(3):
        client.get(path)
    drawn = _children()
    with Meter(where.keeper, own=True) as meter:
        for _ in range(LOOKS):
            pictures.laid_out.cache_clear()
            answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code} {answer.text[-800:]}")
    cpu = (meter.usage.cpu + _children() - drawn) / LOOKS
    more = {"repositories": repositories, "runs": repositories * RUNS_EACH, "kB": len(answer.data) / 1000}
    return Line(
        f"page: {name}", cpu, meter.usage.wall / LOOKS, backend=meter.usage.backend, more=more
    )  # goal: at most 0.1


def _children() -> float:
    """CPU seconds of this process's children, which lay out diagrams."""
    return sum(process.cpu for process in tree([os.getpid()]) if process.pid != os.getpid())
