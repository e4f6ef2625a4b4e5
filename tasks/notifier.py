"""Delivers notices to tenants' addresses, signed as in Standard Webhooks, and retries until they are acknowledged."""

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

TICK = 1.0  # seconds between polls
AT_ONCE, OF_ONE = 32, 4  # notices in flight in all, and per tenant, so that a hanging address cannot block others
GUARD = 180.0  # seconds before a notice is due again if its delivery was lost: longer than the slowest exchange
# Seconds before the second and each further attempt, as Standard Webhooks proposes: 28 hours in all.
WAITS = (5, 300, 1800, 7200, 18000, 36000, 36000)


def notify_for_ever(notices: Notices, policy: Policy, stop: threading.Event) -> None:
    """Returns when `stop` is set. Two may run at the same time: they never take the same notice."""
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
    """Starts due deliveries without waiting for those in flight."""

    def __init__(self, notices: Notices, policy: Policy, pool: Executor) -> None:
        self._notices, self._policy, self._pool = notices, policy, pool
        self._under_way: dict[Future[None], int] = {}  # -> tenant id

    def begin(self) -> int:
        """Starts due deliveries; how many. StorageError if the outcome of a finished one could not be recorded; it will be due
        again.
        """
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
        """Waits until a delivery ends, or the next poll is due."""
        if self._under_way:
            wait(self._under_way, TICK, FIRST_COMPLETED)
        else:
            stop.wait(TICK)


def checked(url: str) -> str:
    """The address in canonical form, if its scheme can receive notices. Its host is checked on each delivery."""
    origin, path = parsed(url)
    if origin.scheme == "ssh":
        raise Refused("Notifications are sent over https, or over http to hosts that the operator allowed.")
    return f"{origin}{path}"


def signed(notice: Notice, now: int) -> Mapping[str, str]:
    """The three headers of Standard Webhooks. BrokenSetup if the key that sealed the secret was lost."""
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
    """Retries unless the answer was Gone or our own policy refused the address: other errors may be fixed by either side."""
    pause = WAITS[notice.attempt - 1] * random.uniform(0.9, 1.1) if passing and notice.attempt <= len(WAITS) else None  # noqa: S311 (it spreads)
    log.warning("notice.undelivered", notice_id=notice.notice_id, status=status, error=error, retry_in=pause)
    notices.undelivered(notice, status, error, pause)
