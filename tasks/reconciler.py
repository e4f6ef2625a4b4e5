"""Periodically asks each remote for its heads and requests runs for whatever differs from the index. This makes up for lost
webhooks, and serves repositories whose forge cannot reach this installation.
"""

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

import structlog

from graph.errors import AetherError, Moved, NotARepository, StorageError
from mirror import Heads, Mirror, Policy
from store.catalogue import Catalogue
from store.reconciler import Check, Checks, Findings, KnownBranch
from tasks.github_app import usable
from tasks.polling import moved, turn
from tasks.relocation import Place, relocated
from tasks.remotes import of_hook

log = structlog.get_logger()

BATCH, AT_ONCE = 32, 4  # checks taken at a time, remotes asked in parallel
GUARD = 600.0  # seconds before an unsettled check is due again, for another scheduler
ANSWER_SECONDS = 60.0  # time limit for a remote
LONGEST = 24 * 3600.0  # maximum seconds between two checks of a remote that does not answer
TICK = 5.0  # seconds between polls
_HEADS, _HEAD = "refs/heads/", "HEAD"


class Reconciler(NamedTuple):
    checks: Checks
    catalogue: Catalogue
    policy: Policy
    interval: float  # seconds between two checks of a remote that answers


def reconcile_for_ever(reconciler: Reconciler, stop: threading.Event) -> None:
    """Performs due checks; returns when `stop` is set."""
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="reconciler") as pool:
        while not stop.is_set():
            try:
                busy = reconcile_once(reconciler, pool) == BATCH
            except StorageError as error:
                log.warning("reconciler.database_away", error=str(error))
                busy = False
            stop.wait(0 if busy else min(TICK, reconciler.interval))


def reconcile_once(reconciler: Reconciler, pool: ThreadPoolExecutor) -> int:
    """Performs one batch of due checks; how many."""
    taken = reconciler.checks.take(BATCH, spread=reconciler.interval, guard=GUARD)
    asked = moved(reconciler.checks, taken, reconciler.policy, interval=reconciler.interval, guard=GUARD)
    list(pool.map(lambda check: reconcile(reconciler, check), asked))
    return len(taken)


def reconcile(reconciler: Reconciler, check: Check) -> None:
    """Checks one remote. A failure is recorded with the repository and doubles the wait before the next check."""
    try:
        findings = compare(check, _heads(reconciler, check))
    except AetherError as error:
        wait = pause(reconciler.interval, check.failures + 1)
        reconciler.checks.failed(check, error, again_in=wait)
        log.warning("reconciler.unanswered", repo=check.repo, code=error.code, error=str(error), again_in=wait)
        return
    again_in = turn(check, reconciler.interval, time.time()) or pause(reconciler.interval, 0)
    runs = reconciler.checks.found(check, findings, again_in=again_in)
    if runs or findings.gone:
        log.info("reconciler.differs", repo=check.repo, runs=runs, gone=list(findings.gone))


def pause(interval: float, failures: int) -> float:
    """Seconds until the next check: exponential backoff with 10 % jitter, which spreads out what was registered together."""
    jitter = random.uniform(0.9, 1.1)  # noqa: S311 (it is not security)
    return min(interval * 2.0 ** min(failures, 20), max(LONGEST, interval)) * jitter


def _heads(reconciler: Reconciler, check: Check) -> Heads:
    check = check._replace(credential=usable(check, reconciler.policy))
    try:
        return _ask(reconciler, check, check.path)
    except (Moved, NotARepository) as error:
        place = Place(
            check.tenant_id, check.repository_id, check.forge, check.base_url, check.forge_id, check.credential
        )
        path = relocated(place, check.path, reconciler.policy, reconciler.catalogue)
        if path is None:
            raise
        log.info("repository.relocated", repo=check.repo, was=check.path, path=path, reason=error.code)
        return _ask(reconciler, check, path)


def _ask(reconciler: Reconciler, check: Check, path: str | None) -> Heads:
    """Only lists refs, so the mirror need not exist on this machine."""
    mirror = Mirror(Path("reconciler"), reconciler.policy._replace(read_seconds=ANSWER_SECONDS))
    missing: NotARepository | None = None
    for remote in of_hook(check.base_url, path, check.credential, check.forge):
        try:
            return mirror.ls_remote(remote)
        except NotARepository as error:
            missing = missing or error
    raise missing or NotARepository("no remote is known for this repository")


def compare(check: Check, heads: Heads) -> Findings:
    """Compares the remote's heads with the known branches."""
    at = {name.removeprefix(_HEADS): commit for name, commit in heads.refs.items() if name.startswith(_HEADS)}
    default = heads.default or check.default_branch
    if heads.default is None and _HEAD in heads.refs:
        at[_HEAD] = heads.refs[_HEAD]  # a detached HEAD has no branch name
    known = dict(_named(check, heads.default))
    followed = {name for name in at if name in known or _is_followed(name, default, check)}
    wanted = {name: at[name] for name in followed if _differs(known.get(name), at[name], again=check.failures > 0)}
    return Findings(heads.default, wanted, sorted(known.keys() - at.keys()))


def _named(check: Check, default: str | None) -> Iterator[tuple[str, KnownBranch]]:
    """Known branches by name. A branch indexed as the remote's HEAD gets the default branch's name, unless that exists, too."""
    names = {branch.name for branch in check.branches}
    for branch in check.branches:
        stands = branch.name == _HEAD and default is not None and default not in names
        yield (default or _HEAD) if stands else branch.name, branch


def _is_followed(name: str, default: str | None, check: Check) -> bool:
    if check.branch_globs is not None:
        return any(fnmatchcase(name, glob) for glob in check.branch_globs)
    return name == default


def _differs(known: KnownBranch | None, commit: str, *, again: bool) -> bool:
    """Whether to request a run. Not while one is under way, which resolves the branch itself. Nor soon after one failed for good,
    unless the branch moved, or the remote has just recovered, because then it may have been the cause.
    """
    if known is None:
        return True
    if known.indexed_commit == commit or known.under_way:
        return False
    return again or not (known.failed_lately and known.newest_commit == commit)
