"""Paged reads, and changes, at a forge's API, at the rate the forge allows."""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

import structlog

from graph.errors import MirrorUnavailable
from mirror import Policy
from tasks import forge_api
from tasks.forge_api import Answer

PATIENCE = 3600.0  # seconds that one listing may wait in all: GitHub's quota resets once an hour
FULL_AGAIN = 60.0  # seconds to wait for a quota to reset if the forge does not say when
ATTEMPTS = 5  # per page
MOST = 1_000  # pages of one listing, so that no forge can keep us reading for ever

log = structlog.get_logger()

_NEXT = re.compile(r'<[^<>?]*\?([^<>]*)>\s*;[^,]*\brel="?next"?')


class Pages:
    """Requests to one forge with one credential."""

    def __init__(
        self, api: str, headers: Mapping[str, str], policy: Policy, wait: Callable[[float], object] = time.sleep,
        most: int = MOST,
    ) -> None:  # fmt: skip
        self._api = api
        self._headers = headers
        self._policy = policy
        self._wait = wait
        self._patience = PATIENCE
        self._most = most

    def of(self, path: str, query: str) -> Iterator[Any]:
        """The JSON of each page. Only the query of the link to the next page is used, so that no answer can redirect us."""
        following: str | None = query
        for _ in range(self._most):
            if following is None:
                return
            answer = self._patiently(f"{path}?{following}")
            yield forge_api.judged(answer)
            link = _NEXT.search(answer.headers.get("link", ""))
            following = link[1] if link else None
            if following is not None and forge_api.remaining(answer) == 0:
                self._pause(forge_api.wait_asked(answer) or FULL_AGAIN, answer)
        if following is not None:
            raise MirrorUnavailable(f"{self._api}{path}: the forge lists more than {self._most} pages.")

    def send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        """Makes a change. Not repeated after an answer that leaves open whether it was made."""
        return self._patiently(path, method, None if body is None else json.dumps(body))

    def _patiently(self, path: str, method: str = "GET", body: str | None = None) -> Answer:
        headers = self._headers if body is None else {**self._headers, "Content-Type": "application/json"}
        answer = forge_api.exchange(self._api, method, path, headers, self._policy, body)
        for attempt in range(1, ATTEMPTS):
            if not _passes(answer, again=method == "GET"):
                break
            self._pause(_asked_for(answer, attempt), answer)
            answer = forge_api.exchange(self._api, method, path, headers, self._policy, body)
        return answer

    def _pause(self, seconds: float, answer: Answer) -> None:
        if seconds > self._patience:
            raise MirrorUnavailable(
                f"{answer.url}: the forge asks to wait another {seconds:.0f} s. Run this again then."
            )
        self._patience -= seconds
        log.info("forge.waiting", seconds=seconds, status=answer.status)
        self._wait(seconds)


def _passes(answer: Answer, *, again: bool) -> bool:
    return forge_api.exhausted(answer) or (again and answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR)


def _asked_for(answer: Answer, attempt: int) -> float:
    """The wait the forge asks for, else exponential backoff."""
    spent = forge_api.remaining(answer) == 0
    return forge_api.wait_asked(answer) or (FULL_AGAIN if spent else 2.0**attempt)
