"""Tells tenants' addresses what happened, signed by Standard Webhooks, until they say that they have it."""

import hashlib
import hmac
import random
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from http import HTTPStatus

import structlog

from graph.errors import AetherError, BrokenSetup, Refused, StorageError, Transient
from mirror import Policy
from mirror.network import parsed
from store.notices import Notice, Notices
from store.notifications import PREFIX
from tasks.forge_api import exchange

log = structlog.get_logger()

TICK = 1.0  # seconds between looks
AT_ONCE, OF_ONE = 32, 4  # notices under way, and those of one tenant: who hangs keeps no other waiting
GUARD = 120.0  # seconds before what was taken comes again: longer than the slowest exchange
# Seconds before the second and each further attempt: those that Standard Webhooks proposes, 28 hours in all.
WAITS = (5, 300, 1800, 7200, 18000, 36000, 36000)


def notify_for_ever(notices: Notices, policy: Policy, stop: threading.Event) -> None:
    """Returns when `stop` is set. Two of them do no harm: what one has taken the other does not get."""
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="notifier") as pool:
        notifier = Notifier(notices, policy, pool)
        while not stop.is_set():
            try:
                told = notifier.begin()
            except StorageError as error:
                log.warning("notifier.database_away", error=str(error))
                told = 0
            if not told:
                notifier.rest(stop)


class Notifier:
    """Tells what is due without waiting for what is under way."""

    def __init__(self, notices: Notices, policy: Policy, pool: Executor) -> None:
        self._notices, self._policy, self._pool = notices, policy, pool
        self._under_way: dict[Future[None], int] = {}  # whose

    def begin(self) -> int:
        """How many were begun. StorageError where one that ended could not be noted: it comes again."""
        for ended in [each for each in self._under_way if each.done()]:
            del self._under_way[ended]
            ended.result()
        busy = list(self._under_way.values())
        due = self._notices.take(AT_ONCE - len(busy), GUARD, busy, OF_ONE)
        for notice in due:
            told = self._pool.submit(_tell, self._notices, self._policy, notice)
            self._under_way[told] = notice.tenant_id
        return len(due)

    def rest(self, stop: threading.Event) -> None:
        """Until one that is under way ends, or it is time to look."""
        if self._under_way:
            wait(self._under_way, TICK, FIRST_COMPLETED)
        else:
            stop.wait(TICK)


def checked(url: str) -> str:
    """An address that can be told anything at all; whether it may be reached is judged each time."""
    origin, path = parsed(url)
    if origin.scheme == "ssh":
        raise Refused("Notifications are sent over https, or over http to hosts that the operator allowed.")
    return f"{origin}{path}"


def signed(notice: Notice, now: int) -> Mapping[str, str]:
    """The three headers of Standard Webhooks. BrokenSetup where the key that its secret was sealed with was lost."""
    if notice.secret is None:
        raise BrokenSetup(
            "The secret of this address was encrypted with a key that is no longer in AETHER_ENCRYPTION_KEYS. Restore the "
            "key, or remove the notification or watch and add it again."
        )
    key = b64decode(notice.secret.removeprefix(PREFIX))
    message = f"{notice.notice_id}.{now}.{notice.body}".encode()
    signature = b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
    return {"webhook-id": notice.notice_id, "webhook-timestamp": str(now), "webhook-signature": f"v1,{signature}"}


def _tell(notices: Notices, policy: Policy, notice: Notice) -> None:
    try:
        headers = {"Content-Type": "application/json", **signed(notice, int(time.time()))}
        status = exchange(notice.url, "POST", "", headers, policy, notice.body).status
    except AetherError as error:
        _postpone(notices, notice, None, str(error), passing=isinstance(error, (Transient, BrokenSetup)))
        return
    if status < HTTPStatus.MULTIPLE_CHOICES:
        notices.delivered(notice, status)
        log.info("notice.delivered", notice_id=notice.notice_id, status=status)
    else:
        _postpone(notices, notice, status, f"answered with {status}", passing=status != HTTPStatus.GONE)


def _postpone(notices: Notices, notice: Notice, status: int | None, error: str, *, passing: bool) -> None:
    """Every other answer than Gone may be mended at the other end, and our setup by the operator; a refusal of ours is not."""
    pause = WAITS[notice.attempt - 1] * random.uniform(0.9, 1.1) if passing and notice.attempt <= len(WAITS) else None  # noqa: S311 (it spreads)
    log.warning("notice.undelivered", notice_id=notice.notice_id, status=status, error=error, retry_in=pause)
    notices.undelivered(notice, status, error, pause)
