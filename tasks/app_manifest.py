"""Creates a GitHub App from a manifest: GitHub creates it in the administrator's browser and gives its key only to us."""

import json
import re
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from graph.errors import BadInput, BrokenSetup, Conflict, MirrorUnavailable, NotARepository, Unauthorised
from graph.intake import Forge
from mirror import Policy
from store.catalogue import Catalogue
from store.hooks import HookRow
from store.keyring import Keyring
from tasks import forge_api
from tasks.github_app import KIND, AppKey

LASTS: Final = 3600  # seconds a link is valid, as long as GitHub's own code
PAGE: Final = "/github-app"
CREATED: Final = f"{PAGE}/created"

_PURPOSE: Final = "github-app-manifest"  # so that no other sealed value can pass for a state
_ORGANISATION = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,128}")


class Form(NamedTuple):
    """The form that the administrator's browser submits to the forge."""

    action: str
    manifest: str  # JSON


class Made(NamedTuple):
    name: str
    installed_at: str  # the page for installing it, which is the next step


class _State(NamedTuple):
    """The content of a link. Sealed, so that nobody else can make or change one."""

    purpose: str
    tenant_id: int
    hook_id: str
    organisation: str | None
    until: float


class Manifests:
    def __init__(
        self, catalogue: Catalogue, keyring: Keyring, policy: Policy, public_url: str,
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        self._hooks, self._keyring, self._policy = catalogue.hooks, keyring, policy
        self._public_url, self._clock = public_url, clock

    def begin(self, tenant_id: int, hook_id: str, organisation: str | None) -> str:
        """A link for the administrator, valid for an hour. Anyone who has it can set the hook's App, once."""
        if organisation is not None and not _ORGANISATION.fullmatch(organisation):
            raise BadInput(f"{organisation[:80]!r} is not the name of an organisation on GitHub.")
        self._hook(tenant_id, hook_id)
        state = _State(_PURPOSE, tenant_id, hook_id, organisation, self._clock() + LASTS)
        return f"{self._public_url}{PAGE}?state={quote(self._keyring.seal(json.dumps(state)).decode())}"

    def form(self, state: str) -> Form:
        read = self._read(state)
        hook = self._hook(read.tenant_id, read.hook_id)
        owner = f"/organizations/{read.organisation}" if read.organisation else ""
        return Form(f"{hook.base_url}{owner}/settings/apps/new?state={quote(state)}", json.dumps(self._manifest(hook)))

    def complete(self, state: str, code: str) -> Made:
        """Exchanges the forge's code for the App's key and webhook secret, and stores both sealed with the hook."""
        read = self._read(state)
        hook = self._hook(read.tenant_id, read.hook_id)
        answer = self._exchange(hook, code)
        number, pem, secret = (answer.get(name) for name in ("id", "pem", "webhook_secret"))
        if type(number) is not int or not isinstance(pem, str) or not isinstance(secret, str):
            raise MirrorUnavailable("The forge's response contains no App. Start again with a new link.")
        kept = AppKey(str(number), pem).kept()
        self._hooks.rotate(read.tenant_id, read.hook_id, secret=secret, grace=0)
        self._hooks.put_credential(read.tenant_id, read.hook_id, KIND, kept)
        return Made(
            str(answer.get("name", "")), f"{hook.base_url}/apps/{quote(str(answer.get('slug', '')))}/installations/new"
        )

    def _exchange(self, hook: HookRow, code: str) -> Mapping[str, Any]:
        if not _CODE.fullmatch(code):
            raise BadInput("The forge's code is malformed.")
        api = forge_api.root(hook.forge, hook.base_url)
        try:
            return forge_api.post(api, f"/app-manifests/{code}/conversions", {}, {}, self._policy)
        except NotARepository as error:
            raise BadInput(
                "GitHub no longer accepts this code: it is valid once, for an hour. Start again with a new link."
            ) from error

    def _hook(self, tenant_id: int, hook_id: str) -> HookRow:
        """The hook, if it still has no App, so that a link that was used before has no effect."""
        hook = self._hooks.show(tenant_id, hook_id)
        if (hook.forge, hook.scope) != (Forge.GITHUB, "app"):
            raise BadInput(f"Hook {hook_id} is not for a GitHub App: add one with --forge github --scope app.")
        if self._hooks.credential(tenant_id, hook_id) is not None:
            raise Conflict(f"Hook {hook_id} already has an App. Add another hook for another App.")
        return hook

    def _manifest(self, hook: HookRow) -> Mapping[str, Any]:
        """An App that reads contents and receives push and repository events; pull request events if the hook wants them."""
        more = {"pull_requests": "read"} if hook.pulls else {}
        return {
            "name": f"aether-{hook.hook_id[:12]}",
            "url": self._public_url,
            "hook_attributes": {"url": f"{self._public_url}/webhooks/{hook.hook_id}", "active": True},
            "redirect_url": f"{self._public_url}{CREATED}",
            "public": False,
            "default_permissions": {"contents": "read", "metadata": "read", **more},
            "default_events": ["push", "repository", *(["pull_request"] if hook.pulls else [])],
        }

    def _read(self, state: str) -> _State:
        try:
            read = _State(*json.loads(self._keyring.open(state.encode())))
        except (BrokenSetup, ValueError, TypeError):
            raise _expired() from None
        if read.purpose != _PURPOSE or read.until < self._clock():
            raise _expired()
        return read


def _expired() -> Unauthorised:
    return Unauthorised(
        "This link is invalid or older than an hour: create a new one with `aether hook manifest HOOK`."
    )
