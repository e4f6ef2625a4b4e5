"""Composes mirror, parsing and store into what workers and `aether index` run."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from structlog.contextvars import bound_contextvars

from graph.errors import AetherError, Busy, Fenced, TimeLimit, Transient
from mirror import Mirror, Policy, of_repository
from store.catalogue import Catalogue
from store.chunks import Chunks
from store.graph_store import PostgresGraphStore
from store.model import Claim
from store.runs import Runs
from tasks import metrics
from tasks.chunks import Crew
from tasks.fetch import bring
from tasks.github_app import usable
from tasks.heartbeat import Lease, heartbeat
from tasks.index_push import Result, index_push
from tasks.parser import Parser
from tasks.remotes import remotes
from tasks.requests import Asked, Requests
from tasks.retry import Backoff, Postponed
from tasks.stopping import Stopped, stoppable
from tasks.work import Call, Limits, Report, Work

log = structlog.get_logger()


class ParserService:
    def __init__(
        self,
        store: PostgresGraphStore,
        runs: Runs,
        catalogue: Catalogue,
        requests: Requests,
        mirrors: Path,
        policy: Policy,
        limits: Limits,
        beat: float,
        backoff: Backoff,
        chunks: Chunks,
        call: Call,
    ) -> None:
        """`mirrors`: the directory of the bare mirrors. `beat`: seconds between lease renewals. `call`: calls helpers."""
        self._store = store
        self._runs = runs
        self._catalogue = catalogue
        self._requests = requests
        self._mirrors = mirrors
        self._policy = policy
        self._limits = limits
        self._beat = beat
        self._backoff = backoff
        self._chunks = chunks
        self._call = call
        self._parser = Parser(limits.parse_seconds)

    def warm_up(self) -> None:
        """Starts the parser, which the first run would otherwise wait for."""
        self._parser.start()

    def adopt(self, asked: Asked) -> str:
        """The id of the run behind a message; the run is created if the message came straight from a client."""
        if asked.run_id is not None and self._runs.known(asked.tenant, asked.run_id):
            return asked.run_id
        return self._requests.request(asked)

    def parse_repository(self, run_id: str, tenant: str, *, worker: str, report: Report) -> Mapping[str, Any]:
        """Executes one run and returns the task's result.

        Busy while another run holds the branch, or this run is coalesced into one that has not ended; Fenced if another claim
        has taken over; Postponed after a temporary failure; Stopped if the worker stops; any other error is final, and is
        already recorded in the run row.
        """
        claim = self._runs.claim(run_id, worker)
        if claim is None:
            return self._settled(run_id, tenant)
        with bound_contextvars(run_id=run_id, tenant=claim.tenant, repo=claim.repo, branch=claim.branch):
            try:
                report("parsing repository", 30)
                with heartbeat(partial(self._runs.renew, claim), self._beat, run_id) as lease, stoppable():
                    work = self._work(claim, lease, report, worker)
                    with work.mirror.held():
                        result = index_push(work)
                answer = describe(claim, result)
                waited = self._runs.finish(claim, answer)
            except (Stopped, KeyboardInterrupt):
                self._given_back(claim)
                raise
            except Exception as error:
                raise self._failed(claim, error) from error
            _succeeded(result, waited)
        return answer

    def help(self, run_id: str, worker: str, turns: int) -> bool:
        """Works on up to `turns` free chunks of a run that another worker leads; False if there are no more."""
        claim = self._runs.assist(run_id)
        share = claim and self._chunks.of(claim.graph, self._limits.graph_version)
        if claim is None or share is None:
            return False
        work = self._work(claim, Lease(), untold, worker)
        if self._chunks.standing(share).to_extract:
            bring(work, share.commit)
        crew = Crew(work, share)
        return all(crew.one() for _ in range(turns))

    def _settled(self, run_id: str, tenant: str) -> Mapping[str, Any]:
        """The result of a settled run: an earlier message did the work, or it is coalesced into a newer run, which may still be
        running.
        """
        status = self._runs.status(self._catalogue.tenants.id(tenant), run_id)
        if status.result is None:
            raise Busy(f"Run {run_id} was coalesced into run {status.info['run_id']}, which has not ended yet.")
        if status.result.get("code") == "quarantined":
            metrics.ended("failed", "quarantined")  # no worker that executed it survived to count it
        return status.result

    def _work(self, claim: Claim, lease: Lease, report: Report, worker: str) -> Work:
        claim = claim._replace(credential=usable(claim, self._policy))
        mirror = Mirror(of_repository(self._mirrors, claim.tenant_id, claim.repository_id), self._policy)
        found = remotes(claim, self._requests.roots)
        return Work(
            claim, lease, mirror, found, self._store, self._runs, self._catalogue, self._chunks, self._parser,
            self._limits, report, worker, self._beat, self._call,
        )  # fmt: skip

    def _given_back(self, claim: Claim) -> None:
        self._runs.give_back(claim)
        metrics.ended("given_back")
        log.info("run.given_back")

    def _failed(self, claim: Claim, error: Exception) -> Exception:
        """Records the failure in the run row, the one owner of retries; returns what to raise."""
        if isinstance(error, Fenced):
            metrics.ended("overtaken", error.code)
            return error
        if isinstance(error, SoftTimeLimitExceeded):
            error = TimeLimit("Task exceeded time limit")
        passing = isinstance(error, (Transient, ConnectionError))
        wait = self._backoff.after(claim.attempt, error) if passing else None
        code = error.code if isinstance(error, AetherError) else "unexpected"
        log.warning("run.failed", code=code, error=repr(error), attempt=claim.attempt, retry_in=wait)
        again = self._runs.fail(claim, error, wait)
        metrics.ended("retried" if again else "failed", "quarantined" if passing and not again else code)
        return Postponed(error, wait if again else None) if passing else error


def _succeeded(result: Result, waited: float) -> None:
    metrics.published(result.mode, waited, result.published)
    log.info("run.finished", mode=result.mode, commit=result.commit, seconds=result.seconds, waited=round(waited, 3))


def untold(status: str, progress: int, *, done: int | None = None, known: int | None = None) -> None:
    """A report for helpers, which report nothing: their leader does."""


def nobody(run_id: str, number: int) -> None:
    """A call for helpers that calls nobody."""


def describe(claim: Claim, result: Result) -> dict[str, Any]:
    """The result in the format of the task contract and `aether index --json`."""
    published = result.published
    return {
        "success": True,
        "tenant": claim.tenant,
        "repo": claim.repo,
        "branch": result.branch,
        "commit": result.commit,
        "mode": result.mode,
        "files": result.tally.files,
        "files_parsed": result.files_parsed,
        "files_relinked": result.files_relinked,
        "nodes_total": published.nodes_total,
        "edges_total": published.edges_total,
        "nodes_created": published.nodes_created,
        "nodes_deleted": published.nodes_deleted,
        "edges_created": published.edges_created,
        "edges_deleted": published.edges_deleted,
        "skipped": dict(result.tally.skipped),
        "partial_files": result.tally.partial,
        "seconds": dict(result.seconds),
        "metrics": {
            "nodes_updated": published.nodes_updated,
            "edges_updated": published.edges_updated,
            "unresolved": dict(result.unresolved),
            "languages": dict(result.tally.languages),
            "attempt": claim.attempt,
        },
    }
