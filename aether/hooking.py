"""A webhook at the forge for each repository that `connect` registered, where one wide hook is not to be had."""

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
    """The repositories that are registered and active now."""
    return [step.listed for step in steps if step.action in _SERVED and step.listed and not step.listed.archived]


def hook_up(found: Application, hook_id: str, account: Account, listed: Sequence[Listed]) -> Iterator[Hooked]:
    """Done again it updates: so a rotated secret reaches the forge, and that requests are answered from now on. A repository
    that is refused does not keep the others from theirs; a forge that is away ends it, and the next time goes on.
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
    """Takes back what `hook_up` made, of every repository that is registered by the hook. A refusal, or a forge that is away,
    as there; what was taken back is not asked for again.
    """
    hooks = ProjectHooks(account, found.hook_url(hook.hook_id))
    for _, each in registered(found, hook):
        if each.path and each.forge_id:
            try:
                yield Hooked(each.path, "removed" if hooks.remove(each.path, each.forge_id) else "none")
            except Permanent as error:
                yield Hooked(each.path, "refused", str(error))
