"""Registered webhooks: their secrets, clone credentials and, for those wider than one repository, their namespace maps."""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from graph.errors import BadInput, NotFound
from graph.intake import Forge, SecretKind
from store.bridge import Bridge, Connection, Role, crossing, enter
from store.keyring import Keyring
from store.model import Credential
from store.tenants import SQL

SCOPES: Final = frozenset({"repository", "group", "app", "system"})
CREDENTIALS: Final = frozenset({"token", "deploy-key", "github-app"})
WEAKEST: Final = 16  # minimum length of a secret
SIGNING_PREFIX: Final = "whsec_"
GRACE_SECONDS: Final = 24 * 3600  # how long a replaced secret still verifies


class NewHook(NamedTuple):
    hook_id: str
    secret: str  # shown once

    def __repr__(self) -> str:
        return f"NewHook({self.hook_id})"


class HookRow(NamedTuple):
    hook_id: str
    forge: str
    scope: str
    base_url: str
    branch_globs: Sequence[str] | None
    auto_register: str | None
    keep_bodies: bool
    pulls: bool
    state: str
    created_at: datetime


class CredentialRow(NamedTuple):
    hook_id: str
    kind: str
    created_at: datetime  # or replaced


class Hooks:
    def __init__(self, bridge: Bridge, keyring: Keyring) -> None:
        self.bridge = bridge
        self._keyring = keyring

    @crossing
    async def add(
        self,
        tenant_id: int,
        forge: Forge,
        scope: str,
        base_url: str,
        *,
        kind: SecretKind | None = None,
        secret: str | None = None,
        branch_globs: Sequence[str] | None = None,
        auto_register: str | None = None,
        keep_bodies: bool = False,
        pulls: bool = False,
    ) -> NewHook:
        """`secret`: default: generated. `kind`: default: GitHub's HMAC key or GitLab's signing token; a given GitLab secret
        without the prefix `whsec_` is the older secret token.
        """
        if scope not in SCOPES:
            raise BadInput(f"A hook's scope must be one of {', '.join(sorted(SCOPES))}, not {scope!r}.")
        if not _is_address(base_url):
            raise BadInput(
                "A hook's base URL is the forge's address, such as https://github.com, without name or password: "
                "store those encrypted with `aether credential add`."
            )
        kind = kind or _kind(forge, secret)
        hook = NewHook(secrets.token_hex(16), _secret(kind, secret))  # hexadecimal: never mistaken for an option
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            await connection.execute(
                SQL["add_hook"],
                hook.hook_id,
                tenant_id,
                forge,
                scope,
                base_url.rstrip("/"),
                branch_globs,
                auto_register,
                keep_bodies,
                pulls,
            )
            sealed = self._keyring.seal(hook.secret)
            await connection.execute(SQL["add_secret"], hook.hook_id, tenant_id, kind, sealed)
        return hook

    @crossing
    async def owner(self, hook_id: str) -> int:
        """The tenant of a hook, for an operator who has only its id."""
        async with self.bridge.transaction(Role.WORKER) as connection:
            tenant_id: int | None = await connection.fetchval(SQL["hook_owner"], hook_id)
        if tenant_id is None:
            raise NotFound(f"There is no hook {hook_id!r}.")
        return tenant_id

    @crossing
    async def all(self, tenant_id: int) -> list[HookRow]:
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            return [HookRow(**row) for row in await connection.fetch(SQL["hooks"], tenant_id, None)]

    @crossing
    async def show(self, tenant_id: int, hook_id: str) -> HookRow:
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            return await _show(connection, tenant_id, hook_id)

    @crossing
    async def rotate(
        self, tenant_id: int, hook_id: str, *, secret: str | None = None, grace: float = GRACE_SECONDS
    ) -> NewHook:
        """Adds a new secret. The old ones stay valid for `grace` seconds, except those whose encryption key was lost: a secret
        that cannot be decrypted would keep the hook from verifying anything.
        """
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            await _show(connection, tenant_id, hook_id)
            kind = SecretKind(await connection.fetchval(SQL["secret_kind"], tenant_id, hook_id))
            hook = NewHook(hook_id, _secret(kind, secret))
            await self._expire_secrets(connection, tenant_id, hook_id, grace)
            await connection.execute(SQL["add_secret"], hook_id, tenant_id, kind, self._keyring.seal(hook.secret))
        return hook

    async def _expire_secrets(self, connection: Connection, tenant_id: int, hook_id: str, grace: float) -> None:
        for row in await connection.fetch(SQL["secrets"], tenant_id, hook_id):
            if not self._keyring.opens(row["sealed"]):
                await connection.execute(SQL["forget_secret"], tenant_id, hook_id, row["secret_id"])
        await connection.execute(SQL["expire_secrets"], tenant_id, hook_id, grace)

    @crossing
    async def disable(self, tenant_id: int, hook_id: str) -> None:
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            await _set_state(connection, tenant_id, hook_id, "disabled")

    @crossing
    async def enable(self, tenant_id: int, hook_id: str) -> None:
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            await _set_state(connection, tenant_id, hook_id, "active")

    @crossing
    async def remove(self, tenant_id: int, hook_id: str) -> None:
        """Deletes its secrets and credential; its repositories keep their graphs."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            await _set_state(connection, tenant_id, hook_id, "removed")
            await connection.execute(SQL["forget_secrets"], tenant_id, hook_id)
            await connection.execute(SQL["forget_credential"], tenant_id, hook_id)

    @crossing
    async def ask_pulls(self, tenant_id: int, hook_id: str, *, wanted: bool) -> None:
        """Whether pull and merge requests are analysed from now on."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            if await connection.fetchval(SQL["set_pulls"], tenant_id, hook_id, wanted) is None:
                raise NotFound(f"There is no hook {hook_id!r}.")

    @crossing
    async def map(self, tenant_id: int, hook_id: str, namespace: str, target_tenant_id: int) -> None:
        """Allows the tenant to hold repositories under this group or organisation."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            await _show(connection, tenant_id, hook_id)
            await connection.execute(SQL["map_namespace"], tenant_id, hook_id, namespace, target_tenant_id)

    @crossing
    async def namespaces(self, tenant_id: int, hook_id: str) -> dict[str, int]:
        """The tenant id of each mapped namespace."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            rows = await connection.fetch(SQL["namespaces"], tenant_id, hook_id)
            return {row["namespace"]: row["target_tenant_id"] for row in rows}

    @crossing
    async def tenants(self, tenant_id: int, hook_id: str) -> dict[str, str]:
        """The same with tenant names, for the operator, who may see every tenant."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            rows = await connection.fetch(SQL["namespaces"], tenant_id, hook_id)
            named: dict[str, str] = {}
            for row in rows:
                await enter(connection, row["target_tenant_id"])
                named[row["namespace"]] = await connection.fetchval(SQL["tenant_name"], row["target_tenant_id"])
            return named

    @crossing
    async def put_credential(self, tenant_id: int, hook_id: str, kind: str, value: str) -> None:
        if kind not in CREDENTIALS:
            raise BadInput(f"A credential's kind must be one of {', '.join(sorted(CREDENTIALS))}, not {kind!r}.")
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            await _show(connection, tenant_id, hook_id)
            await connection.execute(SQL["put_credential"], tenant_id, hook_id, kind, self._keyring.seal(value))

    @crossing
    async def credentials(self, tenant_id: int) -> list[CredentialRow]:
        """Which hooks have a credential, and of which kind; never the credential itself."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            return [CredentialRow(**row) for row in await connection.fetch(SQL["credentials"], tenant_id)]

    @crossing
    async def credential(self, tenant_id: int, hook_id: str) -> Credential | None:
        """The credential its repositories are cloned with."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            row = await connection.fetchrow(SQL["credential"], tenant_id, hook_id)
        return None if row is None else Credential(row["kind"], self._keyring.open(row["sealed"]))


def _kind(forge: Forge, secret: str | None) -> SecretKind:
    if forge is Forge.GITHUB:
        return SecretKind.HMAC
    return SecretKind.SIGNING if secret is None or secret.startswith(SIGNING_PREFIX) else SecretKind.TOKEN


def _secret(kind: SecretKind, given: str | None) -> str:
    """The given secret if it is strong enough, BadInput if not; a new one if none is given."""
    if given is None:
        token = secrets.token_bytes(32)
        return SIGNING_PREFIX + b64encode(token).decode() if kind is SecretKind.SIGNING else secrets.token_urlsafe(32)
    if len(given) < WEAKEST:
        raise BadInput(f"A secret must have at least {WEAKEST} characters; omit it to have a strong one generated.")
    if kind is SecretKind.SIGNING and not _is_signing_token(given):
        raise BadInput("A signing token is whsec_ followed by 24 to 64 bytes in base 64, as GitLab shows it.")
    return given


def _is_address(url: str) -> bool:
    """Whether it can be the prefix of clone URLs. Whether its host is allowed is checked on each connection."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or parts.username is not None)
    return parts.scheme in {"https", "http"} and bool(parts.hostname) and plain and url.isprintable() and " " not in url


def _is_signing_token(text: str) -> bool:
    try:
        key = b64decode(text.removeprefix(SIGNING_PREFIX), validate=True)
    except ValueError:
        return False
    return text.startswith(SIGNING_PREFIX) and 24 <= len(key) <= 64  # noqa: PLR2004 (as Standard Webhooks has it)


async def _show(connection: Connection, tenant_id: int, hook_id: str) -> HookRow:
    row = await connection.fetchrow(SQL["hooks"], tenant_id, hook_id)
    if row is None:
        raise NotFound(f"There is no hook {hook_id!r}.")
    return HookRow(**row)


async def _set_state(connection: Connection, tenant_id: int, hook_id: str, state: str) -> None:
    if await connection.fetchval(SQL["set_hook_state"], tenant_id, hook_id, state) is None:
        raise NotFound(f"There is no hook {hook_id!r}.")
