"""A webhook at the forge for each repository that `connect` registered, where one wide hook is not to be had."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aether.composition import Application
from aether.connecting import Action, Step
from graph.errors import Conflict, Permanent
from tasks.forge_listing import Account, Listed
from tasks.project_hooks import ProjectHooks, Wanted

_SERVED = {Action.REGISTER, Action.MOVE, Action.RESTORE, Action.KEEP}


class Hooked(NamedTuple):
    path: str
    done: str  # created | updated | refused
    reason: str = ""


def to_be_hooked(steps: Sequence[Step]) -> list[Listed]:
    """The repositories that are registered and active now."""
    return [step.listed for step in steps if step.action in _SERVED and step.listed and not step.listed.archived]


def hook_up(found: Application, hook_id: str, account: Account, listed: Sequence[Listed]) -> Iterator[Hooked]:
    """Done again it updates: so a rotated secret reaches the forge. A repository that is refused does not keep the others
    from theirs; a forge that is away ends it, and the next time goes on.
    """
    hook = found.intake.hook(hook_id)
    if hook is None:
        raise Conflict(f"Hook {hook_id} is disabled, so it takes no deliveries: `aether hook enable {hook_id}` first.")
    hooks = ProjectHooks(account, Wanted(found.hook_url(hook_id), hook.secrets[-1]))
    for each in listed:
        try:
            yield Hooked(each.path, hooks.keep(each).value)
        except Permanent as error:
            yield Hooked(each.path, "refused", str(error))
