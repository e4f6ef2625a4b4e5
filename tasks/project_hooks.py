"""Manages webhooks of single repositories through the forge's API, for forges without wider hooks (GitLab.com Free, GitHub
without an App). All of them point to one hook of ours and share its secret, which no forge ever shows again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from graph.errors import AccessDenied, BadInput, MirrorUnavailable, NotARepository, Refused
from graph.intake import Forge, Secret, SecretKind
from tasks import forge_api
from tasks.forge_api import Answer
from tasks.forge_listing import PER_PAGE, Account, Listed, Row, objects
from tasks.forge_pages import Pages


class Kept(StrEnum):
    CREATED = "created"
    UPDATED = "updated"


class Wanted(NamedTuple):
    """The configuration of a webhook: its address, its secret, and whether it sends pull and merge request events."""

    url: str
    secret: Secret
    pulls: bool


class _Api(NamedTuple):
    hooks: Callable[[str, str], str]  # a repository's path and forge id -> the API path of its hooks
    url: Callable[[Row], object]  # a hook's address
    body: Callable[[Wanted], Mapping[str, Any]]
    update: str  # the HTTP method


class ProjectHooks:
    """For one forge, with one credential that may administer the repositories."""

    def __init__(self, account: Account, url: str) -> None:
        if account.credential.kind != "token":
            raise BadInput("Webhooks of single repositories need a token; a GitHub App has its own webhook.")
        self._pages = Pages(account.api, forge_api.authorization(account.credential), account.policy, account.wait)
        self._api, self._url = _FORGES[account.forge], url

    def keep(self, listed: Listed, secret: Secret, *, pulls: bool) -> Kept:
        """Ensures exactly one hook that points to us, with the wanted events and the current secret; removes duplicates."""
        with _may_keep(listed.path):
            return self._keep(self._api.hooks(listed.path, listed.forge_id), Wanted(self._url, secret, pulls))

    def remove(self, path: str, forge_id: str) -> int:
        """Removes the repository's hooks that point to us; how many there were."""
        with _may_keep(path):
            hooks = self._api.hooks(path, forge_id)
            return self._remove(hooks, self._ours(hooks))

    def _keep(self, path: str, wanted: Wanted) -> Kept:
        ours = self._ours(path)
        self._remove(path, ours[1:])
        method, where = (self._api.update, _one(path, ours[0])) if ours else ("POST", path)
        self._check(path, wanted.secret, _judged(self._pages.send(method, where, self._api.body(wanted))))
        return Kept.UPDATED if ours else Kept.CREATED

    def _ours(self, path: str) -> list[Row]:
        rows = [row for page in self._pages.of(path, PER_PAGE) for row in objects(page)]
        return [row for row in rows if self._api.url(row) == self._url]

    def _remove(self, path: str, rows: Sequence[Row]) -> int:
        for row in rows:
            _judged(self._pages.send("DELETE", _one(path, row)))
        return len(rows)

    def _check(self, path: str, secret: Secret, made: Row) -> None:
        """An older GitLab ignores the signing token, and its deliveries would never be accepted."""
        if secret.kind is SecretKind.SIGNING and made.get("signing_token_present") is not True:
            self._remove(path, [made])
            raise BadInput(
                "This GitLab does not support signing tokens (introduced in version 19). Use a hook with a secret token: "
                "`aether hook add --secret-kind token ...`, and name it with --hook."
            )


@contextmanager
def _may_keep(path: str) -> Iterator[None]:
    try:
        yield
    except (AccessDenied, NotARepository) as error:
        raise AccessDenied(
            f"{path}: the token may not manage webhooks there. It needs the scope admin:repo_hook (GitHub), or api and "
            "the role Maintainer (GitLab)."
        ) from error


def _judged(answer: Answer) -> Row:
    if answer.status == HTTPStatus.NO_CONTENT:
        return {}
    if answer.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}:
        raise Refused(f"{answer.url}: the forge rejects the hook ({answer.status}). Can it reach AETHER_PUBLIC_URL?")
    return forge_api.found(answer)


def _one(path: str, row: Row) -> str:
    number = row.get("id")
    if type(number) is not int:
        raise MirrorUnavailable("The forge's API returned a hook id that is not a number.")
    return f"{path}/{number}"


def _of_github(wanted: Wanted) -> Mapping[str, Any]:
    config = {"url": wanted.url, "content_type": "json", "secret": wanted.secret.value, "insecure_ssl": "0"}
    events = ["push", "repository", *(["pull_request"] if wanted.pulls else [])]
    return {"name": "web", "active": True, "events": events, "config": config}


def _of_gitlab(wanted: Wanted) -> Mapping[str, Any]:
    field = "signing_token" if wanted.secret.kind is SecretKind.SIGNING else "token"
    told = {"push_events": True, "tag_push_events": False, "merge_requests_events": wanted.pulls}
    return {"url": wanted.url, field: wanted.secret.value, "enable_ssl_verification": True, **told}


def _github_url(row: Row) -> object:
    config = row.get("config")
    return config.get("url") if isinstance(config, dict) else None


_FORGES: Final[Mapping[Forge, _Api]] = {
    Forge.GITHUB: _Api(lambda path, _: f"/repos/{quote(path)}/hooks", _github_url, _of_github, "PATCH"),
    Forge.GITLAB: _Api(
        lambda _, number: f"/projects/{quote(number)}/hooks", lambda row: row.get("url"), _of_gitlab, "PUT"
    ),
}
