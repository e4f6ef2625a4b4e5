"""Asks each remote now and then what it has, and wants whatever differs from what is indexed. It closes lost webhooks, and
serves repositories whose forge cannot reach this installation.
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

BATCH, AT_ONCE = 32, 4  # checks taken at a time, remotes asked at a time
GUARD = 600.0  # seconds after which another scheduler takes what one has left
ANSWER_SECONDS = 60.0  # that a remote may take
LONGEST = 24 * 3600.0  # seconds between two looks at a remote that does not answer
TICK = 5.0  # seconds between looks at what is due
_HEADS, _HEAD = "refs/heads/", "HEAD"


class Reconciler(NamedTuple):
    checks: Checks
    catalogue: Catalogue
    policy: Policy
    interval: float  # seconds between two looks at a remote that answers


def reconcile_for_ever(reconciler: Reconciler, stop: threading.Event) -> None:
    """Looks at what is due; returns when `stop` is set."""
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="reconciler") as pool:
        while not stop.is_set():
            try:
                busy = reconcile_once(reconciler, pool) == BATCH
            except StorageError as error:
                log.warning("reconciler.database_away", error=str(error))
                busy = False
            stop.wait(0 if busy else min(TICK, reconciler.interval))


def reconcile_once(reconciler: Reconciler, pool: ThreadPoolExecutor) -> int:
    """One batch of what is due; how many looks that is."""
    taken = reconciler.checks.take(BATCH, spread=reconciler.interval, guard=GUARD)
    asked = moved(reconciler.checks, taken, reconciler.policy, interval=reconciler.interval, guard=GUARD)
    list(pool.map(lambda check: reconcile(reconciler, check), asked))
    return len(taken)


def reconcile(reconciler: Reconciler, check: Check) -> None:
    """One remote. A failure is recorded with the repository, and the next look waits twice as long."""
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
    """Seconds until the next look, with a tenth of jitter either way, so that what was registered together spreads out."""
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
    """Nothing is fetched, so the mirror need not exist, and its disk may be another machine's."""
    mirror = Mirror(Path("reconciler"), reconciler.policy._replace(read_seconds=ANSWER_SECONDS))
    missing: NotARepository | None = None
    for remote in of_hook(check.base_url, path, check.credential, check.forge):
        try:
            return mirror.ls_remote(remote)
        except NotARepository as error:
            missing = missing or error
    raise missing or NotARepository("no remote is known for this repository")


def compare(check: Check, heads: Heads) -> Findings:
    """What the remote has against what is known."""
    at = {name.removeprefix(_HEADS): commit for name, commit in heads.refs.items() if name.startswith(_HEADS)}
    default = heads.default or check.default_branch
    if heads.default is None and _HEAD in heads.refs:
        at[_HEAD] = heads.refs[_HEAD]  # detached: no branch has its name
    known = dict(_named(check, heads.default))
    followed = {name for name in at if name in known or _is_followed(name, default, check)}
    wanted = {name: at[name] for name in followed if _differs(known.get(name), at[name], again=check.failures > 0)}
    return Findings(heads.default, wanted, sorted(known.keys() - at.keys()))


def _named(check: Check, default: str | None) -> Iterator[tuple[str, KnownBranch]]:
    """The branch that stood for the remote's HEAD takes the name of the default branch, unless that is there too."""
    names = {branch.name for branch in check.branches}
    for branch in check.branches:
        stands = branch.name == _HEAD and default is not None and default not in names
        yield (default or _HEAD) if stands else branch.name, branch


def _is_followed(name: str, default: str | None, check: Check) -> bool:
    if check.branch_globs is not None:
        return any(fnmatchcase(name, glob) for glob in check.branch_globs)
    return name == default


def _differs(known: KnownBranch | None, commit: str, *, again: bool) -> bool:
    """Not while a run is under way: it resolves the branch anew. Nor soon after a run failed for good, unless there is news,
    or the remote answers again after a while: then it was to blame.
    """
    if known is None:
        return True
    if known.indexed_commit == commit or known.under_way:
        return False
    return again or not (known.failed_lately and known.newest_commit == commit)
