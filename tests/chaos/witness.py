"""Who watches: readers that poll throughout, and the verdict on what was promised."""

import http.client
import json
import threading
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from tests.aether.installation import until
from tests.chaos.processes import family, parses
from tests.chaos.sources import ANSWERED, MODULES, Source
from tests.chaos.stand import Stand

SETTLED = """select run_id::text, state, error_code, error, leader::text from runs where tenant_id = $1
    and state <> 'coalesced' and trigger <> 'chaos'"""
DELIVERED = "select key from deliveries where tenant_id = $1 and hook_id = $2"
STRAY = """select count(*) as runs from runs r where r.state in ('queued', 'running')
    or r.state = 'coalesced' and not exists (select from runs l where l.tenant_id = r.tenant_id and l.run_id = r.leader
        and l.state in ('succeeded', 'failed'))"""
BROKEN = """select count(*) as links from (
    select from_commit, to_commit, lag(to_commit) over (partition by tenant_id, graph_id order by delta_id) as before,
        count(*) over (partition by tenant_id, graph_id, to_commit) as times from deltas) d
    where d.before is not null and d.before is distinct from d.from_commit or d.times > 1"""
HEAD = """select b.indexed_commit from branches b join repositories r using (tenant_id, repository_id)
    where tenant_id = $1 and r.name = $2 and b.name = 'main'"""


@dataclass
class Verdict:
    """Each list names what broke a promise; all of them are to be empty."""

    lost: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)  # what a fault itself found
    failed: int = 0  # runs that failed visibly
    compared: int = 0  # graphs
    reads: int = 0

    def faults(self) -> list[str]:
        return [*self.broken, *self.orphans, *self.doubled, *self.mixed, *self.lost, *self.different]


class Readers:
    """Ask the service for every repository's marks, over and over; whatever answers must be one published commit."""

    def __init__(self, stand: Stand, verdict: Verdict, sources: Sequence[Source] | None = None) -> None:
        self._stand, self._verdict = stand, verdict
        self._stop = threading.Event()
        self.seen: defaultdict[str, list[tuple[float, int]]] = defaultdict(list)  # when which commit's number was new
        self._threads = [threading.Thread(target=self._poll, args=(each,)) for each in sources or stand.sources]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def reached(self, source: Source, number: int, since: float) -> float | None:
        """Seconds until a reader saw this commit or a later one."""
        return next((at - since for at, seen in self.seen[_key(source)] if seen >= number and at >= since), None)

    def _poll(self, source: Source) -> None:
        while not self._stop.wait(0.1):
            answer = _ask(f"{self._stand.url}/repositories/{source.name}/graph/search?q=mark_", source.token)
            if answer is not None:
                self._verdict.reads += 1
                self._judge(source, answer["freshness"]["indexed_commit"], {node["name"] for node in answer["nodes"]})

    def _judge(self, source: Source, commit: str, names: set[str]) -> None:
        number = source.commits.index(commit) if commit in source.commits else -1
        if names != {f"mark_{number}_{module}" for module in range(MODULES)}:
            self._verdict.mixed.append(f"{_key(source)} at {commit} ({number}) showed {sorted(names)}")
        seen = self.seen[_key(source)]
        if not seen or seen[-1][1] < number:
            seen.append((time.monotonic(), number))
        elif seen[-1][1] > number:
            self._verdict.mixed.append(f"{_key(source)} went back from {seen[-1][1]} to {number}")


def settle(stand: Stand, verdict: Verdict, sources: Sequence[Source] | None = None) -> None:
    """Everything that was accepted comes to its end; then the graphs, all or these sources', are compared with fresh ones."""
    stand.mend()
    until(stand.alive_over_http)
    until(lambda: all({*each.deliver(stand.url)} <= ANSWERED for each in stand.sources))
    if not _quiet(stand):
        verdict.lost.append(f"runs did not end: {[dict(row) for row in stand.sql('select * from outbox')]}")
    _release_failed(stand, verdict)
    _account(stand, verdict)
    for source in stand.sources if sources is None else sources:
        verdict.compared += 1
        if stand.digest(source) != stand.fresh_digest(source):
            verdict.different.append(f"{_key(source)} at {source.commits[-1]}")
    _bury(stand, verdict)


def conclude(stand: Stand, verdict: Verdict) -> None:
    """What the whole story shows: every publish began where the one before it ended, and no commit came twice."""
    (row,) = stand.sql(BROKEN)
    if row["links"]:
        verdict.doubled.append(f"{row['links']} deltas do not follow the one before")


def _quiet(stand: Stand) -> bool:
    def over() -> bool:
        stand.mend()
        return not stand.sql("select 1 from outbox o join tenants t using (tenant_id) where t.name <> 'fresh' limit 1")

    return _in_time(120, over)


def _release_failed(stand: Stand, verdict: Verdict) -> None:
    """A branch may stay behind only where its last run failed and says why; then it is released, as an operator would."""
    behind = [each for each in stand.sources if not _at_head(stand, each)]
    for source in behind:
        rows = [row for row in stand.sql(SETTLED, source.tenant_id) if row["state"] == "failed" and row["error"]]
        mine = {row.run_id for row in stand.runs.recent(source.tenant_id, source.name, limit=20)}
        failed = [row["run_id"] for row in rows if row["run_id"] in mine]
        if not failed:
            verdict.lost.append(f"{_key(source)} is not at {source.commits[-1]}, and nothing says why")
        for run_id in failed[:1]:
            stand.runs.release(source.tenant_id, run_id)
    if behind:
        _quiet(stand)
        verdict.lost += [f"{_key(each)} stays behind after a release" for each in behind if not _at_head(stand, each)]


def _at_head(stand: Stand, source: Source) -> bool:
    rows = stand.sql(HEAD, source.tenant_id, source.name)
    return bool(rows) and rows[0]["indexed_commit"] == source.commits[-1]


def _account(stand: Stand, verdict: Verdict) -> None:
    """Every delivery that was answered is kept, and every run has ended."""
    for source in stand.sources:
        kept = {row["key"] for row in stand.sql(DELIVERED, source.tenant_id, source.hook_id)}
        verdict.lost += [f"delivery {key} was answered and is not kept" for key in source.accepted if key not in kept]
    (row,) = stand.sql(STRAY)
    if row["runs"]:
        verdict.lost.append(f"{row['runs']} runs have not ended and are not due")
    rows = [row for tenant in {each.tenant_id for each in stand.sources} for row in stand.sql(SETTLED, tenant)]
    failed = [row for row in rows if row["state"] == "failed"]
    verdict.lost += [f"run {row['run_id']} failed without a reason" for row in failed if not row["error"]]
    verdict.failed = len(failed)


def _bury(stand: Stand, verdict: Verdict) -> None:
    """No process is left of those that were killed, and no worker has more than its children, and they a parser each."""
    known = (
        {stand.postgres.process.pid, stand.broker.process.pid}
        if stand.postgres.process and stand.broker.process
        else set()
    )
    stand.yard.known |= known

    def left() -> list[int]:
        grandchildren = [each for role in stand.workers() for child in family(role.pid) for each in family(child)]
        return [*stand.yard.orphans(), *(each for each in grandchildren if not parses(each))]

    if not _in_time(30, lambda: not left()):
        told = [Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")[:200] for pid in left()]
        verdict.orphans.append(f"processes were left behind: {told}")


def _in_time(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _key(source: Source) -> str:
    return f"{source.tenant}/{source.name}"


def _ask(url: str, token: str) -> dict[str, Any] | None:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            found: dict[str, Any] = json.load(answer)
            return found
    except urllib.error.HTTPError as refused:
        refused.close()
        return None
    except (OSError, http.client.HTTPException):
        return None
