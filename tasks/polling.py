"""Checks all repositories of a hook in one turn: a listing from the forge, one request per page, shows which were pushed to, and
only those remotes are asked. So a laptop, or an installation behind a firewall, can follow a whole organisation.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NoReturn
from zlib import crc32

import structlog

from graph.errors import AetherError, MirrorUnavailable
from graph.intake import Forge
from mirror import Policy
from store.reconciler import Check, Checks, Planned
from tasks.forge_listing import Account, Listed, listed
from tasks.github_app import KIND

log = structlog.get_logger()

FEW: Final = 4  # due repositories of one hook from which on the forge is asked for a listing
LONGEST: Final = timedelta(hours=24)  # after which the remote itself is asked, whatever the listing shows
# The margin by which the last check must be later than the listed push. GitLab updates that time only once an hour.
SETTLED: Final = {Forge.GITHUB: timedelta(minutes=5), Forge.GITLAB: timedelta(minutes=65)}


def turn(check: Check, interval: float, now: float) -> float | None:
    """Seconds until the hook's next turn, which all its repositories share; None if its forge cannot list them."""
    if not lists(check):
        return None
    return interval - (now + crc32(check.hook_id.encode())) % interval


def lists(check: Check) -> bool:
    """Whether the forge's API can list what the credential may read. A deploy key does not work with the API."""
    return check.forge in SETTLED and check.credential is not None and check.credential.kind in {"token", KIND}


def moved(checks: Checks, taken: Sequence[Check], policy: Policy, *, interval: float, guard: float) -> Iterator[Check]:
    """The checks whose remotes have to be asked, among `taken` and the other repositories of their hooks."""
    many = {hook for hook, count in Counter(each.hook_id for each in taken if lists(each)).items() if count >= FEW}
    yield from (check for check in taken if check.hook_id not in many or not lists(check))
    for hook_id in sorted(many):
        group = [check for check in taken if check.hook_id == hook_id and lists(check)]
        shown = _shown(group[0], policy)
        yield from group if shown is None else _of_hook(checks, group, shown, interval=interval, guard=guard)


def _of_hook(
    checks: Checks, group: Sequence[Check], shown: Mapping[str, Listed], *, interval: float, guard: float
) -> Iterator[Check]:
    forge, now = Forge(group[0].forge or ""), datetime.now(UTC)
    planned = checks.take_hook(group[0].hook_id, guard=guard)
    quiet = {each for each in planned if is_quiet(each, shown.get(each.forge_id or ""), forge, now)}
    checks.quiet(quiet, again_in=turn(group[0], interval, now.timestamp()) or interval)
    log.info("reconciler.listed", hook=group[0].hook_id, repositories=len(planned), quiet=len(quiet))
    yield from checks.checks([each for each in planned if each not in quiet])
    known = {each.repository_id for each in planned}
    yield from (check for check in group if check.repository_id not in known)


def is_quiet(planned: Planned, shown: Listed | None, forge: Forge, now: datetime) -> bool:
    """Whether the listing alone shows that the remote is unchanged since it was last asked."""
    if shown is None or planned.behind or planned.checked_at is None or now - planned.checked_at > LONGEST:
        return False
    if shown.path != planned.path or shown.default_branch not in {None, planned.default_branch}:
        return False
    try:
        pushed = datetime.fromisoformat(shown.pushed_at)
    except ValueError:
        return False
    return pushed.tzinfo is not None and planned.checked_at - pushed > SETTLED[forge]


def _shown(check: Check, policy: Policy) -> Mapping[str, Listed] | None:
    """The listing, by forge id; None if the forge does not answer in time, so that each remote has to be asked."""
    if check.credential is None or check.base_url is None:
        return None
    account = Account(Forge(check.forge or ""), check.base_url, check.credential, policy, _not_waiting)
    try:
        return {each.forge_id: each for each in listed(account)}
    except AetherError as error:
        log.warning("reconciler.not_listed", hook=check.hook_id, code=error.code, error=str(error))
        return None


def _not_waiting(seconds: float) -> NoReturn:
    """Waiting would delay other checks, and asking with git does not use the API's quota."""
    raise MirrorUnavailable(f"The forge asks to wait {seconds:.0f} s before it lists more.")
