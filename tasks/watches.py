"""Requests to add a watch: parses the query, checks the address, and can send a test message."""

import json
import time
from http import HTTPStatus
from typing import NamedTuple

import structlog

from graph import watching
from graph.errors import AetherError, BadInput, MirrorUnavailable
from mirror import Policy
from mirror.names import ref_name
from mirror.network import parsed, reached
from store import watch_bodies
from store.model import Scope
from store.notices import Notice
from store.watches import DIGESTS, NewWatch, Wanted, Watches
from tasks.forge_api import exchange
from tasks.notifier import checked, signed

log = structlog.get_logger()


class Asked(NamedTuple):
    """A watch as requested: with an address, or for agents to read."""

    repo: str
    query: str
    branch: str | None = None
    url: str | None = None
    mcp: bool = False
    digest: str | None = None


class Tried(NamedTuple):
    """The outcome of a test message: the HTTP status, or why there was none."""

    status: int | None
    error: str | None

    @property
    def good(self) -> bool:
        return self.status is not None and self.status < HTTPStatus.MULTIPLE_CHOICES


class WatchRequests:
    def __init__(self, watches: Watches, policy: Policy, most: int) -> None:
        """`most`: the limit on watches per tenant."""
        self._watches, self._policy, self._most = watches, policy, most

    def add(self, within: Scope, asked: Asked) -> NewWatch:
        """BadInput for an invalid watch, Refused for a forbidden address."""
        query = watching.parse(asked.query)
        if (asked.url is None) is not asked.mcp:
            raise BadInput("Give either a url to notify, or mcp to store the events for agents.")
        if asked.digest is not None and (asked.url is None or asked.digest not in DIGESTS):
            raise BadInput(f"A digest must be {' or '.join(DIGESTS)}, and needs a url.")
        branch = None if asked.branch is None else str(ref_name(asked.branch))
        url = None if asked.url is None else self._judged(asked.url)
        return self._watches.add(within, Wanted(asked.repo, query, branch, url, asked.digest), self._most)

    def test(self, within: Scope, watch_id: str) -> Tried:
        """Sends an empty message, signed like any other, at once and without retries."""
        watch, secret = self._watches.show(within, watch_id), self._watches.secret(within, watch_id)
        about = {"watch_id": watch.watch_id, "query": watch.query, "repo": watch.repo}
        body = json.dumps(watch_bodies.message(watch_bodies.TEST, about))
        notice = Notice(within.tenant_id, f"test-{watch.watch_id}", watch.url or "", secret, body, 1)
        headers = {"Content-Type": "application/json", **signed(notice, int(time.time()))}
        try:
            answer = exchange(notice.url, "POST", "", headers, self._policy, body)
        except AetherError as error:
            log.info("watch.test_failed", watch_id=watch_id, error=str(error))
            return Tried(None, str(error))
        return Tried(answer.status, None)

    def _judged(self, url: str) -> str:
        """Refuses a forbidden address now, not at the first event. A name that does not resolve yet is checked on delivery."""
        found = checked(url)
        try:
            reached(parsed(found)[0], self._policy)
        except MirrorUnavailable as error:
            log.info("watch.address_unresolved", error=str(error))
        return found
