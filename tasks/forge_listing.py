"""Lists a forge's repositories in our own types; no other module knows the JSON of its listing API."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from graph.errors import MirrorUnavailable
from graph.intake import Forge
from graph.namespaces import is_path
from mirror import Policy
from store.model import Credential
from tasks import forge_api
from tasks.forge_pages import Pages
from tasks.github_app import KIND, AppKey, bearer, installation_token

PER_PAGE = "per_page=100"

Row = Mapping[str, Any]


class Listed(NamedTuple):
    """A repository as visible to the credential."""

    forge_id: str
    path: str
    default_branch: str | None
    archived: bool
    fork: bool
    visibility: str | None
    pushed_at: str  # ISO 8601; '' if nothing was pushed


class Account(NamedTuple):
    """A credential at a forge. `wait`: sleeps when the forge asks for it."""

    forge: Forge
    base_url: str
    credential: Credential
    policy: Policy
    wait: Callable[[float], object] = time.sleep

    @property
    def api(self) -> str:
        return forge_api.root(self.forge, self.base_url)


def listed(account: Account) -> list[Listed]:
    """Every repository visible to the credential, most recently pushed first."""
    read, path, query = _FORGES[account.forge]
    rows = _of_app(account) if account.credential.kind == KIND else _rows(account, account.credential, path, query)
    seen = {each.forge_id: each for each in map(read, rows) if is_path(each.path)}
    return sorted(seen.values(), key=lambda each: each.pushed_at, reverse=True)


def _of_app(account: Account) -> Iterator[Row]:
    """The repositories of each installation of the App, listed with that installation's token."""
    app = AppKey.read(account.credential.value)
    headers = bearer(app, time.time())
    for page in Pages(account.api, headers, account.policy, account.wait).of("/app/installations", PER_PAGE):
        for installation in objects(page):
            if installation.get("suspended_at") is None:
                token = installation_token(app, account.base_url, installation.get("id"), account.policy)
                yield from _rows(account, Credential("token", token), "/installation/repositories", PER_PAGE)


def _rows(account: Account, credential: Credential, path: str, query: str) -> Iterator[Row]:
    headers = forge_api.authorization(credential)
    for page in Pages(account.api, headers, account.policy, account.wait).of(path, query):
        yield from objects(page.get("repositories") if isinstance(page, dict) else page)


def objects(page: Any) -> Iterable[Row]:
    """The rows of a page; MirrorUnavailable if it is not a list of objects."""
    if not isinstance(page, list) or not all(isinstance(each, dict) for each in page):
        raise MirrorUnavailable("The forge's API did not return a list of objects.")
    return page


def _github(row: Row) -> Listed:
    visibility = _text(row, "visibility") or ("private" if row.get("private") else "public")
    return Listed(
        str(row.get("id")), _text(row, "full_name") or "", _text(row, "default_branch"), row.get("archived") is True,
        row.get("fork") is True, visibility, _text(row, "pushed_at") or "",
    )  # fmt: skip


def _gitlab(row: Row) -> Listed:
    return Listed(
        str(row.get("id")), _text(row, "path_with_namespace") or "", _text(row, "default_branch"),
        row.get("archived") is True, row.get("forked_from_project") is not None, _text(row, "visibility"),
        _text(row, "last_activity_at") or "",
    )  # fmt: skip


def _text(row: Row, name: str) -> str | None:
    value = row.get(name)
    return value if isinstance(value, str) and value else None


_FORGES: Mapping[Forge, tuple[Callable[[Row], Listed], str, str]] = {
    Forge.GITHUB: (_github, "/user/repos", f"sort=pushed&direction=desc&{PER_PAGE}"),
    Forge.GITLAB: (_gitlab, "/projects", f"membership=true&order_by=last_activity_at&sort=desc&{PER_PAGE}"),
}
