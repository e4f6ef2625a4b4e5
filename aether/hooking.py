"""Creates a webhook at the forge for each repository that `connect` registered, if no organisation-wide hook is available."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aether.composition import Application
from aether.connecting import Action, Hook, Step, registered
from graph.errors import Conflict, Permanent
from tasks.forge_listing import Account, Listed
from tasks.project_hooks import ProjectHooks

_SERVED = {Action.REGISTER, Action.MOVE, Action.RESTORE, Action.KEEP}


class Hooked(NamedTuple):
    path: str
    done: str  # created | updated | removed | none | refused
    reason: str = ""


def to_be_hooked(steps: Sequence[Step]) -> list[Listed]:
    """The repositories that are currently registered and active."""
    return [step.listed for step in steps if step.action in _SERVED and step.listed and not step.listed.archived]


def hook_up(found: Application, hook_id: str, account: Account, listed: Sequence[Listed]) -> Iterator[Hooked]:
    """Creates or updates the webhooks. Repeating it propagates a rotated secret and newly wanted events to the forge. A refusal
    for one repository does not affect the others; an unavailable forge ends the run, and the next one continues.
    """
    hook = found.intake.hook(hook_id)
    if hook is None:
        raise Conflict(
            f"Hook {hook_id} is disabled, so it accepts no deliveries: run `aether hook enable {hook_id}` first."
        )
    hooks = ProjectHooks(account, found.hook_url(hook_id))
    for each in listed:
        try:
            yield Hooked(each.path, hooks.keep(each, hook.secrets[-1], pulls=hook.pulls).value)
        except Permanent as error:
            yield Hooked(each.path, "refused", str(error))


def unhook(found: Application, hook: Hook, account: Account) -> Iterator[Hooked]:
    """Removes what `hook_up` created, for every repository that the hook registered. Refusals and an unavailable forge are
    handled as there. It may be repeated.
    """
    hooks = ProjectHooks(account, found.hook_url(hook.hook_id))
    for _, each in registered(found, hook):
        if each.path and each.forge_id:
            try:
                yield Hooked(each.path, "removed" if hooks.remove(each.path, each.forge_id) else "none")
            except Permanent as error:
                yield Hooked(each.path, "refused", str(error))
