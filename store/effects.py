"""Applies events other than pushes, in the transaction that records the delivery. One function per kind of change."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, NamedTuple

from graph import namespaces
from graph.intake import Change, Effect, Hook
from store import requests
from store.bridge import Connection, enter
from store.repositories import learn_default
from store.served import SQL, UNREGISTERED, Acted, Served, find, index, mapped, register, start


class Event(NamedTuple):
    connection: Connection
    hook: Hook
    effect: Effect


async def apply(connection: Connection, hook: Hook, effects: Sequence[Effect]) -> Acted:
    """Leaves the transaction in the hook's own tenant, as it found it."""
    acted = Acted()
    for effect in effects:
        acted += await _APPLY[effect.change](Event(connection, hook, effect))
    if effects:
        await enter(connection, hook.tenant_id)
    return acted


async def _created(event: Event) -> Acted:
    """A new repository is empty; its first push will be indexed."""
    served, reason = await _found_or_registered(event)
    return Acted(bool(served), (), reason)


async def _added(event: Event) -> Acted:
    served, reason = await _found_or_registered(event)
    active = [each for each in served if each.state == "active"]
    return Acted(bool(served), [run for each in active for run in await index(event.connection, each)], reason)


async def _found_or_registered(event: Event) -> tuple[Sequence[Served], str]:
    connection, hook, effect = event
    known = await find(connection, hook, effect.subject)
    return (known, "") if known else await register(connection, hook, effect.subject, effect.value)


async def _moved(event: Event) -> Acted:
    """The graph stays with its tenant unless the new path is outside that tenant's namespaces."""
    connection, hook, effect = event
    known, given = await find(connection, hook, effect.subject), await mapped(connection, hook)
    kept = [each for each in known if _may_hold(each.tenant_id, hook, given, effect.value)]
    for each in known:
        await enter(connection, each.tenant_id)
        await connection.execute(SQL["moved"], each.tenant_id, each.repository_id, effect.value)
        if each not in kept:
            await connection.execute(SQL["removed"], each.tenant_id, each.repository_id)
    return Acted(touched=True) if kept else Acted(touched=bool(known)) + await _added(event)


def _may_hold(tenant_id: int, hook: Hook, given: Mapping[str, int], path: str) -> bool:
    """The rule of `hook_repository`: a hook's own tenant may hold any of its repositories, others those in their namespaces."""
    theirs = [namespace for namespace, tenant in given.items() if tenant == tenant_id]
    return tenant_id == hook.tenant_id or any(namespaces.covers(namespace, path) for namespace in theirs)


async def _each(event: Event, statement: str, *values: str) -> Acted:
    """Runs a statement for the repository in every tenant that has it."""
    connection, hook, effect = event
    known = await find(connection, hook, effect.subject)
    for each in known:
        await enter(connection, each.tenant_id)
        await connection.execute(SQL[statement], each.tenant_id, each.repository_id, *values)
    return Acted(touched=True) if known else Acted(reason=UNREGISTERED)


async def _removed(event: Event) -> Acted:
    return await _each(event, "removed")


async def _archived(event: Event) -> Acted:
    return await _each(event, "archived")


async def _unarchived(event: Event) -> Acted:
    """Indexes it, too: the last push before it was archived may not have been."""
    return await _each(event, "unarchived") + await _index(event)


async def _index(event: Event) -> Acted:
    known = await find(event.connection, event.hook, event.effect.subject)
    active = [each for each in known if each.state == "active"]
    return Acted(bool(active), [run for each in active for run in await index(event.connection, each)])


async def _visibility(event: Event) -> Acted:
    return await _each(event, "visibility", event.effect.value)


async def _branch_deleted(event: Event) -> Acted:
    return await _each(event, "retire_branch", event.effect.value.removeprefix(requests.HEADS))


async def _default_branch(event: Event) -> Acted:
    """Indexes the new default branch if the policy wants it. The old one is retired unless branch globs decide."""
    connection, hook, effect = event
    known = await find(connection, hook, effect.subject)
    started = []
    for each in known:
        await enter(connection, each.tenant_id)
        await learn_default(connection, each.tenant_id, each.repository_id, effect.value)
        if each.branch_globs is None:
            await connection.execute(SQL["retire_others"], each.tenant_id, each.repository_id, effect.value)
        wanted = requests.wanted_branch(requests.HEADS + effect.value, effect.value, each.branch_globs)
        if each.state == "active" and wanted is not None:
            started.append(await start(connection, each, wanted))
    return Acted(bool(known), started, "" if known else UNREGISTERED)


async def _namespace_renamed(event: Event) -> Acted:
    """Updates paths in every tenant that the hook serves, then its map and rule, so that the namespace keeps its tenant."""
    connection, hook, (_, old, new) = event
    await _everywhere(event, "renamed_below", old, new)
    await enter(connection, hook.tenant_id)
    for statement in ("forget_namespaces", "rename_namespaces"):
        await connection.execute(SQL[statement], hook.tenant_id, hook.hook_id, old, new)
    rule = await connection.fetchval(SQL["rule"], hook.tenant_id, hook.hook_id)
    await connection.execute(SQL["set_rule"], hook.tenant_id, hook.hook_id, namespaces.renamed(rule, old, new))
    return Acted(touched=True)


async def _namespace_suspended(event: Event) -> Acted:
    return await _everywhere(event, "state_below", event.effect.subject, ["active"], "suspended")


async def _namespace_resumed(event: Event) -> Acted:
    return await _everywhere(event, "state_below", event.effect.subject, ["suspended"], "active")


async def _namespace_removed(event: Event) -> Acted:
    return await _everywhere(event, "state_below", event.effect.subject, ["active", "archived", "suspended"], "removed")


async def _everywhere(event: Event, statement: str, *values: object) -> Acted:
    """Runs a statement in every tenant that the hook serves."""
    connection, hook, _ = event
    for tenant_id in sorted({hook.tenant_id, *(await mapped(connection, hook)).values()}):
        await enter(connection, tenant_id)
        await connection.execute(SQL[statement], tenant_id, hook.hook_id, *values)
    return Acted(touched=True)


async def _hook_deleted(event: Event) -> Acted:
    connection, hook, _ = event
    await enter(connection, hook.tenant_id)
    await connection.execute(SQL["disable_hook"], hook.tenant_id, hook.hook_id)
    return Acted(touched=True)


_APPLY: Final[Mapping[Change, Callable[[Event], Awaitable[Acted]]]] = {
    Change.CREATED: _created,
    Change.ADDED: _added,
    Change.MOVED: _moved,
    Change.REMOVED: _removed,
    Change.ARCHIVED: _archived,
    Change.UNARCHIVED: _unarchived,
    Change.VISIBILITY: _visibility,
    Change.DEFAULT_BRANCH: _default_branch,
    Change.BRANCH_DELETED: _branch_deleted,
    Change.NAMESPACE_RENAMED: _namespace_renamed,
    Change.NAMESPACE_SUSPENDED: _namespace_suspended,
    Change.NAMESPACE_RESUMED: _namespace_resumed,
    Change.NAMESPACE_REMOVED: _namespace_removed,
    Change.HOOK_DELETED: _hook_deleted,
}
