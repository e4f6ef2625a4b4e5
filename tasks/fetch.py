"""Step one of a run: brings the wanted commit into the mirror."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import structlog

from graph.errors import AetherError, Busy, Moved, NotARepository, UnknownRevision
from mirror import Remote, Target, discard, forget, make_room, of_repository, of_tenant, repositories_at, tenants_at
from tasks import metrics
from tasks.relocation import Place, relocated
from tasks.remotes import of_hook
from tasks.work import Work

SOON = 60.0  # seconds until the reconciler checks a remote when an event's commit was trusted
HEAD = "HEAD"  # the branch of a run while the default branch is unknown

log = structlog.get_logger()


class Fetched(NamedTuple):
    commit: str
    branch: str  # its name, which the run may only learn now


def fetch(work: Work) -> Fetched:
    """The branch's current commit. An event's commit is only a hint; docs/decisions/0012-fetching.md: when it is trusted."""
    with work.stage("fetch", 30):
        _make_room(work)
        try:
            return _of_any(work, work.remotes)
        except (Moved, NotARepository):
            path = _new_path(work)
            if path is None:
                raise
            claim = work.claim
            return _of_any(work, of_hook(claim.base_url, path, claim.credential, claim.forge))


def bring(work: Work, commit: str) -> None:
    """For a helper: fetches the run's commit, even if the branch has moved on."""
    _make_room(work)
    missing: AetherError | None = None
    for remote in work.remotes:
        try:
            work.mirror.fetch(remote, Target(commit=commit))
        except NotARepository as error:
            missing = missing or error
        else:
            return
    raise missing or UnknownRevision("no remote is known for this repository")


def _make_room(work: Work) -> None:
    root = work.mirror.directory.parent.parent
    room = make_room(root, work.mirror.policy)
    if room is not None:
        metrics.MIRRORS.set(room.used)
        _forget_what_is_gone(root, work)


def _forget_what_is_gone(root: Path, work: Work) -> None:
    """Deletes mirrors of removed tenants, and of removed repositories of this run's tenant, also if the removal ran on another
    machine. The disk is listed before the database, so that a mirror created meanwhile is never taken for a removed one's.
    """
    tenants, tenant_id = tenants_at(root), work.claim.tenant_id
    repositories = repositories_at(of_tenant(root, tenant_id))
    for gone in tenants - set(work.catalogue.tenants.numbers()):
        _discard(of_tenant(root, gone))
    kept = {each.repository_id for each in work.catalogue.repositories.all(tenant_id)}
    forget(of_repository(root, tenant_id, gone) for gone in repositories - kept)


def _discard(tenant: Path) -> None:
    try:
        room = discard(tenant)
    except Busy:
        log.info("mirrors.of_removed_tenant_in_use", tenant_id=tenant.name)
    else:
        log.info("mirrors.of_removed_tenant_discarded", tenant_id=tenant.name, mirrors=len(room.removed))


def _of_any(work: Work, remotes: Sequence[Remote]) -> Fetched:
    missing: AetherError | None = None
    for remote in remotes:
        try:
            return _from(work, remote)
        except NotARepository as error:
            missing = missing or error
    raise missing or UnknownRevision("no remote is known for this repository")


def _from(work: Work, remote: Remote) -> Fetched:
    claim = work.claim
    if claim.pinned is not None:
        return Fetched(work.mirror.fetch(remote, Target(commit=claim.pinned)), claim.branch)
    branch = _default(work, remote) if claim.branch == HEAD else claim.branch
    ref = None if branch == HEAD else f"refs/heads/{branch}"
    hint = claim.wanted_commit if ref is not None and claim.indexed_commit is not None else None
    moved = claim.wanted_from == claim.indexed_commit
    target = Target(ref, hint, onto=claim.indexed_commit, moved=moved) if hint else Target(ref)
    commit = work.mirror.fetch(remote, target)
    if commit == hint:  # perhaps trusted unverified: events come late, twice and out of order
        work.catalogue.repositories.look_soon(claim.tenant_id, claim.repository_id, SOON)
    return Fetched(commit, branch)


def _default(work: Work, remote: Remote) -> str:
    """The name of the remote's default branch, which is stored; HEAD if it has none."""
    branch = work.mirror.default_branch(remote)
    if branch is None:
        return HEAD
    work.catalogue.repositories.learn_default(work.claim.tenant_id, work.claim.repository_id, branch)
    return branch


def _new_path(work: Work) -> str | None:
    """The repository's new path at the forge, if it was renamed or transferred."""
    claim = work.claim
    if claim.source is not None or claim.base_url is None:
        return None
    row = work.catalogue.repositories.show(claim.tenant_id, claim.repo)
    place = Place(claim.tenant_id, claim.repository_id, claim.forge, claim.base_url, row.forge_id, claim.credential)
    return relocated(place, claim.path, work.mirror.policy, work.catalogue)
