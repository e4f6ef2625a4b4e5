"""What a pull or merge request would change in its indexed base: a hypothetical merge, analysed like supposed files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import structlog
from celery.exceptions import SoftTimeLimitExceeded

from graph import paths
from graph.errors import (
    AetherError,
    Conflict,
    NotARepository,
    NotFound,
    TimeLimit,
    TooLarge,
    Transient,
    UnknownRevision,
)
from mirror import Mirror, Policy, Remote, Target, make_room, of_repository
from store.change import Change
from store.model import Standing
from store.pulls import PullAnswer, PullClaim, Pulls
from tasks.compare import Plan
from tasks.github_app import usable
from tasks.heartbeat import heartbeat
from tasks.link import Stored
from tasks.remotes import Roots, remotes
from tasks.retry import Backoff
from tasks.stopping import Stopped, stoppable
from tasks.supposing import Where
from tasks.what_if import WhatIf

FILES: Final = 500  # that a merge may change; `what_if` limits how many are relinked for it

_HEADS: Final[Mapping[str | None, str]] = {"gitlab": "refs/merge-requests/{}/head", "github": "refs/pull/{}/head"}

log = structlog.get_logger()


class PullService:
    def __init__(
        self, pulls: Pulls, what_if: WhatIf, mirrors: Path, policy: Policy, roots: Roots, beat: float, backoff: Backoff
    ) -> None:
        """`beat`: seconds between lease renewals."""
        self._pulls, self._what_if = pulls, what_if
        self._mirrors, self._policy, self._roots = mirrors, policy, roots
        self._beat, self._backoff = beat, backoff

    def answer(self, tenant: str, repo: str, number: int) -> None:
        """Does nothing if it is answered, closed or claimed by another worker. A failure is recorded in its row, as its answer
        or until the retry; only a planned stop is raised.
        """
        claim = self._pulls.claim(tenant, repo, number)
        if claim is None:
            return
        try:
            with heartbeat(lambda: self._pulls.renew(claim), self._beat, f"{repo}-{number}"), stoppable():
                found = self._answered(claim)
            self._pulls.answer(claim, found)
        except (Stopped, KeyboardInterrupt):
            self._pulls.give_back(claim)
            raise
        except Exception as error:  # noqa: BLE001 (any error is recorded where people look for the answer)
            self._failed(claim, error)
        else:
            log.info("pull.answered", tenant=tenant, repo=repo, number=number, head=found.head_commit)

    def _answered(self, claim: PullClaim) -> PullAnswer:
        """Asked again if the base is published meanwhile, so that the answer fits the base as indexed in the end."""
        where = Where(claim.tenant_id, claim.repo, claim.base)
        mirror, remote, head = self._fetched(claim)

        def ask(standing: Standing, stored: Stored) -> PullAnswer:
            base = mirror.fetch(remote, Target(commit=standing.commit))
            merge = mirror.merge(remote, base, head)
            told = None if merge.conflicts else self._told(where, standing, stored, mirror, merge.tree)
            return PullAnswer(base, head, merge.base, merge.conflicts, told)

        return self._what_if.standpoint.over(where, ask)

    def _told(self, where: Where, standing: Standing, stored: Stored, mirror: Mirror, tree: str) -> Change:
        changes = mirror.changes(standing.commit, tree)
        touched = len(changes.put) + len(changes.gone)
        if touched > FILES:
            raise TooLarge(
                f"The merge would change {touched} files, but the limit is {FILES}: push it to an indexed branch instead."
            )
        plan = Plan(tree, "delta", changes.put, tuple(map(paths.show, changes.gone)))
        return self._what_if.told(where, standing, stored, mirror, plan)

    def _fetched(self, claim: PullClaim) -> tuple[Mirror, Remote, str]:
        """The head's commit, and the remote it came from. Forges keep the heads of forks in the base repository."""
        make_room(self._mirrors, self._policy)
        claim = claim._replace(credential=usable(claim, self._policy))
        mirror = Mirror(of_repository(self._mirrors, claim.tenant_id, claim.repository_id), self._policy)
        target = Target(_HEADS[claim.forge].format(claim.number), claim.head)
        missing: AetherError | None = None
        for remote in remotes(claim, self._roots):
            try:
                return mirror, remote, mirror.fetch(remote, target)
            except NotARepository as error:
                missing = missing or error
        raise missing or UnknownRevision("no remote is known for this repository")

    def _failed(self, claim: PullClaim, error: Exception) -> None:
        """Retries also if the base is not indexed yet, or by another version, because it will be."""
        if isinstance(error, SoftTimeLimitExceeded):
            error = TimeLimit("The computation exceeded the time limit.")
        passing = isinstance(error, (Transient, ConnectionError, Conflict, NotFound))
        wait = self._backoff.after(claim.attempt, error) if passing else None
        again = self._pulls.fail(claim, error, wait)
        code = error.code if isinstance(error, AetherError) else "unexpected"
        known = {"tenant": claim.tenant, "repo": claim.repo, "number": claim.number, "code": code}
        if code == "unexpected":
            log.error("pull.unexpected", exc_info=error, **known)
        else:
            log.warning("pull.failed", error=str(error), retry_in=wait if again else None, **known)
