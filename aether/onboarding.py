"""`aether connect` over HTTP: registers by rule what a hook's credential can see and, optionally, creates webhooks."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, NoReturn

from aether.composition import Application
from aether.connecting import Rule, Step, connect, served
from aether.hooking import Hooked, hook_up, to_be_hooked
from graph.errors import BadInput, MirrorUnavailable
from graph.intake import Forge
from store.model import Credential
from tasks.forge_listing import Account, listed
from tasks.workshop import policy


class Asked(NamedTuple):
    include: Sequence[str]
    exclude: Sequence[str] = ()
    archived: bool = False
    forks: bool = False
    project_hooks: bool = False
    dry_run: bool = False
    token: str | None = None  # stored as the hook's credential


def onboard(found: Application, tenant_id: int, hook_id: str, asked: Asked) -> dict[str, Any]:
    """Registers repositories; each further call reconciles. If the forge's rate limit asks to wait, it raises MirrorUnavailable
    instead of waiting, and the next call continues.
    """
    hooks, given = found.catalogue.hooks, Credential("token", asked.token) if asked.token else None
    account = account_of(found, tenant_id, hook_id, given, _not_waiting)
    seen = listed(account)
    if given and not asked.dry_run:
        hooks.put_credential(tenant_id, hook_id, given.kind, given.value)
    rule = Rule(asked.include, asked.exclude, asked.archived, asked.forks)
    hook = served(found, tenant_id, hook_id)
    steps = connect(found, hook, seen, rule, dry_run=asked.dry_run)
    wanted = to_be_hooked(steps) if asked.project_hooks and not asked.dry_run else []
    hooked = list(hook_up(found, hook_id, account, wanted)) if wanted else []
    return {"hook_id": hook_id, **told(steps, hooked)}


def account_of(
    found: Application,
    tenant_id: int,
    hook_id: str,
    given: Credential | None,
    wait: Callable[[float], object] = time.sleep,
) -> Account:
    """The account at the hook's forge, with the given credential, else with the stored one."""
    row, hooks = found.catalogue.hooks.show(tenant_id, hook_id), found.catalogue.hooks
    credential = usable(given or hooks.credential(tenant_id, hook_id))
    return Account(Forge(row.forge), row.base_url, credential, policy(found.settings), wait)


def usable(credential: Credential | None) -> Credential:
    if credential is None or credential.kind == "deploy-key":
        raise BadInput(
            "The forge's API requires a token: give one (--token-stdin), or store a GitHub App's key with the hook."
        )
    return credential


def told(steps: Sequence[Step], hooked: Sequence[Hooked]) -> Mapping[str, Any]:
    """The steps as a JSON document."""
    return {
        "counts": {action.value: count for action, count in Counter(step.action for step in steps).items()},
        "repositories": [{"action": step.action.value, "path": step.path, "reason": step.reason} for step in steps],
        "hooks": [each._asdict() for each in hooked],
    }


def _not_waiting(seconds: float) -> NoReturn:
    raise MirrorUnavailable(f"The forge asks to wait {seconds:.0f} s. Call again then; completed work is kept.")
