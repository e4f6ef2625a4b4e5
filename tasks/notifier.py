"""Tells tenants' addresses what happened, signed by Standard Webhooks, until they say that they have it."""

import hashlib
import hmac
import random
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus

import structlog

from graph.errors import AetherError, Refused, StorageError, Transient
from mirror import Policy
from mirror.network import parsed
from store.notices import Notice, Notices
from store.notifications import PREFIX
from tasks.forge_api import exchange

log = structlog.get_logger()

TICK = 1.0  # seconds between looks
AT_ONCE = 8  # addresses; one that is slow keeps no other waiting
GUARD = 120.0  # seconds before what was taken comes again: longer than the slowest exchange
# Seconds before the second and each further attempt: those that Standard Webhooks proposes, 28 hours in all.
WAITS = (5, 300, 1800, 7200, 18000, 36000, 36000)


def notify_for_ever(notices: Notices, policy: Policy, stop: threading.Event) -> None:
    """Returns when `stop` is set. Two of them do no harm: what one has taken the other does not get."""
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="notifier") as pool:
        while not stop.is_set():
            try:
                told = notify_once(notices, policy, pool)
            except StorageError as error:
                log.warning("notifier.database_away", error=str(error))
                told = 0
            if not told:
                stop.wait(TICK)


def notify_once(notices: Notices, policy: Policy, pool: ThreadPoolExecutor) -> int:
    """Tells what is due, a batch; how many."""
    return len(list(pool.map(partial(_tell, notices, policy), notices.take(AT_ONCE, GUARD))))


def checked(url: str) -> str:
    """An address that can be told anything at all; whether it may be reached is judged each time."""
    origin, path = parsed(url)
    if origin.scheme == "ssh":
        raise Refused("Notifications are sent over https, or over http to hosts that the operator allowed.")
    return f"{origin}{path}"


def signed(notice: Notice, now: int) -> Mapping[str, str]:
    """The three headers of Standard Webhooks."""
    key = b64decode(notice.secret.removeprefix(PREFIX))
    message = f"{notice.notice_id}.{now}.{notice.body}".encode()
    signature = b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
    return {"webhook-id": notice.notice_id, "webhook-timestamp": str(now), "webhook-signature": f"v1,{signature}"}


def _tell(notices: Notices, policy: Policy, notice: Notice) -> None:
    headers = {"Content-Type": "application/json", **signed(notice, int(time.time()))}
    try:
        status = exchange(notice.url, "POST", "", headers, policy, notice.body).status
    except AetherError as error:
        _postpone(notices, notice, None, str(error), passing=isinstance(error, Transient))
        return
    if status < HTTPStatus.MULTIPLE_CHOICES:
        notices.delivered(notice, status)
        log.info("notice.delivered", notice_id=notice.notice_id, status=status)
    else:
        _postpone(notices, notice, status, f"answered with {status}", passing=status != HTTPStatus.GONE)


def _postpone(notices: Notices, notice: Notice, status: int | None, error: str, *, passing: bool) -> None:
    """Every other answer than Gone may be mended at the other end; a refusal of ours is not."""
    wait = WAITS[notice.attempt - 1] * random.uniform(0.9, 1.1) if passing and notice.attempt <= len(WAITS) else None  # noqa: S311 (it spreads)
    log.warning("notice.undelivered", notice_id=notice.notice_id, status=status, error=error, retry_in=wait)
    notices.undelivered(notice, status, error, wait)
